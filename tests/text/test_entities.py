"""Character references of HTML and XML."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.entities import entity_layer
from cassette_cli.text.span import Span

PIECES = st.sampled_from(
    [
        "&amp;", "&lt;", "&quot;", "&#39;", "&#x27;", "&#X2F;", "&#0065;", "&#x0001F600;", "&;",
        "&nbsp;", "&fjlig;", "&NotEqualTilde;", "&nothing;", "&#0;", "&#xD800;", "&#9999999999;",
        "&", "&#", "&#x", "&amp", "amp;", ";", "&amp;lt;", "<b>", "x",
    ]
)  # fmt: skip
ENCODED = st.lists(st.one_of(PIECES, TEXTS), max_size=8).map("".join)
WORD = string.ascii_uppercase + string.digits


def meaning(outer):
    """Return what a text means, whether or not the layer finds anything in it."""
    return next((inner.content for inner in entity_layer(outer)), outer)


def edited(outer, edits):
    """Return the outer text after edits of what it means."""
    [inner] = entity_layer(outer)
    view = inner.open()
    assert view.inner == inner.content
    assert view.rewrap([]) == []
    return apply(outer, view.rewrap(edits))


@given(ENCODED, st.data())
def test_silence_and_truth(outer, data):
    """Whatever stands between the references, also what only looks like one."""
    if not entity_layer(outer):
        return
    edits = data.draw(edits_of(meaning(outer)))
    assert meaning(edited(outer, edits)) == apply(meaning(outer), edits)


@given(st.text(st.sampled_from(f"{WORD}az&<>'é😀"), min_size=1), st.data())
def test_a_capital_takes_the_room_of_a_letter(meant, data):
    """A placeholder of the same length leaves every line and length as it is."""
    ways = ["&#{:d};", "&#x{:x};", "&#x{:04X};", "&#{:06d};"]
    outer = "&amp;" + "".join(
        mark if mark.isalnum() and data.draw(st.booleans())
        else data.draw(st.sampled_from(ways)).format(ord(mark))
        for mark in meant
    )  # fmt: skip
    assert meaning(outer) == "&" + meant
    letters = string.ascii_letters + string.digits
    new = "".join(data.draw(st.sampled_from(WORD)) if mark in letters else mark for mark in meant)
    edits = [
        Edit(Span(at, at + 1), mark)
        for at, mark in enumerate(new, start=1) if meant[at - 1] in letters
    ]  # fmt: skip
    outcome = edited(outer, edits)
    assert len(outcome) == len(outer)
    assert meaning(outcome) == "&" + new


@pytest.mark.parametrize("outer", ["", "a & b", "a=1&b=2;", "&nothing;", "&#0;", "&lt", "x;"])
def test_nothing_is_found_where_nothing_is_referred_to(outer):
    """A query is full of ampersands."""
    assert list(entity_layer(outer)) == []


@pytest.mark.parametrize(
    ("outer", "old", "new", "wanted"),
    [
        ("a&amp;b", "&", "X", "a&#88;b"),
        ("a&#x27;b", "'", "X", "a&#x58;b"),
        ("a&#x002F;b", "/b", "XY", "a&#x0058;Y"),
        ("a&#X2f;b", "/", "Z", "a&#X5a;b"),
        ("a&quot;b", '"b', "X!", "a&#088;!"),
        ("a&lt;b", "<b", "XX", "aXX"),
        ("a&lt;b", "b", "<&'\"", "a&lt;&lt;&amp;&#39;&quot;"),
        ("a=1&b&lt;", "b", "amp;", "a=1&amp;amp;&lt;"),
    ],
)  # fmt: skip
def test_what_an_edit_writes(outer, old, new, wanted):
    """In the width and the kind of what was there, where there is such a reference."""
    start = meaning(outer).index(old)
    assert edited(outer, [Edit(Span(start, start + len(old)), new)]) == wanted
