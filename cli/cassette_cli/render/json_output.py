"""The machine form of every result: JSON, harmless on a terminal and always valid."""

import re

from cassette_cli.render.visible import UNSAFE
from cassette_cli.text.json_value import Json, dumped


def json_text(value: Json, *, indent: int | None = None) -> str:
    """Return a value as JSON; what could steer a terminal is written as an escape."""
    rows = dumped(value, indent=indent).split("\n")
    return "\n".join(re.sub(UNSAFE, _escaped, row) for row in rows)


def _escaped(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
