"""AWS event streams: frames, checksums, failures, and what Bedrock wraps inside."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.framing.aws_frames import chunk, event, exception, frame, framed, header
from tests.laws import TEXTS, check_view, edits_of

from cassette_cli.errors import CassetteError
from cassette_cli.framing import frame_view, header_texts, stream_of
from cassette_cli.framing.aws_eventstream import frames, read_frames
from cassette_cli.http.body import Body, Stored
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

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


ERROR = {":message-type": "error", ":error-code": "InternalError", ":error-message": "no é"}
EVENTS = st.one_of(
    st.builds(lambda text: frame({":event-type": "delta"}, text.encode()), TEXTS),
    st.builds(lambda text: event("delta", {"text": text}), TEXTS),
    st.builds(lambda text: chunk({"text": text}), TEXTS),
    st.builds(chunk, TEXTS),
    st.builds(lambda text: exception("throttlingException", {"message": text}), TEXTS),
    st.builds(lambda text: frame({**ERROR, ":error-message": text}, b""), TEXTS),
)
STREAMS = st.lists(EVENTS, min_size=1, max_size=4)


def check_others(before, after, number):
    """Fail unless the frames are intact, and all but one as they were."""
    old, new = list(frames(before)), list(frames(after))
    assert all(one.intact for one in new)
    assert new[-1].end == len(after)
    assert len(new) == len(old)
    for at, (one, other) in enumerate(zip(old, new, strict=True)):
        if at != number:
            assert before[one.start : one.end] == after[other.start : other.end]


@given(STREAMS, st.data())
def test_the_data_of_an_event_is_edited_in_its_frame(written, data):
    """Lengths and checksums are made anew for this frame, and no other byte is touched."""
    content = b"".join(written)
    number = data.draw(st.integers(0, len(written) - 1))
    before = read_frames(content).events

    def open_view(outer):
        return frame_view(outer, read_frames(outer).events[number])

    edits = data.draw(edits_of(before[number].data))
    meant = apply(before[number].data, edits)
    is_unwrapped = before[number].name == "chunk" and "bytes" not in (before[number].json or {})
    if is_unwrapped and not meant.startswith("{"):
        with pytest.raises(CassetteError, match="cannot hold"):
            open_view(content).rewrap(edits)
        return
    edited = check_view(content, open_view, edits)
    check_others(content, edited, number)
    after = read_frames(edited).events
    assert [one.name for one in after] == [one.name for one in before]


@given(FRAMES, st.data())
def test_a_text_in_a_header_is_edited_in_its_frame(contents, data):
    """Its own length is a third one that has to agree."""
    content = b"".join(frame(headers, payload) for headers, payload in contents)
    found = list(header_texts(content))
    wanted = [pair for headers, _ in contents for pair in headers.items()]
    assert [(name, view.inner) for name, view in found] == wanted
    if not found:
        return
    chosen = data.draw(st.integers(0, len(found) - 1))

    def open_view(outer):
        return list(header_texts(outer))[chosen][1]

    edited = check_view(content, open_view, data.draw(edits_of(wanted[chosen][1])))
    number = [at for at, (headers, _) in enumerate(contents) for _ in headers][chosen]
    check_others(content, edited, number)
    assert [one.payload for one in frames(edited)] == [payload for _, payload in contents]
    names = [name for name, _ in header_texts(edited)]
    assert names == [name for name, _ in wanted]


def words_replaced(content, number, old, new):
    """Return a stream with words in the data of one event replaced."""
    view = frame_view(content, read_frames(content).events[number])
    at = view.inner.index(old)
    return apply(content, view.rewrap([Edit(Span(at, at + len(old)), new)]))


@pytest.mark.parametrize("write", [lambda data: event("delta", data), chunk], ids=["", "wrapped"])
def test_an_edit_of_the_same_length_changes_these_bytes_and_the_checksum(write):
    """Nothing moves in the file, so the change can be seen for what it is."""
    content = TWO + write({"account": "000011112222"}) + TWO
    edited = words_replaced(content, 2, "000011112222", "REDACTED1XXX")
    assert len(edited) == len(content)
    changed = [at for at, (old, new) in enumerate(zip(content, edited, strict=True)) if old != new]
    end = len(content) - len(TWO)
    in_payload = [at for at in changed if at < end - 4]
    assert 0 < in_payload[-1] - in_payload[0] < 20
    assert all(at < end for at in changed)
    assert edited == TWO + write({"account": "REDACTED1XXX"}) + TWO


def test_the_padding_beside_a_wrapped_text_stays():
    """Only what is inside the base64 is written anew, whatever stands around it."""
    around = '{ "p" : "abc\\u0041", "bytes" : "%s" }'
    inner = b64encode(b'{"name": "Ann"}').decode()
    headers = {":event-type": "chunk", ":message-type": "event"}
    content = frame(headers, (around % inner).encode())
    longer = b64encode(b'{"name": "Somebody"}').decode()
    assert words_replaced(content, 0, "Ann", "Somebody") == frame(
        headers, (around % longer).encode()
    )


def test_a_wrapped_text_stays_one_that_is_unwrapped():
    """What is no object would be read as the wrapping."""
    content = chunk({"name": "Ann"})
    view = frame_view(content, read_frames(content).events[0])
    with pytest.raises(CassetteError, match="cannot hold"):
        view.rewrap([Edit(Span(0, 1), "[")])


def test_the_message_of_an_error_is_edited_in_its_header():
    """A failure without a payload says it there."""
    content = TWO + frame(ERROR, b"")
    made = frame({**ERROR, ":error-message": "nothing"}, b"")
    assert words_replaced(content, 2, "no é", "nothing") == TWO + made


def test_headers_of_other_types_stay_around_an_edited_one():
    """Their bytes are passed over, and neither read nor written."""
    before, after = b"\x01e\x04\x00\x00\x00\x07\x01f\x05" + bytes(8), b"\x01i\x09" + bytes(16)
    content = framed(before + header("name", "Ann") + after, b"{}")
    ((name, view),) = header_texts(content)
    assert name == "name"
    edited = apply(content, view.rewrap([Edit(Span(0, 3), "Somebody")]))
    assert edited == framed(before + header("name", "Somebody") + after, b"{}")


def test_the_headers_of_one_event_can_be_asked_for():
    """As one goes through a stream event by event."""
    events = read_frames(TWO).events
    views = dict(header_texts(TWO, events[1]))
    assert views[":event-type"].inner == "messageStop"
    assert views[":event-type"].span == Span(events[1].start, events[1].end)


def test_an_edited_frame_has_the_right_checksum():
    """Also where it was wrong, since what it was made of is no longer there."""
    damaged = TWO.replace(b"end_turn", b"end_burn")
    edited = words_replaced(damaged, 1, "end_burn", "end_turn")
    assert edited == TWO


def test_bytes_that_are_no_text_are_not_edited():
    """They were shown with signs in the place of what cannot be read; these must not be written."""
    in_payload = frame({":event-type": "delta"}, b"caf\xe9")
    value = header(":error-message", "cafe").replace(b"cafe", b"caf\xe9")
    in_header = framed(header(":message-type", "error") + value, b"")
    for content in (in_payload, in_header):
        with pytest.raises(CassetteError, match=r"event 0 cannot be edited, .* not in UTF-8"):
            frame_view(content, read_frames(content).events[0])
    assert [name for name, _ in header_texts(in_header)] == [":message-type"]


@pytest.mark.parametrize("new", ["x" * 65536, "\ud800"], ids=["too-long", "no-text"])
def test_a_header_holds_no_more_than_it_can(new):
    """Its length is written in two bytes, and its text in UTF-8."""
    (_, view), *_ = header_texts(TWO)
    with pytest.raises(CassetteError, match="cannot hold"):
        view.rewrap([Edit(Span(0, 0), new)])


def test_what_follows_the_last_whole_frame_stays():
    """A recording that was cut off is edited up to there."""
    cut = TWO + event("more", {"a": 1})[:-5]
    edited = words_replaced(cut, 1, "end_turn", "stop_sequence")
    stopped = event("messageStop", {"stopReason": "stop_sequence"})
    assert edited == event("messageStart", {"role": "assistant"}) + stopped + cut[len(TWO) :]
