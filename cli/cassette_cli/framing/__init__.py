"""The framings: one file per way of cutting a body into events."""

from cassette_cli.framing.aws_eventstream import AWS_EVENTSTREAM, frame_view, header_texts
from cassette_cli.framing.base import Event, Stream
from cassette_cli.framing.json_array import JSON_ARRAY
from cassette_cli.framing.ndjson import NDJSON
from cassette_cli.framing.sse import SSE
from cassette_cli.http.body import Body
from cassette_cli.text.view import View

__all__ = ["FRAMINGS", "event_view", "frame_view", "header_texts", "stream_of"]

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
    view = next(framing.view for framing in FRAMINGS if framing.name == stream.framing)
    assert view is not None, "a binary framing has no text"
    return view(content, event)
