"""The strings of a JSON text: all of them, and each where it is written."""

import json
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import edits_of
from tests.text.json_texts import BYTES, SCALARS, is_root, values, written

from cassette_cli.text.byte_array import bytes_text
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_strings import (
    JsonText,
    are_fragments,
    has_index,
    json_value,
    pointer,
    strings,
    text_of,
)
from cassette_cli.text.span import Span

WITH_BYTES = values(SCALARS | BYTES).filter(is_root)
WORD = string.ascii_letters + string.digits


def plainly(value, *, is_root=True):
    """Yield the strings of a value, found without any care for order, names or groups."""
    spelled = bytes_text(value) if isinstance(value, list) and not is_root else None
    if spelled is not None:
        yield spelled
    elif isinstance(value, list):
        for item in value:
            yield from plainly(item, is_root=False)
    elif isinstance(value, tuple):
        for key, member in value:
            yield key
            yield from plainly(member, is_root=False)
    elif text_of(value) is not None:
        yield text_of(value)


@given(written(WITH_BYTES))
def test_no_string_is_lost(text):
    """What is not found is not redacted: values, keys, large numbers, arrays of bytes."""
    value = json_value(text)
    assert Counter(found.text for found in strings(value)) == Counter(plainly(value))


@given(written(WITH_BYTES))
def test_every_string_opens_where_it_is_written(text):
    """The values come from one reader and the places from another, and the two agree."""
    opened = JsonText(text)
    for found in strings(json_value(text)):
        view = opened.view(found.positions)
        assert view.inner == found.text
        assert view.rewrap([]) == []


def node_at(value, positions):
    """Return what stands at a place of a value: of a member's inverse position, its key."""
    for at in positions:
        if isinstance(value, tuple):
            key, member = value[at if at >= 0 else ~at]
            value = member if at >= 0 else key
        elif isinstance(value, list):
            value = value[at]
    return value


@st.composite
def edits_that_fit(draw, text, node):
    """Draw edits of a string: any; those of a number or an array of bytes keep its length."""
    if isinstance(node, str):
        return draw(edits_of(text))
    start, end = sorted(draw(st.lists(st.integers(1, len(text)), min_size=2, max_size=2)))
    letters = "123456789" if isinstance(node, int) else WORD
    new = draw(st.text(st.sampled_from(letters), min_size=end - start, max_size=end - start))
    return [Edit(Span(start, end), new)]


@given(written(WITH_BYTES), st.data())
def test_silence_and_truth(text, data):
    """An edit changes the string that was meant, and no other one."""
    value = json_value(text)
    found = list(strings(value))
    if not found:
        return
    number = data.draw(st.integers(0, len(found) - 1))
    meant, positions = found[number].text, found[number].positions
    edits = data.draw(edits_that_fit(meant, node_at(value, positions)))
    edited = apply(text, JsonText(text).view(positions).rewrap(edits))
    texts = [one.text for one in found]
    texts[number] = apply(meant, edits)
    assert [one.text for one in strings(json_value(edited))] == texts


@given(written(values(unique=True).filter(is_root)))
def test_a_pointer_leads_to_its_string(text):
    """A place in a report is one that other programs find; that of a key is its member's."""
    value, tree = json_value(text), json.loads(text, strict=False)
    for found in strings(value):
        steps = [unescaped(step) for step in pointer(value, found.positions).split("/")[1:]]
        node = tree
        for step in steps[:-1] if found.position < 0 else steps:
            node = node[int(step) if isinstance(node, list) else step]
        if found.position < 0:
            assert steps[-1] == found.text
            assert found.text in node
        else:
            assert found.text == (bytes_text(node) if isinstance(node, list) else str(node))


def unescaped(step):
    """Return the key that a step of a pointer means."""
    return step.replace("~1", "/").replace("~0", "~")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"a":[{"b/c~d":"x"}]}', {"a": "/a", "b/c~d": "/a/0/b~1c~0d", "x": "/a/0/b~1c~0d"}),
        ('["x",[],["y"]]', {"x": "/0", "y": "/2/0"}),
        ('{"a":"x","a":"y"}', {"a": "/a", "x": "/a", "y": "/a"}),
        ('"x"', {"x": ""}),
        ('{"":"x"}', {"": "/", "x": "/"}),
    ],
)
def test_pointers_as_the_standard_writes_them(text, wanted):
    """RFC 6901: a slash before every step, `~0` and `~1` for what would be read as one."""
    value = json_value(text)
    assert {one.text: pointer(value, one.positions) for one in strings(value)} == wanted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"k":"x"}', {"x": "k"}),
        ('{"k":["x",["y"],{"l":"z"}]}', {"x": "k", "y": "k", "z": "l"}),
        ('["x"]', {"x": ""}),
        ('"x"', {"x": ""}),
        ('{"name":"X-Api-Key","value":"x"}', {"X-Api-Key": "name", "x": "X-Api-Key"}),
        ('{"Value":"x","Key":"Secret"}', {"x": "Secret", "Secret": "Key"}),
        ('{"name":"N","id":"x"}', {"N": "name", "x": "id"}),
        ('{"name":7,"value":"x"}', {"x": "value"}),
        ('{"token":"x","logprob":-0.1}', {"x": ""}),
        ('{"token":"x","top_logprobs":[]}', {"x": ""}),
        ('{"token":"x"}', {"x": "token"}),
        ('{"token":"x","logprob":1,"password":"y"}', {"x": "", "y": "password"}),
        ('{"k":12345678,"l":[104,105]}', {"12345678": "k", "hi": "l"}),
    ],
)
def test_names(text, names):
    """What a string is called says what it is; the token of a language model opens nothing."""
    found = list(strings(json_value(text)))
    assert {one.text: one.name for one in found if one.position >= 0} == names
    assert {one.name for one in found if one.position < 0} <= {""}


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (['{"delta":{"content":"a"}}', '{"delta":{"content":"b"}}'], ["ab"]),
        (['{"a":"x"}', '{"b":"y"}'], ["x", "y"]),
        (['[{"index":0,"d":"a"},{"index":1,"d":"x"}]', '[{"index":0,"d":"b"}]'], ["ab", "x"]),
        (['{"index":0,"d":["a"]}', '{"index":1,"d":["x"]}', '{"index":0,"d":["b"]}'], ["ab", "x"]),
        (['{"item_id":"i","d":"a"}', '{"item_id":"j","d":"x"}'], ["a", "i", "j", "x"]),
        (['{"tokens":["a","b","c"]}'], ["abc"]),
        (['[{"d":"a"},{"d":"b"}]'], ["ab"]),
        (['{"rows":[["a","b"],["c","d"]]}'], ["ac", "bd"]),
        (['{"content":[[{"token":"a"}],[{"token":"b"}]]}'], ["ab"]),
        (['{"d":"a"}', '{"d":["x"]}'], ["a", "x"]),
        (['{"index":{"d":"a"}}', '{"index":{"d":"b"}}'], ["ab"]),
    ],
)
def test_groups(texts, joined):
    """Fragments of one text are joined, and those of two texts sent in turns are kept apart."""
    groups: dict[object, str] = {}
    for text in texts:
        for found in strings(json_value(text)):
            if found.position >= 0:
                groups[found.group] = groups.get(found.group, "") + found.text
    assert sorted(groups.values()) == joined


def test_the_group_starts_with_what_is_given():
    """Events of two kinds never continue each other."""
    (found,) = strings("x", ("event", 1))
    assert found.group == ("event", 1)
    assert {one.group[0] for one in strings(json_value('{"a":["b",{"c":"d"}]}'), ("k",))} == {"k"}


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "1", "null", "true", "x", "{", "[1,]", '"x', '["x"] y', "{1:2}", "[" * 100_000,
     "[" + "1," * 2_000_001 + "1]", f"[{'9' * 5000}]"],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_what_is_no_json_or_too_much_of_it_is_refused(text):
    """So that it is searched as the text that it is, and no attack ends the run."""
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        json_value(text)


@pytest.mark.parametrize("blank", ["", " ", "\r\n\t "])
@pytest.mark.parametrize(("text", "value"), [("{}", ()), ("[]", []), ('"x"', "x"), ("[NaN]", None)])
def test_blanks_around_a_value_do_not_matter(blank, text, value):
    """Bodies end with a line end more often than not."""
    found = json_value(blank + text + blank)
    assert found == value if value is not None else len(found) == 1


def test_strings_of_any_depth_are_found():
    """Without the interpreter's stack: as deep as the decoder goes."""
    text = '{"a":[' * 400 + '"x"' + "]}" * 400
    found = list(strings(json_value(text)))
    assert len(found) == 401
    assert JsonText(text).view(found[-1].positions).inner == "x"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"), ("", ""), (10_000_000, "10000000"), (-10_000_000, "-10000000"),
        (9_999_999, None), (0, None), (True, None), (None, None), (12345678.0, None), ([], None),
        ((), None),
    ],
)  # fmt: skip
def test_what_is_a_text(value, text):
    """Phone and account numbers stand bare in JSON; counts and flags are none."""
    assert text_of(value) == text


def test_an_item_says_its_own_number():
    """Under the name that the providers give it."""
    assert has_index((("a", 1), ("index", 0)))
    assert not has_index((("a", "index"),))
    assert not has_index(["index"])
    assert not has_index("index")


@pytest.mark.parametrize(
    ("lengths", "wanted"),
    [([4, 4, 4, 4], True), ([20, 1, 1, 1], True), ([4, 4, 4], False), ([21, 1, 1, 1], False),
     ([20, 20, 20, 20], False)],
)  # fmt: skip
def test_fragments_are_many_and_short(lengths, wanted):
    """A list of addresses is no text in pieces, one of tokens is."""
    assert are_fragments(lengths) == wanted
