"""The arguments of a call, as a value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.chat.message import Part

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)


@given(JSON)
def test_arguments_are_the_value_of_what_came(value):
    """They are compared and shown as JSON, while the raw text stays as it came."""
    raw = json.dumps(value)
    part = Part("tool_call", arguments_raw=raw)
    assert part.arguments == value
    assert part.arguments_raw == raw


@pytest.mark.parametrize("raw", [None, "", " ", '{"city": "Par', "{'city': 1}", "{} {}"])
def test_arguments_that_are_no_json_are_none(raw):
    """A limit of tokens cuts arguments in the middle; nothing is guessed."""
    assert Part("tool_call", arguments_raw=raw).arguments is None
