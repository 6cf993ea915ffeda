"""Compressed bytes and the way back: the same compressor, the same headers, other content."""

import gzip
import random
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cassette_cli.errors import CassetteError
from cassette_cli.http.codings import UnreadableCoding, decompress
from cassette_cli.http.recoding import coded_view, recompressed
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

WORDS = random.Random(7).choices(
    [b"data: ", b"{", b'"id"', b"token", b"1.5", b"\n\n", b"key"], k=9000
)
OLD = b"".join(WORDS)
NEW = OLD.replace(b"token", b"TOKEN")
LONGER = OLD.replace(b"token", b"longer than before")
CODINGS = ["gzip", "deflate", "br", "zstd"]

CONTENTS = st.binary(max_size=400) | st.binary(max_size=20).map(lambda data: data * 300)
LEVELS = {
    "gzip": st.integers(0, 9),
    "deflate": st.integers(0, 9),
    "raw": st.integers(0, 9),
    "br": st.integers(0, 9),
    "zstd": st.integers(1, 12),
    "zstd-stream": st.integers(1, 12),
}


def deflated(data, level=6, memory=8, flushes=()):
    """Compress as zlib does, flushing after so many bytes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, memory)
    parts, start = [], 0
    for flush in flushes:
        parts += packer.compress(data[start:flush]), packer.flush(zlib.Z_SYNC_FLUSH)
        start = flush
    return b"".join([*parts, packer.compress(data[start:]), packer.flush()])


def gzipped(data, packed=None, header=b"\x1f\x8b\x08\0\0\0\0\0\0\xff"):
    """Write one member by hand."""
    trailer = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return header + (deflated(data) if packed is None else packed) + trailer


def zstd_stream(data, level=3):
    """Compress as a server does that does not know the size beforehand."""
    packer = zstandard.ZstdCompressor(level=level).compressobj()
    return packer.compress(data) + packer.flush()


PACK = {
    "gzip": lambda data, level: gzip.compress(data, level, mtime=0),
    "deflate": zlib.compress,
    "raw": deflated,
    "br": lambda data, level: brotli.compress(data, quality=level),
    "zstd": zstandard.compress,
    "zstd-stream": zstd_stream,
}
CODING = {"raw": "deflate", "zstd-stream": "zstd"}
each_packing = pytest.mark.parametrize("name", PACK)


@st.composite
def edits_of(draw, data):
    """Draw edits of bytes that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), min_size=2, max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(Span(start, end), draw(st.binary(max_size=30))) for start, end in pairs]


@each_packing
@given(data=st.data())
@settings(deadline=None)
def test_silence_and_truth(name, data):
    """What is edited inside is read outside, and nothing else is."""
    content = data.draw(CONTENTS)
    packed = PACK[name](content, data.draw(LEVELS[name]))
    coding = CODING.get(name, name)
    view = coded_view(packed, coding)
    assert view.inner == content
    assert view.rewrap([]) == []
    edits = data.draw(edits_of(content))
    edited = apply(packed, view.rewrap(edits))
    assert coded_view(edited, coding).inner == apply(content, edits)
    assert decompress(edited, coding)[1] == ""


@each_packing
def test_the_compressor_is_found_again(name):
    """The new bytes are those that the writer of the old ones would have sent."""
    coding = CODING.get(name, name)
    for level in range(1, 10):
        packed = PACK[name](OLD, level)
        assert recompressed(packed, coding, OLD) == packed
        assert recompressed(packed, coding, NEW) == PACK[name](NEW, level)
        assert recompressed(packed, coding, LONGER) == PACK[name](LONGER, level)


@pytest.mark.parametrize("level", range(1, 10))
@pytest.mark.parametrize("memory", [8, 9])
def test_a_stream_flushed_after_every_event_is_flushed_there_again(level, memory):
    """A server that compresses events as they come writes so, and most recorded bodies are such."""
    flushes = [100, 250, 251, 9000, len(OLD)]
    packed = gzipped(OLD, deflated(OLD, level, memory, flushes))
    made = gzipped(NEW, deflated(NEW, level, memory, flushes))
    assert recompressed(packed, "gzip", NEW) == made


def test_a_compressor_that_is_not_known_is_replaced_by_the_best_one():
    """Go's has no counterpart here; any other stream of the same content will do."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -9, 1)
    odd = packer.compress(OLD) + packer.flush()
    assert recompressed(gzipped(OLD, odd), "gzip", NEW) == gzipped(NEW, deflated(NEW, 9, 9))


EXTRA = b"\x03\0abc"
HEADERS = {
    "go": b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
    "nginx": b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    "fastest": b"\x1f\x8b\x08\0\0\0\0\0\x04\xff",
    "time": b"\x1f\x8b\x08\0\x12\x34\x56\x66\x02\xff",
    "extra": b"\x1f\x8b\x08\x04\0\0\0\0\0\xff" + EXTRA,
    "name": b"\x1f\x8b\x08\x08\0\0\0\0\0\xffbody.json\0",
    "comment": b"\x1f\x8b\x08\x10\0\0\0\0\0\xffnote\0",
    "all": b"\x1f\x8b\x08\x1c\0\0\0\0\0\xff" + EXTRA + b"n\0c\0",
}


def checked(header):
    """Return a header with the checksum of its own that it may have."""
    flagged = header[:3] + bytes([header[3] | 2]) + header[4:]
    return flagged + (zlib.crc32(flagged) & 0xFFFF).to_bytes(2, "little")


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("check", [False, True], ids=["", "with-crc"])
def test_the_header_of_gzip_is_kept(header, check):
    """It says nothing about the content, so an edit does not change it."""
    header = checked(header) if check else header
    edited = recompressed(gzipped(b"old words", header=header), "gzip", b"new words")
    assert edited == gzipped(b"new words", deflated(b"new words"), header)
    assert gzip.decompress(edited) == b"new words"


@pytest.mark.parametrize("level", [1, 5, 6, 9])
def test_the_header_of_zlib_is_kept(level):
    """Its second byte speaks of the level, whatever the level really was."""
    packed = zlib.compress(OLD, level)
    claimed = b"\x78\x01" + packed[2:]
    edited = recompressed(claimed, "deflate", NEW)
    assert edited == b"\x78\x01" + zlib.compress(NEW, level)[2:]
    assert zlib.decompress(edited) == NEW


@given(st.lists(st.binary(max_size=30), min_size=2, max_size=4), st.data())
@settings(deadline=None)
def test_only_the_member_that_changed_is_written_anew(contents, data):
    """Concatenated files are read as one, and may come from different writers."""
    number = data.draw(st.integers(0, len(contents) - 1))
    for coding, pack in (("gzip", lambda part: gzip.compress(part, 1)), ("zstd", zstd_stream)):
        members = [pack(content) for content in contents]
        changed = [*contents]
        changed[number] = bytes(byte ^ 1 for byte in contents[number])
        edited = recompressed(b"".join(members), coding, b"".join(changed))
        before, after = b"".join(members[:number]), b"".join(members[number + 1 :])
        assert edited.startswith(before)
        assert edited.endswith(after)
        assert decompress(edited[len(before) : len(edited) - len(after)], coding) == (
            changed[number], "",
        )  # fmt: skip


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_become_one_when_the_length_changes(coding):
    """Nobody can say whose share has grown."""
    pack = gzipped if coding == "gzip" else zstd_stream
    edited = recompressed(pack(b"") + pack(b"one ") + pack(b"two"), coding, b"one and two")
    assert edited == pack(b"one and two")


@pytest.mark.parametrize("rest", [bytes(16), b"\0\0garbage", b"\x1f\x8b\x00"])
def test_what_follows_the_end_stays(rest):
    """Padding is no part of the content, and was there."""
    assert recompressed(gzipped(b"old") + rest, "gzip", b"new") == gzipped(b"new") + rest
    assert recompressed(gzipped(b"old") + rest, "gzip", b"newer") == gzipped(b"newer") + rest
    edited = recompressed(zlib.compress(b"old") + rest, "deflate", b"new")
    assert edited == zlib.compress(b"new") + rest


@pytest.mark.parametrize("quality", [1, 4, 5, 9, 11])
@pytest.mark.parametrize("window", [18, 19, 22, 24])
def test_the_window_of_brotli_is_kept(quality, window):
    """A reader may have set aside no more memory than that."""
    packed = brotli.compress(OLD, quality=quality, lgwin=window)
    made = brotli.compress(NEW, quality=quality, lgwin=window)
    assert recompressed(packed, "br", NEW) == made


@pytest.mark.parametrize("window", range(10, 25))
def test_every_window_of_brotli_is_read(window):
    """The first bits spell it in four ways."""
    packed = brotli.compress(OLD, quality=5, lgwin=window)
    made = brotli.compress(NEW, quality=5, lgwin=window)
    assert recompressed(packed, "br", NEW) == made


@pytest.mark.parametrize("checksum", [False, True])
@pytest.mark.parametrize("sized", [False, True])
def test_the_flags_of_a_zstd_frame_are_kept(checksum, sized):
    """A reader may count on the size, and another on the checksum."""
    packer = zstandard.ZstdCompressor(level=5, write_checksum=checksum, write_content_size=sized)
    edited = recompressed(packer.compress(OLD), "zstd", NEW)
    frame = zstandard.get_frame_parameters(edited)
    assert frame.has_checksum == checksum
    assert (frame.content_size == len(NEW)) == sized
    assert decompress(edited, "zstd") == (NEW, "")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_what_is_cut_off_is_read_but_not_edited(name):
    """Its end is not known, so it cannot be written again as it was."""
    packed = PACK[name](OLD, 5)[:-30]
    view = coded_view(packed, name)
    assert OLD.startswith(view.inner)
    assert view.rewrap([]) == []
    with pytest.raises(CassetteError, match=f"the {name} body is cut off.* cannot be edited"):
        view.rewrap([Edit(Span(0, 1), b"x")])


@pytest.mark.parametrize("coding", CODINGS)
def test_bytes_of_another_kind_are_refused(coding):
    """As they are where they are read."""
    magic = b"\x1f\x8b\x08" if coding == "gzip" else b""
    with pytest.raises(UnreadableCoding):
        coded_view(magic + b"\xffplain words, not compressed at all", coding)
