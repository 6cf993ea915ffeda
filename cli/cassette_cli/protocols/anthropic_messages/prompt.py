"""Requests of Anthropic Messages.

Source: Anthropic API reference, "Messages" (2026-10).
"""

from collections.abc import Iterator

from cassette_cli.chat.message import Message, Part, Prompt, Tool
from cassette_cli.protocols.anthropic_messages.answer import KINDS, part_of
from cassette_cli.protocols.base import (
    media_part,
    numbered,
    plain_text,
    settings,
    text_message,
)
from cassette_cli.text.json_value import Json, objects, string


def prompt(request: dict[str, Json]) -> Prompt:
    """Return what a request asks."""
    messages: list[Message] = []
    if system := plain_text(request.get("system") or ""):
        messages.append(text_message("system", system))
    messages += [_message(item) for item in objects(request, "messages")]
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, "model", "system", "messages", "tools", "stream", "anthropic_version"),
    )


def _message(item: dict[str, Json]) -> Message:
    content = item.get("content")
    role = string(item, "role") or "user"
    if isinstance(content, str):
        return text_message(role, content)
    parts = [_prompt_part(block) for block in objects(content)]
    if parts and all(part.kind == "tool_result" for part in parts):
        role = "tool"
    return Message(0, role, parts)


def _prompt_part(block: dict[str, Json]) -> Part:
    kind = string(block, "type")
    if kind == "tool_result":
        text = plain_text(block.get("content") or "")
        return Part("tool_result", text, id=string(block, "tool_use_id") or None)
    if kind in KINDS or kind.endswith("_tool_result"):
        return part_of(block, ()).finished()
    return media_part(block, kind)


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        name = string(item, "name") or string(item, "type")
        yield Tool(name, string(item, "description"), item.get("input_schema"))
