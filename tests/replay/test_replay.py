"""What we write still replays: real recorders record, we edit, and the same recorder replays.

The check is what a client sees: the calls that were recorded, sent again with nobody at the other
end, are all answered, and only those answers differ that were meant to.
"""

import json
import re
from base64 import b64decode

import pytest
from tests.program import cassette
from tests.replay.api import KEY, MAIL, ORGANIZATION
from tests.replay.clients import Seen
from tests.replay.recorders import RECORDERS
from tests.replay.scenario import EDITS, LEAKING, record, redact, rewrite, view


@pytest.fixture(scope="module", params=RECORDERS, ids=lambda recorder: recorder.name)
def recorded(request, tmp_path_factory):
    """Return what a recorder has recorded."""
    recorder = request.param
    if missing := recorder.missing():
        pytest.skip(f"{recorder.name} is not there: {missing}")
    return record(recorder, tmp_path_factory.mktemp(recorder.name) / recorder.file)


def words(body: bytes) -> str:
    """Return what an answer says, its pieces joined, as any reader of JSON finds it."""
    strings = re.findall(
        r'"(?:content|text|delta|partial_json|arguments|city)": ?("(?:[^"\\]|\\.)*")', body.decode()
    )
    return "".join(map(json.loads, strings))


def test_an_untouched_recording_replays(recorded, tmp_path):
    """What the client saw while recording is what it sees: otherwise no test below says a thing."""
    assert recorded.replay(recorded.copy(tmp_path)) == {}


def test_what_is_shown_is_what_the_client_sent_and_saw(recorded):
    """The question, the status, and the words, whoever put the pieces together."""
    for call, one, seen in zip(recorded.recorder.calls, recorded.shown, recorded.seen, strict=True):
        asked = one["request"]["body"]
        assert {**asked, **json.loads(call.body)} == asked
        response = one["response"]
        assert response["status"] == seen.status
        if response["body_kind"] == "base64":
            assert b64decode(response["body"]) == seen.body
        for message in response["messages"]:
            texts = [part.get("text") or part["arguments"]["city"] for part in message["parts"]]
            assert all(text in words(seen.body) for text in texts)


def test_what_asks_for_no_change_leaves_every_byte(recorded, tmp_path):
    """Files in the layout of their own recorders."""
    copy = recorded.copy(tmp_path)
    for edit in (("rewrite", "--set", "/request/method=POST"), ("redact", "--only", "private-key")):
        ran = cassette(*edit, str(copy))
        assert (ran.code, ran.err) == (0, "")
        assert copy.read_bytes() == recorded.cassette.read_bytes()


def test_a_redacted_recording_replays(recorded, tmp_path):
    """The same requests as ever, compared as recorders do; only what gave a secret away is new."""
    copy = recorded.copy(tmp_path)
    redact(copy)
    changed = recorded.replay(copy)
    names = recorded.names()
    assert changed.keys() == LEAKING.intersection(names)
    for name, new in changed.items():
        old = recorded.seen[names.index(name)]
        assert (new.status, len(new.body)) == (old.status, len(old.body))
    before, after = (json.dumps(one) for one in (recorded.shown, view(copy)))
    planted = {KEY, *([MAIL] if "chat-json" in names else []), ORGANIZATION}
    assert all(secret in before for secret in planted)
    assert not any(secret in after for secret in (KEY, MAIL, ORGANIZATION))


@pytest.mark.parametrize("turn", [0, 1])
def test_a_rewritten_recording_replays(recorded, turn, tmp_path):
    """Every other answer is edited, and is what it was to be; the rest is as it was."""
    copy = recorded.copy(tmp_path)
    meant = rewrite(recorded, copy, turn)
    changed = recorded.replay(copy)
    assert changed.keys() == meant
    for name, new in changed.items():
        check(name, new)


def check(name: str, new: Seen) -> None:
    """Check that a client sees what an edit has made."""
    match name:
        case "limited":
            assert new.status == 503
        case "binary":
            assert new == Seen(200, b"\x80\x81\x82\xff")
        case "chat-sse":
            assert "Zürich, naturally" in words(new.body)
        case _:
            assert EDITS[name][1] in words(new.body)
