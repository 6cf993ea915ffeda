"""Looking things up in a tree."""

import pytest

from cassette_cli.text.span import Span
from cassette_cli.text.tree import (
    Array,
    Leaf,
    Object,
    find,
    is_null,
    items,
    leaf,
    leaves,
    repeated_keys,
    text,
)
from cassette_cli.text.yaml_tree import read_documents

TREE = read_documents(
    "a: 1\nb: {c: [x, 'y'], d: ~}\n? [complex]\n: value\na: 2\nempty:\nquoted: 'null'\n"
)[0]


def test_what_is_not_there_is_none():
    """A reader needs no test before every step down."""
    assert find(None, "a") is None
    assert find(TREE, "nowhere") is None
    assert find(TREE, "a", "b") is None
    assert find(TREE, "b", "c", "x") is None
    assert leaf(TREE, "b") is None
    assert text(TREE, "b", "d") is None
    assert items(TREE, "a") == ()
    assert items(None) == ()


def test_of_repeated_keys_the_last_counts():
    """As for every reader that does not refuse them; the tree keeps all of them."""
    assert text(TREE, "a") == "2"
    assert [key.value for key, _ in TREE.members if isinstance(key, Leaf)].count("a") == 2


def test_a_value_is_found_under_its_keys():
    """No key at all is the node itself."""
    assert find(TREE) is TREE
    assert [item.value for item in items(TREE, "b", "c")] == ["x", "y"]
    assert leaf(TREE, "b", "c") is None


def test_every_scalar_is_a_leaf_in_the_order_of_the_file():
    """Keys too, also those that are no scalars themselves."""
    assert [one.value for one in leaves(TREE)] == [
        "a", "1", "b", "c", "x", "y", "d", "~", "complex", "value", "a", "2", "empty", "",
        "quoted", "null",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL", "!!null ''", "!!null x"])
def test_null_is_what_is_written_so(word):
    """In any spelling, and only where it is plain."""
    node = leaf(read_documents(f"a: {word}")[0], "a")
    assert is_null(node) == (word not in {"!!null ''", "!!null x"})
    assert is_null(None)


@pytest.mark.parametrize("word", ["'null'", '""', "!!str", "!!str null", "nUll", "0", "[]", "|-"])
def test_other_things_are_not_null(word):
    """A quoted null is a word."""
    assert not is_null(find(read_documents(f"a: {word}\n")[0], "a"))


def test_a_tree_of_any_depth_is_walked():
    """Without the interpreter's stack, which ends at a thousand."""
    node = Leaf("x", "", "", 0, 1)
    for _ in range(5000):
        node = Object(((Leaf("k", "", "", 0, 1), Array((node,), "", 0, 1)),), "", 0, 1)
    assert sum(1 for _ in leaves(node)) == 5001


def test_a_leaf_knows_its_span():
    """Where it is written, quotes and tag included."""
    source = "a: !!str 'x'\n"
    node = leaf(read_documents(source)[0], "a")
    assert node.span == Span(3, 12)
    assert source[slice(*node.span)] == "!!str 'x'"


def test_keys_that_stand_twice_in_one_mapping_are_told():
    """In two mappings, they are two keys."""
    assert list(repeated_keys(TREE)) == ["a"]
    (nested,) = read_documents("- {x: 1, y: {x: 2}}\n- k: {z: 1, x: 2, z: 3, z: 4}\n")
    assert list(repeated_keys(nested)) == ["z"]
