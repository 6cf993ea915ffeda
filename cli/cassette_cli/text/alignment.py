"""What two sequences or two texts have in common, and the edits between the texts.

The cost is bounded: where finding all that is common would take long, less is found.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, takewhile
from typing import NamedTuple

from cassette_cli.text.edit import Edit
from cassette_cli.text.span import Span

_MOST_CANDIDATES = 100_000
"""How many pairs of equal elements are looked at."""


class Block(NamedTuple):
    """A stretch that two sequences share."""

    old: int
    """Where it starts in the first."""
    new: int
    length: int


def shared_blocks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Block]:
    """Return what two sequences share, in the order of both.

    The common start and end come first, and then the longest stretches between.
    """
    head, tail = shared_ends(old, new)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    blocks = [Block(0, 0, head)]
    for at, to, length in _between(before, after) if before and after else ():
        blocks.append(Block(head + at, head + to, length))
    blocks.append(Block(len(old) - tail, len(new) - tail, tail))
    return [block for block in blocks if block.length]


def _between(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Block]:
    """Yield what two sequences share whose ends differ."""
    counts = Counter(new)
    if sum(counts[one] for one in old) > _MOST_CANDIDATES:
        yield from _anchored(old, new)
        return
    for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield Block(*match)


def _anchored(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Block]:
    """Yield stretches around three elements in a row that occur once in each of two sequences."""
    there = _once(new)
    pairs = [(at, there[three]) for three, at in _once(old).items() if three in there]
    rising = set(longest_increasing([to for _, to in pairs]))
    end, put_end = 0, 0
    for at, to in pairs:
        if to not in rising or at < end or to < put_end:
            continue
        back = _equal(old, new, range(at - 1, end - 1, -1), range(to - 1, put_end - 1, -1))
        ahead = _equal(old, new, range(at, len(old)), range(to, len(new)))
        yield Block(at - back, to - back, back + ahead)
        end, put_end = at + ahead, to + ahead


def _equal(
    old: Sequence[Hashable], new: Sequence[Hashable], here: Iterable[int], there: Iterable[int]
) -> int:
    """Return at how many positions in a row two sequences are equal."""
    pairs = zip(here, there, strict=False)
    return sum(1 for _ in takewhile(lambda pair: old[pair[0]] == new[pair[1]], pairs))


def _once(sequence: Sequence[Hashable]) -> dict[tuple[Hashable, ...], int]:
    """Return where three elements in a row are that occur once, in the order of the sequence."""
    threes = list(zip(sequence, sequence[1:], sequence[2:], strict=False))
    counts = Counter(threes)
    return {three: at for at, three in enumerate(threes) if counts[three] == 1}


def gaps(blocks: Sequence[Block], old: int, new: int) -> Iterator[tuple[Span, Span]]:
    """Yield what lies between the blocks of two sequences of these lengths, in both of them."""
    at = to = 0
    for block in (*blocks, Block(old, new, 0)):
        if (block.old, block.new) != (at, to):
            yield Span(at, block.old), Span(to, block.new)
        at, to = block.old + block.length, block.new + block.length


def shared_ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    """Return how much two sequences share at their start and, of the rest, at their end."""
    most = min(len(old), len(new))
    head = _longest(lambda low, high: old[low:high] == new[low:high], most)
    tail = _longest(
        lambda low, high: (
            old[len(old) - high : len(old) - low] == new[len(new) - high : len(new) - low]
        ),
        most - head,
    )
    return head, tail


def _longest(is_shared: Callable[[int, int], bool], most: int) -> int:
    """Return how far a stretch is shared, by halving: slices are compared at once."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if is_shared(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def longest_increasing(numbers: Sequence[int]) -> list[int]:
    """Return the longest rising sequence that is left when some of the numbers are taken out."""
    ends: list[int] = []  # positions of the smallest last number for each length
    tops: list[int] = []
    before: list[int] = []
    for at, one in enumerate(numbers):
        length = bisect_left(tops, one)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [at]
        tops[length : length + 1] = [one]
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(numbers[at])
        at = before[at]
    return found[::-1]


def text_edits(old: str, new: str) -> list[Edit[str]]:
    """Return the edits that make one text of another: only what differs is touched.

    Changes are two where they are far apart, and one where little is between them.
    """
    return list(_changes(old, new, 0, (_LINE, _WORD)))


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\w+\W*|\W+")
_FAR_APART = 32
"""How many characters two changes have between them at least."""


def _changes(
    old: str, new: str, start: int, ways: tuple[re.Pattern[str], ...]
) -> Iterator[Edit[str]]:
    """Yield the changes of a text that starts at `start`, found in the first of some ways."""
    if old == new:
        return
    head, tail = shared_ends(old, new)
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    start += head
    if not ways or min(len(old), len(new)) < _FAR_APART:
        yield Edit(Span(start, start + len(old)), new)
        return
    before, after = ways[0].findall(old), ways[0].findall(new)
    blocks = [block for block in shared_blocks(before, after) if _is_long(before, block)]
    at, to = _offsets(before), _offsets(after)
    for gone, come in gaps(blocks, len(before), len(after)):
        here = old[at[gone.start] : at[gone.end]]
        there = new[to[come.start] : to[come.end]]
        yield from _changes(here, there, start + at[gone.start], ways[1:])


def _is_long(pieces: Sequence[str], block: Block) -> bool:
    """Say whether a block of pieces keeps two changes apart."""
    return sum(map(len, pieces[block.old : block.old + block.length])) >= _FAR_APART


def _offsets(pieces: Sequence[str]) -> list[int]:
    return list(accumulate(map(len, pieces), initial=0))
