"""Lists of named values in texts: what they are called, what they mean, and the way back."""

import string
import subprocess
import sys
from collections.abc import Callable
from html import escape
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import edits_of

from cassette_cli.http import fields
from cassette_cli.http.fields import (
    cookie_layer,
    form_body_layer,
    multipart_layer,
    path_layer,
    query_layer,
    set_cookie_layer,
    xml_layer,
)
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

WORD = string.ascii_letters + string.digits
NAMES = st.text(st.sampled_from(WORD + "_-."), min_size=1, max_size=8)
PLAIN = st.text(st.sampled_from(WORD + "-._~"), max_size=12)
MEANT = st.text(st.sampled_from(WORD + "-._~ &=;%+<>\"'#/?é你😀\n"), max_size=12)


def percent_encoded(text: str) -> str:
    """Return a text with everything encoded that is no letter or digit."""
    return "".join(
        one if one in WORD else "".join(f"%{byte:02X}" for byte in one.encode()) for one in text
    )


def form_encoded(text: str) -> str:
    """Return a text as a form has it."""
    return percent_encoded(text).replace("%20", "+")


class Kind(NamedTuple):
    """A kind of list, and how it is written."""

    layer: Callable
    write: Callable[[list[tuple[str, str]]], str]
    encode: Callable[[str], str]
    shortest: int = 1
    """How long a value must be to be one."""
    fewest: int = 1
    """How many values make a list."""


def query(pairs):
    """Write a URL in a sentence."""
    rows = "&".join(f"{name}={value}" for name, value in pairs)
    return f"see https://api.example.com/v1?{rows} there"


def element(pairs):
    """Write an XML document."""
    rows = "\n".join(f'  <{name} class="a">{value}</{name}>' for name, value in pairs)
    return f"<?xml version='1.0'?>\n<a>\n{rows}\n</a>"


def multipart(pairs):
    """Write a multipart body."""
    head = 'Content-Disposition: form-data; name="{}"; filename="f"\r\nX: 1'
    rows = "".join(f"--b+1\r\n{head.format(name)}\r\n\r\n{value}\r\n" for name, value in pairs)
    return f"{rows}--b+1--\r\n"


def path(pairs):
    """Write a URL whose path is the values."""
    return "https://api.example.com/" + "/".join(value for _, value in pairs) + "?q=12345678/x#/y"


def form(pairs):
    """Write a form."""
    return "&".join(f"{name}={value}" for name, value in pairs)


def cookies(pairs):
    """Write the value of a `Cookie` header."""
    return "; ".join(f"{name}={value}" for name, value in pairs)


KINDS = {
    "query": Kind(query_layer, query, percent_encoded),
    "form": Kind(form_body_layer, form, form_encoded, fewest=2),
    "cookies": Kind(cookie_layer, cookies, percent_encoded),
    "xml": Kind(xml_layer, element, escape, shortest=4),
    "multipart": Kind(multipart_layer, multipart, lambda text: text, shortest=0),
    "path": Kind(path_layer, path, percent_encoded, shortest=8),
}


def reading(layer, text):
    """Return the names and the meanings of the values in a text."""
    return [(inner.name, inner.content) for inner in layer(text)]


@st.composite
def lists(draw, kind: Kind):
    """Draw names and what their values mean."""
    names = st.just("") if kind.layer is path_layer else NAMES.map(lambda name: f"n{name}")
    return draw(st.lists(st.tuples(names, PLAIN | MEANT), min_size=kind.fewest, max_size=4))


def seen(kind: Kind, pairs):
    """Return the pairs that can be seen at all."""
    return [(name, meant) for name, meant in pairs if len(kind.encode(meant)) >= kind.shortest]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(data=st.data())
def test_names_and_meanings_are_read(kind, data):
    """The name tells what a value is, and the rules know it by what it means."""
    pairs = data.draw(lists(kind))
    text = kind.write([(name, kind.encode(meant)) for name, meant in pairs])
    assert reading(kind.layer, text) == seen(kind, pairs)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(data=st.data())
def test_silence_and_truth(kind, data):
    """An edit of one value changes what it means, and nothing else."""
    pairs = data.draw(lists(kind))
    places = [at for at, pair in enumerate(pairs) if seen(kind, [pair])]
    if not places:
        return
    text = kind.write([(name, kind.encode(meant)) for name, meant in pairs])
    number = data.draw(st.integers(0, len(places) - 1))
    name, meant = pairs[places[number]]
    view = list(kind.layer(text))[number].open()
    assert view.inner == meant
    assert view.rewrap([]) == []
    # What is written as it is meant has no way of writing what would end it.
    edits = data.draw(edits_of(meant) if kind.encode(meant) != meant else words_for(meant))
    changed = apply(meant, edits)
    edited = apply(text, view.rewrap(edits))
    wanted = [*pairs[: places[number]], (name, changed), *pairs[places[number] + 1 :]]
    if len(changed) >= kind.shortest:
        assert reading(kind.layer, edited) == seen(kind, wanted)


@st.composite
def words_for(draw, text: str):
    """Draw an edit that puts letters and digits."""
    start, end = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    return [Edit(Span(start, end), draw(st.text(st.sampled_from(WORD))))]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(data=st.data())
def test_a_letter_takes_the_room_of_a_letter(kind, data):
    """A placeholder of the same length moves no line and no length."""
    pairs = data.draw(lists(kind))
    text = kind.write([(name, kind.encode(meant)) for name, meant in pairs])
    edits = []
    for inner in kind.layer(text):
        new = "".join(
            data.draw(st.sampled_from(WORD)) if one in WORD else one for one in inner.content
        )
        edits += inner.open().rewrap([Edit(Span(0, len(new)), new)])
    assert len(apply(text, edits)) == len(text)


@pytest.mark.parametrize(
    ("layer", "text", "wanted"),
    [
        (query_layer, "https://h/?a=b&c=%41&amp;d=e#f=g", "a=b c=A d=e f=g"),
        (query_layer, "a=b&c=d", "a=b c=d"),
        (query_layer, 'see "https://h/?a=b" <https://h/?c=d>, https://h/?e=f&g', "a=b c=d e=f"),
        (query_layer, "#access_token=x&state=y", "access_token=x state=y"),
        (query_layer, "?a=&b=c&=d", "b=c"),
        (query_layer, "?user[key]=x&$f=y", "user[key]=x $f=y"),
        (query_layer, "?user%5Bapi%5Fkey%5D=x", "user[api_key]=x"),
        (query_layer, "x = 1 and y = 2 ? no", ""),
        (query_layer, "a=b", ""),
        (path_layer, "https://h/v1/T0000000/B%2D000000?x=1/abcdefghi", "=T0000000 =B-000000"),
        (path_layer, "https://h.example", ""),
        (path_layer, "see https://h/v1/T0000000", ""),
        (path_layer, "/v1/T0000000", ""),
        (form_body_layer, "a=b&c=%41+d\n", "a=b c=A\xa0d"),
        (form_body_layer, "a=&b=", ""),
        (form_body_layer, "a=b", ""),
        (form_body_layer, "a=b&c", ""),
        (form_body_layer, "a=b c=d", ""),
        (form_body_layer, "a=it's&b=(x)", "a=it's b=(x)"),
        (form_body_layer, 'a={"k":"v"}&b=x#y', 'a={"k":"v"} b=x#y'),
        (form_body_layer, "a+key=x&user%5Bkey%5D=y", "a\xa0key=x user[key]=y"),
        (cookie_layer, "sid=a%3Db; theme=d;x=y", "sid=a=b theme=d x=y"),
        (cookie_layer, 'sid="a b"; flag; empty=', 'sid="a\xa0b"'),
        (set_cookie_layer, "sid=a%20b; Path=/; Expires=Wed, 21 Oct 2026; HttpOnly", "sid=a\xa0b"),
        (set_cookie_layer, "sid=; Path=/; Domain=example.com", ""),
        (set_cookie_layer, "flag; Path=/", ""),
        (xml_layer, "<a:b c='d'>1 &lt; 2</a:b><e>ab</e><f/><g><h>long</h></g>",
         "a:b=1\xa0<\xa02 h=long"),
        (xml_layer, "if a < b and c > d", ""),
        (multipart_layer, "--b\nContent-Disposition: form-data; name=k\n\nx\ny\n--b--", "k=x\ny"),
        (multipart_layer, '--b\r\nX: 1\r\ncontent-disposition: a; filename="n"; name="k l"\r\n\r\n'
         "\r\n--b\r\nY: 2\r\n\r\nz\r\n--b--\r\nepilogue", "k\xa0l= =z"),
        (multipart_layer, "--b\r\nX: 1\r\n\r\nx\r\n--c--\r\n", ""),
        (multipart_layer, "-- b\n--\n", ""),
        (multipart_layer, "---\na: 1\n---\nb: 2\n", ""),
    ],
)  # fmt: skip
def test_what_is_read(layer, text, wanted):
    """A no-break space stands for a blank here."""
    pairs = [f"{name}={content}".replace(" ", "\xa0") for name, content in reading(layer, text)]
    assert " ".join(pairs) == wanted


@pytest.mark.parametrize("layer", [kind.layer for kind in KINDS.values()] + [set_cookie_layer])
@pytest.mark.parametrize(
    "text", ["", " ", "=", "&", "&=", "%", "--", "--\n", "<", "</", "://", ";"]
)
def test_nothing_is_found_in_nothing(layer, text):
    """Every layer is tried on every text."""
    assert list(layer(text)) == []


def test_what_is_not_opened_is_not_looked_up():
    """Most values are clean: reading them makes no views."""
    first, second = query_layer("?a=%41&b=c")
    assert first.open().inner == "A"
    assert first.open() is not first.open()
    assert second.open().inner == "c"


ADVERSARIES = {
    "equals": "'a' + '=' * 500_000 + ' x'",
    "ampersands": "'&' * 500_000 + '='",
    "pairs": "'a=&' * 200_000 + ' '",
    "names": "'a' * 500_000 + '='",
    "parameters": "'?a=;' * 200_000",
    "percents": "'a=' + '%' * 500_000",
    "escapes": "'a=' + '%C3%A9' * 100_000",
    "half-escapes": "'?a=' + '%C3' * 150_000",
    "entities": "'?' + '&amp;' * 150_000 + 'a=b'",
    "segments": "'https://h' + '/abcdefgh' * 50_000",
    "slashes": "'https://h' + '/' * 500_000",
    "no-path": "'a://' * 150_000",
    "semicolons": "'; ' * 300_000 + 'a=b'",
    "cookies": "'a=b; ' * 100_000",
    "opened": "'<a ' * 200_000 + '</'",
    "elements": "'<a>' * 200_000 + '</a>' * 200_000",
    "blanks": "'</<a' + ' ' * 500_000",
    "unclosed": "'<a>' + 'x' * 500_000 + '<b></'",
    "texts": "'<a>xxxx</' * 50_000",
    "boundaries": "'--b\\r\\n' * 100_000 + '--b--'",
    "parts": "'--b\\r\\nA: b\\r\\n\\r\\nx\\r\\n' * 50_000 + '--b--'",
    "line-ends": "'--b\\r\\n' + '\\r\\n' * 200_000 + '--b--'",
    "almost-ends": "'--b\\r\\n' + '\\r\\n--bx' * 100_000 + '--b--'",
    "dashes": "'--' + '-' * 500_000 + '\\n'",
    "dispositions": "'--b\\r\\n' + 'content-disposition:' * 20_000 + '\\r\\n\\r\\nx\\r\\n--b--'",
    "disposed": "'--b\\r\\ncontent-disposition:' + ' name' * 50_000 + '\\r\\n\\r\\nx\\r\\n--b--'",
}
LINEAR = """
from cassette_cli.http import fields
from cassette_cli.text.edit import Edit
from cassette_cli.text.span import Span

text = {text}
for name in {names}:
    last = None
    for last in getattr(fields, name)(text):
        pass
    if last is not None:
        last.open().rewrap([Edit(Span(0, 1), "X")])
"""


@pytest.mark.parametrize("text", ADVERSARIES.values(), ids=ADVERSARIES)
def test_time_grows_with_the_text_only(text):
    """A megabyte made to be slow takes seconds; in a process of its own, to be ended if not."""
    names = [name for name in vars(fields) if name.endswith("_layer") and name in OWN]
    code = LINEAR.format(text=text, names=names)
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=30)


OWN = {kind.layer.__name__ for kind in KINDS.values()} | {"set_cookie_layer"}
