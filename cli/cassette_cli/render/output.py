"""Where lines go: plain into a pipe, styled onto a terminal, through a pager."""

import io
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, TextIO, TypeVar

from cassette_cli.render.line import Line
from cassette_cli.render.style import STYLES
from cassette_cli.render.visible import visible

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from rich.console import Console
    from rich.text import Text

_BATCH = 512
_NARROWEST = 20
"""No text is broken into rows shorter than this, however narrow the terminal."""


class Colour(StrEnum):
    """When output is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def is_coloured(colour: Colour, stream: TextIO) -> bool:
    """Say whether to style what goes to a stream; the flag wins over the environment."""
    if colour is not Colour.AUTO:
        return colour is Colour.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def print_lines(
    lines: Iterable[Line],
    colour: Colour,
    *,
    to: TextIO | None = None,
    pager: bool = False,
    wrap: bool = True,
) -> None:
    """Print lines to standard output, or to another stream, as that wants them.

    Without `wrap` a terminal gets whole lines too, and breaks them where it likes: what is found in
    a file can then be copied.
    """
    stream = to or sys.stdout
    on_terminal = stream.isatty()
    coloured = is_coloured(colour, stream)
    if not on_terminal and not coloured:
        _print_plain(lines, stream)
        return
    with _paged(stream, enabled=pager and on_terminal) as paged:
        _print_styled(lines, paged, wrap=wrap and on_terminal, coloured=coloured)


def _print_plain(lines: Iterable[Line], stream: TextIO) -> None:
    source = iter(lines)
    while batch := list(islice(source, _BATCH)):
        stream.write(
            "".join(f"{' ' * one.indent}{visible(one.text)}".rstrip() + "\n" for one in batch)
        )


def console_for(stream: TextIO, *, coloured: bool, width: int | None = None) -> "Console":
    """Return a console of rich that takes every text literally."""
    from rich.console import Console
    from rich.theme import Theme

    class QuietConsole(Console):
        def on_broken_pipe(self) -> None:  # rich would end the program, as if it had failed
            raise BrokenPipeError

    return QuietConsole(
        file=stream,
        theme=Theme(STYLES),
        force_terminal=coloured,
        no_color=not coloured,
        color_system="auto" if coloured else None,
        width=width or (None if stream.isatty() else shutil.get_terminal_size().columns),
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def _print_styled(lines: Iterable[Line], stream: TextIO, *, wrap: bool, coloured: bool) -> None:
    from rich.text import Text

    console = console_for(stream, coloured=coloured, width=shutil.get_terminal_size().columns)
    for one in lines:
        rows = (
            wrapped(one, console)
            if wrap
            else [Text.assemble(" " * one.indent, (one.lead.text, one.lead.style), styled(one))]
        )
        for row in rows:
            console.print(row, overflow="ignore", no_wrap=True, crop=False)


def styled(one: Line) -> "Text":
    """Return the words of a line in their styles."""
    from rich.text import Text

    return Text.assemble(*((visible(piece.text), piece.style) for piece in one.pieces))


def wrapped(one: Line, console: "Console") -> "Iterator[Text]":
    """Yield a line as the rows of a terminal, each under the line's indent and behind its lead."""
    from rich.text import Text

    text = styled(one)
    text.expand_tabs(4)
    width = max(console.width - one.indent - len(one.lead.text) - one.hang, _NARROWEST)
    for number, row in enumerate(text.wrap(console, width) or [text]):
        row.rstrip()
        hang = one.hang if number else 0
        yield Text.assemble(" " * (one.indent + hang), (one.lead.text, one.lead.style), row)


def _pager() -> "subprocess.Popen[str] | None":
    """Return the user's pager, started; `None` where there is none that starts."""
    command = os.environ.get("CASSETTE_PAGER", os.environ.get("PAGER", "less"))
    try:
        words = shlex.split(command)
        if not words or words == ["cat"]:
            return None
        less = {"LESS": os.environ.get("LESS", "FRX"), "LV": os.environ.get("LV", "-c")}
        return subprocess.Popen(
            words, stdin=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, **less}
        )
    except (OSError, ValueError):
        return None


@contextmanager
def _paged(stream: TextIO, *, enabled: bool) -> Iterator[TextIO]:
    """Yield a stream, or the input of the user's pager instead."""
    pager = _pager() if enabled else None
    if pager is None:
        yield stream
        return
    assert isinstance(pager.stdin, io.TextIOWrapper)
    try:
        yield pager.stdin
    except BrokenPipeError:
        pass
    finally:
        with suppress(BrokenPipeError):
            pager.stdin.close()
        pager.wait()


class _Unread(io.FileIO):
    """A stream that takes everything, also when its reader has gone."""

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return memoryview(data).nbytes


def go_on_unread() -> None:
    """Let the rest of a run not end when nobody reads what it says: its work is to change files."""
    sys.stdout.flush()
    raw = _Unread(sys.stdout.fileno(), "w", closefd=False)
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(raw), sys.stdout.encoding, sys.stdout.errors, line_buffering=raw.isatty()
    )


T = TypeVar("T")
_MANY = 30
_SHORTEST_STEP = 0.1
"""Seconds between two states of a bar. It draws itself when it is told: a thread that did so would
not go on in a process that is forked."""


def progress(found: Iterable[T], total: int, colour: Colour) -> Iterator[T]:
    """Yield the same; with a bar where a person waits for many files."""
    is_watched = sys.stderr.isatty() and sys.stdout.isatty()
    # Without colour rich draws no bar, and leaves an empty line instead.
    if total < _MANY or not (is_watched and is_coloured(colour, sys.stderr)):
        yield from found
        return
    from rich.progress import Progress

    console = console_for(sys.stderr, coloured=True)
    with Progress(console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("reading", total=total)
        drawn = 0.0
        for one in found:
            yield one
            bar.advance(task)
            if time.monotonic() - drawn > _SHORTEST_STEP:
                bar.refresh()
                drawn = time.monotonic()
