"""The framings: one file per way of cutting a body into events."""

from cassette_cli.framing.aws_eventstream import AWS_EVENTSTREAM
from cassette_cli.framing.base import Stream
from cassette_cli.framing.json_array import JSON_ARRAY
from cassette_cli.framing.ndjson import NDJSON
from cassette_cli.framing.sse import SSE
from cassette_cli.http.body import Body

FRAMINGS = (AWS_EVENTSTREAM, JSON_ARRAY, NDJSON, SSE)


def stream_of(body: Body) -> Stream | None:
    """Return a body cut into events, or `None` for one that is no stream.

    The bytes decide, not the Content-Type, which is missing or wrong in many recordings.
    """
    if body.is_empty:
        return None
    return next((stream for framing in FRAMINGS if (stream := framing.stream(body))), None)
