"""What a rewriting makes of the interactions of a file: which stay, move, go and come."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cassette_cli.errors import CassetteError
from cassette_cli.text.json_value import Json, objects


class Entry(NamedTuple):
    """An interaction of the file to be."""

    origin: int | None
    """The one that it is, or a copy of; `None` for a new one."""
    wanted: dict[str, Json]
    """The view that it is to have."""


def entries(views: Sequence[dict[str, Json]], document: Json, count: int) -> list[Entry]:
    """Return the interactions of the file to be.

    An interaction is known by the `index` that its view has; those that are not in the views stay
    where they are.

    Args:
        views: the interactions that were meant, as they are.
        document: the view of them that is wanted.
        count: how many interactions the file has.

    Raises:
        CassetteError: the document has no list of interactions.
    """
    wanted = _wanted(document)
    meant = [_index(view) for view in views]
    origins = [_index(view) if _index(view) in meant else None for view in wanted]
    _give_places(origins, wanted, meant)
    made = [Entry(origin, view) for origin, view in zip(origins, wanted, strict=True)]
    if len(meant) == count:
        return made
    return list(_among_others(made, set(meant), count))


def _wanted(document: Json) -> list[dict[str, Json]]:
    found = document.get("interactions") if isinstance(document, dict) else None
    if not isinstance(found, list) or len(objects(found)) != len(found):
        raise CassetteError("the edited document has no list of interactions", "/interactions")
    for at, view in enumerate(objects(found)):
        index = view.get("index")
        if index is not None and _index(view) is None:
            raise CassetteError(
                "the index must be the number of an interaction that is there",
                f"/interactions/{at}/index",
                "leave it out for a new one",
            )
    return objects(found)


def _index(view: dict[str, Json]) -> int | None:
    index = view.get("index")
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        return None
    return index


def _give_places(
    origins: list[int | None], wanted: Sequence[dict[str, Json]], meant: Sequence[int | None]
) -> None:
    """Let one without an index be the one whose place it has, if that is nowhere else."""
    for at, view in enumerate(wanted):
        free = at < len(meant) and meant[at] not in origins
        if "index" not in view and free:
            origins[at] = meant[at]


def _among_others(made: list[Entry], meant: set[int | None], count: int) -> Iterator[Entry]:
    """Yield the interactions of a file of which only some were meant: those keep their places.

    What is new follows the one that it follows in the document.
    """
    groups: list[list[Entry]] = []
    taken: set[int] = set()
    for entry in made:
        is_known = entry.origin is not None and entry.origin not in taken
        if groups and not (is_known and taken):  # what is new at the start comes with the first
            groups[-1].append(entry)
        else:
            groups.append([entry])
        if entry.origin is not None:
            taken.add(entry.origin)
    slots = [at for at in range(count) if at in meant]
    slots = [at for at in slots if at in taken] or slots[-1:]
    left = iter(groups)
    for at in range(count):
        if at not in meant:
            yield Entry(at, {})
        elif at in slots:
            yield from next(left, [])
    for group in left:
        yield from group


def kept(count: int, gone: Iterable[int]) -> list[Entry]:
    """Return the interactions of a file without some."""
    out = set(gone)
    return [Entry(at, {}) for at in range(count) if at not in out]


def is_moved(plan: Sequence[Entry], count: int) -> bool:
    """Say whether interactions go, come or change places."""
    return [entry.origin for entry in plan] != list(range(count))
