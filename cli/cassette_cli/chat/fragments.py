"""Texts cut into fragments: a new text is shared out among the fragments of the old one.

Streams send a few characters at a time. A changed text keeps the cuts of the old one outside of the
change; what is changed is spread over the fragments that held it, in proportion to their lengths.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate

_LONG = 4
"""How many times as long as usual a fragment may become before it is cut in several."""
_LEAST_LONG = 64
"""A fragment of so many characters is never too long."""
_USUAL = 16
"""How long the fragments of a text are that had none before."""
_JOINER = "\u200d"
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


def spread(pieces: Sequence[str], new: str) -> list[list[str]]:
    """Return what becomes of each fragment of a text that is to be another.

    A fragment whose text does not change is the list of itself. One that nothing is left of is an
    empty list, one that would grow out of all proportion is several; joined, they are the new text.

    Args:
        pieces: the fragments, at least one.
        new: the text that they are to make.
    """
    old = "".join(pieces)
    start, end = changed_range(old, new)
    start = _character_start(new, start)
    middle = new[start : len(new) - (len(old) - end)]
    ends = list(accumulate(map(len, pieces)))
    starts = [0, *ends[:-1]]
    touched = _touched(starts, ends, start, end)
    usual = _usual_length(pieces)
    made = [[piece] for piece in pieces]
    shares = _cut(middle, [_overlap(starts[at], ends[at], start, end) for at in touched])
    for at, share in zip(touched, shares, strict=True):
        head = pieces[at][: max(start - starts[at], 0)]
        tail = pieces[at][len(pieces[at]) - max(ends[at] - end, 0) :] if ends[at] > end else ""
        whole = head + share + tail
        if whole != pieces[at]:
            made[at] = _of_bearable_length(whole, max(usual, len(pieces[at])), usual)
    return made


def cut_as(pieces: Sequence[str], text: str) -> list[str]:
    """Return a text in fragments of the usual length of others, at least one of them."""
    usual = _usual_length(pieces)
    return [piece for piece in _cut(text, [1] * max(-(-len(text) // usual), 1)) if piece] or [text]


def changed_range(old: str, new: str) -> tuple[int, int]:
    """Return where the old text differs from the new one: between what both begin and end with."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    rest = most - start
    same = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return start, len(old) - same


def _touched(starts: Sequence[int], ends: Sequence[int], start: int, end: int) -> list[int]:
    """Return which fragments hold a range; of an empty one, the fragment that it follows."""
    if start < end:
        return [at for at in range(len(starts)) if starts[at] < end and ends[at] > start]
    inside = [at for at in range(len(starts)) if starts[at] < start <= ends[at]]
    filled = [at for at in range(len(starts)) if starts[at] < ends[at]]
    return inside[:1] or filled[:1] or [len(starts) - 1]


def _overlap(start: int, end: int, low: int, high: int) -> int:
    return min(end, high) - max(start, low)


def _cut(text: str, weights: Sequence[int]) -> Iterator[str]:
    """Yield a text in as many pieces as there are weights, in proportion to them."""
    weights = weights if any(weights) else [1] * len(weights)
    total = sum(weights)
    done = 0
    for last in accumulate(weights):
        cut = len(text) if last >= total else _character_start(text, len(text) * last // total)
        cut = max(cut, done)
        yield text[done:cut]
        done = cut


def _character_start(text: str, at: int) -> int:
    """Return the nearest place before `at` that is not within what a reader sees as one sign."""
    while 0 < at < len(text) and _continues(text, at):
        at -= 1
    return at


def _continues(text: str, at: int) -> bool:
    """Say whether a sign goes on: by a mark, a joiner, a skin tone or the second surrogate."""
    here, before = text[at], text[at - 1]
    if here in _SKIN_TONES or _JOINER in {here, before}:
        return True
    if "\udc00" <= here <= "\udfff" and "\ud800" <= before <= "\udbff":
        return True
    return unicodedata.category(here).startswith("M")


def _usual_length(pieces: Sequence[str]) -> int:
    lengths = sorted(len(piece) for piece in pieces if piece)
    return max(lengths[len(lengths) // 2], 1) if lengths else _LEAST_LONG


def _of_bearable_length(whole: str, was: int, usual: int) -> list[str]:
    """Return a fragment, cut in several of the usual length if it has become too long."""
    if not whole:
        return []
    if len(whole) <= max(_LONG * was, _LEAST_LONG):
        return [whole]
    count = -(-len(whole) // max(usual, 4))
    return [piece for piece in _cut(whole, [1] * count) if piece]


def cut(text: str, usual: int = _USUAL) -> list[str]:
    """Return a new text in fragments of about a usual length; a short one is one fragment."""
    return _of_bearable_length(text, usual, usual)
