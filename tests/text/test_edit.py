"""Making edits of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of

from cassette_cli.errors import ConflictingEdits
from cassette_cli.text.edit import Edit, apply, composed
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


@given(TEXTS, st.data())
def test_composed_edits_do_what_both_do(text, data):
    """Two rounds of edits are settled as one, without looking at the text in between."""
    first = data.draw(edits_of(text))
    middle = apply(text, first)
    then = data.draw(edits_of(middle))
    assert apply(text, composed(text, first, then)) == apply(middle, then)


def test_composed_edits_stay_apart():
    """What neither round touched is not written again."""
    first = [Edit(Span(0, 1), "xyz")]
    assert composed("abcdef", first, [Edit(Span(7, 8), "!")]) == [*first, Edit(Span(5, 6), "!")]
