"""Making edits of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.errors import ConflictingEdits
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span


@given(st.one_of(TEXTS, st.binary()))
def test_no_edits_change_nothing(text):
    """The text itself comes back, not a copy of it."""
    assert apply(text, []) is text


def test_edits_refer_to_the_text_as_it_was():
    """Their order does not matter; insertions at one place keep theirs."""
    edits = [
        Edit(Span(4, 5), "E"),
        Edit(Span(1, 1), "<"),
        Edit(Span(1, 1), ">"),
        Edit(Span(1, 2), ""),
    ]
    assert apply("abcde", edits) == "a<>cdE"


def test_overlapping_edits_are_refused():
    """Two wishes for one character cannot both come true."""
    with pytest.raises(ConflictingEdits):
        apply("abcde", [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")])
