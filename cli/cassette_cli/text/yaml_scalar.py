"""The five notations of a YAML scalar, each a view."""

import re

from cassette_cli.text.span import Span
from cassette_cli.text.tree import Leaf, Node
from cassette_cli.text.view import Mapped
from cassette_cli.text.yaml_block import Block
from cassette_cli.text.yaml_flow import DOUBLE_QUOTED, SINGLE_QUOTED, plain_notation

_PROPERTIES = re.compile(r"(?:(?:!<[^>\s]*>|[!&][^\s]*)(?:[ \t\r\n]+(?:#[^\r\n]*[\r\n]+)?|$))*")


def content_start(text: str, node: Node) -> int:
    """Return where a node begins behind its tag and its anchor."""
    properties = _PROPERTIES.match(text, node.start, node.end)
    return properties.end() if properties is not None else node.start


def scalar_view(text: str, node: Leaf) -> Mapped:
    """Return the view of a YAML scalar; its tag and anchor are outside of it."""
    start = content_start(text, node)
    span = Span(start, node.end)
    if node.style in {"|", ">"}:
        block = Block(text[start : node.end], node.value)
        span = Span(start, start + block.end)
        notation = block.notation
    elif node.style:
        notation = SINGLE_QUOTED if node.style == "'" else DOUBLE_QUOTED
    else:
        notation = plain_notation(text[start : node.end], text[start - 1 : start])
    return Mapped(text, span, notation)
