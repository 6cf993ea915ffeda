"""How an edited answer is told in Bedrock Converse, streamed and plain.

Source: Amazon Bedrock API reference, "ConverseStream" (2026-10): only calls have an event that
starts their block; deltas are never empty.
"""

from collections.abc import Sequence

from cassette_cli.chat.blocks import Blocks, insert_all
from cassette_cli.chat.items import insert_item, remove_item, settle_items
from cassette_cli.chat.message import Answer, Message, Part, Path
from cassette_cli.chat.retelling import Retelling
from cassette_cli.chat.telling import Change, Facts, Telling, empties, refuse_no_arguments
from cassette_cli.protocols.bedrock_converse.answer import CONTENT, named
from cassette_cli.protocols.bedrock_converse.blank import blank
from cassette_cli.protocols.bedrock_converse.blocks import (
    BLOCK,
    DELTA,
    START,
    STOP,
    Cloner,
    arguments_of,
    plain_block,
)
from cassette_cli.text.json_value import Json, get, mapping

_FRAGMENTS: Sequence[Path] = [("text",), ("toolUse", "input"), ("reasoningContent", "text")]
_REASONING = ("reasoningContent", "reasoningText")


def telling() -> Telling:
    """Return how an edited answer is told."""
    return Telling(
        Facts(
            role=[("role",), ("messageStart", "role"), (*CONTENT[:-1], "role")],
            finish=[("stopReason",), ("messageStop", "stopReason")],
            usage=[("usage",), ("metadata", "usage")],
        ),
        is_fragment=_is_fragment,
        keeps_empty=False,
        put_text=_put_text,
        add_part=_add_part,
        remove_part=_remove_part,
        settle=_settle,
        blank=blank,
    )


def _is_fragment(payload: dict[str, Json]) -> bool:
    delta = mapping(payload, "delta") or mapping(payload, DELTA, "delta")
    inner = delta
    path: list[str] = []
    while isinstance(inner, dict) and len(inner) == 1:
        key, value = next(iter(inner.items()))
        path.append(key)
        if isinstance(value, str):
            return tuple(path) in _FRAGMENTS
        inner = mapping(value)
    return False


def _blocks(retelling: Retelling) -> Blocks:
    return Blocks(retelling, retelling.every_line, _number_at, _opens)


def _number_at(name: str, payload: Json) -> Path | None:
    kind, _, path = named(name, payload)
    return (*path, BLOCK) if kind in {START, DELTA, STOP} else None


def _opens(name: str, payload: Json) -> bool:
    return named(name, payload)[0] == START


def _put_text(retelling: Retelling, change: Change) -> bool:
    """Write a text that is written nowhere so far, or take out a part that nothing is left of.

    Raises:
        CassetteError: a call is to have no arguments at all.
    """
    part = change.part
    if change.field == "arguments_raw":
        refuse_no_arguments(change.new)
    if empties(change):
        _remove_part(retelling, change.message, part)
        return True
    if part.sites.get(change.field) or part.encrypted:
        return False
    put = _put_item if retelling.is_plain else _put_deltas
    return put(retelling, part, change)


def _put_item(retelling: Retelling, part: Part, change: Change) -> bool:
    """Write the first text of a thought into a plain answer."""
    path = (*part.place.path, *_REASONING) if part.place is not None else ()
    if not path or not isinstance(get(retelling.line(0).payload, *path), dict):
        return False
    retelling.put(retelling.line(0), (*path, change.field), change.new)
    return True


def _put_deltas(retelling: Retelling, part: Part, change: Change) -> bool:
    blocks = _blocks(retelling)
    number = blocks.number(part)
    if number is None or change.field in {"id", "name"}:
        return False
    lines = blocks.lines_of(number)
    behind = [line for line in lines if named(line.name, line.payload)[0] != STOP]
    last = behind[-1] if change.field == "signature" or len(behind) == len(lines) else None
    starts = [line for line in lines if _opens(line.name, line.payload)]
    every = retelling.every_line
    after = last or next(iter(starts), None) or every[max(every.index(lines[0]) - 1, 0)]
    made = Cloner(retelling, number).texts(part.kind, change.field, change.new)
    insert_all(retelling, made, after)
    return True


def _add_part(
    retelling: Retelling, message: Message, position: int, wanted: dict[str, Json]
) -> None:
    """Add a part, given as the view has it, before the part of a position.

    Raises:
        CassetteError: the protocol has no such part, or something of it is missing.
    """
    later = message.parts[position:]
    arguments_of(wanted)
    if retelling.is_plain:
        insert_item(retelling, later, CONTENT, plain_block(wanted))
        return
    number, after = _blocks(retelling).room_before(later)
    if after is None:
        kinds = ((named(line.name, line.payload)[0], line) for line in retelling.every_line)
        after = next((line for kind, line in kinds if kind == "messageStart"), None)
    insert_all(retelling, Cloner(retelling, number).events(wanted), after)


def _remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    """Take a part out of an answer.

    Raises:
        CassetteError: it shares its events.
    """
    if not retelling.is_plain:
        _blocks(retelling).remove(message, part)
    elif part.place is not None:
        remove_item(retelling, retelling.line(0), part.place.path)


def _settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Put the blocks of a plain answer in their list."""
    for line in retelling.lines:
        settle_items(retelling, line, CONTENT)
