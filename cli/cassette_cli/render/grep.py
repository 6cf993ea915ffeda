"""How found lines read: the address, the pointer, the line."""

from collections.abc import Iterator

from cassette_cli.operations.grep import Found
from cassette_cli.render.line import Line, Piece

_AROUND = 60
_LONG = 400


def found_line(label: str, found: Found, *, numbers: bool, short: bool) -> Line:
    """Return a found line; `short` cuts a long one around its matches, for a person."""
    number = f"{found.number}:" if numbers else ""
    head = Piece(f"{label}#{found.interaction}", "path"), Piece(f":{found.pointer}:{number}", "dim")
    if short and len(found.line) > _LONG:
        return Line((*head, *_cut(found)))
    return Line((*head, *_marked(found.line, found.spans)))


def _marked(line: str, spans: tuple[tuple[int, int], ...]) -> Iterator[Piece]:
    at = 0
    for start, end in spans:
        yield Piece(line[at:start])
        yield Piece(line[start:end], "match")
        at = end
    yield Piece(line[at:])


def _cut(found: Found) -> Iterator[Piece]:
    """Yield the surroundings of the first match."""
    start, end = found.spans[0] if found.spans else (0, 0)
    end = min(end, start + _LONG)
    low, high = max(start - _AROUND, 0), end + _AROUND
    yield Piece("…" if low else "", "dim")
    yield Piece(found.line[low:start])
    yield Piece(found.line[start:end], "match")
    yield Piece(found.line[end:high])
    yield Piece("…" if high < len(found.line) else "", "dim")
