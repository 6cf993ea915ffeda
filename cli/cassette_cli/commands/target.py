"""Where what became of a file goes: into the file itself, elsewhere, or nowhere."""

import sys
from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

import typer

from cassette_cli.document.files import Cassette
from cassette_cli.document.saving import encoded_file, save_text, write_new
from cassette_cli.document.sources import Source, is_standard_input
from cassette_cli.errors import CassetteError
from cassette_cli.render.output import go_on_unread
from cassette_cli.text.edit import Edit


class Target(Enum):
    """Where what became of a file goes."""

    FILES = auto()
    """Into the file itself; what came from standard input goes to standard output."""
    STDOUT = auto()
    OTHER_FILE = auto()
    DIFF = auto()
    """Nothing is written; what would change is printed."""
    NOTHING = auto()

    @property
    def is_written(self) -> bool:
        """Whether a file is written, be it to standard output."""
        return self not in {Target.DIFF, Target.NOTHING}


class Changed(Protocol):
    """What a verb makes of one file."""

    @property
    def cassette(self) -> Cassette:
        """The file as it was read."""

    @property
    def edits(self) -> list[Edit[str]]:
        """The edits of its text."""

    @property
    def text(self) -> str:
        """The text after them."""


def chosen(*, check: bool, diff: bool, other: Target | None, option: str) -> Target:
    """Return the target that the options of a command name.

    Args:
        check: whether `--check` is given.
        diff: whether `--diff` is.
        other: what the command's own option names; `None` where it is not given.
        option: the name of that.

    Raises:
        BadParameter: more than one is named.
    """
    if check + diff + (other is not None) > 1:
        raise typer.BadParameter(
            f"--check, --diff and {option} are three different things; take one"
        )
    if diff:
        return Target.DIFF
    return Target.NOTHING if check else other or Target.FILES


def go_on_unread_for(target: Target, addresses: Sequence[str]) -> None:
    """Let a run that changes files in place not end half-way because nobody reads what it says."""
    if target is Target.FILES and not any(map(is_standard_input, addresses)):
        go_on_unread()


def source_of(cassette: Cassette) -> Source:
    """Return where a cassette was read from, as all those of a command were."""
    assert cassette.source is not None
    return cassette.source


def takes_stdout(target: Target, source: Source) -> bool:
    """Say whether a file from a source is written to standard output."""
    return target is Target.STDOUT or (target is Target.FILES and source.path is None)


def write(
    outcome: Changed,
    target: Target,
    otherwise: str,
    warn: Callable[[str], None],
    other: Path | None = None,
) -> None:
    """Write what became of a file, packed and marked as that was.

    Args:
        outcome: what became of it; a file that stays as it is is not written in its own place.
        target: where it goes.
        otherwise: what else can be done with a file that cannot be written.
        warn: takes what is to be known of a file that was.
        other: the file to write instead; it is packed if it is called `.gz`.

    Raises:
        CassetteError: it cannot be written; what was there is then as it was.
    """
    cassette, source = outcome.cassette, source_of(outcome.cassette)
    if takes_stdout(target, source):
        sys.stdout.buffer.write(encoded_file(cassette.wrapping, outcome.text))
    elif target is Target.OTHER_FILE and other is not None and not _is_same(other, source):
        packed = other.suffix.lower() == ".gz"
        write_new(other, encoded_file(cassette.wrapping, outcome.text, packed=packed))
    elif target.is_written and outcome.edits:
        if source.revision or source.path is None:
            raise CassetteError("a file of a git revision cannot be written", hint=otherwise)
        original = save_text(source.path, cassette.text, outcome.text)
        if original.links > 1:
            warn(f"{source.label}: its other hard links still hold what was here")


def _is_same(other: Path, source: Source) -> bool:
    """Say whether another file is the one that was read: then it is changed in its own place."""
    try:
        return source.path is not None and not source.revision and other.samefile(source.path)
    except OSError:
        return False
