"""Percent-encoded texts."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.percent import form_layer, percent_layer
from cassette_cli.text.span import Span

LAYERS = st.sampled_from([percent_layer, form_layer])
PIECES = st.sampled_from(
    [
        "%41", "%4a", "%c3%a9", "%E4%BD%A0", "%F0%9F%98%80", "%00", "%20", "%25", "%2541", "%2B",
        "+", "%FF", "%C3", "%a9", "%", "%4", "%zz", "%ED%A0%80", "%C0%AF", "41", "X",
    ]
)  # fmt: skip
ENCODED = st.lists(st.one_of(PIECES, TEXTS), max_size=8).map("".join)
WORD = string.ascii_letters + string.digits


def meaning(layer, outer):
    """Return what a text means, whether or not the layer finds anything in it."""
    return next((inner.content for inner in layer(outer)), outer)


def edited(layer, outer, edits):
    """Return the outer text after edits of what it means."""
    [inner] = layer(outer)
    view = inner.open()
    assert view.inner == inner.content
    assert view.rewrap([]) == []
    return apply(outer, view.rewrap(edits))


@given(LAYERS, ENCODED, st.data())
def test_silence_and_truth(layer, outer, data):
    """Whatever stands between the escapes, also what only looks like one."""
    if not layer(outer):
        return
    edits = data.draw(edits_of(meaning(layer, outer)))
    assert meaning(layer, edited(layer, outer, edits)) == apply(meaning(layer, outer), edits)


@st.composite
def spelled(draw, character: str) -> str:
    """Draw a way of writing a character."""
    plain = character if character in WORD else None
    codes = [f"%{byte:02X}" for byte in character.encode()]
    ways = ["".join(codes), "".join(codes).lower(), plain or "".join(codes)]
    return draw(st.sampled_from(ways))


@given(LAYERS, st.text(st.sampled_from(f"{WORD} é你😀&/+%"), min_size=1), st.data())
def test_a_letter_takes_the_room_of_a_letter(layer, meant, data):
    """A placeholder of the same length leaves every line and length as it is."""
    outer = "".join(data.draw(spelled(character)) for character in meant)
    if not layer(outer):
        return
    assert meaning(layer, outer) == meant
    new = "".join(data.draw(st.sampled_from(WORD)) if mark in WORD else mark for mark in meant)
    edits = [Edit(Span(at, at + 1), mark) for at, mark in enumerate(new) if meant[at] in WORD]
    outcome = edited(layer, outer, edits)
    assert len(outcome) == len(outer)
    assert meaning(layer, outcome) == new


@pytest.mark.parametrize("outer", ["", "plain", "100 %", "%zz", "%FF%FE", "a&b=c", "%4"])
def test_nothing_is_found_where_nothing_is_encoded(outer):
    """Bytes that are no UTF-8 mean nothing that we know."""
    assert list(percent_layer(outer)) == []
    assert list(form_layer(outer)) == []


@pytest.mark.parametrize(
    ("layer", "outer", "old", "new", "wanted"),
    [
        (percent_layer, "q=%73k%2dab", "sk-ab", "XXXXX", "q=%58X%58XX"),
        (percent_layer, "q=%2Fa+b", "a+b", "X Y", "q=%2FX%20Y"),
        (percent_layer, "a%20b", "b", "b&c=é", "a%20b%26c%3D%C3%A9"),
        (percent_layer, "a%2fb", "b", "é", "a%2f%c3%a9"),
        (percent_layer, "%C3%A9t%C3%A9", "été", "ütü", "%C3%BCt%C3%BC"),
        (percent_layer, "to=me@b.org%20x", "me@", "Me@", "to=Me@b.org%20x"),
        (percent_layer, "%2541", "%41", "%58", "%2558"),
        (form_layer, "a+b%21", "a b", "XXX", "XXX%21"),
        (form_layer, "a+b%21", "b", "c d", "a+c+d%21"),
        (form_layer, "a%20b", "b", "c d", "a%20c%20d"),
        (form_layer, "a%20b", "b", "1+1", "a%201%2B1"),
    ],
)  # fmt: skip
def test_what_an_edit_writes(layer, outer, old, new, wanted):
    """In the case and the way of the text, and only where it differs."""
    start = meaning(layer, outer).index(old)
    assert edited(layer, outer, [Edit(Span(start, start + len(old)), new)]) == wanted
