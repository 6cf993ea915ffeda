"""`cassette cat`."""

import sys
from functools import partial
from typing import Annotated

import typer

from cassette_cli.commands.options import DEFAULT_MAX_BODY, Addresses, MaxBody, StdinName
from cassette_cli.commands.run import Run
from cassette_cli.errors import CassetteError
from cassette_cli.operations.cat import Form, contents
from cassette_cli.render.visible import visible


def cat(  # noqa: PLR0913 - one parameter an option
    addresses: Addresses,
    *,
    request: Annotated[
        bool, typer.Option("--request", help="The request instead of the response.")
    ] = False,
    text: Annotated[
        bool, typer.Option("--text", help="What was said: the stream joined, a paragraph a part.")
    ] = False,
    events: Annotated[
        bool, typer.Option("--events", help="The events of the stream as JSON lines.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="The bytes as sent, still compressed.")
    ] = False,
    max_body: MaxBody = DEFAULT_MAX_BODY,
    stdin_name: StdinName = "-",
) -> None:
    """Print decoded bodies.

    Byte for byte; on a terminal, characters that would steer it are shown as marks.
    """
    forms = [
        form
        for form, wanted in ((Form.TEXT, text), (Form.EVENTS, events), (Form.RAW, raw))
        if wanted
    ]
    if request and events:
        raise typer.BadParameter("--events are those of the response; leave --request out")
    if len(forms) > 1:
        raise typer.BadParameter("--text, --events and --raw are three different things; take one")
    run = Run(stdin_name=stdin_name)
    form = forms[0] if forms else Form.BODY
    ended = True
    for label, found in run.found(addresses, partial(contents, form=form, of_request=request)):
        for content in found:
            if not ended and form is not Form.RAW:
                sys.stdout.buffer.write(b"\n")
            ended = _write(run, content, label)
    run.end()


def _write(run: Run, content: str | bytes, label: str) -> bool:
    """Write a body, and say whether what comes next starts on a line of its own."""
    if not content:
        return True
    if sys.stdout.isatty():
        _write_to_terminal(run, content, label)
        return True
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if isinstance(content, str) and not content.endswith("\n"):
        data += b"\n"
    sys.stdout.buffer.write(data)
    return data.endswith(b"\n")


def _write_to_terminal(run: Run, content: str | bytes, label: str) -> None:
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
    except UnicodeDecodeError:
        run.report(
            CassetteError(
                f"{len(content):,} bytes that are no text", label, "pipe them into a file"
            )
        )
        return
    rows = text.removesuffix("\n").split("\n")
    sys.stdout.write("".join(visible(row.removesuffix("\r")) + "\n" for row in rows))
