"""What `cassette diff` is asked to compare: two files or folders, or two states of a repository."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cassette_cli.commands.run import Run
from cassette_cli.document.sources import Source, sources
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.compare import FilePair, Version
from cassette_cli.operations.diff.files import file_pairs

_BOTH = 2


class _Found(NamedTuple):
    """A file that an address means."""

    source: Source

    def read(self) -> bytes:
        return self.source.read()


class _Held(NamedTuple):
    """A file that has been read."""

    source: Source
    data: bytes | CassetteError

    def read(self) -> bytes:
        if isinstance(self.data, CassetteError):
            raise self.data
        return self.data


def held(pair: FilePair) -> FilePair:
    """Return the same pair with what only this process can read held: of git, and of pipes."""
    return pair._replace(old=_held(pair.old), new=_held(pair.new))


def _held(version: Version | None) -> Version | None:
    if version is None or (isinstance(version, _Found) and not version.source.is_read_once):
        return version
    try:
        return _Held(version.source, version.read())
    except CassetteError as error:
        return _Held(version.source, error)


class Files(NamedTuple):
    """The files to compare."""

    pairs: Iterator[FilePair]
    addresses: Sequence[str] = ()
    """The two that were named, at which there has to be a cassette; none for a repository."""


@contextmanager
def files_of(
    run: Run, arguments: Sequence[str], *, cached: bool, stdin_name: str
) -> Iterator[Files]:
    """Yield the files to compare; they can be read until the context ends.

    Two addresses are compared with each other. Anything else is as git has it: revisions, and then
    paths; a path that exists is one, whatever else it could mean.

    Args:
        run: where errors of single files go.
        arguments: as typed.
        cached: whether what is staged is compared.
        stdin_name: what to call standard input.

    Raises:
        CassetteError: there is nothing of the kind to compare.
    """
    before, after = _split(arguments)
    if not after and not cached and len(before) == _BOTH and all(map(_is_address, before)):
        yield Files(_between(run, before[0], before[1], stdin_name), before)
        return
    from cassette_cli.document.revisions import Change, changes

    known = [at for at, word in enumerate(before) if os.path.lexists(word)]
    count = known[0] if known and _is_work_tree() else len(before)
    revisions, paths = before[:count], [*before[count:], *after]
    for word in before[count:]:
        if not os.path.lexists(word):
            hint = "put `--` before paths that are gone"
            raise CassetteError("no such file or folder", word, hint)
    with changes(revisions, cached=cached, paths=paths) as found:
        for one in found:
            if isinstance(one, CassetteError):
                run.report(one)
        files = [one for one in found if isinstance(one, Change)]
        old = {one.path: one.old for one in files if one.old is not None}
        new = {one.path: one.new for one in files if one.new is not None}
        yield Files(file_pairs(old, new))


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what stands before `--` and what after; the parser of options has swallowed it."""
    after = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    count = len(arguments) - len(after)
    return list(arguments[:count]), list(arguments[count:])


def _is_work_tree() -> bool:
    """Say whether paths may be meant: among git's own files is one called HEAD."""
    from cassette_cli.document.git import git

    try:
        return git("rev-parse", "--is-inside-work-tree").strip() != b"false"
    except CassetteError:
        return True


def _is_address(word: str) -> bool:
    """Say whether a word means a file, and not a revision."""
    return isinstance(next(sources([word]), None), Source) or os.path.isdir(word)  # noqa: PTH112


def _between(run: Run, old: str, new: str, stdin_name: str) -> Iterator[FilePair]:
    """Return the files of two addresses together: by their paths in two folders, else as named."""
    before, after = (_versions(run, address, stdin_name) for address in (old, new))
    if os.path.isdir(old) and os.path.isdir(new):  # noqa: PTH112 - never raises
        return file_pairs(before, after)
    for address, others in ((old, after), (new, before)):
        if os.path.isdir(address):  # noqa: PTH112
            name = Path(next(iter(others), "")).name
            hint = f"compare with {Path(address, name)}"
            raise CassetteError("a folder cannot be compared with a file", address, hint)
    (old_path, one), (path, other) = (next(iter(side.items())) for side in (before, after))
    return iter([FilePair(path, one, other, "" if path == old_path else old_path)])


def _versions(run: Run, address: str, stdin_name: str) -> Mapping[str, Version]:
    """Return the files that an address means, by their paths within it."""
    found: dict[str, Version] = {}
    for source in sources([address], stdin_name):
        if isinstance(source, CassetteError):
            run.report(source)
        elif source.named or source.path is None:
            label = f"{source.label}#{source.picks}" if source.picks else source.label
            found[label] = _Found(source)
        else:
            found[str(source.path.relative_to(address))] = _Found(source)
    return found
