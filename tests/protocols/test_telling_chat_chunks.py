"""What edits of chat completions make of their chunks, to the member."""

import json

import pytest
from tests.protocols.cases import BY_NAME
from tests.protocols.retold_body import FIRST, LAST, RetoldBody, adding, new_call, remove_part
from tests.protocols.retold_changes import cases_of, content_of

from cassette_cli.errors import CassetteError

CHAT = BY_NAME["openai-chat"]
OURS = cases_of("openai-chat")
THOUGHT = {"kind": "reasoning", "text": "First I look at it from all sides. " * 3}


def case_named(name):
    """Return the body of a case."""
    return content_of(next(case for case in OURS if case.name == name))


def retold(content, *edits):
    """Return a body told anew after some edits, which reads as it should."""

    def edit(view, answer):
        for one in edits:
            one(view, answer)

    made = RetoldBody(CHAT, content, edit)
    made.check()
    return made


def chunk(delta=None, finish=None, **more):
    """Return a chunk of one choice, like OpenAI's."""
    choice = {"index": 0, "delta": delta or {}, "logprobs": None, "finish_reason": finish}
    return {
        "id": "c-1",
        "object": "chat.completion.chunk",
        "model": "m",
        "choices": [choice],
        **more,
    }


def head(index, call_id, name, arguments=""):
    """Return the delta that starts a call, or is a whole one."""
    function = {"name": name, "arguments": arguments}
    call = {"index": index, "id": call_id, "type": "function", "function": function}
    return {"tool_calls": [call]}


def rest(index, arguments):
    """Return the delta that goes on with a call."""
    return {"tool_calls": [{"index": index, "function": {"arguments": arguments}}]}


def sse(*chunks):
    """Return a stream."""
    return "".join(f"data: {json.dumps(one)}\n\n" for one in chunks) + "data: [DONE]\n\n"


OPENED = chunk({"role": "assistant", "content": ""})
ENDED = chunk({}, "stop")
USAGE = {**chunk(), "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}}
TEXT = (chunk({"content": "Hello "}), chunk({"content": "big "}), chunk({"content": "world"}))
CALL = (chunk(head(0, "call_1", "add")), chunk(rest(0, '{"a":')), chunk(rest(0, "1}")))


def check_chunks(before, edit, wanted):
    """Fail unless an edit makes these chunks of some others; return what was told."""
    made = retold(sse(*before), edit)
    assert [event.json for event in made.again.events] == list(wanted)
    return made


def put(key, value, part=0):
    """Return an edit of a field of a part."""

    def edit(view, answer):
        view["messages"][0]["parts"][part][key] = value

    return edit


def call(call_id="call_2", arguments='{"b":2}', **more):
    """Return the view of a call."""
    return {**new_call("sub", arguments), "id": call_id, **more}


def test_a_fragment_that_nothing_is_left_of_stays_empty():
    """Chat completions have empty fragments anyway, and fewer chunks change so."""
    wanted = [OPENED, TEXT[0], chunk({"content": ""}), TEXT[2], ENDED]
    check_chunks([OPENED, *TEXT, ENDED], put("text", "Hello world"), wanted)


def test_a_text_that_goes_takes_its_chunks_with_it():
    """Also where it is emptied, as no answer is read to have an empty text; the role stays."""
    for edit in (remove_part(0), put("text", "")):
        check_chunks([OPENED, *TEXT, *CALL, ENDED], edit, [OPENED, *CALL, ENDED])
    first = chunk({"role": "assistant", "content": "Hi"})
    check_chunks([first, *TEXT, ENDED], remove_part(0), [OPENED, ENDED])


def test_a_clone_of_the_first_fragment_does_not_tell_the_role_again():
    """Clients put repeated roles together."""
    first = chunk({"role": "assistant", "content": "Hi, "})
    made = retold(sse(first, TEXT[0], ENDED), put("text", "lorem ipsum " * 40 + "Hello "))
    roles = [event.json["choices"][0]["delta"].get("role") for event in made.again.events]
    assert len(roles) > 10
    assert [role for role in roles if role] == ["assistant"]


def test_a_call_that_comes_looks_like_the_others():
    """In pieces where they are; its index is the next one."""
    new = (chunk(head(1, "call_2", "sub")), chunk(rest(1, '{"b":2}')))
    wanted = [OPENED, *CALL, *new, ENDED, USAGE]
    check_chunks([OPENED, *CALL, ENDED, USAGE], adding(call(), LAST), wanted)


def test_a_call_comes_whole_where_the_others_do():
    """As from xAI, Groq and Mistral."""
    whole = chunk(head(0, "call_1", "add", '{"a":1}'))
    wanted = [OPENED, whole, chunk(head(1, "call_2", "sub", '{"b":2}')), ENDED]
    check_chunks([OPENED, whole, ENDED], adding(call(), LAST), wanted)


def test_the_calls_behind_one_that_comes_or_goes_are_numbered_anew():
    """Clients put the fragments of a call together by its index."""
    one, two = chunk(head(0, "call_1", "add", '{"a":1}')), head(1, "call_2", "sub", '{"b":2}')
    alone = chunk(head(0, "call_2", "sub", '{"b":2}'))
    check_chunks([OPENED, one, chunk(two), ENDED], remove_part(0), [OPENED, alone, ENDED])
    one_later = chunk(head(1, "call_1", "add", '{"a":1}'))
    check_chunks([OPENED, one, ENDED], adding(call(), FIRST), [OPENED, alone, one_later, ENDED])


def test_calls_without_index_stay_without_one():
    """As those of older Mistral models and of Gemini."""
    bare = {"id": "call_1", "function": {"name": "add", "arguments": '{"a":1}'}}
    new = {"id": "call_2", "function": {"name": "sub", "arguments": '{"b":2}'}}
    wanted = [OPENED, chunk({"tool_calls": [bare, new]}, "tool_calls")]
    check_chunks(
        [OPENED, chunk({"tool_calls": [bare]}, "tool_calls")], adding(call(), LAST), wanted
    )


def test_a_new_last_chunk_tells_why_the_answer_ended():
    """Where the old one brings a text, a call cannot come before it."""
    last = {**chunk({"content": "world"}, "stop"), "usage": USAGE["usage"]}
    wanted = [
        OPENED, TEXT[0], chunk({"content": "world"}),
        chunk({"content": "", **head(0, "call_2", "sub")}),
        chunk({"content": "", **rest(0, '{"b":2}')}, "stop", usage=USAGE["usage"]),
    ]  # fmt: skip
    check_chunks([OPENED, TEXT[0], last], adding(call(), LAST), wanted)


def test_the_first_chunk_tells_the_role_whatever_it_brings():
    """A client takes it from there."""
    first = chunk({"role": "assistant", "tool_calls": head(0, "call_1", "add", "{}")["tool_calls"]})
    text = chunk({"role": "assistant", "content": "Hi"})
    wanted = [text, chunk(head(0, "call_1", "add", "{}")), ENDED]
    check_chunks([first, ENDED], adding({"kind": "text", "text": "Hi"}, FIRST), wanted)


def test_a_new_chunk_has_what_all_others_have():
    """The empty content that OpenRouter repeats, the role, and the provider."""
    made = retold(case_named("openrouter-text"), adding(call(), LAST))
    (new, _) = [event.json for event in made.again.events if "tool_calls" in event.data]
    assert new["provider"] == "Some"
    assert new["choices"][0] == {
        "index": 0,
        "delta": {"role": "assistant", "content": "", **head(0, "call_2", "sub")},
        "finish_reason": None,
        "native_finish_reason": None,
    }


def test_the_name_and_id_of_a_call_change_wherever_they_are_repeated():
    """But the same id in another choice is that of another call."""
    repeated = chunk({"tool_calls": [{**rest(0, "1}")["tool_calls"][0], "id": "call_1"}]})
    other = {**CALL[0], "choices": [{**CALL[0]["choices"][0], "index": 1}]}
    made = retold(
        sse(OPENED, CALL[0], other, CALL[1], repeated, ENDED), put("id", "x"), put("name", "sub")
    )
    ids = [call.get("id") for event in made.again.events for call in calls_in(event.json)]
    assert ids == ["x", "call_1", None, "x"]


def calls_in(payload):
    """Return the calls of a chunk."""
    return [one for choice in payload["choices"] for one in choice["delta"].get("tool_calls", ())]


def test_arguments_that_had_no_place_get_one():
    """A call may be told without any."""
    bare = {"tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "now"}}]}
    made = retold(sse(OPENED, chunk(bare), ENDED), put("arguments_raw", '{"a":1}'))
    assert calls_in(made.again.events[1].json)[0]["function"]["arguments"] == '{"a":1}'


def test_all_fields_that_repeat_a_thought_follow():
    """In the chunks that change and in their clones."""
    made = retold(case_named("openrouter-reasoning-told-twice"), put("text", "lorem ipsum " * 30))
    said = [event.json["choices"][0]["delta"] for event in made.again.events]
    thoughts = [delta for delta in said if delta.get("reasoning")]
    assert len(thoughts) > 4
    assert all(one["reasoning_details"][0]["text"] == one["reasoning"] for one in thoughts)
    assert made.retelling.notes == ["the signature of the reasoning no longer belongs to its text"]


def test_messages_beside_the_deltas_follow():
    """Those that repeat all that has come so far, and those that repeat the chunk."""
    made = retold(case_named("perplexity-cumulative-message"), put("text", "The night is black!"))
    found = [event.json["choices"][0] for event in made.again.events]
    so_far = [
        "".join(one["delta"]["content"] for one in found[: at + 1]) for at in range(len(found))
    ]
    assert [choice["message"]["content"] for choice in found] == so_far
    chunks = [OPENED, *TEXT, ENDED]
    copies = [with_copy(one) for one in chunks]
    check_chunks(copies, put("text", "Hello small world"),
                 [with_copy(one) for one in [OPENED, TEXT[0], chunk({"content": "small "}), TEXT[2],
                                             ENDED]])  # fmt: skip


def with_copy(payload):
    """Return a chunk whose message repeats its delta, as Writer has them."""
    choice = payload["choices"][0]
    return {**payload, "choices": [{**choice, "message": choice["delta"]}]}


def test_log_probabilities_of_changed_text_go():
    """They would be those of other words; those of the other chunks stay."""
    known = {"content": [{"token": "x", "logprob": -0.1}], "refusal": None}
    chunks = [with_logprobs(one, known) for one in TEXT]
    wanted = [OPENED, chunks[0], chunk({"content": "small "}), chunks[2], ENDED]
    made = check_chunks([OPENED, *chunks, ENDED], put("text", "Hello small world"), wanted)
    assert made.retelling.notes == ["log probabilities of changed text are dropped"]


def with_logprobs(payload, known):
    """Return a chunk with log probabilities."""
    return {**payload, "choices": [{**payload["choices"][0], "logprobs": known}]}


def cited(start, end):
    """Return an annotation."""
    citation = {"start_index": start, "end_index": end, "url": "https://a.example"}
    return {"type": "url_citation", "url_citation": citation}


def test_citations_follow_the_text_and_go_where_the_edit_meets_them():
    """Their places are counted in characters."""
    before = [cited(0, 5), cited(6, 9), cited(10, 15)]
    streamed = [OPENED, *TEXT, chunk({"annotations": before}), ENDED]
    after = [cited(0, 5), cited(11, 14), cited(15, 20)]
    wanted = [OPENED, chunk({"content": "Hello very "}), *TEXT[1:],
              chunk({"annotations": after}), ENDED]  # fmt: skip
    made = check_chunks(streamed, put("text", "Hello very big world"), wanted)
    assert made.retelling.notes == []
    wanted = [OPENED, TEXT[0], chunk({"content": "bug "}), TEXT[2],
              chunk({"annotations": [cited(0, 5), cited(10, 15)]}), ENDED]  # fmt: skip
    made = check_chunks(streamed, put("text", "Hello bug world"), wanted)
    assert made.retelling.notes == ["citations of changed text are dropped"]


def test_padding_brings_every_chunk_to_the_same_rest():
    """OpenAI pads its chunks so that their lengths say nothing of their words."""
    padded = []
    for one in (OPENED, *TEXT, ENDED):
        bare = json.dumps({**one, "obfuscation": ""})
        padded.append({**one, "obfuscation": "k" * (-len(bare) % 16)})
    made = retold(sse(*padded), put("text", 'Hello "ä"\n' + "lorem ipsum " * 30 + "world"))
    assert len(made.again.events) > len(padded)
    for event in made.again.events:
        assert len(json.dumps(event.json, ensure_ascii=False)) % 16 == 0


def test_reason_and_usage_are_written_where_there_were_none():
    """A recording that was cut off can be made a whole one."""

    def edit(view, answer):
        view["messages"][0]["finish_reason_raw"] = "stop"
        view["usage_raw"] = {"prompt_tokens": 3}

    ended = chunk(TEXT[2]["choices"][0]["delta"], "stop", usage={"prompt_tokens": 3})
    check_chunks([OPENED, *TEXT], edit, [OPENED, *TEXT[:2], ended])


def test_usage_that_counts_up_is_changed_at_its_end_and_goes_as_a_whole():
    """Where all chunks tell it, the last one counts."""
    one, two = {"prompt_tokens": 1, "total_tokens": 1}, {"prompt_tokens": 1, "total_tokens": 2}
    before = [chunk({"content": "Hi"}, usage=one), chunk({}, "stop", usage=two)]

    def put_usage(value):
        return lambda view, answer: view.update(usage_raw=value)

    wanted = [before[0], {**before[1], "usage": one}]
    check_chunks(before, put_usage(one), wanted)
    check_chunks(before, put_usage(None), [{**payload, "usage": None} for payload in before])


def plain(**message):
    """Return an answer that nobody streamed."""
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
    return {"id": "c-1", "object": "chat.completion", "model": "m", "choices": [choice]}


def check_plain(before, edit, after):
    """Fail unless an edit makes one message of another."""
    made = retold(json.dumps(plain(**before)), edit)
    assert json.loads(made.edited) == plain(**after)


def test_parts_come_to_plain_answers_and_go():
    """There a text is a member, and a call an item."""
    known = {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    new = {"id": "call_2", "type": "function", "function": {"name": "sub", "arguments": '{"b":2}'}}
    check_plain({"content": "Hi"}, adding(call(), LAST), {"content": "Hi", "tool_calls": [new]})
    check_plain({"content": "Hi", "tool_calls": [known]}, remove_part(0),
                {"content": None, "tool_calls": [known]})  # fmt: skip
    check_plain({"content": None, "tool_calls": [known]}, adding(call(), FIRST),
                {"content": None, "tool_calls": [new, known]})  # fmt: skip
    check_plain({"content": "Hi", "tool_calls": [known]}, remove_part(1), {"content": "Hi"})
    check_plain({"content": "Hi"}, adding(THOUGHT, FIRST),
                {"content": "Hi", "reasoning_content": THOUGHT["text"]})  # fmt: skip


def refusal(content, edit):
    """Return why an edit is refused."""
    with pytest.raises(CassetteError) as caught:
        RetoldBody(CHAT, content, edit)
    return caught.value.message


def test_what_a_chat_completion_cannot_hold_is_refused_with_the_reason():
    """Rather than written so that it reads otherwise."""
    streamed = sse(OPENED, *TEXT, *CALL, ENDED)
    text = {"kind": "text", "text": "Also."}
    assert refusal(streamed, adding(text, LAST)) == (
        "a chat completion holds one text, and this has it already"
    )
    assert "needs an id and a name" in refusal(streamed, adding({**call(), "name": ""}, LAST))
    assert "cannot be added" in refusal(streamed, adding({"kind": "image", "raw": {}}, LAST))
    signed = {**THOUGHT, "signature": "c2ln"}
    assert "a signature cannot be added" in refusal(streamed, adding(signed, FIRST))
    assert "in this order" in refusal(json.dumps(plain(content="Hi")), adding(call(), FIRST))
    assert "prompt_tokens" in refusal(
        sse(OPENED, ENDED, USAGE), lambda view, answer: view.update(usage_raw={"tokens": 1})
    )
