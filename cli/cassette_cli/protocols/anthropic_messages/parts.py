"""Parts that come into an answer in Anthropic Messages, or go: blocks with all their events."""

from collections.abc import Sequence

from cassette_cli.chat.blocks import Blocks, insert_all
from cassette_cli.chat.items import insert_item, remove_item
from cassette_cli.chat.message import Message, Part, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.protocols.anthropic_messages.blocks import (
    DELTA,
    FALLBACK,
    INPUT,
    START,
    STOP,
    Cloner,
    NewBlock,
    dressed,
    new_block,
)
from cassette_cli.text.json_value import Json, get, objects, parse, sequence, string


def message_lines(retelling: Retelling, number: int) -> list[Line]:
    """Return the events of a message of a body, as it is read: a new start abandons what was."""
    found: list[Line] = []
    at, known, stopped, name = 0, False, False, ""
    for line in retelling.every_line:
        kind = string(line.payload, "type")
        if kind == "message_start":
            if known and stopped:
                at, stopped = at + 1, False
            elif known and name != string(line.payload, "message", "id") and at == number:
                found.clear()
            name = string(line.payload, "message", "id")
        stopped = stopped or kind == "message_stop"
        known = known or kind in {"message_start", START, DELTA, "message_delta"}
        if at == number:
            found.append(line)
    return found


def blocks_of(retelling: Retelling, message: Message) -> Blocks:
    """Return the blocks of a message that have events of their own."""
    return Blocks(retelling, message_lines(retelling, message.index), _number_at, _opens)


def _number_at(name: str, payload: Json) -> Path | None:
    is_block = string(payload, "type") in {START, DELTA, STOP}
    return ("index",) if is_block and isinstance(get(payload, "index"), int) else None


def _opens(name: str, payload: Json) -> bool:
    return string(payload, "type") == START


def remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    """Take a part out of an answer.

    Raises:
        CassetteError: it has no events of its own, or says which model goes on.
    """
    _check_apart([part])
    if string(part.raw, "type") == FALLBACK:
        raise cannot("the block that says which model goes on cannot be taken out")
    if not retelling.is_plain:
        blocks_of(retelling, message).remove(message, part)
    elif part.place is not None:
        remove_item(retelling, retelling.line(0), part.place.path)


def _check_apart(parts: Sequence[Part]) -> None:
    """Raise an error for parts that stand in the event that starts the message."""
    if any(part.place is not None and part.place.path[0] == "message" for part in parts):
        raise cannot("no part can go that stands in `message_start`, or come before it")


def add_part(
    retelling: Retelling, message: Message, position: int, wanted: dict[str, Json]
) -> None:
    """Add a part, given as the view has it, before the part of a position.

    Raises:
        CassetteError: the protocol has no such part, or something of it is missing.
    """
    new, later = new_block(wanted), message.parts[position:]
    _check_apart(later)
    if retelling.is_plain:
        _add_item(retelling, later, new)
        return
    blocks = blocks_of(retelling, message)
    number, after = blocks.room_before(later)
    if after is None and not any(blocks.number(part) is not None for part in later):
        after, number = _start_of(blocks.lines)
    insert_all(retelling, Cloner(retelling, number).events(new), after)


def _start_of(lines: Sequence[Line]) -> tuple[Line | None, int]:
    """Return the event that starts a message, and how many blocks that holds itself."""
    starts = [line for line in lines if string(line.payload, "type") == "message_start"]
    if not starts:
        return None, 0
    return starts[-1], len(sequence(starts[-1].payload, "message", "content"))


def _add_item(retelling: Retelling, later: Sequence[Part], new: NewBlock) -> None:
    """Put a block into the content of a plain answer."""
    block = dressed(new.block, objects(retelling.line(0).original, "content"))
    if new.arguments is not None:
        value = parse(new.arguments)
        if not isinstance(value, dict):
            raise cannot("the arguments of a call in this answer are a JSON object")
        block["input"] = value
    insert_item(retelling, later, ("content",), block)


def put_fragments(retelling: Retelling, message: Message, part: Part, key: str, text: str) -> None:
    """Write a text of a block that has no deltas of it so far; a signature comes last."""
    blocks = blocks_of(retelling, message)
    number = blocks.number(part) or 0
    lines = blocks.lines_of(number)
    behind = [line for line in lines if string(line.payload, "type") != STOP]
    after = behind[-1] if key == "signature" else lines[0]
    insert_all(retelling, Cloner(retelling, number).fragments(key, text), after)


def put_input(retelling: Retelling, message: Message, part: Part, arguments: str) -> None:
    """Write the input of a call that stood in the event that starts its block into deltas."""
    blocks = blocks_of(retelling, message)
    number = blocks.number(part) or 0
    lines = blocks.lines_of(number)
    deltas = [line for line in lines if string(line.payload, "delta", "type") == INPUT]
    retelling.put(lines[0], ("content_block", "input"), {})
    made = Cloner(retelling, number).input(arguments, opened=bool(deltas))
    insert_all(retelling, made, deltas[-1] if deltas else lines[0])
