"""Reading a Content-Type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.http.media_type import media_type


@given(st.none() | st.text())
def test_anything_is_read(content_type):
    """A header is whatever a server sent; what is no media type has empty parts."""
    found = media_type(content_type)
    assert found.name == found.name.strip().lower()
    assert found.charset == found.charset.lower()


@pytest.mark.parametrize(
    ("content_type", "wanted"),
    [
        (None, ("", "")),
        ("", ("", "")),
        (";", ("", "")),
        ("application/json", ("application/json", "")),
        ("Text/Event-Stream;charset=UTF-8", ("text/event-stream", "utf-8")),
        ('text/plain ; Charset = "ISO-8859-1"; format=flowed', ("text/plain", "iso-8859-1")),
        ("text/html; x=1; charset=gbk, text/html", ("text/html", "gbk")),
        ("text/plain; notcharset=x", ("text/plain", "")),
        ("application/vnd.amazon.eventstream", ("application/vnd.amazon.eventstream", "")),
    ],
)
def test_the_name_and_the_charset_matter(content_type, wanted):
    """Both without regard to case, and the charset with or without quotes."""
    assert media_type(content_type) == wanted
