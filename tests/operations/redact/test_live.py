"""Redacting while recording: what VCR.py writes is clean, and replays."""

import gzip
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import Request as Call
from urllib.request import urlopen

import pytest
import vcr
from tests.operations.redact.planting import by_settings, key, placeholder, run
from vcr.request import Request

from cassette_cli import Redactor, redact
from cassette_cli.document.configuration import Configuration, RedactSettings

KEY = key("live")
MAIL = "jane.roe@acme-corp.com"


@pytest.fixture
def server():
    """An address at which somebody says what was said to them, with a key and a cookie."""

    class Echo(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

        def do_POST(self):
            """Answer."""
            said = self.rfile.read(int(self.headers["content-length"] or 0)).decode("latin-1")
            body = gzip.compress(json.dumps({"said": said, "key": KEY}).encode())
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Set-Cookie", f"sid={run('sid', 30)}; path=/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with HTTPServer(("127.0.0.1", 0), Echo) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


BODIES = [
    json.dumps({"messages": [{"content": f"I am {MAIL}, so {KEY}"}]}).encode(),
    f"client_secret={run('form', 24)}&q={MAIL}".encode(),
    gzip.compress(f"packed {KEY}".encode(), mtime=0),
    f"raw {KEY} ".encode() + b"\xff\xfe",
]
EVERYTHING = ["method", "scheme", "host", "port", "path", "query", "headers", "body"]


def calls(server: str) -> list[bytes]:
    """Return what is answered to all bodies."""
    headers = {
        "Authorization": f"Bearer {KEY}",
        "OpenAI-Organization": "org-9f8d7c6b5a4e3f2a1b0c9d8e",
    }
    answers = []
    for number, body in enumerate(BODIES):
        url = f"{server}/{number}?api_key={KEY}"
        with urlopen(Call(url, data=body, headers=headers)) as answer:
            data = answer.read()
            answers.append(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
    return answers


def test_a_recording_made_with_the_hooks_is_clean_and_replays(server, tmp_path):
    """Also where the recorder compares all of a request."""
    path = tmp_path / "a.yaml"

    def played(mode: str) -> list[bytes]:
        redactor = Redactor()
        recorder = vcr.VCR(
            before_record_request=redactor.before_record_request,
            before_record_response=redactor.before_record_response,
            record_mode=mode, match_on=EVERYTHING,
        )  # fmt: skip
        with recorder.use_cassette(str(path)):
            return calls(server)

    assert all(KEY.encode() in one for one in played("once"))
    made = by_settings(path.read_text(encoding="utf-8"), requests="all")
    assert made.findings == []
    replayed = played("none")
    assert len(replayed) == len(BODIES)
    assert all(json.loads(one)["key"] == placeholder(KEY) for one in replayed)


@pytest.mark.parametrize(
    "make",
    [
        bytes, bytes.decode, io.BytesIO, lambda body: iter([body[:9], body[9:]]),
        lambda body: (part for part in [body[:30], body[30:]]),
    ],
    ids=["bytes", "text", "file", "iterator", "generator"],
)  # fmt: skip
def test_bodies_of_all_kinds_are_redacted_whole(make):
    """A file or an iterator is still one, and a value may be cut by its parts; twice is as once."""
    body = f"so {KEY} and {MAIL}".encode()
    hook = Redactor().before_record_request
    once = hook(Request("POST", "https://api.acme.test/v1", make(body), {}))
    for request in (once, hook(once)):
        held = request.body
        read = held.read() if hasattr(held, "read") else held
        data = read if isinstance(read, bytes) else b"".join(read)
        assert data.startswith(f"so {placeholder(KEY)} and ".encode())
        assert len(data) == len(body)
        assert MAIL.encode() not in data


def test_what_has_no_body_has_none():
    """And the request that was given stays as it is."""
    given = Request("GET", f"https://api.acme.test/v1?api_key={KEY}", None, {"X-Api-Key": KEY})
    made = Redactor().before_record_request(given)
    assert made.body is None
    assert (given.uri[-len(KEY) :], given.headers["X-Api-Key"]) == (KEY, KEY)
    assert KEY not in made.uri + made.headers["X-Api-Key"]


def test_places_that_the_project_points_at_are_redacted_too():
    """Where they are in a cassette, whatever stands there; of one side, not of the other."""
    pointers = (
        "/request/body/who",
        "/response/headers/X-Who",
        "/interactions/*/response/body/data",
    )
    settings = Configuration(Path.cwd(), redact=RedactSettings(pointers=pointers))
    redactor = Redactor(settings)
    body = json.dumps({"who": "a wombat", "data": ["a gnu"]}).encode()
    asked = Request("POST", "https://api.acme.test/v1", body, {"X-Who": "a wombat"})
    request = redactor.before_record_request(asked)
    assert b"wombat" not in request.body
    assert b"a gnu" in request.body
    assert request.headers["X-Who"] == "a wombat"
    answered = {"headers": {"X-Who": ["a stoat"]}, "body": {"string": gzip.compress(body)}}
    answered["headers"]["Content-Encoding"] = ["gzip"]
    response = redactor.before_record_response(answered)
    said = gzip.decompress(response["body"]["string"])
    assert b"gnu" not in said
    assert "stoat" not in response["headers"]["X-Who"][0]


def test_one_text_is_redacted():
    """With the placeholders of files."""
    assert redact(f"so {KEY}") == f"so {placeholder(KEY)}"
