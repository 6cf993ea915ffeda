"""Edited answers of chat completions: OpenAI's own, and those of all that speak them."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.protocols.cases import case_id
from tests.protocols.retold_body import new_call
from tests.protocols.retold_changes import (
    DECLINED,
    THOUGHT,
    add,
    arguments,
    cases_of,
    changes_of,
    check_every_edit,
    content_of,
    finish,
    payloads,
    put,
    refusal,
    remove,
    retold,
    sse,
    tell,
)

from cassette_cli.text.json_value import get, integer, objects, string

CHANGES = {"once": True}
OURS = cases_of("openai-chat")
REFUSALS = (
    "holds one", "a signature cannot be added", "citations cannot be added", "come in one chunk",
    "in this order", "is written nowhere", "cannot be taken out of its answer", "is not known",
    "must stay one", "has no chunk of that choice", "reason of finishing", "needs an id and a name",
    "cannot be changed", "must be a text", "would become one",
)  # fmt: skip
"""What is said of edits that a recording cannot hold."""


def provider_rules(made):
    """Fail for a stream that no client could read: roles twice, numbers of calls that jump."""
    for index in {message.index for message in made.before.messages}:
        before, after = (chunks(stream, index) for stream in (made.stream, made.again))
        if roles(before) == 1:
            assert roles(after) == 1
            assert (
                not after or get(after[0], "delta", "role") or not get(before[0], "delta", "role")
            )
        if in_order(numbers(before)):
            assert in_order(numbers(after))
    check_padding(made)


def chunks(stream, index):
    """Return what the chunks of a stream say of a choice."""
    return [
        choice
        for event in (stream.events if stream else [])
        for choice in objects(event.json, "choices")
        if (integer(choice, "index") or 0) == index
    ]


def roles(choices):
    """Return how often a role is told."""
    return sum(bool(get(choice, "delta", "role")) for choice in choices)


def numbers(choices):
    """Return the numbers of calls in the order in which they start."""
    found = (integer(call, "index") for choice in choices for call in calls_of(choice))
    return [*dict.fromkeys(found)]


def calls_of(choice):
    """Return the calls that a choice brings, or pieces of them."""
    found = get(choice, "delta", "tool_calls")
    return [found] if isinstance(found, dict) else objects(found)


def in_order(found):
    """Say whether calls are numbered one by one, from wherever."""
    return None not in found and found == [*range(min(found, default=0), len(found))]


def check_padding(made):
    """Fail unless padding brings all chunks of a stream to the same length by its multiple."""
    before, after = (paddings(stream) for stream in (made.stream, made.again))
    if len(before) == 1:
        assert after <= before


def paddings(stream):
    """Return what is left of the lengths of texts with their padding."""
    found = set()
    for event in stream.events if stream else []:
        if string(event.json, "obfuscation"):
            texts = [string(event.json, "choices", 0, "delta", "content")]
            calls = objects(event.json, "choices", 0, "delta", "tool_calls")
            texts += [string(call, "function", "arguments") for call in calls]
            found.add(len("".join(texts) + event.json["obfuscation"]) % 16)
    return found


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_every_edit_of_a_case_is_told_or_refused_with_a_reason(case):
    """The edits that are wanted most, one by one, on every oddity that was seen."""
    check_every_edit(case, REFUSALS, provider_rules)


@settings(deadline=None)
@given(st.sampled_from(OURS), st.data())
def test_whatever_is_wanted_of_an_answer_is_told(case, data):
    """Texts, calls, parts and reasons, all at once."""

    def edit(view, answer):
        data.draw(changes_of(view, **CHANGES))

    made = tell("openai-chat", content_of(case), edit, REFUSALS)
    assume(made is not None)
    made.check()
    provider_rules(made)


def chunk(delta, finish_reason=None, index=0, **more):
    """Return a chunk that brings something of one choice."""
    choice = {"index": index, "delta": delta, "finish_reason": finish_reason}
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "model": "m",
        "choices": [choice],
        **more,
    }


def call(index, call_id, name, text=""):
    """Return a delta that starts a call."""
    function = {"name": name, "arguments": text}
    return {
        "tool_calls": [{"index": index, "id": call_id, "type": "function", "function": function}]
    }


def piece(index, text):
    """Return a delta that goes on with a call."""
    return {"tool_calls": [{"index": index, "function": {"arguments": text}}]}


def told(edit, *before):
    """Return the chunks that tell an edited answer."""
    return payloads(retold("openai-chat", sse(*before), edit))


def deltas(chunks):
    """Return what chunks bring."""
    return [get(one, "choices", 0, "delta") for one in chunks]


START = chunk({"role": "assistant", "content": ""})
TEXT = (chunk({"content": "Hello "}), chunk({"content": "you"}))
CALL = (chunk(call(0, "call_1", "add")), chunk(piece(0, '{"a":')), chunk(piece(0, "1}")))
END = chunk({}, "stop")
NEW = new_call("mul", '{"b":2}')
NEW_CALL = lambda index: (chunk(call(index, "call_new_1", "mul")), chunk(piece(index, '{"b":2}')))  # noqa: E731


def test_a_word_over_a_cut_keeps_the_cuts_around_it():
    """All other chunks stay."""
    made = told(put("text", "Help me you"), START, *TEXT, END)
    assert made == [START, chunk({"content": "Help me "}), TEXT[1], END]
    assert deltas(told(put("text", "you"), START, *TEXT, END))[1:3] == [
        {"content": ""},
        {"content": "you"},
    ]


def test_a_new_call_gets_the_number_of_its_place():
    """Clients that go by the number read it there; those behind it are numbered anew."""
    behind = (chunk(call(1, "call_1", "add")), chunk(piece(1, '{"a":')), chunk(piece(1, "1}")))
    assert told(add(NEW, 0), START, *CALL, END) == [START, *NEW_CALL(0), *behind, END]
    assert told(add(NEW, 1), START, *CALL, END) == [START, *CALL, *NEW_CALL(1), END]
    assert told(remove(0), START, *NEW_CALL(0), *behind, END) == [START, *CALL, END]


def test_a_role_is_told_once():
    """It moves to a chunk that comes before it, and no clone repeats it."""
    first = chunk({"role": "assistant", "content": "Hi"})
    made = deltas(told(add(THOUGHT, 0), first, END))
    assert made == [
        {"role": "assistant", "reasoning_content": THOUGHT["text"]}, {"content": "Hi"}, {}
    ]  # fmt: skip
    long = deltas(told(put("text", "Hi there " * 40), first, END))
    assert sum("role" in one for one in long) == 1
    every = [chunk({"role": "assistant", "content": text}) for text in ("a", "b")]
    assert all("role" in one for one in deltas(told(add(DECLINED, 1), *every)))


def test_the_reason_of_finishing_stays_last():
    """Where the last chunk brings a call itself, a new text comes behind it and ends the answer."""
    whole = chunk(call(0, "call_1", "add", "{}"), "tool_calls")
    made = told(add(DECLINED, 1), START, whole)
    assert [one["choices"][0]["finish_reason"] for one in made][:2] == [None, None]
    assert made[-1]["choices"][0]["finish_reason"] == "tool_calls"
    joined = told(add(NEW, 1), START, whole)
    calls = joined[1]["choices"][0]["delta"]["tool_calls"]
    assert [one["index"] for one in calls] == [0, 1]
    assert len(joined) == 2


def calls_in(made):
    """Return the numbers and ids of the calls of the second chunk."""
    return [(one["index"], one["id"]) for one in deltas(made)[1]["tool_calls"]]


def test_calls_of_one_chunk_come_and_go_between_each_other():
    """Their chunk keeps its other calls."""
    calls = [call(at, name, "x", "{}")["tool_calls"][0] for at, name in enumerate("ab")]
    before = (START, chunk({"tool_calls": calls}), END)
    assert calls_in(told(add(NEW, 1), *before)) == [(0, "a"), (1, "call_new_1"), (2, "b")]
    assert calls_in(told(remove(0), *before)) == [(0, "b")]
    assert told(remove(0, 1), *before) == [START, END]
    assert "come in one chunk" in refusal("openai-chat", sse(*before), add(DECLINED, 1))


def test_every_finish_reason_that_is_told_follows():
    """Some send it twice."""
    ends = (
        chunk({"content": ""}, "stop"),
        chunk({"content": ""}, "stop", usage={"prompt_tokens": 1}),
    )
    made = told(finish("length"), START, *TEXT, *ends)
    assert [one["choices"][0]["finish_reason"] for one in made[-2:]] == ["length", "length"]


def test_names_and_ids_that_are_repeated_follow():
    """Some repeat them with every piece."""
    pieces = (chunk(call(0, "call_1", "add", '{"a"')), chunk(call(0, "call_1", "add", ":1}")), END)
    made = told(put("name", "mul"), *pieces)
    assert [get(one, "tool_calls", 0, "function", "name") for one in deltas(made)] == [
        "mul",
        "mul",
        None,
    ]
    made = told(put("id", "call_2"), *pieces)
    assert [get(one, "tool_calls", 0, "id") for one in deltas(made)] == ["call_2", "call_2", None]


def test_padding_follows_the_text():
    """A chunk's text and padding are together as long as before, by 16."""
    padded = [
        chunk({"content": "Hello"}, obfuscation="k" * 11),
        chunk({}, "stop", obfuscation="k" * 16),
    ]
    made = told(put("text", "Hello there"), *padded)
    assert [len(one["obfuscation"]) for one in made] == [5, 16]


def test_log_probabilities_of_changed_text_are_dropped():
    """They are those of other words; the other chunks keep theirs."""
    known = {"content": [{"token": "x", "logprob": -0.1}]}
    chunks = [chunk({"content": text}) for text in ("One ", "two")]
    for one in chunks:
        one["choices"][0]["logprobs"] = known
    made = retold("openai-chat", sse(*chunks, END), put("text", "One three"))
    found = [one["choices"][0].get("logprobs") for one in payloads(made)]
    assert found == [known, None, None]
    assert made.retelling.notes == ["log probabilities of changed text are dropped"]


def cited(start, end):
    """Return a citation of a range of the text."""
    return {
        "type": "url_citation",
        "url_citation": {"url": "u", "start_index": start, "end_index": end},
    }


@pytest.mark.parametrize("is_plain", [False, True])
def test_citations_move_with_the_text_or_go(is_plain):
    """Behind the change they move, within it they are dropped."""
    text, notes = "The blue sky", [cited(0, 3), cited(4, 8), cited(9, 12)]
    if is_plain:
        message = {"role": "assistant", "content": text, "annotations": notes}
        before = json.dumps(
            {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        )
    else:
        before = sse(chunk({"content": text}), chunk({"annotations": notes}), END)
    made = retold("openai-chat", before, put("text", "The green sky"))
    found = made.answer.messages[0].parts[0].annotations
    assert found == [cited(0, 3), cited(10, 13)]
    assert made.retelling.notes == ["citations of changed text are dropped"]


def test_what_repeats_a_text_in_each_chunk_follows():
    """The message so far, the text beside the delta, reasoning in two fields."""
    chunks = [chunk({"content": text}) for text in ("One ", "two ", "three")]
    for one, so_far in zip(chunks, ("One ", "One two ", "One two three"), strict=True):
        one["choices"][0] |= {
            "message": {"content": so_far},
            "text": one["choices"][0]["delta"]["content"],
        }
    made = [one["choices"][0] for one in told(put("text", "One four three"), *chunks)]
    assert [one["message"]["content"] for one in made] == ["One ", "One four ", "One four three"]
    assert [one["text"] for one in made] == ["One ", "four ", "three"]
    gone = [one["choices"][0] for one in told(remove(0), *chunks)]
    assert {one["message"]["content"] for one in gone} == {""}
    twice = {"reasoning": "Hm", "reasoning_details": [{"type": "reasoning.text", "text": "Hm"}]}
    (delta, _) = deltas(told(put("text", "Oh"), chunk(twice), END))
    assert delta == {
        "reasoning": "Oh",
        "reasoning_details": [{"type": "reasoning.text", "text": "Oh"}],
    }


def test_only_the_choice_that_is_meant_changes():
    """Both may say the same."""
    one, other = chunk({"content": "Red"}), chunk({"content": "Red"}, index=1)
    ends = (chunk({}, "stop"), chunk({}, "stop", index=1))
    wanted = [one, chunk({"content": "Blue"}, index=1), *ends]
    assert told(put("text", "Blue", 0, 1), one, other, *ends) == wanted
    wanted = [one, other, ends[0], chunk({}, "length", index=1)]
    assert told(finish("length", 1), one, other, *ends) == wanted


def test_a_call_that_came_without_arguments_can_have_some():
    """Null or missing, they are a text afterwards."""
    for function in ({"name": "add"}, {"name": "add", "arguments": None}):
        before = {"tool_calls": [{"index": 0, "id": "a", "function": function}]}
        made = told(arguments('{"a":1}'), chunk(before), chunk({}, "tool_calls"))
        found = made[0]["choices"][0]["delta"]["tool_calls"][0]["function"]
        assert found == {"name": "add", "arguments": '{"a":1}'}


def test_a_text_stays_before_the_call_that_it_was_before():
    """Its first chunk says something, even if nothing of it is left."""
    before = (chunk({"content": "Before."}), *CALL, chunk({"content": " After."}), END)
    made = deltas(told(put("text", " After."), *before))
    assert (made[0], made[-2]) == ({"content": " After."}, {"content": ""})


def test_a_part_comes_before_the_citations_that_start_a_text():
    """They are told before its first word, and are a part of it."""
    before = (START, chunk({"content": "", "annotations": [cited(0, 3)]}), *TEXT, END)
    assert told(add(NEW, 0), *before) == [START, *NEW_CALL(0), *before[1:]]


def plain(message):
    """Return a plain answer."""
    return json.dumps(
        {"id": "c1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    )


def test_a_plain_answer_is_read_in_its_own_order():
    """New calls find their place among the others; what would be read elsewhere is refused."""
    calls = [{"id": name, "function": {"name": name, "arguments": "{}"}} for name in "ab"]
    before = plain({"role": "assistant", "content": "Hi", "tool_calls": calls})
    made = retold("openai-chat", before, add(NEW, 2), remove(1))
    message = json.loads(made.edited)["choices"][0]["message"]
    assert [one["id"] for one in message["tool_calls"]] == ["call_new_1", "b"]
    assert "in this order" in refusal("openai-chat", before, add(NEW, 0))
    made = retold("openai-chat", before, remove(0, 1, 2), add(DECLINED, 0))
    assert json.loads(made.edited)["choices"][0]["message"] == {
        "role": "assistant", "content": None, "refusal": DECLINED["text"]
    }  # fmt: skip
