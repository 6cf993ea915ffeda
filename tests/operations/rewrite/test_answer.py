"""What has changed in an answer, part by part."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.cases import CASES, answer_of, case_id

from cassette_cli.chat.message import Answer, Message, Part, Site
from cassette_cli.chat.retelling import ANY, Retelling
from cassette_cli.chat.telling import Facts, Telling
from cassette_cli.document.json_view import answer_view
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.answer import (
    changed_texts,
    paired,
    retell,
    settled_arguments,
    written_arguments,
)
from cassette_cli.operations.rewrite.verification import same
from cassette_cli.protocols import protocol_named
from cassette_cli.text.json_value import compact, parse

PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from(["text", "reasoning", "tool_call"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from([None, "1", "2"]),
    ),
    max_size=6,
)


def message(*parts):
    """Return a message of parts."""
    return Message(0, "assistant", list(parts))


def views(parts):
    """Return parts as the JSON view has them."""
    return answer_view(message(*parts))["parts"]


def call(raw, call_id="1", name="f"):
    """Return a tool call."""
    return Part("tool_call", id=call_id, name=name, arguments_raw=raw)


# Which part becomes which


@given(PARTS)
def test_equal_parts_are_each_their_own(parts):
    """An answer that nobody edits has nothing to tell."""
    before = message(*parts)
    pairs = paired(before, views(parts))
    assert [pair.old for pair in pairs] == parts
    assert all(pair.old is part for pair, part in zip(pairs, parts, strict=True))
    assert all(not changed_texts(before, *pair) for pair in pairs)


@given(PARTS, PARTS)
def test_every_part_stays_or_goes_and_every_wanted_one_is_one_or_comes(old, new):
    """In their orders, each once, and only parts of one kind become each other."""
    wanted = views(new)
    pairs = paired(message(*old), wanted)
    assert [id(pair.old) for pair in pairs if pair.old is not None] == [id(part) for part in old]
    assert [id(pair.new) for pair in pairs if pair.new is not None] == [id(part) for part in wanted]
    for pair in pairs:
        if pair.old is not None and pair.new is not None:
            assert pair.old.kind == pair.new["kind"]


def names(old, new):
    """Return pairs in short: what each part was and is."""
    return [
        (pair.old and pair.old.text, pair.new and pair.new["text"])
        for pair in paired(message(*old), views(new))
    ]


def test_equal_parts_come_first_then_those_of_a_kind():
    """A text before the one that stays is new, and does not become it."""
    kept, other = Part("text", "kept"), Part("reasoning", "r")
    assert names([kept], [Part("text", "new"), kept]) == [(None, "new"), ("kept", "kept")]
    assert names([other, kept], [Part("text", "x"), kept]) == [
        ("r", None),
        (None, "x"),
        ("kept", "kept"),
    ]
    assert names([other, kept], [Part("reasoning", "s"), Part("text", "x")]) == [
        ("r", "s"),
        ("kept", "x"),
    ]


def test_a_part_that_moves_goes_and_comes():
    """Nothing is swapped in place: what stood between stays where it is."""
    one, two = Part("text", "one"), Part("reasoning", "two")
    assert names([one, two], [two, one]) == [(None, "two"), ("one", "one"), ("two", None)]


def test_an_emptied_text_is_changed_and_not_taken_out():
    """Its events are there to be written again; one that was never there is none."""
    one, empty = Part("text", "one"), Part("text")
    assert names([one], [empty]) == [("one", "")]
    assert names([one], [one, empty]) == [("one", "one")]
    assert names([one], []) == [("one", None)]


def test_a_call_is_known_by_its_id_before_its_kind():
    """Whoever takes the first of two calls out and edits the second means just that."""
    pairs = paired(message(call("{}", "1"), call("{}", "2")), views([call('{"a":1}', "2")]))
    assert [(pair.old.id, pair.new and pair.new["id"]) for pair in pairs] == [
        ("1", None),
        ("2", "2"),
    ]
    renamed = paired(message(call("{}", "1")), views([call("{}", "3")]))
    assert [(pair.old.id, pair.new["id"]) for pair in renamed] == [("1", "3")]


def test_what_cannot_be_written_is_refused():
    """And nothing is left out in silence."""
    before = message(Part("text", "x", annotations=[{"a": 1}]), call("{}"), Part("unknown", "plan"))
    text, tool, plan = answer_view(before)["parts"]
    for part, wanted, words in [
        (
            0,
            {**text, "annotations": []},
            "`annotations` of a part of the kind text cannot be changed",
        ),
        (0, {**text, "extra": 1}, "`extra` of a part of the kind text cannot be changed"),
        (0, {**text, "text": None}, "`text` of a part of the kind text must be a text"),
        (1, {**tool, "name": None}, "`name` of a part of the kind tool_call must be a text"),
        (1, {**tool, "id": ""}, "`id` of a part of the kind tool_call cannot be empty"),
        (2, {**plan, "text": ""}, "`text` of a part of the kind unknown cannot be empty"),
        (1, {**tool, "arguments_raw": 5}, "`arguments_raw` of a part of the kind tool_call must"),
    ]:
        with pytest.raises(CassetteError, match=words):
            changed_texts(before, before.parts[part], wanted)
    other = {**text, "text": "y", "annotations": []}
    assert [one.new for one in changed_texts(before, before.parts[0], other)] == ["y"]


# Arguments


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_arguments_that_nobody_edits_stay_as_they_are(case):
    """Also those that are no JSON, or are not there at all."""
    before = [answer_view(one) for one in answer_of(case).messages]
    wanted = deepcopy(before)
    settled_arguments(before, wanted)
    assert compact(wanted) == compact(before)


def settled(raw, **changed):
    """Return the arguments of a call after a change of its view."""
    before = [answer_view(message(call(raw)))]
    wanted = deepcopy(before)
    wanted[0]["parts"][0] |= changed
    settled_arguments(before, wanted)
    return wanted[0]["parts"][0]["arguments_raw"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 1) | st.sampled_from([1.0, "x", "é"]),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from("ab"), inside),
    max_leaves=5,
)


@given(st.sampled_from(['{"a": 1}', '{ "a":true }', "{", "", None]), JSON)
def test_a_changed_value_is_what_the_text_comes_to_say(raw, value):
    """`true` is not `1`; what means the same changes nothing."""
    made = settled(raw, arguments=value)
    if same(value, views([call(raw)])[0]["arguments"]):
        assert made == raw
    else:
        assert same(parse(made), value)


@pytest.mark.parametrize(
    ("raw", "changed", "made"),
    [
        ('{"a": 1}', {"arguments": {"a": 2}}, '{"a": 2}'),
        ('{"a": 1}', {"arguments_raw": '{"a":3}'}, '{"a":3}'),
        ('{"a": 1}', {"arguments_raw": "{"}, "{"),
        ('{"a": 1}', {"arguments": {"a": 2}, "arguments_raw": '{"a":2}'}, '{"a":2}'),
        ('{"a": 1}', {"arguments": {"a": 2}, "arguments_raw": None}, '{"a":2}'),
        ("{", {"arguments": {"a": 2}}, '{"a":2}'),
        (None, {"arguments": {}}, "{}"),
    ],
)
def test_of_value_and_text_what_has_changed_counts(raw, changed, made):
    """The text keeps its own spelling where there is one."""
    assert settled(raw, **changed) == made


def test_a_text_that_another_call_has_is_a_change_all_the_same():
    """A call is compared with what it was, not with all there are."""
    before = [answer_view(message(call('{"a": 1}', "1"), call('{"a": 2}', "2")))]
    wanted = deepcopy(before)
    wanted[0]["parts"][0]["arguments_raw"] = '{"a": 2}'
    settled_arguments(before, wanted)
    assert wanted[0]["parts"][0]["arguments_raw"] == '{"a": 2}'


def test_a_copy_of_a_call_may_have_another_value():
    """Its text is that of the call it is a copy of."""
    before = [answer_view(message(call('{"a": 1}', "1")))]
    wanted = deepcopy(before)
    wanted[0]["parts"].append({**wanted[0]["parts"][0], "id": "2", "arguments": {"a": 5}})
    settled_arguments(before, wanted)
    assert [part["arguments_raw"] for part in wanted[0]["parts"]] == ['{"a": 1}', '{"a": 5}']


def test_two_changes_that_disagree_are_refused():
    """Neither is more meant than the other."""
    with pytest.raises(CassetteError, match="disagree"):
        settled('{"a": 1}', arguments={"a": 2}, arguments_raw='{"a": 3}')


def test_arguments_are_written_as_before():
    """Spaces and all; where there is nothing to go by, in the shortest way."""
    assert written_arguments('{ "a" : 1 }', {"a": 2}) == '{ "a" : 2 }'
    assert written_arguments("", {"a": 2}) == '{"a":2}'


# Facts


FACTS = Facts(
    id=[("id",)],
    model=[("model",)],
    role=[("items", ANY, "role")],
    finish=[("items", ANY, "finish")],
    usage=[("usage",)],
)
EVENT = {
    "id": "a", "model": "m", "usage": {"n": 1},
    "items": [{"index": 0, "role": "r", "finish": "stop", "x": "hi"}],
}  # fmt: skip


def answer_in(event):
    """Return the answer that an event tells."""
    item = event["items"][0]
    text = Part("text", item["x"], sites={"text": [Site(0, ("items", 0, "x"))]})
    said = Message(0, item["role"], [text, Part("unknown", name="odd")], "stop", item["finish"])
    return Answer(
        "openai-chat", "complete", event["id"], event["model"], [said], usage_raw=event["usage"]
    )


PROTOCOL = protocol_named("openai-chat")._replace(
    assemble=lambda stream: answer_in(stream.events[0].json), telling=lambda: Telling(FACTS)
)


def told(edit):
    """Return an event as an edit of the answer's view makes it."""
    retelling = Retelling([("", deepcopy(EVENT))])
    made = answer_in(EVENT)
    wanted = {
        "id": made.id, "model": made.model, "usage_raw": made.usage_raw,
        "messages": [answer_view(one) for one in made.messages],
    }  # fmt: skip
    wanted = deepcopy(wanted)
    edit(wanted)
    retell(retelling, PROTOCOL, made, wanted)
    return retelling.line(0).payload


def in_message(**changed):
    """Return an edit of the first message."""
    return lambda view: view["messages"][0].update(changed)


def in_answer(**changed):
    """Return an edit of what an answer says of itself."""
    return lambda view: view.update(changed)


@pytest.mark.parametrize(
    ("edit", "path", "value"),
    [
        (in_answer(id="b"), "id", "b"),
        (in_answer(id=None), "id", None),
        (in_answer(model="n"), "model", "n"),
        (in_answer(usage_raw={"n": 1.0}), "usage", {"n": 1}),
        (in_answer(usage_raw={"n": True, "o": 2}), "usage", {"n": True, "o": 2}),
        (in_message(role="s"), "items", [EVENT["items"][0] | {"role": "s"}]),
        (in_message(finish_reason_raw="x"), "items", [EVENT["items"][0] | {"finish": "x"}]),
        (in_message(finish_reason="x", index=5), "id", "a"),
    ],
)
def test_a_fact_is_written_and_nothing_else(edit, path, value):
    """What follows from the rest is not looked at."""
    made = told(edit)
    assert compact(made) == compact({**EVENT, path: value})


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (in_answer(messages=[]), "a whole message"),
        (in_answer(messages=["x"]), "a whole message"),
        (in_message(parts=[]), "parts cannot be taken out"),
        (lambda view: view["messages"][0]["parts"].append({"kind": "x"}), "parts cannot be added"),
    ],
)
def test_an_answer_that_could_not_be_read_so_is_refused(edit, words):
    """Before anything is written, and not as a fault of ours."""
    with pytest.raises(CassetteError, match=words):
        told(edit)


def test_a_result_of_a_tool_in_an_answer_is_the_unknown_part_of_its_view():
    """Its view calls it that; it is not another part for it."""
    before = message(Part("tool_result", "x"))
    (pair,) = paired(before, answer_view(before)["parts"])
    assert pair.old is before.parts[0]
    assert not changed_texts(before, pair.old, pair.new)
