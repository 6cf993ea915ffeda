"""Values of files, be they YAML or JSON, edited until they are others."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.document.trees import Trees, copied_value
from cassette_cli.text.edit import apply
from cassette_cli.text.tree import find
from cassette_cli.text.value import python_value
from cassette_cli.text.yaml_writer import Binary

LAW = settings(deadline=None, max_examples=50)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 999), st.text("ab: #'\"\né", max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=6,
)
YAML = """\
interactions:
- request: {method: GET, uri: "http://a.example/", body: null, headers: {}}
  response: {status: {code: 200, message: OK}, headers: {}, body: {string: ''}}
  more: {a: 1}
version: 1
"""


def opened(text: str):
    """Return a cassette of a text."""
    found = open_cassette(Source("c", None), text.encode())
    assert found is not None
    return found


def as_json() -> str:
    """Return the same cassette as VCR.py's JSON."""
    return json.dumps(python_value(opened(YAML).tree), indent=4)


@pytest.mark.parametrize("text", [YAML, as_json()], ids=["yaml", "json"])
@LAW
@given(value=VALUES)
def test_a_node_stands_for_another_value(text, value):
    """And the rest of the file for what it did."""
    cassette = opened(text)
    wanted = python_value(cassette.tree)
    wanted["interactions"][0]["more"] = value
    made = Trees(cassette).edits(cassette.tree, wanted)
    assert python_value(opened(apply(text, made)).tree) == wanted


@pytest.mark.parametrize("text", [YAML, as_json()], ids=["yaml", "json"])
def test_what_stays_is_not_touched(text):
    """No edits where the value is what it is."""
    cassette = opened(text)
    assert Trees(cassette).edits(cassette.tree, python_value(cassette.tree)) == []


def test_a_copy_keeps_its_bytes():
    """Under the tag that they have; broken base64 is the text that it is."""
    text = YAML.replace("string: ''", "string: !!binary aGk=").replace("{a: 1}", "!!binary '='")
    item = find(opened(text).tree, "interactions").items[0]
    copied = copied_value(item)
    assert copied["response"]["body"]["string"] == Binary(b"hi")
    assert copied["more"] in {"=", Binary(b"")}
    assert copied["request"] == python_value(find(item, "request"))
