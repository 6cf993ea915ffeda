"""YAML as go-yaml 3 lays it out: four columns a level, lists further in, nothing folded."""

import textwrap
from base64 import b64encode

import yaml

WIDE = 10**9


def document(value: dict[str, object]) -> str:
    """Return a document of mappings, lists and scalars; multi-line texts are blocks if they can."""
    return "---\n" + _mapping(value, 0)


def _mapping(value: dict[str, object], column: int) -> str:
    return "".join(" " * column + _member(key, inner, column) for key, inner in value.items())


def _member(key: str, value: object, column: int) -> str:
    inner = column + 4 - column % 4
    if isinstance(value, dict) and value:
        return f"{_scalar(key, inner)}:\n{_mapping(value, inner)}"
    if isinstance(value, list) and value:
        items = "".join(" " * inner + f"- {_item(one, inner + 2)}" for one in value)
        return f"{_scalar(key, inner)}:\n{items}"
    return f"{_scalar(key, inner)}: {_scalar(value, inner)}\n"


def _item(value: object, column: int) -> str:
    """Return what stands behind the hyphen of an item."""
    if not isinstance(value, dict):
        return f"{_scalar(value, column)}\n"
    first, *others = value.items()
    rest = _mapping(dict(others), column)
    return _member(*first, column) + rest


def _scalar(value: object, column: int) -> str:
    if isinstance(value, bytes):
        return f"!!binary |\n{_lines(_wrapped(value), column)}"
    if isinstance(value, str) and "\n" in value and _blocky(value):
        keep = value.removesuffix("\n")
        mark = "-" if keep == value else "+" if keep.endswith("\n") else ""
        return f"|{mark}\n{_lines(value, column)}"
    style = '"' if isinstance(value, str) and ("\n" in value or _like_number(value)) else None
    text = yaml.dump(
        value, Dumper=yaml.CSafeDumper, width=WIDE, allow_unicode=True, default_style=style
    )
    return text.removesuffix("\n").removesuffix("\n...")


def _like_number(text: str) -> bool:
    return not text or isinstance(yaml.safe_load(text) if text.isalnum() else text, (int, bool))


def _blocky(text: str) -> bool:
    """Say whether a text can be a literal block without further marks."""
    lines = text.split("\n")
    return lines[0][:1] not in ("", " ") and not any(
        line.endswith((" ", "\r", "\t")) or not line.isprintable() for line in lines
    )


def _wrapped(data: bytes) -> str:
    return textwrap.fill(b64encode(data).decode(), 70)


def _lines(text: str, column: int) -> str:
    lines = text.removesuffix("\n").split("\n")
    return "\n".join(" " * column + line if line else line for line in lines)
