"""OpenAI Responses, and what speaks it: Azure, OpenRouter, xAI, Copilot, Bedrock mantle and more.

Source: OpenAI API reference, "Responses" (2026-10).
"""

from typing import TYPE_CHECKING

from cassette_cli.framing.base import Event
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.protocols.openai_responses.answer import assemble, read
from cassette_cli.protocols.openai_responses.output import NAME
from cassette_cli.protocols.openai_responses.prompt import prompt
from cassette_cli.text.json_value import Json, string

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling


def _streams(event: Event) -> bool:
    payload = event.json
    kind = string(payload, "type")
    return kind.startswith("response.") or string(payload, "response", "object") == "response"


def _answers(payload: dict[str, Json]) -> bool:
    return payload.get("object") == "response" or (
        isinstance(payload.get("output"), list) and "status" in payload
    )


def _telling() -> "Telling":
    from cassette_cli.protocols.openai_responses.telling import TELLING  # needed only to edit

    return TELLING


OPENAI_RESPONSES = ChatProtocol(
    name=NAME,
    title="OpenAI Responses",
    url=r"/responses(?:[/?]|$)",
    streams=_streams,
    answers=_answers,
    assemble=assemble,
    read=read,
    prompt=prompt,
    telling=_telling,
)
