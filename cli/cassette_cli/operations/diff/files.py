"""Which file of one side is which of the other: by path, and then by likeness."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cassette_cli.document.files import may_be_cassette, open_cassette
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.compare import FilePair, Version
from cassette_cli.operations.diff.pairing import traits_of

_RENAMED = 0.6
"""How much of their words two files share that are one under two names."""
_MOST_COMPARED = 10_000
"""How many pairs are compared by all their words."""


def file_pairs(old: Mapping[str, Version], new: Mapping[str, Version]) -> Iterator[FilePair]:
    """Yield the files of two sides together, in the order of their paths.

    Args:
        old: the files before, by the path that they would have on both sides.
        new: the files after.
    """
    gone = {path: version for path, version in old.items() if path not in new}
    come = {path: version for path, version in new.items() if path not in old}
    renamed = _renamed(gone, come)
    for path in sorted({*old, *new} - set(renamed.values())):
        before = renamed.get(path, "")
        yield FilePair(path, old.get(before or path), new.get(path), before, bool(before))


def _renamed(gone: Mapping[str, Version], come: Mapping[str, Version]) -> dict[str, str]:
    """Return the old path of each new file that is an old one under another name.

    Identical files find each other first, then the likest, and of equally like ones those of the
    same name. Where all with all are too many, only files of the same name, in another folder, and
    identical ones are compared.
    """
    if not gone or not come:
        return {}
    is_few = len(gone) * len(come) <= _MOST_COMPARED
    before, after = ({path: _seen(one) for path, one in side.items()} for side in (gone, come))
    alike = [
        (is_same, _likeness(one.words, other.words), _name(old) == _name(path), path, old)
        for path, one in after.items()
        for old, other in before.items()
        if (is_same := one.content == other.content) or is_few or _name(old) == _name(path)
    ]
    found: dict[str, str] = {}
    free = {old for old, one in before.items() if one.is_cassette}
    for is_same, likeness, _, path, old in sorted(alike, key=lambda one: one[:3], reverse=True):
        if (is_same or likeness >= _RENAMED) and path not in found and old in free:
            found[path] = old
            free.remove(old)
    return found


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0


class _Seen(NamedTuple):
    """What files are known by."""

    content: bytes
    """A hash of it."""
    is_cassette: bool
    """Whether it is one, be it broken."""
    words: frozenset[str] = frozenset()
    """Of the requests."""


def _seen(version: Version) -> _Seen:
    try:
        data = version.read()
    except CassetteError:
        return _Seen(b"", is_cassette=False)
    from hashlib import sha256  # loads a library of its own, which most runs do without

    content = sha256(data).digest()
    try:
        cassette = open_cassette(version.source, data) if may_be_cassette(data) else None
        traits = traits_of(cassette)
    except CassetteError:
        return _Seen(content, is_cassette=True)
    words = frozenset(word for one in traits for word in one.words)
    return _Seen(content, is_cassette=cassette is not None, words=words)
