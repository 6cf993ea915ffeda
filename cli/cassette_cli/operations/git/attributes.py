"""Our lines in a file of attributes: put in, and taken out again without a trace.

Source: git documentation, `gitattributes`, of git 2.39.
"""

from collections.abc import Sequence
from typing import NamedTuple

_BEGIN = b"# cassette: begin (`cassette git uninstall` takes this out"
_WHOLE = b")"
_JOINED = b", and the line end before it)"
"""How the first line of ours ends where the line before it had no end."""
_END = b"# cassette: end"
_SETS = b" diff=cassette"


class _Parts(NamedTuple):
    """A file of attributes, and what of it is ours."""

    before: bytes
    after: bytes
    ours: list[str]
    """The patterns that stood between the two."""
    joined: bool
    """Whether a line end between the two is ours."""


def with_patterns(text: bytes, patterns: Sequence[str]) -> bytes:
    """Return a file of attributes with ours for some patterns, in the place of what we had there.

    Args:
        text: the file as it is.
        patterns: as git reads them there, quoted where they must be.
    """
    parts = _parts(text)
    rows = [pattern.encode("utf-8", "surrogateescape") + _SETS for pattern in patterns]
    block = b"\n".join([_BEGIN + (_JOINED if parts.joined else _WHOLE), *rows, _END])
    return parts.before + (b"\n" if parts.joined else b"") + block + b"\n" + parts.after


def without_patterns(text: bytes) -> bytes:
    """Return a file of attributes without our lines; every other line stays as it is."""
    parts = _parts(text)
    return parts.before + (b"\n" if parts.joined and parts.after else b"") + parts.after


def patterns_in(text: bytes) -> list[str]:
    """Return the patterns of our lines."""
    return _parts(text).ours


def _parts(text: bytes) -> _Parts:
    """Return what is not ours before and after our first line; what stands between ours is kept."""
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    ours: list[str] = []
    seen = inside = joined = False
    for row in text.splitlines(keepends=True):
        words = row.rstrip(b"\r\n")
        if words.startswith(_BEGIN):
            seen = inside = True
            joined = joined or words.endswith(_JOINED)
        elif inside and words.endswith(_SETS):
            ours.append(words.removesuffix(_SETS).decode("utf-8", "surrogateescape"))
        elif inside and words == _END:
            inside = False
        else:
            sides[seen].append(row)
    before, after = (b"".join(rows) for rows in sides)
    if not seen:
        joined = text != b"" and not text.endswith(b"\n")
    elif joined:
        before = before.removesuffix(b"\n")
    return _Parts(before, after, ours, joined)
