"""What holds for every framing: places, and bodies kept as cases."""

import json
from pathlib import Path

import pytest

from cassette_cli.framing import FRAMINGS, stream_of
from cassette_cli.framing.json_array import read_json_array
from cassette_cli.framing.ndjson import read_ndjson
from cassette_cli.framing.sse import read_sse
from cassette_cli.http.body import Body, Stored

DATA = Path(__file__).parent / "data"
CASES = sorted(path.parent for path in DATA.glob("*/*/body"))
NDJSON = "application/x-ndjson"
READ = {
    "sse": lambda text: read_sse(text).events,
    "ndjson": lambda text: read_ndjson(text).events,
    "json-array": lambda text: read_json_array(f"[{text}]").events,
}


def case_id(case):
    """Return how a case is called in the list of tests."""
    return f"{case.parent.name}/{case.name}"


def body_of(case, text=None):
    """Return the body of a case; only one that may be a single line needs its content type."""
    if text is None:
        text = (case / "body").read_bytes().decode()
    kind = NDJSON if case.parent.name == "ndjson" else None
    return Body(Stored("text", text, None), kind)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_events_stand_in_order_and_apart(case):
    """Two edits in two events must never want the same characters."""
    body = body_of(case)
    end = 0
    for event in stream_of(body).events:
        assert end <= event.start < event.end <= len(body.text)
        end = event.end


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_what_is_left_without_the_events_holds_no_event(case):
    """All that belongs to an event is inside its place, so cutting the place removes it."""
    body = body_of(case)
    left, end = "", 0
    for event in stream_of(body).events:
        left += body.text[end : event.start]
        end = event.end
    stream = stream_of(body_of(case, left + body.text[end:] + " "))
    assert stream is None or stream.events == [] or case.parent.name == "ndjson"


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_the_place_of_an_event_says_all_of_it(case):
    """An event can be read, shown and replaced by itself."""
    body = body_of(case)
    for event in stream_of(body).events:
        (alone,) = READ[case.parent.name](body.text[event.start : event.end])
        assert (alone.name, alone.data) == (event.name, event.data)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_reads_the_events_of_a_body(case, expect):
    """Each row of the framings' specifications, and each departure that was recorded."""
    stream = stream_of(body_of(case))
    assert stream.framing == case.parent.name
    made = {
        "events": [{"name": event.name, "data": event.data} for event in stream.events],
        "asides": [aside.text for aside in stream.asides],
        "done": stream.done,
        "closed": stream.closed,
        "problems": stream.problems,
    }
    expect(case / "events.json", made)


def test_every_framing_of_text_has_cases():
    """A framing without a recorded body is not finished; the binary one has a file of its own."""
    assert {case.parent.name for case in CASES} == {framing.name for framing in FRAMINGS} - {
        "aws-eventstream"
    }


@pytest.mark.parametrize(
    "text",
    [
        "", "   \n", "Hello", "<html>data: x</html>", '{"a": 1}', '\n\n\n{"a": 1}\n', "[]",
        "[1, 2]", '["data: x"]', '"data: x"', "null", "datum: x\n\n", "\x00\x01\x02",
    ],
)  # fmt: skip
def test_a_body_that_is_no_stream_stays_whole(text):
    """A plain answer or a page cut into events would be shown as rubbish."""
    assert stream_of(Body(Stored("text", text, None))) is None


def test_the_bytes_decide_and_not_the_content_type():
    """Recorders and gateways write wrong types; a JSON error under an event stream's is JSON."""
    error = '{"error": {"message": "no such model"}}'
    assert stream_of(Body(Stored("text", error, None), "text/event-stream")) is None
    events = 'data: {"n": 1}\n\n'
    stream = stream_of(Body(Stored("text", events, None), "application/json"))
    assert stream.framing == "sse"


def test_several_lines_of_json_need_no_content_type():
    """Ollama's is missing in many recordings."""
    stream = stream_of(Body(Stored("text", '{"n": 1}\n{"n": 2}\n', None)))
    assert (stream.framing, len(stream.events)) == ("ndjson", 2)


def test_the_data_of_an_event_may_be_anything():
    """What is no JSON reads as nothing, and JSON's own null as null."""
    stream = stream_of(Body(Stored("text", "data: {\n\ndata: null\n\ndata: [1]\n\n", None)))
    assert [event.json for event in stream.events] == [None, None, json.loads("[1]")]


def test_many_values_on_one_line_are_read_in_one_go():
    """Ten times the values are ten times the steps: a line is never looked at again and again."""
    body = Body(Stored("text", '{"a":1}' * 50_000, None), "application/x-ndjson")
    stream = stream_of(body)
    assert len(stream.events) == 50_000
    assert stream.events[-1].end == len(body.text)
