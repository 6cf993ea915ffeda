"""From an offset to the line and column that a person counts."""

import re

_BREAK = re.compile(r"\r\n|\r|\n")


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of `offset`, both from 1; columns count characters."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, offset):
        line, start = line + 1, found.end()
    return line, offset - start + 1


def place(text: str, offset: int) -> str:
    """Return `:line:column` of `offset`, ready to follow a path."""
    line, column = line_and_column(text, offset)
    return f":{line}:{column}"
