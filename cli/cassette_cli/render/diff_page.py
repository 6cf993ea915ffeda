"""A comparison as a page: the verdicts, and below them what was and what is, side by side."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeAlias

from cassette_cli.chat.identity import message_key
from cassette_cli.chat.message import Message
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.answer import SAID, spoken
from cassette_cli.operations.diff.report import ABSENT, Difference, FileDiff, Pair, Side, Summary
from cassette_cli.render.diff import (
    Looks,
    call_line,
    counts,
    summary_line,
    title_of,
    told_side,
    word_lines,
)
from cassette_cli.render.line import Piece
from cassette_cli.render.message import Wishes, count
from cassette_cli.render.page import Block, message_block
from cassette_cli.text.alignment import gaps, shared_blocks

Beside: TypeAlias = tuple[list[Block], list[Block]]
"""What the old recording says and what the new one says; empty where one says nothing."""
Row: TypeAlias = tuple[str, str]
"""How words are, `same`, `removed` or `added`, and the words."""
Style: TypeAlias = Literal["role", "answer"]
_LONGEST = 2_000
"""How many characters of a side are shown, unless all of it is asked for."""


class Change(NamedTuple):
    """A row of what differs beside the conversation; `None` for a side that does not have it."""

    title: str
    """What differs, in words."""
    old: str | None
    new: str | None


class Section(NamedTuple):
    """An interaction that differs."""

    title: str
    changes: list[Change]
    pairs: list[Beside]


class File(NamedTuple):
    """A cassette of a comparison."""

    label: str
    verdict: str
    counts: str
    parts: list[Section]
    target: str = ""
    """By which name the verdicts link to it; `""` where there is nothing to see."""


def file_of(file: FileDiff, looks: Looks) -> File:
    """Return what a page tells of a file."""
    about = counts(file) or file.state
    if file.error is not None:
        about = f"{file.error.message} {file.error.where}".rstrip()
    label = f"{file.old_path} → {file.path}" if file.old_path else file.path
    sections = [_section(pair, looks) for pair in file.pairs if pair.differences or pair.ignored]
    return File(label, file.verdict.word, about, sections)


def page(summary: Summary, files: Sequence[File]) -> Iterator[str]:
    """Yield the page, in pieces.

    Args:
        summary: how many files have which verdict.
        files: those that differ, the worst first.
    """
    from cassette_cli.render.template import filled

    targeted = [
        file._replace(target=f"file-{at}" if file.parts else "") for at, file in enumerate(files)
    ]
    return filled("diff.html", files=targeted, summary=summary_line(summary).text)


def _section(pair: Pair, looks: Looks) -> Section:
    pairs = list(_beside(pair, looks))
    changes = [
        _change(one, looks)
        for one in pair.differences
        if one.topic not in {"interaction", "order"} and not (pairs and _is_beside(one))
    ]
    changes += [
        Change(f"ignored {one.name}: {one.what}", _cut(one.old, looks), _cut(one.new, looks))
        for one in pair.ignored
    ]
    return Section(call_line(pair, looks).text.strip(), changes, pairs)


def _is_beside(one: Difference) -> bool:
    """Say whether a difference is seen in the words of the answers."""
    return one.topic in SAID and one.pointer.startswith("/response/messages/")


def _change(one: Difference, looks: Looks) -> Change:
    return Change(title_of(one), _cut(one.old, looks), _cut(one.new, looks))


def _cut(side: Side, looks: Looks) -> str | None:
    if side is ABSENT:
        return None
    text = told_side(side)
    return text if looks.full or len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _beside(pair: Pair, looks: Looks) -> Iterator[Beside]:
    """Yield the messages of both sides beside each other; those that are the same are counted."""
    try:
        sides = _asked(pair.old), _asked(pair.new)
        answers = _answered(pair.old), _answered(pair.new)
    except CassetteError:
        return
    if pair.old is None or pair.new is None:
        alone = [_alone((*sides[at], *answers[at]), looks) for at in range(2)]
        if any(alone):
            yield alone[0], alone[1]
        return
    keys: list[list[Hashable]] = [[message_key(one) for one in side] for side in sides]
    blocks = shared_blocks(*keys)
    at = 0
    for gone, come in gaps(blocks, len(sides[0]), len(sides[1])):
        yield from _same(come.start - at)
        yield from _both(sides[0][slice(*gone)], sides[1][slice(*come)], looks)
        at = come.end
    yield from _same(len(sides[1]) - at)
    yield from _both(*answers, looks, "answer")


def _alone(messages: Sequence[Message], looks: Looks) -> list[Block]:
    wishes = Wishes(full=looks.full, show_secrets=looks.show_secrets)
    return [message_block(one, wishes, "role") for one in messages]


def _asked(reading: Reading | None) -> Sequence[Message]:
    return reading.prompt.messages if reading is not None and reading.prompt is not None else ()


def _answered(reading: Reading | None) -> Sequence[Message]:
    return reading.answer.messages if reading is not None and reading.answer is not None else ()


def _same(number: int) -> Iterator[Beside]:
    """Yield words on messages that both sides have."""
    if number:
        note = Block("note", text=f"… {count(number, 'message')} as before")
        yield [note], [note]


def _both(
    old: Sequence[Message], new: Sequence[Message], looks: Looks, style: Style = "role"
) -> Iterator[Beside]:
    """Yield messages beside each other, in their order."""
    wishes = Wishes(full=looks.full, show_secrets=looks.show_secrets)
    for one, other in zip_longest(old, new):
        before = [message_block(one, wishes, style)] if one is not None else []
        after = [message_block(other, wishes, style)] if other is not None else []
        if one is not None and other is not None:
            words = _words(spoken(one.parts), spoken(other.parts), looks)
            before = [_reworded(before[0], words, "removed")]
            after = [_reworded(after[0], words, "added")]
        yield before, after


def _words(old: str, new: str, looks: Looks) -> list[Row]:
    """Return two texts word by word; nothing where one is empty, or they are the same."""
    if not old or not new or old == new:
        return []
    return [
        (piece.style or "same", piece.text)
        for one in word_lines(old, new, looks._replace(marked=False))
        for piece in (*one.pieces, Piece("\n"))
    ]


def _reworded(block: Block, words: Sequence[Row], kind: str) -> Block:
    """Return a message with its text as the words that are the same and those of its own side."""
    if not words:
        return block
    rows = [row for row in words if row[0] in {"same", "dim", kind}]
    texts = [at for at, one in enumerate(block.blocks) if one.kind == "text"]
    if not texts:  # text of blanks alone is shown as none
        return block
    kept = [one for at, one in enumerate(block.blocks) if at not in texts]
    kept.insert(texts[0], Block("words", rows=tuple(rows)))
    return block._replace(blocks=tuple(kept))
