"""Requests of Cohere chat and generate, version 1.

Source: Cohere API reference, "Chat" v1 (2026-10).
"""

from collections.abc import Iterator

from cassette_cli.chat.draft import MessageDraft
from cassette_cli.chat.message import Message, Part, Prompt, Tool
from cassette_cli.protocols.base import numbered, settings, text_message
from cassette_cli.protocols.cohere_v1.answer import take_call
from cassette_cli.text.json_value import Json, compact, objects, string

_ROLES = {"USER": "user", "CHATBOT": "assistant", "SYSTEM": "system", "TOOL": "tool"}


def prompt(request: dict[str, Json]) -> Prompt:
    """Return what a request asks."""
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
        take_call(message, index, call, 0, ())
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
