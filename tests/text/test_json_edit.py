"""JSON texts edited to mean something else: only what differs changes, in the text's own style."""

import json
import random
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.text.test_json_meaning import KEYS, SCALARS, VALUES, meant

from cassette_cli.document.files import open_cassette
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import apply
from cassette_cli.text.json_edit import json_edits
from cassette_cli.text.json_style import Style, style_of
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.json_value import NOT_JSON, parse
from cassette_cli.text.tree import Array, Leaf, Object, find

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = 150


@st.composite
def written(draw, values=VALUES):
    """Draw a value and a text of it, in one of many styles."""
    value = draw(values)
    indent = draw(st.sampled_from([None, None, 2, 4, "\t", 0]))
    separators = draw(st.sampled_from([None, (",", ":"), (", ", " : "), (" , ", ":")]))
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=draw(st.booleans()))
    if draw(st.booleans()):
        for character in "<>&\u2028\u2029":
            text = text.replace(character, f"\\u{ord(character):04x}")
    if draw(st.booleans()):
        text = text.replace("/", "\\/")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    blank = draw(st.sampled_from(["", " ", "\n"]))
    return value, blank + text + blank


@st.composite
def neighbours(draw):
    """Draw a value in a text, and another value that has much in common with it."""
    value, text = draw(written())
    wanted = json.loads(json.dumps(value))
    for _ in range(draw(st.integers(1, 3))):
        wanted = draw(changed(wanted))
    return text, wanted


@st.composite
def changed(draw, value):
    """Draw a value that differs somewhere."""
    if not value or not isinstance(value, list | dict) or not draw(st.integers(0, 5)):
        return draw(VALUES)
    pairs = list(enumerate(value)) if isinstance(value, list) else list(value.items())
    at = draw(st.integers(0, len(pairs) - 1))
    match draw(st.sampled_from(["inside", "inside", "remove", "insert", "shuffle"])):
        case "inside":
            pairs[at] = (pairs[at][0], draw(changed(pairs[at][1])))
        case "remove":
            del pairs[at]
        case "insert":
            pairs.insert(at, (draw(KEYS), draw(VALUES)))
        case "shuffle":
            pairs = draw(st.permutations(pairs))
    return [one for _, one in pairs] if isinstance(value, list) else dict(pairs)


def edited(text, wanted, style=None):
    """Return an edited text, after checking that it means what is wanted."""
    result = apply(text, json_edits(text, wanted, style=style))
    assert meant(json.loads(result, strict=False)) == meant(wanted)
    return result


@given(written())
@settings(max_examples=300)
def test_silence(pair):
    """What means the same is not touched, however it is spelled."""
    value, text = pair
    assert json_edits(text, value) == []
    assert json_edits(text, json.loads(text)) == []


@given(written(), VALUES)
@settings(max_examples=300)
def test_truth(pair, wanted):
    """Any value can become any other."""
    edited(pair[1], wanted)


@given(neighbours())
@settings(max_examples=500)
def test_truth_for_values_that_are_alike(pair):
    """Also with members and items that stay, go, come and change their places."""
    edited(*pair)


@given(written(), VALUES)
@settings(max_examples=100)
def test_a_part_is_edited_where_it_stands(pair, wanted):
    """A node of a larger text, whose rest stays to the byte."""
    before, after = '{"a": [1,  2], "b" : ', ', "c":{ } }'
    text = before + pair[1] + after
    edits = json_edits(text, wanted, find(read_json(text), "b"))
    result = apply(text, edits)
    assert result.startswith(before)
    assert result.endswith(after)
    assert meant(json.loads(result, strict=False)["b"]) == meant(wanted)


def places(node, value):
    """Yield the scalars of a value with their nodes, and where they are held."""
    children = []
    if isinstance(node, Array):
        children = [(at, item) for at, item in enumerate(node.items)]
    elif isinstance(node, Object):
        children = [(key.value, child) for key, child in node.members]
    for key, child in children:
        if isinstance(child, Leaf):
            yield value, key, child
        else:
            yield from places(child, value[key])


@given(written(), st.data())
@settings(max_examples=300)
def test_locality_of_a_leaf(pair, data):
    """A change of one scalar changes nothing outside of it."""
    text = pair[1]
    wanted = json.loads(text)
    found = list(places(read_json(text), wanted))
    if not found:
        return
    holder, key, leaf = data.draw(st.sampled_from(found))
    holder[key] = data.draw(SCALARS)
    for edit in json_edits(text, wanted):
        assert leaf.start <= edit.span.start <= edit.span.end <= leaf.end
    edited(text, wanted)


@given(written(st.lists(VALUES, min_size=1, max_size=6)), st.data())
@settings(max_examples=300)
def test_locality_of_an_item(pair, data):
    """An item that comes or goes is its own text and one separator; putting it back is silent."""
    text = pair[1]
    wanted = json.loads(text)
    at = data.draw(st.integers(0, len(wanted) - 1))
    item = wanted.pop(at)
    (edit,) = json_edits(text, wanted)
    spans = [(item.start, item.end) for item in read_json(text).items]
    gone = text[slice(*edit.span)]
    assert edit.new == ""
    assert gone.strip(" \t\r\n,") in {text[start:end] for start, end in spans}
    alike = [text[slice(*spans[n])] for n, one in enumerate(json.loads(text)) if one == item]
    assert any(gone.replace(one, "", 1).strip() in {"", ","} for one in alike)  # 0 and -0.0
    less = edited(text, wanted)
    wanted.insert(at, item)
    (edit,) = json_edits(less, wanted)
    assert edit.span.start == edit.span.end or not wanted[1:]
    assert meant(json.loads(edit.new.strip().strip(","), strict=False)) == meant(item)


@given(
    written(st.lists(st.tuples(KEYS, VALUES), unique_by=lambda one: one[0]).map(dict)), st.data()
)
def test_locality_of_order(pair, data):
    """Members that change their places keep their texts."""
    text = pair[1]
    wanted = dict(data.draw(st.permutations(list(json.loads(text).items()))))
    result = edited(text, wanted)
    members = read_json(text).members
    texts = {key.value: text[key.start : value.end] for key, value in members}
    for key, value in read_json(result).members:
        assert result[key.start : value.end] == texts[key.value]
    assert len(result) == len(text)


LINES = '{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ],\n  "c": {}\n}\n'


@pytest.mark.parametrize(
    ("text", "wanted", "result"),
    [
        ("[1.0, 1e2, true]", [1, 100, True], "[1.0, 1e2, true]"),
        ("[1, true]", [True, 1], "[true, 1]"),
        ("[1, 2.50]", [1.0, 2.25], "[1, 2.25]"),
        (" 1\n", 2.0, " 2.0\n"),
        ('{"a":null,"b":"x"}', {"a": "x", "b": None}, '{"a":"x","b":null}'),
        ("[1]", [float("nan")], "[NaN]"),
        ("[NaN, Infinity]", [float("nan"), float("inf")], "[NaN, Infinity]"),
        ("{}", {"a": 1, "b": 2}, '{"a":1,"b":2}'),
        ("{ }", {"a": 1}, '{"a":1}'),
        ('{"a": 1}', {"a": 1, "b": [1, {"c": 2}]}, '{"a": 1, "b": [1, {"c": 2}]}'),
        ('{"a":1}', {"b": 2, "a": 1}, '{"b":2,"a":1}'),
        ('{"a" : 1 , "c" : 3}', {"a": 1, "b": 2, "c": 3}, '{"a" : 1 , "b" : 2 , "c" : 3}'),
        ('{"a": 1, "b": 2, "c": 3}', {"b": 2, "c": 3}, '{"b": 2, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', {"a": 1, "c": 3}, '{"a": 1, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', {"a": 1, "b": 2}, '{"a": 1, "b": 2}'),
        ('{ "a": 1 }', {}, "{}"),
        ('{"a": 1, "b": 2, "c": 3}', {"a": 1, "x": 2, "c": 3}, '{"a": 1, "x": 2, "c": 3}'),
        ('{"a": 1.0, "b": "\\u0041", "c": 3}', {"b": "A", "c": 3, "a": 1},
         '{"b": "\\u0041", "c": 3, "a": 1.0}'),
        ('{"a": [1,  2], "b": 2}', {"b": 2, "a": [1, 3]}, '{"b": 2, "a": [1,  3]}'),
        ('{"a": 1, "b": 2, "a": 3}', {"a": 4, "b": 2}, '{"a": 1, "b": 2, "a": 4}'),
        ('{"a": 1, "b": 2, "a": 3}', {"b": 2}, '{"b": 2}'),
        ("[1, 2, 3]", [1, 3], "[1, 3]"),
        ("[1, 2, 3]", [2, 3], "[2, 3]"),
        ("[1, 2, 3]", [1, 2], "[1, 2]"),
        ("[1,2]", [0, 1, 2, 3], "[0,1,2,3]"),
        ('[{"a": "x"}, {"b": 2.50}]', [{"b": 2.5}, {"a": "x"}], '[{"b": 2.50}, {"a": "x"}]'),
        (LINES, {"a": 1, "b": [1, 2], "c": {}, "d": {"e": [True]}},
         '{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ],\n  "c": {},\n'
         '  "d": {\n    "e": [\n      true\n    ]\n  }\n}\n'),
        (LINES, {"a": 1, "b": [1, 2], "c": {"d": {"e": 1}}},
         '{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ],\n  "c": {\n'
         '    "d": {\n      "e": 1\n    }\n  }\n}\n'),
        (LINES, {"a": {"x": 1}, "b": [2], "c": {}},
         '{\n  "a": {\n    "x": 1\n  },\n  "b": [\n    2\n  ],\n  "c": {}\n}\n'),
        (LINES, {"b": [], "c": {}}, '{\n  "b": [],\n  "c": {}\n}\n'),
        ('{\r\n\t"a": 1\r\n}', {"a": 1, "b": [2]},
         '{\r\n\t"a": 1,\r\n\t"b": [\r\n\t\t2\r\n\t]\r\n}'),
        ('[\n  {"a": 1},\n  {"a": 2}\n]', [{"a": 1}, {"a": 2, "b": {"c": 3}}, {"a": 4, "b": 5}],
         '[\n  {"a": 1},\n  {"a": 2, "b": {"c": 3}},\n  {"a": 4, "b": 5}\n]'),
        ('{\n  "a": [{}, 1]\n}', {"a": [{"x": 1}, {"y": 2}]}, '{\n  "a": [{"x": 1}, {"y": 2}]\n}'),
    ],
)  # fmt: skip
def test_structure(text, wanted, result):
    """What stays, what comes and what goes, as if it had always been so."""
    assert edited(text, wanted) == result


@pytest.mark.parametrize(
    ("text", "wanted", "result"),
    [
        (r'["a \u00e9 b"]', ["a é c"], r'["a \u00e9 c"]'),
        (r'["a \u00e9 b"]', ["a ü b"], r'["a \u00fc b"]'),
        (r'["a \u00e9 b"]', ["a e b"], r'["a e b"]'),
        (r'["a \u00e9 b", "c"]', ["a é b", "ü😀"], r'["a \u00e9 b", "\u00fc\ud83d\ude00"]'),
        (r'["\ud83d\ude00"]', ["😀!"], r'["\ud83d\ude00!"]'),
        (r'["\ud83d\ude00"]', ["😁"], r'["\ud83d\ude01"]'),
        (r'["é", "\u00e9"]', ["éü", "éü"], r'["éü", "\u00e9\u00fc"]'),
        (r'["\\u00e9", "c"]', ["\\u00e9", "ü"], r'["\\u00e9", "ü"]'),
        (r'["a\/b", "c"]', ["a/b/c", "/"], r'["a\/b\/c", "\/"]'),
        (r'["\\/", "c"]', ["\\/", "/"], r'["\\/", "/"]'),
        (r'["\u003ca\u003e", "c"]', ["<b>", "<&\u2028é"],
         r'["\u003cb\u003e", "\u003c\u0026\u2028é"]'),
        (r'["<", "\u00e9"]', ["<b>", "é/"], r'["<b>", "\u00e9/"]'),
        (r'[""]', ["\x00\"\\\n\x7f"], '["\\u0000\\"\\\\\\n\x7f"]'),
        ('{"ü": 1, "\\u00fc": 2}', {"ü": 3}, '{"ü": 1, "\\u00fc": 3}'),
        (r'{"a": "\u00e9"}', {"a": "é", "ü": ["ö"]}, r'{"a": "\u00e9", "\u00fc": ["\u00f6"]}'),
    ],
)  # fmt: skip
def test_strings(text, wanted, result):
    """Only the characters that differ, escaped as the literal is, or else as the text is."""
    assert edited(text, wanted) == result


def test_a_stream_shows_what_its_event_does_not():
    """The style may come from more than the text itself."""
    event = '{"text":"a"}'
    style = style_of(f'data: {event}\n\ndata: {{"text":"\\u00e9\\u003c\\/"}}\n\n')
    assert edited(event, {"text": "é<&/"}, style) == r'{"text":"\u00e9\u003c\u0026\/"}'
    assert edited(event, {"text": "é<&/"}) == '{"text":"é<&/"}'
    assert edited("{}", {"a": [1, 2]}, Style(comma=", ", colon=": ")) == '{"a": [1, 2]}'


def test_two_changes_of_a_long_prompt_are_two():
    """On one line or on many, with common words or without; what is between stays."""
    words = random.Random(4).choices(
        [f"{word}{n}" for word in ("the", "über") for n in range(400)], k=20_000
    )
    for between in (" ", "\n", " \n\n"):
        prompt = between.join(words)
        text = json.dumps({"role": "user", "content": prompt})
        wanted = f"{prompt[:500]}NEW {prompt[500:90_000]}{prompt[90_010:]}"
        edits = json_edits(text, {"role": "user", "content": wanted})
        assert sum(edit.span.end - edit.span.start + len(edit.new) for edit in edits) < 100
        edited(text, {"role": "user", "content": wanted})


def test_one_message_of_hundreds():
    """One insertion, one removal; repeated messages do not matter."""
    messages = [{"role": "user", "content": f"hello {n % 7}"} for n in range(400)]
    text = json.dumps(messages, indent=1)
    for at in (0, 1, 200, 399):
        new = {"role": "user", "content": "new"}
        (edit,) = json_edits(text, [*messages[:at], new, *messages[at:]])
        assert edit.span.start == edit.span.end
        assert len(edit.new) == len(json.dumps([new], indent=1)) - len("[]")
        edited(text, [*messages[:at], new, *messages[at:]])
        (edit,) = json_edits(text, messages[:at] + messages[at + 1 :])
        assert edit.new == ""
        edited(text, messages[:at] + messages[at + 1 :])


@pytest.fixture
def deep():
    """Let the interpreter go as deep as the program lets it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(6000)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.usefixtures("deep")
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ('{"b":0,"a":', "}")])
def test_deep_values(start, end):
    """As deep as a text may be; deeper is an error."""
    text = start * 1000 + "1" + end * 1000
    wanted = json.loads(start * 1000 + "2" + end * 1000)
    edits = json_edits(text, wanted)
    assert [edit.new for edit in edits] == ["2"]
    flipped = json.loads('{"a":' * 1000 + "1" + ',"b":0}' * 1000)
    with pytest.raises(CassetteError, match="too deep"):
        json_edits(text, [wanted, flipped])
    assert json.loads(apply(text, json_edits(text, flipped))) == flipped
    with pytest.raises(CassetteError, match="nested deeper"):
        json_edits(start * 1001 + "1" + end * 1001, 1)


def test_what_is_no_json_is_refused():
    """With its place."""
    with pytest.raises(CassetteError, match="not JSON"):
        json_edits("[1", [1])


@cache
def bodies():
    """Return JSON bodies and events of the corpus, of a sample of its files, with their streams."""
    found = []
    paths = sorted(path for path in CORPUS.rglob("*.y*ml") if path.stat().st_size < 300_000)
    for path in random.Random(4).sample(paths, min(FILES, len(paths))):
        try:
            cassette = open_cassette(Source(path.name, path))
        except CassetteError:
            continue
        for interaction in cassette.interactions() if cassette else ():
            stream = Reading(interaction).stream
            texts = [interaction.request.body.text, interaction.response.body.text]
            found += [(text, None) for text in texts if text]
            if stream is not None:
                style = style_of(texts[1]) if texts[1] else None
                found += [(event.data, style) for event in stream.events]
    return [(text, style) for text, style in found if parse(text) is not NOT_JSON]


def holders(value):
    """Yield the arrays and objects of a value."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, dict | list):
            yield one
            todo += one.values() if isinstance(one, dict) else one


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of real cassettes: ../shared/corpus")
def test_real_bodies():
    """Nothing changes them but a change, and that changes one place."""
    assert len(bodies()) > 300
    chance = random.Random(4)
    for text, style in bodies():
        value = parse(text)
        assert json_edits(text, value, style=style) == []
        for change in (a_leaf, a_new_key, one_key_less, one_item_more):
            wanted = parse(text)
            size = change(chance, wanted)
            if size is None:
                continue
            edits = json_edits(text, wanted, style=style)
            assert json.dumps(parse(apply(text, edits))) == json.dumps(wanted)
            assert len(edits) == 1
            assert edits[0].span.end - edits[0].span.start + len(edits[0].new) <= size


def a_leaf(chance, value):
    """Change a string, and return how much an edit may be."""
    found = [
        (holder, key)
        for holder in holders(value)
        for key, one in (holder.items() if isinstance(holder, dict) else enumerate(holder))
        if isinstance(one, str)
    ]
    if not found:
        return None
    holder, key = chance.choice(found)
    old = holder[key]
    at = chance.randint(0, len(old))
    holder[key] = old[:at] + "chänged" + old[at + 3 :]
    return 60


def a_new_key(chance, value):
    """Add a member somewhere."""
    found = [holder for holder in holders(value) if isinstance(holder, dict)]
    if not found:
        return None
    chance.choice(found)["a new key"] = [1, {"a": "b"}]
    return 160


def one_key_less(chance, value):
    """Remove a member somewhere."""
    found = [holder for holder in holders(value) if isinstance(holder, dict) and holder]
    if not found:
        return None
    holder = chance.choice(found)
    gone = holder.pop(chance.choice(list(holder)))
    return 6 * len(json.dumps(gone, indent=8)) + 100


def one_item_more(chance, value):
    """Insert an item somewhere."""
    found = [holder for holder in holders(value) if isinstance(holder, list)]
    if not found:
        return None
    holder = chance.choice(found)
    holder.insert(chance.randint(0, len(holder)), {"role": "user", "content": "new"})
    return 160
