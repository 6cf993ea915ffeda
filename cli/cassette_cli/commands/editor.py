"""A text in the user's editor, opened again until it fits; what was edited is never lost."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from cassette_cli.document.files import decoded_file
from cassette_cli.errors import CassetteError
from cassette_cli.render.error import error_lines

T = TypeVar("T")


class Draft:
    """A text that a person edits, in a private file while the context lasts.

    Where the context ends with an error the file is kept, if anything in it was edited, and the
    error names it.

    Args:
        text: what there is to edit.
        name: what the file is called, for the editor to know its kind.
        introduction: lines that stand above the text, as comments, when it is opened first.
    """

    def __init__(self, text: str, name: str, introduction: Sequence[str]) -> None:
        self._data = self._original = text.encode()
        self._name = name
        self._introduction = introduction

    def __enter__(self) -> "Draft":
        self._path = Path(tempfile.mkdtemp(prefix="cassette-"), self._name)
        try:
            self._put(())
        except BaseException:  # of the context itself, which has then not begun
            shutil.rmtree(self._path.parent, ignore_errors=True)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None or self._data == self._original:
            shutil.rmtree(self._path.parent, ignore_errors=True)
            return
        self._put(())
        if isinstance(error, CassetteError):
            kept = f"what you edited is kept in {self._path}"
            error.hint = f"{error.hint}; {kept}" if error.hint else kept

    def settled(self, taken: Callable[[str], T]) -> T:
        """Return what `taken` makes of the text as a person leaves it.

        Where it raises, the text is opened again, with the error on top, until it is saved as it
        was; only once where there is no terminal, since then nobody is there to read the error.

        Raises:
            CassetteError: the last that `taken` raised, or what is wrong with the editor.
        """
        self._edit(self._introduction)
        while True:
            try:
                return taken(decoded_file(self._data))
            except CassetteError as error:
                before = self._data
                if sys.stdin.isatty():
                    self._edit([*self._explained(error), "Save it as it is to give up."])
                if self._data == before:
                    raise

    def _edit(self, head: Sequence[str]) -> None:
        """Let a person edit the text once.

        Raises:
            CassetteError: there is no editor, it failed, or it left nothing.
        """
        self._put(head)
        try:
            _run_editor(self._path)
        finally:
            left = self._path.read_bytes() if self._path.exists() else b""
            text = _without_head(left)
            self._data = text if text.strip() else self._data
        if not text.strip():
            raise CassetteError("the editor left nothing in the file, so nothing was changed")

    def _put(self, head: Sequence[str]) -> None:
        """Write the file anew, for nobody else to read."""
        self._path.unlink(missing_ok=True)
        self._path.touch(0o600)
        self._path.write_bytes("".join(f"# {row}\n" for row in head).encode() + self._data)

    def _explained(self, error: CassetteError) -> Iterator[str]:
        """Yield the rows of an error; a place in the text is one in the file as it is opened."""
        place = re.fullmatch(r":(\d+)(:\d+)", error.where)
        above = len(list(error_lines(error))) + 1
        where = f"{self._name}:{int(place[1]) + above}{place[2]}" if place else error.where
        for row in error_lines(CassetteError(error.message, where, error.hint)):
            yield row.text


def _without_head(data: bytes) -> bytes:
    """Return a text without the comments on top, which were for its reader."""
    return re.sub(rb"\A(?:\xef\xbb\xbf)?(?:#[^\n]*(?:\n|\Z))*", b"", data)


def _run_editor(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    # What it prints must not stand in a file that is written to standard output.
    screen = None if sys.stdout.isatty() else sys.stderr
    try:
        with _uninterrupted():
            ended = subprocess.run([*shlex.split(editor), path], stdout=screen, check=False)
    except (OSError, ValueError) as error:
        raise CassetteError(
            f"cannot run the editor `{editor}`", hint="set $EDITOR to one that is there"
        ) from error
    if ended.returncode:
        raise CassetteError(f"the editor `{editor}` failed, so nothing was changed")


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Leave an interruption from the keyboard to the editor, to which it may mean something."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
