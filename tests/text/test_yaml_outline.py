"""Where the parts of collections stand: every character of a part is its, and none of another."""

import pytest
from hypothesis import given, settings
from tests.text.test_yaml_writer import TREES, WRITERS
from tests.text.yaml_files import CORPUS, KINDS, NO_CORPUS, corpus_files

from cassette_cli.text.tree import Array, Leaf, Object
from cassette_cli.text.value import python_value
from cassette_cli.text.yaml_outline import Outline
from cassette_cli.text.yaml_tree import read_documents

EXAMPLES = {
    "block": (
        "a: 1 # c\nb:\n  - x\n  - y: z # d\n# e\nc: |\n  t\n\nd:\n",
        ["a: 1", "b:\n  - x\n  - y: z", "c: |\n  t", "d:"],
    ),
    "explicit": ("? a\n: 1\n? b\n? [c]\n: - x\n", ["? a\n: 1", "? b", "? [c]\n: - x"]),
    "tags": (
        "a: !t # c\n  x: 1\nb: &b !u 'y'\n!s c: d\n",
        ["a: !t # c\n  x: 1", "b: &b !u 'y'", "!s c: d"],
    ),
    "aliases": (
        "a: &x [1]\nb: *x\n*x : [*x, 2]\nc:\n  - *x\n  # d\n",
        ["a: &x [1]", "b: *x", "*x : [*x, 2]", "c:\n  - *x"],
    ),
    "flow": ('{a: 1, "b":2, c, ? d : e, f: , }', ["a: 1", '"b":2', "c", "? d : e", "f:"]),
    "flow items": ("[a: 1, [b], {c: d},\n e # f\n ]", ["a: 1", "[b]", "{c: d}", "e"]),
    "items": (
        "-\n- - a\n  - b\n- c: d\n  e: f\n-\n\n  # g\n  h\n",
        ["-", "- - a\n  - b", "- c: d\n  e: f", "-\n\n  # g\n  h"],
    ),
    "crlf": ("a:\r\n- b\r\nc: |+\r\n  d\r\n\r\ne: f", ["a:\r\n- b", "c: |+\r\n  d\r\n", "e: f"]),
}


@pytest.mark.parametrize(("text", "parts"), EXAMPLES.values(), ids=EXAMPLES)
def test_parts(text, parts):
    """With their keys, dashes, tags and anchors, without comments behind them."""
    root = read_documents(text)[0]
    assert [text[part.start : part.end] for part in Outline(text, root).parts(root)] == parts


def check_parts(text: str, root) -> int:
    """Fail unless every part of every collection is read alone as what it is; return how many."""
    outline, count = Outline(text, root), 0
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Leaf):
            continue
        parts = outline.parts(node)
        todo += [part.value for part in parts]
        for index, part in enumerate(parts):
            count += 1
            line_end = "\n" if outline.next_line(part.end) < len(text) or text[-1:] == "\n" else ""
            piece = " " * outline.column(part.start) + text[part.start : part.end] + line_end
            if isinstance(node, Object):
                if outline.is_flow(node):
                    piece = f"{{{piece}}}"
                key, value = read_documents(piece)[0].members[0]
                assert (python_value(key), value.tag) == (
                    python_value(node.members[index][0]), part.value.tag)  # fmt: skip
            else:
                value = read_documents(f"[{piece}]" if outline.is_flow(node) else piece)[0].items[0]
            assert repr(python_value(value)) == repr(python_value(part.value))
    return count


@pytest.mark.parametrize("name", WRITERS)
@given(value=TREES)
@settings(max_examples=6, deadline=None)
def test_parts_of_written_trees(name, value):
    """Whoever wrote them."""
    text = f"k:\n  {WRITERS[name].member('key', value, 2)}\n  after: 1\n"
    check_parts(text, read_documents(text)[0])


@pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
def test_parts_of_real_files():
    """Of every collection of every file that is not large."""
    count = 0
    for kind in KINDS:
        for _, text, root in corpus_files(kind):
            if len(text) < 30_000:
                count += check_parts(text, root)
    assert count > 5_000


@pytest.mark.parametrize("name", WRITERS)
@given(value=TREES)
@settings(max_examples=6, deadline=None)
def test_every_node_is_found_in_what_holds_it(name, value):
    """But for the document itself, which nothing holds."""
    text = f"k:\n  {WRITERS[name].member('key', value, 2)}\n  after: 1\n"
    root = read_documents(text)[0]
    outline = Outline(text, root)
    assert outline.holder(root) is None
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Leaf):
            continue
        inner = [child for _, child in node.members] if isinstance(node, Object) else node.items
        for number, child in enumerate(inner):
            assert outline.holder(child) == (node, number)
        todo += inner


def test_lines_and_columns():
    """Counted as a person does, from 0."""
    outline = Outline("ab\r\ncd\r\nef", Array((), "", 0, 0))
    assert outline.newline == "\r\n"
    assert [outline.column(at) for at in (0, 1, 4, 5, 9)] == [0, 1, 0, 1, 1]
    assert [outline.line_end(at) for at in (0, 5, 9)] == [2, 6, 10]
    assert [outline.next_line(at) for at in (0, 5, 9)] == [4, 8, 10]
