"""Requests of Gemini and Vertex.

Source: Google AI for Developers, "models.generateContent" (2026-10).
"""

import re
from collections.abc import Iterator

from cassette_cli.chat.draft import MessageDraft
from cassette_cli.chat.message import Message, Prompt, Tool
from cassette_cli.protocols.base import numbered, plain_text, settings, text_message
from cassette_cli.protocols.gemini.answer import Reader
from cassette_cli.text.json_value import Json, get, mapping, objects, string


def prompt(request: dict[str, Json]) -> Prompt:
    """Return what a request asks."""
    inside = mapping(request, "request") or request
    messages: list[Message] = []
    system = inside.get("systemInstruction") or inside.get("system_instruction")
    if text := plain_text(get(system, "parts") or system or ""):
        messages.append(text_message("system", text))
    messages += [_message(item) for item in _contents(inside)]
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(inside)],
        settings(inside, "model", "contents", "systemInstruction", "system_instruction", "tools"),
    )


def _contents(request: dict[str, Json]) -> list[dict[str, Json]]:
    contents = request.get("contents")
    return [contents] if isinstance(contents, dict) else objects(contents)


def _message(item: dict[str, Json]) -> Message:
    reader = Reader()
    message = MessageDraft(0)
    message.role = string(item, "role") or "user"
    parts = item.get("parts")
    for part in [parts] if isinstance(parts, dict) else objects(parts):
        reader.take_part(message, _camel(part), 0, ())
    if any(part.part.kind == "tool_result" for part in message.parts):
        message.role = "tool"
    return message.finished()


def _camel(part: dict[str, Json]) -> dict[str, Json]:
    """Return a part with the keys of REST, which takes the snake case of protobuf as well."""
    return {re.sub("_([a-z])", lambda found: found[1].upper(), key): part[key] for key in part}


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        functions = objects(item, "functionDeclarations") or objects(item, "function_declarations")
        for function in functions:
            parameters = function.get("parameters") or function.get("parametersJsonSchema")
            yield Tool(string(function, "name"), string(function, "description"), parameters)
        if not functions:
            yield Tool(next(iter(item), ""), "", None)
