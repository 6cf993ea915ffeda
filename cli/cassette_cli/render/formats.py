"""How the registries read: what is opened, cut, and understood."""

from collections.abc import Iterator

from cassette_cli.framing import FRAMINGS
from cassette_cli.protocols import PROTOCOLS
from cassette_cli.recorders import RECORDERS
from cassette_cli.render.line import BLANK, Line, Piece, line
from cassette_cli.text.json_value import Json


def formats_lines() -> Iterator[Line]:
    """Yield the recorders, framings and protocols."""
    rows = [(recorder.name, f"{recorder.title}: {recorder.reads}") for recorder in RECORDERS]
    yield from _table("recorders", rows)
    yield BLANK
    yield from _table("framings", [(framing.name, framing.title) for framing in FRAMINGS])
    yield BLANK
    yield from _table("protocols", [(protocol.name, protocol.title) for protocol in PROTOCOLS])


def _table(title: str, rows: list[tuple[str, str]]) -> Iterator[Line]:
    yield line(Piece(title, "title"))
    width = max(len(name) for name, _ in rows)
    for name, words in rows:
        yield line(Piece(name.ljust(width), "tool"), Piece(f"  {words}"), indent=2)


def formats_view() -> dict[str, Json]:
    """Return the same as JSON."""
    return {
        "recorders": [{"name": r.name, "title": r.title, "reads": r.reads} for r in RECORDERS],
        "framings": [{"name": f.name, "title": f.title} for f in FRAMINGS],
        "protocols": [{"name": p.name, "title": p.title} for p in PROTOCOLS],
    }
