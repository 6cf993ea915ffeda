"""What differs on the wire, whatever it means."""

import pytest
from tests.operations.diff.recordings import exchange, opened, recording

from cassette_cli.document.reading import Reading
from cassette_cli.operations.diff.report import ABSENT, Verdict
from cassette_cli.operations.diff.wire import answered, wire_differences

URL = "https://a.example/v1/chat/completions"
STREAM = 'data: {"object":"chat.completion.chunk","choices":[]}\n\ndata: [DONE]\n\n'


def reading(answer, url=URL, **more):
    """Return an interaction that answers something."""
    text = recording(exchange(url, {"a": 1}, answer, **more))
    return Reading(next(iter(opened(text).interactions())))


def wire(old, new):
    """Return what differs between two interactions."""
    found = wire_differences(old, new, show_secrets=False)
    return [(one.verdict, one.pointer, *one.sides) for one in found]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"a": 1}, {"a": 1}),
        ("Hello", "Hello"),
        (STREAM, [{"object": "chat.completion.chunk", "choices": []}]),
        (STREAM.replace("[DONE]", "{"), [{"object": "chat.completion.chunk", "choices": []}, "{"]),
    ],
)
def test_a_response_is_its_body_or_its_events(body, said):
    """An event that is no JSON is its text; what only says that this was all is no event."""
    assert answered(reading(body)) == said


def test_everything_of_two_interactions_is_compared():
    """In the order of a call: what is asked, then what is answered, status first."""
    old = reading({"a": 1}, **{"X-One": ["1"], "Date": ["1"]})
    new = reading({"a": 2}, f"{URL}?b=1", status=201, asked_headers={"Prefer": ["wait"]})
    assert wire(old, new) == [
        (Verdict.REQUEST, "/request/url", URL, f"{URL}?b=1"),
        (Verdict.STATUS, "/response/status", 200, 201),
        (Verdict.REQUEST, "/request/headers/Prefer", ABSENT, "wait"),
        (Verdict.PROSE, "/response/headers/X-One", "1", ABSENT),
        (Verdict.PROSE, "/response/body/a", 1, 2),
    ]
    assert wire(old, old) == []


def test_an_event_more_is_told_at_its_number():
    """Ids of events are noise here too."""
    more = STREAM.replace("data: [", 'data: {"id":"2","usage":null}\n\ndata: [')
    other = more.replace('"2"', '"3"')
    added = {"id": "2", "usage": None}
    assert wire(reading(STREAM), reading(more)) == [
        (Verdict.PROSE, "/response/body/1", ABSENT, added)
    ]
    assert wire(reading(more), reading(other)) == []
