"""A recorded body, and what it holds once its layers are opened.

A file keeps a body as text, as base64 or as a tree of values. Below that it may still be
compressed, and only then comes the charset. Nothing is opened before it is asked for.

Source: RFC 9110, section 8.4.1; the codings are told by their magic bytes (RFC 1952, 1950, 8878),
because recorders store decoded bodies under headers that still speak of a coding, and the reverse.
"""

import json
import re
from base64 import b64decode
from collections.abc import Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from cassette_cli.http.codings import UnreadableCoding, coding_of, decompress
from cassette_cli.http.media_type import media_type
from cassette_cli.http.problems import Problems
from cassette_cli.text.json_value import NOT_JSON, Json, NotJson, parse
from cassette_cli.text.tree import Node
from cassette_cli.text.value import python_value

Form = Literal["text", "base64", "tree", "empty"]

_DEEPEST = 4
"""How many codings on top of each other are opened."""


class Stored(NamedTuple):
    """How a file keeps a body."""

    form: Form
    text: str
    """The text or the base64 of it; `""` for a tree."""
    node: Node | None
    """Where it is written; `None` for a body that the file does not have."""


class Body:
    """A body and what its headers claim of it.

    Args:
        stored: how the file keeps it.
        content_type: the header, or `None`.
        content_encoding: the header, or `None`.
    """

    def __init__(
        self, stored: Stored, content_type: str | None = None, content_encoding: str | None = None
    ) -> None:
        self.stored = stored
        self.media_type = media_type(content_type)
        self._encoding = (content_encoding or "").strip().lower()
        self.problems = Problems()
        """What was odd; complete once the body has been read."""

    @property
    def is_text(self) -> bool:
        """Whether the file keeps it readable: as text, or as a tree."""
        return self.stored.form in {"text", "tree", "empty"}

    @property
    def claims(self) -> list[str]:
        """The content codings that the header claims, in its order."""
        return [name.strip() for name in self._encoding.split(",") if name.strip()]

    @cached_property
    def raw(self) -> bytes:
        """The bytes as they were sent, still compressed where they were.

        A body that the file keeps as text or as a tree is what that says, in UTF-8.
        """
        if self.stored.form != "base64":
            return self._readable.encode("utf-8", "surrogatepass")
        try:
            return b64decode(self.stored.text)
        except ValueError:
            self.problems.add("the base64 of this body is broken")
            return _lenient_base64(self.stored.text)

    @cached_property
    def _readable(self) -> str:
        if self.stored.form == "tree" and self.stored.node is not None:
            return json.dumps(python_value(self.stored.node))
        return self.stored.text

    @cached_property
    def codings(self) -> Sequence[str]:
        """The content codings that were opened, outermost first."""
        return self._opened[1]

    @cached_property
    def data(self) -> bytes:
        """The bytes after all content codings.

        Raises:
            CassetteError: they are more than the limit.
        """
        return self._opened[0]

    @cached_property
    def _opened(self) -> tuple[bytes, list[str]]:
        if self.is_text:
            self._check_claim(opened=False)
            return self.raw, []
        data, codings = self.raw, list[str]()
        claims = self.claims
        while len(codings) < _DEEPEST and (coding := coding_of(data, claims)):
            try:
                data, problem = decompress(data, coding)
            except UnreadableCoding:
                break
            codings.append(coding)
            if coding in claims:
                claims.remove(coding)
            self.problems.add(problem)
        self._check_claim(opened=bool(codings))
        return data, codings

    def _check_claim(self, *, opened: bool) -> None:
        if self._encoding not in {"", "identity"} and not opened and self.stored.text:
            self.problems.add(
                f"content-encoding says {self._encoding}, but the body is stored decoded or broken"
            )

    @cached_property
    def text(self) -> str | None:
        """The text, or `None` for bytes that are none."""
        if self.is_text:
            self._check_claim(opened=False)
            return self._readable
        return decoded(self.data, self.media_type.charset)

    @cached_property
    def json(self) -> "Json | NotJson":
        """The JSON value, or `NOT_JSON`."""
        if self.stored.form == "tree" and self.stored.node is not None:
            return python_value(self.stored.node)
        text = self.text
        if text is None or (
            text.lstrip()[:1] not in {"{", "["} and "json" not in self.media_type.name
        ):
            return NOT_JSON
        return parse(text)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.stored.form == "empty" or (self.stored.form != "tree" and not self.stored.text)


_NO_CHARSETS = {
    "utf-8", "utf8", "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape",
}  # fmt: skip
"""UTF-8, which is tried anyway, and codecs of Python that are no charsets of the web."""


def _lenient_base64(text: str) -> bytes:
    """Return what can be read of base64 that is broken or cut off."""
    clean = re.sub(r"[^A-Za-z0-9+/]", "", text)
    return b64decode(clean[: len(clean) // 4 * 4])


def decoded(data: bytes, charset: str) -> str | None:
    """Return bytes as text, by the charset they claim or as UTF-8; `None` where neither fits."""
    if charset and charset not in _NO_CHARSETS:
        try:
            text = data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
        else:
            return None if "\0" in text else text
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
