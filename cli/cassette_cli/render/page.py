"""Lines as a page and as a picture."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cassette_cli.render.line import Line
from cassette_cli.render.output import console_for, wrapped

if TYPE_CHECKING:
    from rich.console import Console

_FORMAT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>cassette</title>
<style>
{stylesheet}
body {{ color: {foreground}; background-color: {background}; margin: 1.5rem; }}
pre {{ font: 14px/1.45 Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; }}
</style>
</head>
<body>
<pre><code>{code}</code></pre>
</body>
</html>
"""


def html_page(lines: Iterable[Line], width: int = 120) -> str:
    """Return lines as one page that needs nothing else; every character of theirs is text."""
    console = _recording(lines, width)
    return console.export_html(code_format=_FORMAT)


def svg_picture(lines: Iterable[Line], title: str, width: int = 100) -> str:
    """Return lines as a picture of a terminal; the same lines give the same picture."""
    console = _recording(lines, width)
    return console.export_svg(title=title, unique_id="cassette")


def _recording(lines: Iterable[Line], width: int) -> "Console":
    console = console_for(io.StringIO(), coloured=True, width=width)
    console.record = True
    for one in lines:
        for row in wrapped(one, console):
            console.print(row, no_wrap=True, overflow="ignore", crop=False)
    return console
