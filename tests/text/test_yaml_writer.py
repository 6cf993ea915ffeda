"""Writers of values: what they write is read back by everybody as what it was."""

import math
from base64 import b64encode

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.errors import CassetteError
from cassette_cli.text.value import python_value
from cassette_cli.text.yaml_library import GO_YAML, PSYCH, PYYAML
from cassette_cli.text.yaml_tree import read_documents
from cassette_cli.text.yaml_writer import Binary, Place, Writer

LIBRARIES = {"PyYAML": PYYAML, "Psych": PSYCH, "go-yaml": GO_YAML}
WRITERS = {
    f"{name} {number} {layout.step}{'c' * layout.compact}": Writer(*way, layout)
    for name, library in LIBRARIES.items()
    for number, way in enumerate(library.ways)
    for layout in library.layouts[:4]
}  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS, TEXTS
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(["a", "b c", "Content-Type"]), TEXTS), inner,
                        max_size=4),
    ),
    max_leaves=12,
)  # fmt: skip


class Reader(yaml.CSafeLoader):
    """PyYAML's reader, with Ruby's name of a tag."""


Reader.add_constructor("!binary", yaml.SafeLoader.construct_yaml_binary)


def same(one: object, other: object) -> bool:
    """Say whether two values are the same, types and order included."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("name", WRITERS)
@given(value=TREES)
@settings(max_examples=12, deadline=None)
def test_what_is_written_is_read(name, value):
    """By us and by PyYAML, as a member, as an item and in brackets, at any indentation."""
    writer = WRITERS[name]
    text = f"k:\n  {writer.member('key', value, 2)}\n  after: 1\n"
    wanted = {"k": {"key": value, "after": 1}}
    assert same(python_value(read_documents(text)[0]), wanted)
    assert same(yaml.load(text, Loader=Reader), wanted)
    text = f"k:\n    {writer.item(value, 4)}\n    - 1\n"
    assert same(python_value(read_documents(text)[0]), {"k": [value, 1]})
    assert same(yaml.load(text, Loader=Reader), {"k": [value, 1]})
    text = f"k: [{writer.flow(value)}, 1]\n"
    assert same(python_value(read_documents(text)[0]), {"k": [value, 1]})
    assert same(yaml.load(text, Loader=Reader), {"k": [value, 1]})


@pytest.mark.parametrize("name", WRITERS)
@given(value=TREES)
@settings(max_examples=6, deadline=None)
def test_a_value_before_a_comment_stays_on_its_line(name, value):
    """No block is begun where something else follows."""
    written = WRITERS[name].value(value, Place(0, 4, one_line=True))
    assert "\n" not in written or (isinstance(value, str) and "\n" in value)
    text = f"key:{written} # why\nafter: 1\n"
    assert same(yaml.load(text, Loader=Reader), {"key": value, "after": 1})


@pytest.mark.parametrize("library", LIBRARIES.values(), ids=LIBRARIES)
@given(data=st.binary(min_size=1, max_size=200))
@settings(max_examples=20, deadline=None)
def test_bytes_are_read_as_bytes(library, data):
    """Under the tag of each library."""
    writer = Writer(*library.ways[0], library.layouts[0])
    text = f"a: 1\n{writer.member('key', Binary(data), 0)}\nb: 2\n"
    assert yaml.load(text, Loader=Reader) == {"a": 1, "key": data, "b": 2}


def test_base64_keeps_the_tag_that_it_has():
    """What is behind a tag is written as that library writes it behind one."""
    place, text = Place(0, 4), b64encode(b"0").decode()
    written = [Writer(*library.ways[0], library.layouts[0]).scalar(text, place, "!!binary ")
               for library in LIBRARIES.values()]  # fmt: skip
    assert written == [f"|-\n{' ' * indent}{text}" for indent in (2, 2, 4)]


def test_half_a_character_cannot_be_written():
    """YAML has no escape for it."""
    with pytest.raises(CassetteError, match="within a character"):
        Writer(*PYYAML.ways[0], PYYAML.layouts[0]).member("a", "\ud83d", 0)


def test_nothing_is_written_for_null_by_psych():
    """Nor a blank before it."""
    assert Writer(*PSYCH.ways[0], PSYCH.layouts[0]).member("body", None, 0) == "body:"


TREE = {"id": 0, "list": [{"a": "1", "b": []}, ["x"]], "map": {"c": {"d": ""}}, "k" * 130: None}
LAID_OUT = {
    "PyYAML": """- id: 0
  list:
  - a: '1'
    b: []
  - - x
  map:
    c:
      d: ''
  ? {key}
  : null""",
    "Psych": """- id: 0
  list:
  - a: '1'
    b: []
  - - x
  map:
    c:
      d: ''
  ? {key}
  :""",
    "go-yaml": """- id: 0
  list:
    - a: "1"
      b: []
    - - x
  map:
    c:
        d: ""
  ? {key}
  : null""",
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_how_collections_are_laid_out(name):
    """Two columns a level, or four."""
    library = LIBRARIES[name]
    writer = Writer(*library.ways[0], library.layouts[0])
    assert writer.item(TREE, 0) == LAID_OUT[name].format(key="k" * 130)


def test_the_tests_see_differences():
    """The comparison tells a boolean from a number, and one order from another."""
    assert not same(1, True)
    assert not same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same(math.nan, math.nan)
