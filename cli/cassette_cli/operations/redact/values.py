"""What of a named value is to be taken out: the value, or the parts of it that are secret.

Every function here takes the value of a header, parameter, cookie or field, and returns the spans
that go; none where the value is a flag, a placeholder, or nothing of the kind that its name says.
"""

import re

from cassette_cli.operations.redact.checks import crc32_base62, is_placeholder
from cassette_cli.operations.redact.known import entropy
from cassette_cli.operations.redact.placeholder import is_ours
from cassette_cli.text.span import Span

_SHORTEST = 4
_SHORTEST_SECRET, _LONGEST_SECRET = 8, 8_192
_LONGEST_PASSWORD = 256
_LONG_SECRET = 16
_WITH_CHECKSUM = re.compile(r"(?:gh[pousr]|npm)_([A-Za-z0-9]{30})([A-Za-z0-9]{6})")
_MOST_WORDS = 2
"""Of a password; more are a sentence about one."""
_FEWEST_OF_PHRASE = 8
_FEWEST_KINDS = 2
_FEWEST_DIGITS = 10
"""Of an account that is a number; a shorter one is a counter."""
_LEAST_ACCOUNT_ENTROPY = 3.0
_FLAG = re.compile(
    r"(?i)true|false|none|null|yes|no|on|off|[0-9]{1,6}|[0-9.]{1,6}|enabled|disabled"
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")
"""What has parts of its own, which rules for URLs know."""
_SCHEME = re.compile(
    r"(?i)(?:(?:bearer|basic|token|apikey|api-key|key|digest|negotiate|ntlm|hmac|oauth|jwt|splunk"
    r"|snowflake|aws)\s+)(?=\S)"
)
_AWS_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)|Signature=([0-9a-fA-F]{16,})")


def is_meant(value: str) -> bool:
    """Say whether a value is one, and not what stands in its place."""
    return not (is_ours(value) or is_placeholder(value) or _PUBLISHABLE.match(value))


_PUBLISHABLE = re.compile(r"pk_(?:live|test)_|sb_publishable_|phc_|pub[0-9a-f]{32}(?![0-9A-Za-z])")
"""Keys that stand in the pages of a service for everybody (Stripe, Clerk, Supabase, PostHog,
Datadog): they name who counts or pays, and open nothing."""


def whole(value: str) -> list[Span]:
    """Return a value of a header or parameter, the blanks around it and flags aside."""
    bare = value.strip()
    if len(bare) < _SHORTEST or _FLAG.fullmatch(bare) or not is_meant(bare) or _URL.match(bare):
        return []
    start = value.index(bare)
    return [Span(start, start + len(bare))]


def behind_scheme(value: str) -> list[Span]:
    """Return what stands behind the scheme of an Authorization header, or all of it."""
    if "Credential=" in value:
        return [
            Span(*found.span(group))
            for found in _AWS_CREDENTIAL.finditer(value)
            for group in (1, 2)
            if found.group(group) and is_meant(found.group(group))
        ]
    scheme = _SCHEME.match(value.lstrip())
    start = len(value) - len(value.lstrip()) + (scheme.end() if scheme else 0)
    bare = value[start:].strip()
    if not bare or _URL.match(bare) or not is_meant(bare) or not is_meant(value.strip()):
        return []
    return [Span(start, start + len(bare))]


def credential(value: str) -> list[Span]:
    """Return the value of a field, if it looks like something that nobody could guess."""
    bare = value.strip()
    scheme = _SCHEME.match(bare)
    start = value.index(bare) + (scheme.end() if scheme else 0)
    bare = bare[scheme.end() :] if scheme else bare
    fits = (
        _SHORTEST_SECRET <= len(bare) <= _LONGEST_SECRET
        and not re.search(r"\s|://", bare)
        and looks_random(bare)
    )
    return [Span(start, start + len(bare))] if fits and is_meant(bare) else []


def is_mixed_password(value: str) -> bool:
    """Say whether a text is a password even if nothing but a word before it says so."""
    kinds = all(re.search(kind, value) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return len(value) >= _SHORTEST_SECRET and kinds and bool(assigned_password(value))


def is_long_secret(value: str) -> bool:
    """Say whether a text is a secret even if nothing but a word before it says so.

    What has the prefix of a token with a checksum, and not the right one, is none.
    """
    if len(value) < _LONG_SECRET or not re.search(r"\d", value) or not credential(value):
        return False
    checked = _WITH_CHECKSUM.fullmatch(value)
    return checked is None or crc32_base62(checked[1]) == checked[2]


def looks_random(value: str) -> bool:
    """Say whether a text looks made by a machine: no word, path, address or sentence."""
    if value.isalpha() and value.isupper():
        return len(value) >= _LONG_SECRET and entropy(value) >= _LEAST_ENTROPY_OF_LETTERS
    if _PLAIN_WORDS.fullmatch(value) or _LOCATION.match(value) or is_identifier(value):
        return False
    kinds = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return kinds >= _FEWEST_KINDS and entropy(value) >= _LEAST_ENTROPY


def is_identifier(value: str) -> bool:
    """Say whether a text is a name in source code: words in camel or snake case.

    Random letters change their case too often for that.
    """
    if not _IDENTIFIER.fullmatch(value):
        return False
    words = _WORD.findall(value)
    letters = sum(map(len, words))
    capitals = sum(map(str.isupper, _CONSTANT.sub("", value)))
    return letters >= _LETTERS_OF_A_WORD * len(words) > 0 and capitals <= _MOST_CAPITALS * letters


_IDENTIFIER = re.compile(r"[A-Za-z_$]+(?:(?:\.|->|::)[A-Za-z_$]+)*[0-9]?")
_CONSTANT = re.compile(r"(?<=[.>:])[A-Z_]+$")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LETTERS_OF_A_WORD = 4
"""On average, at least; of random letters two stand between changes of case."""
_MOST_CAPITALS = 0.45
_LEAST_ENTROPY = 2.75
_LEAST_ENTROPY_OF_LETTERS = 3.3
_PLAIN_WORDS = re.compile(
    r"[A-Za-z][a-z]*(?:(?:[-_.:/ |=][A-Z]?|[A-Z])[a-z]+)*[0-9]{0,2}|[A-Z_]+[0-9]?"
    r"|[0-9.,:/-]+|[a-z]+\(.*\)?"
)
_LOCATION = re.compile(
    r"(?:https?|wss?|file)://|[.~]|/(?!(?:[A-Za-z0-9+/]{39}|[A-Za-z0-9+/]{20,87}={1,2})$)|\$|<|\{|\["
    r"|%[A-Z]|[A-Za-z_$][\w.:>?-]*\(|arn:"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]|$)|(?:[0-9]+:)?[0-9]+(?:\.[0-9]+)+[.+~-]"
)
"""How paths, addresses, expressions of code, dates and versions begin."""


def password(value: str) -> list[Span]:
    """Return the password in a field of that name: any single word that is not about passwords."""
    bare = value.strip()
    words = bare.split()
    is_one = len(words) == 1 and len(bare) >= _SHORTEST + 2 and not _LOCATION.match(bare)
    fits = len(bare) <= _LONGEST_PASSWORD and is_meant(bare) and not _FLAG.fullmatch(bare)
    if is_one and fits and not _ABOUT_PASSWORDS.fullmatch(bare):
        start = value.index(bare)
        return [Span(start, start + len(bare))]
    return assigned_password(value)


_ABOUT_PASSWORDS = re.compile(
    r"(?i)(?:str|string|text|varchar|char|bytes|hidden|secure|required|optional|masked|unknown"
    r"|empty|default|invalid|incorrect|wrong|missing|changed|reset|expired|password|passwort"
    r"|passphrase|secret|strong|weak|encrypted|hashed|plaintext|plain|disabled|enabled|failed"
    r"|success|nullable|pattern|object|boolean|number|integer|format|input|field|label|verify"
    r"|(?:new|old|your|user|my|the|db|current|confirm)[-_ ]?password|[a-z]+(?:_[a-z]+)+)"
)


def assigned_password(value: str) -> list[Span]:
    """Return a password in running text, where words are seldom meant."""
    bare = value.strip()
    fits = _SHORTEST <= len(bare) <= _LONGEST_PASSWORD and not _FLAG.fullmatch(bare)
    if not fits or not is_meant(bare) or len(bare.split()) > _MOST_WORDS:
        return []
    is_upper = bare.isalpha() and bare.isupper() and len(bare) >= _SHORTEST_SECRET
    word = bare.strip("|()[]")
    is_word = word.isalpha() and not word.isascii()  # of another language: none is listed
    is_plain = _PLAIN_WORDS.fullmatch(word) or is_identifier(word) or re.search(r"\s", bare)
    if (is_word or is_plain) and not (is_upper or credential(value) or re.search(r"\d", bare)):
        return []
    if _LOCATION.match(bare):
        return []
    start = value.index(bare)
    return [Span(start, start + len(bare))]


def phrase(value: str) -> list[Span]:
    """Return a phrase of many words, from which keys are made."""
    bare = value.strip()
    if len(bare.split()) < _FEWEST_OF_PHRASE and not credential(value):
        return []
    return [Span(value.index(bare), value.index(bare) + len(bare))] if is_meant(bare) else []


_ID = re.compile(r"[A-Za-z0-9._:@|/+=-]{6,200}")


def account_header(value: str) -> list[Span]:
    """Return the value of a header that names an account, whatever it looks like."""
    bare = value.strip()
    if len(bare) < _SHORTEST - 1 or _FLAG.fullmatch(bare) or not is_meant(bare):
        return []
    start = value.index(bare)
    return [Span(start, start + len(bare))]


def account(value: str) -> list[Span]:
    """Return an id of an account, if it is no number of a few digits and no word."""
    bare = value.strip()
    if bare.startswith("arn:"):  # of which only the account goes, by a rule of its own
        return []
    if not _ID.fullmatch(bare) or not is_meant(bare) or not _is_account_id(bare):
        return []
    start = value.index(bare)
    return [Span(start, start + len(bare))]


_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{5,12}")
"""The names that OpenAI gives to organizations, with a random end."""

_NUMBERED = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+-[0-9]{5,12}")
"""The names that Google gives to projects, with a number at the end."""


def _is_account_id(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    if value.isdigit():
        return digits >= _FEWEST_DIGITS
    if _SLUG.fullmatch(value) or _NUMBERED.fullmatch(value):
        return True
    random_tail = re.search(r"(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{10,}", value)
    is_uuid = re.search(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}", value)
    return bool(is_uuid or random_tail) and entropy(value) >= _LEAST_ACCOUNT_ENTROPY


def organization(value: str) -> list[Span]:
    """Return the name of an organization, if it is one of several words in one."""
    bare = value.strip()
    named = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)+", bare)
    if not named or len(bare) < _SHORTEST_SECRET or not is_meant(bare):
        return []
    return [Span(value.index(bare), value.index(bare) + len(bare))]


_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4})"
)


def addresses(value: str) -> list[Span]:
    """Return the network addresses in a value, those of the machine itself aside."""
    return [
        Span(*found.span())
        for found in _IP.finditer(value)
        if is_meant(found.group()) and not found.group().startswith(("127.", "0.0.0.0", "::1"))
    ]


_UNAME = re.compile(r"(?:Darwin|Linux|Windows|FreeBSD|uname)\S*\s+(\S+)\s+\S*\d")
_HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{2,80}")  # RFC 1123
_COMMON_HOSTS = re.compile(
    r"(?i)localhost.*|127\..*|example.*|test.*|default|unknown|host|hostname|server|[0-9.]+"
    r"|api\..*|www\..*|.*\.(?:com|org|net|io|ai|dev|co)|runner.*|fv-az.*|buildkitsandbox|docker.*"
)


def machine(value: str) -> list[Span]:
    """Return the name of a machine, alone or within what `uname` prints."""
    found = _UNAME.match(value.strip())
    name = found[1] if found else value.strip()
    if not _HOST_NAME.fullmatch(name) or not is_meant(name) or _FLAG.fullmatch(name):
        return []
    if _COMMON_HOSTS.fullmatch(name):
        return []
    start = value.index(name)
    return [Span(start, start + len(name))]


def cookie(value: str) -> list[Span]:
    """Return the value of a cookie, if it can tell one visitor from another."""
    bare = value.strip('" ')
    if len(bare) < _SHORTEST_SECRET or not is_meant(bare) or _PLAIN_WORDS.fullmatch(bare):
        return []
    start = value.index(bare)
    return [Span(start, start + len(bare))]


def everything(value: str) -> list[Span]:
    """Return a value whatever it is, placeholders aside."""
    bare = value.strip()
    return (
        [Span(value.index(bare), value.index(bare) + len(bare))] if bare and is_meant(bare) else []
    )


def anything(value: str) -> list[Span]:
    """Return a value whatever it is, flags and placeholders aside."""
    bare = value.strip()
    if not bare or not is_meant(bare) or _FLAG.fullmatch(bare):
        return []
    return [Span(value.index(bare), value.index(bare) + len(bare))]
