"""How messages read: what is said, thought, called, given back, and what is none of these."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.chat.message import Message, Part
from cassette_cli.errors import CassetteError
from cassette_cli.render.message import (
    WITHHELD,
    Wishes,
    citations,
    count,
    message_lines,
    prettied,
    pretty,
    shortened,
)

FULL = Wishes(full=True)
LONG = "x" * 300


def rows(*parts, wishes=Wishes(), index=0, style="answer"):  # noqa: B008 - it never changes
    """Return a message as its rows, with their indents and leads."""
    message = Message(index, "assistant", list(parts))
    return [" " * one.indent + one.text for one in message_lines(message, wishes, style)]


def call(arguments, **more):
    """Return a call of a tool."""
    return Part("tool_call", name="f", arguments_raw=arguments, **more)


def test_of_several_answers_it_is_told_which_one():
    """Of earlier messages their roles are enough."""
    assert [rows(index=at, style="answer")[0].strip() for at in (0, 1)] == [
        "assistant",
        "assistant [1]",
    ]
    assert rows(index=1, style="role") == ["    assistant"]


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (Part("text", "a\n\nb\n"), ["        a", "        ", "        b"]),
        (Part("text", ""), []),
        (Part("reasoning", "a\r\nb"), ["        │ a", "        │ b"]),
        (Part("reasoning", encrypted=True), [f"        {WITHHELD}"]),
        (Part("refusal", "No."), ["        ✗ No."]),
        (Part("text", "a", annotations=["b"]), ["        a", "        [b]"]),
        (Part("tool_result", "3", id="call_1"), ["        ← call_1", "          3"]),
        (Part("tool_result", "3", name="f"), ["        ← f", "          3"]),
        (Part("tool_result", ""), ["        ← "]),
        (Part("code", "print(1)"), ["        [code]", "          print(1)"]),
        (Part("code_result", "1", name="run"), ["        [code result run]", "          1"]),
        (Part("unknown"), ["        [unknown]"]),
        (Part("unknown", name="x", raw={"a": 1}),
         ["        [x]", "          {", '            "a": 1', "          }"]),
        (Part("server_tool_result", name="search", raw=[]), ["        [search]", "          []"]),
        (Part("image", raw={"url": "a"}), ["        [image 12 characters]"]),
    ],
)  # fmt: skip
def test_parts_are_shown_by_their_kinds(part, shown):
    """Words as they are behind a mark; what is none of ours under its own name."""
    assert rows(part)[1:] == shown


def test_media_are_shown_in_full_alone():
    """They fill screens, and say nothing there."""
    part = Part("image", raw={"url": LONG})
    assert rows(part)[1:] == ["        [image 311 characters]"]
    assert any(LONG in row for row in rows(part, wishes=FULL))


def test_long_strings_of_what_is_unknown_are_cut():
    """At every depth, with their lengths; what is short stays."""
    part = Part("unknown", raw={"a": [LONG, {"b": LONG}], "c": "y" * 200, "d": 1})
    shown = json.loads("".join(rows(part)[2:]))
    cut = f"{'x' * 60}… 300 characters"
    assert shown == {"a": [cut, {"b": cut}], "c": "y" * 200, "d": 1}
    assert json.loads("".join(rows(part, wishes=FULL)[2:])) == part.raw


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (call("", id="1"), ["→ f()  1"]),
        (call("{}", id="1"), ["→ f()  1"]),
        (call('{"a": 1, "b": "ü"}'), ['→ f(a=1, b="ü")']),
        (call("[1]", id="1"), ["→ f(", "    [1]", "  )  1"]),
        (call('{"a": '), ["→ f(", '    {"a": ', "  )"]),
        (call(json.dumps({"a": 1, "b": LONG}), id="1"),
         ["→ f(", "    a=1", f'    b="{LONG}"', "  )  1"]),
        (call(json.dumps({"code": f"{'x' * 90}\ny\n"})),
         ["→ f(", "    code=", f"        {'x' * 90}", "        y", "        ", "  )"]),
        (call(json.dumps({"a": ["x" * 99]})), ["→ f(", "    a=[", f'      "{"x" * 99}"', "    ]",
                                               "  )"]),
        (Part("server_tool_call", arguments_raw="{}"), ["→ (no name)()"]),
    ],
)  # fmt: skip
def test_a_call_is_shown_as_in_code(part, shown):
    """In a line where it fits, an argument a row where not; what is no object as it came."""
    assert [row[8:] for row in rows(part)[1:]] == shown


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("a", "[a]"),
        ({"title": "T", "url": "https://a.example"}, "[T · https://a.example]"),
        ({"cited_text": "a\n  b"}, "[a b]"),
        ({"web": {"uri": "https://a.example", "title": "T"}}, "[T · https://a.example]"),
        ({"title": LONG}, f"[{'x' * 120}]"),
        ({"index": 1}, '[{"index":1}]'),
        (7, "[7]"),
    ],
)
def test_a_citation_is_a_line(note, shown):
    """What is cited and where it is; what says neither, whole."""
    (found,) = citations(Part("text", annotations=[note]), Wishes())
    assert found.replace(": ", ":") == shown.replace(": ", ":")


@pytest.mark.parametrize(("many", "more"), [(5, None), (6, "… 1 more citation"),
                                            (9, "… 4 more citations")])  # fmt: skip
def test_of_many_citations_the_first_are_shown(many, more):
    """And in full all."""
    part = Part("text", annotations=[f"{at}" for at in range(many)])
    first = [f"[{at}]" for at in range(min(many, 5))]
    assert list(citations(part, Wishes())) == first + ([more] if more else [])
    assert list(citations(part, FULL)) == [f"[{at}]" for at in range(many)]


@given(st.text("a\n", max_size=3_000) | st.integers(1_900, 3_000).map("a".__mul__))
def test_nothing_is_left_out_without_a_word(text):
    """What is shown and what is told to be left out are the whole text."""
    shown, more = shortened(text, Wishes())
    assert text.startswith(shown)
    assert len(shown) <= 2_000
    assert shown.count("\n") < 24
    left = len(text) - len(shown)
    assert more == (f"… {left:,} more characters; --full shows all" if left else "")
    assert shortened(text, FULL) == (text, "")


def test_a_long_text_is_cut_in_a_message_too():
    """With a row that says so."""
    found = rows(Part("text", "a\n" * 30))
    assert len(found) == 1 + 24 + 1
    assert found[-1].strip() == "… 12 more characters; --full shows all"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x", "x"),
        ('{"a": 1}', '{"a": 1}'),
        (f"[{'1, ' * 50}1]", "[\n" + "  1,\n" * 50 + "  1\n]"),
        (f'{{"a": {LONG}', f'{{"a": {LONG}'),
        ("[" * 5_000, "[" * 5_000),
    ],
)
def test_what_a_tool_gave_back_is_readable(text, shown):
    """Where it is long JSON; a short one is, and any other text stays as it is."""
    assert prettied(text) == shown


def test_a_value_is_written_as_far_as_it_is_shown():
    """A megabyte is not laid out for two screens of it; in full it is."""
    value = list(range(100_000))
    assert json.loads(pretty(value)) == value
    assert pretty(value).startswith(pretty(value, full=False))
    assert len(pretty(value, full=False)) < 5_000


def test_what_is_too_deep_is_an_error_and_no_traceback():
    """With words for who reads it."""
    deep = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(CassetteError, match="deep"):
        rows(Part("unknown", raw=deep))
    assert pretty(deep, full=False).startswith("[\n  [\n    [")


def test_one_thing_is_not_several():
    """English has a plural."""
    assert [count(number, "event") for number in range(3)] == ["0 events", "1 event", "2 events"]
