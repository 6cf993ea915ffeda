"""Bodies: what a file keeps, and what it holds once its layers are opened."""

import gzip
import json
import zlib
from base64 import b64encode

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body, Stored
from cassette_cli.http.codings import Limit
from cassette_cli.text.json_value import NOT_JSON
from cassette_cli.text.yaml_tree import read_documents

ENCODINGS = st.sampled_from(
    [
        None,
        "",
        "identity",
        "gzip",
        "x-gzip",
        "deflate",
        "br",
        "zstd",
        "gzip, br",
        "aws-chunked",
        "?",
    ]
)
TYPES = st.sampled_from(
    [
        None, "", "application/json", "text/plain; charset=latin-1", "text/event-stream",
        "text/plain; charset=utf-16", "text/plain; charset=nonsense", "x; charset=\x00",
        "text/plain; charset=base64", "text/plain; charset=idna", "text/plain; charset=punycode",
        "text/plain; charset=unicode_escape", "text/plain; charset=undefined",
        "application/json; charset=utf-32",
    ]
)  # fmt: skip
MAGIC = st.sampled_from(
    [b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x9c", b"{", b"\xef\xbb\xbf"]
)


def of_bytes(data: bytes, content_type=None, encoding=None) -> Body:
    """Return a body that its file keeps as base64."""
    return Body(Stored("base64", b64encode(data).decode(), None), content_type, encoding)


def of_text(text: str, content_type=None, encoding=None) -> Body:
    """Return a body that its file keeps as text."""
    return Body(Stored("text", text, None), content_type, encoding)


def of_tree(text: str, content_type=None, encoding=None) -> Body:
    """Return a body that its file keeps as a tree of values."""
    return Body(Stored("tree", "", read_documents(text)[0]), content_type, encoding)


@given(MAGIC, st.binary(max_size=100), TYPES, ENCODINGS)
def test_any_bytes_can_be_read(magic, data, content_type, encoding):
    """Whatever was recorded, there are bytes, a text or none, JSON or none; never a traceback."""
    body = of_bytes(magic + data, content_type, encoding)
    assert isinstance(body.data, bytes)
    assert body.text is None or isinstance(body.text, str)
    assert body.json is NOT_JSON or json.dumps(body.json)
    assert all(isinstance(problem, str) for problem in body.problems)


@given(st.text(st.characters()), TYPES, ENCODINGS, st.sampled_from(["text", "base64", "empty"]))
def test_any_text_can_be_read(text, content_type, encoding, form):
    """Also base64 that is none, and lone surrogates, which JSON escapes can spell."""
    body = Body(Stored(form, text, None), content_type, encoding)
    assert isinstance(body.data, bytes)
    assert body.text is None or isinstance(body.text, str)
    assert body.json is NOT_JSON or json.dumps(body.json)


@given(st.text(st.characters(exclude_categories=["Cs"])), ENCODINGS)
def test_a_text_stays_what_it_is(text, encoding):
    """A file that keeps a body as text has decoded it, whatever the headers say."""
    body = of_text(text, encoding=encoding)
    assert body.text == text
    assert body.data == text.encode()
    assert list(body.codings) == []


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
           "zstd": zstandard.compress}  # fmt: skip


@pytest.mark.parametrize("coding", PACKERS)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@settings(deadline=None)
def test_a_packed_text_is_unpacked(coding, text):
    """With the header that belongs to it, and told by its first bytes where that is missing."""
    packed = PACKERS[coding](text.encode())
    body = of_bytes(packed, "text/plain", coding)
    assert (body.text, list(body.codings), body.problems) == (text, [coding], [])
    assert body.raw == packed
    if coding != "br":
        assert of_bytes(packed).text == text


@pytest.mark.parametrize("text", ["0", "ok", '{"a":1}', "3"])
@pytest.mark.parametrize("coding", PACKERS)
def test_a_claim_is_used_up(coding, text):
    """A short answer that happens to look packed once more is left alone."""
    body = of_bytes(PACKERS[coding](text.encode()), "text/plain", coding)
    assert (body.text, list(body.codings), body.problems) == (text, [coding], [])


@pytest.mark.parametrize("claimed", ["gzip, br", "br", "GZIP , Br"])
def test_codings_on_top_of_each_other_are_opened(claimed):
    """The header names them in the order in which they were applied."""
    packed = brotli.compress(gzip.compress(b"words"))
    body = of_bytes(packed, encoding=claimed)
    assert (body.text, list(body.codings)) == ("words", ["br", "gzip"])


def test_a_packed_text_inside_a_packed_text_is_opened_but_not_for_ever():
    """Some proxies compress twice; an onion of a hundred skins is left half peeled."""
    data = b"words"
    for _ in range(3):
        data = gzip.compress(data)
    assert of_bytes(data).text == "words"
    for _ in range(100):
        data = gzip.compress(data)
    body = of_bytes(data)
    assert len(body.codings) < 10
    assert body.text is None


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "compress"])
def test_a_claim_that_is_not_true_is_a_problem(encoding):
    """Many recorders keep decoded bodies under the coded ones' header: shown, and said once."""
    for body in (of_text('{"a": 1}', None, encoding), of_bytes(b'{"a": 1}', None, encoding)):
        assert body.data == b'{"a": 1}'
        assert body.text == '{"a": 1}'
        assert body.json == {"a": 1}
        assert body.problems == [
            f"content-encoding says {encoding}, but the body is stored decoded or broken"
        ]


@pytest.mark.parametrize("encoding", [None, "", "identity", " Identity "])
def test_no_claim_is_no_problem(encoding):
    """`identity` says that there is no coding."""
    body = of_text("words", None, encoding)
    assert (body.data, body.text, body.problems) == (b"words", "words", [])


@pytest.mark.parametrize("form", ["text", "empty"])
def test_an_empty_body_breaks_no_promise(form):
    """The answer to HEAD has a coding and no body."""
    body = Body(Stored(form, "", None), None, "gzip")
    assert body.is_empty
    assert (body.data, body.text, body.json, body.problems) == (b"", "", NOT_JSON, [])


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_refused_wherever_it_is_read(coding, monkeypatch):
    """Bytes, text and JSON all go through the same limit."""
    packed = PACKERS[coding](b" " * (1 << 21))
    monkeypatch.setattr(Limit, "bytes", 1 << 20)
    for read in (lambda body: body.data, lambda body: body.text, lambda body: body.json):
        with pytest.raises(CassetteError, match="larger than 1 MiB"):
            read(of_bytes(packed, "application/json", coding))


def test_a_bomb_in_a_bomb_is_refused(monkeypatch):
    """Each coding of a stack is measured."""
    packed = gzip.compress(gzip.compress(bytes(1 << 24)))
    monkeypatch.setattr(Limit, "bytes", 1 << 20)
    with pytest.raises(CassetteError, match="larger than"):
        assert of_bytes(packed).data


@pytest.mark.parametrize(
    ("charset", "data", "wanted"),
    [
        ("", "grüße".encode(), "grüße"),
        ("utf-8", "grüße".encode(), "grüße"),
        ("UTF8", "grüße".encode(), "grüße"),
        ("iso-8859-1", "grüße".encode("latin-1"), "grüße"),
        ("windows-1252", "„grüße“".encode("cp1252"), "„grüße“"),
        ("gbk", "你好".encode("gbk"), "你好"),
        ("shift_jis", "日本".encode("shift_jis"), "日本"),
        ("utf-16", "grüße".encode("utf-16"), "grüße"),
        ("nonsense", "grüße".encode(), "grüße"),
        ("ascii", "grüße".encode(), "grüße"),
        ("base64", b"Z3I=", "Z3I="),
        ("", "grüße".encode("latin-1"), None),
        ("", b"\x00\x01\x02", None),
        ("utf-8", b"\xff\xd8\xff", None),
    ],
)
def test_a_charset_is_believed_where_it_fits(charset, data, wanted):
    """Else the bytes are UTF-8, or no text at all."""
    assert of_bytes(data, f"text/plain; charset={charset}").text == wanted


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "undefined", "rot13"])
def test_python_s_own_codecs_are_no_charsets(charset):
    """They change what was said, warn, or take minutes for a megabyte."""
    assert of_bytes(rb"a-\x41", f"text/plain; charset={charset}").text == r"a-\x41"


@pytest.mark.parametrize("written", ["Z3I", "Z3I=!", "Z3 I=", "Z\n3\nI\n=", "Z3I=\n\n"])
def test_base64_is_read_leniently(written):
    """Line breaks are welcome, and a missing end costs only the end."""
    body = Body(Stored("base64", written, None))
    assert "gr".startswith(body.text)


def test_broken_base64_is_a_problem():
    """What can be read is shown, and that it is not all is said once."""
    body = Body(Stored("base64", b64encode(b"some words").decode()[:-3], None))
    assert body.text == "some word"
    assert body.problems == ["the base64 of this body is broken"]


@pytest.mark.parametrize(
    ("text", "content_type", "wanted"),
    [
        ('{"a": 1}', None, {"a": 1}),
        (" [1, 2]\n", "text/plain", [1, 2]),
        ("3", "application/json", 3),
        ("null", "application/problem+json", None),
        ('"x"', "application/json", "x"),
        ("3", "text/plain", NOT_JSON),
        ("", "application/json", NOT_JSON),
        ("{broken", "application/json", NOT_JSON),
        ('{"a": 1} trailing', "application/json", NOT_JSON),
        ("[" * 100_000, "application/json", NOT_JSON),
        ('{"a": "line\nbreak"}', None, {"a": "line\nbreak"}),
    ],
    ids=range(11),
)
def test_json_is_what_reads_as_json(text, content_type, wanted):
    """An object or array says so itself; a bare value only where the headers say so."""
    assert of_text(text, content_type).json == wanted
    assert of_bytes(text.encode(), content_type).json == wanted


def test_a_tree_is_its_values():
    """What replay would send is the JSON of the tree."""
    body = of_tree("{a: [1, 'x', null], b: yes}", "application/json", "gzip")
    assert body.json == {"a": [1, "x", None], "b": True}
    assert json.loads(body.text) == json.loads(body.data) == body.json
    assert body.is_text
    assert not body.is_empty
    assert body.problems == []


@pytest.mark.parametrize(
    ("encoding", "claims"),
    [
        (None, []),
        ("", []),
        (" , ", []),
        ("gzip", ["gzip"]),
        (" GZip ,br", ["gzip", "br"]),
        ("identity", ["identity"]),
    ],
)
def test_the_codings_that_are_claimed(encoding, claims):
    """In the order in which they were applied, whatever the body is really in."""
    body = of_bytes(gzip.compress(b"{}"), encoding=encoding)
    assert body.claims == claims
    assert body.data == b"{}"
    assert body.claims == claims
