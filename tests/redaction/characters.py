"""Random characters of the alphabets that keys are made of, and checksums some of them carry."""

import binascii
import random
import re
import string
from base64 import b64encode, urlsafe_b64encode

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
HEX = "0123456789abcdef"

ALPHABETS = {
    "a": string.ascii_letters + string.digits,
    "b": string.ascii_letters + string.digits + "+/",
    "c": string.ascii_lowercase,
    "d": string.digits,
    "h": HEX,
    "k": string.ascii_uppercase + "234567",
    "l": string.ascii_lowercase + string.digits,
    "L": string.ascii_letters,
    "U": string.ascii_uppercase + string.digits,
    "w": string.ascii_letters + string.digits + "-_",
}
"""By the letter that a template uses."""

_HOLE = re.compile(r"<([a-zA-Z])(\d+)>")


def filled(template: str, rng: random.Random) -> str:
    """Return a template with its holes filled: `<a20>` are 20 characters of the alphabet `a`."""
    return _HOLE.sub(lambda hole: run(hole[1], int(hole[2]), rng), template)


def prefix_of(template: str) -> str:
    """Return what stands before the first hole: the public part of a key."""
    return template.partition("<")[0]


def run(alphabet: str, length: int, rng: random.Random) -> str:
    """Return characters of an alphabet; the first one is a letter or a digit, so is the last."""
    letters = ALPHABETS[alphabet]
    plain = [letter for letter in letters if letter.isalnum()]
    inner = "".join(rng.choices(letters, k=max(0, length - 2)))
    if length < 2:
        return rng.choice(plain)
    first = rng.choice([letter for letter in plain if letter != "0"])
    return first + inner + rng.choice(plain)


def base62_crc32(text: str) -> str:
    """Return the six characters that GitHub and npm put behind the random part of a token."""
    number, digits = binascii.crc32(text.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        digits = BASE62[rest] + digits
    return digits.rjust(6, "0")


def name(rng: random.Random, syllables: int = 4) -> str:
    """Return something to pronounce that is no word."""
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(syllables))


def uuid(rng: random.Random) -> str:
    """Return a random UUID."""
    digits = "".join(rng.choices(HEX, k=32))
    variant = rng.choice("89ab")
    groups = [digits[:8], digits[8:12], f"4{digits[13:16]}", f"{variant}{digits[17:20]}"]
    return "-".join([*groups, digits[20:]])


def base64(data: bytes | str) -> str:
    """Return the base64 of bytes, or of the UTF-8 of a text."""
    return b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def base64url(data: bytes | str, *, padded: bool = False) -> str:
    """Return the base64 for URLs, as JWTs write it unless `padded`."""
    text = urlsafe_b64encode(data if isinstance(data, bytes) else data.encode()).decode()
    return text if padded else text.rstrip("=")
