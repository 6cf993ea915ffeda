"""From a tree to the values it stands for.

Source: YAML 1.1 as PyYAML's safe loader resolves it (`yaml/resolver.py`), because that is what
reads a `parsed_body` back at replay; dates stay the text they are, since JSON has none.
"""

import re
from contextlib import suppress

from cassette_cli.text.json_value import Json
from cassette_cli.text.tree import Array, Leaf, Node, Object

_INTEGER = r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)"
_NUMBER = (
    rf"{_INTEGER}|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
_LONGEST_NUMBER = 4_000
"""The digits of a number that can be written out again; a longer one is text."""
_WORDS: dict[str, Json] = {
    word: value
    for value, words in (
        (None, ("", "~", "null")),
        (True, ("yes", "true", "on")),
        (False, ("no", "false", "off")),
    )
    for lower in words
    for word in (lower, lower.capitalize(), lower.upper())
}


def python_value(node: Node) -> Json:
    """Return what a tree stands for; of repeated keys the last counts."""
    match node:
        case Leaf():
            return scalar_value(node)
        case Array(items=items):
            return [python_value(item) for item in items]
        case Object(members=members):
            return {key_text(key): python_value(value) for key, value in members}


def scalar_value(leaf: Leaf) -> Json:
    """Return what a scalar stands for: a string where it is quoted, or where nothing else fits."""
    if leaf.style or (leaf.tag and not leaf.tag.endswith((":int", ":float", ":bool", ":null"))):
        return leaf.value
    if leaf.value in _WORDS:
        return _WORDS[leaf.value]
    with suppress(ValueError):
        if len(leaf.value) <= _LONGEST_NUMBER and re.fullmatch(_NUMBER, leaf.value):
            return _number(leaf.value.replace("_", ""))
    return leaf.value


def _number(text: str) -> int | float:
    if re.fullmatch(_INTEGER, text):
        return _integer(text)
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


def _integer(text: str) -> int:
    digits = text.lstrip("+-")
    sign = -1 if text.startswith("-") else 1
    if digits.startswith(("0b", "0x")):
        return sign * int(digits, 0)
    return sign * int(digits, 8 if digits.startswith("0") and digits != "0" else 10)


def key_text(node: Node) -> str:
    """Return the text of a mapping's key, also where it is a tagged call with one argument."""
    match node:
        case Leaf(value=value):
            return value
        case Array(items=(first, *_)):
            return key_text(first)
        case Object(members=((_, value), *_)):
            return key_text(value)
        case _:
            return ""
