"""Texts with something between their pieces that is no part of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.seams import seamless_layer
from cassette_cli.text.span import Span

WORDS = st.text("abcXYZ019-_", min_size=1, max_size=8)
SEAMS = st.sampled_from(['"\n    "', "'\n  '", '" + "', "\x1b[1;32m", "\x1b[0m", "\u200b"])


@given(WORDS, SEAMS, WORDS, st.data())
def test_silence_and_truth(before, seam, after, data):
    """What is joined is read as one, and a placeholder leaves the seam where it is."""
    text = before + seam + after
    (inner,) = seamless_layer(text)
    view = inner.open()
    assert inner.content == before + after
    assert view.rewrap([]) == []
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(inner.content))] * 2)))
    edits = [Edit(Span(start, end), "X" * (end - start))]
    edited = apply(text, view.rewrap(edits))
    assert edited.replace(seam, "") == apply(inner.content, edits)


@pytest.mark.parametrize("text", ["", "plain words", "a\nb", 'one "quoted" word'])
def test_a_text_without_seams_is_left(text):
    """Most texts have none, and are not read twice."""
    assert list(seamless_layer(text)) == []
