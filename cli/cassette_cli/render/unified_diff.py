"""How the rows of a unified diff read."""

from cassette_cli.render.line import Line, Piece, line

_STYLES = {"-": "bad", "+": "ok", "@": "key"}


def diff_line(row: str) -> Line:
    """Return a row of a unified diff as a line, in the style of its sign."""
    return line(Piece(row, _STYLES.get(row[:1], "")))
