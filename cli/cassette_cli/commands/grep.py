"""`cassette grep`."""

import re
import sys
from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from cassette_cli.commands.options import (
    DEFAULT_MAX_BODY,
    Addresses,
    AsJson,
    ColourOption,
    MaxBody,
    NoPager,
    ShowSecrets,
    StdinName,
)
from cassette_cli.commands.run import Run
from cassette_cli.errors import CassetteError, ExitCode
from cassette_cli.operations.grep import PLACES, Found, Query, search
from cassette_cli.render.grep import found_line
from cassette_cli.render.json_output import json_text
from cassette_cli.render.line import Line, Piece, line
from cassette_cli.render.output import Colour, print_lines
from cassette_cli.text.json_value import Json


def grep(  # noqa: PLR0913 - one parameter an option
    pattern: Annotated[
        str, typer.Argument(metavar="PATTERN", help="A regular expression of Python.")
    ],
    addresses: Addresses,
    *,
    ignore_case: Annotated[bool, typer.Option("-i", "--ignore-case", help="Ignore case.")] = False,
    fixed: Annotated[
        bool, typer.Option("-F", "--fixed-strings", help="Take the pattern literally.")
    ] = False,
    only_files: Annotated[
        bool, typer.Option("-l", "--files-with-matches", help="Print only paths.")
    ] = False,
    count: Annotated[bool, typer.Option("-c", "--count", help="Print only counts.")] = False,
    numbers: Annotated[
        bool, typer.Option("-n", "--line-number", help="Print line numbers.")
    ] = False,
    invert: Annotated[
        bool, typer.Option("-v", "--invert-match", help="Print what does not match.")
    ] = False,
    places: Annotated[
        str, typer.Option("--in", metavar="PLACES", help=f"Search only there: {', '.join(PLACES)}.")
    ] = "",
    as_json: AsJson = False,
    show_secrets: ShowSecrets = False,
    max_body: MaxBody = DEFAULT_MAX_BODY,
    stdin_name: StdinName = "-",
    color: ColourOption = Colour.AUTO,
    no_pager: NoPager = False,
) -> None:
    """Search decoded content.

    Streams are joined, compressed and base64 bodies opened. Of answers, `text` is what was said,
    `tools` the calls, `reasoning` the thinking; `request` and `response` are the bodies.

    A found line is printed as ADDRESS:POINTER:LINE, the pointer being that of the JSON view. Exits
    with 1 where nothing is found.
    """
    query = Query(
        _compiled(pattern, ignore_case=ignore_case, fixed=fixed),
        _places(places),
        invert,
        show_secrets,
    )
    if as_json and (count or only_files):
        raise typer.BadParameter("--json prints what is found; leave -c and -l out")
    run = Run(color, stdin_name)
    seen = _Seen()
    if as_json:
        _print_json(run, addresses, query, seen)
    else:
        lines = (
            _counts(run, addresses, query, seen, only_files=only_files)
            if only_files or count
            else _found(run, addresses, query, seen, numbers=numbers)
        )
        print_lines(lines, color, pager=not no_pager, wrap=False)
    if run.code is ExitCode.CLEAN and not seen.any:
        run.code = ExitCode.FOUND
    run.end()


class _Seen:
    """Whether anything was found."""

    any = False


def _compiled(pattern: str, *, ignore_case: bool, fixed: bool) -> re.Pattern[str]:
    try:
        return re.compile(
            re.escape(pattern) if fixed else pattern, re.IGNORECASE if ignore_case else 0
        )
    except (re.error, OverflowError, RecursionError) as error:
        words = error.msg if isinstance(error, re.error) else str(error)
        raise CassetteError(
            f"`{pattern}` is no regular expression: {words}",
            hint="-F takes the pattern literally",
        ) from error


def _places(words: str) -> frozenset[str]:
    wanted = frozenset(filter(None, words.split(",")))
    wrong = sorted(wanted - set(PLACES))
    if wrong:
        raise CassetteError(
            f"--in {wrong[0]}: there is no such place", hint=f"choose from {', '.join(PLACES)}"
        )
    return wanted


def _found(
    run: Run, addresses: list[str], query: Query, seen: _Seen, *, numbers: bool
) -> Iterator[Line]:
    short = sys.stdout.isatty()
    for label, lines in run.found(addresses, partial(search, query=query)):
        for found in lines:
            seen.any = True
            yield found_line(label, found, numbers=numbers, short=short)


def _counts(
    run: Run, addresses: list[str], query: Query, seen: _Seen, *, only_files: bool
) -> Iterator[Line]:
    for label, lines in run.found(addresses, partial(search, query=query)):
        number = sum(1 for _ in lines)
        seen.any = seen.any or number > 0
        if not only_files:
            yield line(Piece(label, "path"), Piece(f":{number}"))
        elif number:
            yield line(Piece(label, "path"))


def _print_json(run: Run, addresses: list[str], query: Query, seen: _Seen) -> None:
    for label, lines in run.found(addresses, partial(search, query=query)):
        for found in lines:
            seen.any = True
            sys.stdout.write(json_text(_view(label, found)) + "\n")


def _view(label: str, found: Found) -> dict[str, Json]:
    return {
        "path": label,
        "index": found.interaction,
        "pointer": found.pointer,
        "line": found.number,
        "text": found.line,
        "spans": [list(span) for span in found.spans],
    }
