"""Editing a value of a file, be that YAML or JSON, until it is another."""

from base64 import b64decode
from functools import cached_property

from cassette_cli.document.files import Cassette, is_json
from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import Edit
from cassette_cli.text.json_edit import json_edits
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.value import key_text, python_value
from cassette_cli.text.yaml_edit import yaml_edits
from cassette_cli.text.yaml_library import writer_for
from cassette_cli.text.yaml_outline import Outline
from cassette_cli.text.yaml_writer import Binary, Value, Writer


class Trees:
    """The tree of a file, whose values are to be others.

    Args:
        cassette: the file.
    """

    def __init__(self, cassette: Cassette) -> None:
        self.cassette = cassette

    @cached_property
    def _writer(self) -> Writer:
        """What writes new values as the file was written."""
        cassette = self.cassette
        return writer_for(cassette.recorder.library(), cassette.text, cassette.tree)

    @cached_property
    def _outline(self) -> Outline:
        """Where everything in the file stands: made only when something is written anew."""
        return Outline(self.cassette.text, self.cassette.tree)

    def edits(self, node: Node, wanted: Value) -> list[Edit[str]]:
        """Return the least edits of the file after which a node stands for another value.

        Raises:
            CassetteError: the file cannot hold it there.
        """
        if is_json(self.cassette.text):
            if _has_bytes(wanted):
                raise CassetteError("a file of JSON cannot keep bytes that are no text")
            return json_edits(self.cassette.text, wanted, node)  # type: ignore[arg-type]
        return yaml_edits(
            self.cassette.text, node, wanted, self._writer, lambda: self._outline,  # type: ignore[arg-type]
        )  # fmt: skip


def _has_bytes(value: Value) -> bool:
    if isinstance(value, dict):
        return any(map(_has_bytes, value.values()))
    return isinstance(value, Binary) or (isinstance(value, list) and any(map(_has_bytes, value)))


def copied_value(node: Node) -> Value:
    """Return what a node stands for, to be written once more: bytes stay bytes."""
    match node:
        case Array(items=items):
            return [copied_value(item) for item in items]
        case Object(members=members):
            return {key_text(key): copied_value(value) for key, value in members}
        case Leaf(tag=tag) if tag.endswith("binary"):
            return _bytes(node)
    return python_value(node)


def _bytes(leaf: Leaf) -> Value:
    try:
        return Binary(b64decode(leaf.value))
    except ValueError:
        return leaf.value
