"""Cohere chat and generate, version 1.

Source: Cohere API reference, "Chat" v1 and its stream events (2026-10).
"""

from collections.abc import Iterator

from cassette_cli.chat.draft import Draft, MessageDraft
from cassette_cli.chat.message import Answer, Message, Part, Path, Prompt, Tool, Usage
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols.base import (
    ChatProtocol,
    closing_status,
    failure_in,
    numbered,
    settings,
    text_message,
)
from cassette_cli.text.json_value import Json, compact, integer, mapping, objects, string

NAME = "cohere-v1"

_TYPES = {
    "stream-start", "search-queries-generation", "search-results", "text-generation",
    "tool-calls-chunk", "tool-calls-generation", "citation-generation", "stream-end", "debug",
}  # fmt: skip


def _streams(event: Event) -> bool:
    payload = mapping(event.json)
    if string(payload, "event_type") in _TYPES:
        return True
    return isinstance(payload.get("is_finished"), bool) and (
        "text" in payload or "response" in payload
    )


def _answers(payload: dict[str, Json]) -> bool:
    return ("generation_id" in payload and "text" in payload) or (
        "generations" in payload and "prompt" in payload
    )


def _assemble(stream: Stream) -> Answer:
    draft = Draft(NAME)
    ended = False
    for event in stream.events:
        failure = failure_in(event)
        payload = mapping(event.json)
        if failure is not None:
            draft.error = failure
        elif _streams(event):
            ended = (
                ended
                or payload.get("is_finished") is True
                or payload.get("event_type") == "stream-end"
            )
            _take(draft, payload, event.ordinal)
        else:
            draft.problem(f"event not understood: {event.data[:60]}")
    failed = draft.message().finish == "ERROR"
    return draft.finished("errored" if failed else closing_status(draft, ended=ended))


def _take(draft: Draft, payload: dict[str, Json], event: int) -> None:
    message = draft.message()
    kind = string(payload, "event_type")
    draft.id = draft.id or string(payload, "generation_id") or None
    if kind in {"text-generation", ""} and isinstance(payload.get("text"), str):
        message.part("text", "text").grow("text", string(payload, "text"), event, ("text",))
    elif kind == "tool-calls-generation":
        for index, call in enumerate(objects(payload, "tool_calls")):
            _take_call(message, index, call, event, ("tool_calls", index))
    elif kind == "citation-generation":
        message.part("text", "text").part.annotations += objects(payload, "citations")
    elif kind == "search-queries-generation":
        _take_search(message, payload)
    if response := mapping(payload, "response"):
        _take_end(draft, payload, response, event)


def _take_search(message: MessageDraft, payload: dict[str, Json]) -> None:
    part = message.add("server_tool_call").part
    part.name = "search"
    part.arguments_raw = compact({"search_queries": payload.get("search_queries")})
    part.raw = payload


def _take_call(
    message: MessageDraft, index: int, call: dict[str, Json], event: int, path: Path
) -> None:
    part = message.part(("call", index), "tool_call")
    part.part.name = string(call, "name") or None
    part.put("arguments_raw", compact(call.get("parameters") or {}), event, (*path, "parameters"))


def _take_end(
    draft: Draft, payload: dict[str, Json], response: dict[str, Json], event: int
) -> None:
    """Take the whole answer that the last event repeats; its words stand there twice."""
    message = draft.message()
    message.finish = (
        string(payload, "finish_reason") or string(response, "finish_reason") or message.finish
    )
    draft.id = draft.id or string(response, "generation_id") or string(response, "id") or None
    whole = string(response, "text")
    text = message.part("text", "text")
    if text.so_far("text") is None and whole:
        text.put("text", whole, event, ("response", "text"))
    elif whole:
        text.copied("text", event, ("response", "text"))
        if whole != text.so_far("text"):
            draft.problem("the last event repeats the text differently")
    last = len(objects(response, "chat_history")) - 1
    if last >= 0 and objects(response, "chat_history")[last].get("message") == whole and whole:
        text.copied("text", event, ("response", "chat_history", last, "message"))
    for index, call in enumerate(objects(response, "tool_calls")):
        if message.known(("call", index)) is None:
            _take_call(message, index, call, event, ("response", "tool_calls", index))
    _count(draft, mapping(response, "meta"))
    metrics = mapping(payload, "amazon-bedrock-invocationMetrics")
    if metrics:
        draft.usage_raw = metrics
        draft.usage = Usage(
            integer(metrics, "inputTokenCount"), integer(metrics, "outputTokenCount")
        )


def _count(draft: Draft, meta: dict[str, Json]) -> None:
    if meta:
        draft.usage_raw = meta
        tokens = mapping(meta, "tokens") or mapping(meta, "billed_units")
        draft.usage = Usage(
            integer(tokens, "input_tokens"),
            integer(tokens, "output_tokens"),
            integer(meta, "cached_tokens"),
        )


def _read(payload: dict[str, Json]) -> Answer:
    draft = Draft(NAME)
    draft.id = string(payload, "generation_id") or string(payload, "id") or None
    message = draft.message()
    for index, generation in enumerate(objects(payload, "generations")):
        draft.message(index).add("text").put(
            "text", string(generation, "text"), 0, ("generations", index, "text")
        )
        draft.message(index).finish = string(generation, "finish_reason") or None
    if text := string(payload, "text"):
        message.part("text", "text").put("text", text, 0, ("text",))
        message.part("text", "text").part.annotations += objects(payload, "citations")
    for index, call in enumerate(objects(payload, "tool_calls")):
        _take_call(message, index, call, 0, ("tool_calls", index))
    message.finish = message.finish or string(payload, "finish_reason") or None
    _count(draft, mapping(payload, "meta"))
    return draft.finished("complete")


_ROLES = {"USER": "user", "CHATBOT": "assistant", "SYSTEM": "system", "TOOL": "tool"}


def _prompt(request: dict[str, Json]) -> Prompt:
    messages = (
        [text_message("system", preamble)] if (preamble := string(request, "preamble")) else []
    )
    messages += [_message(item) for item in objects(request, "chat_history")]
    messages += [
        text_message("user", text)
        for key in ("message", "prompt")
        if (text := string(request, key))
    ]
    messages += [_result(item) for item in objects(request, "tool_results")]
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(request)],
        settings(
            request,
            "model",
            "preamble",
            "chat_history",
            "message",
            "prompt",
            "tool_results",
            "tools",
            "stream",
        ),
    )


def _message(item: dict[str, Json]) -> Message:
    message = MessageDraft(0)
    role = string(item, "role")
    message.role = _ROLES.get(role, role.lower() or "user")
    if text := string(item, "message"):
        message.add("text").put("text", text, 0, ())
    for index, call in enumerate(objects(item, "tool_calls")):
        _take_call(message, index, call, 0, ())
    for result in objects(item, "tool_results"):
        message.add("tool_result").part = _result(result).parts[0]
    return message.finished()


def _result(item: dict[str, Json]) -> Message:
    name = string(item, "call", "name") or None
    return Message(0, "tool", [Part("tool_result", compact(item.get("outputs")), name=name)])


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        yield Tool(
            string(item, "name"), string(item, "description"), item.get("parameter_definitions")
        )


COHERE_V1 = ChatProtocol(
    name=NAME,
    title="Cohere chat and generate v1",
    url=r"cohere[^/]*/v1/(?:chat|generate)|/v1/generate$",
    streams=_streams,
    answers=_answers,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
)
