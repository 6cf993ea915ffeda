"""How found lines read."""

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.operations.grep import Found
from cassette_cli.render.grep import found_line

HEAD = "a.yaml#2:/request/url:"


def shown(text, *spans, numbers=False, short=False):
    """Return the pieces of a found line behind its head, as marked or not."""
    found = found_line("a.yaml", Found(2, "/request/url", 7, text, spans), numbers=numbers,
                       short=short)  # fmt: skip
    head = "".join(piece.text for piece in found.pieces[:2])
    assert head == HEAD + ("7:" if numbers else "")
    return [(piece.text, piece.style == "match") for piece in found.pieces[2:] if piece.text]


@given(st.text(max_size=500), st.data())
def test_a_line_is_shown_whole_unless_it_is_to_be_short(text, data):
    """With what matches marked, and nothing else."""
    at = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = tuple(zip(at[::2], at[1::2], strict=False))
    made = shown(text, *spans, numbers=True, short=len(text) <= 400)
    assert "".join(words for words, _ in made) == text
    marked = [words for words, is_match in made if is_match]
    assert marked == [text[start:end] for start, end in spans if start < end]


def test_a_long_line_is_cut_around_its_first_match():
    """A stream is a line of a megabyte."""
    text = "a" * 1_000 + "found" + "b" * 1_000
    assert shown(text, (1_000, 1_005), short=True) == [
        ("…", False), ("a" * 60, False), ("found", True), ("b" * 60, False), ("…", False),
    ]  # fmt: skip
    assert shown(text, (0, 5), (9, 10), short=True)[0] == ("aaaaa", True)
    assert shown(text, (2_000, 2_005), short=True)[-1] == ("b" * 5, True)


def test_a_match_that_is_long_itself_is_cut_too():
    """And so is a line that was found because nothing in it matches."""
    assert shown("a" * 1_000, (0, 1_000), short=True) == [
        ("a" * 400, True), ("a" * 60, False), ("…", False),
    ]  # fmt: skip
    assert shown("a" * 1_000, short=True) == [("a" * 60, False), ("…", False)]
