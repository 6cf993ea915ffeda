"""The files that differ between two states of a repository: commits, the index, the work tree.

Nothing is checked out, and nothing that the repository itself configures is run: no hook, no
external diff, no textconv, no monitor of the file system. What git says of a work tree it says
after the filters that `git add` would use.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cassette_cli.document.git import AS_STORED, INDEX, REGULAR, Blobs, git
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError

_QUIET = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_DIFF = ("diff", *AS_STORED, "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
_ENTRY = rb":([0-9]+) ([0-9]+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])[0-9]*\0([^\0]+)\0"
_RANGE = r"(?s)(.*?)(\.{2,3})(.*)"
_MOST_REVISIONS = 2


class Blob(NamedTuple):
    """A file as one of the two sides has it."""

    source: Source
    """Where it can be read again; of a commit or the index, by a process of git for each."""
    name: str
    """The name of its content in git; `""` in the work tree, where nobody has counted it."""
    blobs: Blobs
    """Where it is read now: all of a repository's come from one process."""

    def read(self) -> bytes:
        """Return the content.

        Raises:
            CassetteError: it cannot be read.
        """
        if not self.name:
            return self.source.read()
        data = self.blobs.read(self.name)
        if data is None:
            hint = "a part of the history may not have been fetched"
            raise CassetteError("git does not have its content", self.source.label, hint)
        return data


class Change(NamedTuple):
    """A file that is not the same on both sides."""

    path: str
    """From the top of the repository, as git prints it; undecodable bytes as half pairs."""
    old: Blob | None
    """`None` where the file is new."""
    new: Blob | None
    """`None` where it is gone."""


@contextmanager
def changes(
    revisions: Sequence[str] = (), *, cached: bool = False, paths: Sequence[str] = ()
) -> Iterator[list[Change | CassetteError]]:
    """Return what differs, in git's order; an error for a file that is in conflict.

    The repository is that of the current folder. As with `git diff`, files that git does not know
    are no difference; other than there, no revision means HEAD. Files that are renamed are gone
    and new. The blobs can be read quickly until the context ends.

    Args:
        revisions: none, one, or two; or one as `A..B`, or `A...B` for B since it left A.
        cached: whether the other side is the index, and not the work tree.
        paths: what to look at, as pathspecs of git.

    Raises:
        CassetteError: git is not there, this is no repository, there is no such revision, or what
            is asked needs a work tree and there is none.
    """
    old, new = _sides(revisions, cached=cached)
    blobs = Blobs()
    try:
        yield list(_changes(old, new, blobs, paths))
    finally:
        blobs.close()


class _Side(NamedTuple):
    """One of the two states that are compared."""

    label: str
    """What stands before a path to say which of its versions is meant."""
    revision: str
    """The name of a tree; `:0` for the index, `""` for the work tree."""


_STAGED = _Side(":", INDEX)
_ON_DISK = _Side("", "")


def _sides(revisions: Sequence[str], *, cached: bool) -> tuple[_Side, _Side]:
    """Return what to compare, old and new."""
    inside = git("rev-parse", "--is-inside-work-tree", hint="run it inside of a git repository")
    named = [side for revision in revisions for side in _named(revision)]
    if len(named) > _MOST_REVISIONS - cached:
        words = "two states are compared with each other, and not more"
        hint = "the index is one of them with --cached"
        raise CassetteError(words, " ".join(revisions), hint)
    if len(named) == _MOST_REVISIONS:
        return named[0], named[1]
    if not cached and inside.strip() != b"true":
        hint = "name two revisions to compare"
        raise CassetteError("there is no work tree here", hint=hint)
    return named[0] if named else _last_commit(), _STAGED if cached else _ON_DISK


def _last_commit() -> _Side:
    """Return HEAD; nothing at all where nothing has been committed yet."""
    if _object("HEAD"):
        return _side("HEAD")
    return _Side("HEAD:", git("hash-object", "-t", "tree", "--stdin").decode("ascii").strip())


def _named(revision: str) -> list[_Side]:
    """Return the one side that a revision is, or the two that a range of them is."""
    found = re.fullmatch(_RANGE, revision)
    if found is None or _object(revision):
        return [_side(revision)]
    first, last = _side(found[1] or "HEAD"), _side(found[3] or "HEAD")
    if found[2] == "..":
        return [first, last]
    hint = "an incomplete clone may lack the commit that they have in common"
    words = ("merge-base", found[1] or "HEAD", found[3] or "HEAD")
    base = git(*words, where=revision, hint=hint).decode("ascii").strip()
    return [_side(base), last]


def _side(revision: str) -> _Side:
    tree = _object(f"{_object(revision)}^{{tree}}")  # a path after a colon may end in anything
    if not tree:
        hint = "`git log --oneline` lists commits"
        raise CassetteError("git knows no such revision", revision or "(nothing)", hint)
    return _Side(f"{revision}:", tree)


def _object(name: str) -> str:
    """Return the full name of an object, or `""`."""
    if name.startswith("-"):  # git would take it for an option; no name begins so
        return ""
    with suppress(CassetteError):
        return git("rev-parse", "--verify", "--quiet", name).decode("ascii").strip()
    return ""


def _changes(
    old: _Side, new: _Side, blobs: Blobs, paths: Sequence[str]
) -> Iterator[Change | CassetteError]:
    sides = ("--cached", old.revision) if new is _STAGED else (old.revision, new.revision)
    listed = git(*_QUIET, *_DIFF, *filter(None, sides), "--", *paths)
    place = _Place(blobs) if new.revision else _Place(blobs, *_work_tree())
    for *both, status, path in re.findall(_ENTRY, listed):
        name = os.fsdecode(path)
        if status == b"U" or name in place.unmerged:
            words = "it is in conflict: a merge is not finished"
            yield CassetteError(words, name, "resolve it, and `git add` it")
            continue
        before = place.blob(old, name, both[0], both[2])
        after = place.blob(new, name, both[1], both[3])
        if before or after:
            yield Change(name, before, after)


class _Place(NamedTuple):
    """Where the contents of both sides are."""

    blobs: Blobs
    root: Path = Path()
    """The top of the work tree, from the current folder."""
    unmerged: frozenset[str] = frozenset()

    def blob(self, side: _Side, name: str, mode: bytes, content: bytes) -> Blob | None:
        """Return a file of one side; `None` where there is none, or something else."""
        if mode not in REGULAR:
            return None
        if side is _ON_DISK:
            return Blob(Source(name, self.root / name, named=False), "", self.blobs)
        source = Source(f"{side.label}{name}", Path(name), side.revision, named=False)
        return Blob(source, content.decode("ascii"), self.blobs)


def _work_tree() -> tuple[Path, frozenset[str]]:
    """Return the top of the work tree, and the names of files that are in conflict."""
    up = git("rev-parse", "--show-cdup").removesuffix(b"\n")
    entries = git(*_QUIET, "ls-files", "--unmerged", "-z", "--full-name", "--", ":/")
    names = (entry.partition(b"\t")[2] for entry in entries.split(b"\0"))
    return Path(os.fsdecode(up)), frozenset(map(os.fsdecode, filter(None, names)))
