"""Pages and pictures."""

from html import unescape

from tests.program import ROOT

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.show import turns
from cassette_cli.render.line import line
from cassette_cli.render.message import Wishes
from cassette_cli.render.page import html_page, svg_picture
from cassette_cli.render.show import shown

SAMPLE = ROOT / "samples" / "openrouter-tool-call.yaml"
PICTURE = SAMPLE.with_suffix(".svg")


def test_nothing_of_a_recording_is_markup():
    """A hostile text is text in the page and in the picture."""
    hostile = [
        line("<script>alert(1)</script> [bold]&amp; \x1b]8;;http://x\x07 [link=http://y]z[/]")
    ]
    for made in (html_page(hostile), svg_picture(hostile, "</title><script>")):
        assert "<script" not in made
        assert "\x1b" not in made
        assert "[link=http://y]z[/]" in unescape(made).replace("\xa0", " ")
        assert 'href="http' not in made


def test_the_picture_of_the_readme_is_what_show_prints(request):
    """The picture is made from the sample, never drawn."""
    cassette = open_cassette(Source("samples/openrouter-tool-call.yaml", SAMPLE))
    assert cassette is not None
    command = "cassette show samples/openrouter-tool-call.yaml"
    made = svg_picture(shown(cassette, turns(cassette), Wishes()), command)
    if request.config.getoption("--accept"):
        PICTURE.write_text(made, encoding="utf-8")
    assert made == PICTURE.read_text(encoding="utf-8")
