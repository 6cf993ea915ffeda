"""Values that a text itself names: `API_KEY=…`, `"token": "…"`, `--password …`, "the key is …"."""

import re
from collections.abc import Iterator, Sequence

from cassette_cli.operations.redact.finding import Kind
from cassette_cli.operations.redact.names import Named, named
from cassette_cli.operations.redact.values import (
    assigned_password,
    is_identifier,
    is_long_secret,
    is_mixed_password,
)
from cassette_cli.text.span import Span

_NAME = r"[^\W\d][\w.-]{0,80}+"
_CLOSE = r"[\"'`*\\\])]{0,4}"
_OPEN = r"(?:[\"'`*\\(\[]|\bb(?=[\"'])){0,4}(?:(?i:bearer|basic|token)\s+)?"
_VALUE = r"(?P<value>[^\s\"'`<>,;\\]{4,8192})"
_SIGN = (
    r"[ \t]{0,8}(?::=|=>|[:=|])[ \t]{0,8}(?:[|>][-+]?\s*\n\s+)?"
    r"|(?:\s{1,40}(?:for|of|on|to)(?:\s{1,40}[\w.'-]{1,24}){1,6}?)?"
    r"\s{1,40}(?:is|was|are|reads|to|lautet|ist|es|est|è|equals)(?:\s{0,8}:)?\s{1,40}"
    r"|\s{0,2},\s{0,8}(?=[b\"'`])"
    r"|[^\w\n]{0,6}\s{0,40}[^\w\n]{0,4}(?:[Vv]alue|[Cc]ontent)[^\w\n]{1,6}"
    r"|[ \t]{1,8}"
)
_ASSIGNED = re.compile(rf"(?P<name>{_NAME}){_CLOSE}(?P<sign>{_SIGN}){_OPEN}{_VALUE}")
_WORD = re.compile(_NAME)
_FLAG = re.compile(
    rf"(?<=-)(?P<name>{_NAME})[ =]{{1,2}}[\"']?(?P<value>[^\s\"'`<>;\\-][^\s\"'`<>;\\]{{3,8192}})"
)
"""An option of a command, which a blank may part from its value."""
_BACK = 84
_AHEAD = 8_400
_MOST_TRIED, _TIMES = 1 << 18, 16
"""How many characters of values are looked at, and so many times the text: of more, which no text
has that says anything, values within values are left out."""


class AssignmentRule:
    """The rule for values that are named where they stand, in running text."""

    id = "assigned-value"
    kind: Kind = "secret"
    title = "a value behind a name that says that it is secret"
    level = "standard"
    first = False
    exact = False
    source = "measured: environment files, shell commands, logs, prose"
    anchors = (
        "key", "token", "secret", "pwd", "credential", "auth", "bearer",
        "cookie", "session", "hostname", "nodename", "computername", "organi", "_id", "-id",
        "orgid", "accountid", "tenantid", "workspaceid", "projectid", "userid", "teamid",
        "clientid", "customerid", "subscriptionid", "companyid", "host-name", "host_name",
        "node-name", "node_name", "machine", "computer-name", "computer_name",
        "pass", "_pw", "kennwort", "contrase", "senha", "code", "seed", "salt", "mnemonic",
    )  # fmt: skip

    def matches(self, text: str, anchors: Sequence[int]) -> Iterator[tuple[Named, Span]]:
        """Yield what is assigned near the anchors, with what its name says."""
        done = tried = seen = 0
        for at in anchors:
            if at < done or (at < seen and tried > _MOST_TRIED + _TIMES * len(text)):
                continue
            start = _start_of_name(text, at)
            found = _first(text, start, at + _AHEAD)
            if found is None or found.start("value") <= at:
                continue
            tried, seen = tried + len(found["value"]), found.end()
            for told, span in _assigned(text, found):
                yield told, span
                done = span.end


def _first(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return what is assigned to the name at a place, if the name tells anything."""
    word = _WORD.match(text, start)
    if word is None or named(word.group(), "field") is None:
        return None
    return _FLAG.match(text, start, end) or _ASSIGNED.match(text, start, end)


def _assigned(text: str, found: re.Match[str]) -> Iterator[tuple[Named, Span]]:
    """Yield what of a value is to go, with what its name says."""
    told = named(found["name"], "field")
    if told is None or told.level != "standard" or not _is_said(found, told):
        return
    if _is_code(text, found):
        return
    start = found.start("value")
    parts = assigned_password if told.rule == "password-field" else told.parts
    for span in parts(_trimmed(found["value"])):
        yield told, Span(start + span.start, start + span.end)


def _is_said(found: re.Match[str], told: Named) -> bool:
    """Say whether a name and its value belong together.

    A sentence is enough for secrets only, and a mere blank for those that look like nothing else.
    """
    sign = found.groupdict().get("sign") or "="
    if not sign.strip():
        value = _trimmed(found["value"])
        is_password = told.rule == "password-field" and is_mixed_password(value)
        return told.kind == "secret" and (is_password or is_long_secret(found["value"]))
    return told.kind == "secret" or any(one in sign for one in "=:|")


def _is_code(text: str, found: re.Match[str]) -> bool:
    """Say whether a value is part of a program: a name, a member, an item or a type in brackets.

    In quotation marks it is a value even there; a single word may be anything.
    """
    if text[found.start("value") - 1] in "\"'`":
        return False
    value = _trimmed(found["value"])
    return (is_identifier(value) and not value.isalpha()) or _CODE.match(value) is not None


_CODE = re.compile(r"[A-Za-z_$][\w$.]*\[|(?!(?:\D*\d){3})[a-z][a-z0-9]*(?:_[a-z0-9]+)+$")


def _start_of_name(text: str, at: int) -> int:
    back = _BACKWARDS.match(text[max(at - _BACK, 0) : at][::-1])
    assert back is not None, "it may match nothing"
    start = at - back.end()
    while start < at and text[start] in "-.":
        start += 1
    return start


_BACKWARDS = re.compile(r"[\w.-]*")


def _trimmed(value: str) -> str:
    """Return a value without the parameters after it and the punctuation around it."""
    return _NEXT_PARAMETER.split(value, 1)[0].rstrip(".,:!?)]}")


_NEXT_PARAMETER = re.compile(r"&(?=[A-Za-z_][\w.-]*=)")
