"""Amazon Bedrock Converse and ConverseStream, and Nova's own events inside invoke.

Source: Amazon Bedrock API reference, "Converse", "ConverseStream" (2026-10).
"""

from typing import TYPE_CHECKING

from cassette_cli.framing.base import Event
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.protocols.bedrock_converse.answer import NAME, assemble, named, read
from cassette_cli.protocols.bedrock_converse.prompt import prompt
from cassette_cli.text.json_value import Json, mapping

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling


def _streams(event: Event) -> bool:
    return named(event.name, event.json)[0] not in {"", "metadata"}


def _answers(payload: dict[str, Json]) -> bool:
    return bool(mapping(payload, "output", "message")) and "stopReason" in payload


def _telling() -> "Telling":
    from cassette_cli.protocols.bedrock_converse.telling import telling

    return telling()


BEDROCK_CONVERSE = ChatProtocol(
    name=NAME,
    title="Amazon Bedrock Converse",
    url=r"/model/[^/]+/converse",
    streamed_urls={"/converse-stream": "/converse"},
    streams=_streams,
    answers=_answers,
    assemble=assemble,
    read=read,
    prompt=prompt,
    telling=_telling,
)
