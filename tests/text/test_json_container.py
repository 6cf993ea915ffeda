"""Children of arrays and objects, taken out and put in."""

import pytest

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_container import Container, line_at
from cassette_cli.text.json_style import PLAIN, Style, style_of
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.span import Span
from cassette_cli.text.tree import find


def test_nothing_changes_where_all_stay():
    """Whatever is between them."""
    text = "[1 ,\n2,  3 ]"
    assert Container(text, read_json(text), PLAIN).edits([True] * 3, {}) == []


@pytest.mark.parametrize(
    ("text", "keeps", "added", "result"),
    [
        ("[1,  2 , 3]", "110", {}, "[1,  2]"),
        ("[1,  2 , 3]", "101", {}, "[1 , 3]"),
        ("[1,  2 , 3]", "011", {}, "[2 , 3]"),
        ("[1,  2 , 3]", "001", {}, "[3]"),
        ("[ 1,  2 , 3 ]", "000", {}, "[]"),
        ("[ 1,  2 , 3 ]", "000", {-1: ["8", "9"]}, "[ 8,  9 ]"),
        ("[1,  2 , 3]", "111", {-1: ["0"], 0: ["1.5"], 2: ["4", "5"]},
         "[0,  1,  1.5,  2 , 3 , 4 , 5]"),
        ("[1,  2 , 3]", "101", {0: ["8", "9"]}, "[1,  8,  9 , 3]"),
        ("[\n\t1\n]", "1", {0: ["2"]}, "[\n\t1,\n\t2\n]"),
        ("[\n\t1\n]", "1", {-1: ["0"]}, "[\n\t0,\n\t1\n]"),
        ("[\n\t1,\n\t2\n]", "10", {}, "[\n\t1\n]"),
        ("[\n\t1,\n\t2\n]", "00", {}, "[]"),
        ("[]", "", {-1: ["1", "2"]}, "[1,2]"),
    ],
)  # fmt: skip
def test_what_is_left_looks_as_if_it_had_always_been_so(text, keeps, added, result):
    """Separators go with what goes, and come as those beside."""
    container = Container(text, read_json(text), PLAIN)
    assert apply(text, container.edits([keep == "1" for keep in keeps], added)) == result


def test_new_children_are_spelled_as_their_siblings():
    """On one line or on several, with the separators that are there."""
    text = '{\n    "a" : [\n        1\n    ],\n    "b" : {"c" : 1}\n}'
    container = Container(text, read_json(text), PLAIN)
    assert container.item([2]) == "[\n        2\n    ]"
    assert container.member("é", {"x": 1, "y": []}) == '"é" : {"x" : 1,"y" : []}'
    inner = Container(text, find(read_json(text), "b"), Style(ascii_only=True, comma=", "))
    assert inner.member("é", [1, 2]) == '"\\u00e9" : [1, 2]'


def test_an_empty_one_is_filled_as_the_text_is():
    """Indented where it has its line, and on that line where it has not."""
    text = '{\n  "a": {},\n  "b": [{}]\n}'
    for path, result in [("a", '{\n    "x": 1\n  }'), ("b", '{"x": 1}')]:
        node = find(read_json(text), path)
        node = node.items[0] if path == "b" else node
        container = Container(text, node, style_of(text))
        (edit,) = container.edits([], {-1: [container.member("x", 1)]})
        inside = Edit(Span(edit.span.start - node.start, edit.span.end - node.start), edit.new)
        assert apply(text[node.start : node.end], [inside]) == result


def test_the_line_of_a_value():
    """Its indentation, if the value is the first of its line."""
    text = '{\r\n  "a": 1,\r\n  "b": [2, [3]], "c": 4\r\n}'
    style = style_of(text)
    root = read_json(text)
    assert line_at(text, root, style) == "\r\n"
    assert line_at(text, find(root, "a"), style) == "\r\n  "
    assert line_at(text, find(root, "b"), style) == ""
    assert line_at(text, find(root, "c"), style) == ""
    assert line_at(text, root, PLAIN) == ""
