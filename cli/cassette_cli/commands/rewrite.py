"""`cassette rewrite`."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import typer

from cassette_cli.commands.options import (
    DEFAULT_MAX_BODY,
    Addresses,
    ColourOption,
    MaxBody,
    ShowSecrets,
    StdinName,
)
from cassette_cli.commands.rewrite_files import Files
from cassette_cli.commands.rewrite_options import (
    Check,
    Delete,
    Diff,
    Drop,
    Edit,
    Errors,
    Follow,
    Keep,
    Output,
    PatchFile,
    Renumber,
    Set,
    Strict,
    Text,
    ToolArgs,
    edits_of_view,
    other_target,
    refuse_input_twice,
    refuse_unclear,
    selection,
)
from cassette_cli.commands.run import Run
from cassette_cli.commands.target import Target, chosen, go_on_unread_for
from cassette_cli.document.files import Cassette
from cassette_cli.errors import ExitCode
from cassette_cli.operations.rewrite.run import Wishes
from cassette_cli.render.output import Colour


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
    by_patch = bool(patch or set_ or delete) or text is not None or tool_args is not None
    refuse_unclear(drop + keep + edit + by_patch, renumber=renumber)
    refuse_input_twice(patch, addresses)
    target = chosen(check=check, diff=diff, other=other_target(output), option="-o")
    go_on_unread_for(target, addresses)
    asked = edits_of_view(patch, set_, delete, text, tool_args)
    asked = replace(asked, selection=selection(drop=drop, keep=keep), errors=errors)
    wishes = Wishes(strict=strict, follow=follow, renumber=renumber)
    run = Run(color, stdin_name)
    files = Files(run, target, wishes, output, show_secrets=show_secrets)
    for cassette in _cassettes(run, addresses, only_one=target is Target.OTHER_FILE):
        if edit:
            files.edited(cassette, asked)
        else:
            files.rewritten(cassette, asked)
    run.end(ExitCode.FOUND if check and files.changed else ExitCode.CLEAN)


def _cassettes(run: Run, addresses: list[str], *, only_one: bool) -> Iterator[Cassette]:
    """Return the cassettes at addresses, of which there may have to be only one."""
    found = run.cassettes(addresses)
    if not only_one:
        return found
    first = list(islice(found, 2))
    if len(first) > 1:
        raise typer.BadParameter("-o takes one file, and there are more")
    return iter(first)
