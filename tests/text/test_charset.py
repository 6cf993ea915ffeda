"""Charsets: edits of a text as edits of its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.errors import CassetteError
from cassette_cli.text.charset import CharsetView
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

ALPHABETS = {
    "utf-8": "é你😀\u2028\ufeff",
    "latin-1": "é\x85\xa0",
    "cp1252": "é€“",
    "koi8-r": "юж─",
    "shift_jis": "あ漢ｱ",
    "gb18030": "é你😀",
    "big5": "你好",
    "euc-kr": "한글",
    "utf-16-le": "é你😀",
    "utf-16-be": "é你😀",
}
MARKED = {"utf-16": "é你😀", "utf-32": "é你😀", "utf-8-sig": "é你😀"}
"""Charsets that write a byte order mark before every text."""
SHIFTED = {"iso2022_jp": "漢字かな", "utf-7": "é你😀"}
"""Charsets in which a byte means what those before it make of it."""


@st.composite
def edited_texts(draw, alphabet):
    """Draw a text and edits of it, in an alphabet."""
    texts = st.text(st.sampled_from("aZ0 \n" + alphabet), max_size=8)
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(Span(start, end), draw(texts)) for start, end in pairs]


@pytest.mark.parametrize("charset", ALPHABETS)
@given(data=st.data())
def test_silence_and_truth(charset, data):
    """The edited bytes are those of the edited text, however many a character takes."""
    text, edits = data.draw(edited_texts(ALPHABETS[charset]))
    view = CharsetView(text.encode(charset), charset, text)
    assert view.inner == text
    assert view.rewrap([]) == []
    assert apply(text.encode(charset), view.rewrap(edits)) == apply(text, edits).encode(charset)


@pytest.mark.parametrize("charset", MARKED | SHIFTED)
@given(data=st.data())
def test_silence_and_truth_where_places_are_not_additive(charset, data):
    """A mark at the start, or a shift in the middle, belongs to no character."""
    text, edits = data.draw(edited_texts((MARKED | SHIFTED)[charset]))
    view = CharsetView(text.encode(charset), charset, text)
    assert view.rewrap([]) == []
    edited = apply(text.encode(charset), view.rewrap(edits))
    assert edited.decode(charset) == apply(text, edits)


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"\xef\xbb\xbfkey", "utf-8"),
        (b"\xef\xbb\xbfkey", "utf-8-sig"),
        (b"key", "utf-8-sig"),
        (b"\xff\xfek\0e\0y\0", "utf-16"),
        (b"\xfe\xff\0k\0e\0y", "utf-16"),
        (b"k\0e\0y\0", "utf-16"),
        (b"\xff\xfek\0e\0y\0", "utf-16-le"),
    ],
)
def test_a_byte_order_mark_stays(data, charset):
    """Also one that the charset would not have written, and none comes where none was."""
    text = data.decode(charset)
    at = text.index("e")
    edited = apply(data, CharsetView(data, charset, text).rewrap([Edit(Span(at, at + 1), "X")]))
    assert edited == data.replace(b"e", b"X")


@given(TEXTS, st.integers(0, 9))
def test_only_what_an_edit_meets_is_written(text, at):
    """Everything else keeps its bytes."""
    data = text.encode()
    start = min(at, len(text))
    edits = [Edit(Span(start, start), "X")]
    assert CharsetView(data, "utf-8", text).rewrap(edits) == [
        Edit(Span(len(text[:start].encode()), len(text[:start].encode())), b"X")
    ]


@pytest.mark.parametrize(("charset", "new"), [("ascii", "é"), ("latin-1", "你"), ("cp1252", "ж")])
def test_what_a_charset_does_not_have_is_said(charset, new):
    """The error names the one character, never the text around it."""
    view = CharsetView(b"sk-invented", charset, "sk-invented")
    with pytest.raises(CassetteError, match=f"cannot be written in {charset}") as caught:
        view.rewrap([Edit(Span(0, 2), f"a{new}b")])
    assert repr(new) in caught.value.message
    assert "invented" not in str(caught.value)
