"""What differs between two answers: words, calls, ends and counts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.chat.message import Answer, Message, Part, Usage
from cassette_cli.operations.diff.answer import answer_differences, part_differences, spoken
from cassette_cli.operations.diff.report import ABSENT, Verdict

NAMES = st.sampled_from(["add", "find"])
CALLS = st.builds(
    lambda name, given: Part("tool_call", name=name, arguments_raw=json.dumps(given)),
    NAMES,
    st.dictionaries(st.sampled_from("ab"), st.integers(0, 2), max_size=2),
)
SAID = st.builds(
    Part, st.sampled_from(["text", "reasoning", "refusal"]), st.text("ab ", min_size=1, max_size=4)
)
PARTS = st.lists(SAID | CALLS, max_size=5)


def call(name, given, **more):
    """Return a call of a tool, its arguments as they came."""
    return Part("tool_call", name=name, arguments_raw=given, **more)


def answer(*parts, reason="stop", **more):
    """Return the answer of one message."""
    messages = [Message(0, "assistant", list(parts), reason, f"raw-{reason}")]
    return Answer(
        "p", more.pop("status", "complete"), "1", more.pop("model", "m"), messages, **more
    )


def brief(found):
    """Return what is told of differences, without where."""
    return [(one.verdict, one.topic, one.what, *one.sides) for one in found]


@given(PARTS)
def test_parts_do_not_differ_from_themselves(parts):
    """Whatever they are."""
    assert list(part_differences(parts, parts, "")) == []


@given(PARTS, PARTS)
def test_the_other_way_round_the_same_kinds_of_things_differ(old, new):
    """What has come there is gone here."""
    there, back = (
        sorted((one.topic, one.what) for one in part_differences(*both, ""))
        for both in ((old, new), (new, old))
    )
    assert there == back


@given(st.text("ab ", min_size=2), st.data())
def test_how_a_text_is_cut_into_parts_means_nothing(text, data):
    """Providers cut where they like; an empty part is none."""
    at = data.draw(st.integers(0, len(text)))
    pieces = [Part("text", text[:at]), Part("text", text[at:])]
    assert list(part_differences([Part("text", text)], pieces, "")) == []
    assert spoken(pieces) == text


@given(st.permutations([call(name, "{}") for name in "abc"]))
def test_calls_in_another_order_are_that_alone(calls):
    """None is gone, and none is new."""
    old = [call(name, "{}") for name in "abc"]
    names = [part.name for part in calls]
    expected = [(Verdict.TOOLS, "tool calls", "in another order", ["a", "b", "c"], names)]
    found = part_differences(old, calls, "")
    assert brief(found) == (expected if names != ["a", "b", "c"] else [])


def test_words_with_something_between_are_two_paragraphs():
    """So a call that comes between two texts does not glue them together."""
    parts = [Part("text", "a"), call("f", "{}"), Part("text", "b"), Part("reasoning", "c")]
    assert (spoken(parts), spoken(parts, "reasoning"), spoken([])) == ("a\n\nb", "c", "")


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [("", "No.", Verdict.STOP), ("No.", "", Verdict.STOP), ("No.", "Never.", Verdict.PROSE)],
)
def test_that_a_model_refuses_is_no_wording_and_how_it_does_is(old, new, verdict):
    """Whoever compares behaviour is told of the one and not of the other."""
    (found,) = part_differences([Part("refusal", old)], [Part("refusal", new)], "/here")
    assert (found.verdict, found.topic, found.is_wording) == (
        verdict, "refusal", verdict is Verdict.PROSE,
    )  # fmt: skip
    assert found.sides == (old or ABSENT, new or ABSENT)


def test_words_are_told_where_they_stand_or_stood():
    """In the new message; in the old one where the new one says nothing."""
    old, new = [call("f", "{}"), Part("text", "a")], [Part("text", "b"), call("f", "{}")]
    there = [[one.pointer for one in part_differences(old, side, "/m")] for side in (new, old[:1])]
    assert there == [["/m/parts/0/text"], ["/m/parts/1/text"]]


def test_a_call_is_paired_with_its_equal_before_its_namesake():
    """A call more in front of one that stays is one call more, and no other argument."""
    old, new = [call("f", '{"a": 2}')], [call("f", '{"a": 1}'), call("f", '{"a": 2}')]
    expected = (Verdict.TOOLS, "tool call", "f", ABSENT, {"name": "f", "arguments": {"a": 1}})
    assert brief(part_differences(old, new, "")) == [expected]


@pytest.mark.parametrize(
    ("old", "new", "sides"),
    [
        ("", "{}", None),
        (None, " ", None),
        ('{"a":1,"b":2}', '{ "b": 2, "a": 1 }', None),
        ("", "{", ({}, "{")),
        ("{", "[", ("{", "[")),
    ],
)
def test_arguments_are_values_and_texts_where_they_are_no_json(old, new, sides):
    """No arguments are an empty object: providers write them either way."""
    found = brief(part_differences([call("f", old)], [call("f", new)], ""))
    assert found == ([(Verdict.TOOLS, "argument", "f", *sides)] if sides else [])


def test_a_call_without_a_name_is_told_all_the_same():
    """A stream that is cut off may not have come to it."""
    found = list(part_differences([call(None, '{"a": 1}')], [call(None, '{"a": 2}')], "/m"))
    assert brief(found) == [(Verdict.TOOLS, "argument", "/a", 1, 2)]
    assert [one.what for one in part_differences([call(None, "")], [], "")] == [""]


def test_a_picture_differs_inside_and_is_whole_where_it_is_alone():
    """Its id is nobody's news."""
    old, new = (
        Part("image", raw={"id": name, "size": name, "format": "png"}) for name in ("1", "2")
    )
    assert brief(part_differences([old], [new], "")) == [
        (Verdict.PROSE, "image", "/raw/size", "1", "2")
    ]
    alone = {"kind": "image", "raw": {"size": "1", "format": "png"}}
    (gone,) = part_differences([Part("text", "a"), old], [Part("text", "a")], "/m")
    assert (gone.pointer, gone.sides) == ("/m/parts/1", (alone, ABSENT))


def test_citations_differ_without_their_ids():
    """Of all parts in one: how a text is cut means nothing here either."""
    old = [Part("text", "ab", annotations=[{"id": "1", "url": "a"}, {"id": "2", "url": "b"}])]
    new = [
        Part("text", "a", annotations=[{"id": "3", "url": "a"}]),
        Part("text", "b", annotations=[{"id": "4", "url": "c"}]),
    ]
    assert brief(part_differences(old, new, "")) == [
        (Verdict.PROSE, "citations", "/1/url", "b", "c")
    ]


def test_an_end_in_other_words_is_the_same_end():
    """What is shown of another end are the provider's own words."""
    old, new = answer(), answer()
    new.messages[0].finish_reason_raw = "end_turn"
    assert brief(answer_differences(old, new)) == []
    assert brief(answer_differences(old, answer(reason="length"))) == [
        (Verdict.STOP, "finish reason", "", "raw-stop", "raw-length")
    ]


def test_a_message_more_comes_with_all_it_says():
    """Its words, and how it ends."""
    new = answer(Part("text", "a"))
    new.messages.append(Message(1, "assistant", [Part("text", "b")], "stop", "stop"))
    assert brief(answer_differences(answer(Part("text", "a")), new)) == [
        (Verdict.PROSE, "text", "", ABSENT, "b"),
        (Verdict.STOP, "finish reason", "", ABSENT, "stop"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("complete", "truncated", Verdict.BROKEN),
        ("truncated", "complete", Verdict.STOP),
        ("truncated", "truncated", None),
        ("complete", "incomplete", None),
    ],
)
def test_a_stream_that_is_cut_off_is_told(old, new, verdict):
    """That it was is less bad than that it is; that a limit was met is told by the end."""
    found = brief(answer_differences(answer(status=old), answer(status=new)))
    assert found == ([(verdict, "stream", "", old, new)] if verdict else [])


@pytest.mark.parametrize(
    ("old", "new", "is_told"),
    [(1, 17, False), (1, 18, True), (1_000, 1_111, False), (1_000, 1_112, True), (None, 9, False)],
)
def test_a_few_tokens_more_or_less_are_nothing(old, new, is_told):
    """Sixteen, or a tenth of the larger count."""
    found = [
        brief(answer_differences(answer(usage=Usage(one)), answer(usage=Usage(other))))
        for one, other in ((old, new), (new, old))
    ]
    said = [(Verdict.PROSE, "usage", "input tokens")] if is_told else []
    assert [[one[:3] for one in side] for side in found] == [said, said]


def test_another_answer_takes_other_tokens():
    """Which is no news of its own; what was asked is counted still."""
    old = answer(Part("text", "a"), usage=Usage(1, 1))
    same, other = (answer(Part("text", text), usage=Usage(99, 99)) for text in "ab")
    topics = [[one.what for one in answer_differences(old, new)] for new in (same, other)]
    assert topics == [["input tokens", "output tokens"], ["", "input tokens"]]


def test_another_model_that_answered_is_told():
    """A version of it, most of the time."""
    found = brief(answer_differences(answer(model="m-1"), answer(model="m-2")))
    assert found == [(Verdict.PROSE, "model", "that answered", "m-1", "m-2")]
