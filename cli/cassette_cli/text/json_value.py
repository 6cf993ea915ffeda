"""JSON values as Python has them, and careful ways into them.

A recording may hold anything anywhere. These functions answer with nothing where a value is not of
the expected shape, so that a reader needs no test before every step.
"""

import json
import math
from enum import Enum
from json import JSONDecoder
from typing import Final, TypeAlias

from cassette_cli.errors import CassetteError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class NotJson(Enum):
    """The type of `NOT_JSON`."""

    NOT_JSON = "no JSON"


NOT_JSON: Final = NotJson.NOT_JSON
"""What `parse` returns for a text that is no JSON; `None` is the JSON value null."""


_DECODER = JSONDecoder(strict=False)
"""Made once: `json.loads` makes a new one for every text that it is to read leniently."""


MOST_VALUES = 2_000_000
"""How many values a text may hold to be read as JSON; more is an attack, and is left as text."""


def parse(text: str) -> "Json | NotJson":
    """Return the JSON value of a text, or `NOT_JSON`; nesting too deep to read counts as that."""
    if text.count(",") > MOST_VALUES:
        return NOT_JSON
    try:
        value, end = _DECODER.scan_once(text, 0)  # type: ignore[attr-defined]  # as `decode` does
    except StopIteration:
        end = -1
    except (ValueError, RecursionError):
        return NOT_JSON
    return value if end == len(text) else _parse_with_blanks(text)


def _parse_with_blanks(text: str) -> "Json | NotJson":
    """Parse a text that does not start and end with its value, the slower way."""
    try:
        value: Json = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return NOT_JSON
    return value


def parse_object(text: str | None) -> "dict[str, Json]":
    """Return the JSON object of a text, empty where it is none."""
    value = parse(text) if text else None
    return value if isinstance(value, dict) else {}


def get(value: "Json | NotJson", *path: str | int) -> "Json":
    """Return what is at `path`, or `None`."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return None if isinstance(value, NotJson) else value


def string(value: "Json | NotJson", *path: str | int) -> str:
    """Return the string at `path`, or `""`."""
    found = get(value, *path)
    return found if isinstance(found, str) else ""


def mapping(value: "Json | NotJson", *path: str | int) -> "dict[str, Json]":
    """Return the object at `path`, or an empty one."""
    found = get(value, *path)
    return found if isinstance(found, dict) else {}


def sequence(value: "Json | NotJson", *path: str | int) -> "list[Json]":
    """Return the array at `path`, or an empty one."""
    found = get(value, *path)
    return found if isinstance(found, list) else []


def objects(value: "Json | NotJson", *path: str | int) -> "list[dict[str, Json]]":
    """Return the objects in the array at `path`."""
    return [item for item in sequence(value, *path) if isinstance(item, dict)]


def number(value: "Json | NotJson", *path: str | int) -> int | float | None:
    """Return the number at `path`, or `None`: for booleans, NaN and what no counter reaches."""
    found = get(value, *path)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return found if abs(found) < _LARGEST else None


def integer(value: "Json | NotJson", *path: str | int) -> int | None:
    """Return the whole number at `path`, or `None`; `3.0` is one."""
    found = number(value, *path)
    if isinstance(found, float):
        return int(found) if found.is_integer() else None
    return found


_LARGEST = 2**63


def copied(value: "Json") -> "Json":
    """Return a value that shares nothing with another, nor one part of it with another part."""
    if isinstance(value, dict):
        return {key: copied(inside) for key, inside in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def compact(value: "Json") -> str:
    """Return a value as JSON on one line, as short as it goes; always valid JSON."""
    return dumped(value, separators=(",", ":"))


def dumped(
    value: "Json", *, indent: int | None = None, separators: tuple[str, str] | None = None
) -> str:
    """Return a value as JSON; numbers that JSON does not have become text.

    Raises:
        CassetteError: the value is nested too deep.
    """
    try:
        try:
            return json.dumps(
                value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False
            )
        except ValueError:
            return json.dumps(
                _finite(value), ensure_ascii=False, indent=indent, separators=separators
            )
    except RecursionError as error:
        raise too_deep() from error


def too_deep() -> CassetteError:
    """Return the error for a value that could be read, but not be written again."""
    return CassetteError("a JSON value is nested too deep to be shown")


def _finite(value: "Json") -> "Json":
    """Return a value with the numbers that JSON does not have as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_finite(inside) for inside in value]
    return value
