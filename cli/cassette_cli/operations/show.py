"""Showing: each interaction with what is new in its conversation."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from cassette_cli.chat.identity import message_key
from cassette_cli.chat.message import Message, Prompt
from cassette_cli.document.files import Cassette
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError

_NOTHING_ASKED = Prompt(None, [], [], {})


class Turn(NamedTuple):
    """An interaction, seen after the ones before it."""

    reading: Reading
    earlier: int
    """How many messages at the start of its conversation have been shown before."""
    fresh: list[Message]
    """The messages of its conversation that are new."""
    same_tools: bool
    """Whether the tools on offer are those of the interaction before."""
    same_settings: bool
    """The same of what else is asked."""
    retry_of: int | None
    """The interaction that failed before with the very same request."""


def turns(cassette: Cassette) -> Iterator[Turn]:
    """Yield the interactions of a cassette, each read in the light of the one before.

    A body that cannot be opened is met by whoever reads the interaction.
    """
    known: list[Hashable] = []
    before = _NOTHING_ASKED
    failed: dict[Hashable, int] = {}
    for interaction in cassette.interactions():
        reading = Reading(interaction)
        prompt, answered = _conversation(reading)
        keys = [message_key(message) for message in prompt.messages]
        earlier = _common(known, keys)
        request = interaction.request
        asked = (request.method, request.url, request.body.raw)
        fresh = prompt.messages[earlier:]
        yield Turn(
            reading,
            earlier,
            fresh,
            prompt.tools == before.tools,
            prompt.settings == before.settings,
            failed.get(asked),
        )
        if keys:
            known = keys + [message_key(message) for message in answered]
            before = prompt
        if reading.failed:
            failed[asked] = interaction.index
        else:
            failed.pop(asked, None)


def _conversation(reading: Reading) -> tuple[Prompt, list[Message]]:
    """Return what was asked and the first answer; nothing where a body cannot be opened."""
    try:
        answered = reading.answer.messages[:1] if reading.answer is not None else []
        return reading.prompt if reading.prompt is not None else _NOTHING_ASKED, answered
    except CassetteError:
        return _NOTHING_ASKED, []


def _common(before: list[Hashable], now: list[Hashable]) -> int:
    """Return how many messages two conversations share at their start."""
    count = 0
    for old, new in zip(before, now, strict=False):
        if old != new:
            break
        count += 1
    return count
