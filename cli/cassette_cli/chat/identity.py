"""When two messages say the same, whoever counts them and however they were sent."""

from collections.abc import Hashable, Iterator

from cassette_cli.chat.message import Message, Part
from cassette_cli.text.json_value import Json, compact


def message_key(message: Message) -> Hashable:
    """Return what makes messages the same: roles in other words, ids and thinking left out."""
    return speaker(message), tuple(_part_keys(message))


def said_by(message: Message) -> frozenset[Hashable]:
    """Return who said what: a key for each part, the same wherever it is quoted."""
    return frozenset((speaker(message), key) for key in _part_keys(message))


def speaker(message: Message) -> str:
    """Return the role of who says a message, in one word for whoever answers."""
    return "assistant" if message.role in {"assistant", "model", "ai"} else message.role


def _part_keys(message: Message) -> Iterator[Hashable]:
    return (key for part in message.parts if (key := _part_key(part)) is not None)


def _part_key(part: Part) -> Hashable | None:
    if part.kind == "reasoning":
        return None
    if part.kind == "tool_call":
        return part.name, compact(part.arguments) if part.arguments else part.arguments_raw or "{}"
    return part.kind, part.text.strip(), _raw_key(part.raw) if not part.text else ""


def _raw_key(raw: Json) -> str:
    return compact(raw) if raw is not None else ""
