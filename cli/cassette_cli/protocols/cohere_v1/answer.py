"""Answers of Cohere chat and generate, version 1, streamed and plain.

Source: Cohere API reference, "Chat" v1 and its stream events (2026-10).
"""

from cassette_cli.chat.draft import Draft, MessageDraft
from cassette_cli.chat.message import Answer, Path, Usage
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols.base import closing_status, failure_in
from cassette_cli.text.json_value import Json, compact, integer, mapping, objects, string

NAME = "cohere-v1"

_TYPES = {
    "stream-start", "search-queries-generation", "search-results", "text-generation",
    "tool-calls-chunk", "tool-calls-generation", "citation-generation", "stream-end", "debug",
}  # fmt: skip


def is_event(event: Event) -> bool:
    """Say whether an event can only be one of this protocol."""
    payload = mapping(event.json)
    if string(payload, "event_type") in _TYPES:
        return True
    return isinstance(payload.get("is_finished"), bool) and (
        "text" in payload or "response" in payload
    )


def is_answer(payload: dict[str, Json]) -> bool:
    """Say whether an object is a plain answer."""
    return ("generation_id" in payload and "text" in payload) or (
        "generations" in payload and "prompt" in payload
    )


def assemble(stream: Stream) -> Answer:
    """Return the answer that a stream makes."""
    draft = Draft(NAME)
    ended = False
    for event in stream.events:
        failure = failure_in(event)
        payload = mapping(event.json)
        if failure is not None:
            draft.error = failure
        elif is_event(event):
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
            take_call(message, index, call, event, ("tool_calls", index))
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


def take_call(
    message: MessageDraft, index: int, call: dict[str, Json], event: int, path: Path
) -> None:
    """Take a call, which comes whole; its arguments are a JSON value."""
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
            take_call(message, index, call, event, ("response", "tool_calls", index))
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


def read(payload: dict[str, Json]) -> Answer:
    """Return the answer that a plain object is."""
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
        take_call(message, index, call, 0, ("tool_calls", index))
    message.finish = message.finish or string(payload, "finish_reason") or None
    _count(draft, mapping(payload, "meta"))
    return draft.finished("complete")
