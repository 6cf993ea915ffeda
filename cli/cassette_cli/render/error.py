"""How errors read: what cannot be done, where, and what to do."""

from collections.abc import Iterator

from cassette_cli.errors import CassetteError
from cassette_cli.render.line import Line, Piece, line


def error_lines(error: CassetteError) -> Iterator[Line]:
    """Yield an error in the way of compilers: the place first, a hint below."""
    place = f"{error.where}: " if error.where else ""
    yield line(Piece("error: ", "bad"), Piece(place, "path"), error.message)
    if error.hint:
        yield line(Piece("hint: ", "dim"), error.hint, indent=2)
