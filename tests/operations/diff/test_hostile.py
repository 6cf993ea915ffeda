"""Recordings made to hurt: too deep, too large, too many; compared, or it is said why not."""

import gzip
import json

import pytest
from tests.operations.diff.recordings import diff, exchange, opened, recording, told

from cassette_cli.errors import CassetteError
from cassette_cli.http.codings import Limit
from cassette_cli.operations.diff.interaction import Wishes
from cassette_cli.operations.diff.patch import patch_between
from cassette_cli.operations.diff.report import Level, Verdict

URL = "https://a.example/v1/chat/completions"
COMPARED = (Level.HTTP, Level.MESSAGE, Level.BEHAVIOUR)


def answering(body):
    """Return the recording of a body."""
    return recording(exchange(URL, {"model": "m"}, body))


def calling(*calls):
    """Return the recording of an answer that calls tools, given their names and arguments."""
    made = [
        {"id": str(at), "type": "function", "function": {"name": name, "arguments": arguments}}
        for at, (name, arguments) in enumerate(calls)
    ]
    said = {"role": "assistant", "content": None, "tool_calls": made}
    choice = {"index": 0, "message": said, "finish_reason": "tool_calls"}
    return answering({"object": "chat.completion", "model": "m", "choices": [choice]})


@pytest.mark.parametrize("level", COMPARED)
@pytest.mark.parametrize("depth", [100, 500, 900, 950, 1_000, 100_000])
@pytest.mark.parametrize("ends", ['{"a":_}', "[_]"])
def test_deep_values_are_compared_or_it_is_said_why_not(ends, depth, level):
    """As bodies and as arguments; a file that is as deep on both sides is still itself."""
    opening, closing = ends.split("_")
    old, new = (opening * depth + inner + closing * depth for inner in "12")
    wishes = Wishes(level, with_ignored=True)
    for make in (answering, lambda text: calling(("f", text))):
        assert diff(make(old), make(new), wishes).verdict >= Verdict.PROSE
        assert diff(make(old), make(old), wishes).verdict is Verdict.SAME


@pytest.mark.parametrize("level", COMPARED)
@pytest.mark.parametrize("side", ["old", "new", "both"])
@pytest.mark.parametrize("half", ["asked", "answered"])
def test_a_body_too_large_to_open_breaks_its_interaction_alone(half, side, level, monkeypatch):
    """And the hint at what to do is there."""
    monkeypatch.setattr(Limit, "bytes", 1_000)
    small, large = (gzip.compress(json.dumps({"a": "b" * size}).encode()) for size in (9, 2_000))
    other = exchange("https://a.example/other", {"a": 1}, {"b": 2})

    def side_of(is_large, number):
        bodies = {half: large if is_large else small}
        call = exchange(URL, bodies.get("asked", {}), bodies.get("answered", {}), number=[number])
        return recording(call, other)

    found = diff(side_of(side != "new", "1"), side_of(side != "old", "2"), Wishes(level))
    assert [pair.verdict for pair in found.pairs] == [Verdict.BROKEN, Verdict.SAME]
    assert "--max-body" in told(found)[-1].new


@pytest.mark.parametrize("level", COMPARED)
def test_bytes_that_do_not_unpack_are_bytes(level):
    """They are told by their number and a hash."""
    good = gzip.compress(b'{"a": 1}')
    bad = good[:12] + bytes(4) + good[16:]
    found = diff(answering(good), answering(bad), Wishes(level))
    assert found.verdict is Verdict.PROSE
    assert "sha256" in told(found)[0].new


@pytest.mark.parametrize("level", COMPARED)
def test_what_is_no_url_is_compared_as_it_is(level):
    """A bracket that nobody closes is no address."""
    old, new = (recording(exchange(url, {"a": 1}, {"b": 2})) for url in (URL, "https://[a.example"))
    assert "url" in {one.topic for one in told(diff(old, new, Wishes(level)))}
    assert diff(new, f"{new} ", Wishes(level)).verdict is Verdict.NOISE


def test_ten_megabytes_that_differ_everywhere_are_one_difference():
    """Asked as well as answered."""
    old, new = (" ".join(f"{side}{at}" for at in range(1_300_000)) for side in "ab")
    assert len(told(diff(answering({"text": old}), answering({"text": new})))) == 1


def test_thousands_of_calls_are_paired():
    """Each with the one of its name."""
    old = [(f"f{at}", '{"a": 1}') for at in range(2_000)]
    new = [(name, '{"a": 2}') for name, _ in old]
    found = diff(calling(*old), calling(*new))
    assert [one.topic for one in told(found)] == ["argument"] * 2_000


def test_long_lists_are_compared_item_by_item():
    """In order, where none are alike."""
    old, new = ({"list": [{"k": sign * at} for at in range(1, 20_001)]} for sign in (1, -1))
    assert len(told(diff(answering(old), answering(new)))) == 20_000


def test_a_patch_of_what_is_too_deep_is_refused():
    """In words, and with no traceback."""
    old, new = (answering("[" * 900 + inner + "]" * 900) for inner in "12")
    with pytest.raises(CassetteError, match="too deep"):
        patch_between(opened(old), opened(new))
