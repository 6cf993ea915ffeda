"""A comparison as Markdown for a review comment: worst first, and no longer than it may be.

Nothing in a recording becomes markup: all of it stands in code, where there are no mentions, links,
pictures or HTML.
"""

from collections.abc import Sequence
from html import escape
from itertools import accumulate
from typing import NamedTuple

from cassette_cli.operations.diff.report import FileDiff, Summary
from cassette_cli.render.diff import Looks, counts, file_lines, summary_line
from cassette_cli.render.line import Line
from cassette_cli.render.markdown import fence_for, inert
from cassette_cli.render.message import count
from cassette_cli.render.visible import visible

MARKER = "<!-- cassette diff -->"
"""By which a comment is found again, to be replaced by the next."""
_LONGEST_NAME = 120
_FEWEST = 5
"""Fewer lines of a file than these are not worth unfolding."""
_SPARE = 200
"""What is kept for the words about what was left out."""


class Section(NamedTuple):
    """What is told of a file."""

    row: str
    """Of the table."""
    title: str
    """Of the details, in HTML."""
    lines: list[str]
    """Of the details; signed as a diff signs what is gone and what is new."""


def section(file: FileDiff, looks: Looks) -> Section:
    """Return what is told of a file."""
    names = [_shortened(name) for name in (file.old_path, file.path) if name]
    verdict = file.verdict.word
    cell = " → ".join(map(_cell, names))
    label = " → ".join(f"<code>{escape(name)}</code>" for name in names)
    lines = [_signed(one) for one in file_lines(file, looks._replace(marked=True))]
    return Section(
        f"| {verdict} | {cell} | {counts(file) or file.state} |",
        f"{verdict} · {label}",
        lines[1:],
    )


def _shortened(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) <= _LONGEST_NAME else f"…{shown[-_LONGEST_NAME:]}"


def _cell(name: str) -> str:
    """Return a name as code in a table.

    A bar ends a cell, in code too; renderers disagree about what a backslash before it means when
    there is another in front. So a name with a bar is written in references to characters.
    """
    if "|" not in name:
        return inert(name)
    return f"<code>{''.join(f'&#{ord(character)};' for character in name)}</code>"


def _signed(one: Line) -> str:
    """Return a line with what it means in front: gone, new, changed, or neither."""
    styles = {piece.style for piece in one.pieces if piece.text.strip()}
    changes = styles & {"removed", "added"}
    sign = one.lead.text[:1] if one.lead.style else "!" if changes else " "
    if len(changes) == 1 and "" not in styles:  # nothing beside it that both sides have
        sign = "-" if "removed" in changes else "+"
    text = "".join(piece.text for piece in one.pieces)
    return f"{sign} {' ' * one.indent}{visible(text)}".rstrip()


def review(summary: Summary, sections: Sequence[Section], budget: int) -> str:
    """Return the comment, of no more characters than the budget.

    Args:
        summary: how many files have which verdict.
        sections: of the files that differ, the worst first.
        budget: the most characters; at least a thousand.
    """
    parts = [MARKER, f"**{summary_line(summary).text}**"]
    if not sections:
        return "\n".join(parts) + "\n"
    parts += ["", "| verdict | cassette | what differs |", "| --- | --- | --- |"]
    room = budget - _SPARE - sum(len(part) + 1 for part in parts)
    rows = _fitting([one.row for one in sections], room // 2)
    parts += rows
    room -= sum(len(row) + 1 for row in rows)
    if len(rows) < len(sections):
        parts += ["", f"… and {count(len(sections) - len(rows), 'more cassette')}."]
    left = [one for one in sections if one.lines]
    while left and (details := _details(left[0], room)):
        parts += ["", details]
        room -= len(details) + 2
        left.pop(0)
    if left:
        parts += ["", f"Details of {count(len(left), 'cassette')} are left out."]
    return "\n".join(parts) + "\n"


def _fitting(rows: Sequence[str], room: int) -> list[str]:
    """Return the first rows, as many as fit into so many characters with their line ends."""
    sizes = accumulate(len(row) + 1 for row in rows)
    return [row for row, size in zip(rows, sizes, strict=True) if size <= room]


def _details(one: Section, room: int) -> str:
    """Return what differs in a file, as much as fits; `""` where hardly anything does."""
    fence = fence_for(one.lines)
    head = [f"<details><summary>{one.title}</summary>", "", f"{fence}diff"]
    tail = [fence, "", "</details>"]
    room -= sum(len(part) + 1 for part in (*head, *tail)) + _SPARE // 4
    lines = _fitting(one.lines, room)
    if len(lines) < min(len(one.lines), _FEWEST):
        return ""
    if len(lines) < len(one.lines):
        lines.append(f"  … {count(len(one.lines) - len(lines), 'more line')}")
    return "\n".join([*head, *lines, *tail])
