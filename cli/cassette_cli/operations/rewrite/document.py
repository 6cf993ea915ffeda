"""The JSON view as a document that a person edits, in YAML, and the way back."""

from cassette_cli.errors import CassetteError
from cassette_cli.text.json_value import Json
from cassette_cli.text.value import python_value
from cassette_cli.text.yaml_emitter import UNFOLDED, Settings
from cassette_cli.text.yaml_spelling import pyyaml_literal
from cassette_cli.text.yaml_tree import read_documents
from cassette_cli.text.yaml_writer import Layout, Writer

_WRITER = Writer(pyyaml_literal, Settings(UNFOLDED, unicode=True), Layout(2, False, False))


def editable(view: dict[str, Json]) -> str:
    """Return the view of a cassette as YAML, for a person."""
    rows = [_WRITER.member(name, value, 0) for name, value in view.items()]
    return "\n".join(rows) + "\n"


def edited_document(text: str) -> Json:
    """Return the view that a person has made of it.

    Raises:
        CassetteError: it is no YAML, or no view any more.
    """
    documents = read_documents(text)
    value = python_value(documents[0]) if documents else None
    if not isinstance(value, dict) or not isinstance(value.get("interactions"), list):
        raise CassetteError("this is no view of a cassette any more", hint="keep `interactions`")
    return value
