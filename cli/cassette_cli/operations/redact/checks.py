"""Checks of what a pattern found: is it what it looks like, and is it not a placeholder already.

A rule names its checks, with an argument after a colon: `entropy:3.0`. Each is given the text that
would be replaced, and the argument. `is_placeholder` stands apart, because it holds for every rule.

Source: GitHub, "Behind GitHub's new authentication token formats" (2021; npm's tokens have the same
checksum); ISO/IEC 7812-1 (Luhn); ISO 13616 (IBAN); RFC 7519 (JWT); RFC 7617 (Basic).
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from math import log2

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKSUM = 6
_ISSUERS = (
    (re.compile("4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("30[0-5]|3[689]"), (14,)),
    (re.compile("6011|65|64[4-9]|35(?:2[89]|[3-8])"), (16, 19)),
    (re.compile("62|81"), (16, 17, 18, 19)),
)
"""How the numbers of each kind of payment card begin, and how many digits they have."""
_PHONE_DIGITS = range(8, 16)
"""With the code of the country (ITU-T E.164)."""


def entropy(text: str) -> float:
    """Return the Shannon entropy of a text in bits per character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * log2(count / len(text)) for count in counts)


def crc32_base62(body: str) -> str:
    """Return the six characters that GitHub and npm put after the random part of a token."""
    from zlib import crc32

    number, digits = crc32(body.encode()), ""
    for _ in range(_CHECKSUM):
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits


def luhn(digits: str) -> bool:
    """Say whether the last of these digits is the check digit of the others."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits[::-1])]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def jwt_header(text: str) -> object:
    """Return the header of a JWT as JSON; None where it is something else."""
    import json

    try:
        return json.loads(decoded(text.partition(".")[0]))
    except ValueError:  # neither JSON nor, which is the same to `json`, Unicode
        return None


def decoded(text: str) -> bytes:
    """Return what base64 in either alphabet means, padded or not; nothing if it is no base64."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (NotBase64, ValueError):
        return b""


def _has_crc(text: str, _argument: str) -> bool:
    body = text.rpartition("_")[2]
    return crc32_base62(body[:-_CHECKSUM]) == body[-_CHECKSUM:]


def _is_card(text: str, _argument: str) -> bool:
    digits = _digits(text)
    known = any(begin.match(digits) and len(digits) in sizes for begin, sizes in _ISSUERS)
    return known and luhn(digits)


def _is_iban(text: str, _argument: str) -> bool:
    plain = re.sub(r"[\s-]", "", text)
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _is_jwt(text: str, _argument: str) -> bool:
    header = jwt_header(text)
    return isinstance(header, dict) and "alg" in header


def _is_basic(text: str, _argument: str) -> bool:
    name, colon, password = decoded(text).decode("utf-8", "replace").partition(":")
    known = colon and (name + password).isprintable() and "�" not in name + password
    return bool(known) and not is_placeholder(password or name)


def _is_public_ip(text: str, _argument: str) -> bool:
    from ipaddress import ip_address  # 10 ms, for a rule of the strict level

    try:
        return ip_address(text).is_global and not text.endswith(".0.0")
    except ValueError:
        return False


def _is_phone(text: str, _argument: str) -> bool:
    return len(_digits(text)) in _PHONE_DIGITS


def _is_key_block(text: str, argument: str) -> bool:
    """Say whether there is a key between the lines of armour: base64, and not three dots."""
    body = re.sub(r"-----[A-Z0-9 ]+-----", "", text)
    return len(re.findall(r"[A-Za-z0-9+/]", body)) >= int(argument)


def _is_of_snowflake(text: str, _argument: str) -> bool:
    return decoded(text.partition(".")[0]).isdigit()


def _is_none_of(text: str, argument: str) -> bool:
    return re.fullmatch(argument, text, re.IGNORECASE) is None


def _mixes(text: str, argument: str) -> bool:
    return all(re.search(_CLASSES[kind], text) for kind in argument.split("+"))


def _is_mixed(text: str, _argument: str) -> bool:
    """Say whether it has letters and digits, or changes between the cases often."""
    changes = len(re.findall(r"(?<=[a-z])[A-Z]|(?<=[A-Z])[a-z]", text))
    return _mixes(text, "letter+digit") or changes * 6 >= len(text)


_CLASSES = {"lower": "[a-z]", "upper": "[A-Z]", "letter": "[A-Za-z]", "digit": "[0-9]"}

CHECKS: Mapping[str, Callable[[str, str], bool]] = {
    "basic": _is_basic,  # base64 of a name, a colon and a password
    "card": _is_card,  # the number of a payment card
    "crc32-base62": _has_crc,  # the checksum of GitHub's and npm's tokens
    "entropy": lambda text, least: entropy(text) >= float(least),  # bits per character, at least
    "has": _mixes,  # characters of each of these kinds: `lower+upper+letter+digit`
    "iban": _is_iban,
    "jwt": _is_jwt,  # its header is JSON with an algorithm
    "key-block": _is_key_block,  # at least so many characters of base64 in the armour
    "mixed": _is_mixed,  # letters and digits, or both cases throughout, as in no plain word
    "not": _is_none_of,  # not what this pattern matches as a whole, in whatever case
    "phone": _is_phone,  # as many digits as a telephone number has
    "public-ip": _is_public_ip,
    "snowflake": _is_of_snowflake,  # its first part is a number in base64
}


# Placeholders: no random key may be taken for one, so what could stand in a key by chance counts
# only as a word between punctuation.
_TEMPLATE = re.compile(
    r"\s*(?:<[^<>]*>|\{[^{}]*\}|\[[A-Za-z _-]*\]|‹[^›]*›|«[^»]*»|⟦[^⟧]*⟧|%\(\w+\)s|%[sd]"
    r"|%[A-Za-z_]+%|\$\([^()]*\)|\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+)|__[A-Za-z_]+__)\s*"
)
_EXPRESSION = re.compile(r"[$#]\{|\{\{|<[A-Za-z][A-Za-z_ -]{1,40}>|process\.env|environ|getenv")
_MASK = re.compile(r"\*{3}|[•●█∙]{3}|\.{3}|…|(?<![A-Za-z0-9])[xX]{4,}(?![A-Za-z0-9])")
_OUR_MARKS = "redacted|filtered|scrubbed|saniti[sz]ed|anonymi[sz]ed|censored|obfuscated|masked"
_MARKS = re.compile(
    rf"{_OUR_MARKS}|placeholder|example|replaceme|changeme|not(?:a)?real|xxxxxxx"
    r"|your(?:api|own)?(?:key|token|secret)|(?:fake|dummy|test)(?:api)?(?:key|token|secret)"
)
_ENCODED_MARKS = re.compile(rf"{_OUR_MARKS}|placeholder|noone@")
_WORD_MARKS = re.compile(
    r"(?<![a-z0-9])(?:your|dummy|fake|fakes|mock|mocked|bogus|insert|changeme)(?![a-z0-9])"
)
_NAME_OF_ONE = re.compile(
    r"(?:[a-z]+[_-])+(?:key|token|secret|password|authorization)s?|[A-Z][A-Z0-9]{0,20}"
    r"(?:_[A-Z0-9]{1,20}){0,6}_(?:KEY|TOKEN|SECRET|PASSWORD|ID|AUTHORIZATION|CREDENTIALS?)"
)
_MARKING = frozenset(
    re.findall(
        r"\w+",
        """apikey authorization bar baz changeme credential credentials demo dummy empty fake foo
        here invalid key keys lmstudio missing mock my needed nil none null ollama pass passphrase
        passwd password sample secret sk test testing tests token undefined unknown unset unused
        username wrong your""",
    )
)
"""Words that say that something stands for something else, or name what should stand there."""
_FILLING = frozenset(
    re.findall(
        r"\w+",
        """abc access account admin ai amazon anthropic api auth aws azure base bearer bedrock
        change client cohere com data default endpoint for gcp gemini google groq group header
        host id in insert is it lm local localhost me mistral model name net no not of only openai
        openrouter or org organization place postgres project put real region replace required
        resource root server service some string studio tenant text the this to used user value
        vertex with workspace world xai xyz""",
    )
)
_NUMBER = re.compile(r"(?<![0-9])[0-9]+")
_LONGEST_WORDS, _LONGEST_NUMBER = 80, 4
_SHORTEST_SEQUENCE, _MOSTLY = 10, 0.75
_LONGEST_WORD = max(len(word) for word in _MARKING | _FILLING)
_OURS = re.compile(
    r"00000000-0000-4000-8000-.*|\+?[01]0{5}[\d\s().-]*|192\.0\.2\..*|198\.51\.100\..*|203\.0\.113\..*"
    r"|111122223333|2001:db8:.*"
    r"|[^\s@]*@(?:(?:[^\s@]+\.)?example\.\w+|[^\s@]+\.(?:example|invalid|test))",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Say whether a text stands for a value that somebody has taken out already, or never put in.

    Ours, those of recorders' users (`<OPENAI_KEY>`, `FILTERED_X`, `sk-xxxx`, `test_api_key`), what
    a provider has masked itself (`sk-***abcd`), and what documentation uses.
    """
    return any(dialect(text) for dialect in _DIALECTS)


def _is_written_as_one(text: str) -> bool:
    patterns = _TEMPLATE, _NAME_OF_ONE, _OURS
    return any(pattern.fullmatch(text) for pattern in patterns) or not text.strip(" \"'-_?")


def _is_marked(text: str) -> bool:
    if _MASK.search(text) or _EXPRESSION.search(text):
        return True
    return bool(_WORD_MARKS.search(text.lower()) or _MARKS.search(_squeezed(text)))


def _is_marked_within(text: str) -> bool:
    """Say whether a part of it says so in base64, as in a JWT that was made by hand."""
    inner = [decoded(part).decode("latin-1").lower() for part in text.split(".")]
    return any(_ENCODED_MARKS.search(words) for words in inner)


def _is_repeated(text: str) -> bool:
    """Say whether it is one short piece again and again, or mostly one character."""
    plain = _squeezed(text)
    size = len(plain)
    again = [
        period for period in range(1, 9)
        if size >= max(8, 3 * period) and plain == (plain[:period] * size)[:size]
    ]  # fmt: skip
    longest = max((len(run.group()) for run in re.finditer(r"(.)\1+", plain)), default=0)
    return bool(again) or longest == size > 1 or plain == "x" or longest >= max(8, size / 3)


def _is_sequence(text: str) -> bool:
    """Say whether its characters count: `1234567890`, `abcdef`."""
    plain = _squeezed(text)
    if len(plain) < _SHORTEST_SEQUENCE:
        return False
    steps = Counter(
        (ord(after) - ord(before)) % (10 if (before + after).isdigit() else 256)
        for before, after in pairwise(plain)
    )
    return max(steps[1], steps[9] + steps[255]) >= _MOSTLY * (len(plain) - 1)


def _is_made_of_words(text: str) -> bool:
    """Say whether it says what would stand there: `my-api-key`, `testToken1`, `None`."""
    plain = _squeezed(text)
    if not 1 < len(plain) <= _LONGEST_WORDS:
        return False
    marked: dict[int, bool] = {0: False}  # where a word can end, and whether one said so
    for start in range(len(plain)):
        if start in marked:
            for end, marking in _words_from(plain, start):
                marked[end] = marked.get(end, False) or marked[start] or marking
    return marked.get(len(plain), False)


def _words_from(plain: str, start: int) -> Iterator[tuple[int, bool]]:
    """Yield where the words that begin here end, and whether they mark a placeholder."""
    number = _NUMBER.match(plain, start)
    if number and len(number.group()) <= _LONGEST_NUMBER:
        yield number.end(), False
    for end in range(start + 1, min(len(plain), start + _LONGEST_WORD) + 1):
        word = plain[start:end]
        if word in _MARKING or word in _FILLING or not word.strip("x"):
            yield end, word in _MARKING or word.startswith("xxx")


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]+", "", text)


_DIALECTS = (
    _is_written_as_one,
    _is_marked,
    _is_repeated,
    _is_sequence,
    _is_made_of_words,
    _is_marked_within,
)
