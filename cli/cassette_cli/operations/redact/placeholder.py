"""What stands in place of a value: as long as it, and always the same for the same value.

A placeholder takes the value's letters and digits one by one, so that no line, length or fragment
of a stream moves; blanks and the characters that notations escape keep their place. Its id is a
keyed hash of the value, so that runs on different days and machines agree.
"""

import base64
import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cassette_cli.operations.redact.finding import Finding

WORD = "REDACTED"
_FILL = "X"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWYZ"
"""Of ids: upper case, so that no vendor's prefix comes about, and without the letter that fills."""
_LONGEST_ID = 6
_KEPT = frozenset("/\\\"'<>&")
"""Besides blanks and controls: what some notation spells in another width than a letter."""
_WIDE = {2: "\xd7", 3: "\u2715", 4: "\U0001d54f"}
"""Crosses that take as many bytes in UTF-8 as the character that they stand for."""


class Shape(StrEnum):
    """The grammar that a placeholder keeps."""

    PLAIN = "plain"
    EMAIL = "email"
    UUID = "uuid"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    DIGITS = "digits"
    JWT = "jwt"
    BASE64 = "base64"


class Style(StrEnum):
    """How placeholders look."""

    SAME_LENGTH = "same-length"
    FIXED = "fixed"
    TAG = "tag"
    HASH = "hash"


class Placeholders:
    """Makes the placeholders of a project.

    Args:
        salt: the key of the hash.
        style: how they look.
    """

    def __init__(self, salt: str, style: Style = Style.SAME_LENGTH) -> None:
        self._salt = salt.encode()
        self._style = style
        self._tags: dict[tuple[str, str], str] = {}

    def identity(self, value: str, length: int = _LONGEST_ID) -> str:
        """Return the id of a value: up to 40 characters, equal for equal values."""
        number = int.from_bytes(self._digest(value))
        found = []
        for _ in range(length):
            number, digit = divmod(number, len(_ALPHABET))
            found.append(_ALPHABET[digit])
        return "".join(found)

    def fingerprint(self, value: str) -> str:
        """Return 16 hexadecimal digits that name a value without telling it."""
        return self._digest(f"allow:{value}").hex()[:16]

    def number(self, value: str, most: int) -> int:
        """Return a number from 1 to `most` that follows from a value."""
        return int.from_bytes(self._digest(value)) % most + 1

    def _digest(self, text: str) -> bytes:
        import hmac  # loads a library of its own, which a run that finds nothing does without

        return hmac.digest(self._salt, text.encode("utf-8", "surrogatepass"), "sha256")

    def of(self, text: str, value: str, shape: Shape, rule: str) -> str:
        """Return what stands in place of a text.

        Args:
            text: what is replaced: the value, or what is left of it somewhere.
            value: the value, which decides the id.
            shape: the grammar to keep, as far as the length of the text allows.
            rule: which rule found it, for the styles that say so.
        """
        if self._style is not Style.SAME_LENGTH and shape is not Shape.DIGITS:
            return self._styled(value, rule)
        shaped = _SHAPED.get(shape)
        if shaped is not None and text.isascii():
            made = shaped(self, text, value)
            if made is not None and len(made) == len(text):
                return made
        return _laid_out(text, self.identity(value))

    def of_finding(self, finding: "Finding") -> str:
        """Return what stands in place of a value that was found."""
        return self.of(finding.value, finding.value, finding.shape, finding.rule)

    def _styled(self, value: str, rule: str) -> str:
        if self._style is Style.FIXED:
            return WORD
        if self._style is Style.TAG:
            return self._tag(value, rule)
        return f"{WORD}-{self.identity(value, 12)}"

    def _tag(self, value: str, rule: str) -> str:
        name = re.sub(r"[^A-Z0-9]+", "_", rule.upper())
        tag = self._tags.get((name, value))
        if tag is None:
            number = sum(1 for other, _ in self._tags if other == name) + 1
            tag = self._tags[name, value] = f"<{name}_{number}>"
        return tag

    def are_distinct(self, text: str) -> bool:
        """Say whether placeholders of this length tell values apart."""
        return self._style is not Style.SAME_LENGTH or len(text) > len(WORD) + 2


def _is_kept(character: str) -> bool:
    return character in _KEPT or character.isspace() or character < " " or character == "\x7f"


def _laid_out(text: str, identity: str) -> str:
    """Return the word and the id laid over a text, the rest of it crossed out."""
    free = sum(1 for one in text if one.isascii() and not _is_kept(one))
    letters = iter(WORD + identity if free > len(WORD) else WORD if free == len(WORD) else "")
    return "".join(one if _is_kept(one) else _cross(one, letters) for one in text)


def _cross(one: str, letters: "object") -> str:
    width = len(one.encode("utf-8", "surrogatepass"))
    if width > 1:
        return _WIDE[width]
    return next(letters, _FILL)  # type: ignore[call-overload, no-any-return]


def _email(made: Placeholders, text: str, value: str) -> str | None:
    """Return an address at a domain that is reserved for examples."""
    for domain in ("@example.com", "@x.example", "@x.test"):
        room = len(text) - len(domain)
        if room >= 1:
            identity = made.identity(value, min(_LONGEST_ID, room))
            start = "redacted"[: room - len(identity)]
            return (start + identity).lower().ljust(room, "x") + domain
    return None


def _uuid(made: Placeholders, text: str, value: str) -> str | None:
    digest = f"{made.number(value, 16**12 - 1):012x}"
    grouped = f"00000000-0000-4000-8000-{digest}"
    return grouped if "-" in text else grouped.replace("-", "")


def _ipv4(made: Placeholders, text: str, value: str) -> str | None:
    """Return an address of a network that is reserved for documentation, or for nothing."""
    for start, digits in _NETWORKS:
        if len(start) + digits == len(text):
            low = 10 ** (digits - 1) if digits > 1 else 1
            most = min(10**digits, 255) - low
            return f"{start}{low + made.number(value, most) - 1}"
    return None


_NETWORKS = (
    ("0.0.0.", 1), ("0.0.0.", 2), ("192.0.2.", 1), ("192.0.2.", 2), ("192.0.2.", 3),
    ("203.0.113.", 2), ("203.0.113.", 3), ("198.51.100.", 3), ("240.100.100.", 3),
)  # fmt: skip


def _ipv6(made: Placeholders, text: str, value: str) -> str | None:
    """Return an address of 2001:db8::/32, its groups filled up to the length."""
    for start, most in (("2001:db8::", 5), ("2001:db8:", 6), ("2001:0db8:", 6)):
        room = len(text) - len(start)
        count = most if start.endswith("db8:") else -(-(room + 1) // 5)
        digits = room - (count - 1)
        if not 1 <= count <= most or not count <= digits <= 4 * count:
            continue
        sizes = [1] * count
        for at in reversed(range(count)):  # the last one holds the id
            sizes[at] += min(3, digits - sum(sizes))
        last = f"{made.number(value, 16 ** sizes[-1] - 1):0{sizes[-1]}x}"
        return start + ":".join([*("0" * size for size in sizes[:-1]), last])
    return None


def _digits(made: Placeholders, text: str, value: str) -> str | None:
    """Return a one, zeros and an id for the digits; what is between them stays.

    A bare number could not begin with zeros.
    """
    count = sum(map(str.isdigit, text))
    if not count:
        return None
    room = min(6, count // 2)
    low = f"{made.number(value, 10**room - 1):0{room}d}" if room else ""
    digits = iter("1" + "0" * (count - room - 1) + low if count > room else low)
    return "".join(next(digits) if one.isdigit() else one for one in text)


def _jwt(made: Placeholders, text: str, value: str) -> str | None:
    """Return three segments of the old lengths; the first two are JSON where that fits."""
    segments = text.split(".")
    identity = made.identity(value)
    inner = [{"alg": "none"}, {"redacted": identity}]
    found = [_json_segment(len(part), head) for part, head in zip(segments, inner, strict=False)]
    found += [_laid_out(part, identity) for part in segments[2:]]
    return ".".join(found) if all(found) else None


def _json_segment(length: int, value: dict[str, str]) -> str:
    size = length * 3 // 4
    dumped = json.dumps(value, separators=(",", ":"))
    if length % 4 == 1 or len(dumped) > size:
        return ""
    padded = dumped[:-1] + " " * (size - len(dumped)) + "}"
    return base64.urlsafe_b64encode(padded.encode()).decode().rstrip("=")


def _base64(made: Placeholders, text: str, value: str) -> str | None:
    """Return letters and digits for everything but the padding."""
    bare = text.rstrip("=")
    laid = (WORD + made.identity(value)).ljust(len(bare), _FILL)[: len(bare)]
    return laid + text[len(bare) :] if len(bare) > len(WORD) else None


_SHAPED: dict[Shape, Callable[[Placeholders, str, str], str | None]] = {
    Shape.EMAIL: _email,
    Shape.UUID: _uuid,
    Shape.IPV4: _ipv4,
    Shape.IPV6: _ipv6,
    Shape.DIGITS: _digits,
    Shape.JWT: _jwt,
    Shape.BASE64: _base64,
}

_OURS = re.compile(
    r"X{1,7}|R(?:E(?:D(?:A(?:C(?:T(?:E)?)?)?)?)?)?|[X\xd7\u2715\U0001d54f]+|REDACTED[0-9A-WYZ]{0,6}[X\xd7\u2715\U0001d54f]*"
    r"|REDACTED-[0-9A-WYZ]{12}|<[A-Z0-9_]+_[0-9]+>"
    r"|[a-z0-9]*@(?:example\.com|x\.example|x\.test)"
    r"|0{8}-?0{4}-?40{3}-?80{3}-?[0-9a-f]{12}|2001:0?db8:[0-9a-f:]+"
    r"|0\.0\.0\.[0-9]{1,2}|192\.0\.2\.[0-9]{1,3}|203\.0\.113\.[0-9]{2,3}"
    r"|198\.51\.100\.[0-9]{3}|240\.100\.100\.[0-9]{3}"
)
_BETWEEN = re.compile(r"[\s/\\\"'<>&\x00-\x1f\x7f\xd7\u2715\U0001d54f]+")
_JWT_OURS = re.compile(r"eyJhbGciOiJub25lI[\w-]*\.eyJyZWRhY3RlZCI6[\w-]*(?:\.[\w-]*)?")


def is_ours(text: str) -> bool:
    """Say whether a text is a placeholder that this module made, whole."""
    bare = _BETWEEN.sub("", text)
    if _OURS.fullmatch(text) or (bare != text and _OURS.fullmatch(bare)):
        return True
    if (
        (not bare and text.strip())
        or _OURS.fullmatch(bare.rstrip("="))
        or _JWT_OURS.fullmatch(text)
    ):
        return True
    digits = "".join(filter(str.isdigit, text))
    rest = re.sub(r"[\d\s+().-]", "", text)
    half = len(digits) - min(6, len(digits) // 2)
    return bool(digits) and not rest and digits[0] in "01" and set(digits[1:half]) <= {"0"}
