"""Running git: a command with what it writes, and the contents of many objects from one process."""

import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cassette_cli.errors import CassetteError

AS_STORED = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative", "--no-color")
"""How differences are listed, whatever the user's configuration says."""
REGULAR = (b"100644", b"100755")
"""The modes of files; neither links nor repositories in the repository."""
INDEX = ":0"
"""How what is staged is called where a revision is wanted."""
_PLACE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
"""What a hook is told of the repository that it runs in."""


def git(
    *words: str,
    data: bytes = b"",
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    where: str = "",
    hint: str = "",
) -> bytes:
    """Return what git writes.

    Raises:
        CassetteError: it cannot be run, or it refuses, in its own words.
    """
    try:
        done = subprocess.run(
            ["git", *words],
            input=data,
            capture_output=True,
            cwd=folder,
            env=environment,
            check=False,
        )
    except OSError as error:
        raise CassetteError("cannot run git", where, hint) from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise CassetteError(f"git refuses: {reason[0].removeprefix('fatal: ')}", where, hint)
    return done.stdout


class Blobs:
    """Contents by their names, all from one process; started with the first, as most need none.

    Args:
        folder: where git runs; `None` for the current one.
        environment: what it runs in; `None` for this program's own.
    """

    def __init__(
        self, folder: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def read(self, name: str) -> bytes | None:
        """Return a content, `None` where git does not have it.

        Also after closing, then by a process of its own.
        """
        if self._closed:
            with suppress(CassetteError):
                what = ("cat-file", "blob", name)
                return git(*what, folder=self._folder, environment=self._environment)
            return None
        self._process = self._process or self._started()
        answer = _answer(self._process, name)
        if answer is None:  # it ends when it may not fetch what is not there
            self._end()
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["git", "cat-file", "--batch"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        if self._process:
            self._process.communicate()
        self._process = None


def _answer(process: subprocess.Popen[bytes], name: str) -> bytes | None:
    """Return what `git cat-file --batch` has of a name."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):
        process.stdin.write(f"{name}\n".encode("ascii"))
        process.stdin.flush()
        found = re.fullmatch(rb"[0-9a-f]+ blob ([0-9]+)\n", process.stdout.readline())
        return process.stdout.read(int(found[1]) + 1)[:-1] if found else None
    return None


def by_place() -> dict[str, str]:
    """Return an environment in which git looks where a file is, and nowhere on the network.

    A hook's variables name its repository, relative to a folder in which git will not be run.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _PLACE}
    return kept | {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}  # git >= 2.45, and any
