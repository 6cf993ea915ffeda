"""From an offset to the line and column that a person counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.text.lines import line_and_column, place


@given(TEXTS, st.data())
def test_the_place_leads_back_to_the_character(text, data):
    """Lines are counted as an editor counts them, and columns in characters."""
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        return  # between the two there is no place
    line, column = line_and_column(text, offset)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    before = [*lines[: line - 1], lines[line - 1][: column - 1]]
    assert "\n".join(before) == text[:offset].replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("text", "offset", "wanted"),
    [
        ("", 0, ":1:1"),
        ("ab\ncd", 2, ":1:3"),
        ("ab\ncd", 3, ":2:1"),
        ("ab\r\ncd", 5, ":2:2"),
        ("ab\rcd", 3, ":2:1"),
        ("😀é\n", 2, ":1:3"),
        ("a\u2028b", 2, ":1:3"),
    ],
)
def test_a_place_follows_a_path(text, offset, wanted):
    """So that a terminal or an editor can jump to it."""
    assert place(text, offset) == wanted
