"""The smallest places where two JSON values differ."""

import copy
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.operations.diff.report import ABSENT
from cassette_cli.operations.diff.values import value_differences

_KEYS = st.sampled_from(["a", "b", "a/b", "~", "", "0"])
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from([0.0, 1.0, 0.5]),
    st.sampled_from(["", "a", "1"]),
)  # fmt: skip
VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=12,
)


def steps_of(pointer):
    """Return the steps of a pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def made(old, differences):
    """Return what a value becomes: what is gone is taken out first, and then the new is put in.

    Pointers to what is gone lead into the old value, all others into the new one; so lists are
    taken for what is in them, and not for where it stands.
    """
    if differences and differences[0][0] == "":
        return differences[0][2]
    found = {}
    for pointer, before, after in differences:
        found.setdefault(steps_of(pointer)[0], []).append((pointer, before, after))
    if isinstance(old, dict):
        value = dict(old)
        for key, below in found.items():
            value = placed(value, key, below)
        return value
    return old


def placed(value, key, below):
    """Return an object with what differs in one of its members put right."""
    pointer, _, after = below[0]
    if len(steps_of(pointer)) > 1:
        inner = [("/" + "/".join(p.split("/")[2:]), b, a) for p, b, a in below]
        return {**value, key: made(value[key], inner)}
    if after is ABSENT:
        return {name: one for name, one in value.items() if name != key}
    return {**value, key: after}


def without_lists(value):
    """Return a value in which lists are objects by position, so that places do not move."""
    if isinstance(value, list):
        return {str(at): without_lists(item) for at, item in enumerate(value)}
    if isinstance(value, dict):
        return {key: without_lists(item) for key, item in value.items()}
    return value


def meaning(value):
    """Return a text that is the same for values that mean the same: 1 is 1.0, and no `true`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list):
        return "[" + ",".join(map(meaning, value)) + "]"
    if isinstance(value, dict):
        return json.dumps({key: meaning(value[key]) for key in sorted(value)})
    return json.dumps(value)


@given(VALUES, VALUES)
def test_there_are_none_if_and_only_if_both_mean_the_same(old, new):
    """`1` means `1.0`, but not `true`; the order of keys means nothing."""
    found = list(value_differences(old, new))
    assert (not found) == (meaning(old) == meaning(new))
    sides = [(b, a) for _, b, a in found if b is not ABSENT and a is not ABSENT]
    assert all(meaning(before) != meaning(after) for before, after in sides)


@given(VALUES)
def test_a_value_does_not_differ_from_itself(value):
    """Nor from a copy of it."""
    assert list(value_differences(value, copy.deepcopy(value))) == []


@given(VALUES, VALUES)
def test_applied_to_the_old_value_they_make_the_new_one(old, new):
    """Of objects; items of lists are paired by likeness, so that a place there is not enough."""
    old, new = without_lists(old), without_lists(new)
    assert meaning(made(old, list(value_differences(old, new)))) == meaning(new)


@given(VALUES, VALUES)
def test_the_other_way_round_both_sides_change_places(old, new):
    """What is gone has come; which of several items has moved may be told otherwise."""
    there = [(b, a) for _, b, a in value_differences(old, new)]
    back = [(a, b) for _, b, a in value_differences(new, old)]
    assert bool(there) == bool(back)
    if "[" not in f"{old}{new}":
        assert sorted(map(repr, there)) == sorted(map(repr, back))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (0, False, [("", 0, False)]),
        (1, 1.0, []),
        ([1, "a"], [1.0, "a"], []),
        ([1.0, 1], [1, 1.0], []),
        ({"a": 1}, {"a": 1, "b/c": None}, [("/b~1c", ABSENT, None)]),
        ([1, 2, 3], [1, 3], [("/1", 2, ABSENT)]),
        ([1, 3], [1, 2, 3], [("/1", ABSENT, 2)]),
        ([True] * 20, [1] * 20, [(f"/{at}", True, 1) for at in range(20)]),
        ([math.nan], [math.nan], []),
        ([{"a": 1, "b": 2}, 3], [{"b": 2, "a": 1}, 3], []),
        ({"a": [1]}, {"a": {"0": 1}}, [("/a", [1], {"0": 1})]),
    ],
)
def test_examples(old, new, expected):
    """Each with its smallest places."""
    assert list(value_differences(old, new)) == expected


def test_a_vector_is_one_value():
    """Nobody reads the thousand numbers of an embedding one by one."""
    old, new = [0.5] * 100, [0.25] * 100
    assert list(value_differences({"e": old}, {"e": new})) == [("/e", old, new)]
