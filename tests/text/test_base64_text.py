"""Bytes in a text."""

from base64 import b64encode

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.text.base64_text import base64_view
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.tree import find
from cassette_cli.text.view import Nested
from cassette_cli.text.yaml_scalar import scalar_view
from cassette_cli.text.yaml_tree import read_documents


@st.composite
def edits_of(draw, data: bytes):
    """Draw edits of bytes that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), min_size=2, max_size=4)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(Span(start, end), draw(st.binary(max_size=40))) for start, end in pairs]


@given(
    st.binary(max_size=300),
    st.sampled_from([0, 60, 70, 76]),
    st.sampled_from(["", "\n"]),
    st.data(),
)
def test_silence_and_truth(data, width, ending, choice):
    """Base64 in lines of any length takes any edit, and its lines stay as long."""
    encoded = b64encode(data).decode()
    lines = (
        [encoded[at : at + width] for at in range(0, len(encoded), width)] if width else [encoded]
    )
    outer = "\n".join(lines) + ending
    view = base64_view(outer)
    assert view.inner == data
    assert view.rewrap([]) == []
    edits = choice.draw(edits_of(data))
    edited = apply(outer, view.rewrap(edits))
    assert base64_view(edited).inner == apply(data, edits)
    if "\n" in outer.rstrip():
        assert all(len(line) <= width for line in edited.split("\n"))


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_binary_scalar_is_edited_in_its_place(data, choice):
    """What PyYAML wrote is read by PyYAML after the edit, and nothing around has moved."""
    document = yaml.dump({"before": 1, "key": data, "later": [2]}, Dumper=yaml.CSafeDumper)

    def open_key(document):
        scalar = scalar_view(document, find(read_documents(document)[0], "key"))
        return Nested(scalar, base64_view(scalar.inner))

    view = open_key(document)
    assert view.inner == data
    edits = choice.draw(edits_of(data))
    edited = apply(document, view.rewrap(edits))
    assert yaml.safe_load(edited) == {"before": 1, "key": apply(data, edits), "later": [2]}
    assert open_key(edited).inner == apply(data, edits)


@pytest.mark.parametrize("text", ["a", "a b", "****", "YQ", "YQ==YQ=="])
def test_what_is_no_base64_is_refused(text):
    """Nothing is guessed from a text that only looks like it."""
    with pytest.raises(ValueError, match=r"base64|padding|data|Only"):
        base64_view(text)
