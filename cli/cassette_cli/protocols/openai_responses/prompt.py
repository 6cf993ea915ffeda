"""Requests of OpenAI Responses.

Source: OpenAI API reference, "Create a response" (2026-10).
"""

from collections.abc import Iterator

from cassette_cli.chat.draft import MessageDraft
from cassette_cli.chat.message import Message, Part, Prompt, Tool
from cassette_cli.protocols.base import (
    media_part,
    numbered,
    plain_text,
    settings,
    text_message,
)
from cassette_cli.protocols.openai_responses.output import Items, add_item
from cassette_cli.text.json_value import Json, objects, string


def prompt(request: dict[str, Json]) -> Prompt:
    """Return what a request asks."""
    messages: list[Message] = []
    if instructions := string(request, "instructions"):
        messages.append(text_message("system", instructions))
    given = request.get("input")
    if isinstance(given, str):
        messages.append(text_message("user", given))
    messages += _turns(objects(given))
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, "model", "input", "instructions", "tools", "stream"),
    )


def _turns(items: list[dict[str, Json]]) -> Iterator[Message]:
    """Yield the items of an input as messages; what an assistant did in one turn stays together."""
    current: Message | None = None
    for item in items:
        made = _turn(item)
        if current is not None and made.role == current.role == "assistant":
            current.parts += made.parts
            continue
        current = made
        yield made


def _turn(item: dict[str, Json]) -> Message:
    kind = string(item, "type")
    if kind.endswith(("_call_output", "_output")):
        result = Part(
            "tool_result", plain_text(item.get("output")), id=string(item, "call_id") or None
        )
        return Message(0, "tool", [result])
    if kind in {"", "message"}:
        return Message(0, string(item, "role") or "user", [*_content(item.get("content"))])
    if kind == "item_reference":
        return Message(
            0, "assistant", [Part("unknown", name=kind, id=string(item, "id"), raw=item)]
        )
    message = MessageDraft(0)
    add_item(Items(), message, 0, item, (-1, ()))
    return message.finished()


def _content(content: Json) -> Iterator[Part]:
    if isinstance(content, str):
        yield Part("text", content)
    for item in objects(content):
        kind = string(item, "type")
        if kind in {"input_text", "output_text", "text"}:
            yield Part("text", string(item, "text"))
        elif kind == "refusal":
            yield Part("refusal", string(item, "refusal"))
        else:
            yield media_part(item, kind)


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        name = string(item, "name") or string(item, "server_label") or string(item, "type")
        yield Tool(name, string(item, "description"), item.get("parameters"))
