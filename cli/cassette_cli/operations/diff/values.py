"""What differs between two JSON values: the smallest places, each with what stands there."""

from collections.abc import Iterator, Sequence

from cassette_cli.operations.diff.report import ABSENT, Side
from cassette_cli.text.alignment import gaps, shared_blocks
from cassette_cli.text.json_value import Json, compact
from cassette_cli.text.pointer import step_of

_VECTOR = 16
"""So many numbers in a row are one value: an embedding, and no list of things."""


def value_differences(old: Json, new: Json, pointer: str = "") -> Iterator[tuple[str, Side, Side]]:
    """Yield where two values differ, as pointers into the new one, with what both have there.

    Items of a list are paired where they are equal, and in order between those. `1` is `1.0`, but
    not `true`.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            below = f"{pointer}/{step_of(key)}"
            if key not in old or key not in new:
                yield below, old.get(key, ABSENT), new.get(key, ABSENT)
            else:
                yield from value_differences(old[key], new[key], below)
    elif isinstance(old, list) and isinstance(new, list) and not _is_vector(old, new):
        yield from _item_differences(old, new, pointer)
    elif (type(old) is not type(new) or old != new) and _name(old) != _name(new):
        yield pointer, old, new


def _is_vector(old: Sequence[Json], new: Sequence[Json]) -> bool:
    return min(len(old), len(new)) >= _VECTOR and all(
        type(item) in {int, float} for item in (*old, *new)
    )


def _name(value: Json) -> str:
    """Return a text that values have in common which mean the same."""
    return compact(_plain(value))


def _plain(value: Json) -> Json:
    """Return a value with keys in order, and whole numbers without a fraction."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _item_differences(
    old: Sequence[Json], new: Sequence[Json], pointer: str
) -> Iterator[tuple[str, Side, Side]]:
    blocks = shared_blocks(list(map(_name, old)), list(map(_name, new)))
    for gone, come in gaps(blocks, len(old), len(new)):
        before, after = old[gone.start : gone.end], new[come.start : come.end]
        for at, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from value_differences(one, other, f"{pointer}/{come.start + at}")
        for at, item in enumerate(before[len(after) :], len(after)):
            yield f"{pointer}/{gone.start + at}", item, ABSENT
        for at, item in enumerate(after[len(before) :], len(before)):
            yield f"{pointer}/{come.start + at}", ABSENT, item
