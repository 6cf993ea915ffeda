"""Edits that make a YAML text stand for something else, and nothing besides."""

import random
from collections import Counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.text.changes import changed, one_change
from tests.text.test_yaml_writer import TREES, WRITERS, Reader
from tests.text.yaml_files import CORPUS, KINDS, NO_CORPUS, corpus_files, own_files

from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import apply
from cassette_cli.text.pairing import same
from cassette_cli.text.tree import Array, Leaf, Node, Object, find
from cassette_cli.text.value import key_text, python_value
from cassette_cli.text.yaml_edit import yaml_edits
from cassette_cli.text.yaml_library import GO_YAML, PSYCH, PYYAML, Library, writer_for
from cassette_cli.text.yaml_outline import Outline, Part
from cassette_cli.text.yaml_tree import read_documents

DUMPED = {
    "PyYAML": {},
    "flow": {"default_flow_style": True},
    "mixed": {"default_flow_style": None},
    "four columns": {"indent": 4},
    "narrow": {"allow_unicode": True, "width": 30},
    "quoted": {"default_style": '"'},
}
ENDS = ["", "cut", "...\n", "# end\n", "\n\n"]


@st.composite
def documents(draw, emitter):
    """Draw a YAML text of an emitter, under any line end and with any end."""
    value = draw(st.dictionaries(st.sampled_from(["a", "b", "c", "d e"]), TREES, max_size=4))
    if emitter in DUMPED:
        options = {"default_flow_style": False, **DUMPED[emitter]}
        text = yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False, **options)
    else:
        lines = [WRITERS[emitter].member(key, inner, 0) + "\n" for key, inner in value.items()]
        text = "".join(lines) or "{}\n"
    text = text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))
    end = draw(st.sampled_from(ENDS))
    if end == "cut":
        return text.rstrip("\r\n")
    return text if text.rstrip().endswith("...") else text + end


def check_edits(text: str, wanted, writer) -> str:
    """Fail unless silence and truth hold for a document; return what it becomes."""
    root = read_documents(text)[0]
    now = python_value(root)
    assert yaml_edits(text, root, now, writer) == []
    made = apply(text, yaml_edits(text, root, wanted, writer))
    (again,) = read_documents(made)
    assert same(python_value(again), wanted)
    return made


@pytest.mark.parametrize("emitter", [*DUMPED, *list(WRITERS)[::7]])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_silence_and_truth(emitter, data):
    """A text takes any change, whoever wrote it and whoever writes what is new."""
    text = data.draw(documents(emitter))
    wanted = data.draw(changed(python_value(read_documents(text)[0])))
    writer = WRITERS[data.draw(st.sampled_from(sorted(WRITERS)))]
    if isinstance(wanted, dict):
        made = check_edits(text, wanted, writer)
        if "! " not in text:  # which PyYAML writes before what it quotes, and then ignores quotes
            assert same(yaml.load(made, Loader=Reader), wanted)
    else:
        with pytest.raises(CassetteError, match="whole document"):
            yaml_edits(text, read_documents(text)[0], wanted, writer)


def part_at(outline: Outline, root: Node, path) -> Part | None:
    """Return the member or item at a path."""
    part, node = None, root
    for step in path:
        names = [key_text(key) for key, _ in node.members] if isinstance(node, Object) else []
        part = outline.parts(node)[names.index(step) if names else step]
        node = part.value
    return part


def check_locality(text: str, root: Node, wanted, path, writer) -> int:
    """Fail unless only lines of the collection that changed are touched; return how many edits."""
    outline = Outline(text, root)
    around = part_at(outline, root, path)
    start, end = 0, len(text)
    if around is not None:
        start = outline.line_start(around.start)
        end = outline.next_line(around.end)
    made = yaml_edits(text, root, wanted, writer)
    assert all(start <= edit.span.start and edit.span.end <= end for edit in made)
    return len(made)


@pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
@pytest.mark.parametrize("kind", KINDS)
def test_real_files_take_changes(kind):
    """Any one change anywhere: the truth, and no line outside of what changed is touched."""
    rng = random.Random(20261123)
    counts: Counter = Counter()
    for _, text, root in corpus_files(kind):
        if len(text) > 200_000:
            continue
        writer = writer_for(KINDS[kind], text, root)
        for _ in range(4):
            wanted, path, what = one_change(python_value(root), rng)
            made = check_edits(text, wanted, writer)
            inner = path if what == "value" else path[:-1]
            counts[what, min(check_locality(text, root, wanted, inner, writer), 3)] += 1
            assert yaml.compose(made, Loader=yaml.CSafeLoader) is not None
    print(kind, dict(counts))  # noqa: T201 - shown with -s, for who changes this
    assert sum(counts.values()) >= 12


@pytest.mark.parametrize(("name", "text", "root", "library"), own_files(),
                         ids=[name for name, *_ in own_files()])  # fmt: skip
def test_recorded_files_take_changes(name, text, root, library):
    """What the real recorders wrote: whole interactions go, come and move, and return."""
    writer = writer_for(library, text, root)
    value = python_value(root)
    (key,) = [key for key, inner in value.items() if isinstance(inner, list)]
    old = value[key]
    for new in (old[1:], old[:-1], old[::-1], [*old, old[0]], [old[-1], *old], []):
        made = check_edits(text, {**value, key: new}, writer)
        back = check_edits(made, value, writer)
        if len(new) > len(old):
            assert back == text, name


def at_key(text: str, *keys):
    """Return the value at a path of a text."""
    value = python_value(read_documents(text)[0])
    for key in keys:
        value = value[key]
    return value


HEADERS = """\
---
version: 2
interactions:
# the first
- id: 0 # zero
  headers:
    # who
    User-Agent:
    - curl
    Accept: ["*/*"]   # anything

    Host:
    - 'a.b'
  body: 'it''s a
    long text, folded'
  status: 200 OK
  code: 200
# the second
- id: 1
  body: |
    one
    two
  form: {}
"""
EDITED = {
    # what becomes of the first interaction, and what of its text
    "word": ({"body": "it's one long text, folded"}, [("it''s a\n", "it''s one\n")]),
    "folded": ({"body": "it's a long tale, folded"}, [("long text", "long tale")]),
    "number": ({"code": 429}, [("code: 200", "code: 429")]),
    "kind": ({"code": "429"}, [("code: 200", 'code: "429"')]),
    "null": ({"code": None}, [("code: 200", "code: null")]),
    "needs quotes": ({"status": "true"}, [("200 OK", '"true"')]),
    "longer": ({"status": "200 OK, then"}, [("200 OK", "200 OK, then")]),
    "lines": ({"status": "a\nb"}, [("200 OK", "|-\n    a\n    b")]),
    "mapping": ({"code": {"a": ["b"]}}, [("code: 200", "code:\n    a:\n    - b")]),
    "before a comment": ({"id": {"a": 1}}, [("id: 0 # zero", "id: # zero\n    a: 1")]),
    "block before a comment": ({"id": "a\nb"}, [("id: 0 # zero", 'id: "a\\nb" # zero')]),
    "new": ({"duration": "1s"}, [("code: 200\n", "code: 200\n  duration: 1s\n")]),
    "renamed": (
        {"headers": {"User-Agent": ["curl"], "Accept": ["*/*", "x"], "Host": ["a.b"]}},
        [('["*/*"]', '["*/*", x]')]),
    "header gone": (
        {"headers": {"User-Agent": ["curl"], "Host": ["a.b"]}},
        [('    Accept: ["*/*"]   # anything\n', "")]),
    "value gone": (
        {"headers": {"User-Agent": [], "Accept": ["*/*"], "Host": ["a.b"]}},
        [("User-Agent:\n    - curl", "User-Agent: []")]),
    "value new": (
        {"headers": {"User-Agent": ["curl", "2"], "Accept": [], "Host": ["a.b"]}},
        [("- curl\n", '- curl\n    - "2"\n'), ('["*/*"]', "[]")]),
    "no headers": (
        {"headers": {}},
        [("headers:\n", "headers: {}\n"), ("    User-Agent:\n    - curl\n", ""),
         ('    Accept: ["*/*"]   # anything\n', ""), ("    Host:\n    - 'a.b'\n", "")]),
    "header before": (
        {"headers": {"X": ["z"], "User-Agent": ["curl"], "Accept": ["*/*"], "Host": ["a.b"]}},
        [("headers:\n", "headers:\n    X:\n    - z\n")]),
}  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("change", "replaced"), EDITED.values(), ids=EDITED)
def test_only_what_changes_is_touched(change, replaced, newline):
    """Comments, blank lines, quotes and folds stay; what is new looks like its neighbours."""
    text = HEADERS.replace("\n", newline)
    wanted = at_key(text)
    wanted["interactions"][0] |= change
    expected = HEADERS
    for before, after in replaced:
        assert expected.count(before) == 1
        expected = expected.replace(before, after)
    root = read_documents(text)[0]
    assert check_edits(text, wanted, writer_for(GO_YAML, text, root)) == expected.replace(
        "\n", newline)  # fmt: skip


ITEMS = "k: 0\nitems:\n- a: 1\n  b: 2\n# of the second\n- a: 3\n- |\n  four\n"
ITEMS_EDITED = {
    "gone": (lambda items: items[1:], "k: 0\nitems:\n# of the second\n- a: 3\n- |\n  four\n"),
    "last gone": (lambda items: items[:2],
              "k: 0\nitems:\n- a: 1\n  b: 2\n# of the second\n- a: 3\n"),
    "moved": (lambda items: [items[2], *items[:2]],
              "k: 0\nitems:\n- |\n  four\n- a: 1\n  b: 2\n# of the second\n- a: 3\n"),
    "one for another": (lambda items: [items[1], {"a": 1}, items[2]],
              "k: 0\nitems:\n# of the second\n- a: 3\n- a: 1\n- |\n  four\n"),
    "first key gone": (lambda items: [{"b": 2}, *items[1:]],
              "k: 0\nitems:\n- b: 2\n# of the second\n- a: 3\n- |\n  four\n"),
    "swapped keys": (lambda items: [{"b": 2, "a": 1}, *items[1:]],
              "k: 0\nitems:\n- b: 2\n  a: 1\n# of the second\n- a: 3\n- |\n  four\n"),
    "new": (lambda items: [*items, {"x": ["y"]}],
              "k: 0\nitems:\n- a: 1\n  b: 2\n# of the second\n- a: 3\n- |\n  four\n- x:\n  - y\n"),
    "none": (lambda _: [], "k: 0\nitems: []\n# of the second\n"),
    "all new": (lambda _: [7], "k: 0\nitems:\n- 7\n# of the second\n"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "outcome"), ITEMS_EDITED.values(), ids=ITEMS_EDITED)
def test_items_are_those_that_they_were(change, outcome):
    """An item that is still wanted keeps its text, wherever it goes."""
    wanted = at_key(ITEMS)
    wanted["items"] = change(wanted["items"])
    writer = writer_for(PYYAML, ITEMS, read_documents(ITEMS)[0])
    assert check_edits(ITEMS, wanted, writer) == outcome


TEXT_ENDS = {
    "block gets a line end": ("a: |\n  x", {"a": "x", "b": 1}, "a: |-\n  x\nb: 1"),
    "block moves up": ("b: 1\na: |\n  x", {"a": "x", "b": 1}, "a: |-\n  x\nb: 1"),
    "block keeps its line end": ("a: |\n  x\nb: 1", {"a": "x\n"}, "a: |\n  x\n"),
    "becomes a block": ("a: 1", {"a": "x\ny"}, "a: |-\n    x\n    y\n"),
    "becomes a mapping": ("a: 1", {"a": {"b": 2}}, "a:\n    b: 2\n"),
    "last value": ("a: 1", {"a": 2}, "a: 2"),
    "from nothing": ("{}", {"a": [1]}, "{a: [1]}"),
    "to nothing": ("a: 1\nb: 2\n", {}, "{}\n"),
    "null": ("a:\nb:", {"a": "x", "b": 1}, "a: x\nb: 1"),
    "explicit": ("? a\n? b\n: 2\n", {"a": 1, "b": 3}, "? a\n: 1\n? b\n: 3\n"),
    "twice": ("a: 1\nb: 2\na: 3\n", {"a": 4, "b": 2}, "a: 1\nb: 2\na: 4\n"),
    "twice, gone": ("a: 1\nb: 2\na: 3\n", {"b": 2}, "b: 2\n"),
    "tagged": ("a: !!str 'x'\nb: !!int 5\n", {"a": "y", "b": "z"}, "a: !!str 'y'\nb: z\n"),
    "binary": ("a: !!binary |\n    aGVsbG8=\n", {"a": "aGVsbA==\n"},
               "a: !!binary |\n    aGVsbA==\n"),
    "binary, a text": ("a: !!binary aGVsbG8=\n", {"a": "hello, you"}, "a: hello, you\n"),
    "binary, none": ("a: !!binary aGVsbG8=\n", {"a": None}, "a: null\n"),
    "on a line of its own": ("a:\n    # c\n    one\n", {"a": "1"}, 'a:\n    # c\n    "1"\n'),
    "a pair in brackets": ("[a: 1, b]", [{"a": 2}, "b"], "[{a: 2}, b]"),
    "a name in braces": ("{a, b: }", {"a": 1, "b": [2]}, "{a: 1, b: [2] }"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "outcome"), TEXT_ENDS.values(), ids=TEXT_ENDS)
def test_corners(text, wanted, outcome):
    """The end of a text, empty values, tags, and what stands in brackets."""
    writer = writer_for(GO_YAML, text, read_documents(text)[0])
    assert check_edits(text, wanted, writer) == outcome


ALIASED = "a: &x {k: 1}\nb:\n  <<: *x\n  c: 2\nd: *x\n"


def test_what_an_alias_shares_is_edited_once():
    """At its anchor, which stays."""
    one = {"k": 5}
    wanted = {"a": one, "b": {"<<": one, "c": 2}, "d": one}
    writer = writer_for(PYYAML, ALIASED, read_documents(ALIASED)[0])
    assert check_edits(ALIASED, wanted, writer) == ALIASED.replace("k: 1", "k: 5")
    one = "text"
    wanted = {"a": one, "b": {"<<": one, "c": 2}, "d": one}
    assert check_edits(ALIASED, wanted, writer) == ALIASED.replace("{k: 1}", "text")
    wanted = at_key(ALIASED) | {"b": {"c": 3}}
    assert check_edits(ALIASED, wanted, writer) == ALIASED.replace("  <<: *x\n  c: 2", "  c: 3")


REFUSED = {
    "alias": (at_key(ALIASED) | {"d": {"k": 2}}, ":5:4"),
    "anchor": (at_key(ALIASED) | {"a": {"k": 2}}, ":3:7"),
    "anchor gone": ({"d": {"k": 1}}, ":5:4"),
    "anchor behind": ({"d": {"k": 1}, "a": {"k": 1}}, ":5:4"),
}


@pytest.mark.parametrize(("wanted", "where"), REFUSED.values(), ids=REFUSED)
def test_what_an_alias_shares_is_not_torn(wanted, where):
    """It is refused, and said where."""
    root = read_documents(ALIASED)[0]
    with pytest.raises(CassetteError, match="alias") as refused:
        yaml_edits(ALIASED, root, wanted, writer_for(PYYAML, ALIASED, root))
    assert refused.value.where == where


def test_an_alias_from_outside_is_not_edited():
    """A part of a document cannot change what the rest of it says."""
    root = read_documents(ALIASED)[0]
    writer = writer_for(PYYAML, ALIASED, root)
    part = find(root, "b")
    with pytest.raises(CassetteError, match="alias"):
        yaml_edits(ALIASED, part, {"<<": {"k": 9}, "c": 2}, writer)
    made = apply(ALIASED, yaml_edits(ALIASED, part, {"<<": {"k": 1}, "c": 9}, writer))
    assert made == ALIASED.replace("c: 2", "c: 9")


@pytest.mark.parametrize("library", [PYYAML, PSYCH, GO_YAML])
def test_a_part_of_a_document_is_edited(library: Library):
    """Also where it becomes something else as a whole."""
    text = "k:\n- a: 1\n- b: {c: x}\n"
    root = read_documents(text)[0]
    writer = writer_for(library, text, root)
    first, second = find(root, "k").items
    assert apply(text, yaml_edits(text, first, ["z"], writer)) == text.replace("a: 1", "- z")
    assert apply(text, yaml_edits(text, first, {}, writer)) == text.replace("a: 1", "{}")
    leaf = find(second, "b", "c")
    assert apply(text, yaml_edits(text, leaf, {"d": 1}, writer)) == text.replace("x", "{d: 1}")


def test_deep_values_are_refused():
    """Rather than that the stack ends."""
    text = "[" * 900 + "]" * 900
    root = read_documents(text)[0]
    with pytest.raises(CassetteError, match="too deep"):
        yaml_edits(text, root, ["x"], writer_for(PYYAML, "a: 1", read_documents("a: 1")[0]))


def test_the_tests_tell_kinds_apart():
    """What is looked for by a path is a part of its collection."""
    root = read_documents(ITEMS)[0]
    part = part_at(Outline(ITEMS, root), root, ("items", 0, "b"))
    assert isinstance(part.value, Leaf)
    assert isinstance(find(root, "items"), Array)
