"""Where cassettes come from: files, folders, standard input and git revisions."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cassette_cli.errors import CassetteError

if TYPE_CHECKING:
    from pathlib import Path

_PICKS = r"(?:last|[0-9]+(?:-(?:[0-9]+|last))?)(?:,(?:last|[0-9]+(?:-(?:[0-9]+|last))?))*$"
_LONGEST = 9
"""More digits than a position can have."""
_LARGEST_FOUND = 512 * 1024 * 1024
"""A larger file is read only when it is named: no recorder fills one, and it would not fit."""
_NOT_SEARCHED = {"node_modules", "__pycache__"}


class Source(NamedTuple):
    """A file to read, before it is read."""

    label: str
    """How messages and output call it."""
    path: "Path | None"
    revision: str = ""
    """A git revision, or `""` for the work tree."""
    picks: str = ""
    """Which interactions are meant, as typed; `""` for all."""
    named: bool = True
    """Whether it was named itself, and not found in a folder."""

    @property
    def is_read_once(self) -> bool:
        """Whether its bytes come but once: from standard input, or from a pipe that has a name."""
        if self.path is None or self.revision:
            return self.path is None
        return os.path.exists(self.path) and not os.path.isfile(self.path)  # noqa: PTH110, PTH113

    def read(self) -> bytes:
        """Return the bytes.

        Raises:
            CassetteError: they cannot be read.
        """
        if self.path is None:
            return sys.stdin.buffer.read() if sys.stdin is not None else b""
        if self.revision:
            return _git_blob(self.revision, str(self.path))
        try:
            return self.path.read_bytes()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise CassetteError(f"cannot read the file: {reason}", self.label) from error


def sources(addresses: Sequence[str], stdin_name: str = "-") -> Iterator[Source | CassetteError]:
    """Yield the files that addresses mean, in their order; an error for one that means nothing."""
    for address in addresses:
        try:
            yield from _sources_of(address, stdin_name)
        except CassetteError as error:
            yield error


def each_once(found: Iterable[Source | CassetteError]) -> list[Source | CassetteError]:
    """Return every file once, by the first of its names, with all that is picked from it.

    Symbolic links lead to one file; hard links are several, since files are replaced.
    """
    seen: dict[str, int] = {}
    kept: list[Source | CassetteError] = []
    for one in found:
        if not isinstance(one, Source) or one.revision:
            kept.append(one)
            continue
        at = seen.setdefault(os.path.realpath(one.path) if one.path else "", len(kept))
        if at == len(kept):
            kept.append(one)
            continue
        first = kept[at]
        assert isinstance(first, Source)
        picks = f"{first.picks},{one.picks}" if first.picks and one.picks else ""
        kept[at] = first._replace(picks=picks, named=first.named or one.named)
    return kept


def is_standard_input(address: str) -> bool:
    """Say whether an address means standard input, or interactions of it."""
    return _split(address)[0] == "-" and not _exists("-")


def _sources_of(address: str, stdin_name: str) -> Iterator[Source | CassetteError]:
    from pathlib import Path  # the textconv, which must start fast, has no address to look at

    base, picks = _split(address)
    if is_standard_input(address):
        yield Source(stdin_name, None, picks=picks)
    elif os.path.isdir(base):  # noqa: PTH112 - says no where `Path.is_dir` would raise
        yield from _in_folder(Path(base), picks)
    elif _exists(base):
        yield Source(base, Path(base), picks=picks)
    else:
        revision, found, path = base.partition(":")
        if not found or not revision or not path:
            raise CassetteError("no such file or folder", base or "(nothing)", _near(base))
        yield Source(base, Path(path), revision, picks)


def _exists(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _split(address: str) -> tuple[str, str]:
    """Return a path and the interactions picked from it; a path that exists as typed wins."""
    base, mark, picks = address.rpartition("#")
    if not mark or _exists(address) or not re.match(_PICKS, picks):
        return address, ""
    return base, picks


def _near(path: str) -> str:
    """Return a hint at a name that is close to a missing one."""
    from difflib import get_close_matches
    from pathlib import Path

    wanted = Path(path)
    try:
        names = [entry.name for entry in wanted.parent.iterdir()]
    except (OSError, ValueError):
        return "check the spelling of the folder"
    close = get_close_matches(wanted.name, names, n=1)
    return f"did you mean {wanted.with_name(close[0])}?" if close else "check the spelling"


def _in_folder(folder: "Path", picks: str) -> Iterator[Source | CassetteError]:
    from pathlib import Path

    if picks:
        hint = "pick interactions of one file"
        raise CassetteError(f"#{picks} picks from a file, and this is a folder", str(folder), hint)
    unreadable: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _NOT_SEARCHED
        )
        for name in sorted(files):
            path = Path(root, name)
            if os.path.isfile(path) and os.path.getsize(path) <= _LARGEST_FOUND:  # noqa: PTH113, PTH202
                yield Source(str(path), path, named=False)
    for error in unreadable:
        reason = (error.strerror or str(error)).lower()
        yield CassetteError(f"cannot read the folder: {reason}", str(error.filename))


def _git_blob(revision: str, path: str) -> bytes:
    """Return a file as of a revision; the path counts from the top, or else from this folder."""
    import subprocess  # most addresses are none of git's

    problem = ""
    for place in (path, f"./{path}"):
        command = ["git", "cat-file", "blob", f"{revision}:{place}"]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError as error:
            raise CassetteError("cannot run git", f"{revision}:{path}") from error
        if done.returncode == 0:
            return done.stdout
        problem = problem or done.stderr.decode("utf-8", "replace").strip()
    words = problem.removeprefix("fatal: ").splitlines() or ["no reason given"]
    raise CassetteError(
        f"no such file or folder, and git has no such blob: {words[0]}",
        f"{revision}:{path}",
    )


def positions(picks: str, count: int) -> frozenset[int]:
    """Return the positions that picks such as `0,2-4` or `last` mean among `count` interactions.

    Raises:
        CassetteError: one of them is not there.
    """
    found: set[int] = set()
    for pick in picks.split(","):
        first, _, last = pick.partition("-")
        low, high = (_position(word, count) for word in (first, last or first))
        if low > high:
            raise CassetteError(f"{pick} runs backwards: the smaller position comes first")
        if not 0 <= low <= high < count:
            holds = f"it has {count}, 0 to {count - 1}" if count else "it has none"
            raise CassetteError(f"there is no interaction {pick} in this file: {holds}")
        found.update(range(low, high + 1))
    return frozenset(found)


def _position(word: str, count: int) -> int:
    if word == "last":
        return count - 1
    return int(word) if len(word) <= _LONGEST else count
