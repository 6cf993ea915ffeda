"""Text as hexadecimal digits."""

import random
import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import edits_of

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.hexadecimal import hexadecimal_layer
from cassette_cli.text.span import Span

WORD = string.ascii_letters + string.digits
AROUND = st.sampled_from(["", " ", '"', "=", "id_", "0x", "é: ", "\n"])
MEANT = st.text(st.sampled_from(WORD + " :.-é你😀\n"), min_size=24)


@given(MEANT, st.booleans(), AROUND, st.data())
def test_silence_and_truth(meant, upper, before, data):
    """Any edit writes the digits anew in their case, and nothing around moves."""

    def written(text):
        digits = text.encode().hex()
        return f"{before}{digits.upper() if upper else digits} …"

    [inner] = hexadecimal_layer(written(meant))
    assert inner.content == meant
    view = inner.open()
    assert view.inner == meant
    assert view.rewrap([]) == []
    edits = data.draw(edits_of(meant))
    # Digits without a letter have no case to keep.
    outcome = apply(written(meant), view.rewrap(edits)).removesuffix(" …")
    wanted = written(apply(meant, edits)).removesuffix(" …")
    assert outcome.lower() == wanted.lower()
    if not meant.encode().hex().isdecimal():
        assert outcome == wanted


@given(MEANT, st.data())
def test_the_same_bytes_take_the_same_room(meant, data):
    """A placeholder of the same length leaves every line and length as it is."""
    outer = f"<{meant.encode().hex()}>"
    new = "".join(data.draw(st.sampled_from(WORD)) if mark in WORD else mark for mark in meant)
    [inner] = hexadecimal_layer(outer)
    outcome = apply(outer, inner.open().rewrap([Edit(Span(0, len(meant)), new)]))
    assert len(outcome) == len(outer)
    assert [inner.content for inner in hexadecimal_layer(outcome)] == [new]


def test_several_runs_stand_in_one_text():
    """Each is opened for itself."""
    outer = f"a={b'first secret'.hex()}&b={b'second secret'.hex().upper()}."
    assert [inner.content for inner in hexadecimal_layer(outer)] == [
        "first secret", "second secret",
    ]  # fmt: skip


def test_ids_and_hashes_are_left():
    """They are far more frequent than text in this form."""
    chance = random.Random(1)
    ids = [chance.randbytes(length).hex() for length in (8, 12, 16, 20, 32) for _ in range(400)]
    ids += [str(uuid.UUID(bytes=chance.randbytes(16))) for _ in range(400)]
    ids += [str(chance.randrange(10**15, 10**16)) for _ in range(400)]
    assert [found for found in ids if hexadecimal_layer(found)] == []


@pytest.mark.parametrize(
    "outer",
    [
        "", b"secret".hex(), b"a secret"[:7].hex() + "2", f"x{b'a secret word'.hex()}",
        f"{b'a secret word'.hex()}z", b"a secret word".hex()[:-1], "6D79736563726574776f7264",
        (b"a secret" * 100 + bytes(100)).hex(),
    ],
)  # fmt: skip
def test_what_is_not_opened(outer):
    """Short runs, parts of words, odd and mixed ones, and text with binary data after it."""
    assert list(hexadecimal_layer(outer)) == []
