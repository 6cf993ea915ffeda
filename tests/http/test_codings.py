"""Content codings: opened whole, cut off or broken, and never larger than the limit."""

import gzip
import random
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cassette_cli.errors import CassetteError
from cassette_cli.http.codings import Limit, UnreadableCoding, coding_of, decompress

MIB = 1 << 20


def raw_deflate(data: bytes) -> bytes:
    """Compress without the two bytes that tell zlib."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def gzip_members(data: bytes) -> bytes:
    """Compress two halves into two members, as concatenated files are."""
    half = len(data) // 2
    return gzip.compress(data[:half], mtime=0) + gzip.compress(data[half:], mtime=0)


def zstd_frames(data: bytes) -> bytes:
    """Compress two halves into two frames."""
    half = len(data) // 2
    return zstandard.compress(data[:half]) + zstandard.compress(data[half:])


def zstd_stream(data: bytes) -> bytes:
    """Compress as a server does that does not know the size beforehand."""
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(data) + packer.flush()


# How each is packed, which coding it is, and whether its first bytes say so.
PACKED = {
    "gzip": (lambda data: gzip.compress(data, mtime=0), "gzip", True),
    "gzip-members": (gzip_members, "gzip", True),
    "zlib": (zlib.compress, "deflate", True),
    "zlib-best": (lambda data: zlib.compress(data, 9), "deflate", True),
    "zlib-fastest": (lambda data: zlib.compress(data, 1), "deflate", True),
    "raw-deflate": (raw_deflate, "deflate", False),
    "br": (brotli.compress, "br", False),
    "zstd": (zstandard.compress, "zstd", True),
    "zstd-frames": (zstd_frames, "zstd", True),
    "zstd-stream": (zstd_stream, "zstd", True),
}
each_packing = pytest.mark.parametrize("name", PACKED)


@each_packing
@given(data=st.binary(max_size=2000) | st.binary(max_size=20).map(lambda data: data * 500))
@settings(deadline=None)
def test_opening_is_the_reverse_of_packing(name, data):
    """Every byte comes back, and nothing is called odd."""
    pack, coding, _ = PACKED[name]
    assert decompress(pack(data), coding) == (data, "")


@each_packing
@given(data=st.binary(min_size=1, max_size=200))
@settings(deadline=None)
def test_a_coding_is_told_by_its_magic_or_else_by_its_claim(name, data):
    """A header may be missing, or wrong; brotli and raw deflate have no magic at all."""
    pack, coding, has_magic = PACKED[name]
    packed = pack(data)
    assert coding_of(packed, coding) == coding
    assert coding_of(packed, f"identity, {coding}") == coding
    if has_magic:
        assert coding_of(packed, "") == coding
        assert coding_of(packed, "br") == coding


@given(st.binary(max_size=100))
def test_bytes_of_no_coding_are_left_alone(data):
    """Without a claim, nothing but magic bytes makes a coding out of bytes."""
    if data[:1] not in {b"\x1f", b"\x28", b"\x78"}:
        assert coding_of(data, "") is None
    assert coding_of(b"", "br") is None
    assert coding_of(b"plain", "identity") is None


@each_packing
@given(data=st.data())
@settings(deadline=None)
def test_what_is_cut_off_is_opened_as_far_as_it_goes(name, data):
    """A recording that was stopped half-way shows what came before, or is refused as a whole."""
    pack, coding, _ = PACKED[name]
    whole = data.draw(st.binary(min_size=100, max_size=2000))
    packed = pack(whole)
    cut = packed[: data.draw(st.integers(1, len(packed) - 1))]
    try:
        opened, _ = decompress(cut, coding)
    except UnreadableCoding:
        return
    assert whole.startswith(opened)


@pytest.mark.parametrize("name", ["gzip", "zlib", "br", "zstd", "zstd-stream"])
@pytest.mark.parametrize("left", [0.5, 0.9])
def test_a_cut_is_said(name, left):
    """Half an answer that looks whole would mislead."""
    pack, coding, _ = PACKED[name]
    whole = bytes(range(256)) * 400
    packed = pack(whole)
    opened, problem = decompress(packed[: int(len(packed) * left)], coding)
    assert whole.startswith(opened)
    assert opened != whole
    assert problem.startswith(f"the {coding} body is cut off")


@pytest.mark.parametrize(
    "data", [b"[[]]", b"hi", b"[1]", brotli.compress(b"hi")[:3], b"AywsW0vCZSpONHjdvRh5GlIP"]
)
def test_what_might_be_the_start_of_brotli_and_is_a_text_or_says_nothing_is_none(data):
    """What a recorder stored decoded would be shown, and searched, as nothing or as a part."""
    with pytest.raises(UnreadableCoding):
        decompress(data, "br")


def test_a_checksum_that_is_cut_off_is_said_too():
    """All the data is there, and still the file is not what was sent."""
    opened, problem = decompress(gzip.compress(b"words", mtime=0)[:-4], "gzip")
    assert (opened, problem) == (b"words", "the gzip body is cut off or broken")


def test_a_second_member_that_is_cut_off_keeps_the_first():
    """Nothing that can be read is thrown away."""
    first, second = gzip.compress(b"one ", mtime=0), gzip.compress(b"two", mtime=0)
    opened, problem = decompress(first + second[:-6], "gzip")
    assert opened.startswith(b"one ")
    assert problem == "the gzip body is cut off or broken"


@pytest.mark.parametrize(("wbits", "coding"), [(31, "gzip"), (15, "deflate")])
@given(size=st.integers(600, 3_000))
def test_what_breaks_on_its_way_is_opened_up_to_there(wbits, coding, size):
    """But for a few bytes before, and it is said; what breaks at once is not in that coding."""
    data = random.Random(size).randbytes(size)
    packer = zlib.compressobj(wbits=wbits)
    no_block = b"\x07" * 600
    packed = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH) + no_block
    opened, odd = decompress(packed, coding)
    assert odd == f"the {coding} body is cut off or broken"
    assert data.startswith(opened)
    assert len(opened) >= size - 256
    with pytest.raises(UnreadableCoding):
        decompress(packed[: 10 if wbits == 31 else 2] + no_block, coding)


def test_many_small_members_are_a_bomb_too(monkeypatch):
    """Each is below the limit, and they are not together."""
    monkeypatch.setattr(Limit, "bytes", MIB)
    assert decompress(gzip.compress(bytes(MIB // 2)) * 2, "gzip") == (bytes(MIB), "")
    with pytest.raises(CassetteError, match="larger than 1 MiB"):
        decompress(gzip.compress(bytes(MIB // 2)) * 3, "gzip")


def test_padding_after_the_end_is_no_part_of_the_body():
    """Some servers fill up the last block with zeros."""
    assert decompress(gzip.compress(b"words", mtime=0) + bytes(16), "gzip")[0] == b"words"


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_rubbish_is_opened_or_refused(data, coding):
    """Whatever the bytes, there is an answer, and it is one of two."""
    for rubbish in (data, b"\x1f\x8b\x08" + data, b"\x28\xb5\x2f\xfd" + data, b"\x78\x9c" + data):
        try:
            opened, problem = decompress(rubbish, coding)
        except UnreadableCoding:
            continue
        assert isinstance(opened, bytes)
        assert isinstance(problem, str)


@each_packing
def test_a_bomb_is_refused(name, monkeypatch):
    """A few kilobytes that open into a hundred megabytes cost a message, not the machine."""
    pack, coding, _ = PACKED[name]
    bomb = pack(bytes(100 * MIB))
    monkeypatch.setattr(Limit, "bytes", MIB)
    tracemalloc.start()
    try:
        with pytest.raises(CassetteError, match=f"a {coding} body is larger than 1 MiB") as caught:
            decompress(bomb, coding)
        assert "--max-body" in caught.value.hint
        assert tracemalloc.get_traced_memory()[1] < 24 * MIB
    finally:
        tracemalloc.stop()


@each_packing
def test_a_body_of_just_the_limit_is_opened(name, monkeypatch):
    """The limit is what is allowed; one byte more is not."""
    pack, coding, _ = PACKED[name]
    monkeypatch.setattr(Limit, "bytes", 5000)
    assert len(decompress(pack(bytes(5000)), coding)[0]) == 5000
    with pytest.raises(CassetteError, match="larger than"):
        decompress(pack(bytes(5001)), coding)


def test_the_limit_is_64_mib():
    """More than any answer of a model, and less than what hurts."""
    assert Limit.bytes == 64 * MIB
