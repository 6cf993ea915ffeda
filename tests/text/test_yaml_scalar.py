"""The notations of a YAML scalar: what they mean, and the way back."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS, check_view, edits_of

from cassette_cli.text.edit import Edit
from cassette_cli.text.span import Span
from cassette_cli.text.tree import find, leaves
from cassette_cli.text.yaml_flow import double_quoted, is_plain_string
from cassette_cli.text.yaml_scalar import scalar_view
from cassette_cli.text.yaml_tree import read_documents

AROUND = (
    "first: 1\nouter:\n{indent}before: x\n{indent}key: {scalar}\n{indent}after: [y, z]\n# end\n"
)


def open_key(document: str):
    """Open the scalar `outer.key`, after checking that nothing around it has changed."""
    root = read_documents(document)[0]
    assert find(root, "outer", "before").value == "x"
    assert [item.value for item in find(root, "outer", "after").items] == ["y", "z"]
    leaf = find(root, "outer", "key")
    view = scalar_view(document, leaf)
    assert view.inner == leaf.value
    return view


def block(indicator: str, value: str, indent: int) -> str:
    """Write a block scalar by hand."""
    lines = value.split("\n")
    return indicator + "\n" + "\n".join(" " * indent + line if line else "" for line in lines)


WRITTEN = {
    "plain": "two words",
    "plain-folded": "two\n    words and\n\n    more",
    "plain-number": "200",
    "plain-url": "http://a.b/c?d=[1,2]",
    "empty": "",
    "single": "'it''s: # one'",
    "single-folded": "'it''s\n    one\n\n\n    two'",
    "single-quotes": "'''x'''",
    "double": r'"a\tb \u263a \"q\" \x41 \U0001F600 \/ \_"',
    "double-folded": '"one\n    two \\\n    three\\\n    \\ four\n\n    five"',
    "double-astral": '"😀 raw 你好"',
    "literal": block("|", "one\n\n  two\nthree\n", 4),
    "literal-strip": block("|-", "one\ntwo\n\n", 4),
    "literal-keep": block("|+", "one\ntwo\n\n", 4),
    "literal-indicator": block("|2-", "  one\ntwo", 4),
    "literal-comment": "|- # why\n    one\n    # no comment",
    "literal-trailing-blanks": "|\n    one  \n      \n    two",
    "folded": block(">", "one\ntwo\n\nthree\n  four\nfive", 4),
    "folded-strip": block(">-", "one\ntwo", 4),
    "tagged": "!!binary |\n    aGVs\n    bG8=",
    "anchored": "&a !!str 'x'",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_silence_and_truth(written, newline, data):
    """A scalar in any notation takes any edit, and keeps everything else, under either line end."""
    document = AROUND.format(indent="  ", scalar=written).replace("\n", newline)
    view = open_key(document)
    check_view(document, open_key, data.draw(edits_of(view.inner)))


@pytest.mark.parametrize("style", [None, "'", '"', "|", ">"])
@given(data=st.data(), value=TEXTS, width=st.sampled_from([40, 80, 10_000]))
@settings(max_examples=80, deadline=None)
def test_silence_and_truth_of_emitted_scalars(style, data, value, width):
    """What the emitter of VCR.py writes is read back and edited in place."""
    document = yaml.dump(
        {"outer": {"before": "x", "key": value, "after": ["y", "z"]}},
        Dumper=yaml.CSafeDumper, default_style=style, width=width, sort_keys=False,
        allow_unicode=True,
    )  # fmt: skip
    view = open_key(document)
    assert view.inner == value
    check_view(document, open_key, data.draw(edits_of(value)))


CONTEXTS = {
    "flow list": "outer: {{before: x, key: [{scalar}, 1], after: [y, z]}}\n",
    "flow map": "outer: {{before: x, key: {{a: {scalar}}}, after: [y, z]}}\n",
    "sequence": "outer:\n  before: x\n  key:\n  - {scalar}\n  after: [y, z]\n",
    "nested": "outer:\n  before: x\n  key:\n  - - {scalar}\n  after: [y, z]\n",
    "at the end": "outer:\n  before: x\n  after: [y, z]\n  key:\n  - {scalar}",
}


def open_first(document: str):
    """Open the first scalar below `outer.key`, after checking what stands around it."""
    root = read_documents(document)[0]
    assert find(root, "outer", "before").value == "x"
    assert [item.value for item in find(root, "outer", "after").items] == ["y", "z"]
    key = find(root, "outer", "key")
    leaf = next(leaf for leaf in leaves(key) if leaf.value != "a" or leaf.style)
    return scalar_view(document, leaf)


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("written", ["demo", "'it''s'", r'"a\tb"', "two words", "200"])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_silence_and_truth_in_any_context(written, context, data):
    """A bracket, a comma, a colon mean other things in flow collections, and none breaks them."""
    document = context.format(scalar=written)
    check_view(document, open_first, data.draw(edits_of(open_first(document).inner)))


UNTOUCHED = {
    "plain": ("two words", Edit(Span(4, 9), "things"), "two things"),
    "single": ("'it''s one'", Edit(Span(5, 8), "two"), "'it''s two'"),
    "single-folded": (
        "'one\n    two three'", Edit(Span(8, 13), "2 ''"), "'one\n    two 2 '''''"),
    "double": (r'"a\tb \u263a c"', Edit(Span(6, 7), "\n"), r'"a\tb \u263a \n"'),
    "literal": ("|\n    one\n    two", Edit(Span(0, 3), "a\nb"), "|\n    a\n    b\n    two"),
    "literal-join": ("|\n    one\n    two", Edit(Span(3, 4), " "), "|\n    one two"),
    "beside-a-fold": ("'one\n    two'", Edit(Span(3, 3), " and "), "'one and  two'"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "edit", "after"), UNTOUCHED.values(), ids=UNTOUCHED)
def test_an_edit_keeps_the_notation(before, edit, after):
    """A small edit moves no line, changes no quote and no escape that it does not touch."""
    document = AROUND.format(indent="  ", scalar=before)
    assert check_view(document, open_key, [edit]) == AROUND.format(indent="  ", scalar=after)


@given(TEXTS)
def test_plain_strings_are_strings_everywhere(text):
    """What may be written plain reads as that string in block and flow, also for YAML 1.1."""
    if is_plain_string(text):
        assert yaml.safe_load(f"a: {text}\nb: [{text}, {{c: {text}}}]") == {
            "a": text, "b": [text, {"c": text}]}  # fmt: skip


@pytest.mark.parametrize("text", ["y", "N", "yes", "OFF"])
def test_the_booleans_of_yaml_1_1_are_no_plain_strings(text):
    """Nor are the short ones: PyYAML takes them for strings, but go-yaml and Psych quote them."""
    assert not is_plain_string(text)


@given(TEXTS)
def test_double_quotes_hold_anything(text):
    """The last resort of every edit never fails."""
    assert yaml.safe_load(double_quoted(text)) == text
