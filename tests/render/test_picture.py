"""The picture in the README."""

import io

from tests.program import ROOT

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.show import turns
from cassette_cli.render.message import Wishes
from cassette_cli.render.output import console_for, wrapped
from cassette_cli.render.show import shown

SAMPLE = ROOT / "samples" / "openrouter-tool-call.yaml"
PICTURE = SAMPLE.with_suffix(".svg")


def svg_picture(lines, title):
    """Return lines as a picture of a terminal; the same lines give the same picture."""
    console = console_for(io.StringIO(), coloured=True, width=100)
    console.record = True
    for one in lines:
        for row in wrapped(one, console):
            console.print(row, no_wrap=True, overflow="ignore", crop=False)
    return console.export_svg(title=title, unique_id="cassette")


def test_the_picture_of_the_readme_is_what_show_prints(request):
    """The picture is made from the sample, never drawn."""
    cassette = open_cassette(Source("samples/openrouter-tool-call.yaml", SAMPLE))
    assert cassette is not None
    command = "cassette show samples/openrouter-tool-call.yaml"
    made = svg_picture(shown(cassette, turns(cassette), Wishes()), command)
    if request.config.getoption("--accept"):
        PICTURE.write_text(made, encoding="utf-8")
    assert made == PICTURE.read_text(encoding="utf-8")
