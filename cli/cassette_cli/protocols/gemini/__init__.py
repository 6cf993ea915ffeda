"""Gemini and Vertex `generateContent` and `streamGenerateContent`.

Source: Google AI for Developers, "Generating content" (2026-10).
"""

from typing import TYPE_CHECKING

from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.protocols.gemini.answer import MARKS, NAME, assemble, inside_of, read
from cassette_cli.protocols.gemini.prompt import prompt
from cassette_cli.text.json_value import Json

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling


def _is_response(payload: Json) -> bool:
    inside = inside_of(payload)
    return any(mark in inside for mark in MARKS)


def _telling() -> "Telling":
    from cassette_cli.protocols.gemini.telling import TELLING  # needed only to edit

    return TELLING


GEMINI = ChatProtocol(
    name=NAME,
    title="Gemini and Vertex generateContent",
    url=r":(?:streamG|g)enerateContent",
    streamed_urls={":streamGenerateContent": ":generateContent", "alt=sse": ""},
    streams=lambda event: _is_response(event.json),
    answers=_is_response,
    assemble=assemble,
    read=read,
    prompt=prompt,
    telling=_telling,
)
