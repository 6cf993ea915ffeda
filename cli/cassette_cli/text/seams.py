"""Texts with something between their pieces that is no part of them: colours, joints of strings.

Source: ECMA-48, section 5.4 (control sequences of terminals); adjacent string literals of Python, C
and JavaScript, on lines of their own or joined by `+`; soft hyphens and zero-width characters.
"""

import re
from collections.abc import Iterable

from cassette_cli.text.layer import Inner
from cassette_cli.text.span import Span
from cassette_cli.text.view import Mapped, Notation, Run

_SEAM = re.compile(
    "\x1b\\[[0-9;:?]{0,32}[A-Za-z]|[\xad\u200b\u200c\u200d\u2060\ufeff]"
    r"|\"\s{0,40}\+?[ \t]{0,8}\\?\r?\n\s{0,80}\+?\s{0,8}[fFrRbBuU]?\""
    r"|'\s{0,40}\+?[ \t]{0,8}\\?\r?\n\s{0,80}\+?\s{0,8}[fFrRbBuU]?'"
    r"|\"[ \t]{0,8}\+[ \t]{0,8}\"|'[ \t]{0,8}\+[ \t]{0,8}'"
)


def seamless_layer(text: str) -> Iterable[Inner[str, str]]:
    """Return the text without its seams, if it has any."""
    if _SEAM.search(text) is None:
        return ()
    view = Mapped(text, Span(0, len(text)), _NOTATION)
    return (Inner(view.inner, lambda: view),)


def _read(piece: str) -> tuple[str, list[Run]]:
    runs: list[Run] = []
    parts: list[str] = []
    inner, at = 0, 0
    seams = [found.span() for found in _SEAM.finditer(piece)]
    for start, end in [*seams, (len(piece), len(piece))]:
        if start > at:
            runs.append(Run(Span(inner, inner + start - at), Span(at, start), True))
            parts.append(piece[at:start])
            inner += start - at
        at = end
    return "".join(parts), runs


_NOTATION = Notation(_read, lambda text: text, lambda text: text)
