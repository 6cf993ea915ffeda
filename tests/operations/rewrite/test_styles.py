"""One word of an answer or a question, in every style that recorders write scalars in.

Only the lines of that scalar change, and those of a length that was true; of a folded one no more
than the lines on which the word stands.
"""

import base64
import gzip
import json
import textwrap

import pytest
import yaml
from tests.program import ROOT

from cassette_cli.document.files import open_cassette
from cassette_cli.document.json_view import cassette_view
from cassette_cli.document.sources import Source
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.patch import assignment
from cassette_cli.operations.rewrite.run import Wishes, rewritten

DATA = ROOT / "tests" / "recorders" / "data"
SAID = (
    "The quick brown fox jumps over the lazy dog, and then over the fence, and then it runs away."
)
SAID_AGAIN = SAID.replace("lazy", "drowsy")
ANSWER = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [
    {"index": 0, "message": {"role": "assistant", "content": SAID}, "finish_reason": "stop"}
]}  # fmt: skip
POINTER = "/response/messages/0/parts/0/text"


def opened(text: str, name: str = "c.yaml"):
    """Return the cassette of a text."""
    return open_cassette(Source(name, None), text.encode())


def edited(text: str, *puts: str) -> str:
    """Return the text of a cassette after edits of its first interaction."""
    source = Source("c.yaml", None, picks="0")
    assignments = [assignment(put) for put in puts]
    cassette = open_cassette(source, text.encode())
    return rewritten(cassette, Asked(assignments=assignments).plan, Wishes()).text


def changed(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines that changed, of two texts of as many lines."""
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [(old.strip(), new.strip()) for old, new in pairs if old != new]


def said(text: str) -> str:
    """Return what the first answer of a cassette says."""
    view = cassette_view(opened(text))
    return view["interactions"][0]["response"]["messages"][0]["parts"][0]["text"]


# What the emitters write


def pyyaml(body: object, **extra) -> str:
    """Return a cassette as VCR.py writes it."""
    request = {"body": None, "headers": {}, "method": "POST", "uri": "https://h.test/v1/chat"}
    headers = {"content-type": ["application/json"], **extra}
    response = {"body": {"string": body}, "headers": headers,
                "status": {"code": 200, "message": "OK"}}  # fmt: skip
    document = {"interactions": [{"request": request, "response": response}], "version": 1}
    return yaml.dump(document, default_flow_style=False)


def go_vcr(scalar: str) -> str:
    """Return a cassette of go-vcr whose body is a scalar as written."""
    return textwrap.dedent("""\
        ---
        version: 2
        interactions:
            - id: 0
              request:
                proto: HTTP/1.1
                content_length: 0
                host: h.test
                body: ""
                headers: {}
                url: https://h.test/v1/chat
                method: POST
              response:
                proto: HTTP/1.1
                content_length: -1
                body: @@
                headers:
                    Content-Type:
                        - application/json
                status: 200 OK
                code: 200
                duration: 1ms
        """).replace("@@", scalar)


def ruby_vcr(name: str, scalar: str) -> str:
    """Return a cassette of Ruby VCR whose body is a scalar as written."""
    return textwrap.dedent("""\
        ---
        http_interactions:
        - request:
            method: post
            uri: https://h.test/v1/chat
            body:
              encoding: UTF-8
              string: ''
            headers: {}
          response:
            status:
              code: 200
              message: OK
            headers:
              Content-Type:
              - application/json
            body:
              encoding: UTF-8
              @@
            http_version:
          recorded_at: Tue, 24 Nov 2026 10:00:00 GMT
        recorded_with: VCR 6.2.0
        """).replace("@@", f"{name}: {scalar}")


def block(text: str, indent: int, head: str) -> str:
    """Return a text as a block scalar."""
    pad = " " * indent
    return head + "\n" + "\n".join(pad + row if row else "" for row in text.split("\n"))


PLAIN = json.dumps(ANSWER)
TALL = json.dumps(ANSWER, indent=1)
ESCAPED = json.dumps({**ANSWER, "note": "é"}, ensure_ascii=False)
WORD = [("lazy", "drowsy")]

STYLES = {
    "VCR.py single-quoted, folded": pyyaml(PLAIN),
    "VCR.py double-quoted, folded": pyyaml(ESCAPED),
    "go-vcr double-quoted": go_vcr(json.dumps(PLAIN)),
    "go-vcr single-quoted": go_vcr(f"'{PLAIN}'"),
    "go-vcr literal": go_vcr(block(TALL, 10, "|-")),
    "go-vcr literal that keeps its end": go_vcr(block(TALL + "\n\n", 10, "|+").rstrip(" ")),
    "Ruby VCR literal": ruby_vcr("string", block(TALL, 8, "|-")),
    "Ruby VCR single-quoted": ruby_vcr("string", f"'{PLAIN}'"),
}


@pytest.mark.parametrize("style", STYLES)
def test_of_a_text_only_the_lines_of_the_word_change(style):
    """The rest of the scalar stays too; nothing is folded anew."""
    before = STYLES[style]
    assert said(before) == SAID
    after = edited(before, f"{POINTER}={SAID_AGAIN}")
    assert said(after) == SAID_AGAIN
    (line,) = changed(before, after)
    assert line[0].replace(*WORD[0]) == line[1]


@pytest.mark.parametrize("line_length", [0, 60])
@pytest.mark.parametrize("style", ["!binary |-", "base64_string"])
def test_of_base64_the_lines_stay_as_wide(style, line_length):
    """One line, or many of one width."""
    raw = base64.b64encode(PLAIN.encode()).decode()
    rows = textwrap.wrap(raw, line_length) if line_length else [raw]
    name, head = ("string", style) if style[0] == "!" else (style, "|")
    before = ruby_vcr(name, block("\n".join(rows), 8, head))
    assert said(before) == SAID
    after = edited(before, f"{POINTER}={SAID_AGAIN}")
    assert said(after) == SAID_AGAIN
    new, old = after.split("\n"), before.split("\n")
    at = next(number for number, line in enumerate(old) if rows[0] in line)
    count = len(new) - len(old) + len(rows)
    assert (new[:at], new[at + count :]) == (old[:at], old[at + len(rows) :])
    widths = {len(row.strip()) for row in new[at : at + count - 1]}
    assert widths <= {line_length}


def test_a_compressed_body_is_one_again():
    """In PyYAML's `!!binary`, with the header of the gzip; nothing else changes."""
    packed = gzip.compress(PLAIN.encode(), mtime=7)
    before = pyyaml(packed, **{"content-encoding": ["gzip"]})
    assert said(before) == SAID
    after = edited(before, f"{POINTER}={SAID_AGAIN}")
    start = before.index("!!binary |\n")
    end = before.index("    headers:", start)
    assert after.startswith(before[:start])
    assert after.endswith(before[end:])
    body = yaml.safe_load(after)["interactions"][0]["response"]["body"]["string"]
    assert body[:10] == packed[:10]
    assert gzip.decompress(body) == PLAIN.replace(*WORD[0]).encode()


def test_a_parsed_body_changes_in_one_leaf():
    """A tree in the place of a text."""
    request = {"headers": {}, "method": "POST", "parsed_body": {"q": SAID}, "uri": "https://h.test"}
    response = {"headers": {"content-type": ["application/json"]}, "parsed_body": ANSWER,
                "status": {"code": 200, "message": "OK"}}  # fmt: skip
    document = {"interactions": [{"request": request, "response": response}], "version": 1}
    before = yaml.dump(document, width=120, allow_unicode=True)
    after = edited(before, f"{POINTER}={SAID_AGAIN}", f"/request/body/q={SAID_AGAIN}")
    assert said(after) == SAID_AGAIN
    assert [old.replace(*WORD[0]) == new for old, new in changed(before, after)] == [True, True]


@pytest.mark.parametrize("indent", [None, 4])
def test_a_json_file_changes_in_one_line(indent):
    """Whether or not it is of one line."""
    before = json.dumps(yaml.safe_load(pyyaml(PLAIN)), indent=indent)
    (line,) = changed(before, edited(before, f"{POINTER}={SAID_AGAIN}"))
    assert line[0].replace(*WORD[0]) == line[1]


# What recorders have written


def recorded():
    """Yield every answer and question of the recordings, and where a word of it stands."""
    for path in sorted(DATA.glob("*/*/cassette.*")):
        if path.suffix == ".gz":
            continue
        view = cassette_view(open_cassette(Source(str(path), path)), show_secrets=True)
        for at, one in enumerate(view["interactions"]):
            for place in ("/request/body/messages/0/content", POINTER):
                value = one
                for step in place.split("/")[1:]:
                    held = isinstance(value, list) and value and step == "0"
                    value = value[0] if held else value.get(step) if isinstance(value, dict) else 0
                if isinstance(value, str) and value:
                    yield pytest.param(
                        path, at, place, value, id=f"{path.parent.name}-{at}-{place.split('/')[1]}"
                    )


@pytest.mark.parametrize(("path", "at", "place", "value"), list(recorded()))
def test_a_word_of_a_recording_is_changed_and_changed_back(path, at, place, value):
    """The way there and back leaves the file as it was, also where lengths have followed."""
    before = path.read_text(encoding="utf-8")

    def put(text: str, words: str) -> str:
        cassette = open_cassette(Source(path.name, None, picks=str(at)), text.encode())
        planner = Asked(assignments=[assignment(f"{place}={json.dumps(words)}")]).plan
        return rewritten(cassette, planner, Wishes()).text

    there = put(before, f"{value} Indeed.")
    assert there != before
    assert put(there, value) == before
