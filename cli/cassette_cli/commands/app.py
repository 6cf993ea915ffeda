"""The commands, and the one place where an error ends the program."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Annotated, NoReturn, TypeAlias

import typer

from cassette_cli import __version__
from cassette_cli.errors import CassetteError, ExitCode
from cassette_cli.render.error import error_lines
from cassette_cli.render.output import Colour, print_lines

Command: TypeAlias = Callable[..., None]

_DEEPEST_CALL = 6_000
"""The interpreter's limit: values nested a thousand deep (the parsers' limit) still print."""


def _show() -> Command:
    from cassette_cli.commands.show import show

    return show


def _list() -> Command:
    from cassette_cli.commands.list import list_

    return list_


def _cat() -> Command:
    from cassette_cli.commands.cat import cat

    return cat


def _grep() -> Command:
    from cassette_cli.commands.grep import grep

    return grep


def _redact() -> Command:
    from cassette_cli.commands.redact import redact

    return redact


def _rewrite() -> Command:
    from cassette_cli.commands.rewrite import rewrite

    return rewrite


def _diff() -> Command:
    from cassette_cli.commands.diff import diff

    return diff


def _git() -> Command:
    from cassette_cli.commands.git import git

    return git


def _formats() -> Command:
    from cassette_cli.commands.formats import formats

    return formats


COMMANDS: dict[str, Callable[[], Command]] = {
    "show": _show,
    "list": _list,
    "ls": _list,
    "cat": _cat,
    "grep": _grep,
    "diff": _diff,
    "redact": _redact,
    "rewrite": _rewrite,
    "git": _git,
    "formats": _formats,
}
"""The commands by name; each is imported when it is asked for, since start-up is imports."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the program with the command that is asked for, or with all where none is named."""
    app = typer.Typer(
        name="cassette",
        help="Read, search, redact and edit recorded LLM traffic: VCR.py, go-vcr and Ruby VCR.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_options)
    asked = arguments[0] if arguments else ""
    for name, command in COMMANDS.items():
        if asked == name or asked not in COMMANDS:
            app.command(name, hidden=name == "ls")(_quietly(command()))
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cassette {__version__}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


def run() -> NoReturn:
    """Run the command line; the only place where an error is caught to be shown."""
    sys.setrecursionlimit(max(_DEEPEST_CALL, sys.getrecursionlimit()))
    _prepare_streams()
    try:
        app_for(sys.argv[1:])(map(_shielded, sys.argv[1:]), prog_name="cassette")
    except CassetteError as error:
        _end_with(error)
    except OSError as error:
        _end_with(CassetteError(f"cannot go on: {(error.strerror or str(error)).lower()}"))
    except MemoryError:
        _end_with(CassetteError("cannot go on: there is not enough memory"))
    except KeyboardInterrupt:
        raise SystemExit(ExitCode.INTERRUPTED) from None
    raise SystemExit(ExitCode.CLEAN)


def _prepare_streams() -> None:
    """Make the standard streams take any text; one that is closed swallows it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _end_with(error: CassetteError) -> NoReturn:
    with suppress(OSError):
        print_lines(error_lines(error), Colour.AUTO, to=sys.stderr)
    _forget_output()
    raise SystemExit(ExitCode.FAILED) from None


_SHIELD = "\uffff"
"""No character of any text, by Unicode; a path may hold it, so that it can be looked for."""


def _shielded(argument: str) -> str:
    """Return an argument that is not taken for an option where it is an address: `-#1`."""
    return f"{_SHIELD}{argument}" if argument.startswith("-#") else argument


def _bare(value: object) -> object:
    """Return the value of an argument as it was typed."""
    if isinstance(value, list):
        return [*map(_bare, value)]
    if isinstance(value, Path):
        return Path(str(value).removeprefix(_SHIELD))
    is_shielded = isinstance(value, str) and value.startswith(_SHIELD)
    return str(value).removeprefix(_SHIELD) if is_shielded else value


def _quietly(command: Command) -> Command:
    """Return a command that ends without a word when the reader of its output has gone.

    It must end before typer sees that, which would make it a failure.
    """

    @wraps(command)
    def until_closed(*arguments: object, **options: object) -> None:
        try:
            try:
                command(*arguments, **{name: _bare(value) for name, value in options.items()})
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            _forget_output()
            raise SystemExit(ExitCode.CLEAN) from None

    return until_closed


def _forget_output() -> None:
    """Let what is still to be written, and cannot be, go nowhere."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
