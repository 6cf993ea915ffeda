"""What differs between two texts, word by word, for a person to read."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, takewhile
from typing import Literal, NamedTuple

from cassette_cli.text.alignment import gaps, shared_blocks

Kind = Literal["same", "removed", "added"]
_WORDS = re.compile(r"[^\S\n]*\w+|\n|[^\S\n]+|[^\w\s]")
"""Words with the blanks before them: half as many pieces as without."""
_BRIDGE = re.compile(r"[^\w\n]{0,3}")
"""What is too little between two changes to be worth reading."""
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_BY_WORDS = 200_000
"""How many characters two texts may have to be compared by words alone."""


class Run(NamedTuple):
    """A stretch of words in one of the texts, or in both."""

    kind: Kind
    text: str


def word_diff(old: str, new: str) -> list[Run]:
    """Return two texts as runs.

    Those that are no `added` make the old text, and those that are no `removed` the new one. Very
    long texts are compared line by line first; what has changed of them is told by words if it is
    short enough for that.
    """
    return list(_merged(_joined(list(_runs(old, new)))))


def _runs(old: str, new: str) -> Iterator[Run]:
    """Yield the runs of texts by their words; of long ones by those of the lines that differ."""
    if len(old) + len(new) <= _MOST_BY_WORDS:
        yield from _aligned(old, new, _WORDS)
        return
    removed = ""
    for run in _aligned(old, new, _LINES):
        if run.kind == "removed":
            removed = run.text
        elif run.kind == "added" and len(removed) + len(run.text) <= _MOST_BY_WORDS:
            yield from _aligned(removed, run.text, _WORDS)
        elif run.kind == "added":
            yield from (Run("removed", removed), run)
        else:
            yield run


def _aligned(old: str, new: str, pieces: re.Pattern[str]) -> Iterator[Run]:
    """Yield what is the same, what is gone and what is new, in turns, by pieces of the texts."""
    before, after = pieces.findall(old), pieces.findall(new)
    at = 0
    for gone, come in gaps(shared_blocks(before, after), len(before), len(after)):
        yield Run("same", "".join(before[at : gone.start]))
        yield Run("removed", "".join(before[gone.start : gone.end]))
        yield Run("added", "".join(after[come.start : come.end]))
        at = gone.end
    yield Run("same", "".join(before[at:]))


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Yield runs without empty ones; changes that stand close together are one."""
    removed = added = ""
    for place, (kind, text) in enumerate(runs):
        if kind == "removed":
            removed += text
        elif kind == "added":
            added += text
        elif (removed or added) and place < len(runs) - 1 and _BRIDGE.fullmatch(text):
            removed, added = removed + text, added + text
        else:
            yield from _filled(removed, added)
            removed = added = ""
            yield from [Run(kind, text)] if text else []
    yield from _filled(removed, added)


def _filled(removed: str, added: str) -> Iterator[Run]:
    """Yield a change, the blanks before it apart where both sides have them."""
    blanks = sum(1 for _ in takewhile(_is_blank, zip(removed, added, strict=False)))
    yield from [Run("same", removed[:blanks])] if blanks else []
    removed, added = removed[blanks:], added[blanks:]
    pairs: chain[tuple[Kind, str]] = chain([("removed", removed)], [("added", added)])
    yield from (Run(kind, text) for kind, text in pairs if text)


def _is_blank(pair: tuple[str, str]) -> bool:
    """Say whether two texts have the same blank somewhere."""
    return pair[0] == pair[1] and pair[0].isspace() and pair[0] != "\n"


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs with neighbours of one kind as one."""
    for kind, same in groupby(runs, key=lambda run: run.kind):
        yield Run(kind, "".join(run.text for run in same))
