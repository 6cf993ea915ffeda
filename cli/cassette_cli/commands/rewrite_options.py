"""The options of `cassette rewrite`, and what they ask for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from cassette_cli.commands.target import Target
from cassette_cli.document.files import decoded_file
from cassette_cli.document.sources import Source, is_standard_input
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.patch import (
    NOTHING,
    Assignment,
    Operation,
    assignment,
    given_json,
    patch_of,
)
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


def edits_of_view(
    patch: Path | None, set_: Words, delete: Words, text: str | None, tool_args: str | None
) -> Asked:
    """Return what is asked by the options that edit the view.

    Raises:
        CassetteError: one of them is not what it should be.
    """
    puts = [*map(assignment, set_ or []), *(Assignment(one, NOTHING) for one in delete or [])]
    return Asked(_operations(patch), puts, text, _arguments(tool_args))


def selection(*, drop: bool, keep: bool) -> Literal["", "drop", "keep"]:
    """Return what becomes of the addressed interactions as wholes."""
    if drop:
        return "drop"
    return "keep" if keep else ""


def refuse_unclear(ways: int, *, renumber: bool) -> None:
    """Refuse options that ask for nothing, or in more ways than one.

    Raises:
        BadParameter: they do.
    """
    if not ways and not renumber:
        raise typer.BadParameter(
            "say what to change: --set, --delete, --text, --tool-args, --patch, --edit, --drop,"
            " --keep or --renumber"
        )
    if ways > 1:
        raise typer.BadParameter(
            "--drop, --keep, --edit and edits of the view are different things; take one"
        )


def refuse_input_twice(patch: Path | None, addresses: Sequence[str]) -> None:
    """Refuse to read a patch and a cassette from standard input.

    Raises:
        BadParameter: both would be.
    """
    if str(patch) == "-" and any(map(is_standard_input, addresses)):
        raise typer.BadParameter("standard input cannot be both the patch and the cassette")


def other_target(output: Path | None) -> Target | None:
    """Return where `-o` says that a file is to go; `None` where it does not."""
    if output is None:
        return None
    return Target.STDOUT if str(output) == "-" else Target.OTHER_FILE


def _operations(patch: Path | None) -> list[Operation]:
    """Return the operations of a patch file."""
    if patch is None:
        return []
    label = str(patch)
    try:
        written = decoded_file(Source(label, None if label == "-" else patch).read())
    except CassetteError as error:
        raise error.at(label) from error
    return patch_of(written, label)


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
    return given_json(text, "--tool-args")
