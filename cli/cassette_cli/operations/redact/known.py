"""Values that are known to be secret, looked for wherever they stand, whole or in part.

A part counts from eight characters and two fifths of the value on, because what is left of a key
after that much is still worth stealing; a part that is an ordinary word does not.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cassette_cli.operations.redact.finding import Finding, Kind
from cassette_cli.operations.redact.placeholder import Shape
from cassette_cli.text.span import Span

SHORTEST = 8
"""Shorter values stand in too many places by chance."""
_SHARE = 0.4
_LEAST_ENTROPY = 2.5
_SHORTEST_NUMBER = 10
_SHORTEST_NAME = 12
_LONGEST_PHRASE = 4_096
_WORDLIKE = re.compile(r"[A-Z]?[a-z]+(?:[-_ .][a-z]+)*|[A-Z]+|[0-9.:,-]+")


class Known(NamedTuple):
    """A known value."""

    core: str
    value: str
    """What its placeholder is made from: the value with its public prefix."""
    rule: str
    kind: Kind
    shape: Shape

    @property
    def pattern(self) -> str:
        """An expression of the whole value, not in the middle of a word."""
        return rf"(?<!\w){re.escape(self.core)}(?!\w)"

    def is_left_in(self, part: str, at: int) -> bool:
        """Say whether a part of the value is too much of it.

        Args:
            part: the part; the domain of an e-mail address is public.
            at: where it begins in the value.
        """
        if self.shape is Shape.EMAIL and 0 < at >= len(re.split("@|%40", self.core)[0]):
            return False
        return len(part) == len(self.core) or _counts(part, self.core)


class KnownValues:
    """The values known so far."""

    def __init__(self) -> None:
        self._values: dict[str, Known] = {}
        self._automaton: object | None = None
        self._some = False
        self._short: list[Known] = []
        """Those that the user named, and that are too short to be cut into seeds."""

    def __len__(self) -> int:
        return len(self._values)

    def add(self, finding: Finding, shape: Shape, *, sure: bool = False) -> None:
        """Remember what was found, if it can be told from an ordinary word.

        Args:
            finding: what was found.
            shape: the grammar of its placeholders.
            sure: whether the user said that it is secret, whatever it looks like.
        """
        core = finding.core
        if core in self._values or len(core) > _LONGEST_PHRASE:
            return
        if sure or is_telling(core, secret=finding.kind == "secret"):
            known = Known(core, finding.value, finding.rule, finding.kind, shape)
            self._values[core] = known
            self._automaton = None
            if len(core) < SHORTEST:
                self._short.append(known)

    def _built(self) -> "object":
        from ahocorasick import Automaton

        seeds: dict[str, list[tuple[int, Known]]] = {}
        for core, known in self._values.items():
            for at in _seeds_of(core):
                seeds.setdefault(core[at : at + SHORTEST], []).append((at, known))
        automaton = Automaton()
        for seed, places in seeds.items():
            automaton.add_word(seed, places)
        if seeds:
            automaton.make_automaton()
        self._some = bool(seeds)
        return automaton

    def matches(self, text: str) -> list[tuple[Span, Known]]:
        """Return where known values or large parts of them stand in a text, from left to right."""
        if not self._values:
            return []
        if self._automaton is None:
            self._automaton = self._built()
        found: set[tuple[int, int, Known]] = set()
        for known in self._short:
            found.update((*found_at.span(), known) for found_at in re.finditer(known.pattern, text))
        hits = self._automaton.iter(text) if self._some else ()  # type: ignore[attr-defined]
        for last, places in hits:
            for at, known in places:
                seed = last - SHORTEST + 1
                start, end = _extended(text, seed, known.core, at)
                if known.is_left_in(text[start:end], at - seed + start):
                    found.add((start, end, known))
        return list(_apart(found)) if found else []


def _seeds_of(core: str) -> list[int]:
    """Return where to cut pieces out of a value so that every part that counts holds one."""
    last = len(core) - SHORTEST
    return [*range(0, last, least(core) - SHORTEST + 1), last] if last >= 0 else []


def least(core: str) -> int:
    """Return how many characters of a value must not be left together."""
    return max(SHORTEST, math.ceil(_SHARE * len(core)))


def _extended(text: str, start: int, core: str, at: int) -> tuple[int, int]:
    """Return how far a text around a seed is the same as the value around it."""
    low, high = start, start + SHORTEST
    while low > 0 and start - low < at and text[low - 1] == core[at - (start - low) - 1]:
        low -= 1
    while high < len(text) and (k := at + high - start) < len(core) and text[high] == core[k]:
        high += 1
    return low, high


def _counts(part: str, core: str) -> bool:
    return len(part) >= least(core) and _is_random(part)


def _apart(found: set[tuple[int, int, Known]]) -> Iterator[tuple[Span, Known]]:
    """Yield what overlaps as one, under the value of which most is there."""
    ordered = sorted(found, key=lambda hit: (hit[0], -hit[1], hit[2].core))
    start, end, best = ordered[0]
    size = end - start
    for low, high, known in ordered[1:]:
        if low >= end:
            yield Span(start, end), best
            start, end, best, size = low, high, known, high - low
            continue
        if high - low > size:
            best, size = known, high - low
        end = max(end, high)
    yield Span(start, end), best


def is_telling(core: str, *, secret: bool) -> bool:
    """Say whether a value stands nowhere by chance, so that it can be looked for everywhere."""
    if core.isdigit():
        return len(core) >= _SHORTEST_NUMBER
    if len(core) < SHORTEST or entropy(core) < _LEAST_ENTROPY:
        return False
    if _is_random(core) or (len(core) >= _SHORTEST_NAME and re.search("[-_]", core)):
        return True
    return secret and _WORDLIKE.fullmatch(core) is None


def _is_random(text: str) -> bool:
    """Say whether a text is no word, number or phrase."""
    if _WORDLIKE.fullmatch(text):
        return False
    letters = {one for one in text if one.isalpha()}
    has_digits = any(one.isdigit() for one in text)
    mixed = any(map(str.isupper, letters)) and any(map(str.islower, letters))
    return entropy(text) >= _LEAST_ENTROPY and (has_digits or mixed) and bool(letters)


def entropy(text: str) -> float:
    """Return Shannon's entropy of the characters, in bits for each."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values()) if size else 0.0
