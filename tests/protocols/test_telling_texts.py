"""Edited answers of the protocols whose texts and facts are told, but no new parts."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.protocols.cases import case_id
from tests.protocols.retold_changes import (
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

from cassette_cli.text.json_value import get

NAMES = ("openai-completions", "ollama", "openai-assistants")
OURS = cases_of(*NAMES)
CHANGES = {
    "comes": (),
    "reasons": ["stop", "length", "completed", "failed", "incomplete", "requires_action"],
}
REFUSALS = (
    "parts cannot be added", "cannot be taken out", "must stay one", "is written nowhere",
    "no reason of finishing", "holds no run that has ended", "a run ends in one of", "was cut off",
    "must be a text", "cannot be changed",
)  # fmt: skip
"""What is said of edits that a recording cannot hold."""


def provider_rules(made):
    """Fail for a stream that the provider would never send."""
    for event in made.again.events if made.stream else []:
        if event.name == "thread.message.delta":
            assert get(event.json, "delta", "content", 0, "text", "value") != ""


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_every_edit_of_a_case_is_told_or_refused_with_a_reason(case):
    """The edits that are wanted most, one by one, on every oddity that was seen."""
    check_every_edit(case, REFUSALS, provider_rules)


@settings(deadline=None)
@given(st.sampled_from(OURS), st.data())
def test_whatever_is_wanted_of_an_answer_is_told(case, data):
    """Texts, arguments and reasons, all at once."""

    def edit(view, answer):
        data.draw(changes_of(view, **CHANGES))

    made = tell(case.parent.name, content_of(case), edit, REFUSALS)
    assume(made is not None)
    made.check()
    provider_rules(made)


def event(name, **payload):
    """Return an event of a run."""
    return f"event: {name}\ndata: {json.dumps(payload)}\n\n"


def content(text, notes=(), **more):
    """Return a text of a message."""
    return {"type": "text", "text": {"value": text, "annotations": [*notes]}, **more}


def note(start, end):
    """Return a citation of a range of a text."""
    return {"type": "file_citation", "text": "[0]", "start_index": start, "end_index": end}


def run(*pieces, notes=(), ending="completed", status="completed"):
    """Return the stream of a run that says a text, whose citations come with the last piece."""
    deltas = [
        event("thread.message.delta", id="msg_1", delta={"content": [content(piece, index=0)]})
        for piece in pieces[:-1]
    ]
    last = {"content": [content(pieces[-1], notes, index=0)]}
    whole = [content("".join(pieces), notes)]
    return "".join(
        [
            event("thread.run.created", id="run_1", model="m", status="queued"),
            *deltas,
            event("thread.message.delta", id="msg_1", delta=last),
            event("thread.message.completed", id="msg_1", role="assistant", content=whole),
            event(f"thread.run.{ending}", id="run_1", model="m", status=status),
            "event: done\ndata: [DONE]\n\n",
        ]
    )


def test_a_message_that_is_finished_repeats_what_its_pieces_say():
    """Both follow; citations move in both, or go with what they cite."""
    before = run("The blue ", "sky[0]", notes=[note(12, 15)])
    made = retold("openai-assistants", before, put("text", "The green sky[0]"))
    assert made.edited == run("The green ", "sky[0]", notes=[note(13, 16)])
    made = retold("openai-assistants", before, put("text", "The blue "))
    assert made.retelling.notes == ["citations of changed text are dropped"]
    assert "[0]" not in made.edited
    assert made.edited.count("thread.message.delta") == 1
    gone = retold("openai-assistants", before, remove(0))
    assert gone.edited.count("thread.message.delta") == 0


def test_a_run_ends_in_another_way():
    """Its status, and the name of the event, where that says the same."""
    made = retold("openai-assistants", run("Hi"), finish("incomplete"))
    assert made.edited == run("Hi", ending="incomplete", status="incomplete")
    other = run("Hi", status="incomplete")
    assert retold("openai-assistants", other, finish("failed")).edited == run("Hi", status="failed")
    assert "a run ends in one of" in refusal("openai-assistants", other, finish("odd"))


def calling(call_id, name, *pieces):
    """Return the stream of a run that waits for the output of a tool."""
    head = {"id": call_id, "type": "function"}
    first = {"index": 0, **head, "function": {"name": name, "arguments": ""}}
    whole = {**head, "function": {"name": name, "arguments": "".join(pieces)}}
    deltas = [first, *({"index": 0, "function": {"arguments": piece}} for piece in pieces)]
    required = {"submit_tool_outputs": {"tool_calls": [whole]}}
    ending = {"status": "requires_action", "required_action": required}
    steps = [{"step_details": {"type": "tool_calls", "tool_calls": [one]}} for one in deltas]
    return "".join(
        [
            *(event("thread.run.step.delta", id="step_1", delta=step) for step in steps),
            event("thread.run.step.completed", id="step_1", step_details={"tool_calls": [whole]}),
            event("thread.run.requires_action", id="run_1", **ending),
        ]
    )


def test_a_call_is_told_three_times():
    """In pieces, in its step, and by the run that waits for it."""
    before = calling("call_1", "add", '{"a":', "1}")
    made = retold("openai-assistants", before, arguments('{"a":2}'))
    assert made.edited == calling("call_1", "add", '{"a":', "2}")
    made = retold("openai-assistants", before, put("name", "mul"), put("id", "call_2"))
    assert made.edited == calling("call_2", "mul", '{"a":', "1}")


def line(**payload):
    """Return a line of Ollama's."""
    return json.dumps({"model": "m", "created_at": "t", **payload}) + "\n"


def spoken(text, **more):
    """Return a message of a line."""
    return {"role": "assistant", "content": text, **more}


def ollama_call(name, arguments, **more):
    """Return a call as Ollama has it."""
    return {**more, "function": {"name": name, "arguments": arguments}}


def test_ollama_has_values_for_arguments_and_no_ids():
    """The value is changed where it stands; calls of one line go one by one."""
    calls = [ollama_call("add", {"a": 1}), ollama_call("add", {"a": 2})]
    end = line(message=spoken(""), done=True, done_reason="stop", eval_count=3)
    before = line(message=spoken("", tool_calls=calls), done=False) + end
    made = retold("ollama", before, arguments('{"a": 7}', 1), put("name", "mul", 1))
    wanted = [calls[0], ollama_call("mul", {"a": 7})]
    assert made.edited == line(message=spoken("", tool_calls=wanted), done=False) + end
    made = retold("ollama", before, remove(0))
    assert made.edited == line(message=spoken("", tool_calls=calls[1:]), done=False) + end
    made = retold("ollama", before, remove(0, 1))
    assert made.edited == line(message=spoken(""), done=False) + end
    made = retold("ollama", before, put("id", "x", 1))
    assert payloads(made)[0]["message"]["tool_calls"][1]["id"] == "x"
    assert "must stay one" in refusal("ollama", before, put("arguments_raw", "no JSON"))


def test_the_counts_of_ollama_stand_beside_everything_else():
    """Changed, added and taken out, in the last line; which has the tokens of the old text."""
    first = line(response="Hello you", done=False)
    more = {"done": True, "done_reason": "stop", "context": [1, 2]}
    before = first + line(response="", **more, eval_count=3, total_duration=9)

    def count(view, answer):
        view["usage_raw"] = {"eval_count": 4, "prompt_eval_count": 2}

    made = retold("ollama", before, count, finish("length"))
    more["done_reason"] = "length"
    assert made.edited == first + line(response="", **more, eval_count=4, prompt_eval_count=2)
    assert made.retelling.notes == []
    made = retold("ollama", before, put("text", "Hello me"))
    assert made.retelling.notes == ["the `context` of the answer is that of the text before"]
    named = lambda view, answer: view["usage_raw"].update(done=1)  # noqa: E731
    assert "no such names" in refusal("ollama", before, named)
    assert "cut off" in refusal("ollama", first + first, finish("length"))


def completion(text, offset, reason=None):
    """Return a chunk of a legacy completion, with its log probabilities."""
    known = {"tokens": [text], "token_logprobs": [-0.1], "text_offset": [offset]}
    choice = {"text": text, "index": 0, "logprobs": known, "finish_reason": reason}
    return {"id": "cmpl-1", "object": "text_completion", "model": "m", "choices": [choice]}


def test_log_probabilities_of_a_completion_know_where_their_text_is():
    """Those of changed text are dropped, those behind it move."""
    before = (completion("One ", 0), completion("two ", 4), completion("three", 8, "stop"))
    made = retold("openai-completions", sse(*before), put("text", "One second three"))
    changed = completion("second ", 4)
    changed["choices"][0]["logprobs"] = None
    assert payloads(made) == [before[0], changed, completion("three", 11, "stop")]
    assert made.retelling.notes == ["log probabilities of changed text are dropped"]


def older(text, reason):
    """Return a chunk of Anthropic's older completions."""
    return {"completion": text, "stop_reason": reason, "model": "m", "log_id": "l"}


def test_the_older_completions_of_anthropic_are_told():
    """With the text and the reason at the top."""
    before = sse(older(" One", None), older(" two", None), older("", "stop_sequence"))
    made = retold("openai-completions", before, put("text", " One more"), finish("max_tokens"))
    assert made.edited == sse(older(" One", None), older(" more", None), older("", "max_tokens"))
