"""`cassette git`."""

from enum import StrEnum
from typing import Annotated

import typer

from cassette_cli.commands.options import ColourOption
from cassette_cli.errors import ExitCode
from cassette_cli.operations.git.setup import install, state, uninstall
from cassette_cli.render.git import state_lines
from cassette_cli.render.output import Colour, print_lines


class Action(StrEnum):
    """What is to be done."""

    INSTALL = "install"
    UNINSTALL = "uninstall"
    STATUS = "status"


def git(
    action: Annotated[Action, typer.Argument(help="What to do.", show_default=False)],
    patterns: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATTERN...",
            help="For `install`: files, folders, or patterns as in .gitattributes.",
            show_default=False,
        ),
    ] = None,
    *,
    repo: Annotated[
        bool,
        typer.Option(
            "--repo/--local",
            help="Name the files in .gitattributes for every clone, or in .git for this one.",
        ),
    ] = False,
    driver: Annotated[
        bool,
        typer.Option("--driver", help="Let `git diff` ask the external diff, too."),
    ] = False,
    color: ColourOption = Colour.AUTO,
) -> None:
    """Let git show cassettes as conversations: in `git diff`, `git log -p` and `git show`.

    `install` tells git which files are cassettes and which command prints them, `uninstall` takes
    that out again, `status` says what is set and exits with 1 where not all cassettes are shown.

    Without patterns they are chosen by the cassettes that the repository holds. The command is set
    in this clone only, with --repo too: git takes none from a repository.
    """
    if action is not Action.INSTALL and (patterns or driver):
        raise typer.BadParameter("patterns and --driver are for install")
    match action:
        case Action.INSTALL:
            found = install(patterns or (), shared=repo, driver=driver)
        case Action.UNINSTALL:
            found = uninstall(shared=repo)
        case Action.STATUS:
            found = state()
    print_lines(state_lines(found), color)
    if action is Action.STATUS and not found.is_complete:
        raise typer.Exit(ExitCode.FOUND)
