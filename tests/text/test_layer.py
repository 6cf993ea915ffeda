"""What every layer owes to those who open it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.http.fields import (
    cookie_layer,
    form_body_layer,
    multipart_layer,
    path_layer,
    query_layer,
    set_cookie_layer,
    xml_layer,
)
from cassette_cli.text.backslash import backslash_layer
from cassette_cli.text.base64_runs import base64_layer
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.entities import entity_layer
from cassette_cli.text.hexadecimal import hexadecimal_layer
from cassette_cli.text.layer import Inner
from cassette_cli.text.percent import form_layer, percent_layer
from cassette_cli.text.seams import seamless_layer
from cassette_cli.text.span import Span

LAYERS = [
    backslash_layer, base64_layer, cookie_layer, entity_layer, form_body_layer, form_layer,
    hexadecimal_layer, multipart_layer, path_layer, percent_layer, query_layer, seamless_layer,
    set_cookie_layer, xml_layer,
]  # fmt: skip
PIECES = st.sampled_from(
    [
        "https://h.example/v1/abcdefgh?", "a=b", "&", "c=%41%2B", ";", "; ", "&amp;", "&#65;", "=",
        "sid=x%20y", "<a>text</a>", "<b c='d'>1 &lt; 2</b>", "\\n", "\\u0041", "%2541", "+", "é",
        "aGVsbG8gd29ybGQsIGhlbGxv", "aGVsbG8g\nd29ybGQs\nIGhlbGxv", "data:text/plain;base64,",
        "68656c6c6f20776f726c642c2068656c6c6f", '"\n    "', "\x1b[1m", "\xad", "--b\r\n", "\r\n",
        "Content-Disposition: form-data; name=k\r\n\r\n", "\r\n--b\r\n", "\r\n--b--\r\n", "name",
    ]
)  # fmt: skip
OUTER = st.lists(PIECES | TEXTS, max_size=10).map("".join)
MULTIPART = OUTER.map(lambda text: f"--b\r\nX: 1\r\n\r\n{text}\r\n--b--\r\n")


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
@given(outer=OUTER | MULTIPART)
def test_what_is_opened_is_what_was_found(layer, outer):
    """The content tells whether to open, and opening looks at the same characters."""
    for inner in layer(outer):
        view = inner.open()
        assert view.inner == inner.content
        assert view.rewrap([]) == []


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
@given(outer=OUTER | MULTIPART)
def test_the_inner_texts_of_one_layer_do_not_overlap(layer, outer):
    """All of them can change at once."""
    edits = []
    for inner in layer(outer):
        new = b"X" if isinstance(inner.content, bytes) else "X"
        edits += inner.open().rewrap([Edit(Span(0, len(inner.content)), new)])
    apply(outer, edits)


def test_an_inner_text_has_no_name_of_its_own():
    """What a layer does not name is in the same place as the text around it."""
    inner = Inner("x", lambda: pytest.fail("nobody has asked for the way back"))
    assert (inner.content, inner.name, inner.step) == ("x", "", "")
