"""What git holds of a cassette: its staged version, its past ones, and putting a new one in place.

No content is ever an argument of git, where every user of the machine could read it; file names
reach it behind `--` or on its standard input, and none of them is read as a pattern.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cassette_cli.document.git import AS_STORED, REGULAR, Blobs, by_place, git
from cassette_cli.errors import CassetteError

_ENTRY = rb":[0-9]+ ([0-9]+) [0-9a-f]+ ([0-9a-f]+) [A-Z][0-9]*\0([^\0]+)\0"
_COMMIT = rb"([0-9a-f]{40,64}) ([0-9-]{10})\0\n:[0-9]+ 100[0-9]+ [0-9a-f]+ ([0-9a-f]+) [A-Z]"


class Staged(NamedTuple):
    """A file of the index that differs from the last commit."""

    path: Path
    """Where it is in the work tree, from the current folder; it need not be there any more."""
    mode: str
    """As git writes it: `100644`, or `100755` for what can be run."""
    blob: str
    """The name of its content in git."""
    root: Path
    """The top of the work tree."""
    name: str
    """Its path from there, as git has it."""

    def read(self) -> bytes:
        """Return the content that was staged, as git stores it.

        Raises:
            CassetteError: git cannot read it.
        """
        return git("cat-file", "blob", self.blob, where=str(self.path))


class Past(NamedTuple):
    """A file as a commit has it."""

    commit: str
    date: str
    """The day the commit was made by its author's clock, as `2026-11-23`."""
    blob: str
    """The name of its content in git: commits of the same content have the same."""
    read: Callable[[], bytes]
    """Return the content; nothing where an incomplete clone does not have it."""


def staged(paths: Sequence[Path] = ()) -> list[Staged]:
    """Return the files that the index adds or changes, in git's order; renamed ones too.

    The repository is that of the current folder. With paths, only those, and what is in them.

    Raises:
        CassetteError: git is not there, this is no work tree, or a path is outside of it.
    """
    top = git("rev-parse", "--show-toplevel", hint="run it inside of a git repository")
    root = Path(os.fsdecode(top.removesuffix(b"\n")))
    what = ("diff", "--cached", *AS_STORED, "--diff-filter=ACMRT", "--")
    entries = git("--literal-pathspecs", *what, *map(str, paths))
    return [
        Staged(Path(os.path.relpath(root / name)), mode, blob, root, name)
        for mode, blob, name in (
            map(os.fsdecode, entry) for entry in re.findall(_ENTRY, entries) if entry[0] in REGULAR
        )
    ]


def restage(staged: Staged, data: bytes) -> None:
    """Put other content in the place of what is staged; mode, work tree and commits stay.

    The content it had stays in git's object store, where no commit refers to it, until git clears
    that up.

    Raises:
        CassetteError: git cannot write it.
    """
    where = str(staged.path)
    blob = git("hash-object", "-w", "--stdin", data=data, where=where).decode("ascii").strip()
    entry = f"{staged.mode} {blob} 0\t".encode("ascii") + os.fsencode(staged.name) + b"\0"
    git("update-index", "-z", "--index-info", data=entry, where=where)


def matches_work_tree(staged: Staged) -> bool:
    """Say whether the file in the work tree is the one that is staged.

    So it is also when only what git changes while adding it differs: line ends, or a filter's work.
    """
    path = staged.root / staged.name
    try:
        if path.is_symlink():
            return False
        data = path.read_bytes()
    except OSError:
        return False
    if data == staged.read():
        return True
    what = ("hash-object", "--stdin", f"--path={staged.name}")
    blob = git(*what, data=data, folder=staged.root, where=str(staged.path))
    return blob.decode("ascii").strip() == staged.blob


def history(path: Path, limit: int = 50) -> Iterator[Past]:
    """Yield the versions of a file in the commits that lead to the current one, newest first.

    Those of this very path: renames are not followed, because one recording is so like another that
    git takes them for copies. Side branches that were merged count, also where the merge dropped
    them. Nothing where there is no repository, no commit or no git.
    """
    path = path.resolve()
    if path.is_dir():
        return
    what = (
        *("-c", "log.showRoot=true", "--literal-pathspecs", "log", *AS_STORED, "--no-follow"),
        *("--no-show-signature", "--full-history", "--diff-merges=first-parent"),
        *(f"--max-count={limit}", "--format=%H %as", "--", path.name),
    )
    try:
        log = git(*what, folder=path.parent, environment=by_place())
    except CassetteError:
        return
    blobs = Blobs(path.parent, by_place())
    try:
        for commit, date, blob in re.findall(_COMMIT, log):
            name = blob.decode("ascii")
            yield Past(
                commit.decode("ascii"), date.decode("ascii"), name, partial(_content, blobs, name)
            )
    finally:
        blobs.close()


def _content(blobs: Blobs, name: str) -> bytes:
    return blobs.read(name) or b""
