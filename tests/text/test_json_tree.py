"""JSON to tree: the same values as the standard reader, each with its place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import CHARACTERS, TEXTS, check_view, edits_of

from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_style import Style
from cassette_cli.text.json_tree import read_json, scalar_view
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Object, find, leaves

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(CHARACTERS),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(CHARACTERS), inside),
    max_leaves=20,
)


def value(node):
    """Return what a tree means."""
    match node:
        case Leaf(style='"'):
            return node.value
        case Leaf():
            return json.loads(node.value)
        case Array():
            return [value(item) for item in node.items]
        case Object():
            return {value(key): value(member) for key, member in node.members}


@given(JSON, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_means_what_the_standard_reader_says(wanted, indent, ascii_only):
    """Every value, written compact or pretty, escaped or not; and each stands at its span."""
    text = json.dumps(wanted, indent=indent, ensure_ascii=ascii_only)
    tree = read_json(f" {text}\n")
    assert value(tree) == wanted
    for leaf in leaves(tree):
        assert json.loads(f" {text}"[leaf.start : leaf.end]) == value(leaf)


@given(st.text(max_size=20))
def test_refuses_what_the_standard_reader_refuses(text):
    """A text is JSON for both or for neither, up to control characters inside strings."""
    try:
        json.loads(text, strict=False)
    except ValueError:
        with pytest.raises(CassetteError, match="not JSON"):
            read_json(text)
    else:
        read_json(text)


@pytest.mark.parametrize(
    "text", ["", "[1,]", '{"a" 1}', "{1: 2}", '{"a":1,}', '["x', "[1] 2", "nul", "01"]
)
def test_says_where_it_is_broken(text):
    """An error carries its line and column."""
    with pytest.raises(CassetteError, match="not JSON") as caught:
        read_json(text)
    assert caught.value.where.startswith(":1:")


@pytest.mark.parametrize("ascii_only", [True, False])
@given(text=TEXTS, data=st.data())
@settings(max_examples=80)
def test_silence_and_truth(ascii_only, text, data):
    """A JSON string takes any edit."""
    document = json.dumps({"before": 1, "key": text, "after": [2]}, ensure_ascii=ascii_only)

    def open_key(document):
        root = read_json(document)
        assert (value(find(root, "before")), value(find(root, "after"))) == (1, [2])
        return scalar_view(document, find(root, "key"))

    edited = check_view(document, open_key, data.draw(edits_of(text)))
    json.loads(edited)


def test_an_edit_keeps_the_way_of_escaping():
    """Escapes stay as they are, and new text is escaped alike."""
    for document, edited in [
        (r'"a \u00e9 \u263a b"', r'"a \u00e9 \u00fc\ud83d\ude00 b"'),
        (r'"a é ☺ b"', r'"a é ü😀 b"'),
        (r'"\u003ca\u003e ☺ b"', r'"\u003ca\u003e ü😀 b"'),
    ]:
        view = scalar_view(document, read_json(document))
        at = view.inner.index("☺")
        assert apply(document, view.rewrap([Edit(Span(at, at + 1), "ü😀")])) == edited


@pytest.mark.parametrize(("beside", "written"), [("\\u00fc", "\\u00e9"), ("ü", "é"), ("u", "é")])
def test_what_a_string_does_not_show_the_whole_text_does(beside, written):
    """Python escapes what is beyond ASCII in all strings of a file, or in none."""
    text = f'["{beside}", "e"]'
    view = scalar_view(text, read_json(text).items[1])
    (edit,) = view.rewrap([Edit(Span(0, 1), "é")])
    assert edit.new == written


def test_deep_nesting_is_refused_not_fatal():
    """A hundred thousand brackets are an error with a place."""
    with pytest.raises(CassetteError, match="nested deeper than 1000 levels"):
        read_json("[" * 100_000)


def test_a_style_says_what_a_string_does_not_show():
    """The string's own way of escaping comes first; and no width is kept for its own sake."""
    style = Style(ascii_only=True, escapes_slash=True)
    for document, edited in [
        ('"a ☺"', r'"a e\/ü"'),
        ('"a/ ☺"', '"a/ e/ü"'),
        (r'"a \u263a"', r'"a e\/\u00fc"'),
        (r'"\u003ca ☺"', r'"\u003ca e\/ü"'),
    ]:
        view = scalar_view(document, read_json(document), style)
        at = view.inner.index("☺")
        edits = view.rewrap([Edit(Span(at, at + 1), "e/ü")])
        assert apply(document, edits) == edited
    document, edit = r'"\u263a"', Edit(Span(0, 1), "e")
    for given_style, edited in [(style, '"e"'), (None, r'"\u0065"')]:
        view = scalar_view(document, read_json(document), given_style)
        assert apply(document, view.rewrap([edit])) == edited
