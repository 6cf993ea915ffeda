"""What holds for every protocol, and what is read from every case."""

import json
from itertools import product

import pytest
from tests.protocols.cases import (
    BY_NAME,
    CASES,
    PLAIN,
    PROMPTS,
    STREAMED,
    answer_of,
    body_of,
    case_id,
    payloads,
    request_of,
    stream,
    written,
)

from cassette_cli.document.json_view import message_view
from cassette_cli.framing import stream_of
from cassette_cli.protocols import PROTOCOLS, protocol_of_answer, protocol_of_stream
from cassette_cli.text.json_value import get

WITH_TEXT = {"text", "reasoning", "refusal"}
CALLS = {"tool_call", "server_tool_call"}

every_case = pytest.mark.parametrize("case", CASES, ids=case_id)
every_stream = pytest.mark.parametrize("case", STREAMED, ids=case_id)
every_plain_answer = pytest.mark.parametrize("case", PLAIN, ids=case_id)
every_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda found: found.name)


def fields(part):
    """Yield the texts of a part that have places."""
    for name in part.sites:
        yield name, getattr(part, name)


def parts_of(case):
    """Return all parts of a case."""
    return [part for message in answer_of(case).messages for part in message.parts]


@every_case
def test_a_text_is_what_stands_at_its_places(case):
    """What a person rewrites is found again in the recording, piece by piece."""
    values = payloads(case)
    for part in parts_of(case):
        for name, whole in fields(part):
            found = [get(values[site.event], *site.path) for site in part.sites[name]]
            if all(isinstance(piece, str) for piece in found):
                assert "".join(found) == whole, name
            else:
                assert name == "arguments_raw", f"{name} is written at {part.sites[name]}"
                assert_holds_arguments(found, json.loads(whole))


def assert_holds_arguments(found, arguments):
    """Fail unless arguments written as a value are that value, or come as the pieces of one."""
    if all(isinstance(piece, list) for piece in found):
        assert all("jsonPath" in piece for pieces in found for piece in pieces)
    else:
        assert [piece or {} for piece in found] == [arguments]


@every_case
def test_a_copy_of_a_text_says_the_same(case):
    """All copies change together when one does."""
    values = payloads(case)
    for part in parts_of(case):
        for name, sites in part.copies.items():
            for site in sites:
                assert get(values[site.event], *site.path) == getattr(part, name)


@every_case
def test_every_text_and_every_arguments_have_places(case):
    """A text without a place could be shown and never be changed.

    Calls that are no strings of the provider's are found by its own object, which the part keeps.
    """
    for part in parts_of(case):
        if part.kind in WITH_TEXT and part.text:
            assert part.sites.get("text"), part
        if part.kind in CALLS and part.arguments_raw and part.raw is None:
            assert part.sites.get("arguments_raw"), part


@every_stream
def test_a_stream_is_recognised_by_one_protocol_only(case):
    """Two that say yes would make the order of a list decide what a user reads."""
    events = stream(case).events[:3]
    named = {found.name for found, event in product(PROTOCOLS, events) if found.streams(event)}
    assert named == {case.parent.name}
    assert protocol_of_stream(stream(case)).name == case.parent.name


@every_plain_answer
def test_a_plain_answer_is_recognised_by_one_protocol_only(case):
    """Likewise for what was not streamed."""
    (payload,) = payloads(case)
    assert [found.name for found in PROTOCOLS if found.answers(payload)] == [case.parent.name]
    assert protocol_of_answer(payload).name == case.parent.name


def _choices_ended(events):
    """Say whether every choice that spoke has given a reason to stop."""
    ended = {}
    for event in events:
        for choice in get(event.json, "choices") or []:
            at = choice.get("index", 0)
            ended[at] = ended.get(at) or bool(choice.get("finish_reason"))
    return bool(ended) and all(ended.values())


def _gemini_ended(events):
    ended = False
    for event in events:
        inside = get(event.json, "response") or event.json
        if get(inside, "promptFeedback", "blockReason"):
            return True
        if found := get(inside, "candidates"):
            ended = any(candidate.get("finishReason") for candidate in found)
    return ended


def _anthropic_ended(events):
    types = [get(event.json, "type") for event in events]
    told = [kind for kind in types if kind in {"message_start", "message_stop"}]
    return told[-1:] == ["message_stop"]


def _some(test):
    return lambda events: any(test(event) for event in events)


def _invoke_ended(events):
    words = ("completionReason", "stop_reason")
    said = [one for event in events for one in [event.json, *(get(event.json, "outputs") or [])]]
    return any(get(one, word) for one in said for word in words)


_RESPONSE_ENDS = {f"response.{end}" for end in ("completed", "incomplete", "failed", "cancelled")}
_RUN_ENDS = {
    f"thread.run.{end}"
    for end in ("completed", "failed", "cancelled", "expired", "incomplete", "requires_action")
}
ENDED = {
    "openai-chat": _choices_ended,
    "openai-completions": lambda events: (
        _choices_ended(events) or any(get(event.json, "stop_reason") for event in events)
    ),
    "openai-responses": _some(lambda event: get(event.json, "type") in _RESPONSE_ENDS),
    "openai-assistants": _some(lambda event: event.name in _RUN_ENDS),
    "anthropic-messages": _anthropic_ended,
    "gemini": _gemini_ended,
    "gemini-interactions": _some(
        lambda event: get(event.json, "event_type") == "interaction.completed"
    ),
    "bedrock-converse": _some(
        lambda event: event.name == "messageStop" or "messageStop" in (event.json or {})
    ),
    "bedrock-invoke": _invoke_ended,
    "cohere-v2": _some(lambda event: get(event.json, "type") == "message-end"),
    "cohere-v1": _some(lambda event: get(event.json, "is_finished") is True),
    "ollama": _some(lambda event: get(event.json, "done") is True),
}
"""Whether some events of a protocol hold its end, told apart from how the code under test does."""


@every_stream
def test_a_stream_cut_after_any_event_is_truncated_until_its_end_came(case):
    """Whoever compares recordings must not take half an answer for a whole one."""
    content, events = written(case), stream(case).events
    protocol, ended = BY_NAME[case.parent.name], ENDED[case.parent.name]
    whole_array = stream(case).framing == "json-array"
    for event in events:
        cut = stream_of(body_of(case, content[: event.end]))
        seen = events[: event.ordinal + 1]
        assert len(cut.events) == len(seen)
        status = protocol.assemble(cut).status
        if ended(seen) and not whole_array:
            assert status != "truncated", f"after event {event.ordinal}"
        else:
            assert status in {"truncated", "errored"}, f"after event {event.ordinal}"


@every_case
def test_reads_the_answer_of_a_case(case, expect):
    """Each row of a protocol's own table, and each deviation of a provider that was recorded."""
    answer = answer_of(case)
    made = {
        "status": answer.status,
        "id": answer.id,
        "model": answer.model,
        "messages": [message_view(message) for message in answer.messages],
        "usage": answer.usage._asdict() if answer.usage else None,
        "usage_raw": answer.usage_raw,
        "error": answer.error._asdict() if answer.error else None,
        "problems": answer.problems,
    }
    expect(case / "answer.json", made)


@pytest.mark.parametrize("case", PROMPTS, ids=case_id)
def test_reads_the_prompt_of_a_case(case, expect):
    """The conversation so far is shown from the request, and told apart from the answer."""
    prompt = BY_NAME[case.parent.name].prompt(request_of(case))
    made = {
        "model": prompt.model,
        "messages": [message_view(message) for message in prompt.messages],
        "tools": [tool._asdict() for tool in prompt.tools],
        "settings": prompt.settings,
    }
    expect(case / "prompt.json", made)


@every_protocol
@pytest.mark.parametrize("cases", [STREAMED, PLAIN, PROMPTS], ids=["stream", "plain", "prompt"])
def test_a_protocol_has_cases_of_every_kind(protocol, cases):
    """A protocol of which a stream, a plain answer or a request was never tried is not finished."""
    assert any(case.parent.name == protocol.name for case in cases)
