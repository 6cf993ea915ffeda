"""Cohere chat, version 2.

Source: Cohere API reference, "Chat V2" and "Chat with streaming" (2026-10).
"""

from collections.abc import Iterator, Sequence

from cassette_cli.chat.draft import Draft, MessageDraft
from cassette_cli.chat.message import Answer, Message, Part, Path, Prompt, Tool, Usage
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import Blank, Change, Facts, Telling, moved_range
from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import (
    ChatProtocol,
    closing_status,
    failure_in,
    failure_of,
    media_part,
    numbered,
    plain_text,
    settings,
)
from cassette_cli.text.json_value import Json, get, integer, mapping, objects, string

NAME = "cohere-v2"

_TYPES = {
    "message-start", "content-start", "content-delta", "content-end", "tool-plan-delta",
    "tool-call-start", "tool-call-delta", "tool-call-end", "citation-start", "citation-end",
    "message-end", "debug",
}  # fmt: skip


def _answers(payload: dict[str, Json]) -> bool:
    content = mapping(payload, "message")
    return "finish_reason" in payload and content.get("role") == "assistant"


def _assemble(stream: Stream) -> Answer:
    draft = Draft(NAME)
    ended = False
    for event in stream.events:
        failure = failure_in(event)
        payload = mapping(event.json)
        kind = string(payload, "type")
        if failure is not None:
            draft.error = failure
        elif kind in _TYPES:
            ended = ended or kind == "message-end"
            _take(draft, kind, payload, event.ordinal)
        else:
            draft.problem(f"event not understood: {kind or event.data[:60]}")
    return draft.finished(closing_status(draft, ended=ended))


def _take(draft: Draft, kind: str, payload: dict[str, Json], event: int) -> None:
    message = draft.message()
    index = integer(payload, "index") or 0
    delta = mapping(payload, "delta", "message")
    path: Path = ("delta", "message")
    if kind == "message-start":
        draft.id = string(payload, "id") or None
        message.role = string(delta, "role") or None
    elif kind in {"content-start", "content-delta"}:
        _take_content(message, index, mapping(delta, "content"), event, (*path, "content"))
    elif kind == "tool-plan-delta":
        _take_plan(message, string(delta, "tool_plan"), event, (*path, "tool_plan"))
    elif kind in {"tool-call-start", "tool-call-delta"}:
        _take_call(message, index, mapping(delta, "tool_calls"), event, (*path, "tool_calls"))
    elif kind == "citation-start":
        _take_citation(message, mapping(delta, "citations"))
    elif kind == "message-end":
        _take_end(draft, mapping(payload, "delta"))


def _take_plan(message: MessageDraft, plan: str, event: int, path: Path) -> None:
    """Take the plan before a tool call: neither answer nor reasoning, but a field of its own."""
    part = message.part("plan", "unknown")
    part.grow("text", plan, event, path)
    part.part.name = "tool_plan"


def _take_content(
    message: MessageDraft, index: int, content: dict[str, Json], event: int, path: Path
) -> None:
    for key, kind in (("text", "text"), ("thinking", "reasoning")):
        text = content.get(key)
        if isinstance(text, str) and text:
            part = message.part((index, key), "text" if kind == "text" else "reasoning")
            part.grow("text", text, event, (*path, key))


def _take_call(
    message: MessageDraft, index: int, call: dict[str, Json], event: int, path: Path
) -> None:
    part = message.part(("call", index), "tool_call")
    if call_id := string(call, "id"):
        part.put("id", call_id, event, (*path, "id"))
    if name := string(call, "function", "name"):
        part.put("name", name, event, (*path, "function", "name"))
    arguments = mapping(call, "function").get("arguments")
    if isinstance(arguments, str):
        part.grow("arguments_raw", arguments, event, (*path, "function", "arguments"))


def _take_citation(message: MessageDraft, citation: dict[str, Json]) -> None:
    index = integer(citation, "content_index")
    first = next((part for part in message.parts if part.part.kind == "text"), None)
    part = message.known((index, "text")) or first or message.part((0, "text"), "text")
    part.part.annotations.append(citation)


def _take_end(draft: Draft, delta: dict[str, Json]) -> None:
    draft.message().finish = string(delta, "finish_reason") or None
    _count(draft, mapping(delta, "usage"))
    if delta.get("error") or draft.message().finish == "ERROR":
        draft.error = failure_of(delta)


def _count(draft: Draft, usage: dict[str, Json]) -> None:
    if usage:
        draft.usage_raw = usage
        read, made = (
            integer(usage, "tokens", "input_tokens"),
            integer(usage, "tokens", "output_tokens"),
        )
        reasoning = integer(usage, "tokens", "reasoning_tokens")
        draft.usage = Usage(read, made, integer(usage, "cached_tokens"), None, reasoning, None)


def _read(payload: dict[str, Json]) -> Answer:
    draft = Draft(NAME)
    draft.id = string(payload, "id") or None
    inside = mapping(payload, "message")
    message = draft.message()
    message.role = string(inside, "role") or None
    if plan := string(inside, "tool_plan"):
        _take_plan(message, plan, 0, ("message", "tool_plan"))
    for index, content in enumerate(objects(inside, "content")):
        _take_content(message, index, content, 0, ("message", "content", index))
    for index, call in enumerate(objects(inside, "tool_calls")):
        _take_call(message, index, call, 0, ("message", "tool_calls", index))
    for citation in objects(inside, "citations"):
        _take_citation(message, citation)
    message.finish = string(payload, "finish_reason") or None
    _count(draft, mapping(payload, "usage"))
    return draft.finished("complete")


def _prompt(request: dict[str, Json]) -> Prompt:
    return Prompt(
        string(request, "model") or None,
        numbered(_message(item) for item in objects(request, "messages")),
        [*_tools(request)],
        settings(request, "model", "messages", "tools", "stream"),
    )


def _message(item: dict[str, Json]) -> Message:
    role = string(item, "role") or "user"
    content = item.get("content")
    if role == "tool":
        text = plain_text(content)
        return Message(
            0, role, [Part("tool_result", text, id=string(item, "tool_call_id") or None)]
        )
    message = MessageDraft(0)
    message.role = role
    if plan := string(item, "tool_plan"):
        _take_plan(message, plan, 0, ())
    if isinstance(content, str):
        message.add("text").put("text", content, 0, ())
    for index, part in enumerate(objects(content)):
        if string(part, "type") in {"text", "thinking"}:
            _take_content(message, index, part, 0, ())
        else:
            message.add("unknown").part = media_part(part, string(part, "type"))
    for index, call in enumerate(objects(item, "tool_calls")):
        _take_call(message, index, call, 0, ())
    return message.finished()


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        inside = mapping(item, "function")
        yield Tool(string(inside, "name"), string(inside, "description"), inside.get("parameters"))


_FRAGMENTS = {"content-delta", "tool-plan-delta", "tool-call-delta"}


def _settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Let citations follow a changed text; one that it meets goes with the event that ends it."""
    for line, path, citation in list(retelling.places(("delta", "message", "citations"))):
        if isinstance(citation, dict):
            kept = _followed(retelling, citation, changes)
            if kept is None:
                _drop_citation(retelling, line)
            elif kept != citation:
                retelling.put(line, path, kept)
    for line, path, value in list(retelling.places(("message", "citations"))):
        followed = [_followed(retelling, one, changes) for one in objects(value)]
        if followed != value:
            retelling.put(line, path, [one for one in followed if one is not None])


def _followed(
    retelling: Retelling, citation: dict[str, Json], changes: Sequence[Change]
) -> dict[str, Json] | None:
    """Return a citation after changes, of which one may be of the text that it is about."""
    for change in changes:
        if change.field == "text" and citation in change.part.annotations:
            kept = moved_range(citation, change)
            if kept is None:
                retelling.note("citations of changed text are dropped")
            return kept
    return citation


def _drop_citation(retelling: Retelling, line: Line) -> None:
    """Drop a citation's event, and the next one that ends it."""
    later = retelling.lines[retelling.lines.index(line) :]
    number = get(line.payload, "index")
    ends = (
        one
        for one in later
        if string(one.payload, "type") == "citation-end" and get(one.payload, "index") == number
    )
    for one in (line, next(ends, line)):
        retelling.drop(one)


def _blank(response: dict[str, Json]) -> Blank:
    """Return the events of an answer: its start, its parts, and its end."""
    message = next(iter(objects(response, "messages")), {})
    start: dict[str, Json] = {
        "role": message.get("role"), "content": [], "tool_plan": "", "tool_calls": [],
        "citations": [],
    }  # fmt: skip
    events: list[dict[str, Json]] = [
        {"id": response.get("id"), "type": "message-start", "delta": {"message": start}}
    ]
    counts = {"content": 0, "tool-call": 0}
    for part in objects(message, "parts"):
        of_call = part["kind"] == "tool_call"
        kind = "tool-call" if of_call else "content"
        step, told = (_call_events if of_call else _content_events)(part)
        for at, one in enumerate(told):
            name = "tool-plan-delta" if step == "tool_plan" else f"{kind}-{_STEPS[at]}"
            event: dict[str, Json] = {"type": name, "index": counts[kind]}
            events.append({**event, "delta": {"message": {step: one}}} if one else event)
        counts[kind] += step != "tool_plan"
    end: dict[str, Json] = {"finish_reason": message.get("finish_reason_raw")}
    if response.get("usage_raw"):
        end["usage"] = response["usage_raw"]
    events.append({"type": "message-end", "delta": end})
    return Blank([(string(event, "type"), event) for event in events], done=True)


_TELLING = Telling(
    facts=Facts(
        id=(("id",),),
        role=(("delta", "message", "role"), ("message", "role")),
        finish=(("delta", "finish_reason"), ("finish_reason",)),
        usage=(("delta", "usage"), ("usage",)),
    ),
    is_fragment=lambda payload: string(payload, "type") in _FRAGMENTS,
    keeps_empty=False,
    settle=_settle,
    blank=_blank,
)


_STEPS = ("start", "delta", "end")


def _content_events(part: dict[str, Json]) -> tuple[str, list[Json]]:
    """Return what the events of a text, a thought or a plan bring, and under which name."""
    if part["kind"] == "unknown":
        return "tool_plan", [part.get("text")]
    kind = "thinking" if part["kind"] == "reasoning" else "text"
    return "content", [{"type": kind, kind: ""}, {kind: part.get("text")}, None]


def _call_events(part: dict[str, Json]) -> tuple[str, list[Json]]:
    function: dict[str, Json] = {"name": part.get("name"), "arguments": ""}
    start: dict[str, Json] = {"id": part.get("id"), "type": "function", "function": function}
    return "tool_calls", [start, {"function": {"arguments": part.get("arguments_raw")}}, None]


COHERE_V2 = ChatProtocol(
    name=NAME,
    title="Cohere chat v2",
    url=r"/v2/chat(?:[/?]|$)",
    streams=lambda event: string(event.json, "type") in _TYPES,
    answers=_answers,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
    telling=lambda: _TELLING,
)
