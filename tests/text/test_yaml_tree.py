"""YAML to tree: the same values as the recorder's own reader, each with its place."""

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.errors import CassetteError
from cassette_cli.text.tree import Array, Leaf, Object, find, items, leaves
from cassette_cli.text.yaml_tree import DEEPEST, read_documents

STRINGS = st.recursive(
    TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3),
    max_leaves=8,
)


def value(node):
    """Return what a tree of strings means."""
    match node:
        case Leaf():
            return node.value
        case Array():
            return [value(item) for item in node.items]
        case Object():
            return {value(key): value(member) for key, member in node.members}


@given(
    STRINGS,
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.sampled_from([True, False, None]),
    st.booleans(),
)
def test_reads_what_pyyaml_wrote(wanted, style, flow, unicode):
    """In every style, block and flow, escaped or not."""
    text = yaml.dump(
        wanted, Dumper=yaml.CSafeDumper, default_style=style, default_flow_style=flow,
        allow_unicode=unicode,
    )  # fmt: skip
    (tree,) = read_documents(text)
    assert value(tree) == wanted


@given(STRINGS)
def test_places_are_where_values_are_written(wanted):
    """Each scalar stands at its span, and reads as itself when it is cut out."""
    text = yaml.dump(wanted, Dumper=yaml.CSafeDumper, default_style='"', width=10**9)
    (tree,) = read_documents(text)
    for leaf in leaves(tree):
        assert yaml.safe_load(text[slice(*leaf.span)]) == leaf.value


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    """Whatever the text, there are trees or an error with its place."""
    try:
        found, where = read_documents(text), ":"
    except CassetteError as error:
        found, where = [], error.where
    assert where.startswith(":")
    assert all(isinstance(node, (Leaf, Array, Object)) for node in found)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_count_characters(newline):
    """After characters beyond the basic plane too, and a line end of two characters is two."""
    text = "a: 😀😀é\nb:\n- 'x'\n- |\n  lit\nc: !!str &n y\n".replace("\n", newline)
    (tree,) = read_documents(text)
    for keys, written in (
        (("a",), "😀😀é"),
        (("c",), "!!str &n y"),
    ):
        assert text[slice(*find(tree, *keys).span)] == written
    assert [text[slice(*leaf.span)].split(newline)[0] for leaf in items(tree, "b")] == ["'x'", "|"]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("# only words\n", 0), ("---\n", 1), ("a: 1\n...\n", 1), ("--- 1\n--- 2\n", 2),
     ("a\n...\n---\nb\n...\n# end\n", 2), ("%YAML 1.1\n---\na\n", 1)],
)  # fmt: skip
def test_documents_are_counted(text, count):
    """A file of several documents is no cassette, but must be read to say so."""
    assert len(read_documents(text)) == count


def test_tags_styles_and_order_are_kept():
    """`200` and `'200'` differ, repeated keys stay, and nothing is ever constructed."""
    (tree,) = read_documents(
        "a: 200\na: '200'\nb: !!python/object/apply:os.system ['exit 3']\nc: !binary |-\n  aGk=\n"
    )
    assert [(key.value, member.tag) for key, member in tree.members] == [
        ("a", ""), ("a", ""), ("b", "tag:yaml.org,2002:python/object/apply:os.system"),
        ("c", "!binary"),
    ]  # fmt: skip
    assert [member.style for _, member in tree.members if isinstance(member, Leaf)] == [
        "",
        "'",
        "|",
    ]


def test_an_alias_is_the_node_that_it_names():
    """So that an edit of the one is an edit of the other, made once."""
    (tree,) = read_documents("a: &x [1, {b: 2}]\nc: *x\nd: &x 3\ne: *x\n")
    assert find(tree, "c") is find(tree, "a")
    assert find(tree, "e") is find(tree, "d")


@pytest.mark.parametrize(
    "text", ["a: *nothing", "&a [*a]", "a: &x 1\n---\nb: *x\n", "&a {k: *a}", "? &a [*a]\n: b\n"]
)
def test_an_alias_of_nothing_is_refused(text):
    """Or of what it is part of: such a thing is no tree."""
    with pytest.raises(CassetteError, match=r"alias \*. ?|alias \*nothing") as caught:
        read_documents(text)
    assert caught.value.where.startswith(":")


def test_an_alias_bomb_is_refused():
    """Nine lines that stand for a billion words."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(CassetteError, match="aliases repeat more than"):
        read_documents("\n".join(lines))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "[{a: " * 50_000,
        "\n".join(" " * n + "a:" for n in range(DEEPEST + 2)),
    ],
    ids=["arrays", "objects", "sequences", "keys", "mixed", "block"],
)  # fmt: skip
def test_deep_nesting_is_refused_not_fatal(text):
    """A hundred thousand levels are an error with a place, and at once."""
    start = time.process_time()
    with pytest.raises(CassetteError) as caught:
        read_documents(text)
    assert caught.value.where.startswith(":")
    assert time.process_time() - start < 10


def test_reasonable_nesting_is_read():
    """The limit is far above what any recording needs."""
    (tree,) = read_documents("[" * DEEPEST + "]" * DEEPEST)
    assert isinstance(tree, Array)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: 'open\n", ":2:1"),
        ("ok: 1\na: [1,\nb: 2\n", ":4:1"),
        ("a: 1\n b: 2\n", ":2:3"),
        ("a: b: c\n", ":1:5"),
        ("\ta: 1\n", ":1:1"),
        ("a: \x07\n", ":1:4"),
        ("é😀: @x\n", ":1:5"),
    ],
)
def test_says_where_it_is_broken(text, where):
    """The line and column in characters, as an editor shows them."""
    with pytest.raises(CassetteError, match="not YAML") as caught:
        read_documents(text)
    assert caught.value.where == where


@pytest.mark.xfail(reason="the libyaml 0.1.7 inside of ruamel.yaml.clib refuses a colon there")
@pytest.mark.parametrize("text", ["[http://a.example/]", "{a: http://a.example/}", "[b:c]"])
def test_reads_what_newer_readers_read(text):
    """A hand-written flow collection may hold a bare address; VCR.py's reader takes it."""
    assert value(read_documents(text)[0]) == yaml.safe_load(text)
