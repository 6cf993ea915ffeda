"""Bytes: every coding and charset is opened, and written back as it was."""

import gzip
import json
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tests.operations.redact.planting import (
    ALL,
    KEYS,
    LAW,
    PLACEHOLDERS,
    SENTENCES,
    interaction,
    key,
    loaded,
    outcomes,
    placeholder,
    rules,
    vcrpy,
)

from cassette_cli.operations.redact.bytes_search import NO_CLAIMS, Claims, bytes_edits
from cassette_cli.operations.redact.finding import Place
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.search import Context, Search
from cassette_cli.text.edit import apply

CODINGS = {
    "gzip": (lambda data: gzip.compress(data, mtime=0), gzip.decompress),
    "deflate": (zlib.compress, zlib.decompress),
    "br": (brotli.compress, brotli.decompress),
    "zstd": (zstandard.compress, zstandard.decompress),
}
CLAIMED = st.lists(st.sampled_from(list(CODINGS)), max_size=2, unique=True).filter(
    lambda codings: codings != ["deflate", "br"]
)


def redacted(data: bytes, claims: Claims = NO_CLAIMS) -> bytes:
    """Return what becomes of bytes."""
    search = Search(rules(), [], PLACEHOLDERS, KnownValues())
    search.begin(ALL)
    return apply(data, bytes_edits(search, data, Context(Place()), claims))


@LAW
@given(CLAIMED, KEYS, SENTENCES)
def test_compressed_bytes_are_opened_and_packed_again(codings, value, words):
    """Also twice; what is inside is as long as it was."""
    data, want = (f"{words} {one} {words}".encode() for one in (value, placeholder(value)))
    for coding in codings:
        data = CODINGS[coding][0](data)
    made = redacted(data, Claims(codings))
    for coding in codings[::-1]:
        made = CODINGS[coding][1](made)
    assert made == want


def test_codings_that_have_no_magic_are_opened_in_their_order():
    """The last one that was applied is the first one to open."""
    data = brotli.compress(zlib.compress(f"so {key(1)}".encode()))
    made = redacted(data, Claims(["deflate", "br"]))
    assert zlib.decompress(brotli.decompress(made)).decode() == f"so {placeholder(key(1))}"


@LAW
@given(CLAIMED, SENTENCES)
def test_compressed_bytes_without_a_finding_stay(codings, words):
    """Packing is not always the same; so it is left alone."""
    data = words.encode()
    for coding in codings:
        data = CODINGS[coding][0](data)
    assert redacted(data, Claims(codings)) == data


@LAW
@given(st.binary(max_size=80), st.sampled_from([(), ("gzip",), ("br",), ("zstd", "deflate")]))
def test_any_bytes_can_be_searched(data, codings):
    """Media, broken compression, anything: what cannot be opened is left."""
    assert len(redacted(data, Claims(codings, "utf-16"))) == len(data)


@pytest.mark.parametrize(
    "charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16-le", "shift_jis"]
)
def test_charsets(charset):
    """Bytes are written in the charset that they were read in."""
    words = "caf\xe9" if charset.startswith(("iso", "windows", "utf")) else "\u5929\u6c17"
    text = f"{words}, the key is {key(1)}"
    made = redacted(text.encode(charset), Claims(charset=charset))
    assert made.decode(charset) == text.replace(key(1), placeholder(key(1)))


def test_a_byte_order_mark_stays():
    """It is no part of the text."""
    data = b"\xef\xbb\xbf" + f'{{"said": "{key(1)}"}}'.encode()
    assert redacted(data) == data.replace(key(1).encode(), placeholder(key(1)).encode())


def test_a_key_that_leaves_no_doubt_is_found_in_binary_data():
    """An archive, a database: the bytes around it do not matter."""
    data = bytes(range(128, 256)) + key(1).encode() + bytes(range(128, 256))
    assert redacted(data) == data.replace(key(1).encode(), placeholder(key(1)).encode())


def test_a_body_that_claims_what_it_is_not_is_searched_as_it_is():
    """Recorders decode bodies, and leave the header."""
    call = interaction(f"so {key(1)}", answered={"Content-Encoding": "gzip"})
    (outcome,) = outcomes(vcrpy(call))
    assert key(1) not in outcome.text


@LAW
@given(KEYS, st.sampled_from([1, 6, 9]))
def test_binary_bodies_of_cassettes(value, level):
    """Packed by the server, and kept in base64 by the recorder; a client unpacks what is made."""
    text = json.dumps({"said": f"so {value} is it " * 3})
    call = interaction(answered={"Content-Encoding": "gzip"})
    call["response"]["body"]["string"] = gzip.compress(text.encode(), level, mtime=0)
    (outcome,) = outcomes(vcrpy(call))
    made = loaded(outcome.text)[0]["response"]["body"]["string"]
    assert gzip.decompress(made).decode() == text.replace(value, placeholder(value))


@pytest.mark.parametrize("codings", [(), ("gzip",), ("deflate", "gzip"), ("zstd",)])
def test_a_compressed_array_is_the_stream_that_it_is_when_it_is_not(codings):
    """Fragments of its events are joined, and a name in one tells of the value in the next."""
    value = "Zx9Qw7Er5Ty3Ui1Op2As4Df6"
    text = f"failed (password: {value}), again"

    def events(said: str) -> bytes:
        pieces = [said[at : at + 7] for at in range(0, len(said), 7)]
        parts = [{"candidates": [{"content": {"parts": [{"text": one}]}}]} for one in pieces]
        return json.dumps(parts, indent=1).encode()

    data = events(text)
    for coding in codings:
        data = CODINGS[coding][0](data)
    made = redacted(data, Claims(codings))
    for coding in codings[::-1]:
        made = CODINGS[coding][1](made)
    assert made == events(text.replace(value, placeholder(value)))
