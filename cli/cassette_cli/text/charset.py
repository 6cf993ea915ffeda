"""The bridge between bytes and text: a charset, as a view."""

import codecs
from collections.abc import Sequence

from cassette_cli.errors import CassetteError, ConflictingEdits
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span


class CharsetView:
    """The text that bytes are in a charset.

    Args:
        data: the bytes.
        charset: by which they were read.
        text: what they were read as.
    """

    def __init__(self, data: bytes, charset: str, text: str) -> None:
        self.inner = text
        self._data = data
        self._given = charset
        mark, self._charset = _without_mark(data, charset)
        self._start = len(mark)

    def rewrap(self, edits: Sequence[Edit[str]]) -> list[Edit[bytes]]:
        """Translate edits of the text into edits of the bytes.

        Raises:
            CassetteError: the charset does not have a character.
        """
        if not edits:
            return []
        made: list[Edit[bytes]] = []
        done, offset = 0, self._start
        for span, new in sorted(edits, key=lambda edit: edit.span):
            offset += len(self._encoded(self.inner[done : span.start]))
            length = len(self._encoded(self.inner[span.start : span.end]))
            made.append(Edit(Span(offset, offset + length), self._encoded(new)))
            done, offset = span.end, offset + length
        meant = apply(self.inner, edits)
        if self._reads_as(made, meant):
            return made
        return [Edit(Span(self._start, len(self._data)), self._encoded(meant))]

    def _reads_as(self, made: Sequence[Edit[bytes]], meant: str) -> bool:
        """Say whether bytes edited in place are what is meant: not so in charsets with states."""
        try:
            return apply(self._data, made)[self._start :].decode(self._charset) == meant
        except (UnicodeDecodeError, ConflictingEdits):
            return False

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self._charset)
        except UnicodeEncodeError as error:
            raise CassetteError(
                f"{error.object[error.start]!r} cannot be written in {self._given}"
            ) from error


def _without_mark(data: bytes, charset: str) -> tuple[bytes, str]:
    """Return the byte order mark of bytes, and the charset of what follows it."""
    name = codecs.lookup(charset).name
    marks = {
        "utf-8-sig": ((codecs.BOM_UTF8, "utf-8"),),
        "utf-16": ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
        "utf-32": ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
    }.get(name, ())
    for mark, bare in marks:
        if data.startswith(mark):
            return mark, bare
    return b"", marks[0][1] if marks else charset


def charset_of(data: bytes, text: str, claimed: str) -> str:
    """Return by which charset bytes were read as a text: the claimed one if it fits, or UTF-8."""
    if claimed:
        try:
            if data.decode(claimed) == text:
                return claimed
        except (LookupError, ValueError):
            pass
    return "utf-8"
