"""Rounds of edits, each of the outcome of the one before, are edits of the original."""

from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of
from tests.operations.redact.planting import LAW

from cassette_cli.operations.redact.change import Change
from cassette_cli.text.edit import apply


@LAW
@given(TEXTS, st.data())
def test_rounds_are_edits_of_the_original(text, data):
    """What a layer is given back must hold for the text that it was opened on."""
    change = Change(text)
    now = text
    for _ in range(data.draw(st.integers(0, 4))):
        edits = data.draw(edits_of(now))
        now = apply(now, edits)
        change.make(edits)
        assert change.text == now
    assert apply(text, change.edits) == now


def test_nothing_is_made_of_nothing():
    """A clean text costs nothing."""
    change = Change(b"bytes too")
    change.make([])
    assert (change.text, change.edits) == (b"bytes too", [])
