"""Requests of the OpenAI Assistants API.

Source: OpenAI API reference, "Assistants" (2026-10).
"""

from collections.abc import Iterator

from cassette_cli.chat.message import Message, Part, Prompt, Tool
from cassette_cli.protocols.base import numbered, settings, text_message
from cassette_cli.protocols.openai_assistants.answer import message_of
from cassette_cli.text.json_value import Json, compact, mapping, objects, string


def prompt(request: dict[str, Json]) -> Prompt:
    """Return what a request asks."""
    messages: list[Message] = []
    for key in ("instructions", "additional_instructions"):
        if text := string(request, key):
            messages.append(text_message("system", text))
    messages += [message_of(item) for item in objects(request, "messages")]
    messages += [message_of(item) for item in objects(request, "additional_messages")]
    messages += [message_of(item) for item in objects(request, "thread", "messages")]
    if "content" in request:
        messages.append(message_of(request))
    for item in objects(request, "tool_outputs"):
        result = Part(
            "tool_result", string(item, "output"), id=string(item, "tool_call_id") or None
        )
        messages.append(Message(0, "tool", [result]))
    spoken = (
        "model", "instructions", "additional_instructions", "messages", "additional_messages",
        "thread", "role", "content", "tool_outputs", "tools", "stream",
    )  # fmt: skip
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, *spoken),
    )


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        inside = mapping(item, "function")
        name = string(inside, "name") or string(item, "type") or compact(item)
        yield Tool(name, string(inside, "description"), inside.get("parameters"))
