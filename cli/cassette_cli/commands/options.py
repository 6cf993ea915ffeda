"""Options and arguments that commands share."""

from typing import Annotated

import typer

from cassette_cli.http.codings import Limit
from cassette_cli.render.output import Colour

_MIB = 1024 * 1024
_MOST_MIB = 1024


def _set_limit(mebibytes: int) -> int:
    Limit.bytes = mebibytes * _MIB
    return mebibytes


Addresses = Annotated[
    list[str],
    typer.Argument(
        metavar="ADDRESS...",
        help="A file, a folder, `-`, or `REV:PATH`; `#2`, `#0,3-5` or `#last` picks interactions.",
        show_default=False,
    ),
]
ColourOption = Annotated[Colour, typer.Option("--color", help="When to colour the output.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Print at once, without a pager.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ShowSecrets = Annotated[
    bool, typer.Option("--show-secrets", help="Print credentials of headers and URLs as they are.")
]
MaxBody = Annotated[
    int,
    typer.Option(
        "--max-body", metavar="MIB", min=1, max=_MOST_MIB, callback=_set_limit,
        help="Refuse a compressed body that is larger than this when opened.",
    ),
]  # fmt: skip
StdinName = Annotated[
    str, typer.Option("--stdin-name", metavar="NAME", help="What to call standard input.")
]
DEFAULT_MAX_BODY = Limit.bytes // _MIB
