"""Searching texts with a grammar: JSON, and streams whose fragments are one text.

Most of them are clean. An outline of their strings is enough to know that; only where something is
found are the strings looked up one by one.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from cassette_cli.framing import event_view, stream_of
from cassette_cli.framing.base import Event, Stream
from cassette_cli.http.body import Body, Stored
from cassette_cli.operations.redact.change import Change
from cassette_cli.text.edit import Edit
from cassette_cli.text.json_outline import Outline
from cassette_cli.text.json_strings import (
    Found,
    Group,
    JsonText,
    Value,
    are_fragments,
    json_value,
    strings,
)
from cassette_cli.text.span import Span
from cassette_cli.text.view import shares

if TYPE_CHECKING:
    from cassette_cli.operations.redact.search import Context, Search

_STREAMED = re.compile(r"\ufeff?\s*(?:(?:data|event|id|retry):|:[^\r\n]*[\r\n]|\[\s*\{|\{)")
_OTHER_LINE = re.compile(r"^(?!data:|event:)[^\r\n]{8,}", re.MULTILINE)


def structured_edits(search: "Search", text: str, context: "Context") -> list[Edit[str]] | None:
    """Return the edits of a text that is JSON or a stream; `None` for any other."""
    try:
        value = json_value(text)
    except ValueError:
        value = None
    is_body = isinstance(value, list) and context.whole
    if value is None or is_body:
        stream = _stream_in(text)
        if stream is not None:
            return _streamed(search, stream, text, context)
    return None if value is None else _json(search, text, value, context)


def is_structured(text: str) -> bool:
    """Say whether a text is a JSON object or array, or a stream, and so has places in it."""
    try:
        return not isinstance(json_value(text), str)
    except ValueError:
        return _stream_in(text) is not None


def _stream_in(text: str) -> Stream | None:
    """Return the stream that a text is; lines that are no JSON make no stream of JSON lines."""
    if _STREAMED.match(text) is None:
        return None
    stream = stream_of(Body(Stored("text", text, None)))
    if stream is None or not stream.events:
        return None
    if stream.framing != "sse" and any(event.json is None for event in stream.events):
        return None
    return stream


def _is_clean(
    search: "Search", values: Sequence[Value], context: "Context", kinds: Sequence[Hashable] = ("",)
) -> bool:
    """Say whether there is nothing in JSON values, without asking where their strings are.

    Args:
        search: what searches the strings.
        values: one value, or those of the events of a stream.
        context: where they stand.
        kinds: the kinds of the events; pieces of a text are in events of one kind.
    """
    if search.policy.pointers:
        return False
    outline = Outline()
    for value, kind in zip(values, kinds, strict=True):
        outline.add(value, kind)
    if any(search.heeds(name) for name in outline.names):
        return False
    inside, found = context.deeper(), len(search.findings)
    edited = any(search.content(text, inside) for text in outline.texts - search.clean) or any(
        search.joined(text, inside, whole=whole or len(values) > 1)
        for text, whole in outline.joined()
    )
    clean = not edited and len(search.findings) == found
    del search.findings[found:]
    return clean


def _json(search: "Search", text: str, value: Value, context: "Context") -> list[Edit[str]]:
    if _is_clean(search, [value], context):
        return []
    change = Change(text)
    change.make(_joined_items(search, text, context, whole=True))
    change.make(_strings_edits(search, change.text, context))
    change.make(_joined_items(search, change.text, context, whole=False))
    return change.edits


def _strings_edits(search: "Search", text: str, context: "Context") -> list[Edit[str]]:
    """Return the edits of the strings of a JSON text, each by itself."""
    opened, value = JsonText(text), json_value(text)
    inside = context.deeper("field")
    edits: list[Edit[str]] = []
    for found in strings(value):
        if search.is_done_with(found.text, found.name, "field"):
            continue
        with search.at((value, found)):
            made = search.named_text(found.text, inside, found.name)
        edits += opened.view(found.positions).rewrap(made) if made else []
    return edits


def _joined_items(
    search: "Search", text: str, context: "Context", *, whole: bool
) -> list[Edit[str]]:
    """Return the edits for what only the items of a list show when they are joined.

    Args:
        search: what searches them.
        text: the JSON text.
        context: where it stands.
        whole: whether lists are wanted whose items are fragments of one text, or the others.
    """
    value = json_value(text)
    groups: dict[Group, list[Found]] = {}
    for found in strings(value):
        if "*" in found.group:
            groups.setdefault(found.group, []).append(found)
    opened = JsonText(text)
    edits: list[Edit[str]] = []
    for pieces in groups.values():
        lengths = [len(piece.text) for piece in pieces]
        if are_fragments(lengths) != whole:
            continue
        with search.at((value, pieces[0])):
            made = search.joined("".join(p.text for p in pieces), context.deeper(), whole=whole)
        for piece, mine in zip(pieces, shares(made, lengths), strict=True):
            edits += opened.view(piece.positions).rewrap(mine) if mine else []
    return edits


# Streams


def _streamed(search: "Search", stream: Stream, text: str, context: "Context") -> list[Edit[str]]:
    """Return the edits of a stream of text: of its events, then of the lines that are no data."""
    change = Change(text)
    made = event_edits(search, stream.events, context)
    change.make(
        [
            edit
            for event in stream.events
            if event.ordinal in made
            for edit in event_view(stream, text, event).rewrap(made[event.ordinal])
        ]
    )
    if stream.framing == "sse":
        change.make(list(_other_lines(search, change.text, context)))
    return change.edits


def _other_lines(search: "Search", text: str, context: "Context") -> Iterator[Edit[str]]:
    """Yield the edits of comments, of ids and of fields that nobody knows."""
    for found in _OTHER_LINE.finditer(text):
        start = found.start()
        for span, new in search.content(found.group(), context.deeper()):
            yield Edit(Span(span.start + start, span.end + start), new)


class _OpenedEvent:
    """An event whose data is being edited.

    Args:
        event: the event.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self.edits: list[Edit[str]] = []
        self.kind = ""
        """Its type, in the words of the provider."""
        self._text = JsonText(event.data)
        try:
            self.value: Value | None = json_value(event.data)
        except ValueError:
            self.value = None
        if isinstance(self.value, tuple):
            self.kind = next((str(value) for key, value in self.value if key == "type"), "")

    def pieces(self) -> Iterator[Found]:
        """Yield the strings of the data that may be pieces of longer ones."""
        if self.value is None:
            yield Found((), 0, "", self.event.data, ())
            return
        for found in strings(self.value, (self.event.name, self.kind)):
            if found.position >= 0:
                yield found

    def make(self, found: Found, edits: Sequence[Edit[str]]) -> None:
        """Note edits of one of the pieces."""
        if self.value is None:
            self.edits += edits
        elif edits:
            self.edits += self._text.view(found.positions).rewrap(edits)


def event_edits(
    search: "Search", events: Sequence[Event], context: "Context"
) -> dict[int, list[Edit[str]]]:
    """Return the edits of the data of events, by their ordinals.

    What is cut into fragments is joined over the events first, and searched as one text.
    """
    opened = [_OpenedEvent(event) for event in events]
    values = [one.value for one in opened if one.value is not None]
    kinds = [(one.event.name, one.kind) for one in opened]
    if len(values) == len(opened) and _is_clean(search, values, context, kinds):
        return {}
    groups: dict[Group, list[tuple[_OpenedEvent, Found]]] = {}
    for one in opened:
        for found in one.pieces():
            groups.setdefault(found.group, []).append((one, found))
    for pieces in groups.values():
        _fragments(search, pieces, context)
    made: dict[int, list[Edit[str]]] = {}
    for one in opened:
        with search.at(f"/events/{one.event.ordinal}"):
            edits = _event(search, one, context.deeper())
        if edits:
            made[one.event.ordinal] = edits
    return made


def _fragments(
    search: "Search", pieces: Sequence[tuple[_OpenedEvent, Found]], context: "Context"
) -> None:
    """Search the pieces of a text as one, and give each event its share of the edits."""
    first, found = pieces[0]
    if all(piece.text == found.text for _, piece in pieces):
        return
    step = () if first.value is None else ((first.value, found),)
    with search.at(f"/events/{first.event.ordinal}", *step):
        edits = search.content("".join(piece.text for _, piece in pieces), context.deeper())
    shared = shares(edits, [len(piece.text) for _, piece in pieces])
    for (one, piece), mine in zip(pieces, shared, strict=True):
        one.make(piece, mine)


def _event(search: "Search", one: _OpenedEvent, context: "Context") -> list[Edit[str]]:
    """Return all edits of the data of an event: its shares, and what it holds by itself."""
    change = Change(one.event.data)
    change.make(one.edits)
    if one.value is None:
        change.make(search.content(change.text, context))
        return change.edits
    change.make(_strings_edits(search, change.text, context))
    return change.edits
