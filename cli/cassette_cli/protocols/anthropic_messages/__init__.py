"""Anthropic Messages, also on Vertex and inside Bedrock's invoke.

Source: Anthropic API reference, "Messages" and "Streaming messages" (2026-10).
"""

from typing import TYPE_CHECKING

from cassette_cli.framing.base import Event
from cassette_cli.protocols.anthropic_messages.answer import NAME, assemble, read
from cassette_cli.protocols.anthropic_messages.prompt import prompt
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.text.json_value import Json, mapping, string

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling

_TYPES = {
    "message_start", "content_block_start", "content_block_delta", "content_block_stop",
    "message_delta", "message_stop",
}  # fmt: skip


def _streams(event: Event) -> bool:
    payload = mapping(event.json)
    if payload.get("type") == "error":  # OpenAI's are numbered
        return isinstance(payload.get("error"), dict) and "sequence_number" not in payload
    return string(payload, "type") in _TYPES


def _answers(payload: dict[str, Json]) -> bool:
    is_message = payload.get("type") == "message" and "stop_reason" in payload
    return is_message and isinstance(payload.get("content"), list)


def _telling() -> "Telling":
    from cassette_cli.protocols.anthropic_messages.telling import telling

    return telling()


ANTHROPIC_MESSAGES = ChatProtocol(
    name=NAME,
    title="Anthropic Messages (also on Vertex and Bedrock invoke)",
    url=r"/v1/messages(?:[/?]|$)|:streamRawPredict|:rawPredict|/anthropic/",
    streamed_urls={":streamRawPredict": ":rawPredict", "/invoke-with-response-stream": "/invoke"},
    streams=_streams,
    answers=_answers,
    assemble=assemble,
    read=read,
    prompt=prompt,
    telling=_telling,
)
