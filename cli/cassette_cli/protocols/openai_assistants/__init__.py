"""Runs of the OpenAI Assistants API.

Source: OpenAI API reference, "Assistants: streaming" (2026-10).
"""

from typing import TYPE_CHECKING

from cassette_cli.framing.base import Event
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.protocols.openai_assistants.answer import NAME, assemble, read
from cassette_cli.protocols.openai_assistants.prompt import prompt
from cassette_cli.text.json_value import Json, objects, string

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling

_OBJECTS = {"thread.message", "thread.run", "thread.run.step"}


def _streams(event: Event) -> bool:
    return event.name.startswith("thread.")


def _answers(payload: dict[str, Json]) -> bool:
    if string(payload, "object") in _OBJECTS:
        return True
    first = next(iter(objects(payload, "data")), {})
    return payload.get("object") == "list" and string(first, "object") in _OBJECTS


def _telling() -> "Telling":
    from cassette_cli.protocols.openai_assistants.telling import TELLING  # needed only to edit

    return TELLING


OPENAI_ASSISTANTS = ChatProtocol(
    name=NAME,
    title="OpenAI Assistants runs",
    url=r"/threads(?:/|$)|/assistants(?:/|$)",
    streams=_streams,
    answers=_answers,
    assemble=assemble,
    read=read,
    prompt=prompt,
    telling=_telling,
)
