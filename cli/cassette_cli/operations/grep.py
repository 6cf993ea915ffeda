"""Searching: the decoded content of cassettes, line by line."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from cassette_cli.chat.message import Message
from cassette_cli.document.files import Cassette
from cassette_cli.document.masking import masked_url, masked_value
from cassette_cli.document.reading import Reading
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Headers
from cassette_cli.text.json_value import NOT_JSON, Json, compact
from cassette_cli.text.pointer import step_of

_MOST_MATCHES = 10_000
"""How many matches of one line are told; nobody looks for more, and each takes room."""
PLACES = ("text", "tools", "reasoning", "headers", "url", "request", "response")


class Found(NamedTuple):
    """A line that was asked for."""

    interaction: int
    """The index of the interaction."""
    pointer: str
    """Where the text stands in the JSON view."""
    number: int
    """Of the line in its text, from 1."""
    line: str
    """As it may be printed: credentials masked."""
    spans: tuple[tuple[int, int], ...]
    """What matched, from the start of the line; of an endless line not all."""


class _Text(NamedTuple):
    """A text to search."""

    places: tuple[str, ...]
    pointer: str
    text: str
    masked: str | None = None
    """The same with credentials masked, where there may be some."""


class Query(NamedTuple):
    """What is asked for."""

    pattern: re.Pattern[str]
    places: frozenset[str]
    """Which of `PLACES` are searched; empty for all."""
    invert: bool
    show_secrets: bool


def search(cassette: Cassette, query: Query) -> Iterator[Found]:
    """Yield the lines of a cassette that match, or with `invert` those that do not.

    Raises:
        CassetteError: a body cannot be opened.
    """
    for interaction in cassette.interactions():
        for text in _texts(Reading(interaction), query.places):
            if not query.places or not query.places.isdisjoint(text.places):
                yield from _lines(interaction.index, text, query)


def _lines(index: int, text: _Text, query: Query) -> Iterator[Found]:
    searched = text.text if query.show_secrets or text.masked is None else text.masked
    for number, line in enumerate(searched.split("\n"), 1):
        matches = islice(query.pattern.finditer(line), _MOST_MATCHES)
        spans = tuple(found.span() for found in matches)
        if bool(spans) != query.invert:
            yield Found(index, text.pointer, number, line.rstrip("\r"), spans)


def _texts(reading: Reading, places: frozenset[str]) -> Iterator[_Text]:
    """Yield the texts of an interaction, each once unless a place that repeats it is asked for."""
    request, response = reading.interaction.request, reading.interaction.response
    if request.url:
        yield _Text(("url",), "/request/url", request.url, masked_url(request.url))
    yield from _of_headers(request.headers, "/request/headers")
    yield from _of_body(request.body, "request", "/request/body")
    yield from _of_headers(response.headers, "/response/headers")
    streamed = reading.stream is not None and reading.answer is not None
    if reading.answer is not None and (streamed or places):
        yield from _of_messages(reading.answer.messages, streamed=streamed)
        if streamed and reading.error is not None:
            yield from _of_json(dict(reading.error._asdict()), "response", "/response/error")
    if not streamed:
        yield from _of_body(response.body, "response", "/response/body")


def _of_headers(headers: Headers, pointer: str) -> Iterator[_Text]:
    counts: dict[str, int] = {}
    for header in headers:
        number = counts.get(header.name, 0)
        counts[header.name] = number + 1
        line = f"{header.name}: {header.value}"
        shown = f"{header.name}: {masked_value(header.name, header.value)}"
        yield _Text(("headers",), f"{pointer}/{step_of(header.name)}/{number}", line, shown)


def _of_body(body: Body, place: str, pointer: str) -> Iterator[_Text]:
    if body.is_empty:
        return
    value = body.json
    if value is not NOT_JSON:
        yield from _of_json(value, place, pointer)
    elif (text := body.text) is not None:
        yield _Text((place,), pointer, text)


def _of_json(value: Json, place: str, pointer: str) -> Iterator[_Text]:
    """Yield the strings, numbers and words of a JSON value, and the keys of its objects."""
    todo: list[Iterator[tuple[Json, str, str | None]]] = [iter([(value, pointer, None)])]
    while todo:
        step = next(todo[-1], None)
        if step is None:
            todo.pop()
            continue
        value, pointer, key = step
        if key is not None:
            yield _Text((place,), pointer, key)
        if isinstance(value, dict | list):
            todo.append(_inside(value, pointer))
        elif value is not None:
            yield _Text((place,), pointer, value if isinstance(value, str) else compact(value))


def _inside(
    value: dict[str, Json] | list[Json], pointer: str
) -> Iterator[tuple[Json, str, str | None]]:
    """Yield what is in an object or array, with its pointers and, in an object, its keys."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield inner, f"{pointer}/{step_of(key)}", key
    else:
        for at, inner in enumerate(value):
            yield inner, f"{pointer}/{at}", None


_PLACES = {"reasoning": "reasoning", "tool_call": "tools", "server_tool_call": "tools"}


def _of_messages(messages: list[Message], *, streamed: bool) -> Iterator[_Text]:
    for at, message in enumerate(messages):
        for number, part in enumerate(message.parts):
            pointer = f"/response/messages/{at}/parts/{number}"
            place = _PLACES.get(part.kind, "text")
            places = (place, "response") if streamed else (place,)
            fields = {"text": part.text, "name": part.name, "arguments_raw": part.arguments_raw}
            for name, text in fields.items():
                if text:
                    yield _Text(places, f"{pointer}/{name}", text)
            for name, value in (("annotations", list(part.annotations)), ("raw", part.raw)):
                if value:
                    yield from _of_json(
                        value, "response" if streamed else place, f"{pointer}/{name}"
                    )
