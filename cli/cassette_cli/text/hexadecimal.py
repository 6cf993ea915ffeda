"""Text written as hexadecimal digits, two for a byte of UTF-8.

Source: RFC 4648, section 8.
"""

import re
from collections.abc import Iterable, Iterator

from cassette_cli.text.base64_runs import SHORTEST, is_text, runs_of, without_cut
from cassette_cli.text.layer import Inner
from cassette_cli.text.span import Span
from cassette_cli.text.view import Opaque

_DIGITS = b"0123456789abcdefABCDEF"
_MARKS = bytes(0x2B if byte in _DIGITS else 0x20 for byte in range(256))
_BEFORE = re.compile(r"(?:^|[\W_])(?:0[xX])?$")
_AFTER = re.compile(r"[\W_]|$")
_FIRST = 64
"""How many digits are decoded before the rest is."""
_LONGEST_NUMBER = 24
"""Times and other numbers have fewer digits; one in a hundred of them could be printed."""


def hexadecimal_layer(text: str) -> Iterable[Inner[str, str]]:
    """Return the runs of digits that mean text; ids and hashes mean none.

    A run stands by itself, or behind `0x` or an underscore, and is written in one case.
    """
    if len(text) < SHORTEST:
        return ()
    spans = runs_of(text, _MARKS)
    return list(_opened(text, spans)) if spans else ()


def _opened(text: str, spans: list[Span]) -> Iterator[Inner[str, str]]:
    for span in spans:
        if _BEFORE.search(text[max(span.start - 3, 0) : span.start]) is None:
            continue
        if _AFTER.match(text, span.end) is not None:
            yield from _inner(text, span)


def _inner(text: str, span: Span) -> Iterator[Inner[str, str]]:
    digits = text[slice(*span)]
    is_number = len(digits) < _LONGEST_NUMBER and digits.isdecimal()
    if len(digits) % 2 or is_number or not is_text(without_cut(bytes.fromhex(digits[:_FIRST]))):
        return
    data = bytes.fromhex(digits)
    upper = digits != digits.lower()
    if _hexadecimal(data, upper=upper) == digits and is_text(data):
        meant = data.decode()
        yield Inner(
            meant, lambda: Opaque(span, meant, lambda new: _hexadecimal(new.encode(), upper=upper))
        )


def _hexadecimal(data: bytes, *, upper: bool) -> str:
    return data.hex().upper() if upper else data.hex()
