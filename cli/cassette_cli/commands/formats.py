"""`cassette formats`."""

import sys

from cassette_cli.commands.options import AsJson, ColourOption
from cassette_cli.render.formats import formats_lines, formats_view
from cassette_cli.render.json_output import json_text
from cassette_cli.render.output import Colour, print_lines


def formats(*, as_json: AsJson = False, color: ColourOption = Colour.AUTO) -> None:
    """List what is read."""
    if as_json:
        sys.stdout.write(json_text(formats_view(), indent=2) + "\n")
    else:
        print_lines(formats_lines(), color)
