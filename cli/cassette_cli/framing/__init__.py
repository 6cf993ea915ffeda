"""The framings: one file per way of cutting a body into events."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cassette_cli.framing.aws_eventstream import (
    AWS_EVENTSTREAM,
    frame_edits,
    frame_view,
    header_texts,
    written_frames,
)
from cassette_cli.framing.base import Event, Framing, Gap, Stream, Told
from cassette_cli.framing.json_array import JSON_ARRAY
from cassette_cli.framing.ndjson import NDJSON
from cassette_cli.framing.sse import SSE
from cassette_cli.http.body import Body
from cassette_cli.text.edit import Edit
from cassette_cli.text.view import View

__all__ = [
    "FRAMINGS",
    "event_view",
    "frame_edits",
    "frame_view",
    "header_texts",
    "stream_of",
    "text_edits",
    "written_stream",
]

FRAMINGS = (AWS_EVENTSTREAM, JSON_ARRAY, NDJSON, SSE)


def stream_of(body: Body) -> Stream | None:
    """Return a body cut into events, or `None` for one that is no stream.

    The bytes decide, not the Content-Type, which is missing or wrong in many recordings.
    """
    if body.is_empty:
        return None
    return next((stream for framing in FRAMINGS if (stream := framing.stream(body))), None)


def event_view(stream: Stream, content: str, event: Event) -> View[str, str]:
    """Return the view of an event's data within the text of the body it was read from.

    A body of AWS frames is no text: `frame_view` and `header_texts` are for its bytes.
    """
    form = _framing_of(stream).form
    assert form is not None, "a binary framing has no text"
    return form.view(content, event)


def _framing_of(stream: Stream) -> Framing:
    return next(framing for framing in FRAMINGS if framing.name == stream.framing)


def text_edits(stream: Stream, content: str, told: Sequence[Told]) -> list[Edit[str]]:
    """Return the edits of a body's text after which its stream is told.

    Args:
        stream: as it is.
        content: the text of the body.
        told: the events as they are to be, in order.

    Raises:
        CassetteError: an event cannot hold its data.
    """
    form = _framing_of(stream).form
    assert form is not None, "a binary framing has no text"
    kept = {one.event.ordinal for one in told if not one.is_new}
    gone = [event for event in stream.events if event.ordinal not in kept]
    edits = [Edit(span, "") for span in form.dropped(content, stream, gone)]
    for one in told:
        if not one.is_new and one.edits:
            edits += form.view(content, one.event).rewrap(one.edits)
    edits += [form.added(content, stream, gap, new) for gap, new in _runs_of_new(told)]
    return edits


def _runs_of_new(told: Sequence[Told]) -> Iterator[tuple[Gap, list[Told]]]:
    """Yield new events that follow each other, and between which of those that stay they come."""
    first = next((one.event for one in told if not one.is_new), None)
    after: Event | None = None
    for is_new, run in groupby(told, key=lambda one: one.is_new):
        events = list(run)
        if is_new:
            yield Gap(after, first if after is None else None), events
        else:
            after = events[-1].event


def written_stream(framing: str, events: Sequence[tuple[str, str]], *, done: bool) -> str | bytes:
    """Return a new body of events, in the framing of a name.

    Args:
        framing: its name.
        events: by name and data.
        done: whether a marker tells the end, where the framing has one.
    """
    form = next(one.form for one in FRAMINGS if one.name == framing)
    return written_frames(events) if form is None else form.written(events, done)
