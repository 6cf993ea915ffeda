"""What sequences and texts share, and the edits between texts."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.text import alignment
from cassette_cli.text.alignment import gaps, longest_increasing, shared_blocks, text_edits
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

SEQUENCES = st.lists(st.integers(0, 6), max_size=30)


@given(TEXTS)
def test_a_text_is_no_edit_away_from_itself(text):
    """Nothing differs, nothing is touched."""
    assert text_edits(text, text) == []


@given(st.lists(TEXTS, max_size=6), st.data())
@settings(max_examples=200)
def test_edits_make_one_text_of_another(parts, data):
    """Of any two, and of two that share much."""
    old = "".join(parts)
    new = "".join(data.draw(st.permutations(parts))) + data.draw(TEXTS)
    edits = text_edits(old, new)
    assert apply(old, edits) == new
    for (start, end), put in edits:
        assert old[start:end][:1] != put[:1]


@given(SEQUENCES, SEQUENCES, st.booleans())
@settings(max_examples=300)
def test_blocks_are_shared_and_rising(old, new, is_costly):
    """Whichever way they are found."""
    with pytest.MonkeyPatch.context() as patch:
        if is_costly:
            patch.setattr(alignment, "_MOST_CANDIDATES", -1)
        blocks = shared_blocks(old, new)
    for block in blocks:
        assert old[block.old :][: block.length] == new[block.new :][: block.length]
    rest = list(gaps(blocks, len(old), len(new)))
    assert sum(end - start for (start, end), _ in rest) + sum(b.length for b in blocks) == len(old)
    assert sum(end - start for _, (start, end) in rest) + sum(b.length for b in blocks) == len(new)
    assert all(span.start <= span.end for gap in rest for span in gap)


@given(st.lists(st.integers(0, 20), unique=True, max_size=8))
def test_the_longest_rising_sequence(numbers):
    """There is no longer one."""
    found = longest_increasing(numbers)
    assert found == sorted(found)
    rising = (
        list(some)
        for size in range(len(numbers) + 1)
        for some in combinations(numbers, size)
        if list(some) == sorted(some)
    )
    assert len(found) == max(map(len, rising))
    assert [one for one in numbers if one in found] == found


WORDS = st.lists(
    st.sampled_from(["a ", "b ", "line\n", "x" * 20 + " ", "y" * 40 + " ", "z" * 40 + "\n"]),
    max_size=12,
)


@given(WORDS, WORDS)
@settings(max_examples=300)
def test_two_changes_have_much_between_them(old, new):
    """Where lines and words are alike, and less than that is between, they are one."""
    edits = text_edits("".join(old), "".join(new))
    assert apply("".join(old), edits) == "".join(new)
    for (one, _), (other, _) in pairwise(edits):
        assert other.start - one.end >= 32


def test_far_apart_changes_are_apart_and_near_ones_together():
    """What is between is touched only where it is little."""
    between = "this is what both of them have between the changes"
    old, new = f"one {between} two and {between} last", f"1 {between} 2 or {between} last"
    assert text_edits(old, new) == [
        Edit(Span(0, 3), "1"),
        Edit(Span(len(between) + 5, len(between) + 12), "2 or"),
    ]
    assert text_edits("a short text", "A short Text") == [Edit(Span(0, 9), "A short T")]


def test_long_sequences_of_few_elements_are_aligned_at_their_anchors():
    """Where everything is repeated, what is not holds."""
    few = [n % 3 for n in range(3000)]
    old = [*few, "x", "y", "z", *few]
    new = ["new", *old[1:1500], "new", *old[1501:-1], "new"]
    shared = sum(block.length for block in shared_blocks(old, new))
    assert shared == len(old) - 1502  # the last, and all up to the second
