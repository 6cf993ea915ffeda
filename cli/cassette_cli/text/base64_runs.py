"""Base64 anywhere in a text: in either alphabet, padded or not, in lines, after a prefix.

Only what holds text or something compressed is opened, and only what was written canonically, so
that the same bytes are written the same way again.

Source: RFC 4648, sections 3.5, 4 and 5; RFC 7515, section 2, for the parts of a JWT; RFC 1950, 1952
and 8878 for what compressed bytes begin with.
"""

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cassette_cli.text.layer import Inner
from cassette_cli.text.span import Span
from cassette_cli.text.view import Opaque

SHORTEST = 16
"""How many characters make a run."""

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_MARKS = bytes(0x2B if byte in _ALPHABET else 0x20 for byte in range(256))
_RUN = b"+" * SHORTEST
_LINE = re.compile("(\r?\n)([A-Za-z0-9+/_-]+)={0,2}")
_LINE_END = re.compile("[\r\n\"'<>)\\]}\\\\]|$")
_SEPARATOR = re.compile("[/_-]+")
_PREFIX = 128
"""Within how many characters a prefix is looked for."""
_PREFIXES = 8
_FIRST = 64
"""How many characters are decoded before the rest is."""
_MEDIA = 200
"""From how many characters on lines that begin with binary data are given up together."""


def base64_layer(text: str) -> Iterable[Inner[str, bytes]]:
    """Return the runs whose bytes are text or compressed, as bytes."""
    if len(text) < SHORTEST:
        return ()
    spans = runs_of(text, _MARKS)
    return list(_opened(text, spans)) if spans else ()


def runs_of(text: str, marks: bytes) -> list[Span]:
    """Return the longest runs of characters of an alphabet that have at least `SHORTEST`.

    Args:
        text: where they stand.
        marks: a plus sign for each byte that belongs to the alphabet, a blank for any other.
    """
    # Several times as fast as a regular expression that counts.
    marked = text.encode("ascii", "replace").translate(marks)
    found: list[Span] = []
    start = marked.find(_RUN)
    while start >= 0:
        end = marked.find(b" ", start)
        end = end if end >= 0 else len(marked)
        found.append(Span(start, end))
        start = marked.find(_RUN, end)
    return found


def _opened(text: str, spans: list[Span]) -> Iterator[Inner[str, bytes]]:
    done = 0
    for span in spans:
        if span.start >= done:
            lines = _lines(text, span)
            done = lines[-1].end
            yield from _inners(text, lines)


def _lines(text: str, first: Span) -> list[Span]:
    """Return the lines of a run: as long as each other, the last one shorter or not."""
    found = [first]
    width = first.end - first.start
    separator = ""
    while (line := _LINE.match(text, found[-1].end)) is not None:
        length = line.end() - line.start(2)
        is_last = length < width or line.end() > line.end(2)
        if length > width or line[1] != (separator or line[1]):
            break
        if is_last and _LINE_END.match(text, line.end()) is None:
            break
        separator = line[1]
        found.append(Span(*line.span(2)))
        if is_last:
            break
    return found


def _inners(text: str, lines: list[Span]) -> Iterator[Inner[str, bytes]]:
    """Yield what lines hold together, or else what each of them holds."""
    whole = _together(text, lines) or _together(text, lines[:-1])
    if whole is not None:
        yield whole
        return
    is_long = lines[-1].end - lines[0].start > _MEDIA
    for line in lines:
        found = _after_prefix(text, line)
        if found is not None:
            yield found
        elif is_long:
            return


def _together(text: str, lines: list[Span]) -> Inner[str, bytes] | None:
    """Return what several lines hold; the last one may be a word that only follows them."""
    if len(lines) <= 1 or not _begins_well(text, lines[0].start):
        return None
    width = lines[0].end - lines[0].start
    separator = text[lines[0].end : lines[1].start]
    return _inner(text, Span(lines[0].start, lines[-1].end), width, separator)


def _after_prefix(text: str, line: Span) -> Inner[str, bytes] | None:
    """Return what a line holds as a whole, after a separator, or between two of them."""
    for start in _starts(text, line):
        if not _begins_well(text, start):
            continue
        found = _inner(text, Span(start, line.end))
        if found is None:
            end = _SEPARATOR.search(text, start + SHORTEST, line.end)
            found = _inner(text, Span(start, end.start())) if end is not None else None
        if found is not None:
            return found
    return None


def _starts(text: str, line: Span) -> list[int]:
    """Return where something may begin that leaves at least a shortest run."""
    latest = line.end - SHORTEST
    if line.start > latest:
        return []
    within = min(line.start + _PREFIX, latest)
    ends = [found.end() for found in _SEPARATOR.finditer(text, line.start, within)]
    return [line.start, *ends[:_PREFIXES]]


def _begins_well(text: str, start: int) -> bool:
    """Say whether the shortest run that starts here could be the beginning of something."""
    data = _decoded(text[start : start + SHORTEST])
    return data is not None and _BEGINNING.match(data) is not None


def _inner(text: str, span: Span, width: int = 0, separator: str = "") -> Inner[str, bytes] | None:
    """Return what a piece holds, with the padding after it, if it is worth reading."""
    letters = text[slice(*span)]
    letters = letters.replace(separator, "") if separator else letters
    data = _worthy(letters)
    if data is None:
        return None
    padding = "=" * (-len(letters) % 4)
    padded = padding != "" and text.startswith(padding, span.end)
    is_standard = padded or not padding or "+" in letters or "/" in letters
    for_urls = "-" in letters or "_" in letters or not is_standard
    spelling = _Spelling(for_urls, padded or not padding, width, separator)
    outer = Span(span.start, span.end + (len(padding) if padded else 0))
    if spelling.encode(data) != text[slice(*outer)]:
        return None
    return Inner(data, lambda: Opaque(outer, data, spelling.encode))


def _worthy(letters: str) -> bytes | None:
    """Return the bytes if they are text or compressed; media are left after a few characters."""
    first = _decoded(letters[:_FIRST])
    if first is None or not (first.startswith(_MAGIC) or is_text(without_cut(first))):
        return None
    data = _decoded(letters)
    return data if data is not None and (is_text(data) or _is_compressed(data)) else None


def _decoded(letters: str) -> bytes | None:
    """Return the bytes that characters of one of the alphabets mean."""
    if len(letters) % 4 == 1:
        return None
    if "-" in letters or "_" in letters:
        if "+" in letters or "/" in letters:
            return None
        letters = letters.replace("-", "+").replace("_", "/")
    return a2b_base64(letters + "=" * (-len(letters) % 4))


_MAGIC = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""What gzip, Zstandard and the four levels of zlib begin with."""
_BEGINNING = re.compile(
    rb"(?:[\t\n\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})*+"
    rb"(?:[\xc2-\xf4][\x80-\xbf]{0,2})?\Z|" + b"|".join(map(re.escape, _MAGIC))
)
"""A quick look, without an exception, because nearly everything ends here."""
_ZLIB = b"\x78"
_ENOUGH = 512
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CUT = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_MARKUP = re.compile(rb"\s*(?:[\[{]\s*[\[{\"]|</?[A-Za-z?!])")
_WORDS = re.compile(rb"[A-Za-z0-9 :@._-]|\xc3.|(?:[\xc4-\xf4][\x80-\xbf]+){3,}")
"""What short texts are made of; a single letter of a far script is met by chance."""
_NO_CHANCE = 24
"""How many random bytes are never text by chance: of one in four billion, all can be printed."""
_LITTLE_CHANCE = 12
"""How many bytes a quarter of which may be anything; of fewer, all must be of words."""


def _is_compressed(data: bytes) -> bool:
    if not data.startswith(_ZLIB):
        return data.startswith(_MAGIC)
    # Two bytes are met by chance: what is short has to come to its end and checksum.
    import zlib

    stream = zlib.decompressobj()
    try:
        stream.decompress(data[:_ENOUGH], _ENOUGH)
    except zlib.error:
        return False
    return len(data) > _ENOUGH or stream.eof or stream.unconsumed_tail != b""


def is_text(data: bytes) -> bool:
    """Say whether bytes are text, and not an id that happens to be decodable.

    Short ones must be mostly words, or begin like JSON or markup: of random printable characters a
    third belongs to no word.
    """
    if not _is_printable(data):
        return False
    if len(data) >= _NO_CHANCE:
        return True
    words = sum(map(len, _WORDS.findall(data)))
    others = len(data) // 4 if len(data) >= _LITTLE_CHANCE else 0
    return words >= len(data) - others or _MARKUP.match(data) is not None


def _is_printable(data: bytes) -> bool:
    """Say whether bytes are UTF-8 with at most a tenth of control characters."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return 10 * len(_CONTROL.findall(text)) <= len(text)


def without_cut(data: bytes) -> bytes:
    """Return bytes without a character of UTF-8 that is cut off at their end."""
    return _CUT.sub(b"", data)


class _Spelling(NamedTuple):
    """How bytes are written as base64."""

    for_urls: bool
    padded: bool
    width: int = 0
    """How long the lines are, 0 for one line."""
    separator: str = ""

    def encode(self, data: bytes) -> str:
        """Return bytes as they are written."""
        encoded = b2a_base64(data, newline=False).decode("ascii")
        if self.for_urls:
            encoded = encoded.replace("+", "-").replace("/", "_")
        if not self.padded:
            encoded = encoded.rstrip("=")
        if not self.width:
            return encoded
        starts = range(0, len(encoded), self.width)
        return self.separator.join(encoded[at : at + self.width] for at in starts)
