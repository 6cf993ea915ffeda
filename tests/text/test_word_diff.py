"""Two texts as runs of words: both can be read from them."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.text.word_diff import Run, word_diff

_WORDS = st.lists(st.sampled_from(["a", "the", "cat", " ", "\n", ",", ".", "é", "😀", "  "]))
_SAID = st.one_of(TEXTS, _WORDS.map("".join))


def old_of(runs):
    """Return the old text of runs."""
    return "".join(text for kind, text in runs if kind != "added")


def new_of(runs):
    """Return the new text of runs."""
    return "".join(text for kind, text in runs if kind != "removed")


@given(_SAID, _SAID)
def test_both_texts_can_be_read_from_the_runs(old, new):
    """Whatever they hold; no run is empty, and of two in a row none could be one."""
    runs = word_diff(old, new)
    assert (old_of(runs), new_of(runs)) == (old, new)
    assert all(run.text for run in runs)
    kinds = [run.kind for run in runs]
    assert all(one != other for one, other in pairwise(kinds))


@given(_SAID)
def test_equal_texts_are_one_run(text):
    """And nothing is none."""
    assert word_diff(text, text) == ([Run("same", text)] if text else [])


def test_a_word_is_what_differs():
    """And not its letters."""
    assert word_diff("It is warm today.", "It is cold today.") == [
        Run("same", "It is "), Run("removed", "warm"), Run("added", "cold"), Run("same", " today."),
    ]  # fmt: skip


def test_words_with_but_a_blank_between_are_one_change():
    """So that a person reads two phrases, and not a mosaic of them."""
    assert word_diff("in the small house", "in a big house") == [
        Run("same", "in "), Run("removed", "the small"), Run("added", "a big"),
        Run("same", " house"),
    ]  # fmt: skip


def test_lines_stay_apart():
    """A change in each of two lines is two changes."""
    kinds = [run.kind for run in word_diff("a\nb", "c\nd")]
    assert kinds == ["removed", "added", "same", "removed", "added"]


def test_very_long_texts_are_compared_by_lines():
    """Ten million characters that differ everywhere, and a line in the middle that does not."""
    old, new = (
        "\n".join((word * 1_000_000, "the same", word * 1_000_000)) for word in ("ab ", "c ")
    )
    runs = word_diff(old, new)
    assert (old_of(runs), new_of(runs)) == (old, new)
    assert Run("same", "the same\n") in runs


LONG = [f"{at} and " + "words " * 20 + "\n" for at in range(2_000)]
"""Lines that are, together, more than is compared by words alone."""


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.integers(0, 1_999), TEXTS.map("{}\n".format), max_size=5))
def test_of_a_long_text_the_lines_that_differ_are_compared(changed):
    """And the others not at all."""
    new = "".join(changed.get(at, line) for at, line in enumerate(LONG))
    runs = word_diff("".join(LONG), new)
    assert (old_of(runs), new_of(runs)) == ("".join(LONG), new)
    told = sum(len(run.text) for run in runs if run.kind == "removed")
    assert told <= sum(len(LONG[at]) for at in changed)


def test_a_word_in_a_long_text_is_what_differs():
    """As in a short one."""
    old = "".join(LONG)
    runs = word_diff(old, old.replace("1234 and", "1234 or"))
    assert [run for run in runs if run.kind != "same"] == [
        Run("removed", "and"),
        Run("added", "or"),
    ]
