"""What JSON values mean: the same in a text and in Python."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.errors import CassetteError
from cassette_cli.text.json_meaning import Meanings, whole
from cassette_cli.text.json_tree import read_json

SCALARS = st.one_of(
    TEXTS,
    st.sampled_from(["\ud83d", "\ude00", "a\ud800", "1", "true", "NaN", "nan"]),
    st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, -0.0, 1e300]) | st.integers(),
    st.floats(),
)
KEYS = st.sampled_from(["a", "b", "c", "d", "", "é", "a/b", "<i>", "\u2028", 'q"'])
VALUES = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=5)
        | st.lists(st.tuples(KEYS, inside), max_size=5, unique_by=lambda one: one[0]).map(dict)
    ),
    max_leaves=15,
)


def meant(value):
    """Return what a value means as a text: the order of keys and kinds count, 1.0 is 1."""
    if isinstance(value, float) and not math.isfinite(value):
        value = str(value)
    match value:
        case dict():
            members = (f"{whole(key)!r}: {meant(one)}" for key, one in value.items())
            return f"{{{', '.join(members)}}}"
        case list():
            return f"[{', '.join(map(meant, value))}]"
        case str():
            return repr(whole(value))
    return repr(int(value) if isinstance(value, float) and value.is_integer() else value)


@given(VALUES, VALUES)
@settings(max_examples=300)
def test_one_number_is_one_meaning(one, other):
    """Of values and of trees, alike; and other numbers are other meanings."""
    meanings = Meanings()
    trees = [read_json(json.dumps(value)) for value in (one, other)]
    numbers = [meanings.of_value(one), meanings.of_value(other)]
    assert [meanings.of_node(tree) for tree in trees] == numbers
    assert (numbers[0] == numbers[1]) == (meant(one) == meant(other))


@pytest.mark.parametrize(
    ("text", "value", "same"),
    [
        ("1.0", 1, True),
        ("true", 1, False),
        ("true", "true", False),
        ("-0", 0.0, True),
        ("NaN", float("nan"), True),
        ("1e999", float("inf"), True),
        ("NaN", "nan", True),
        ("-Infinity", "-inf", True),
        ("NaN", "NaN", False),
        ("9" * 5000, 1, False),
        ('"1"', 1, False),
        ('{"a":1,"b":2}', {"b": 2, "a": 1}, False),
        ('{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}, True),
        (r'"\ud83d\ude00"', "\ud83d\ude00", True),
    ],
)
def test_what_is_the_same(text, value, same):
    """Numbers by their value, words by themselves, objects by what a reader makes of them."""
    meanings = Meanings()
    assert (meanings.of_node(read_json(text)) == meanings.of_value(value)) == same


def test_what_no_text_can_hold_is_refused():
    """A value nested deeper than a text may be."""
    value = []
    for _ in range(200):
        value = [value]
    Meanings().of_value(value)
    with pytest.raises(CassetteError, match="too deep"):
        Meanings().of_value(value, 900)
