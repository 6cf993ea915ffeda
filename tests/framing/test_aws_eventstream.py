"""AWS event streams: frames, checksums, failures, and what Bedrock wraps inside."""

from base64 import b64encode

from hypothesis import given
from hypothesis import strategies as st
from tests.framing.aws_frames import chunk, event, exception, frame, framed, header

from cassette_cli.framing import stream_of
from cassette_cli.framing.aws_eventstream import frames, read_frames
from cassette_cli.http.body import Body, Stored

TWO = event("messageStart", {"role": "assistant"}) + event(
    "messageStop", {"stopReason": "end_turn"}
)
NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
FRAMES = st.lists(
    st.tuples(st.dictionaries(NAMES, st.text(max_size=12), max_size=3), st.binary(max_size=40)),
    min_size=1,
    max_size=4,
)


def stored(data, form="base64", content_type=None):
    """Return bytes as a body that a recorder kept."""
    text = b64encode(data).decode() if form == "base64" else data.decode("utf-8", "replace")
    return Body(Stored(form, text, None), content_type)


@given(FRAMES)
def test_every_frame_is_found_whole(contents):
    """Headers and payload come back as they were written, and the frames fill the body."""
    data = b"".join(frame(headers, payload) for headers, payload in contents)
    found = list(frames(data))
    assert [(one.headers, one.payload, one.intact) for one in found] == [
        (headers, payload, True) for headers, payload in contents
    ]
    assert b"".join(data[one.start : one.end] for one in found) == data


@given(FRAMES, st.data())
def test_any_damage_is_survived(contents, data):
    """One wrong byte or a cut anywhere: what can be read is read, and the rest is a problem."""
    whole = b"".join(frame(headers, payload) for headers, payload in contents)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[at] ^= data.draw(st.integers(1, 255))
    assert read_frames(bytes(damaged)).problems
    cut = read_frames(whole[:at])
    assert bool(cut.problems) == (at not in {0, *(one.end for one in frames(whole))})


def test_a_body_of_frames_is_told_by_its_bytes():
    """The content type is missing in recordings."""
    stream = stream_of(stored(TWO))
    assert stream.framing == "aws-eventstream"
    assert [(one.name, one.json) for one in stream.events] == [
        ("messageStart", {"role": "assistant"}),
        ("messageStop", {"stopReason": "end_turn"}),
    ]
    assert (stream.events[0].start, stream.events[1].end) == (0, len(TWO))
    assert stream.events[0].end == stream.events[1].start
    assert stream.closed
    assert stream.problems == []


def test_a_wrong_checksum_is_a_problem_and_the_frame_is_read():
    """A recording edited by hand still says what it says."""
    damaged = TWO.replace(b"end_turn", b"end_burn")
    stream = stream_of(stored(damaged))
    assert stream.events[1].json == {"stopReason": "end_burn"}
    assert stream.problems == ["the checksum of event 1 is wrong"]


def test_a_frame_that_is_cut_off_is_a_problem():
    """A recorder was stopped; the frames before are whole."""
    stream = stream_of(stored(TWO[:-1]))
    assert [one.name for one in stream.events] == ["messageStart"]
    assert not stream.closed
    assert stream.problems == ["the last frame is cut off or corrupted"]


def test_a_wrong_first_checksum_ends_the_reading():
    """Without it nobody knows where the next frame starts."""
    first, second = event("a", {}), bytearray(event("b", {}))
    second[8] ^= 1
    stream = stream_of(stored(first + bytes(second) + event("c", {})))
    assert [one.name for one in stream.events] == ["a"]
    assert not stream.closed


def test_an_exception_frame_is_named_as_one():
    """Its payload is a message, which must not be taken for an event of the protocol."""
    stream = stream_of(stored(TWO + exception("throttlingException", {"message": "slow down"})))
    assert stream.events[2].name == "exception:throttlingException"
    assert stream.events[2].json == {"message": "slow down"}


def test_an_error_frame_says_its_code_and_message():
    """Errors outside the model's own have no payload, only headers."""
    headers = {":message-type": "error", ":error-code": "InternalError", ":error-message": "oops"}
    stream = stream_of(stored(frame(headers, b"")))
    assert (stream.events[0].name, stream.events[0].data) == ("exception:InternalError", "oops")


def test_a_chunk_is_opened_to_the_json_inside():
    """The base64 that invoke wraps around the model's own events says nothing."""
    stream = stream_of(stored(chunk({"type": "ping", "text": "é"})))
    assert stream.events[0].json == {"type": "ping", "text": "é"}


def test_a_chunk_with_plain_text_stays_wrapped():
    """An agent's chunks hold text, and their payload is an object of its own."""
    stream = stream_of(stored(chunk("Hello there")))
    assert stream.events[0].json == {"bytes": b64encode(b"Hello there").decode(), "p": "abcdef"}


def test_headers_of_every_type_are_passed():
    """A number or a time before a name must not hide the name."""
    others = (
        b"\x01a\x00"
        b"\x01b\x01"
        b"\x01c\x02\x07"
        b"\x01d\x03\x00\x07"
        b"\x01e\x04\x00\x00\x00\x07"
        b"\x01f\x05" + bytes(8) + b"\x01g\x06\x00\x02ab"
        b"\x01h\x08" + bytes(8) + b"\x01i\x09" + bytes(16)
    )
    written = framed(others + header(":event-type", "last"), b"{}")
    assert read_frames(written).events[0].name == "last"


def test_frames_stored_as_text_are_reported_and_not_guessed_at():
    """A recorder that decodes bytes as text destroys them; to say so is all that can be done."""
    body = stored(TWO, "text", "application/vnd.amazon.eventstream")
    stream = stream_of(body)
    assert stream.events == []
    assert not stream.closed
    assert stream.problems == [
        "the recorder has stored binary frames as text: this body is corrupted"
    ]


def test_other_bytes_are_no_frames():
    """A picture is no stream."""
    assert stream_of(stored(b"\x89PNG\r\n\x1a\n" + bytes(40))) is None
