"""Parts put in, taken out and moved, line by line."""

import pytest

from cassette_cli.text.edit import apply
from cassette_cli.text.tree import find
from cassette_cli.text.yaml_outline import Outline
from cassette_cli.text.yaml_rearrange import is_block, rearranged, unended
from cassette_cli.text.yaml_tree import read_documents

MAP = "k:\n  # of a\n  a: 1 # 1\n  # of b\n  b:\n  - 2\n\n  c: 3\n# end\n"
ITEM = "k:\n- a: 1\n  # of b\n  b: 2\n  c: 3\n"
CASES = {
    # text, keys that lead to the collection, plan, outcome
    "removed": (MAP, "k", [0, 2], "k:\n  # of a\n  a: 1 # 1\n  # of b\n\n  c: 3\n# end\n"),
    "first removed": (MAP, "k", [1, 2], "k:\n  # of a\n  # of b\n  b:\n  - 2\n\n  c: 3\n# end\n"),
    "last removed": (MAP, "k", [0, 1],
                     "k:\n  # of a\n  a: 1 # 1\n  # of b\n  b:\n  - 2\n\n# end\n"),
    "all removed": (MAP, "k", [], "k:\n  # of a\n  # of b\n\n# end\n"),
    "added": (MAP, "k", [0, "x: 4", 1, 2, "y:\n    z: 5"],
              "k:\n  # of a\n  a: 1 # 1\n  x: 4\n  # of b\n  b:\n  - 2\n\n  c: 3\n  y:\n    z: 5\n"
              "# end\n"),
    "added above a comment": (MAP, "k", ["x: 4", 0, 1, 2], MAP.replace("k:\n", "k:\n  x: 4\n")),
    "added below the head": ("# head\na: 1\n", "", ["x: 4", 0], "# head\nx: 4\na: 1\n"),
    "added first": ("k:\n  a: 1\n", "k", ["x: 4", "y: 5", 0], "k:\n  x: 4\n  y: 5\n  a: 1\n"),
    "moved": ("k:\n  a: 1\n  b: 2\n", "k", [1, "a: 1"], "k:\n  b: 2\n  a: 1\n"),
    "all new": ("k:\n  a: 1\n  b: 2\n", "k", ["x: 4", "y: 5"], "k:\n  x: 4\n  y: 5\n"),
    "behind a dash": (ITEM, "k0", [1, 2], "k:\n-\n  # of b\n  b: 2\n  c: 3\n"),
    "behind a dash, more": (ITEM, "k0", [2], "k:\n-\n  # of b\n  c: 3\n"),
    "behind a dash, no comment": ("- a: 1\n  b: 2\n  c: 3\n", "0", [2], "- c: 3\n"),
    "before a dash": ("- a: 1\n", "0", ["x: 4", 0], "- x: 4\n  a: 1\n"),
    "instead behind a dash": ("- a: 1\n  b: 2\n", "0", ["x: 4", 1], "- x: 4\n  b: 2\n"),
    "none left behind a dash": ("- a: 1\n  b: 2\n- 1\n", "0", ["{}"], "- {}\n- 1\n"),
    "items": ("- 1\n- 2\n- 3\n", "", [1, "- 4", 2], "- 2\n- 4\n- 3\n"),
    "items of items": ("- - 1\n  - 2\n", "0", ["- 3", 1], "- - 3\n  - 2\n"),
    "the end of a text": ("a: 1\nb: 2", "", [0, "x: 4"], "a: 1\nx: 4"),
    "a block at the end": ("a: 1\nb: 2", "", [0, "x: |\n  4"], "a: 1\nx: |\n  4\n"),
    "no line end": ("a: 1\nb: 2", "", [0], "a: 1"),
    "a block before the end": ("a: |\n  1\nb: 2", "", [0], "a: |\n  1\n"),
    "only part": ("a: 1", "", ["x: 4", 0], "x: 4\na: 1"),
    "other line ends": ("a: 1\r\nb: 2\r\n", "", ["x: 4", 1], "x: 4\r\nb: 2\r\n"),
    "marked end": ("a: 1\n...\n", "", [0, "x: 4"], "a: 1\nx: 4\n...\n"),
    "blank lines of a block": ("a: |+\n  1\nb: 2\n\nc: 3\n", "", [0, 2], "a: |+\n  1\nc: 3\n"),
    "a block before blank lines": ("a: 1\n\nb: 2\n", "", [0, "x: |+\n  4\n", 1],
                                   "a: 1\n\nx: |+\n  4\n\nb: 2\n"),
    "brackets": ("[1, 2,3]", "", [0, "x", 2, "y"], "[1, x,3, y]"),
    "first in brackets": ("{a: 1, b: 2, c: 3}", "", ["x: 4", 2], "{x: 4, c: 3}"),
    "none in brackets": ("[1, 2 ,]", "", [], "[]"),
    "into empty brackets": ("{ }", "", ["x: 4"], "{ x: 4}"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "way", "plan", "outcome"), CASES.values(), ids=CASES)
def test_parts_are_rearranged(text, way, plan, outcome):
    """Comments and blank lines stay where they are."""
    root = read_documents(text)[0]
    node = find(root, "k") if way.startswith("k") else root
    node = node.items[0] if way.endswith("0") else node
    made = apply(text, rearranged(Outline(text, root), node, plan))
    assert made == outcome
    assert len(read_documents(made)) == 1


def test_a_block_that_gets_a_line_end_does_not_keep_it():
    """Whatever its header said."""
    for header, wanted in {"|": "|-", "|+": "|-", "|-": "|-", ">2": ">2-"}.items():
        text = f"a:\n- {header}\n  one"
        root = read_documents(text)[0]
        value = find(root, "a").items[0].value
        fixed = apply(text, unended(Outline(text, root), root)) + "\n"
        assert fixed.startswith(f"a:\n- {wanted}\n")
        assert find(read_documents(fixed)[0], "a").items[0].value == value
        assert is_block(root)
    assert not is_block(read_documents("- []")[0])
