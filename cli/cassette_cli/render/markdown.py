"""A conversation as Markdown, for an issue or a review; nothing in a recording becomes markup."""

import re
from collections.abc import Iterable, Iterator

from cassette_cli.render.line import Line
from cassette_cli.render.visible import visible

_FENCE = re.compile(r"`{3,}")


def fenced(title: str, lines: Iterable[Line]) -> Iterator[str]:
    """Yield lines of Markdown: a heading, and below it everything literally, in a fence.

    Inside a fence there are no mentions, links, pictures or HTML; the fence is longer than any that
    the text holds.
    """
    rows = [f"{' ' * one.indent}{visible(one.text)}".rstrip() for one in lines]
    fence = fence_for(rows)
    yield f"### {inert(title)}"
    yield ""
    yield f"{fence}text"
    yield from rows
    yield fence
    yield ""


def fence_for(rows: Iterable[str]) -> str:
    """Return a fence that is longer than any in some rows."""
    longest = max((len(found) for row in rows for found in _FENCE.findall(row)), default=2)
    return "`" * (longest + 1)


def inert(text: str) -> str:
    """Return a text as code, so that no character of it is markup."""
    ticks = max((len(found) for found in re.findall(r"`+", text)), default=0) + 1
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{'`' * ticks}{pad}{visible(text)}{pad}{'`' * ticks}"
