"""`cassette list`, or `cassette ls`."""

import shutil
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

import typer

from cassette_cli.commands.options import (
    DEFAULT_MAX_BODY,
    Addresses,
    AsJson,
    ColourOption,
    MaxBody,
    NoPager,
    StdinName,
)
from cassette_cli.commands.run import Run
from cassette_cli.document.files import Cassette
from cassette_cli.operations.list import Summary, summary, totals
from cassette_cli.render.json_output import json_text
from cassette_cli.render.list import aligned, summary_view, tabbed
from cassette_cli.render.output import Colour, print_lines


class Order(StrEnum):
    """What lists are sorted by."""

    PATH = "path"
    SIZE = "size"
    CALLS = "calls"
    INPUT = "in"
    OUTPUT = "out"
    COST = "cost"
    FLAGS = "flags"


_KEYS: dict[Order, Callable[[Summary], float]] = {
    Order.SIZE: lambda found: found.size,
    Order.CALLS: lambda found: found.interactions,
    Order.INPUT: lambda found: found.input_tokens or 0,
    Order.OUTPUT: lambda found: found.output_tokens or 0,
    Order.COST: lambda found: found.cost or 0,
    Order.FLAGS: lambda found: found.flags.total(),
}


def list_(  # noqa: PLR0913 - one parameter an option
    addresses: Addresses,
    *,
    totals_too: Annotated[bool, typer.Option("--totals", help="Add a line with the sums.")] = False,
    sort: Annotated[
        Order | None,
        typer.Option("--sort", help="Sort by this, the largest first.", show_default="as found"),
    ] = None,
    as_json: AsJson = False,
    max_body: MaxBody = DEFAULT_MAX_BODY,
    stdin_name: StdinName = "-",
    color: ColourOption = Colour.AUTO,
    no_pager: NoPager = False,
) -> None:
    """List cassettes, one line each.

    Piped, the columns are separated by tabs: cassette, recorder, calls, provider, model, streams,
    status, tools, in, out, cached, cost, size, flags.
    """
    run = Run(color, stdin_name)
    found = [
        one for _, summaries in run.found(addresses, _summaries, patient=True) for one in summaries
    ]
    if sort is Order.PATH:
        found.sort(key=lambda one: one.label)
    elif sort is not None:
        found.sort(key=_KEYS[sort], reverse=True)
    if totals_too and found:
        found.append(totals(found))
    if as_json:
        for one in found:
            sys.stdout.write(json_text(summary_view(one)) + "\n")
    elif found:
        on_terminal = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns
        rows = aligned(found, width) if on_terminal else tabbed(found)
        print_lines(rows, color, pager=not no_pager)
    run.end()


def _summaries(cassette: Cassette) -> Iterator[Summary]:
    yield summary(cassette)
