"""The noise that is listed: each thing by its name, once, and nothing that is told already."""

import json

import pytest
from tests.operations.diff.recordings import exchange, opened, recording

from cassette_cli.document.reading import Reading
from cassette_cli.operations.diff.ignored import ignored
from cassette_cli.operations.diff.report import ABSENT, Difference, Ignored, Pair, Verdict

URL = "https://a.example/v1/chat/completions"


def reading(answer, *, url=URL, asked=None, at="2026-01-02", **more):
    """Return an interaction."""
    made = exchange(url, asked if asked is not None else {"a": 1}, answer, **more)
    text = recording({**made, "recorded_at": at})
    return Reading(next(iter(opened(text).interactions())))


def listed(old, new, *differences):
    """Return the noise between two interactions, given what is told of them."""
    return ignored(Pair(old, new, differences=list(differences)))


def chunks(*pieces, ends="stop", **more):
    """Return a stream of pieces of a text."""
    said = [{"index": 0, "delta": {"content": piece}, "finish_reason": None} for piece in pieces]
    said.append({"index": 0, "delta": {}, "finish_reason": ends})
    frames = [{"object": "chat.completion.chunk", "choices": [one], **more} for one in said]
    return "".join(f"data: {json.dumps(one)}\n\n" for one in frames) + "data: [DONE]\n\n"


def test_an_interaction_that_is_alone_has_no_noise():
    """There is nothing that it differs from."""
    one = reading({"id": "1"})
    assert listed(one, None) == listed(None, one) == listed(one, one) == []


@pytest.mark.parametrize(
    ("old", "new", "noise"),
    [
        ({"at": "2026-01-02"}, {"at": "2026-01-03"},
         ("timestamps", "recorded_at", "2026-01-02", "2026-01-03")),
        ({}, {"url": f"{URL}?stream=&api_key=REDACTED"}, None),
        ({}, {"url": f"{URL}?api_key=REDACTED"},
         ("addresses", "url", URL, f"{URL}?api_key=REDACTED")),
        ({"Cf-Ray": ["1"]}, {"Cf-Ray": ["2"]}, ("headers", "response cf-ray", "1", "2")),
        ({"X-Own": ["1"]}, {}, ("headers", "response x-own", "1", ABSENT)),
        ({}, {"asked_headers": {"User-Agent": ["a"]}},
         ("headers", "request user-agent", ABSENT, "a")),
        ({}, {"asked_headers": {"Prefer": ["wait"]}}, None),
        ({"asked": {"file_id": "1"}}, {"asked": {"file_id": "2"}},
         ("ids", "request file_id", "1", "2")),
    ],
)  # fmt: skip
def test_noise_outside_of_an_answer(old, new, noise):
    """A header of a request that says what the code asks for is a difference, and no noise."""
    found = listed(reading({}, **old), reading({}, **new))
    assert found == ([Ignored(*noise)] if noise else [])


def test_a_credential_is_listed_masked():
    """Which key it was is noise, and no reader's business."""
    headers = [{"asked_headers": {"Authorization": [f"Bearer {word}"]}} for word in "ab"]
    (found,) = listed(*(reading({}, **one) for one in headers))
    assert {found.old, found.new}.isdisjoint({"Bearer a", "Bearer b"})
    assert found.old != found.new


@pytest.mark.parametrize(
    ("old", "new", "noise"),
    [
        (chunks("ab"), chunks("a", "b"), Ignored("chunks", "events", 2, 3)),
        (chunks("ab", "c"), chunks("a", "bc"), None),
        (chunks("a", "b", ""), chunks("", "a", "b"), Ignored("chunks", "where the text is cut")),
        (chunks("a"), f": hi\n\n{chunks('a')}", Ignored("comments", "in the stream", 1, 2)),
        (f": a\n\n{chunks('a')}", f": b\n\n{chunks('a')}",
         Ignored("comments", "in the stream", 2, 2)),
    ],
)  # fmt: skip
def test_noise_of_streams(old, new, noise):
    """Where the same number of events has the pieces elsewhere, no number says so."""
    assert listed(reading(old), reading(new)) == ([noise] if noise else [])


def test_that_one_side_is_a_stream_is_noise():
    """Its events are not compared with the body of the other."""
    plain = {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"content": "a"}, "finish_reason": "stop"}],
    }
    found = listed(reading(chunks("a")), reading(plain))
    assert Ignored("streaming", "the answer came in pieces", True, False) in found
    assert not {one.name for one in found} & {"comments", "events"}


def test_a_field_is_listed_once_however_many_events_say_it():
    """With the first value that the other side does not have."""
    old, new = (chunks("a", "b", id=name) for name in ("1", "2"))
    assert listed(reading(old), reading(new)) == [Ignored("ids", "response id", "1", "2")]
    repeated, once = ({"list": [{"id": name} for name in names]} for names in ("112", "12"))
    assert listed(reading(repeated), reading(once)) == []


def test_a_long_value_is_listed_by_its_start():
    """A signature fills a screen."""
    old, new = reading({"signature": "a" * 100}), reading({"signature": "b" * 80})
    expected = Ignored("signatures", "response signature", "a" * 80 + "…", "b" * 80)
    assert listed(old, new) == [expected]


def test_what_is_told_is_not_listed():
    """The same two values are one thing."""
    old, new = reading({"id": "1"}), reading({"id": "2"})
    told = Difference(Verdict.PROSE, "body", "/id", "/response/body/id", "1", "2")
    assert listed(old, new, told) == []
    assert listed(old, new, told._replace(new="3")) == [Ignored("ids", "response id", "1", "2")]


def test_bodies_that_are_no_json_have_no_fields():
    """A text or a picture has no names in it."""
    assert listed(reading("id: 1"), reading("id: 2")) == []
    assert listed(reading({}, asked="id: 1"), reading({}, asked=b"\xff")) == []


def test_of_a_body_that_cannot_be_opened_nothing_is_listed(monkeypatch):
    """That it cannot is told as a difference."""
    import gzip

    from cassette_cli.http.codings import Limit

    monkeypatch.setattr(Limit, "bytes", 1_000)
    large = gzip.compress(b'{"id": "1"}' + b" " * 2_000)
    assert listed(reading({"id": "1"}), reading(large)) == []
