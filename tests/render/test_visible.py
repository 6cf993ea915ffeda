"""Untrusted text made harmless."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.render.visible import UNSAFE, visible


@given(
    st.text(
        st.characters(
            categories=["L", "N", "P", "S", "M", "Zs"],
            exclude_characters="\u115f\u1160\u3164\uffa0",
        )
    )
)
def test_ordinary_text_stays(text):
    """Letters, signs and blanks of every script are shown as they are."""
    assert visible(text) == text


@given(st.text(st.characters()))
def test_nothing_that_steers_is_left(text):
    """Whatever comes, no control, no override and no half pair reaches a terminal."""
    shown = visible(text)
    assert all(unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} or character == "\t"
               for character in shown)  # fmt: skip
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    assert visible(shown) == shown


def test_no_unsafe_character_takes_the_short_way():
    """Some of them are printable to Unicode."""
    unsafe = [chr(code) for code in range(0x110000) if re.match(UNSAFE, chr(code))]
    assert len(unsafe) > 2000
    assert [character for character in unsafe if visible(character) == character] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x9b31m", "‹U+009B›31m"),
        ("a\rb\nc\x08\x7f\x00", "a␍b␊c␈␡␀"),
        ("user\u202etxt.exe", "user‹U+202E›txt.exe"),
        ("a\u2028b\ud83d", "a‹U+2028›b‹U+D83D›"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_marks_can_be_seen(text, shown):
    """A reader sees that something was there, and what."""
    assert visible(text) == shown
