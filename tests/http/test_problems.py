"""What is odd in a recording."""

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.http.problems import Problems


@given(st.lists(st.text(max_size=2)))
def test_each_is_told_once_and_in_order(words):
    """A hundred thousand odd events are one problem each kind, not a hundred thousand lines."""
    problems = Problems()
    for word in words:
        problems.add(word)
    told = list(dict.fromkeys(word for word in words if word))
    assert problems == told if len(told) <= 20 else len(problems) == 20


def test_what_is_left_out_is_counted():
    """Nothing is dropped without a word."""
    problems = Problems()
    for number in range(50):
        problems.add(f"problem {number}")
    assert len(problems) == 20
    assert problems[18:] == ["problem 18", "and 31 more problems"]
