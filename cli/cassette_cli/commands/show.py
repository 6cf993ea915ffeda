"""`cassette show`."""

import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from cassette_cli.commands.run import Run, write_page
from cassette_cli.document.files import Cassette
from cassette_cli.document.masking import masked_source
from cassette_cli.operations.show import turns
from cassette_cli.render.line import BLANK, Line, line
from cassette_cli.render.message import Wishes
from cassette_cli.render.output import Colour, print_lines
from cassette_cli.render.show import shown

if TYPE_CHECKING:
    from cassette_cli.render.page import File


class View(StrEnum):
    """As what an interaction is shown."""

    CHAT = "chat"
    HTTP = "http"
    EVENTS = "events"
    RAW = "raw"


def show(  # noqa: PLR0913 - one parameter an option
    addresses: Addresses,
    *,
    full: Annotated[bool, typer.Option("--full", help="Cut and fold nothing.")] = False,
    headers: Annotated[bool, typer.Option("--headers", help="Show headers too.")] = False,
    events: Annotated[
        bool, typer.Option("--events", help="Show streams as they arrived, event by event.")
    ] = False,
    tools: Annotated[
        bool, typer.Option("--tools", help="Show the tools on offer in full.")
    ] = False,
    request: Annotated[bool, typer.Option("--request", help="Show only requests.")] = False,
    response: Annotated[bool, typer.Option("--response", help="Show only responses.")] = False,
    view: Annotated[
        View,
        typer.Option(
            "--view", help="A conversation, messages of HTTP, events, or the file's text."
        ),
    ] = View.CHAT,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page to a file.")
    ] = None,
    show_secrets: ShowSecrets = False,
    max_body: MaxBody = DEFAULT_MAX_BODY,
    stdin_name: StdinName = "-",
    color: ColourOption = Colour.AUTO,
    no_pager: NoPager = False,
) -> None:
    """Show recordings as conversations.

    Streams are put together, earlier messages folded, long texts cut: --full shows everything.
    """
    if as_json + markdown + (html is not None) > 1:
        raise typer.BadParameter("--json, --markdown and --html are three outputs; take one")
    if as_json and (request or response):
        raise typer.BadParameter(
            "the JSON view is always whole; leave --request and --response out"
        )
    run = Run(color, stdin_name)
    if as_json:
        _print_json(run, addresses, show_secrets=show_secrets)
        run.end()
    wishes = Wishes(
        full=full, headers=headers, events=events or view is View.EVENTS, tools=tools,
        request=request or not (response or view is View.EVENTS),
        response=response or not request,
        show_secrets=show_secrets, http=view is View.HTTP,
    )  # fmt: skip
    if html is not None:
        _write_page(html, _files(run, addresses, view, wishes))
    elif markdown:
        _print_markdown(run, addresses, view, wishes)
    else:
        print_lines(_lines(run, addresses, view, wishes), color, pager=not no_pager)
    run.end()


def _lines(run: Run, addresses: list[str], view: View, wishes: Wishes) -> Iterator[Line]:
    found = run.found(addresses, partial(_of_one, view=view, wishes=wishes))
    for number, (_, lines) in enumerate(found):
        if number:
            yield BLANK
        yield from lines


def _print_markdown(run: Run, addresses: list[str], view: View, wishes: Wishes) -> None:
    from cassette_cli.render.markdown import fenced

    for label, lines in run.found(addresses, partial(_of_one, view=view, wishes=wishes)):
        for row in fenced(label, lines):
            sys.stdout.write(row + "\n")


def _of_one(cassette: Cassette, view: View, wishes: Wishes) -> Iterator[Line]:
    if view is not View.RAW:
        yield from shown(cassette, turns(cassette), wishes)
        return
    for source in _sources(cassette, wishes):
        for row in source.split("\n"):
            yield line(row.rstrip("\r"))


def _sources(cassette: Cassette, wishes: Wishes) -> Iterator[str]:
    """Yield the interactions as they are written in the file."""
    for one in cassette.interactions():
        yield masked_source(cassette.text, one, show_secrets=wishes.show_secrets).rstrip()


def _print_json(run: Run, addresses: list[str], *, show_secrets: bool) -> None:
    """Print the JSON view: indented for one file, a line each for several."""
    from cassette_cli.document.json_view import cassette_view
    from cassette_cli.render.json_output import json_text

    one = len(addresses) == 1 and not os.path.isdir(addresses[0])  # noqa: PTH112 - never raises

    def view(cassette: Cassette) -> Iterator[str]:
        found = cassette_view(cassette, show_secrets=show_secrets)
        yield json_text(found, indent=2 if one else None) + "\n"

    for _, views in run.found(addresses, view):
        sys.stdout.writelines(views)


def _files(run: Run, addresses: list[str], view: View, wishes: Wishes) -> Iterator["File"]:
    from cassette_cli.render.page import file_of, source_of

    def of_one(cassette: Cassette) -> Iterable["File"]:
        if view is View.RAW:
            return source_of(cassette, _sources(cassette, wishes))
        return file_of(cassette, turns(cassette), wishes)

    for _, found in run.found(addresses, of_one):
        yield from found


def _write_page(path: Path, files: Iterator["File"]) -> None:
    from cassette_cli.render.template import filled

    write_page(path, filled("show.html", files=list(files)))
