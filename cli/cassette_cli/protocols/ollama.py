"""Ollama's own chat and generate.

Source: ollama/ollama, docs/api.md (2026-10). Durations are nanoseconds.
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
from cassette_cli.text.json_value import Json, compact, integer, mapping, objects, sequence, string

NAME = "ollama"


def _is_chunk(payload: dict[str, Json]) -> bool:
    speaks = isinstance(payload.get("message"), dict) or isinstance(payload.get("response"), str)
    return isinstance(payload.get("done"), bool) and "model" in payload and speaks


def _streams(event: Event) -> bool:
    return _is_chunk(mapping(event.json))


def _assemble(stream: Stream) -> Answer:
    draft = Draft(NAME)
    ended = False
    for event in stream.events:
        failure = failure_in(event)
        payload = mapping(event.json)
        if failure is not None:
            draft.error = failure
        elif _is_chunk(payload):
            ended = ended or payload.get("done") is True
            _take(draft, payload, event.ordinal)
        else:
            draft.problem(f"event not understood: {event.data[:60]}")
    return draft.finished(closing_status(draft, ended=ended))


def _read(payload: dict[str, Json]) -> Answer:
    draft = Draft(NAME)
    _take(draft, payload, 0)
    return draft.finished("complete")


def _take(draft: Draft, payload: dict[str, Json], event: int) -> None:
    draft.model = draft.model or string(payload, "model") or None
    message = draft.message()
    _take_message(message, mapping(payload, "message"), event, ("message",))
    for key, kind in (("thinking", "reasoning"), ("response", "text")):
        if text := string(payload, key):
            message.part(kind, "reasoning" if kind == "reasoning" else "text").grow(
                "text", text, event, (key,)
            )
    if payload.get("done") is True:
        message.finish = string(payload, "done_reason") or "stop"
        _count(draft, payload)


def _take_message(message: MessageDraft, inside: dict[str, Json], event: int, path: Path) -> None:
    message.role = message.role or string(inside, "role") or None
    for key, kind in (("thinking", "reasoning"), ("content", "text")):
        if text := string(inside, key):
            part = message.part(kind, "reasoning" if kind == "reasoning" else "text")
            part.grow("text", text, event, (*path, key))
    for index, call in enumerate(objects(inside, "tool_calls")):
        part = message.add("tool_call")
        part.part.id = string(call, "id") or None
        part.part.name = string(call, "function", "name") or None
        arguments = mapping(call, "function").get("arguments")
        written = arguments if isinstance(arguments, str) else compact(arguments or {})
        part.put(
            "arguments_raw", written, event, (*path, "tool_calls", index, "function", "arguments")
        )


_COUNTS = ("prompt_eval_count", "eval_count")
_SPOKEN = {
    "model",
    "message",
    "response",
    "thinking",
    "done",
    "done_reason",
    "created_at",
    "context",
}


def _count(draft: Draft, payload: dict[str, Json]) -> None:
    counts = {key: value for key, value in payload.items() if key not in _SPOKEN}
    draft.usage_raw = counts
    read, made = (integer(payload, key) for key in _COUNTS)
    if read is not None or made is not None:
        total = read + made if read is not None and made is not None else None
        draft.usage = Usage(read, made, None, None, None, total)


def _prompt(request: dict[str, Json]) -> Prompt:
    messages = [_message(item) for item in objects(request, "messages")]
    for key, role in (("system", "system"), ("prompt", "user")):
        if text := string(request, key):
            messages.append(text_message(role, text))
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, "model", "messages", "system", "prompt", "tools", "stream"),
    )


def _message(item: dict[str, Json]) -> Message:
    role = string(item, "role") or "user"
    if role == "tool":
        name = string(item, "tool_name") or None
        return Message(0, role, [Part("tool_result", string(item, "content"), name=name)])
    message = MessageDraft(0)
    _take_message(message, item, 0, ())
    message.role = role
    for image in sequence(item, "images"):
        message.add("image").part.raw = image
    return message.finished()


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        inside = mapping(item, "function")
        yield Tool(string(inside, "name"), string(inside, "description"), inside.get("parameters"))


OLLAMA = ChatProtocol(
    name=NAME,
    title="Ollama chat and generate",
    url=r"/api/(?:chat|generate)$",
    streams=_streams,
    answers=_is_chunk,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
)
