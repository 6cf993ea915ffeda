"""Real files, written again: each scalar as it stands, by the library that wrote it."""

from base64 import b64decode
from collections import Counter
from functools import cache

import pytest
import yaml
from tests.text.yaml_files import CORPUS, KINDS, NO_CORPUS, corpus_files, own_files

from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.value import key_text, scalar_value
from cassette_cli.text.yaml_library import GO_YAML, PSYCH, PYYAML, Library, writer_for
from cassette_cli.text.yaml_outline import Outline
from cassette_cli.text.yaml_tree import read_documents
from cassette_cli.text.yaml_writer import Binary, Value, Writer


def value_of(node: Node) -> Value:
    """Return what is to be written for a node."""
    match node:
        case Leaf(tag=tag, value=text) if "binary" in tag:
            return Binary(b64decode(text))
        case Leaf():
            return scalar_value(node)
        case Array(items=items):
            return [value_of(item) for item in items]
        case Object(members=members):
            return {key_text(key): value_of(value) for key, value in members}


def collections_of(root: Node):
    """Yield the collections of a tree."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Object):
            yield node
            todo += [value for _, value in node.members]
        elif isinstance(node, Array):
            yield node
            todo += node.items


def written_again(writer: Writer, text: str, root: Node):
    """Yield for each scalar how it stands with its key or dash, and how it is written."""
    outline = Outline(text, root)
    for node in collections_of(root):
        if outline.is_flow(node):
            continue
        for index, part in enumerate(outline.parts(node)):
            if not isinstance(part.value, Leaf):
                continue
            column, value = outline.column(part.start), value_of(part.value)
            if isinstance(node, Array):
                yield text[part.start : part.end], writer.item(value, column)
            else:
                key = key_text(node.members[index][0])
                yield text[part.start : part.end], writer.member(key, value, column)


@cache
def counts(kind: str) -> Counter:
    """Return how many scalars and files of the corpus come out as they stand, and how many are."""
    found: Counter = Counter()
    for _, text, root in corpus_files(kind):
        writer = writer_for(KINDS[kind], text, root)
        pairs = list(written_again(writer, text, root))
        found += Counter(scalars=len(pairs), files=1, same=sum(a == b for a, b in pairs))
        found["same files"] += all(a == b for a, b in pairs)
    return found


SAME = {
    # folder: how many of a thousand scalars come out as they stand, at least
    "vcrpy-yaml": 995,
    "vcrpy-yaml-parsed_body": 1000,
    "langchain-vcrpy-yaml+gz": 1000,
    "govcr-v1": 970,  # three of its five files were changed by a program after they were written
    "govcr-v2": 1000,
    "rubyvcr-yaml": 985,  # three files are by an early Psych, which wrote `! '…'`
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
@pytest.mark.parametrize("kind", KINDS)
def test_scalars_of_real_files_are_written_as_they_stand(kind):
    """Where they do not, the file was written by something else, or changed by hand."""
    found = counts(kind)
    print(kind, dict(found))  # noqa: T201 - shown with -s, for who changes a writer
    assert found["scalars"] > 100
    assert found["same"] * 1000 >= found["scalars"] * SAME[kind]


@pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
def test_whole_files_are_written_as_they_stand():
    """Of each recorder as many as its own library can."""
    files = Counter()
    for kind, library in KINDS.items():
        files[f"{id(library)} all"] += counts(kind)["files"]
        files[f"{id(library)} same"] += counts(kind)["same files"]
    shares = {
        name: files[f"{id(library)} same"] / files[f"{id(library)} all"]
        for name, library in (("PyYAML", PYYAML), ("Psych", PSYCH))
    }
    assert shares["PyYAML"] >= 0.92
    assert shares["Psych"] >= 0.87


@pytest.mark.parametrize(("name", "text", "root", "library"), own_files(),
                         ids=[name for name, *_ in own_files()])  # fmt: skip
def test_what_recorders_wrote_is_written_again(name, text, root, library):
    """Every scalar, and every interaction as a whole, to the character."""
    writer = writer_for(library, text, root)
    pairs = list(written_again(writer, text, root))
    assert len(pairs) > 90
    assert [(old, new) for old, new in pairs if old != new] == []
    outline = Outline(text, root)
    (interactions,) = [value for _, value in root.members if isinstance(value, Array)]
    for part in outline.parts(interactions):
        written = writer.item(value_of(part.value), outline.column(part.start))
        assert written == text[part.start : part.end], name


LITERAL = """\
interactions:
- request:
    parsed_body:
      text: |-
        one
        two – dash
      long: a line that is longer than eighty columns and is not folded, as VCR.py would do
"""
WAYS = {
    "no evidence": (PYYAML, "a: 1\n", "- 'x\n\n  ü'", '- "x\\n\\xFC"'),
    "blocks and unicode": (PYYAML, LITERAL, None, "- |-\n  x\n  ü"),
    "four columns": (GO_YAML, "a:\n    b: 1\n", None, "- |-\n  x\n  ü"),
    "ruby": (PSYCH, "a: 1\n", None, "- |-\n  x\n  ü"),
}


@pytest.mark.parametrize(("library", "text", "_", "written"), WAYS.values(), ids=WAYS)
def test_a_writer_follows_its_file(library, text, _, written):
    """What is new looks like its neighbours."""
    writer = writer_for(library, text, read_documents(text)[0])
    assert writer.item("x\nü", 0) == written


LAYOUTS = {
    "compact": ("a:\n- b: 1\n", GO_YAML, "k:\n- x"),
    "indented": ("a:\n  - b: 1\n", PYYAML, "k:\n  - x"),
    "four": ("a:\n    b: 1\nc:\n    - d\n", PYYAML, "k:\n    - x"),
    "none": ("[]", GO_YAML, "k:\n    - x"),
}


@pytest.mark.parametrize(("text", "library", "written"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_writer_follows_the_layout_of_its_file(text, library, written):
    """Where the dashes stand, and how far in."""
    writer = writer_for(library, text, read_documents(text)[0])
    assert writer.member("k", ["x"], 0) == written


def test_no_library_loses_a_way_of_another():
    """All of them differ from each other, so that each is tried once."""
    for library in (PYYAML, PSYCH, GO_YAML):
        assert isinstance(library, Library)
        assert len(set(library.ways)) == len(library.ways)
        assert len(set(library.layouts)) == len(library.layouts)
        assert yaml.safe_load(Writer(*library.ways[0], library.layouts[0]).flow([1])) == [1]
