"""Arrays of bytes: every number is a character, and goes back as one."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.text.byte_array import byte_array_view, bytes_text
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.span import Span

BYTES = st.lists(st.integers(0, 255), min_size=1, max_size=12)
BLANKS = st.sampled_from(["", " ", "\n    "])
WORD = string.ascii_letters + string.digits


def view_of(text):
    """Open the array that a JSON text is."""
    return byte_array_view(text, read_json(text))


@st.composite
def written(draw, numbers):
    """Draw a way of writing an array."""
    blank = draw(BLANKS)
    return f"{draw(BLANKS)}[{blank}" + f",{blank}".join(map(str, numbers)) + f"{blank}]"


@st.composite
def edits_of(draw, text, *, lengths_stay):
    """Draw edits in ASCII that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        size = {"min_size": end - start, "max_size": end - start} if lengths_stay else {}
        edits.append(Edit(Span(start, end), draw(st.text(st.sampled_from(WORD), **size))))
    return edits


@given(BYTES, st.data())
def test_silence_and_truth(numbers, data):
    """Bytes that no edit meets stay what they are, also the halves of a character beyond ASCII."""
    text = data.draw(written(numbers))
    view = view_of(text)
    assert view.inner == bytes(numbers).decode("latin-1")
    assert view.rewrap([]) == []
    edits = data.draw(edits_of(view.inner, lengths_stay=data.draw(st.booleans())))
    edited = apply(text, view.rewrap(edits))
    assert bytes(json.loads(edited)) == apply(view.inner, edits).encode("latin-1")


@given(BYTES, st.data())
def test_an_edit_that_keeps_the_length_changes_its_numbers_only(numbers, data):
    """And where a number has room for the other one, nothing moves."""
    text = data.draw(written(numbers))
    edits = data.draw(edits_of(view_of(text).inner, lengths_stay=True))
    made = view_of(text).rewrap(edits)
    for span, new in made:
        assert new.strip().isdecimal()
        assert len(new) == max(span.end - span.start, len(new.strip()))
        assert text[slice(*span)].isdecimal()


@pytest.mark.parametrize(
    ("text", "edit", "wanted"),
    [
        ("[115, 107, 45]", Edit(Span(0, 2), "XX"), "[ 88,  88, 45]"),
        ("[115,107,45]", Edit(Span(1, 2), "k"), "[115,107,45]"),
        ("[45]", Edit(Span(0, 1), "z"), "[122]"),
        ("[7]", Edit(Span(0, 1), "X"), "[88]"),
        ("[65, 66]", Edit(Span(1, 2), ""), "[65]"),
        ("[65]", Edit(Span(1, 1), "BC"), "[65, 66, 67]"),
        ("[65]", Edit(Span(0, 1), ""), "[]"),
        ("[65]", Edit(Span(0, 1), "你"), "[228, 189, 160]"),
    ],
)
def test_what_an_edit_writes(text, edit, wanted):
    """A shorter number is filled up with blanks, and what is no byte is the bytes of its UTF-8."""
    assert apply(text, view_of(text).rewrap([edit])) == wanted


def test_nothing_around_the_array_is_touched():
    """It stands in a longer text."""
    text = '{"token": "é", "bytes": [195, 169], "n": [1]}'
    node = read_json(text).members[1][1]
    view = byte_array_view(text, node)
    assert view.inner == "Ã©"
    edited = apply(text, view.rewrap([Edit(Span(0, 2), "e")]))
    assert json.loads(edited) == {"token": "é", "bytes": [101], "n": [1]}


@pytest.mark.parametrize(
    "values",
    [[], [256], [-1], [1, 256], [True], [1, False], [1.0], ["1"], [None], [1, [2]], [(), 1]],
)
def test_other_arrays_are_no_text(values):
    """An embedding, a list of words, flags."""
    assert bytes_text(values) is None


@given(BYTES)
def test_bytes_are_characters(numbers):
    """One for each, so that places in the text are places in the array."""
    assert bytes_text(numbers) == bytes(numbers).decode("latin-1")
