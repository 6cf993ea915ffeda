"""Steps of JSON pointers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonpointer import JsonPointer

from cassette_cli.text.pointer import name_of, step_of


@given(st.text(alphabet="a~/01"))
def test_a_name_comes_back_from_its_step(name):
    """As a library of pointers reads it, too."""
    assert name_of(step_of(name)) == name
    assert JsonPointer(f"/{step_of(name)}").parts == [name]


@pytest.mark.parametrize(("name", "step"), [("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01")])
def test_slashes_and_tildes_are_escaped(name, step):
    """And nothing else (RFC 6901, section 5)."""
    assert step_of(name) == step
