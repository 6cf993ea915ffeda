"""The laws that hold everywhere, as functions, and the texts to try them on."""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.view import View


def check_view(outer: str, open_view: Callable[[str], View], edits: Sequence[Edit]) -> str:
    """Fail unless the view opened on `outer` keeps silence and truth under `edits`."""
    view = open_view(outer)
    assert view.rewrap([]) == []
    edited = apply(outer, view.rewrap(edits))
    assert open_view(edited).inner == apply(view.inner, edits)
    return edited


# Words that are special to some notation, so that the search does not have to find them.
TRICKY = st.sampled_from(
    [
        "", " ", "  ", "\n", "\n\n", "\t", ": ", " #", "#", "'", "''", '"', "\\", "\\n", "/", "- ",
        "key: value", "---", "...", "[", "]", "{", "}", ",", "&a", "*a", "!b", "%", "@", "`", "|",
        ">", "null", "true", "1", "1.5", "0x1", "é", "你好", "😀", "\u2028", "\x85", "\x07", "\x00",
        "\xa0", "\ufeff", "word", "two words", " lead", "trail ", "\n lead", "trail \n", "\r\n",
        "\r", "a" * 90, "lorem ipsum " * 10, "<>&",
    ]
)  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.lists(st.one_of(TRICKY, st.text(CHARACTERS, max_size=8)), max_size=6).map("".join)


@st.composite
def edits_of(draw, text: str) -> list[Edit[str]]:
    """Draw edits of a text that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [Edit(Span(start, end), draw(TEXTS)) for start, end in pairs]
