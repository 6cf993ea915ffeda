"""Edited answers of the protocols that tell a message in blocks: Anthropic Messages and Bedrock."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.framing import aws_frames
from tests.protocols.cases import BY_NAME, case_id, stream
from tests.protocols.recorded import every_edit_tried, needs_recordings
from tests.protocols.retold_body import (
    SAID,
    THOUGHT,
    RetoldBody,
    adding,
    every_edit,
    new_call,
    remove_part,
)
from tests.protocols.retold_changes import (
    arguments,
    cases_of,
    changes_of,
    content_of,
    finish,
    put,
    refusal,
    retold,
    sse,
    tell,
)

from cassette_cli.framing.aws_eventstream import frames, read_frames

NAMES = ("anthropic-messages", "bedrock-converse", "bedrock-invoke")
OURS = cases_of(*NAMES)
ANTHROPIC, CONVERSE = NAMES[:2]
CHANGES = {"comes": (SAID, THOUGHT, new_call()), "reasons": ["end_turn", "tool_use", "odd"]}
REFUSALS = (
    "cannot be empty", "never", "is written nowhere", "cannot be added to", "stands in",
    "cut off before", "no usage that", "not say why", "reason of finishing", "must be a text",
    "not numbered in their order", "holds no new part", "shares its events", "no such usage",
    "one of several messages", "must stay one", "which model goes on",
)  # fmt: skip
"""What is said of edits that a recording cannot hold."""


def provider_rules(made):
    """Fail for a stream that the provider would never send."""
    told = set()
    for event in made.again.events if made.again is not None else []:
        match event.json:
            case {"type": "message_start"}:
                told.clear()
            case {"type": "content_block_delta", "index": index, "delta": {"text": ""}}:
                pytest.fail(f"a text of block {index} is empty")
            case {"type": "content_block_delta", "index": index, "delta": {"partial_json": text}}:
                assert text or index not in told, "only the first fragment of an input is empty"
                told.add(index)
        if event.name not in {"", "chunk"} and "type" in (event.json or {}):
            assert event.name == event.json["type"]


def indices(events):
    """Return the numbers of the blocks in the order in which they start."""
    numbers = [event.json.get("index") for event in events if isinstance(event.json, dict)]
    return [*dict.fromkeys(number for number in numbers if number is not None)]


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_an_answer_that_is_not_edited_stays_to_the_byte(case):
    """First of all, nothing happens."""
    made = RetoldBody(BY_NAME[case.parent.name], content_of(case), lambda view, answer: None)
    assert made.edited == made.content


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_every_edit_of_a_case_is_told_or_refused_with_a_reason(case):
    """The edits that are wanted most, one by one, on every oddity of a stream that was seen."""
    for edit in every_edit(stream(case)).values():
        made = tell(case.parent.name, content_of(case), edit, REFUSALS)
        if made is not None:
            made.check()
            provider_rules(made)


WHOLE = [
    case
    for case in OURS
    if case.parent.name != "bedrock-invoke" and case.name not in {"two-messages-in-one-body"}
]


@settings(deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_whatever_is_wanted_of_an_answer_is_told(case, data):
    """Texts, calls, parts and reasons, all at once."""

    def edit(view, answer):
        data.draw(changes_of(view, **CHANGES))

    made = tell(case.parent.name, content_of(case), edit, REFUSALS)
    assume(made is not None)
    made.check()
    provider_rules(made)
    if made.again is not None:
        old, new = indices(made.stream.events), indices(made.again.events)
        if old == [*range(len(old))]:
            assert new == [*range(len(new))]


def start(index, block):
    """Return the event that starts a block."""
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index, kind, key, value):
    """Return a fragment of a block."""
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, key: value}}


def stop(index):
    """Return the event that ends a block."""
    return {"type": "content_block_stop", "index": index}


PING = {"type": "ping"}
HEAD = {
    "type": "message_start",
    "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x", "content": [],
        "usage": {"input_tokens": 9, "output_tokens": 1, "cache": {"a": 1, "b": 2}, "tier": "std"},
    },
}  # fmt: skip
TAIL = (
    {
        "type": "message_delta",
        "delta": {"stop_reason": "tool_use"},
        "usage": {"output_tokens": 5, "cache": {"a": 3, "b": 4}},
    },
    {"type": "message_stop"},
)
CALL = {"type": "tool_use", "id": "toolu_1", "name": "add", "input": {}, "caller": {"type": "x"}}
TEXT_BLOCK = (
    start(0, {"type": "text", "text": ""}),
    PING,
    delta(0, "text_delta", "text", "Hello "),
    delta(0, "text_delta", "text", "you"),
    stop(0),
)
CALL_BLOCK = (
    start(1, CALL),
    delta(1, "input_json_delta", "partial_json", ""),
    delta(1, "input_json_delta", "partial_json", '{"a":'),
    delta(1, "input_json_delta", "partial_json", "1}"),
    stop(1),
)
BOTH = (HEAD, *TEXT_BLOCK, *CALL_BLOCK, *TAIL)


def numbered(index, *payloads):
    """Return the events of a block under another number."""
    return [{**payload, "index": index} if "index" in payload else payload for payload in payloads]


def check_events(edit, *wanted, before=BOTH):
    """Fail unless an edit makes these events of some others."""
    made = retold(ANTHROPIC, sse(*before), edit)
    assert [event.json for event in made.again.events] == list(wanted)
    assert made.edited == sse(*wanted)


def usage(change):
    """Return an edit of the usage."""
    return lambda view, answer: change(view["usage_raw"])


def test_a_fragment_that_nothing_is_left_of_goes():
    """Anthropic never sends an empty one; the ping between others stays."""
    check_events(put("text", "you"), HEAD, *TEXT_BLOCK[:2], *TEXT_BLOCK[3:], *CALL_BLOCK, *TAIL)


def test_a_text_that_is_emptied_goes_with_its_block():
    """An answer with an empty text cannot be sent back; the ping within it stays."""
    check_events(put("text", ""), HEAD, PING, *numbered(0, *CALL_BLOCK), *TAIL)


def test_an_input_that_becomes_none_has_its_empty_fragment_only():
    """As calls without arguments are told, and back again."""
    empty = (HEAD, *TEXT_BLOCK, *CALL_BLOCK[:2], CALL_BLOCK[-1], *TAIL)
    check_events(arguments("{}", 1), *empty)
    whole = delta(1, "input_json_delta", "partial_json", '{"a":2}')
    check_events(arguments('{"a":2}', 1), *empty[:-3], whole, *empty[-3:], before=empty)


def test_an_input_that_stands_at_the_start_stays_there():
    """Gateways tell it whole."""
    before = (HEAD, start(0, CALL | {"input": {"a": 1}}), stop(0), *TAIL)
    wanted = (HEAD, start(0, CALL | {"input": {"a": 2}}), stop(0), *TAIL)
    check_events(arguments('{"a":2}'), *wanted, before=before)


def test_an_input_that_is_missing_comes_in_fragments():
    """A block of a call that was cut off before it: there is no place of the old one."""
    head = {name: value for name, value in CALL.items() if name != "input"}
    made = retold(ANTHROPIC, sse(HEAD, start(0, head), stop(0), *TAIL), arguments('{"a":2}'))
    deltas = [event.json["delta"] for event in made.again.events[2:-3]]
    assert "".join(one["partial_json"] for one in deltas) == '{"a":2}'


def test_an_input_that_starts_its_block_and_is_no_json_comes_in_fragments():
    """A value cannot hold it."""
    before = (HEAD, start(0, CALL | {"input": {"a": 1}}), stop(0), *TAIL)
    made = retold(ANTHROPIC, sse(*before), put("arguments_raw", '{"a": ', 0))
    texts = [event.json["delta"].get("partial_json") for event in made.again.events[2:4]]
    assert texts == ["", '{"a": ']


def test_a_call_that_comes_looks_like_the_others():
    """The number of its block is the next, those behind it are one more."""
    call = new_call("add", '{"a":2}')
    block = [
        start(2, CALL | {"id": "call_new_1"}),
        delta(2, "input_json_delta", "partial_json", ""),
        delta(2, "input_json_delta", "partial_json", '{"a":2}'[:4]),
        delta(2, "input_json_delta", "partial_json", '{"a":2}'[4:]),
        stop(2),
    ]
    made = retold(ANTHROPIC, sse(*BOTH), adding(call, lambda count: count))
    events = [event.json for event in made.again.events]
    assert events[: len(BOTH) - 2] == list(BOTH[:-2])
    assert events[-2:] == list(TAIL)
    assert [one for one in events[len(BOTH) - 2 : -2] if one["type"] != "content_block_delta"] == [
        block[0],
        block[-1],
    ]
    made = retold(ANTHROPIC, sse(*BOTH), adding(call, lambda count: 0))
    assert [event.json for event in made.again.events][-len(BOTH) + 1 :] == [
        *numbered(1, *TEXT_BLOCK), *numbered(2, *CALL_BLOCK), *TAIL,
    ]  # fmt: skip


def test_a_part_of_a_kind_that_the_stream_lacks_has_the_protocols_own_shape():
    """A thought is told as the API reference tells it, with its signature last."""
    thought = {"kind": "reasoning", "text": "Hm.", "signature": "c2ln"}
    check_events(
        adding(thought, lambda count: 0),
        HEAD,
        start(0, {"type": "thinking", "thinking": "", "signature": ""}),
        delta(0, "thinking_delta", "thinking", "Hm."),
        delta(0, "signature_delta", "signature", "c2ln"),
        stop(0),
        *numbered(1, *TEXT_BLOCK),
        *numbered(2, *CALL_BLOCK),
        *TAIL,
    )


def test_an_answer_without_blocks_gets_one():
    """It comes behind the start of its message."""
    check_events(
        adding({"kind": "text", "text": "Hi"}, lambda count: 0),
        HEAD,
        start(0, {"type": "text", "text": ""}),
        delta(0, "text_delta", "text", "Hi"),
        stop(0),
        *TAIL,
        before=(HEAD, *TAIL),
    )


def test_a_cited_text_is_told_with_its_citations_first():
    """As the provider does; and one without takes no citations of the block it is like."""
    cited = {"type": "char_location", "cited_text": "x", "start_char_index": 0}
    part = {"kind": "text", "text": "Hi", "annotations": [cited]}
    block = [
        start(0, {"type": "text", "text": "", "citations": []}),
        delta(0, "citations_delta", "citation", cited),
        delta(0, "text_delta", "text", "Hi"),
        stop(0),
    ]
    check_events(adding(part, lambda count: 0), HEAD, *block, *TAIL, before=(HEAD, *TAIL))
    plain = [start(0, {"type": "text", "text": ""}), *numbered(0, *block[2:])]
    check_events(
        adding({"kind": "text", "text": "Hi"}, lambda count: 0),
        HEAD, *plain, *numbered(1, *block), *TAIL,
        before=(HEAD, *block, *TAIL),
    )  # fmt: skip
    check_events(remove_part(0), HEAD, *TAIL, before=(HEAD, *block, *TAIL))


def test_a_part_goes_with_all_its_events():
    """Later blocks are numbered anew."""
    check_events(remove_part(-1), HEAD, *TEXT_BLOCK, *TAIL)
    check_events(remove_part(0), HEAD, PING, *numbered(0, *CALL_BLOCK), *TAIL)


def test_usage_is_written_where_it_was_said_last():
    """Later counts overlay the first ones, key by key."""
    made = retold(ANTHROPIC, sse(*BOTH), usage(lambda counts: counts.update(output_tokens=7)))
    assert usages(made) == (HEAD["message"]["usage"], TAIL[0]["usage"] | {"output_tokens": 7})
    made = retold(ANTHROPIC, sse(*BOTH), usage(lambda counts: counts["cache"].update(a=8)))
    assert usages(made)[1] == {"output_tokens": 5, "cache": {"a": 8, "b": 4}}
    made = retold(ANTHROPIC, sse(*BOTH), usage(lambda counts: counts.update(tier="high")))
    assert usages(made)[0]["tier"] == "high"
    made = retold(ANTHROPIC, sse(*BOTH), usage(lambda counts: counts.update(cost=1)))
    assert usages(made)[1] == TAIL[0]["usage"] | {"cost": 1}
    made = retold(ANTHROPIC, sse(*BOTH), usage(lambda counts: counts.pop("cache")))
    assert ["cache" in one for one in usages(made)] == [False, False]


def test_usage_of_a_start_that_is_repeated_is_written_into_both():
    """Some readers go by the first, some by the last."""
    made = retold(ANTHROPIC, sse(HEAD, *BOTH), usage(lambda counts: counts.update(input_tokens=7)))
    starts = [event.json["message"]["usage"] for event in made.again.events[:2]]
    assert [counts["input_tokens"] for counts in starts] == [7, 7]


def usages(made):
    """Return the counts at the start of a message and at its end."""
    events = made.again.events
    return events[0].json["message"]["usage"], events[-2].json["usage"]


def test_a_signature_is_changed_and_a_stale_one_is_said():
    """A changed thought no longer has the signature that it needs."""
    thought = [
        start(0, {"type": "thinking", "thinking": "", "signature": ""}),
        delta(0, "thinking_delta", "thinking", "Hm."),
        delta(0, "signature_delta", "signature", "c2ln"),
        stop(0),
    ]
    content = sse(HEAD, *thought, *TAIL)
    made = retold(ANTHROPIC, content, put("signature", "bmV3"))
    assert made.edited == content.replace("c2ln", "bmV3")
    assert made.retelling.notes == []
    made = retold(ANTHROPIC, content, put("text", "Oh."))
    assert made.edited == content.replace("Hm.", "Oh.")
    assert made.retelling.notes == ["the signature of the reasoning no longer belongs to its text"]


def test_a_withheld_thought_can_be_said():
    """A block that came with its signature only gets fragments before that."""
    thought = [
        start(0, {"type": "thinking", "thinking": "", "signature": ""}),
        delta(0, "signature_delta", "signature", "c2ln"),
        stop(0),
    ]
    said_now = delta(0, "thinking_delta", "thinking", "Hm.")
    check_events(
        put("text", "Hm."), HEAD, thought[0], said_now, *thought[1:], *TAIL,
        before=(HEAD, *thought, *TAIL),
    )  # fmt: skip


def test_what_a_recording_cannot_hold_is_refused_with_the_reason():
    """Never a guess."""
    content = sse(*BOTH)
    nameless = new_call() | {"id": None}
    assert "needs its `id`" in refusal(ANTHROPIC, content, adding(nameless, lambda count: 0))
    empty = put("arguments_raw", "", 1)
    assert "cannot be empty" in refusal(ANTHROPIC, content, empty)
    other = {"kind": "audio", "text": "x"}
    assert "no new part of the kind `audio`" in refusal(
        ANTHROPIC, content, adding(other, lambda count: 0)
    )
    inside = HEAD | {"message": HEAD["message"] | {"content": [{"type": "text", "text": "Hi"}]}}
    assert "stands in `message_start`" in refusal(ANTHROPIC, sse(inside, *TAIL), remove_part(0))
    cut = sse(HEAD, *TEXT_BLOCK)
    assert "cut off" in refusal(ANTHROPIC, cut, finish("x"))
    assert "cannot be null" in refusal(
        ANTHROPIC, content, usage(lambda counts: counts.update(tier=None))
    )


def test_of_two_messages_in_a_body_the_one_that_is_meant_is_edited():
    """Both may end for the same reason; their role stands twice and cannot be told apart."""
    other = HEAD | {"message": HEAD["message"] | {"id": "msg_2"}}
    content = sse(*BOTH, other, *TEXT_BLOCK, *TAIL)

    def edit(view, answer):
        first, second = view["messages"]
        first["finish_reason_raw"] = "max_tokens"
        first["parts"].pop(0)
        second["parts"].insert(0, new_call())

    made = RetoldBody(BY_NAME[ANTHROPIC], content, edit)
    made.check()
    assert indices(made.again.events) == [0, 1]
    change = lambda view, answer: view["messages"][0].update(role="user")  # noqa: E731
    assert "cannot be changed" in refusal(ANTHROPIC, content, change)


def test_frames_that_come_are_whole():
    """Inside Bedrock's invoke each event is base64 in a frame with two checksums."""
    content = b"".join(map(aws_frames.chunk, BOTH))
    made = retold(ANTHROPIC, content, adding(new_call(), lambda count: 0), remove_part(1))
    assert all(frame.intact for frame in frames(made.edited))
    assert {event.name for event in read_frames(made.edited).events} == {"chunk"}


CONVERSE_CALL = (
    ("contentBlockStart", {"start": {"toolUse": {"toolUseId": "call_new_1", "name": "add"}}}),
    ("contentBlockDelta", {"delta": {"toolUse": {"input": '{"a":2}'}}}),
    ("contentBlockStop", {}),
)
CONVERSE_TEXT = (
    ("contentBlockDelta", {"delta": {"text": "Hello"}}),
    ("contentBlockStop", {}),
)
CONVERSE_END = (
    ("messageStop", {"stopReason": "end_turn"}),
    ("metadata", {"usage": {"inputTokens": 1}, "metrics": {}}),
)


def converse(*blocks):
    """Return a stream of Converse's."""
    inside = [
        (name, {"contentBlockIndex": index} | payload)
        for index, block in enumerate(blocks)
        for name, payload in block
    ]
    return [("messageStart", {"role": "assistant"}), *inside, *CONVERSE_END]


def in_frames(events):
    """Return the events as frames of their names."""
    return b"".join(aws_frames.event(name, payload) for name, payload in events)


def in_chunks(events):
    """Return the events as Nova's are inside of invoke."""
    return b"".join(aws_frames.chunk({name: payload}) for name, payload in events)


@pytest.mark.parametrize("write", [in_frames, in_chunks])
def test_a_call_is_added_to_converse(write):
    """Only calls have an event that starts their block; new frames carry their own names."""
    call = new_call("add", '{"a":2}')
    before = write(converse(CONVERSE_TEXT))
    made = retold(CONVERSE, before, adding(call, lambda count: count))
    assert made.edited == write(converse(CONVERSE_TEXT, CONVERSE_CALL))
    made = retold(CONVERSE, before, adding(call, lambda count: 0))
    assert made.edited == write(converse(CONVERSE_CALL, CONVERSE_TEXT))
    back = retold(CONVERSE, made.edited, remove_part(0))
    assert back.edited == before
    gone = retold(CONVERSE, before, put("text", ""))
    assert gone.edited == write(converse())


AT_LEAST = {"anthropic-messages": 20, "bedrock-converse": 4, "bedrock-invoke": 2}


@needs_recordings
def test_every_edit_holds_on_every_recorded_answer():
    """What is refused is refused for one reason: parts do not come into the answers of invoke."""
    told, refused = every_edit_tried(NAMES, RetoldBody.check)
    assert {
        name: count for name in NAMES if (count := told[name, "nothing"]) < AT_LEAST[name]
    } == {}
    words = "parts cannot be added to an answer of this protocol"
    assert {(protocol, reason) for protocol, _, reason in refused} <= {("bedrock-invoke", words)}
