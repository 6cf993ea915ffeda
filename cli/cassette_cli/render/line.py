"""A line of output: words with styles, before anybody knows where they go."""

from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a line in one style."""

    text: str
    style: str = ""
    """A name of `render/style.py`, `""` for plain."""


NOTHING = Piece("")


class Line(NamedTuple):
    """A line; a terminal breaks it into rows."""

    pieces: tuple[Piece, ...]
    indent: int = 0
    """How many blanks stand before every row."""
    lead: Piece = NOTHING
    """What stands before every row, after the indent: a bar beside a quotation."""
    hang: int = 0
    """How many blanks more stand before every row but the first."""

    @property
    def text(self) -> str:
        """The words without their styles, in one row without the indent."""
        return self.lead.text + "".join(piece.text for piece in self.pieces)


def line(*pieces: Piece | str, indent: int = 0) -> Line:
    """Return a line of pieces; a bare string is plain."""
    return Line(tuple(Piece(p) if isinstance(p, str) else p for p in pieces), indent)


BLANK = Line(())
