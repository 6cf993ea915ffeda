"""Opening cassettes: whatever the file, a cassette or a reason."""

import gzip
import os
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.document.files import (
    Cassette,
    cassette_of,
    decoded_file,
    is_json,
    may_be_cassette,
    open_cassette,
    scalar_view,
)
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError, NotACassette
from cassette_cli.http.codings import Limit
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.span import Span
from cassette_cli.text.tree import leaves
from cassette_cli.text.yaml_tree import read_documents

SAMPLE = (
    "interactions:\n"
    "- request: {method: GET, uri: 'https://api.example.com/', body: null, headers: {}}\n"
    "  response:\n    body: {string: grüße 😀}\n    headers: {}\n"
    "    status: {code: 200, message: OK}\n"
    "version: 1\n"
)
JSON_SAMPLE = (
    '{"version": 1, "interactions": [{"request": {"method": "GET", "uri": "https://api.example.com/",'
    ' "body": null, "headers": {}}, "response": {"body": {"string": "grüße 😀"}, "headers": {},'
    ' "status": {"code": 200, "message": "OK"}}}]}\n'
)


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens bytes as a file would be opened."""

    def open_bytes(data: bytes | str, *, named: bool = True, picks: str = ""):
        path = tmp_path / "a"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return open_cassette(Source("a", path, picks=picks, named=named))

    return open_bytes


def refused(opened, data: bytes | str, **how) -> CassetteError:
    """Return the error that a file ends with."""
    with pytest.raises(CassetteError) as caught:
        opened(data, **how)
    assert caught.value.message
    assert not caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.encode(),
        SAMPLE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + SAMPLE.encode(),
        b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode(),
        b"# a comment\n---\n" + SAMPLE.encode() + b"...\n# the end\n",
        b"%YAML 1.1\n---\n" + SAMPLE.encode(),
        SAMPLE.rstrip("\n").encode(),
        JSON_SAMPLE.encode(),
        b"\xef\xbb\xbf \r\n\t" + JSON_SAMPLE.encode(),
    ],
    ids=["plain", "crlf", "bom", "bom-crlf", "ends", "directive", "no-newline", "json", "json-bom"],
)
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("named", [False, True])
def test_the_same_cassette_in_other_clothes(opened, data, packed, named):
    """Line ends, marks, endings and gzip change nothing of what it says, named or found."""
    cassette = opened(gzip.compress(data) if packed else data, named=named)
    (interaction,) = cassette.interactions()
    assert cassette.recorder.name == "vcrpy"
    assert interaction.request.url == "https://api.example.com/"
    assert interaction.response.body.text == "grüße 😀"
    assert cassette.size == (len(gzip.compress(data)) if packed else len(data))
    assert ("\ufeff" + cassette.text).encode()[-len(data) :] == data


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b\x08", b"{", b"interactions: "]))
def test_any_bytes_are_text_or_refused(data, head):
    """Nothing but a CassetteError, whatever the file."""
    try:
        text = decoded_file(head + data)
    except CassetteError:
        return
    assert isinstance(text, str)


def test_damaged_files_are_opened_or_refused(tmp_path):
    """A byte lost, changed or added anywhere: an answer, never a traceback."""
    chance = random.Random(7)
    path = tmp_path / "a"
    for _ in range(600):
        data = bytearray(chance.choice([SAMPLE, JSON_SAMPLE]).encode())
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.choice(
                [b"", b"\x00", b"\xff", b"'", b'"', b"\n", b"- ", b": ", b"{", b"[", b"&a ", b"*a ",
                 b"!x ", b"|\n", b"\t", b"\x07", b"\\u12", b"\xc2\x85"]
            )  # fmt: skip
        path.write_bytes(data)
        try:
            cassette = open_cassette(Source("a", path))
        except CassetteError:
            continue
        for interaction in cassette.interactions():
            assert interaction.response.body.data is not None


@pytest.mark.parametrize("data", ["", "\n", " \t\r\n", "\ufeff", "\ufeff\n", "# nothing\n"])
def test_an_empty_file_is_said_to_be_empty(opened, data):
    """A recorder that crashed leaves such files behind."""
    error = refused(opened, data)
    assert (error.message, error.where) == ("the file is empty", "a")
    assert error.hint


@pytest.mark.parametrize(
    ("data", "where", "byte"),
    [
        (b"\xff", "a:1:1", "0xff"),
        (b"a: 1\nb: caf\xe9\n", "a:2:7", "0xe9"),
        (b"a: 1\r\nb: \xc3(\r\n", "a:2:4", "0xc3"),
        ("a: é\nb: é".encode() + b"\x80", "a:2:5", "0x80"),
        (b"a: \xed\xa0\x80", "a:1:4", "0xed"),
    ],
)
def test_other_charsets_are_refused_at_their_byte(opened, data, where, byte):
    """VCR.py used to write in the platform's own encoding; columns count characters."""
    error = refused(opened, data)
    assert error.message == f"not UTF-8: byte {byte} cannot stand here"
    assert error.where == where


@pytest.mark.parametrize(
    ("data", "where", "kind"),
    [
        ("interactions:\n- request: 'open\n", "a:3:1", "YAML"),
        ("interactions:\n  - a\n - b\n", "a:3:2", "YAML"),
        ("interactions: \x07\n", "a:1:15", "YAML"),
        ('{"interactions": [1,]}', "a:1:21", "JSON"),
        ('{\n"interactions"\n}', "a:3:1", "JSON"),
        ('{"interactions": [', "a:1:19", "JSON"),
        ("\ufeff{]", "a:1:2", "JSON"),
    ],
)
def test_broken_files_are_refused_at_their_place(opened, data, where, kind):
    """`path:line:column`, as compilers say it, so that an editor can jump there."""
    error = refused(opened, data)
    assert error.message.startswith(f"not {kind}: ")
    assert error.where == where


@pytest.mark.parametrize(
    "data",
    [
        "[" * 100_000,
        '{"interactions":' + '{"a":' * 100_000,
        "interactions: " + "[" * 100_000,
        "interactions:\n- " + "{a: " * 100_000,
        "- " * 100_000,
        '{"interactions": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=["json", "json-objects", "yaml-flow", "yaml-flow-maps", "yaml-block", "json-closed"],
)
@pytest.mark.parametrize("named", [False, True])
def test_absurd_nesting_is_refused(opened, data, named):
    """A hundred thousand levels end neither the interpreter's stack nor the C library's."""
    if not named and "interactions" not in data:
        assert opened(data, named=False) is None
        return
    assert "nested deeper than 1000 levels" in refused(opened, data, named=named).message


def test_deep_bodies_are_shown_as_text(opened):
    """A body is a text of its own: what it nests is not the file's fault."""
    deep = "[" * 100_000
    cassette = opened(JSON_SAMPLE.replace("grüße 😀", deep))
    (interaction,) = cassette.interactions()
    assert interaction.response.body.text == deep


def test_an_alias_bomb_is_refused(opened):
    """A few lines that stand for billions of values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    error = refused(opened, "\n".join([*lines, "interactions: [*a11]\n"]))
    assert "aliases repeat more than" in error.message


def test_a_gzip_bomb_is_refused(opened, monkeypatch):
    """A file obeys the limit of bodies, and is refused before it fills the memory."""
    monkeypatch.setattr(Limit, "bytes", 1 << 20)
    error = refused(opened, gzip.compress(b"interactions: []\n" + bytes(1 << 24)))
    assert "larger than 1 MiB when opened" in error.message
    assert error.where == "a"


def test_a_gzip_file_that_is_cut_off_is_refused(opened):
    """Half a YAML file may parse, and lie."""
    whole = gzip.compress((SAMPLE * 3).encode())
    for end in (12, len(whole) // 2, len(whole) - 3):
        error = refused(opened, whole[:end])
        assert error.message.startswith("cannot unpack the file")


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b\x08", b"\x1f\x8b\x08rubbish", b"\x1f\x8b\x08" + bytes(99)]
)
@pytest.mark.parametrize("named", [False, True])
def test_gzip_that_is_none_is_refused(opened, data, named):
    """Three bytes make no archive; a folder passes over such a file."""
    if named:
        refused(opened, data)
    else:
        assert opened(data, named=False) is None


def test_several_documents_are_no_cassette(opened):
    """No recorder that is read writes more than one."""
    assert "no cassette" in refused(opened, f"---\n{SAMPLE}---\n{SAMPLE}").message


@pytest.mark.parametrize(
    "data",
    ["version: 2\njobs: {}\n", "hello\n", "{}", "[]", "interactions: none\n", b"\x89PNG\r\n"],
)
def test_a_file_of_a_folder_that_is_no_cassette_is_passed_over(opened, data):
    """Test folders hold all sorts of things; a file that was named deserves a reason."""
    assert opened(data, named=False) is None
    refused(opened, data)


@pytest.mark.parametrize("sample", [SAMPLE, JSON_SAMPLE])
def test_every_case_of_every_recorder_is_worth_parsing(sample):
    """What a folder search passes over unparsed would never be found."""
    assert may_be_cassette(sample.encode())
    data = Path(__file__).parents[1] / "recorders" / "data"
    assert [
        path for path in data.glob("*/*/cassette.*") if not may_be_cassette(path.read_bytes())
    ] == []


def test_interactions_are_picked(opened):
    """Numbers are those of the file, also where only some are wanted."""
    item = SAMPLE.partition("\n")[2].rpartition("version")[0]
    text = "interactions:\n" + item * 5 + "version: 1\n"
    assert [one.index for one in opened(text, picks="3,0-1,last").interactions()] == [0, 1, 3, 4]
    with pytest.raises(CassetteError, match="there is no interaction 5") as caught:
        list(opened(text, picks="5").interactions())
    assert caught.value.where == "a"


def test_no_cassette_is_a_kind_of_its_own(opened):
    """So that a folder search can tell it from a file that is broken."""
    assert isinstance(refused(opened, "a: 1\n"), NotACassette)
    assert not isinstance(refused(opened, "a: 'open\n"), NotACassette)


def test_a_long_line_is_read(opened):
    """A body of ten megabytes on one line is nothing special."""
    body = "x" * (10 << 20)
    (interaction,) = opened(SAMPLE.replace("grüße 😀", body)).interactions()
    assert interaction.response.body.text == body


@pytest.mark.parametrize("sample", [SAMPLE, JSON_SAMPLE], ids=["yaml", "json"])
def test_what_has_been_read_is_not_read_again(tmp_path, sample):
    """The bytes that are checked are those that are written back, whatever the disk says now."""
    source = Source("a", tmp_path / "not there")
    cassette = open_cassette(source, b"\xef\xbb\xbf" + sample.encode())
    assert (cassette.text, cassette.size) == (sample, len(sample.encode()) + 3)
    assert cassette.source is source
    assert open_cassette(Source("a", tmp_path / "nowhere", named=False), b"hello\n") is None


@pytest.mark.parametrize("sample", [SAMPLE, JSON_SAMPLE], ids=["yaml", "json"])
def test_a_cassette_of_a_text_made_from_another(opened, sample):
    """What is said of the file stays: its name, its place, its size and what was picked of it."""
    cassette = opened(sample, picks="0")
    made = cassette_of(sample.replace("grüße", "XXXXX"), cassette)
    (interaction,) = made.interactions()
    assert interaction.response.body.text == "XXXXX 😀"
    assert made.text == sample.replace("grüße", "XXXXX")
    assert (made.label, made.size, made.picked, made.source, made.recorder) == (
        cassette.label, cassette.size, cassette.picked, cassette.source, cassette.recorder
    )  # fmt: skip
    assert cassette.text == sample


@pytest.mark.parametrize("text", ["", "{", "interactions: [", "a: 1\n", "[" * 2000])
def test_a_text_that_is_no_cassette_any_more_is_refused(opened, text):
    """Before it is written in the place of one that is."""
    cassette = opened(SAMPLE)
    with pytest.raises(CassetteError):
        cassette_of(text, cassette)
    assert cassette.text == SAMPLE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{}", True), ("[]", True), (" \r\n\t{", True), ("interactions: {}", False), ("", False),
        ("- [a]", False), ("--- {}", False), ("# {}\n[]", False), ('"x"', False),
    ],
)  # fmt: skip
def test_what_starts_with_a_bracket_is_json(text, wanted):
    """JSON is never read as YAML, nor YAML in block style as JSON."""
    assert is_json(text) == wanted


@pytest.mark.parametrize("sample", [SAMPLE, JSON_SAMPLE], ids=["yaml", "json"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_scalar_of_a_file_can_be_edited(opened, sample, end):
    """Keys too; in the notation of the file, and nothing else changes."""
    cassette = opened(sample.replace("\n", end))
    for number, leaf in enumerate(leaves(cassette.tree)):
        view = scalar_view(cassette.text, leaf)
        assert view.inner == leaf.value
        assert view.rewrap([]) == []
        if leaf.style != '"' and is_json(cassette.text):
            continue
        edits = view.rewrap([Edit(Span(0, 0), "X:\\ ")])
        found = [one.value for one in leaves(_tree_of(apply(cassette.text, edits), cassette.text))]
        wanted = [one.value for one in leaves(cassette.tree)]
        wanted[number] = f"X:\\ {wanted[number]}"
        assert found == wanted


def _tree_of(text, like):
    if is_json(like):
        return read_json(text)
    return read_documents(text)[0]


def test_a_scalar_of_json_stays_json(opened):
    """Where YAML would write other quotes or escapes."""
    cassette = opened(JSON_SAMPLE)
    leaf = next(one for one in leaves(cassette.tree) if one.value == "grüße 😀")
    edits = scalar_view(cassette.text, leaf).rewrap([Edit(Span(0, 5), "\x85'\"/")])
    assert apply(cassette.text, edits) == JSON_SAMPLE.replace("grüße", "\x85'\\\"/")


def test_a_closed_cassette_is_opened_again(opened):
    """Ten thousand of them do not fit into memory at once."""
    cassette = opened(SAMPLE, picks="0")
    closed = cassette.closed()
    assert (cassette.is_closed, closed.is_closed, closed.text) == (False, True, "")
    assert closed.label == cassette.label
    assert closed.reopened() == cassette
    closed.source.path.write_text("hello\n", encoding="utf-8")
    with pytest.raises(NotACassette):
        closed.reopened()


@pytest.mark.parametrize("let_go", [Cassette.closed, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_closed_cassette_that_changed_is_not_the_same(opened, let_go):
    """What was found in it stands elsewhere by now: an edit would leave half a secret."""
    cassette = opened(SAMPLE)
    closed = let_go(cassette)
    assert closed.reopened() == cassette
    closed.source.path.write_text(f"# new\n{SAMPLE}", encoding="utf-8")
    with pytest.raises(CassetteError, match="changed since it was read"):
        closed.reopened()


def test_what_cannot_be_read_again_is_not_closed(opened):
    """Such as the standard input, or what another program writes into a pipe."""
    cassette = opened(SAMPLE)
    os.mkfifo(cassette.source.path.with_name("pipe"))
    pipe = Source("pipe", cassette.source.path.with_name("pipe"))
    for source in (None, Source("-", None), pipe):
        once = cassette._replace(source=source)
        assert once.closed() is once
