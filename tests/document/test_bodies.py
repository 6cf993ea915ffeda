"""Editing bodies where they stand, through all that is around them."""

import gzip
import zlib
from base64 import b64encode

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.document.bodies import bytes_edits, text_edits, whole_edits
from cassette_cli.document.files import cassette_of, open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.document.trees import Trees
from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

LAW = settings(deadline=None, max_examples=40)
WORDS = "Größe: «x», 天気\nsecond line"


def cassette(body: str, headers: str = "{}"):
    """Return a cassette with a response whose body is written so."""
    text = (
        "interactions:\n- request:\n    body: null\n    headers: {}\n    method: GET\n"
        "    uri: http://a.example/\n  response:\n    body:\n      string: " + body + "\n"
        f"    headers: {headers}\n    status: {{code: 200, message: OK}}\nversion: 1\n"
    )
    found = open_cassette(Source("c.yaml", None), text.encode())
    assert found is not None
    return found


def body_of(found):
    """Return the body of its response."""
    return next(found.interactions()).response.body


def binary(data: bytes) -> str:
    """Return bytes as PyYAML writes them."""
    lines = b64encode(data).decode()
    rows = [lines[at : at + 70] for at in range(0, len(lines), 70)]
    return "!!binary |\n" + "".join(f"        {row}\n" for row in rows)


STORED = {
    "plain": (f'"{WORDS}"'.replace("\n", "\\n"), "{}"),
    "single": ("'" + WORDS.replace("\n", "\n\n        ") + "'", "{}"),
    "literal": ("|-\n" + "".join(f"        {row}\n" for row in WORDS.split("\n")), "{}"),
    "binary": (binary(WORDS.encode()), "{}"),
    "gzip": (binary(gzip.compress(WORDS.encode(), mtime=0)), "{content-encoding: [gzip]}"),
    "deflate": (binary(zlib.compress(WORDS.encode())), "{content-encoding: [deflate]}"),
    "both": (
        binary(gzip.compress(zlib.compress(WORDS.encode()), mtime=0)),
        '{content-encoding: ["deflate, gzip"]}',
    ),
    "latin": (binary("Größe".encode("latin-1")), "{content-type: [text/plain; charset=latin-1]}"),
    "chunks": ("[Größe, ' und ', Gewicht]", "{}"),
}


@pytest.mark.parametrize("kind", STORED)
def test_no_edit_is_no_edit(kind):
    """Nothing is packed again, or written in another way."""
    found = cassette(*STORED[kind])
    assert text_edits(Trees(found), body_of(found), []) == []
    assert bytes_edits(found, body_of(found), []) == []


@pytest.mark.parametrize("kind", sorted(STORED.keys() - {"latin"}))
@LAW
@given(new=TEXTS, data=st.data())
def test_an_edited_body_reads_as_meant(kind, new, data):
    """And all that is not the body stays as it is."""
    found = cassette(*STORED[kind])
    text = body_of(found).text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edits = [Edit(Span(start, end), new)]
    if "\0" in new and body_of(found).stored.form == "base64":
        with pytest.raises(CassetteError, match="U\\+0000"):
            text_edits(Trees(found), body_of(found), edits)
        return
    changed = cassette_of(apply(found.text, text_edits(Trees(found), body_of(found), edits)), found)
    meant = apply(text, edits)
    assert body_of(changed).text == (meant if "\0" not in meant else body_of(changed).text)
    heads = [one.text.partition("    method: GET")[0] for one in (found, changed)]
    assert heads[0] == heads[1]
    assert body_of(changed).codings == body_of(found).codings or not meant


def test_a_scalar_that_cannot_hold_a_text_is_written_as_the_recorder_writes_it():
    """By PyYAML, in single quotes and folded; others would write a block, or double quotes."""
    found = cassette("some words")
    text = "some words:" + " and so on" * 9 + "\nend"
    edits = text_edits(Trees(found), body_of(found), [Edit(Span(10, 10), text[10:])])
    document = yaml.safe_load(found.text)
    document["interactions"][0]["response"]["body"]["string"] = text
    written = [
        whole.partition("string: ")[2].partition("    headers:")[0]
        for whole in (apply(found.text, edits), yaml.dump(document, Dumper=yaml.CDumper))
    ]
    assert written[0] == written[1]
    assert written[0].startswith("'some words: and")


def test_a_charset_is_kept():
    """One byte for a letter with a dot; what it does not have cannot be said in it."""
    found = cassette(*STORED["latin"])
    edits = text_edits(Trees(found), body_of(found), [Edit(Span(0, 1), "ä")])
    assert body_of(cassette_of(apply(found.text, edits), found)).data == "äröße".encode("latin-1")
    with pytest.raises(CassetteError):
        text_edits(Trees(found), body_of(found), [Edit(Span(0, 1), "天")])


def test_bytes_are_not_put_into_a_text():
    """It could not hold them."""
    found = cassette(*STORED["plain"])
    with pytest.raises(CassetteError, match="kept as text"):
        bytes_edits(found, body_of(found), [Edit(Span(0, 1), b"\xff")])
    assert whole_edits(found, body_of(found), b"\xff", coded=False) is None


@pytest.mark.parametrize("coded", [True, False])
def test_a_body_is_given_other_bytes(coded):
    """In the codings that it has, or as they are."""
    found = cassette(*STORED["gzip"])
    edits = whole_edits(found, body_of(found), b"\0\xff", coded=coded)
    body = body_of(cassette_of(apply(found.text, edits), found))
    assert (body.data, list(body.codings)) == (b"\0\xff", ["gzip"] if coded else [])


def test_a_body_inside_an_object_is_refused():
    """Nobody knows what would read it."""
    found = cassette("!!python/object/new:_io.BytesIO\n        state: [text of it, 0, null]")
    with pytest.raises(CassetteError, match="object of Python"):
        text_edits(Trees(found), body_of(found), [Edit(Span(0, 1), "x")])
