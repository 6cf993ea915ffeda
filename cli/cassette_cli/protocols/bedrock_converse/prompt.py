"""Requests of Bedrock Converse.

Source: Amazon Bedrock API reference, "Converse" (2026-10).
"""

from collections.abc import Iterator

from cassette_cli.chat.draft import MessageDraft
from cassette_cli.chat.message import Message, Prompt, Tool
from cassette_cli.protocols.base import numbered, settings, text_message
from cassette_cli.protocols.bedrock_converse.answer import add_block
from cassette_cli.text.json_value import Json, mapping, objects, string


def prompt(request: dict[str, Json]) -> Prompt:
    """Return what a request asks."""
    messages: list[Message] = []
    if system := "".join(string(item, "text") for item in objects(request, "system")):
        messages.append(text_message("system", system))
    for item in objects(request, "messages"):
        message = MessageDraft(0)
        message.role = string(item, "role") or "user"
        for block in objects(item, "content"):
            add_block(message, block, ())
        if message.parts and all(part.part.kind == "tool_result" for part in message.parts):
            message.role = "tool"
        messages.append(message.finished())
    return Prompt(
        string(request, "modelId") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, "modelId", "system", "messages", "toolConfig", "schemaVersion"),
    )


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "toolConfig", "tools"):
        tool = mapping(item, "toolSpec")
        name = string(tool, "name") or next(iter(item), "")
        yield Tool(name, string(tool, "description"), mapping(tool, "inputSchema").get("json"))
