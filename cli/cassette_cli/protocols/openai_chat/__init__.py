"""OpenAI chat completions, and all that speak it: Azure, OpenRouter, Mistral, xAI, Groq and more.

Source: OpenAI API reference, "Chat completions" (2026-10).
"""

from typing import TYPE_CHECKING

from cassette_cli.framing.base import Event
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.protocols.openai_chat.answer import NAME, assemble, read
from cassette_cli.protocols.openai_chat.prompt import prompt
from cassette_cli.text.json_value import Json, objects, string

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling


def _streams(event: Event) -> bool:
    chunk = event.json
    if not isinstance(chunk, dict):
        return False
    if string(chunk, "object") in {"chat.completion.chunk", "chat.completion.done"}:
        return True
    if chunk.get("choices") == [] and chunk.get("object") != "text_completion":
        return "prompt_filter_results" in chunk or "usage" in chunk
    return any("delta" in choice for choice in objects(chunk, "choices"))


def _answers(payload: dict[str, Json]) -> bool:
    return any("message" in choice for choice in objects(payload, "choices"))


def _telling() -> "Telling":
    from cassette_cli.protocols.openai_chat.telling import TELLING  # needed only to edit

    return TELLING


OPENAI_CHAT = ChatProtocol(
    name=NAME,
    title="OpenAI chat completions (Azure, OpenRouter, Mistral, xAI, Groq, DeepSeek …)",
    url=r"/chat/completions|/openai/deployments/",
    streams=_streams,
    answers=_answers,
    assemble=assemble,
    read=read,
    prompt=prompt,
    telling=_telling,
)
