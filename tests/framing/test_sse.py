"""Server-sent events: writing into them, and bodies made up at random."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import CHARACTERS, check_view, edits_of

from cassette_cli.framing.sse import data_view, read_sse
from cassette_cli.text.edit import Edit
from cassette_cli.text.span import Span

ENDS = ["\n", "\r\n", "\r"]
WORDS = [
    "", " ", ":", "data", "data:", "data: ", "data:  ", "event", "event: x", "id: 1", "id: \0",
    "retry: 5", ": note", "error: {}", " data: late", "[DONE]", "data: [DONE]", '{"n": 1}', "é",
    "😀", "\u2028", "\x85", "\t",
]  # fmt: skip
LINES = st.lists(st.one_of(st.sampled_from(WORDS), st.text(CHARACTERS, max_size=4))).map("".join)
BODIES = st.lists(st.tuples(LINES, st.sampled_from(["", "data: "]), st.sampled_from(ENDS))).map(
    lambda lines: "".join(start + line + end for line, start, end in lines)
)

DATA = st.lists(st.text(CHARACTERS.filter(lambda c: c not in "\r\n"), max_size=6), min_size=1)
EVENTS = st.lists(
    st.tuples(DATA, st.sampled_from(["data: ", "data:"]), st.sampled_from(["", "event: x", ": c"])),
    min_size=1,
    max_size=4,
)


@st.composite
def well_formed(draw):
    """Draw a body of events that have data, all with one kind of line end."""
    end = draw(st.sampled_from(ENDS))
    text = ""
    for lines, start, extra in draw(EVENTS):
        head = [extra] if extra else []
        text += end.join([*head, *(start + line for line in lines), "", ""])
    return text


def by_the_book(text):
    """Return the data of the events as the standard's own steps say, for a body that ends well."""
    events, data = [], []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line:
            name, _, value = line.partition(":")
            data += [value.removeprefix(" ")] if name == "data" else []
        elif data:
            events.append("\n".join(data))
            data = []
    return events


@given(well_formed())
def test_reads_what_the_standard_says(text):
    """Whatever the line ends, whatever the characters inside a line."""
    wanted = by_the_book(text)
    until_done = next((at for at, data in enumerate(wanted) if data.strip() == "[DONE]"), None)
    assert [event.data for event in read_sse(text).events] == wanted[:until_done]


@given(BODIES)
def test_takes_any_text(text):
    """A recording may hold anything; what is odd is a problem of the stream, not an error."""
    stream = read_sse(text)
    end = 0
    for ordinal, event in enumerate(stream.events):
        assert event.ordinal == ordinal
        assert end <= event.start < event.end <= len(text)
        end = event.end


@given(BODIES)
def test_the_view_of_an_event_says_its_data(text):
    """What is edited is what was read."""
    for event in read_sse(text).events:
        assert data_view(text, event).inner == event.data


@given(st.data())
def test_the_data_of_an_event_is_edited_in_its_lines(data):
    """The other events, the names and the comments stay as they are."""
    text = data.draw(well_formed())
    events = read_sse(text).events
    if not events:
        return
    number = data.draw(st.integers(0, len(events) - 1))

    def open_view(written):
        return data_view(written, read_sse(written).events[number])

    edits = [
        edit._replace(new=edit.new.replace("\r", ""))
        for edit in data.draw(edits_of(events[number].data))
    ]
    if "[DONE]" in "".join(edit.new for edit in edits):
        return
    edited = check_view(text, open_view, edits)
    after = read_sse(edited).events
    others = [(event.name, event.data) for event in events if event.ordinal != number]
    assert [(event.name, event.data) for event in after if event.ordinal != number] == others


@pytest.mark.parametrize("end", ENDS, ids=["lf", "crlf", "cr"])
def test_a_new_line_in_the_data_is_written_as_the_stream_writes_its_lines(end):
    """A lone line feed in a stream of CRLF would be legal, and the first of its kind."""
    text = f"event: x{end}data: one{end}{end}data: two{end}{end}"
    event = read_sse(text).events[0]
    view = data_view(text, event)
    (edit,) = view.rewrap([Edit(Span(3, 3), "\nmore")])
    assert edit.new == f"{end}data: more"
