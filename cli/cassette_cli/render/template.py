"""Templates filled in: the only file that knows the template library."""

import base64
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cassette_cli.render.visible import visible

_FOLDER = Path(__file__).parent / "templates"


def filled(name: str, **values: object) -> Iterator[str]:
    """Yield the text of a template of `templates/`, filled in; in pieces, since it may be long.

    Every value is text: escaped, and with marks for controls and bidirectional overrides. The
    template finds the stylesheet in `style`, and what a Content-Security-Policy has to name to
    let it in, and nothing else, in `style_source`.
    """
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    template = _environment().get_template(name)
    return template.generate(style=Markup(style), style_source=f"sha256-{digest}", **values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> object:
    """Return a value as it goes into a template, before it is escaped; markup is our own."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "\n".join(visible(row.removesuffix("\r")) for row in value.split("\n"))
