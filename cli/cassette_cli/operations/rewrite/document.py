"""The JSON view as a document that a person edits, in YAML, and the way back."""

from collections.abc import Iterator

from cassette_cli.document.masking import MARK
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
    try:
        documents = read_documents(text)
    except CassetteError as error:
        error.hint = ""
        raise
    value = python_value(documents[0]) if documents else None
    if not isinstance(value, dict) or not isinstance(value.get("interactions"), list):
        raise CassetteError("this is no view of a cassette any more", hint="keep `interactions`")
    return value


def unmasked(document: Json, shown: Json, real: Json) -> Json:
    """Return a document in which texts with marks are again what they stand for.

    Args:
        document: made by a person of a view with marks.
        shown: that view.
        real: the same without marks.

    Raises:
        CassetteError: a mark is not as it was shown.
    """
    known = {
        mark: text
        for mark, text in zip(_strings(shown), _strings(real), strict=True)
        if MARK.search(mark)
    }

    def meant(value: Json) -> Json:
        if isinstance(value, dict):
            return {str(meant(key)): meant(inside) for key, inside in value.items()}
        if isinstance(value, list):
            return [meant(inside) for inside in value]
        if isinstance(value, str) and value not in known and MARK.search(value):
            raise CassetteError(
                f"`{value}` would write a masked value over the real one",
                hint="leave such a text as it is, or replace all of it",
            )
        return known.get(value, value) if isinstance(value, str) else value

    return meant(document)


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _strings(inside)
