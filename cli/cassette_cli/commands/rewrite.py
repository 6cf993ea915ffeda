"""`cassette rewrite`."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from cassette_cli.commands.options import (
    DEFAULT_MAX_BODY,
    Addresses,
    ColourOption,
    MaxBody,
    ShowSecrets,
    StdinName,
)
from cassette_cli.commands.rewrite_files import Target, Writing
from cassette_cli.commands.run import Run
from cassette_cli.document.files import Cassette
from cassette_cli.errors import CassetteError, ExitCode
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.patch import (
    NOTHING,
    Assignment,
    Operation,
    assignment,
    patch_of,
)
from cassette_cli.operations.rewrite.run import Wishes
from cassette_cli.render.output import Colour
from cassette_cli.text.json_value import NOT_JSON, Json, parse

Flag: TypeAlias = bool
Words: TypeAlias = list[str] | None

PatchFile = Annotated[
    Path | None,
    typer.Option("--patch", metavar="FILE", help="A JSON Patch over `show --json`; `-` for stdin."),
]
Set = Annotated[
    Words,
    typer.Option(
        "--set", metavar="POINTER=VALUE", help="Put a value: JSON, or else a text. Repeatable."
    ),
]
Delete = Annotated[
    Words, typer.Option("--delete", metavar="POINTER", help="Take a value out. Repeatable.")
]
Text = Annotated[
    str | None, typer.Option("--text", metavar="TEXT", help="What the answer is to say.")
]
ToolArgs = Annotated[
    str | None,
    typer.Option("--tool-args", metavar="JSON", help="What its tool call is to be called with."),
]
Drop = Annotated[Flag, typer.Option("--drop", help="Take the addressed interactions out.")]
Keep = Annotated[Flag, typer.Option("--keep", help="Keep only the addressed interactions.")]
Errors = Annotated[
    Flag, typer.Option("--errors", help="Of the addressed interactions, only the failed ones.")
]
Renumber = Annotated[
    Flag, typer.Option("--renumber", help="Number the interactions anew (go-vcr).")
]
Edit = Annotated[Flag, typer.Option("--edit", help="Edit the view as YAML in $EDITOR.")]
Follow = Annotated[
    Flag, typer.Option("--follow", help="Change ids of tool calls in later requests, too.")
]
Strict = Annotated[
    Flag, typer.Option("--strict", help="Refuse what leaves something untrue, such as a signature.")
]
Diff = Annotated[Flag, typer.Option("--diff", help="Write nothing; print the diff of the file.")]
Check = Annotated[
    Flag, typer.Option("--check", help="Write nothing; exit 1 if there is something to change.")
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write there (`-`: standard output), and leave the file alone.",
    ),
]


def rewrite(  # noqa: PLR0913 - one parameter an option
    addresses: Addresses,
    *,
    patch: PatchFile = None,
    set_: Set = None,
    delete: Delete = None,
    text: Text = None,
    tool_args: ToolArgs = None,
    drop: Drop = False,
    keep: Keep = False,
    errors: Errors = False,
    renumber: Renumber = False,
    edit: Edit = False,
    follow: Follow = False,
    strict: Strict = False,
    diff: Diff = False,
    check: Check = False,
    output: Output = None,
    show_secrets: ShowSecrets = False,
    max_body: MaxBody = DEFAULT_MAX_BODY,
    stdin_name: StdinName = "-",
    color: ColourOption = Colour.AUTO,
) -> None:
    """Edit what was said; the file changes in just those places, and still replays.

    What is edited is the JSON view (`show --json`); streams, lengths and copies follow. A pointer
    such as /response/status is meant in each addressed interaction; /interactions/0/… is the first
    of them. Something new at the end of a list goes to /-, as in /response/messages/0/parts/-.
    """
    by_patch = bool(patch or set_ or delete or tool_args) or text is not None
    _refuse_unclear(drop + keep + edit + by_patch, renumber=renumber)
    run = Run(color, stdin_name)
    puts = [*map(assignment, set_ or []), *map(_deletion, delete or [])]
    selection = _selection(drop=drop, keep=keep)
    asked = Asked(_operations(patch), puts, text, _arguments(tool_args), selection, errors)
    wishes = Wishes(strict=strict, follow=follow, renumber=renumber)
    target = _target(diff=diff, check=check, output=output)
    writing = Writing(run, target, wishes, output, show_secrets=show_secrets)
    for cassette in _cassettes(run, addresses, output):
        if edit:
            writing.edited(cassette, asked)
        else:
            writing.rewritten(cassette, asked.plan)
    run.end(ExitCode.FOUND if check and writing.changed else ExitCode.CLEAN)


def _cassettes(run: Run, addresses: list[str], output: Path | None) -> Iterator[Cassette]:
    """Return the cassettes at addresses, of which there is one where the output is one file."""
    found = run.cassettes(addresses, once=True)
    if output is None:
        return found
    first = list(islice(found, 2))
    if len(first) > 1:
        raise typer.BadParameter("-o takes one file, and there are more")
    return iter(first)


def _selection(*, drop: bool, keep: bool) -> Literal["", "drop", "keep"]:
    if drop:
        return "drop"
    return "keep" if keep else ""


def _deletion(pointer: str) -> Assignment:
    return Assignment(pointer, NOTHING)


def _refuse_unclear(ways: int, *, renumber: bool) -> None:
    if not ways and not renumber:
        raise typer.BadParameter(
            "say what to change: --set, --delete, --text, --tool-args, --patch, --edit, --drop,"
            " --keep or --renumber"
        )
    if ways > 1:
        raise typer.BadParameter(
            "--drop, --keep, --edit and edits of the view are different things; take one"
        )


def _operations(patch: Path | None) -> list[Operation]:
    """Return the operations of a patch file."""
    if patch is None:
        return []
    try:
        written = sys.stdin.read() if str(patch) == "-" else patch.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "").lower() if isinstance(error, OSError) else "not UTF-8"
        raise CassetteError(f"cannot read the patch: {reason}", str(patch)) from error
    return patch_of(written, str(patch))


def _arguments(text: str | None) -> Json:
    """Return the arguments of a tool call."""
    if text is None:
        return None
    value = parse(text)
    if value is NOT_JSON or not isinstance(value, dict):
        raise CassetteError(
            "--tool-args: the arguments of a tool call are a JSON object",
            hint="for arguments that are broken on purpose, set `arguments_raw` with --set",
        )
    return value


def _target(*, diff: bool, check: bool, output: Path | None) -> Target:
    if diff + check + (output is not None) > 1:
        raise typer.BadParameter("--diff, --check and -o are three different things; take one")
    if diff:
        return Target.DIFF
    return Target.NOTHING if check else Target.FILES
