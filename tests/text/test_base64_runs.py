"""Base64 anywhere in a text."""

import gzip
import random
import string
import zlib
from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.text.base64_runs import base64_layer
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

WORD = string.ascii_letters + string.digits
MEANT = st.text(st.sampled_from(WORD + " :.?~-{}é你😀\n"), min_size=24, max_size=200)


@st.composite
def spellings(draw, size: int):
    """Draw a way of writing so many bytes as base64, with something around it."""
    encode = draw(st.sampled_from([b64encode, urlsafe_b64encode]))
    padding = draw(st.sampled_from(["", "="]))
    width = draw(st.sampled_from([10**6, 20, 60, 64, 70, 76]))
    width = width if width < size else 10**6
    separator = draw(st.sampled_from(["\n", "\r\n"]))
    prefixes = ["", "Basic ", '"', "data:text/plain;base64,", "a.", "é"]
    more = ["key_", "v1/b/", "id-"] if width > size else []
    before = draw(st.sampled_from(prefixes + more))
    after = draw(st.sampled_from(["", '"', "\n", "\r\n\r\nend"]))

    def written(data):
        encoded = encode(data).decode().rstrip("=")
        encoded += padding * (-len(encoded) % 4)
        return before + separator.join(in_lines(encoded, width)) + after

    return written


def in_lines(encoded: str, width: int) -> list[str]:
    """Return lines of one length, the last one shorter."""
    return [encoded[at : at + width] for at in range(0, len(encoded), width)]


@st.composite
def edits_of(draw, data: bytes):
    """Draw edits of bytes that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), min_size=2, max_size=4)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(Span(start, end), draw(st.binary(max_size=40))) for start, end in pairs]


@given(MEANT, st.data())
def test_silence_and_truth(meant, data):
    """Whatever the alphabet, padding, lines and prefix, an edit is written in the same way."""
    content = meant.encode()
    written = data.draw(spellings(len(content)))
    outer = written(content)
    [inner] = base64_layer(outer)
    assert inner.content == content
    view = inner.open()
    assert view.inner == content
    assert view.rewrap([]) == []
    # Keeps the length modulo three, by which alone a text without padding is told from others.
    edits = data.draw(edits_of(content))
    rest = len(apply(content, edits)) - len(content)
    edits.append(Edit(Span(len(content), len(content)), b"." * (-rest % 3)))
    outcome = apply(outer, view.rewrap(edits))
    standard = str.maketrans("-_", "+/")
    assert outcome.translate(standard) == written(apply(content, edits)).translate(standard)


@given(MEANT, st.data())
def test_the_same_bytes_take_the_same_room(meant, data):
    """A placeholder of the same length leaves every line and length as it is."""
    outer = data.draw(spellings(len(meant.encode())))(meant.encode())
    new = "".join(data.draw(st.sampled_from(WORD)) if mark in WORD else mark for mark in meant)
    [inner] = base64_layer(outer)
    edit = Edit(Span(0, len(inner.content)), new.encode())
    outcome = apply(outer, inner.open().rewrap([edit]))
    assert [len(line) for line in outcome.split("\n")] == [len(x) for x in outer.split("\n")]
    assert [inner.content for inner in base64_layer(outcome)] == [new.encode()]


@pytest.mark.parametrize(
    "meant",
    [
        "user:password", "admin:Pa$$w0rd!", '{"a":"x","b":"y"}', "sk-proj-3kL9xQvT",
        "-----BEGIN PRIVATE KEY-----\nMIIE", "Grüße an José", "密钥是一二三", "<p>é&é;</p>",
    ],
)  # fmt: skip
def test_short_texts_are_opened(meant):
    """Passwords, keys and JSON of a dozen characters are what is looked for."""
    assert [inner.content for inner in base64_layer(b64encode(meant.encode()).decode())] == [
        meant.encode()
    ]


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(b"secret", mtime=0), b"\x28\xb5\x2f\xfd\x04\x58" + b"\xff" * 20,
        *[zlib.compress(b"some secret words", level) for level in (0, 1, 6, 9)],
        zlib.compress(random.Random(1).randbytes(2000)),
    ],
)  # fmt: skip
def test_compressed_bytes_are_opened(packed):
    """They are told by how they begin; what they hold is the next layer's matter."""
    assert [inner.content for inner in base64_layer(b64encode(packed).decode())] == [packed]


def test_the_parts_of_a_token_are_opened():
    """The header and the claims of a JWT are JSON; the signature is nothing."""
    header, claims = b'{"alg":"HS256"}', b'{"sub":"someone","iat":1516239022}'
    parts = [header, claims, random.Random(1).randbytes(32)]
    token = ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    outer = f"Bearer {token}"
    first, second = base64_layer(outer)
    assert (first.content, second.content) == (header, claims)
    view = second.open()
    outcome = apply(outer, view.rewrap([Edit(Span(8, 15), b"XXXXXXX")]))
    assert len(outcome) == len(outer)
    assert outcome.split(".")[::2] == outer.split(".")[::2]


def test_values_in_lines_are_told_from_one_value_in_lines():
    """A list of passwords, one to a line, has the looks of wrapped base64."""
    values = [f"user{number}:pass-word{number}".encode() for number in range(9)]
    lines = "\n".join(b64encode(value).decode().rstrip("=") for value in values)
    assert [inner.content for inner in base64_layer(lines)] == values


@pytest.mark.parametrize("after", ["End", "The end.", "-----END X-----"])
def test_a_line_of_words_ends_the_run(after):
    """What stands under a wrapped text is not its last line."""
    meant = b"some secret words" * 6
    lines = "\n".join(in_lines(b64encode(meant).decode(), 68))
    assert [inner.content for inner in base64_layer(f"{lines}\n{after}\n")] == [meant]


def test_a_part_of_a_path_is_opened():
    """Without the part after it."""
    encoded = b64encode(b"account 4711, project x").decode().rstrip("=")
    [inner] = base64_layer(f"https://example.com/v1/{encoded}/rest")
    assert inner.content == b"account 4711, project x"


def test_ids_and_media_are_left():
    """They are far more frequent than text in this form."""
    chance = random.Random(1)
    ids = ["".join(chance.choices(WORD, k=length)) for length in range(20, 41) for _ in range(99)]
    ids += [f"{prefix}{found}" for prefix in ("msg_", "chatcmpl-", "v1/x/") for found in ids]
    media = [b"\x89PNG\r\n\x1a\n", b"RIFF\x24\x08\x00\x00WAVEfmt ", b"\x00\x00\x00\x20ftypmp42"]
    ids += [b64encode(start + chance.randbytes(9000)).decode() for start in media]
    assert [found for found in ids if base64_layer(found)] == []


@pytest.mark.parametrize(
    "outer",
    [
        "", "c2hvcnQ", "c29tZSBzZWNyZXQgd29yZHR=", "c29tZSBzZWNyZXQgd29yZHR", "a" * 17, "-" * 40,
        "chat/completions/and-more_of_it", b64encode(b"some text" * 20 + bytes(99)).decode(),
        "eJw" + "a" * 40, "c29t+ZSBz-ZWNyZXQg",
    ],
)  # fmt: skip
def test_what_is_not_opened(outer):
    """What is short, has bits left over, mixes alphabets or ends in binary data."""
    assert list(base64_layer(outer)) == []


@pytest.mark.parametrize("padding", ["", "=", "==", "==="])
def test_padding_that_does_not_belong_is_left_alone(padding):
    """It may be a sign of something else, as between a name and a value."""
    outer = f"c29tZSBzZWNyZXQgd29yZHM={padding}"
    [inner] = base64_layer(outer)
    outcome = apply(outer, inner.open().rewrap([Edit(Span(0, 4), b"XXXX")]))
    assert outcome == f"WFhYWCBzZWNyZXQgd29yZHM={padding}"
