"""Cohere chat and generate, version 1.

Source: Cohere API reference, "Chat" v1 and its stream events (2026-10).
"""

from typing import TYPE_CHECKING

from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.protocols.cohere_v1.answer import NAME, assemble, is_answer, is_event, read
from cassette_cli.protocols.cohere_v1.prompt import prompt

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling


def _telling() -> "Telling":
    from cassette_cli.protocols.cohere_v1.telling import TELLING  # needed only to edit

    return TELLING


COHERE_V1 = ChatProtocol(
    name=NAME,
    title="Cohere chat and generate v1",
    url=r"cohere[^/]*/v1/(?:chat|generate)|/v1/generate$",
    streams=is_event,
    answers=is_answer,
    assemble=assemble,
    read=read,
    prompt=prompt,
    telling=_telling,
)
