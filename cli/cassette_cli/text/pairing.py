"""Which of the things in one order are which of the things in another."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from difflib import SequenceMatcher

from cassette_cli.text.json_value import Json

_MOST = 10_000
"""How many pairs are compared by what they have in common."""


def same(one: object, other: object) -> bool:
    """Say whether two values are one: of the same types, and in the same order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or (one != one and other != other))  # noqa: PLR0124 - NaN


def paired(old: Sequence[Json], new: Sequence[Json], names: Sequence[Sequence[str]]) -> list[int]:
    """Return for each new thing the index of the old one that it is, -1 for none.

    Equal ones are paired first: those in the same order, then those that have moved. What is left
    between them is paired in order, and what is left then if it is much alike.

    Args:
        old: the things before.
        new: the things after.
        names: for both, texts that are equal for equal things only.
    """
    found = [-1] * len(new)
    gaps: list[tuple[range, range]] = []
    for kind, low, high, new_low, new_high in SequenceMatcher(
        None, names[0], names[1], autojunk=False
    ).get_opcodes():
        if kind == "equal":
            found[new_low:new_high] = range(low, high)
        else:
            gaps.append((range(low, high), range(new_low, new_high)))
    _pair_moved(names, gaps, found)
    taken = {index for index in found if index >= 0}
    for before, after in gaps:
        left = [index for index in before if index not in taken]
        right = [index for index in after if found[index] < 0]
        for one, other in _in_order([old[i] for i in left], [new[i] for i in right]):
            found[right[other]] = left[one]
    _pair_alike(old, new, found)
    return found


def _pair_moved(
    names: Sequence[Sequence[str]], gaps: Sequence[tuple[range, range]], found: list[int]
) -> None:
    """Pair equal things that stand in different gaps, or in another order within one."""
    free: dict[str, list[int]] = defaultdict(list)
    for before, _ in gaps:
        for index in before:
            free[names[0][index]].append(index)
    for _, after in gaps:
        for index in after:
            if free[names[1][index]]:
                found[index] = free[names[1][index]].pop(0)


def _pair_alike(old: Sequence[Json], new: Sequence[Json], found: list[int]) -> None:
    """Pair what has moved and changed: most of it is the same."""
    left = {index: _features(old[index]) for index in set(range(len(old))) - set(found)}
    right = [number for number, index in enumerate(found) if index < 0]
    if not left or len(left) * len(right) > _MOST:
        return
    for number in right:
        features = _features(new[number])
        index = max(left, key=lambda one: _likeness(left[one], features), default=-1)
        if index >= 0 and 2 * _likeness(left[index], features) > 1:
            found[number] = index
            del left[index]


def _in_order(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[int, int]]:
    """Return pairs of indices that rise; of more things on one side the likest are taken."""
    short, long = (old, new) if len(old) <= len(new) else (new, old)
    if len(short) == len(long) or len(short) * len(long) > _MOST:
        return [(index, index) for index in range(len(short))]
    chosen = _likest(short, long)
    pairs = list(enumerate(chosen))
    return pairs if short is old else [(there, here) for here, there in pairs]


def _likest(short: Sequence[Json], long: Sequence[Json]) -> list[int]:
    """Return a place in the longer row for each of the shorter, rising, as like as possible."""
    spare = len(long) - len(short)
    left = [_features(value) for value in short]
    right = [_features(value) for value in long]
    # best[k] is the likeness of the first things when k of the longer row were left out.
    best: list[tuple[float, list[int]]] = [(0.0, [])] * (spare + 1)
    for index, features in enumerate(left):
        row: list[tuple[float, list[int]]] = []
        for skipped in range(spare + 1):
            score, places = best[skipped]
            now = (score + _likeness(features, right[index + skipped]), [*places, index + skipped])
            row.append(now if not row or now[0] > row[-1][0] else row[-1])
        best = row
    return best[-1][1]


def _likeness(one: set[Hashable], other: set[Hashable]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _features(value: Json) -> set[Hashable]:
    """Return what a value holds: each scalar with its path; the words of a text."""
    if isinstance(value, str):
        return set(value.split())
    found: set[Hashable] = set()
    todo: list[tuple[tuple[str | int, ...], Json]] = [((), value)]
    while todo:
        path, inside = todo.pop()
        if isinstance(inside, Mapping):
            todo += [((*path, key), one) for key, one in inside.items()]
        elif isinstance(inside, list):
            todo += [((*path, index), one) for index, one in enumerate(inside)]
        else:
            found.add((path, inside))
    return found
