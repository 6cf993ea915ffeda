"""The noise between two interactions, listed by name: what comparing has left out."""

from collections.abc import Iterator, Sequence

from cassette_cli.chat.message import Part
from cassette_cli.document.masking import masked_url, masked_value
from cassette_cli.document.reading import Reading
from cassette_cli.document.volatile import Direction, is_volatile
from cassette_cli.errors import CassetteError
from cassette_cli.http.interaction import Headers
from cassette_cli.operations.diff.noise import bare_url, noise_of_path
from cassette_cli.operations.diff.report import ABSENT, Ignored, Pair, Side
from cassette_cli.text.json_value import NOT_JSON, Json

_LONGEST = 80


def ignored(pair: Pair) -> list[Ignored]:
    """Return what differs between an interaction and what it is in the other file for nothing."""
    if pair.old is None or pair.new is None:
        return []
    try:
        found = list(_noise(pair.old, pair.new))
    except (CassetteError, RecursionError):
        return []
    told = {(repr(one.old), repr(one.new)) for one in pair.differences}
    return [one for one in found if (repr(one.old), repr(one.new)) not in told]


def _noise(old: Reading, new: Reading) -> Iterator[Ignored]:
    before, after = old.interaction, new.interaction
    for name, what in (("ids", "id"), ("timestamps", "recorded_at"), ("timestamps", "duration_ms")):
        sides = getattr(before, what), getattr(after, what)
        if sides[0] != sides[1]:
            yield Ignored(name, what, *sides)
    urls = [masked_url(one.request.url or "") for one in (before, after)]
    if before.request.url != after.request.url and bare_url(old) == bare_url(new):
        yield Ignored("addresses", "url", *urls)
    yield from _headers("request", before.request.headers, after.request.headers)
    yield from _headers("response", before.response.headers, after.response.headers)
    yield from _fields("request", _request(old), _request(new))
    yield from _stream(old, new)
    yield from _fields("response", _response(old), _response(new))


def _headers(side: Direction, old: Headers, new: Headers) -> Iterator[Ignored]:
    before, after = (headers.grouped(lower=True) for headers in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) == after.get(name):
            continue
        sides = [
            ABSENT if values is None else ", ".join(masked_value(name, one) for one in values)
            for values in (before.get(name), after.get(name))
        ]
        if is_volatile(name, side) or side == "response":
            yield Ignored("headers", f"{side} {name}", *sides)


def _stream(old: Reading, new: Reading) -> Iterator[Ignored]:
    before, after = old.stream, new.stream
    if (before is None) != (after is None):
        yield Ignored(
            "streaming", "the answer came in pieces", before is not None, after is not None
        )
    if before is None or after is None:
        return
    if len(before.events) != len(after.events):
        yield Ignored("chunks", "events", len(before.events), len(after.events))
    elif _cuts(old) != _cuts(new):
        yield Ignored("chunks", "where the text is cut")
    comments = [[aside.text for aside in stream.asides] for stream in (before, after)]
    if comments[0] != comments[1]:
        yield Ignored("comments", "in the stream", len(comments[0]), len(comments[1]))


def _parts(reading: Reading) -> list[Part]:
    messages = reading.answer.messages if reading.answer is not None else []
    return [part for message in messages for part in message.parts]


def _cuts(reading: Reading) -> list[list[int]]:
    """Return in which events the pieces of each part came."""
    return [
        [site.event for site in sites] for part in _parts(reading) for sites in part.sites.values()
    ]


def _request(reading: Reading) -> Sequence[Json]:
    body = reading.interaction.request.body.json
    return [] if body is NOT_JSON else [body]


def _response(reading: Reading) -> Sequence[Json]:
    if reading.stream is not None:
        return [event.json for event in reading.stream.events]
    body = reading.interaction.response.body.json
    return [] if body is NOT_JSON else [body]


def _fields(side: str, old: Sequence[Json], new: Sequence[Json]) -> Iterator[Ignored]:
    """Yield fields whose values differ, each field once, whatever the number of its events."""
    before, after = (_leaves(values) for values in (old, new))
    for path in dict.fromkeys((*before, *after)):
        kind = noise_of_path(path)
        sides = before.get(path, {}), after.get(path, {})
        if kind and sides[0] != sides[1]:
            here = [value for key, value in sides[0].items() if key not in sides[1]]
            there = [value for key, value in sides[1].items() if key not in sides[0]]
            if here or there:
                yield Ignored(kind, f"{side} {path}", _short(here), _short(there))


def _short(values: Sequence[Json]) -> Side:
    if not values:
        return ABSENT
    value = values[0]
    return f"{value[:_LONGEST]}…" if isinstance(value, str) and len(value) > _LONGEST else value


def _leaves(values: Sequence[Json]) -> dict[str, dict[str, Json]]:
    """Return the scalars of values under their ways, positions left out, each value once."""
    found: dict[str, dict[str, Json]] = {}
    todo: list[tuple[str, Json]] = [("", value) for value in reversed(values)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo += [(f"{path}.{key}" if path else key, one) for key, one in value.items()]
        elif isinstance(value, list):
            todo += [(path, one) for one in value]
        else:
            found.setdefault(path, {})[repr(value)] = value
    return found
