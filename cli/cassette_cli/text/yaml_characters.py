"""Characters that mean something to YAML, and the runs of a scalar that is being read.

Source: YAML 1.1, chapters 5 and 6, as libyaml reads them: next line (U+0085) is a line feed, the
line and paragraph separators (U+2028, U+2029) are line breaks that stay themselves.
"""

import re

from cassette_cli.text.span import Span
from cassette_cli.text.view import Run

BREAK = "\r\n\x85\u2028\u2029"
"""Every character that can break a line."""
BREAKS = re.compile(rf"\r\n|[{BREAK}]")
UNPRINTABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What cannot stand unescaped, or would be read as a line break.

Told by what it is: an expression of what it is not takes ten times as long to compile.
"""


def line_feed(line_break: str) -> str:
    """Return what a line break means."""
    return line_break if line_break in {"\u2028", "\u2029", ""} else "\n"


class Runs:
    """Collects the runs of a piece, from left to right."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.parts: list[str] = []
        self._inner = 0

    def verbatim(self, piece: str, start: int, end: int) -> None:
        """Add a stretch that is written as it is meant."""
        if start < end:
            self._add(piece[start:end], start, end, verbatim=True)

    def atom(self, meant: str, start: int, end: int) -> None:
        """Add a stretch that stands for another text; one that stands for nothing is a gap."""
        if meant:
            self._add(meant, start, end, verbatim=False)

    def _add(self, meant: str, start: int, end: int, *, verbatim: bool) -> None:
        span = Span(self._inner, self._inner + len(meant))
        self.runs.append(Run(span, Span(start, end), verbatim))
        self.parts.append(meant)
        self._inner = span.end

    def reading(self) -> tuple[str, list[Run]]:
        """Return what was read, and its runs."""
        return "".join(self.parts), self.runs
