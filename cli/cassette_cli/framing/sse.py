"""Server-sent events.

Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream". Departures: an event that the
end of the body cuts off is dispatched, since recorders lose the last line end; a line
`error: {json}`, as llama-box sends it, is an event of that name.
"""

import re
from collections.abc import Iterator, Sequence

from cassette_cli.framing.base import Aside, Event, Form, Framing, Gap, Stream, Told, cannot_hold
from cassette_cli.http.body import Body
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.view import Mapped, Notation, Run

BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\n|\r")
_LOOKS_LIKE_SSE = re.compile(r"\ufeff?\s*(?:(?:data|event|id|retry):|:[^\r\n]*[\r\n])")


def _stream(body: Body) -> Stream | None:
    text = body.text
    if text is None:
        return None
    if _LOOKS_LIKE_SSE.match(text) is None:
        return None
    return read_sse(text)


def read_sse(text: str) -> Stream:
    """Return the events of a text in this framing."""
    reader = _Reader()
    if text.startswith(BOM):
        reader.stream.problems.add("the body starts with a byte order mark")
    for start, line, end in _lines(text):
        if line.startswith("data:"):
            reader.data.append(line[6:] if line.startswith("data: ") else line[5:])
            if reader.start < 0:
                reader.start = start
        elif line:
            reader.other_line(start, line)
        elif reader.start >= 0:
            reader.dispatch(end)
    return reader.finish(len(text))


def _lines(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield the start, the text and the end (line end included) of every line.

    Never `str.splitlines`: it also splits at U+2028 and others that are legal inside JSON strings.
    """
    start = len(BOM) if text.startswith(BOM) else 0
    if "\r" not in text:
        *lines, last = text[start:].split("\n")
        for line in lines:
            end = start + len(line) + 1
            yield start, line, end
            start = end
        if last:
            yield start, last, len(text)
        return
    for found in _LINE_END.finditer(text, start):
        yield start, text[start : found.start()], found.end()
        start = found.end()
    if start < len(text):
        yield start, text[start:], len(text)


class _Reader:
    """The state between two lines."""

    def __init__(self) -> None:
        self.stream = Stream("sse", [])
        self.data: list[str] = []
        self.start = -1
        self._name = ""

    def other_line(self, start: int, line: str) -> None:
        """Take a line that is no data: a field, a comment or something out of place."""
        name, _, value = line.partition(":")
        if not name:
            self.stream.asides.append(Aside(start, line))
            return
        if self.start < 0:
            self.start = start
        if name == "event":
            self._name = value.removeprefix(" ")
        elif name == "error":
            self._name, self.data = name, [*self.data, value.removeprefix(" ")]
        elif name == "data":
            self.data.append("")
        elif name not in {"id", "retry"}:
            self.stream.asides.append(Aside(start, line))
            self.stream.problems.add(f"a line with an unknown field: {line[:60]}")

    def dispatch(self, end: int) -> None:
        """End the event that a blank line ends."""
        if self.data:
            data = self.data[0] if len(self.data) == 1 else "\n".join(self.data)
            if data.strip() == "[DONE]":
                self.stream.done = True
                self.stream.asides.append(Aside(self.start, data))
            elif self.stream.done:
                self.stream.asides.append(Aside(self.start, data))
                self.stream.problems.add("there are events after [DONE]; they are left out")
            else:
                ordinal = len(self.stream.events)
                self.stream.events.append(Event(ordinal, self._name, data, self.start, end))
            self.data = []
        self._name = ""
        self.start = -1

    def finish(self, end: int) -> Stream:
        if self.data and self.data != ["[DONE]"]:
            self.stream.problems.add("the last event is not ended by a blank line")
        self.dispatch(end)
        return self.stream


_DATA_LINE = re.compile(r"\ufeff?((?:data|error)(?:$|: ?))([^\r\n]*)(\r\n|\n|\r|$)")


def data_view(text: str, event: Event) -> Mapped:
    """Return the view of an event's data within its frame; a line feed in it starts a new line."""
    frame = text[event.start : event.end]
    found = _LINE_END.search(frame)
    newline = found.group() if found else "\n"

    kinds = "".join("d" if _DATA_LINE.match(line) else "-" for _, line, _ in _lines(frame))
    is_parted = "-" in kinds.strip("-")  # a comment within would go with the data around it

    def escape(new: str) -> str | None:
        return None if is_parted or "\r" in new else new.replace("\n", f"{newline}data: ")

    def write(new: str) -> str:
        return _written_frame(frame, new, newline)

    return Mapped(text, Span(event.start, event.end), Notation(_read_frame, escape, write))


def _written_frame(frame: str, data: str, newline: str) -> str:
    """Return a frame with its data lines written anew where the first of them stands.

    Raises:
        CassetteError: the data holds a carriage return, which no event can.
    """
    if "\r" in data:
        raise cannot_hold()
    lines = [(line, frame[start + len(line) : end]) for start, line, end in _lines(frame)]
    first = next(at for at, (line, _) in enumerate(lines) if _DATA_LINE.match(line))
    field = "error" if lines[first][0].startswith("error") else "data"
    anew = newline.join(f"{field}: {line}" for line in data.split("\n"))
    rest = [line + end for line, end in lines[first + 1 :] if not _DATA_LINE.match(line)]
    return "".join([*(line + end for line, end in lines[:first]), anew, lines[first][1], *rest])


def _read_frame(frame: str) -> tuple[str, list[Run]]:
    """Read the data lines of a frame; the line end before a further one is its line feed."""
    runs: list[Run] = []
    parts: list[str] = []
    inner, last_end = 0, -1
    for start, line, _ in _lines(frame):
        found = _DATA_LINE.match(line)
        if found is None:
            continue
        value = Span(start + found.start(2), start + found.end(2))
        if last_end >= 0:
            runs.append(Run(Span(inner, inner + 1), Span(last_end, value.start), False))
            parts.append("\n")
            inner += 1
        if value.start < value.end:
            length = value.end - value.start
            runs.append(Run(Span(inner, inner + length), value, True))
            parts.append(found[2])
            inner += length
        last_end = value.end
    return "".join(parts), runs


def added(text: str, stream: Stream, gap: Gap, told: Sequence[Told]) -> Edit[str]:
    """Return the edit that puts new frames among the others.

    Where the text ends without ending the frame before them, it does so afterwards.

    Raises:
        CassetteError: no frame can hold an event.
    """
    newline = _newline_of(text)
    new = "".join(_frame_of(text, one, newline) for one in told)
    if gap.after is None:
        at = (gap.before or stream.events[0]).start
        return Edit(Span(at, at), new)
    missing = _missing_end(text[gap.after.start : gap.after.end], newline)
    at = gap.after.end
    return Edit(Span(at, at), missing + new.removesuffix(missing) if missing else new)


def _newline_of(text: str) -> str:
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def _frame_of(text: str, one: Told, newline: str) -> str:
    """Return the frame of the event whose form a new one takes, with that one's name and data.

    Comments within it are not told again.

    Raises:
        CassetteError: no frame can hold that.
    """
    event = one.event
    frame = text[event.start : event.end]
    own = Event(0, event.name, event.data, 0, len(frame))
    frame = apply(frame, data_view(frame, own).rewrap(one.edits))
    lines = [
        line + frame[start + len(line) : end]
        for start, line, end in _lines(frame)
        if not line.startswith(":")
    ]
    if one.name != event.name:
        lines = _renamed(lines, one.name, newline)
    made = "".join(lines)
    made += _missing_end(made, newline)
    if [(read.name, read.data) for read in read_sse(made).events] != [(one.name, one.data)]:
        raise cannot_hold()
    return made


_NAME_LINE = re.compile(r"event(?:$|: ?)")


def _renamed(lines: Sequence[str], name: str, newline: str) -> list[str]:
    """Return the lines of a frame with another name, on its own first line as usual."""
    rest = [line for line in lines if not _NAME_LINE.match(line.rstrip("\r\n"))]
    return [f"event: {name}{newline}", *rest] if name else rest


def _missing_end(frame: str, newline: str) -> str:
    """Return what a frame lacks of the blank line that ends it."""
    *_, (start, line, end) = _lines(frame)
    if not line:
        return ""
    return frame[start + len(line) : end] or newline * 2


def dropped(text: str, stream: Stream, gone: Sequence[Event]) -> Iterator[Span]:
    """Yield the frames of events that go; comments between and within them stay."""
    for event in gone:
        end = event.start
        for start, line, line_end in _lines(text[event.start : event.end]):
            if line.startswith(":"):
                if end < event.start + start:
                    yield Span(end, event.start + start)
                end = event.start + line_end
        yield Span(end, event.end)


def written(events: Sequence[tuple[str, str]], done: bool) -> str:
    """Return a new stream of events."""
    frames = [f"event: {name}\n" * bool(name) + f"data: {data}\n\n" for name, data in events]
    return "".join(frames) + "data: [DONE]\n\n" * done


SSE = Framing("sse", "server-sent events", _stream, Form(data_view, added, dropped, written))
