"""Events dropped, added and edited all at once: the body is read as what was told."""

import json
from base64 import b64encode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.framing.aws_frames import chunk, event, exception
from tests.laws import TEXTS

from cassette_cli.errors import CassetteError
from cassette_cli.framing import frame_edits, text_edits
from cassette_cli.framing.aws_eventstream import frames, read_frames
from cassette_cli.framing.base import Told
from cassette_cli.framing.json_array import read_json_array
from cassette_cli.framing.ndjson import read_ndjson
from cassette_cli.framing.sse import read_sse
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

READ = {"sse": read_sse, "ndjson": read_ndjson, "json-array": read_json_array}
OBJECTS = st.dictionaries(TEXTS, TEXTS, max_size=2)
WRITTEN = OBJECTS.map(lambda value: json.dumps(value, ensure_ascii=False))
ENDS = ["\n", "\r\n", "\r"]
NAMES = ["", "a", "content_block_delta"]


@st.composite
def sse_texts(draw):
    """Draw a text of events, comments and other fields; its last event may not be ended."""
    newline = draw(st.sampled_from(ENDS))
    ends = st.sampled_from([newline, newline, newline, "\n"])
    text = draw(st.sampled_from(["", "\ufeff", ": hello" + newline, newline]))
    for _ in range(draw(st.integers(1, 4))):
        lines = []
        if name := draw(st.sampled_from(NAMES)):
            lines.append(f"event: {name}")
        lines += draw(st.lists(st.sampled_from([": within", "id: 1", "retry: 9"]), max_size=2))
        if draw(st.booleans()):
            lines += [f"data: {line}" for line in ("{", f'"n":{draw(WRITTEN)}', "}")]
        else:
            lines.append(f"data:{draw(WRITTEN)}")
        lines += draw(st.lists(st.just(": behind"), max_size=1))
        text += "".join(line + draw(ends) for line in lines) + draw(ends)
        text += draw(st.sampled_from(["", "", ": between" + newline, newline]))
    if draw(st.booleans()):
        return text + draw(st.sampled_from(["", f"data: [DONE]{newline * 2}"]))
    return text.rstrip("\r\n") + draw(st.sampled_from(["", newline]))


@st.composite
def element_texts(draw):
    """Draw the name of a framing of values, and a text in it."""
    framing = draw(st.sampled_from(["ndjson", "json-array"]))
    written = draw(st.lists(WRITTEN, min_size=1, max_size=4))
    if framing == "json-array":
        between = draw(st.sampled_from([",", ", ", "\n,\r\n", ",\n  "]))
        return framing, f"[{between.join(written)}{draw(st.sampled_from(['', ' ', chr(10)]))}]"
    newline = draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    if draw(st.booleans()):
        written.insert(draw(st.integers(0, len(written))), "no JSON")
    return framing, newline.join(written) + draw(st.sampled_from(["", newline]))


def to_read(one):
    """Return the name and the data that an event is to have."""
    return (one.name if one.is_new else one.event.name), one.data


@st.composite
def told_of(draw, stream, names=None):
    """Draw what becomes of the events of a stream: some go, some change, some come."""

    def some_new():
        for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
            like = draw(st.sampled_from(stream.events))
            name = draw(st.sampled_from(names)) if names else like.name
            yield Told(like, anew(like) if draw(st.booleans()) else [], True, name)

    def anew(old):
        return [Edit(Span(0, len(old.data)), draw(WRITTEN))]

    told = [*some_new()]
    for old in stream.events:
        fate = draw(st.sampled_from(["stays", "stays", "changes", "goes"]))
        if fate != "goes":
            told.append(Told(old, anew(old) if fate == "changes" and old.data[0] == "{" else []))
        told += some_new()
    return told


def kept_whole(stream, content, told):
    """Yield the frames of the events that stay as they are."""
    for one in told:
        if not one.is_new and not one.edits:
            yield content[one.event.start : one.event.end]


def check_in_order(content, pieces):
    """Fail unless the pieces stand in a content one after the other."""
    at = 0
    for piece in pieces:
        assert piece in content[at:]
        at = content.index(piece, at) + len(piece)


def comments(stream):
    """Return the comments of a stream."""
    return [aside.text for aside in stream.asides if aside.text.startswith(":")]


@given(sse_texts(), st.data())
def test_server_sent_events_are_read_as_they_were_told(text, data):
    """Whatever goes or comes at whatever place; comments stay, and frames not meant to the byte."""
    stream = read_sse(text)
    told = data.draw(told_of(stream, NAMES))
    edited = apply(text, text_edits(stream, text, told))
    again = read_sse(edited)
    assert [(one.name, one.data) for one in again.events] == [to_read(one) for one in told]
    assert comments(again) == comments(stream)
    assert again.done == stream.done
    check_in_order(edited, kept_whole(stream, text, told))


@given(element_texts(), st.data())
def test_elements_are_read_as_they_were_told(drawn, data):
    """One separator goes with each that goes, and comes with each that comes."""
    framing, text = drawn
    stream = READ[framing](text)
    told = data.draw(told_of(stream))
    assume(told or framing == "ndjson")
    edited = apply(text, text_edits(stream, text, told))
    again = READ[framing](edited)
    assert [one.data for one in again.events] == [one.data for one in told]
    assert again.closed == stream.closed or framing == "ndjson"
    check_in_order(edited, [piece.rstrip() for piece in kept_whole(stream, text, told)])


FRAMES = st.lists(
    st.one_of(
        st.builds(event, st.sampled_from(["contentBlockDelta", "metadata"]), OBJECTS),
        st.builds(chunk, OBJECTS),
        st.just(exception("throttlingException", {"message": "slow down"})),
    ),
    min_size=1,
    max_size=4,
)


@given(FRAMES, st.sampled_from([b"", b"\x00\x00"]), st.data())
def test_frames_are_read_as_they_were_told(written, rest, data):
    """Each new frame has its own lengths and checksums, and what follows the last stays."""
    content = b"".join(written) + rest
    stream = read_frames(content)
    told = data.draw(told_of(stream))
    assume(told)
    edited = apply(content, frame_edits(stream, content, told))
    again = read_frames(edited)
    assert [(one.name, one.data) for one in again.events] == [to_read(one) for one in told]
    assert all(frame.intact for frame in frames(edited))
    assert edited.endswith(rest)
    assert again.problems == stream.problems
    check_in_order(edited, kept_whole(stream, content, told))


def told(text, *wanted):
    """Return a text whose events are edited: numbers are those that stay, pairs are new ones."""
    stream = read_sse(text)
    lines = [
        Told(stream.events[one]) if isinstance(one, int) else new_of(stream, *one) for one in wanted
    ]
    return apply(text, text_edits(stream, text, lines))


def new_of(stream, like, data, name=None):
    """Return a new event."""
    old = stream.events[like]
    name = old.name if name is None else name
    return Told(old, [Edit(Span(0, len(old.data)), data)], True, name)


ONE = "event: a\ndata: 1\n\n"
TWO = "event: b\ndata:2\n\n"


@pytest.mark.parametrize(
    ("text", "wanted", "made"),
    [
        (ONE + TWO, [0, 1], ONE + TWO),
        ("data: 1\n\ndata: 2\r", [0, (1, "3"), 1], "data: 1\n\ndata: 3\r\rdata: 2\r"),
        (ONE + TWO, [1], TWO),
        (ONE + TWO, [(1, "3"), 0, 1], "event: b\ndata:3\n\n" + ONE + TWO),
        (ONE + TWO, [0, (0, "3"), 1], ONE + "event: a\ndata: 3\n\n" + TWO),
        (ONE + ": ping\n\n" + TWO, [0, (0, "3")], ONE + "event: a\ndata: 3\n\n: ping\n\n"),
        (ONE + TWO, [0, (0, "3", "c"), 1], ONE + "event: c\ndata: 3\n\n" + TWO),
        ("data: 1\n\n", [0, (0, "3", "c")], "data: 1\n\nevent: c\ndata: 3\n\n"),
        (ONE + TWO, [0, 1, (1, "3", "")], ONE + TWO + "data:3\n\n"),
        ("data: 1\n\ndata: 2", [0, 1, (0, "3")], "data: 1\n\ndata: 2\n\ndata: 3"),
        ("data: 1\r\n\r\ndata: 2", [0, 1, (1, "3")], "data: 1\r\n\r\ndata: 2\r\n\r\ndata: 3"),
        ("data: 1\n\ndata: 2\n", [0, 1, (0, "3")], "data: 1\n\ndata: 2\n\ndata: 3\n"),
        ("event: a\n: x\ndata: 1\n\n", [], ": x\n"),
        ("event: a\n: x\ndata: 1\n\n", [0, (0, "3")],
         "event: a\n: x\ndata: 1\n\nevent: a\ndata: 3\n\n"),
    ],
)  # fmt: skip
def test_a_frame_that_comes_looks_like_the_one_whose_form_it_takes(text, wanted, made):
    """Line ends, spaces and names as the stream has them."""
    assert told(text, *wanted) == made


def test_an_event_that_no_frame_can_hold_is_refused():
    """A carriage return ends a line; and `[DONE]` ends the stream."""
    for data in ("1\r2", "[DONE]"):
        with pytest.raises(CassetteError, match="cannot hold"):
            told(ONE, 0, (0, data))


def test_a_body_without_events_is_left_alone():
    """There is nothing whose form an event could take."""
    text = ": ping\n\n"
    assert text_edits(read_sse(text), text, []) == []


def test_a_new_frame_of_another_name_says_so_in_its_header():
    """A stop after a delta has the other's headers but for its type."""
    content = event("contentBlockDelta", {"n": 1})
    stream = read_frames(content)
    new = Told(stream.events[0], [], True, "contentBlockStop")
    made = apply(content, frame_edits(stream, content, [Told(stream.events[0]), new]))
    assert made == content + event("contentBlockStop", {"n": 1})


def test_a_new_frame_of_a_failure_keeps_its_name():
    """Frames that report failures have no type of event that could be another."""
    content = exception("throttlingException", {"message": "slow down"})
    stream = read_frames(content)
    new = Told(stream.events[0], [], True, "metadata")
    with pytest.raises(CassetteError, match="cannot hold"):
        frame_edits(stream, content, [new])


def test_a_new_chunk_is_wrapped_as_the_others_are():
    """Its padding is that of the frame whose form it takes."""
    content = chunk({"n": 1})
    stream = read_frames(content)
    new = Told(stream.events[0], [Edit(Span(6, 7), "2")], True, "chunk")
    made = apply(content, frame_edits(stream, content, [new]))
    assert made == chunk({"n": 2})
    assert b64encode(b'{"n": 2}') in made
