"""Our lines in a file of attributes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.operations.git.attributes import patterns_in, with_patterns, without_patterns

PATTERNS = st.lists(st.sampled_from(["a/*.yaml", "/b", '"c d"', "\udcff"]))
LINES = [b"*.yaml -diff", b"x diff=cassette", b"", b"# cassette", b"\xff\r"]
OTHERS = st.lists(st.sampled_from(LINES) | st.binary())
TEXTS = st.builds(bytes.join, st.sampled_from([b"\n", b"\r\n", b"\n\n"]), OTHERS)


@given(TEXTS, PATTERNS)
def test_what_was_put_in_is_taken_out_without_a_trace(text, patterns):
    """Byte for byte, also where the last line had no end."""
    assert without_patterns(with_patterns(text, patterns)) == text


@given(TEXTS, PATTERNS, PATTERNS)
def test_only_what_was_asked_last_counts(text, earlier, later):
    """Installing twice is installing once."""
    assert with_patterns(with_patterns(text, earlier), later) == with_patterns(text, later)
    assert patterns_in(with_patterns(text, later)) == later


@given(TEXTS, TEXTS, PATTERNS)
def test_what_a_person_adds_around_ours_stays(before, after, patterns):
    """Above and below, whatever it is; ours stay where they are."""
    ours = with_patterns(b"", patterns)
    before = before + b"\n" if before else b""
    assert without_patterns(before + ours + after) == before + after
    assert with_patterns(before + ours + after, patterns) == before + ours + after


def test_a_line_between_ours_stays():
    """Somebody put it there for a reason."""
    first, *rest = with_patterns(b"", ["a"]).splitlines(keepends=True)
    assert without_patterns(b"".join([first, b"b -text\n", *rest])) == b"b -text\n"


def test_a_line_added_after_one_without_an_end_stays_a_line():
    """The line end before ours was ours, and is needed now."""
    text = with_patterns(b"a", ["x"]) + b"b\n"
    assert without_patterns(text) == b"a\nb\n"


@pytest.mark.parametrize("text", [b"x diff=cassette\n", b"# cassette: end\n"])
def test_what_looks_like_ours_but_was_not_begun_is_not(text):
    """Somebody set git up without us."""
    assert without_patterns(text) == text
    assert patterns_in(text) == []
