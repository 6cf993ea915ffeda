"""The outline of JSON values: it finds what the slow way finds."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.text.json_texts import BYTES, NAMES, SCALARS, is_root, values, written

from cassette_cli.text.byte_array import bytes_text
from cassette_cli.text.json_outline import Outline
from cassette_cli.text.json_strings import Found, Group, are_fragments, json_value, strings

KINDS = st.integers(0, 1)
"""The kinds of events; as numbers, so that they are no texts themselves."""
ITEM = "*"
"""What stands for the items of a list; a text of every outline that has a list."""


def events(values):
    """Return a strategy of streams: the kinds of their events, and the values."""
    return st.lists(st.tuples(KINDS, written(values.filter(is_root)).map(json_value)), max_size=4)


def outline_of(stream) -> Outline:
    """Return the outline of the values of a stream."""
    outline = Outline()
    for kind, value in stream:
        outline.add(value, kind)
    return outline


def found_in(stream) -> list[Found]:
    """Return what the slow way finds in the values of a stream."""
    return [found for kind, value in stream for found in strings(value, (kind,))]


@given(events(values(SCALARS | BYTES)))
def test_no_text_is_missed(stream):
    """Keys too: what the outline does not show is passed over as clean."""
    texts = {found.text for found in found_in(stream)}
    extra = {bytes_text(value) for _, value in stream if isinstance(value, list)} | {ITEM, ""}
    outline = outline_of(stream)
    assert texts <= outline.texts
    assert outline.texts <= texts | extra


@given(events(values(SCALARS | BYTES)))
def test_no_name_is_missed(stream):
    """A value that only its name gives away is found because its name is looked at."""
    assert {found.name for found in found_in(stream)} - {""} <= outline_of(stream).names


# What is an array of bytes here and a string there is not joined.
@given(events(values(SCALARS.filter(lambda one: not isinstance(one, int)), NAMES)))
def test_no_text_in_pieces_is_missed(stream):
    """A key in forty fragments is in no single one of them."""
    groups: dict[Group, list[str]] = {}
    for found in found_in(stream):
        if found.position >= 0:
            groups.setdefault(found.group, []).append(found.text)
    wanted = {
        ("".join(texts), are_fragments([len(text) for text in texts]))
        for texts in groups.values()
        if len(set(texts)) > 1
    }
    assert set(outline_of(stream).joined()) == wanted


@given(events(values(SCALARS | BYTES)))
def test_pieces_of_bytes_are_joined(stream):
    """As logprobs have the bytes of every token."""
    pieces = [(0, (("t", [(("bytes", [*text.encode()]),) for text in ("ab", "cd")]),))]
    assert ("abcd", False) in set(outline_of([*pieces, *stream]).joined())


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ('{"a":[0.5,"x"]}', "x"),
        ('{"a":[[0.5],["x"]]}', "x"),
        ('{"a":[0.5,{"b":"x"}]}', "x"),
        ('{"a":[1,2,"x"]}', "x"),
        ('{"a":[1,2,300,12345678]}', "12345678"),
        ('{"a":[null,"x"]}', "x"),
        ('{"a":[104,105]}', "hi"),
        ('"x"', "x"),
    ],
)
def test_lists_of_several_kinds_of_things(text, missed):
    """What a list starts with says little of what it holds."""
    assert missed in outline_of([(0, json_value(text))]).texts


@pytest.mark.parametrize(
    "text",
    [
        '[{"password":"x"},{"logprob":-0.5}]',
        '{"a":[{"password":"x"}],"b":1}',
        '{"password":"x","more":{"token":"y","logprob":-0.5}}',
        '[{"token":"y","logprob":-0.5},{"password":"x"}]',
    ],
)
def test_a_token_hides_no_name_but_its_own(text):
    """The tokens of a language model open nothing; what stands beside their list may."""
    assert "password" in outline_of([(0, json_value(text))]).names


def test_tokens_of_a_language_model_have_no_name():
    """Thousands of them would each be taken for a credential."""
    text = '{"content":[{"token":"x","logprob":-0.5},{"token":"y","logprob":-0.1}]}'
    assert outline_of([(0, json_value(text))]).names == set()


def test_strings_that_are_all_the_same_are_no_pieces():
    """The type of every event, for instance."""
    stream = [(0, json_value('{"type":"ping","n":[1]}'))] * 3
    assert list(outline_of(stream).joined()) == []


def test_events_of_two_kinds_are_not_joined():
    """A name and an address that follow each other are no address."""
    one, other = json_value('{"d":"a"}'), json_value('{"d":"b"}')
    assert list(outline_of([(0, one), (1, other)]).joined()) == []
    assert list(outline_of([(0, one), (0, other)]).joined()) == [("ab", False)]


@pytest.mark.parametrize("text", ["[", '{"a":', '[{"a":'])
def test_whatever_could_be_decoded_is_outlined(text):
    """The decoder goes deeper than half of the interpreter's stack."""
    ends = {"[": "]", "{": "}"}
    end = "".join(ends[mark] for mark in reversed(text) if mark in ends)
    depth = 800 // len(end)
    value = json_value(text * depth + '"x"' + end * depth)
    assert "x" in outline_of([(0, value)]).texts


HUGE = """
from cassette_cli.text.json_outline import Outline
from cassette_cli.text.json_strings import json_value

outline = Outline()
outline.add(json_value({text}))
print(len(outline.texts), len(outline.names), sum(1 for _ in outline.joined()))
"""


@pytest.mark.parametrize(
    "text",
    ["'[' + '{\"a\":\"x\",\"b\":[\"y\"]},' * 200_000 + '1]'",
     "'[' + '[\"x\"],' * 400_000 + '1]'",
     "'{' + ','.join(f'\"k{n}\":\"v\"' for n in range(200_000)) + '}'",
     "'{' + '\"index\":1,' * 400 + '\"a\":\"x\"}'"],
    ids=["objects", "lists", "members", "indices"],
)  # fmt: skip
def test_huge_values_take_no_longer_than_they_are(text):
    """In a process of its own, so that what never ends ends the test."""
    code = HUGE.format(text=text)
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
