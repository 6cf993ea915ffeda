"""Requests of OpenAI chat completions.

Source: OpenAI API reference, "Create chat completion" (2026-10).
"""

from collections.abc import Iterator

from cassette_cli.chat.draft import Draft, MessageDraft
from cassette_cli.chat.message import Message, Part, Prompt, Tool
from cassette_cli.protocols.base import media_part, numbered, plain_text, settings
from cassette_cli.protocols.openai_chat.answer import NAME, take_delta
from cassette_cli.text.json_value import Json, mapping, objects, string


def prompt(request: dict[str, Json]) -> Prompt:
    """Return what a request asks."""
    return Prompt(
        string(request, "model") or None,
        numbered(_message(item) for item in objects(request, "messages")),
        [*_tools(request)],
        settings(request, "model", "messages", "tools", "functions", "stream", "stream_options"),
    )


def _message(item: dict[str, Json]) -> Message:
    role = string(item, "role") or "user"
    if role in {"tool", "function"}:
        result = Part("tool_result", plain_text(item.get("content")))
        result.id = string(item, "tool_call_id") or None
        result.name = string(item, "name") or None
        return Message(0, role, [result])
    draft = MessageDraft(0)
    draft.role = role
    take_delta(Draft(NAME), draft, {key: item[key] for key in item if key != "content"}, 0, ())
    message = draft.finished()
    message.parts[:0] = _content_parts(item.get("content"))
    message.parts.sort(key=lambda part: part.kind != "reasoning")
    return message


def _content_parts(content: Json) -> Iterator[Part]:
    if isinstance(content, str):
        yield Part("text", content)
    for item in objects(content):
        kind = string(item, "type")
        if kind in {"text", "input_text", "output_text"}:
            yield Part("text", string(item, "text"))
        elif kind == "thinking":
            yield Part("reasoning", plain_text(item.get("thinking")))
        elif kind == "refusal":
            yield Part("refusal", string(item, "refusal"))
        else:
            yield media_part(item, kind)


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in [*objects(request, "tools"), *objects(request, "functions")]:
        inside = mapping(item, "function") or mapping(item, "custom") or item
        name = string(inside, "name") or string(item, "type")
        yield Tool(name, string(inside, "description"), inside.get("parameters"))
