"""Cutting a text into the fragments of a stream, so that no fragment holds the plant."""

import random
from itertools import pairwise


def cut(text: str, core: str, rng: random.Random) -> list[str]:
    """Return the fragments of a text; the core lies in two to forty of them.

    If the text does not hold the core as it is (it may be escaped), all of it is cut evenly.
    """
    at = text.find(core)
    if at < 0:
        return _even(text, rng)
    end = at + len(core)
    count = min(rng.choice([2, 3, 5, 8, 13, 20, 40]), len(core))
    inner = sorted(rng.sample(range(at + 1, end), count - 1)) if count > 1 else []
    outer = [*_steps(0, at, rng), *_steps(end, len(text), rng)]
    marks = sorted({0, len(text), *inner, *outer})
    return [text[a:b] for a, b in pairwise(marks)]


def _steps(start: int, end: int, rng: random.Random) -> list[int]:
    """Return places to cut at between two places, neither of which need be one."""
    marks, at = [], start
    while at < end:
        marks.append(at)
        at += rng.randint(2, 12)
    return [mark for mark in marks if mark != start or rng.random() < 0.3]


def _even(text: str, rng: random.Random) -> list[str]:
    size = max(1, len(text) // rng.choice([3, 8, 20]))
    return [text[at : at + size] for at in range(0, len(text), size)] or [""]


def sse(events: list[tuple[str, str]], rng: random.Random, *, end: str = "\n") -> bytes:
    """Return named events in the framing of the web; some have a comment between them."""
    lines = []
    for name, data in events:
        lines += [f"event: {name}"] if name else []
        lines += [f"data: {line}" for line in data.split("\n")]
        lines.append("")
        if rng.random() < 0.03:
            lines += [": keep-alive", ""]
    return (end.join(lines) + end).encode()


def interleaved(first: list[str], second: list[str]) -> list[tuple[int, str]]:
    """Return the fragments of two texts by turns, each with the number of its text."""
    both: list[tuple[int, str]] = []
    for at in range(max(len(first), len(second))):
        both += [(0, first[at])] if at < len(first) else []
        both += [(1, second[at])] if at < len(second) else []
    return both
