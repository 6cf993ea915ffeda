"""Items of a list that come and go while positions in it still mean what they meant before.

A plain answer holds its parts in a list, and they are found by their positions. So an item that
goes, or that others come before, leaves a stack of items in its place; `settle_items` takes the
stacks apart in the end.
"""

from collections.abc import Sequence

from cassette_cli.chat.message import Part, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.text.json_value import Json, get, sequence


class _Stack(list[Json]):
    """What stands in the place of one item."""


def remove_item(retelling: Retelling, line: Line, path: Path) -> None:
    """Take an item out of a list, given by its path; it was not taken out before."""
    retelling.put(line, path, _Stack(_stack(line, path)[:-1]))


def add_item(retelling: Retelling, line: Line, path: Path, item: Json) -> None:
    """Put an item before the one at a path, which is there, and behind those that came so."""
    stack = _stack(line, path)
    retelling.put(line, path, _Stack([*stack[:-1], item, stack[-1]]))


def is_removed(line: Line, path: Path) -> bool:
    """Say whether the item at a path was taken out."""
    return get(line.payload, *path) == [] and isinstance(get(line.payload, *path), _Stack)


def append_item(retelling: Retelling, line: Line, path: Path, item: Json) -> None:
    """Put an item behind all others of the list at a path."""
    retelling.put(line, path, [*sequence(line.payload, *path), item])


def insert_item(retelling: Retelling, later: Sequence[Part], path: Path, item: Json) -> None:
    """Put an item into the list at a path of a plain answer, before the first part that is left.

    Args:
        retelling: the one event that the answer is.
        later: the parts that are to come behind it.
        path: the list.
        item: what is put there.
    """
    line = retelling.line(0)
    for part in later:
        if part.place is not None and not is_removed(line, part.place.path):
            add_item(retelling, line, part.place.path, item)
            return
    append_item(retelling, line, path, item)


def settle_items(retelling: Retelling, line: Line, path: Path) -> None:
    """Take the stacks in a list apart."""
    items = sequence(line.payload, *path)
    if any(isinstance(item, _Stack) for item in items):
        flat = [one for item in items for one in (item if isinstance(item, _Stack) else [item])]
        retelling.put(line, path, flat)


def _stack(line: Line, path: Path) -> list[Json]:
    here = get(line.payload, *path)
    return here if isinstance(here, _Stack) else [here]
