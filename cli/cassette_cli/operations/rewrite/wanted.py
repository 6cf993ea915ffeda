"""What is asked of an interaction, made a view that can be; or refused, with place and reason.

Whatever comes, from a patch, an option or a person's editor, is looked at here. What is as it was
is not: a recording may hold anything.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import NamedTuple, get_args

from cassette_cli.chat.message import Kind
from cassette_cli.document.json_view import FOLLOWING
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.answer import settled_arguments
from cassette_cli.operations.rewrite.verification import ANSWER, same, same_body
from cassette_cli.text.json_value import Json, compact, copied, get, mapping, objects, sequence

_KINDS = frozenset(get_args(Kind)) - {"tool_result"}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What methods and names of headers are made of (RFC 9110, section 5.6.2)."""
_FIRST, _LAST = 100, 999
_HALF = re.compile("[\ud800-\udfff]")
_NO_LINE = re.compile("[\r\n\0\ud800-\udfff]")


class _Rule(NamedTuple):
    """What a field must be."""

    holds: Callable[[Json], bool]
    words: str
    """What follows `must be`."""


def _is_word(value: Json) -> bool:
    return isinstance(value, str) and bool(value)


def _is_duration(value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 <= value < math.inf


def _or_null(holds: Callable[[Json], bool], words: str) -> _Rule:
    return _Rule(lambda value: value is None or holds(value), f"{words}, or null")


_ANYTHING = _Rule(lambda _: True, "anything")
_WORD = _Rule(_is_word, "a text")
_WORD_OR_NULL = _or_null(_is_word, "a text")
_TEXT_OR_NULL = _or_null(lambda value: isinstance(value, str), "a text")
_INTERACTION: Mapping[str, _Rule] = {
    "recorded_at": _WORD_OR_NULL,
    "duration_ms": _or_null(_is_duration, "a number of milliseconds"),
}
_REQUEST: Mapping[str, _Rule] = {
    "method": _Rule(
        lambda value: isinstance(value, str) and bool(_TOKEN.fullmatch(value)),
        "one word, such as POST",
    ),
    "url": _WORD,
    "headers": _ANYTHING,
    "body": _ANYTHING,
}
_RESPONSE: Mapping[str, _Rule] = {
    "status": _Rule(
        lambda value: isinstance(value, int) and _FIRST <= value <= _LAST,
        "a number of three digits",
    ),
    "headers": _ANYTHING,
    "body": _ANYTHING,
    "id": _WORD_OR_NULL,
    "model": _WORD_OR_NULL,
    "messages": _or_null(
        lambda value: len(objects(value)) == len(sequence(value)) and isinstance(value, list),
        "a list of objects",
    ),
    "usage_raw": _or_null(
        lambda value: isinstance(value, dict) and bool(value), "an object that says something"
    ),
}
_SIDES: Mapping[str, Mapping[str, _Rule]] = {
    "": _INTERACTION, "request": _REQUEST, "response": _RESPONSE
}  # fmt: skip
_DERIVED: Mapping[str, Collection[str]] = {
    "": ("id", "index", "request", "response"), "request": FOLLOWING, "response": FOLLOWING
}  # fmt: skip
_MESSAGE: Mapping[str, _Rule] = {
    "role": _WORD,
    "parts": _Rule(
        lambda value: isinstance(value, list) and len(objects(value)) == len(value),
        "a list of objects",
    ),
    "finish_reason_raw": _WORD_OR_NULL,
}
_PART: Mapping[str, _Rule] = {
    "kind": _Rule(
        lambda value: isinstance(value, str) and value in _KINDS,
        "a kind, such as text or tool_call",
    ),
    "text": _TEXT_OR_NULL,
    "id": _TEXT_OR_NULL,
    "name": _TEXT_OR_NULL,
    "arguments": _ANYTHING,
    "arguments_raw": _TEXT_OR_NULL,
    "signature": _TEXT_OR_NULL,
    "encrypted": _or_null(lambda value: isinstance(value, bool), "true or false"),
    "annotations": _or_null(lambda value: isinstance(value, list), "a list"),
    "raw": _ANYTHING,
}
_NEEDED = frozenset({"method", "url", "status", "kind", "role", "parts"})
"""What what is new must have; other fields that are absent are null."""


def settled(before: dict[str, Json] | None, wanted: dict[str, Json]) -> dict[str, Json]:
    """Return the view that an interaction is to have.

    What was taken out of it is null. Of an answer that only holds while its body stays: with
    another one it says something else. Headers are lists of texts, also where one value was given,
    or a number. Of `arguments` and `arguments_raw` the one that has changed wins.

    Args:
        before: as it was; `None` for an interaction that is new.
        wanted: as it is asked for.

    Returns:
        `before` itself where nothing is asked of it.

    Raises:
        CassetteError: it is none that can be, placed at the pointer of what is wrong.
    """
    old, new = before or {}, mapping(copied(wanted))
    for side in _SIDES:
        half = _half(new, side, is_new=before is None)
        _settle(side, mapping(old, side) if side else old, half, is_new=before is None)
    response = mapping(new, "response")
    response["messages"] = response["messages"] or []
    _check_messages(objects(old, "response", "messages"), objects(response, "messages"))
    return new if before is None or not _is_as_before(before, new) else before


def _is_as_before(old: dict[str, Json], new: dict[str, Json]) -> bool:
    paths = [(side, name) if side else (name,) for side, rules in _SIDES.items() for name in rules]
    return all(same(get(old, *path), get(new, *path)) for path in paths) and all(
        same_body(mapping(old, side), mapping(new, side)) for side in filter(None, _SIDES)
    )


def _settle(side: str, old: dict[str, Json], new: dict[str, Json], *, is_new: bool) -> None:
    """Settle the fields of a request or response, or those around them."""
    rules, where = _SIDES[side], f"/{side}" if side else ""
    _refuse_unknown(side or "interaction", new, {*rules, *_DERIVED[side]}, where)
    if side and old.get("body_kind") == "base64":
        new.setdefault("body_kind", "base64")
    follows = not same_body(old, new)
    for name, rule in rules.items():
        value = new.setdefault(name, old.get(name) if follows and name in ANSWER else None)
        if is_new and value is None and name in _NEEDED:
            raise CassetteError(f"a new interaction needs its {name}", f"{where}/{name}")
        _check(name, rule, old.get(name), value, f"{where}/{name}")
    if side:
        new["headers"] = _headers(old.get("headers"), new["headers"], f"{where}/headers")


def _half(view: dict[str, Json], side: str, *, is_new: bool) -> dict[str, Json]:
    """Return the request or response of a view, or all of it."""
    half = view.setdefault(side, {} if is_new else None) if side else view
    if not isinstance(half, dict):
        raise CassetteError(f"an interaction needs its `{side}`", f"/{side}", "an object")
    return half


def _refuse_unknown(
    what: str, holder: Mapping[str, Json], known: Collection[str], where: str
) -> None:
    """Refuse a name that nothing of that kind has."""
    for name in sorted(holder.keys() - set(known)):
        near = get_close_matches(name, sorted(known), 1)
        article = "an" if what == "interaction" else "a"
        raise CassetteError(
            f"{article} {what} has no `{name}`",
            f"{where}/{name}",
            f"the nearest is {where}/{near[0]}" if near else f"it has {', '.join(sorted(known))}",
        )


def _check(name: str, rule: _Rule, old: Json, new: Json, where: str) -> None:
    """Refuse a value that is none for a field, unless it has been there before."""
    if same(old, new):
        return
    if not rule.holds(new):
        raise CassetteError(f"the {name} must be {rule.words}", where)
    if isinstance(new, str) and _HALF.search(new):
        raise CassetteError(
            f"the {name} has half a character", where, "a pair of surrogates is one"
        )
    if _has_endless(new) and not _has_endless(old):
        raise CassetteError(f"the {name} has a number that JSON does not have", where)


def _has_endless(value: Json) -> bool:
    if isinstance(value, dict | list):
        return any(map(_has_endless, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and not math.isfinite(value)


def _headers(old: Json, new: Json, where: str) -> dict[str, Json]:
    if not isinstance(new, dict | None):
        raise CassetteError("headers must be an object of lists of texts", where)
    made: dict[str, Json] = {}
    for name, values in (new or {}).items():
        at = f"{where}/{name}"
        if name not in mapping(old) and not _TOKEN.fullmatch(name):
            raise CassetteError("this is no name of a header", at, "letters, digits and hyphens")
        several = values if isinstance(values, list) else [values]
        if not same(values, get(old, name)) and not all(map(_is_header, several)):
            hint = "without line breaks" if any(map(_is_word, several)) else ""
            raise CassetteError("a header must be a text, or a list of texts", at, hint)
        made[name] = [one if isinstance(one, str) else compact(one) for one in several]
    return made


def _is_header(value: Json) -> bool:
    """Say whether a value can be one of a header: a line, or what is written as one."""
    if isinstance(value, str):
        return not _NO_LINE.search(value)
    return isinstance(value, bool | int | float)


def _check_messages(old: list[dict[str, Json]], new: list[dict[str, Json]]) -> None:
    """Check the messages of an answer, and let the arguments of its calls say one thing."""
    known = [compact(part) for message in old for part in objects(message, "parts")]
    for at, message in enumerate(new):
        was, where = old[at] if at < len(old) else {}, f"/response/messages/{at}"
        _check_fields("message", _MESSAGE, was, message, where)
        for position, part in enumerate(objects(message, "parts")):
            if compact(part) not in known:
                _check_fields("part", _PART, {}, part, f"{where}/parts/{position}")
    settled_arguments(old, new)


def _check_fields(
    what: str,
    rules: Mapping[str, _Rule],
    old: dict[str, Json],
    new: dict[str, Json],
    where: str,
) -> None:
    derived = ("index", "finish_reason") if what == "message" else ()
    _refuse_unknown(what, new, {*rules, *derived}, where)
    for name, rule in rules.items():
        if name in _NEEDED and new.get(name) is None:
            raise CassetteError(f"a {what} needs its `{name}`", where, f"it must be {rule.words}")
        if name in new and not (rule.holds(new[name]) or same(old.get(name), new[name])):
            raise CassetteError(f"the {name} must be {rule.words}", f"{where}/{name}")
