"""A JSON array sent element by element, as Gemini streams without `alt=sse`.

Source: Google AIP-151 style server streaming over REST: `[{…}` `,` `{…}` `]`, pretty-printed.
"""

import re
from collections.abc import Sequence
from json import JSONDecoder

from cassette_cli.framing.base import (
    Event,
    Form,
    Framing,
    Gap,
    Stream,
    Told,
    added_elements,
    dropped_elements,
    verbatim_view,
)
from cassette_cli.http.body import Body
from cassette_cli.text.edit import Edit
from cassette_cli.text.view import Mapped

_START = re.compile(r"\s*\[\s*(?=\{)")
_BETWEEN = re.compile(r"[\s,]*")
_VALUE = JSONDecoder(strict=False)


def _stream(body: Body) -> Stream | None:
    text = body.text
    return read_json_array(text) if text is not None and _START.match(text) else None


def read_json_array(text: str) -> Stream:
    """Return the elements of a text in this framing."""
    stream = Stream("json-array", [])
    start = _START.match(text)
    at = start.end() if start else len(text)
    while at < len(text) and text[at] != "]":
        try:
            end = _VALUE.raw_decode(text, at)[1]
        except (ValueError, RecursionError):
            break
        stream.events.append(Event(len(stream.events), "", text[at:end], at, end))
        between = _BETWEEN.match(text, end)
        at = between.end() if between else end
    stream.closed = text[at : at + 1] == "]"
    if not stream.closed:
        stream.problems.add("the array of the stream is cut off")
    return stream


def element_view(text: str, event: Event) -> Mapped:
    """Return the view of an event's data, which is written as it is meant."""
    return verbatim_view(text, event, _is_one)


def _is_one(text: str) -> bool:
    try:
        return _VALUE.raw_decode(text)[1] == len(text)
    except (ValueError, RecursionError):
        return False


def added(text: str, stream: Stream, gap: Gap, told: Sequence[Told]) -> Edit[str]:
    """Return the edit that puts new elements among the others, apart as these are."""
    events = stream.events
    between = text[events[0].end : events[1].start] if len(events) > 1 else ",\n"
    return added_elements(stream, gap, told, between)


def written(events: Sequence[tuple[str, str]], done: bool) -> str:
    """Return a new array of elements."""
    return "[" + "\n,\r\n".join(data for _, data in events) + "\n]\n"


JSON_ARRAY = Framing(
    "json-array",
    "elements of a JSON array",
    _stream,
    Form(element_view, added, dropped_elements, written),
)
