"""A new text among the fragments of the old one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.chat.fragments import changed_range, cut_as, spread

SIGNS = [
    "a",
    "b",
    " ",
    "e\u0301",
    "👩\u200d💻",
    "👍🏽",
    "क्षि",
    "1\ufe0f\u20e3",
    "\ud83d\ude00",
    "\n",
]
WORDS = st.lists(st.sampled_from(SIGNS), max_size=12).map("".join)
PIECES = st.lists(WORDS | st.text(max_size=5), min_size=1, max_size=8)
LONG = st.builds(lambda word, times: word * times, WORDS, st.sampled_from([1, 1, 1, 30, 200]))


@st.composite
def edited(draw):
    """Draw fragments, and a text that differs from theirs in one stretch."""
    pieces = draw(PIECES)
    old = "".join(pieces)
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(old))] * 2)))
    return pieces, old[:start] + draw(LONG | WORDS) + old[end:]


def is_within_a_sign(text, at):
    """Say whether a place is within what a reader sees as one sign."""
    before, here = text[at - 1], text[at]
    pair = before in "\ud83d" and here in "\ude00"
    return (
        pair or "\u200d" in (before, here) or here == "🏽" or unicodedata.category(here)[0] == "M"
    )


def ends(pieces):
    """Return where fragments end in their text, the last aside."""
    at, found = 0, []
    for piece in pieces[:-1]:
        at += len(piece)
        found.append(at)
    return found


@given(PIECES)
def test_the_same_text_leaves_every_fragment(pieces):
    """Also the empty ones, which some providers send."""
    assert spread(pieces, "".join(pieces)) == [[piece] for piece in pieces]


@given(edited())
def test_the_fragments_make_the_new_text(case):
    """Whatever stretch of it is another."""
    pieces, new = case
    made = spread(pieces, new)
    assert len(made) == len(pieces)
    assert "".join(piece for several in made for piece in several) == new


@given(edited())
def test_a_fragment_outside_the_change_stays(case):
    """Whoever edits a word does not want to see the rest of the stream in the diff.

    A sign that the change makes longer may reach into the fragment before.
    """
    pieces, new = case
    old = "".join(pieces)
    start, end = changed_range(old, new)
    while 0 < start < len(new) and is_within_a_sign(new, start):
        start -= 1
    touched_empty = start == end
    at = 0
    for piece, made in zip(pieces, spread(pieces, new), strict=True):
        low, high = at, at + len(piece)
        at = high
        is_outside = high <= start or low >= end
        if piece and is_outside and not touched_empty:
            assert made == [piece]
    if touched_empty:
        changed = [
            one for one, made in zip(pieces, spread(pieces, new), strict=True) if made != [one]
        ]
        assert len(changed) <= 1


@given(edited())
def test_no_fragment_ends_within_a_sign_unless_one_did(case):
    """A mark that is alone in an event is shown on the wrong letter, or not at all."""
    pieces, new = case
    old = "".join(pieces)
    start, end = changed_range(old, new)
    before = {at for at in ends(pieces) if at <= start}
    before |= {at + len(new) - len(old) for at in ends(pieces) if at >= end}
    made = [piece for several in spread(pieces, new) for piece in several]
    cuts = [at for at in ends(made) if 0 < at < len(new) and is_within_a_sign(new, at)]
    assert set(cuts) <= before


@given(edited())
def test_there_are_more_fragments_only_where_one_would_be_out_of_proportion(case):
    """Streams of today send a few characters at a time; readers of them are written for that."""
    pieces, new = case
    filled = sorted(len(piece) for piece in pieces if piece)
    usual = filled[len(filled) // 2] if filled else 64
    for piece, made in zip(pieces, spread(pieces, new), strict=True):
        bearable = max(4 * max(usual, len(piece)), 64)
        assert (len(made) > 1) <= (len("".join(made)) > bearable)
        assert all(made) or made == [piece]


@given(st.text(max_size=9), st.text(max_size=9))
def test_what_both_texts_begin_and_end_with_is_not_changed(old, new):
    """And is as long as it can be: one more character at either side differs."""
    start, end = changed_range(old, new)
    tail = len(old) - end
    assert 0 <= start <= end <= len(old)
    assert old[:start] == new[:start]
    assert old[end:] == new[len(new) - tail :]
    rest = new[start : len(new) - tail]
    if start < end and rest:
        assert old[start] != new[start]
        assert old[end - 1] != rest[-1]


@pytest.mark.parametrize(
    ("pieces", "new", "made"),
    [
        (["He", "llo", " you"], "Hello me", [["He"], ["llo"], [" me"]]),
        (["He", "llo"], "Hello!", [["He"], ["llo!"]]),
        (["He", "llo"], ">Hello", [[">He"], ["llo"]]),
        (["He", "llo"], "He-llo", [["He-"], ["llo"]]),
        (["He", "llo", "!"], "H!", [["H"], [], ["!"]]),
        (["He", "llo"], "", [[], []]),
        (["", "He", ""], "Ho", [[""], ["Ho"], [""]]),
        (["", ""], "x", [[""], ["x"]]),
        (["one ", "two ", "three"], "one 2 3", [["one "], ["2"], [" 3"]]),
        (["ab", "cd"], "aXYd", [["aX"], ["Yd"]]),
        (["ab", "cd"], "ab\u0301d", [["a"], ["b\u0301d"]]),
    ],
    ids=[
        "in-one", "at-the-end", "at-the-start", "between-two", "one-goes", "all-go", "empty-stay",
        "into-empty", "in-two", "across", "a-mark",
    ],
)  # fmt: skip
def test_where_a_change_goes(pieces, new, made):
    """To the fragments that held what it replaces, or to the one that it follows."""
    assert spread(pieces, new) == made


def test_what_is_long_comes_in_pieces_of_the_usual_length():
    """And not as one event of thousands of characters."""
    ((*many,), last) = spread(["abcdef", "gh"], "0123456789" * 7 + "gh")
    assert len(many) == 12
    assert {len(piece) for piece in many} == {5, 6}
    assert last == ["gh"]


PIECES = st.lists(TEXTS, min_size=1, max_size=6)


@given(PIECES, TEXTS)
def test_a_text_is_cut_like_others(pieces, new):
    """Whole, and in at least one piece."""
    made = cut_as(pieces, new)
    assert "".join(made) == new
    assert all(made) or made == [""]


def test_a_text_is_cut_in_the_usual_size():
    """A stream of short fragments goes on with short ones."""
    assert cut_as(["Hel", "lo t", "here"], "abcdefgh") == ["abcd", "efgh"]
    assert cut_as([], "short") == ["short"]
