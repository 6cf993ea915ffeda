"""What holds for every framing: places, and bodies kept as cases."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import CHARACTERS, TEXTS, check_view, edits_of

from cassette_cli.errors import CassetteError
from cassette_cli.framing import FRAMINGS, event_view, stream_of
from cassette_cli.framing.json_array import read_json_array
from cassette_cli.framing.ndjson import read_ndjson
from cassette_cli.framing.sse import read_sse
from cassette_cli.http.body import Body, Stored
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

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


READ_TEXT = {"sse": read_sse, "ndjson": read_ndjson, "json-array": read_json_array}
OBJECTS = st.dictionaries(TEXTS, TEXTS, max_size=2)
WRITTEN = st.builds(
    lambda value, ascii_only, indent: json.dumps(value, ensure_ascii=ascii_only, indent=indent),
    OBJECTS, st.booleans(), st.sampled_from([None, None, 1]),
)  # fmt: skip
LINES = st.one_of(
    st.sampled_from(["", " ", "oops", '{"n": 1}', '{"n":', "}", "[1,", '1 "a"', "data: x", "\x85"]),
    st.text(CHARACTERS, max_size=9),
)
BLANK = st.sampled_from(["", " ", "\n", "\r\n", "\n\n  "])


def view_of(text, number, framing):
    """Return the view of an event of a text that is read in one framing."""
    stream = READ_TEXT[framing](text)
    return event_view(stream, text, stream.events[number])


@st.composite
def streams(draw):
    """Draw the name of a framing, its events as they are written, and a text of them."""
    framing = draw(st.sampled_from(["ndjson", "json-array"]))
    written = draw(st.lists(WRITTEN, min_size=1, max_size=4))
    if framing == "ndjson":
        ends = [draw(st.sampled_from(["\n", "\r\n", " \n", ""])) for _ in written]
        return framing, written, "".join(map("".join, zip(written, ends, strict=True)))
    gap = f"{draw(BLANK)},{draw(BLANK)}"
    return framing, written, f"{draw(BLANK)}[{draw(BLANK)}{gap.join(written)}{draw(BLANK)}]"


@given(streams(), st.data())
def test_the_data_of_an_event_is_edited_where_it_is(drawn, data):
    """A new value in the place of the old one; the other events are what they were."""
    framing, written, text = drawn
    number = data.draw(st.integers(0, len(written) - 1))
    view = view_of(text, number, framing)
    assert view.inner == written[number]
    edits = [Edit(Span(0, len(view.inner)), data.draw(WRITTEN))]
    edited = check_view(text, lambda outer: view_of(outer, number, framing), edits)
    assert len(edited) == len(text) - len(written[number]) + len(edits[0].new)
    events = [event.data for event in READ_TEXT[framing](edited).events]
    assert events == [*written[:number], edits[0].new, *written[number + 1 :]]


def is_object(text):
    """Say whether a text is one JSON object and nothing else."""
    try:
        json.loads(text, strict=False)
    except ValueError:
        return False
    return text[0] == "{" and text[-1] == "}"


@given(streams(), st.data())
def test_an_edit_that_is_made_is_read_again_or_else_refused(drawn, data):
    """Half a value would make two events of one, or none."""
    framing, written, text = drawn
    number = data.draw(st.integers(0, len(written) - 1))
    edits = data.draw(edits_of(written[number]))
    meant = apply(written[number], edits)
    if not is_object(meant):
        with pytest.raises(CassetteError, match="cannot hold"):
            view_of(text, number, framing).rewrap(edits)
        return
    edited = check_view(text, lambda outer: view_of(outer, number, framing), edits)
    events = [event.data for event in READ_TEXT[framing](edited).events]
    assert events == [*written[:number], meant, *written[number + 1 :]]


@given(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_view_of_an_event_says_its_data_whatever_it_is(lines, end):
    """A line that is no JSON is an event too."""
    text = end.join(lines)
    for framing, read in READ_TEXT.items():
        stream = read(text)
        for event in stream.events:
            view = event_view(stream, text, event)
            assert view.inner == event.data, framing
            assert view.rewrap([]) == []


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_a_word_of_each_event_is_replaced_where_it_stands(case):
    """The edits of all events are made at once, and change as many characters."""
    body = body_of(case)
    stream = stream_of(body)
    edits, wanted = [], []
    for event in stream.events:
        at = next((at for at, sign in enumerate(event.data) if sign.isalpha()), None)
        inner = [] if at is None else [Edit(Span(at, at + 1), "q")]
        wanted.append(apply(event.data, inner))
        edits += event_view(stream, body.text, event).rewrap(inner)
    edited = apply(body.text, edits)
    assert len(edited) == len(body.text)
    assert [event.data for event in stream_of(body_of(case, edited)).events] == wanted
