"""Backslash escapes outside of JSON."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of

from cassette_cli.text.backslash import backslash_layer
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

PIECES = st.sampled_from(
    [
        "\\n", "\\\\", "\\/", '\\"', "\\'", "\\0", "\\01", "\\x41", "\\xfF", "\\u0041", "\\u00e9",
        "\\ud83d\\ude00", "\\u{41}", "\\u{1F600}", "\\U0001f600", "\\q", "\\", "\\u12", "\\x4",
        "\\u{4", "\\u{110000}", "\\U00110000", "\\ud83d", "\\ude00", "\\u{d800}", "41}", "C:\\temp",
    ]
)  # fmt: skip
ESCAPED = st.lists(st.one_of(PIECES, TEXTS), max_size=8).map("".join)
WORD = string.ascii_letters + string.digits


def meaning(outer):
    """Return what a text means, whether or not the layer finds anything in it."""
    return next((inner.content for inner in backslash_layer(outer)), outer)


def edited(outer, edits):
    """Return the outer text after edits of what it means."""
    [inner] = backslash_layer(outer)
    view = inner.open()
    assert view.inner == inner.content
    assert view.rewrap([]) == []
    return apply(outer, view.rewrap(edits))


@given(ESCAPED, st.data())
def test_silence_and_truth(outer, data):
    """Whatever stands between the escapes, also what only looks like one."""
    if not backslash_layer(outer):
        return
    edits = data.draw(edits_of(meaning(outer)))
    assert meaning(edited(outer, edits)) == apply(meaning(outer), edits)


@given(st.text(st.sampled_from(f'{WORD}\n"/é😀'), min_size=1), st.data())
def test_a_letter_takes_the_room_of_a_letter(meant, data):
    """A placeholder of the same length leaves every line and length as it is."""
    ways = ["\\u{{{:x}}}", "\\u{{{:04X}}}", "\\U{:08x}"]
    outer = "\\\\" + "".join(
        mark if mark.isalnum() and data.draw(st.booleans())
        else data.draw(
            st.sampled_from([*ways, "\\u{:04X}", "\\x{:02x}"] if mark <= "\xff" else ways)
        ).format(ord(mark))
        for mark in meant
    )  # fmt: skip
    assert meaning(outer) == "\\" + meant
    new = "".join(data.draw(st.sampled_from(WORD)) if mark in WORD else mark for mark in meant)
    edits = [
        Edit(Span(at, at + 1), mark)
        for at, mark in enumerate(new, start=1) if meant[at - 1] in WORD
    ]  # fmt: skip
    outcome = edited(outer, edits)
    assert len(outcome) == len(outer)
    assert meaning(outcome) == "\\" + new


@pytest.mark.parametrize("outer", ["", "plain", "C:\\Users", "\\d+", "\\", "\\ud83d", "\\012"])
def test_nothing_is_found_where_nothing_is_escaped(outer):
    """Half a pair is no character, and a number of three digits is not read."""
    assert list(backslash_layer(outer)) == []


@pytest.mark.parametrize(
    ("outer", "old", "new", "wanted"),
    [
        ("'a\\x2db'", "a-b", "XXX", "'X\\x58X'"),
        ("{\"a\": \"\\u003cb", "<b", "XY", "{\"a\": \"\\u0058Y"),
        ("\\ud83d\\ude00\\U0001f600", "😀😀", "😁😁", "\\ud83d\\ude01\\U0001f601"),
        ("a\\u{2D}b", "-", "Z", "a\\u{5A}b"),
        ("a\\/b", "b", "\"\n\\", "a\\/\\\"\\n\\\\"),
        ("it\\'s \\x1b", "s", "'\x07", "it\\'\\'\\x07 \\x1b"),
        ("\\u00e9", "é", "é\x07ü", "\\u00e9\\u0007\\u00fc"),
        ("\\q\\n", "q", "n", "\\\\n\\n"),
    ],
)  # fmt: skip
def test_what_an_edit_writes(outer, old, new, wanted):
    """In the kind, width and case of what was there."""
    start = meaning(outer).index(old)
    assert edited(outer, [Edit(Span(start, start + len(old)), new)]) == wanted
