"""Content codings, the way back: compressed bytes as a view, packed again as they were packed.

Which compressor made the bytes is not written in them, so it is found out by trying which settings
make the same bytes of the same content. The content is cut where the writer flushed, as servers do
after every event of a stream.

Source: RFC 1952, RFC 1950 and 1951, RFC 7932 (section 9.1), RFC 8878 (section 3.1.1.1).
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from cassette_cli.errors import CassetteError
from cassette_cli.http.codings import GZIP, decompress
from cassette_cli.text.span import Span
from cassette_cli.text.view import Opaque

_STEP = 64 * 1024
_LARGE = 256 * 1024
"""From this size on, settings that take more than 0.3 s for a megabyte are not tried."""

_RAW = -15
"""How zlib is told that there is no header around a stream."""
_FLUSHED = b"\0\0\xff\xff"
"""How what zlib wrote so far ends when it was flushed."""
_DEFLATE_LEVELS = (6, 9, 1, 5, 4, 8, 7, 3, 2, 0)
_DEFLATE_MEMORIES = (8, 9)
"""How much memory zlib was given: its own default, and Apache's, which is the most."""

_BROTLI_QUALITIES = (4, 5, 6, 9, 1, 7, 8, 3, 2, 0)
_SLOW_BROTLI_QUALITIES = (11, 10)
_ZSTD_LEVELS = (3, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12)
_SLOW_ZSTD_LEVELS = (15, 19)

_FURTHER = {"gzip": GZIP, "zstd": b""}
"""What one more stream starts with, in the codings that allow several."""

_Packer: TypeAlias = Callable[[bytes], Iterator[bytes]]
"""A compressor with its settings; it yields what it has written as it goes."""


class _Stream(NamedTuple):
    """One compressed stream, taken apart."""

    head: bytes
    packed: bytes
    seal: Callable[[bytes], bytes]
    """What follows the packed content: its checksum."""
    packers: Iterable[_Packer]
    """Those that may have packed it, the likeliest first."""
    last_resort: _Packer
    """The one to take where none of them has."""


def coded_view(data: bytes, coding: str) -> Opaque[bytes, bytes]:
    """Return the view of compressed bytes; its edits are made as `recompressed` makes them.

    Raises:
        UnreadableCoding: the bytes are not in that coding.
        CassetteError: they are more than `Limit.bytes` when opened.
    """
    opened, _ = decompress(data, coding)
    return Opaque(Span(0, len(data)), opened, lambda new: recompressed(data, coding, new))


def recompressed(original: bytes, coding: str, new: bytes) -> bytes:
    """Return new content in a coding, packed as the original is.

    Headers and what follows the end stay. Of several streams each keeps its share and is written
    anew only if that has changed; when the new content is of another length, they become one.

    Raises:
        UnreadableCoding: the original is not in that coding.
        CassetteError: the original is cut off or broken.
    """
    content, problem = decompress(original, coding)
    if problem:
        raise CassetteError(f"{problem}, so that it cannot be edited")
    streams = [(original, content)] if coding == "br" else list(_streams(original, coding))
    rest = original[sum(len(written) for written, _ in streams) :]
    if len(new) != len(content):
        first = next((stream for stream in streams if stream[1]), streams[0])
        return _rewritten(*first, coding, new) + rest
    parts: list[bytes] = []
    at = 0
    for written, old in streams:
        share = new[at : at + len(old)]
        parts.append(written if share == old else _rewritten(written, old, coding, share))
        at += len(old)
    return b"".join(parts) + rest


def _streams(data: bytes, coding: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield what is written and what is meant of each stream; all are known to be whole."""
    left = data
    further = _FURTHER.get(coding)
    while left is data or (left and further is not None and left.startswith(further)):
        content, unused = _opened(left, coding)
        yield left[: len(left) - len(unused)], content
        left = unused


def _opened(data: bytes, coding: str) -> tuple[bytes, bytes]:
    """Return the content of the first stream, and what follows that stream."""
    if coding == "zstd":
        import zstandard

        frame = zstandard.ZstdDecompressor().decompressobj()
        return frame.decompress(data), frame.unused_data
    window = 31 if coding == "gzip" else 15 if _has_zlib_header(data) else _RAW
    inflater = zlib.decompressobj(window)
    return inflater.decompress(data), inflater.unused_data


def _rewritten(written: bytes, old: bytes, coding: str, new: bytes) -> bytes:
    """Return one stream with new content."""
    stream = _TAKEN_APART[coding](written, old)
    made = (packer for packer in stream.packers if _makes(packer, old, stream.packed))
    packer = next(made, stream.last_resort)
    return stream.head + b"".join(packer(new)) + stream.seal(new)


def _makes(packer: _Packer, content: bytes, packed: bytes) -> bool:
    """Say whether a compressor makes these very bytes; a wrong one is mostly told at the start."""
    at = 0
    for piece in packer(content):
        if not packed.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(packed)


def _gzip(written: bytes, content: bytes) -> _Stream:
    head = written[: _gzip_header_length(written)]
    return _deflated(head, written[len(head) : -8], content, _gzip_seal)


def _gzip_seal(content: bytes) -> bytes:
    size = len(content) & 0xFFFFFFFF
    return zlib.crc32(content).to_bytes(4, "little") + size.to_bytes(4, "little")


def _gzip_header_length(data: bytes) -> int:
    flags, end = data[3], 10
    if flags & 4:
        end += 2 + int.from_bytes(data[end : end + 2], "little")
    for has_text in (flags & 8, flags & 16):
        if has_text:
            end = data.index(b"\0", end) + 1
    return end + 2 if flags & 2 else end


def _deflate(written: bytes, content: bytes) -> _Stream:
    if not _has_zlib_header(written):
        return _deflated(b"", written, content, lambda new: b"")
    return _deflated(
        written[:2], written[2:-4], content, lambda new: zlib.adler32(new).to_bytes(4, "big")
    )


def _has_zlib_header(data: bytes) -> bool:
    return data[:1] == b"\x78" and int.from_bytes(data[:2], "big") % 31 == 0


def _deflated(
    head: bytes, packed: bytes, content: bytes, seal: Callable[[bytes], bytes]
) -> _Stream:
    flushes = list(_flushes(packed))
    packers = (
        _deflater(level, memory, flushes, len(content))
        for memory in _DEFLATE_MEMORIES
        for level in _DEFLATE_LEVELS
    )
    return _Stream(head, packed, seal, packers, _deflater(9, 9, flushes, len(content)))


def _flushes(packed: bytes) -> Iterator[int]:
    """Yield where in its content a deflate stream was flushed."""
    inflater = zlib.decompressobj(_RAW)
    done = at = 0
    while (found := packed.find(_FLUSHED, at)) >= 0:
        end = found + len(_FLUSHED)
        done += len(inflater.decompress(packed[at:end]))
        at = end
        yield done


def _deflater(level: int, memory: int, flushes: list[int], length: int) -> _Packer:
    """Return a deflate compressor; it flushes in a content of that length only."""

    def pack(content: bytes) -> Iterator[bytes]:
        packer = zlib.compressobj(level, zlib.DEFLATED, _RAW, memory)
        start = 0
        for flush in flushes if len(content) == length else ():
            yield packer.compress(content[start:flush])
            yield packer.flush(zlib.Z_SYNC_FLUSH)
            start = flush
        for at in range(start, len(content), _STEP):
            yield packer.compress(content[at : at + _STEP])
        yield packer.flush()

    return pack


def _brotli(written: bytes, content: bytes) -> _Stream:
    window = _brotli_window(written)
    slow = _SLOW_BROTLI_QUALITIES if len(content) < _LARGE else ()
    packers = (_brotli_packer(quality, window) for quality in (*_BROTLI_QUALITIES, *slow))
    return _Stream(b"", written, lambda new: b"", packers, _brotli_packer(9, window))


def _brotli_window(data: bytes) -> int:
    """Return the binary logarithm of the window's size, as the first bits spell it."""
    bits = data[0]
    if not bits & 1:
        return 16
    middle, high = bits >> 1 & 7, bits >> 4 & 7
    if middle:
        return 17 + middle
    return 8 + high if high else 17


def _brotli_packer(quality: int, window: int) -> _Packer:
    def pack(content: bytes) -> Iterator[bytes]:
        import brotli

        yield brotli.compress(content, quality=quality, lgwin=window)

    return pack


def _zstd(written: bytes, content: bytes) -> _Stream:
    slow = _SLOW_ZSTD_LEVELS if len(content) < _LARGE else ()
    packers = (_zstd_packer(level, written) for level in (*_ZSTD_LEVELS, *slow))
    return _Stream(b"", written, lambda new: b"", packers, _zstd_packer(_ZSTD_LEVELS[0], written))


def _zstd_packer(level: int, written: bytes) -> _Packer:
    """Return a zstd compressor that says of the content what the header of a frame says of its."""

    def pack(content: bytes) -> Iterator[bytes]:
        import zstandard

        frame = zstandard.get_frame_parameters(written)
        packer = zstandard.ZstdCompressor(level=level, write_checksum=frame.has_checksum)
        if frame.content_size != zstandard.CONTENTSIZE_UNKNOWN:
            yield packer.compress(content)
            return
        stream = packer.compressobj()
        yield stream.compress(content)
        yield stream.flush()

    return pack


_TAKEN_APART: dict[str, Callable[[bytes, bytes], _Stream]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
