"""Base64 as a view: bytes in a text, wrapped however the recorder wraps it.

Source: RFC 4648, section 4, and RFC 2045 for lines; PyYAML writes 76 characters a line, go-yaml 70,
Ruby 60 or all on one.
"""

import re
from base64 import b64decode, b64encode

from cassette_cli.text.span import Span
from cassette_cli.text.view import Opaque


def base64_view(text: str) -> Opaque[str, bytes]:
    """Return the view of a text that is base64 and nothing else, blanks between its lines aside.

    Raises:
        ValueError: it is no base64.
    """
    data = b64decode("".join(text.split()), validate=True)
    first, *rest = re.split(r"(\s+)", text.rstrip(), maxsplit=1)
    width, separator = (len(first), rest[0]) if rest else (0, "")

    def encode(new: bytes) -> str:
        encoded = b64encode(new).decode("ascii")
        lines = _lines(encoded, width) if width else [encoded]
        return separator.join(lines)

    return Opaque(Span(0, len(text.rstrip())), data, encode)


def _lines(encoded: str, width: int) -> list[str]:
    return [encoded[at : at + width] for at in range(0, len(encoded), width)]
