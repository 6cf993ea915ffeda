"""Newline-delimited JSON: one value a line.

Source: the NDJSON specification 1.0; values that follow each other on one line are taken too.
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
from cassette_cli.text.json_value import NOT_JSON
from cassette_cli.text.view import Mapped

_MEDIA_TYPES = {
    "application/x-ndjson",
    "application/ndjson",
    "application/stream+json",
}
_DOWNLOADS = {"application/octet-stream", "application/jsonl", "application/x-jsonl"}
"""What files of the same form are sent as, which nobody streamed."""
_BLANK = re.compile(r"\s*")
_LINE = re.compile(r"[^\r\n]+(?:\r\n|\n|\r|$)")
_VALUE = JSONDecoder(strict=False)


def _stream(body: Body) -> Stream | None:
    text = body.text
    if text is None or not text.lstrip().startswith("{"):
        return None
    if body.media_type.name in _DOWNLOADS:
        return None
    if body.media_type.name not in _MEDIA_TYPES and body.json is not NOT_JSON:
        return None
    stream = read_ndjson(text)
    several = len(stream.events) > 1
    return stream if several or body.media_type.name in _MEDIA_TYPES else None


def read_ndjson(text: str) -> Stream:
    """Return the values of a text in this framing; what is no JSON is an event too."""
    reader = _Reader(text)
    at = 0
    while at < len(text):
        line = _LINE.match(text, at)
        at = reader.read_line(at, line.end()) if line else at + 1
    return reader.stream


_PATIENCE = 16
"""How often a line that is no JSON is tried as the start of a value of several lines."""


class _Reader:
    """One reading of one text."""

    def __init__(self, text: str) -> None:
        self.stream = Stream("ndjson", [])
        self._text = text
        self._failures = 0

    def read_line(self, start: int, end: int) -> int:
        """Add the values of a line, and return where the next one starts."""
        line = self._text[start:end]
        at = _skip(line, 0)
        while at < len(line):
            value_end = _end_of_value(line, at)
            if value_end is None:
                return self._read_long(start + at, end)
            self._add(start + at, start + value_end)
            at = _skip(line, value_end)
        return end

    def _read_long(self, start: int, line_end: int) -> int:
        """Add a value of several lines, or what is no value up to the end of its line."""
        end = _end_of_value(self._text, start) if self._failures < _PATIENCE else None
        if end is None:
            self._failures += 1
            end = line_end
            is_last = line_end == len(self._text)
            self.stream.problems.add("the last line is cut off" if is_last else "a line is no JSON")
            self.stream.closed = not is_last
        self._add(start, end)
        return end

    def _add(self, start: int, end: int) -> None:
        data = self._text[start:end].rstrip()
        self.stream.events.append(Event(len(self.stream.events), "", data, start, end))


def _end_of_value(text: str, start: int) -> int | None:
    try:
        return _VALUE.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return None


def _skip(text: str, start: int) -> int:
    blank = _BLANK.match(text, start)
    return blank.end() if blank else start


def value_view(text: str, event: Event) -> Mapped:
    """Return the view of an event's data, which is written as it is meant."""
    return verbatim_view(text, event, _is_value if _is_value(event.data) else _is_one)


def _is_value(text: str) -> bool:
    return _end_of_value(text, 0) == len(text)


def _is_one(text: str) -> bool:
    """Say whether a text is one event by itself, of which only a line that is no JSON is made."""
    return [event.data for event in read_ndjson(text).events] == [text]


def added(text: str, stream: Stream, gap: Gap, told: Sequence[Told]) -> Edit[str]:
    """Return the edit that puts new lines among the others."""
    found = _LINE_END.search(text, stream.events[0].start + len(stream.events[0].data))
    return added_elements(stream, gap, told, found.group() if found else "\n")


_LINE_END = re.compile(r"\r\n|\n|\r")


def written(events: Sequence[tuple[str, str]], done: bool) -> str:
    """Return a new stream of lines."""
    return "".join(f"{data}\n" for _, data in events)


NDJSON = Framing(
    "ndjson",
    "newline-delimited JSON",
    _stream,
    Form(value_view, added, dropped_elements, written),
)
