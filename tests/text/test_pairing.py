"""Which thing is which."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.text.test_yaml_writer import TREES

from cassette_cli.text.pairing import paired, same


def names_of(*rows):
    """Return a name for each thing."""
    return [[json.dumps(value) for value in row] for row in rows]


@given(st.lists(TREES, max_size=5), st.lists(TREES, max_size=5), st.randoms())
def test_things_are_paired_once(old, new, rng):
    """Every equal one that there is finds its equal; as many as can be are paired."""
    new = [*new, *rng.sample(old, len(old) // 2)]
    rng.shuffle(new)
    names = names_of(old, new)
    found = paired(old, new, names)
    taken = [index for index in found if index >= 0]
    assert len(found) == len(new)
    assert len(set(taken)) == len(taken)
    for name in set(names[1]):
        equal = [names[0][i] for n, i in enumerate(found) if i >= 0 and names[1][n] == name]
        assert equal.count(name) == min(names[0].count(name), names[1].count(name))


PAIRS = {
    "nothing": ([], [], []),
    "changed": (["a", "b"], ["a", "c"], [0, 1]),
    "added": (["a", "b"], ["a", "x", "b"], [0, -1, 1]),
    "removed": (["a", "b", "c"], ["a", "c"], [0, 2]),
    "moved": (["a", "b", "c"], ["c", "a", "b"], [2, 0, 1]),
    "twice": (["a", "a"], ["a", "a", "a"], [0, 1, -1]),
    "changed and removed": (
        [{"id": 0, "x": "failed"}, {"id": 1, "x": "fine", "y": 2}],
        [{"id": 1, "x": "good", "y": 2}],
        [1]),
    "changed and moved": (
        [{"a": 1, "b": 2, "c": 3, "d": 4}, "x", "y"],
        ["x", "y", {"a": 1, "b": 2, "c": 3, "d": 5}, "z"],
        [1, 2, 0, -1]),
    "too little alike": ([{"a": 1, "b": 2}, "x"], ["x", {"a": 1, "b": 3}], [1, -1]),
    "changed and added": (
        [{"id": 1, "y": 2}], [{"id": 7, "z": 3}, {"id": 1, "y": 3}], [-1, 0]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "found"), PAIRS.values(), ids=PAIRS)
def test_pairs(old, new, found):
    """Equal ones first, then in order; where some have to go, the likest stay."""
    assert paired(old, new, names_of(old, new)) == found


def test_what_is_the_same():
    """Types count, and the order of members; a number that is none is itself."""
    assert same({"a": [1, math.nan]}, {"a": [1, math.nan]})
    assert not same(1, True)
    assert not same(1, 1.0)
    assert not same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same([1], [1, 2])
