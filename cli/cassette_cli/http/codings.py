"""Content codings: gzip, deflate, br and zstd.

Source: RFC 1952, RFC 1950 and 1951, RFC 7932, RFC 8878.
"""

import zlib
from collections.abc import Sequence
from contextlib import suppress

from cassette_cli.errors import CassetteError

_MIB = 1024 * 1024
_STEP = 4 * _MIB
_SMALL_STEP = 256
_MOST_MEMBERS = 1_000

_DEFLATE_METHOD = 0x78
"""How a zlib stream begins that has a window of 32 KiB, as all have."""
GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"


class UnreadableCoding(Exception):
    """The bytes are not in the coding they seemed to be in."""


class Limit:
    """How large a body may grow when it is opened: one number for the whole run, in bytes."""

    bytes = 64 * _MIB


def coding_of(data: bytes, claims: Sequence[str]) -> str | None:
    """Return the coding that bytes are in: by their magic, or as claimed where there is none."""
    if data.startswith(GZIP):
        return "gzip"
    if data.startswith(ZSTD):
        return "zstd"
    if _is_zlib(data) and ("deflate" in claims or data[1:2] in b"\x01\x9c\xda"):
        return "deflate"
    claimed = [name for name in ("deflate", "br") if name in claims and data]
    return max(claimed, key=claims.index, default=None)  # the last one named is the outermost


def _is_zlib(data: bytes) -> bool:
    return len(data) > 1 and data[0] == _DEFLATE_METHOD and (data[0] << 8 | data[1]) % 31 == 0


def decompress(data: bytes, coding: str) -> tuple[bytes, str]:
    """Return the bytes opened, and what was odd about them (`""` for nothing).

    What was cut off is opened as far as it goes.

    Raises:
        UnreadableCoding: the bytes are not in that coding.
        CassetteError: they are more than `Limit.bytes` when opened.
    """
    if coding == "br":
        return _brotli(data)
    if coding == "zstd":
        return _zstd(data)
    if coding == "gzip":
        return _gzip(data)
    return _deflate(data)


def _too_large(coding: str) -> CassetteError:
    return CassetteError(
        f"a {coding} body is larger than {Limit.bytes // _MIB} MiB when opened",
        hint="raise the limit with --max-body MIB if that is meant",
    )


def _inflate(data: bytes, window: int, coding: str) -> tuple[bytes, bytes, bool]:
    """Return one stream opened, what follows it, and whether it came to its end."""
    inflater = zlib.decompressobj(window)
    try:
        opened = inflater.decompress(data, Limit.bytes + 1)
    except zlib.error as error:
        opened = _salvaged(data, window)
        if not opened:
            raise UnreadableCoding from error
        return opened, b"", False
    if len(opened) > Limit.bytes:
        raise _too_large(coding)
    return opened, inflater.unused_data, inflater.eof


def _salvaged(data: bytes, window: int) -> bytes:
    """Return what can be opened of a stream that breaks on its way, before the limit."""
    inflater = zlib.decompressobj(window)
    parts: list[bytes] = []
    with suppress(zlib.error):
        for start in range(0, len(data), _SMALL_STEP):
            parts.append(inflater.decompress(data[start : start + _SMALL_STEP], Limit.bytes + 1))
    return b"".join(parts)


def _gzip(data: bytes) -> tuple[bytes, str]:
    parts: list[bytes] = []
    left, ended, size = data, True, 0
    while left.startswith(GZIP) and len(parts) < _MOST_MEMBERS:
        opened, left, ended = _inflate(left, 31, "gzip")
        parts.append(opened)
        size += len(opened)
        if size > Limit.bytes:
            raise _too_large("gzip")
    if left.startswith(GZIP):
        return b"".join(parts), f"only the first {_MOST_MEMBERS} members of the gzip body are read"
    return b"".join(parts), "" if ended else "the gzip body is cut off or broken"


def _deflate(data: bytes) -> tuple[bytes, str]:
    opened, _, ended = _inflate(data, 15 if _is_zlib(data) else -15, "deflate")
    if not ended and not _is_zlib(data):
        raise UnreadableCoding
    return opened, "" if ended else "the deflate body is cut off or broken"


def _brotli(data: bytes) -> tuple[bytes, str]:
    import brotli

    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        chunk = decoder.process(data, output_buffer_limit=_STEP)
        while chunk:
            parts.append(chunk)
            size += len(chunk)
            if size > Limit.bytes:
                raise _too_large("br")
            chunk = decoder.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise UnreadableCoding from error
    if not decoder.is_finished() and (not parts or data.isascii()):
        raise UnreadableCoding  # nothing tells that it is brotli, and not some text
    return b"".join(parts), "" if decoder.is_finished() else "the br body is cut off"


def _zstd(data: bytes) -> tuple[bytes, str]:
    import zstandard

    parts: list[bytes] = []
    size = 0
    try:
        with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
            while chunk := reader.read(_STEP):
                parts.append(chunk)
                size += len(chunk)
                if size > Limit.bytes:
                    raise _too_large("zstd")
    except zstandard.ZstdError as error:
        raise UnreadableCoding from error
    return b"".join(parts), "" if _ends(data) else "the zstd body is cut off"


def _ends(data: bytes) -> bool:
    """Say whether zstd frames are whole; only asked once they are known to be of bearable size."""
    import zstandard

    while data:
        frame = zstandard.ZstdDecompressor().decompressobj()
        frame.decompress(data)
        if not frame.eof:
            return False
        data = frame.unused_data
    return True
