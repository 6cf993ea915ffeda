"""The machine form."""

import json

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.render.json_output import json_text
from cassette_cli.render.visible import visible

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=10,
)  # fmt: skip


@given(JSON, st.sampled_from([None, 2]))
def test_says_the_value_and_nothing_harmful(value, indent):
    """Any value comes back from its JSON, which can be printed on any terminal in any encoding."""
    text = json_text(value, indent=indent)
    assert json.loads(text) == value
    text.encode("utf-8")
    assert all(visible(row) == row for row in text.split("\n"))


def test_numbers_that_json_does_not_have_become_text():
    """A recording may hold NaN; the output must stay JSON."""
    assert json.loads(json_text([float("nan"), {"a": float("-inf")}])) == ["nan", {"a": "-inf"}]
