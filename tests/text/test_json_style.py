"""How JSON texts are spelled: told from a text, and used to write more."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.text.test_json_meaning import VALUES, meant

from cassette_cli.text.json_style import PLAIN, Style, escapes_of, spelled, style_of

STYLES = st.builds(
    Style,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([",", ", ", " , "]),
    st.sampled_from([":", ": ", " : "]),
    st.sampled_from([None, "", " ", "  ", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
SHOWS_ALL = {"a": "é/", "b": "<>", "c": [], "d": 1}


@given(STYLES, VALUES, st.sampled_from(["", "\n", "\r\n    "]))
def test_what_is_spelled_means_the_value(style, value, line):
    """In every style."""
    text = spelled(value, style, line)
    assert meant(json.loads(text)) == meant(value)
    assert "\n" not in text or line
    text.encode()


@given(STYLES)
def test_a_text_shows_its_style(style):
    """What was used to write it is told from it."""
    text = spelled(SHOWS_ALL, style, style.newline)
    if style.indent is None:
        assert style_of(text) == style._replace(newline="\n")
    else:
        assert style_of(text) == style._replace(comma=", " if style.colon[-1] == " " else ",")


@given(STYLES)
def test_what_shows_nothing_leaves_the_style(style):
    """Neither a bare value nor text that only looks like JSON."""
    for text in ("", "[]", '"a"', "{}", r'"\n\"\\\u0000\u001f \ud800"'):
        assert style_of(text, style) == style


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":"\\": 1, \\"b\\": 2"}', PLAIN),
        ('data: {"a": ", "}\n\ndata: {"a": ",", "b": 1}\n\n', Style(comma=", ", colon=": ")),
        ("[1, 2]", Style(comma=", ", colon=": ")),
        ("[1,2]", PLAIN),
        ('{"a": 1}', Style(comma=", ", colon=": ")),
        ('[{\r\n\t"a": 1}]', Style(comma=", ", colon=": ", indent="\t", newline="\r\n")),
    ],
)
def test_separators(text, expected):
    """Of the text, not of what its strings hold."""
    assert style_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\u00e9", Style(ascii_only=True)),
        (r"\uD83D\uDE00", Style(ascii_only=True)),
        (r"\\u00e9 \\/ \\\\u003c", PLAIN),
        (r"\\\u00e9", Style(ascii_only=True)),
        (r"\u00e9 é ü", PLAIN),
        (r"\u2028 \u0000 \ufffd \udc00", PLAIN),
        (r"\u003C", Style(escapes_html=True)),
        (r"\u0026 & &", PLAIN),
        (r"\/", Style(escapes_slash=True)),
        (r"<\/script> https://", PLAIN),
        (r"\\/ \/", PLAIN),
    ],
)
def test_escapes(text, expected):
    """Those that an encoder chose to make, if it makes them always."""
    assert escapes_of(text) == expected
