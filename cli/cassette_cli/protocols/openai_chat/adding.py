"""Parts of chat completions that come: they are written where their order puts them."""

from typing import NamedTuple

from cassette_cli.chat.message import Message, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.errors import CassetteError
from cassette_cli.protocols.openai_chat.chunks import (
    Told,
    calls_of,
    choice_in,
    holder_of,
    says,
    told_parts,
)
from cassette_cli.protocols.openai_chat.new_call import Calls, fragments_of_call, shape_of_calls
from cassette_cli.protocols.openai_chat.new_chunks import (
    deltas_of_text,
    field_of_text,
    insert_chunks,
    move_end,
)
from cassette_cli.protocols.openai_chat.removing import is_gone, shift_calls
from cassette_cli.text.json_value import Json, get, integer, sequence, string

_KINDS = {"text", "reasoning", "refusal", "tool_call"}
_NOT_ADDED = {"signature": "a signature", "encrypted": "a signature", "annotations": "citations"}


class Spot(NamedTuple):
    """Where a new part is to come."""

    retelling: Retelling
    choice: int
    """The index of the message."""
    told: list[Told]
    """The parts that are told by now."""
    at: int
    """How many of them come before it."""

    @property
    def calls_before(self) -> int:
        """How many calls come before it."""
        return sum(one.part.kind == "tool_call" for one in self.told[: self.at])


def add_part(retelling: Retelling, message: Message, before: int, part: dict[str, Json]) -> None:
    """Add a text or a call before the part of a position.

    Raises:
        CassetteError: the protocol has no place for it.
    """
    kind = string(part, "kind")
    told = told_parts(retelling, message.index)
    _check(part, told)
    behind = [one for one in message.parts[before:] if not is_gone(retelling, one)]
    spot = Spot(retelling, message.index, told, len(told) - len(behind))
    if retelling.is_plain:
        _join(spot, retelling.line(0), part)
    else:
        _add_chunks(spot, part)
    found = [one.part.kind for one in told_parts(retelling, message.index)]
    kinds = [one.part.kind for one in told]
    if found != [*kinds[: spot.at], kind, *kinds[spot.at :]]:
        raise _no_place(retelling)


def _named(kind: str) -> str:
    return kind.replace("_", " ") or "part without a kind"


def _check(part: dict[str, Json], told: list[Told]) -> None:
    kind = string(part, "kind")
    if kind not in _KINDS:
        raise cannot(f"a {_named(kind)} cannot be added to a chat completion")
    for field, what in _NOT_ADDED.items():
        if part.get(field):
            raise cannot(f"{what} cannot be added to a chat completion")
    if kind != "tool_call" and any(one.part.kind == kind for one in told):
        raise cannot(f"a chat completion holds one {kind}, and this has it already")


def _no_place(retelling: Retelling) -> CassetteError:
    if retelling.is_plain:
        order = "has reasoning, text, calls and refusal in this order"
        return cannot(f"a plain chat completion {order}")
    return cannot("the parts around the new one come in one chunk")


def _add_chunks(spot: Spot, part: dict[str, Json]) -> None:
    """Add a part to a stream: in chunks of its own, or in one that its neighbours share."""
    retelling, index, told, at = spot
    before, behind = (told[at - 1] if at else None), (told[at] if at < len(told) else None)
    if behind is not None and before is not None and before.first is behind.first:
        _join(spot, behind.first, part)
        return
    if behind is not None:
        after = _line_before(retelling, behind.first)
        insert_chunks(retelling, index, after, _deltas(spot, part))
        return
    lines = retelling.lines
    mine = [line for line in lines if choice_in(line.payload, index)[1]]
    end = next(
        (line for line in mine if choice_in(line.payload, index)[0].get("finish_reason")), None
    )
    tail = max((one.last for one in told), key=lines.index, default=None)
    if end is None or (tail is not None and lines.index(tail) < lines.index(end)):
        insert_chunks(retelling, index, tail or mine[-1], _deltas(spot, part))
    elif tail is None:
        insert_chunks(retelling, index, _line_before(retelling, end), _deltas(spot, part))
    else:
        _add_behind_end(spot, part, end, tail)


def _add_behind_end(spot: Spot, part: dict[str, Json], end: Line, tail: Line) -> None:
    """Add a part where the chunk that ends a message brings one: a call joins other calls there."""
    retelling, index, _, _ = spot
    calls = get(choice_in(end.payload, index)[0], "delta", "tool_calls")
    if tail is end and string(part, "kind") == "tool_call" and isinstance(calls, list) and calls:
        _join(spot, end, part)
    else:
        last = insert_chunks(retelling, index, tail, _deltas(spot, part))
        move_end(retelling, index, end, last)


def _line_before(retelling: Retelling, line: Line) -> Line | None:
    every = retelling.every_line
    at = every.index(line)
    return every[at - 1] if at else None


def _deltas(spot: Spot, part: dict[str, Json]) -> list[dict[str, Json]]:
    """Return what the chunks of a new part bring."""
    kind = string(part, "kind")
    if kind != "tool_call":
        return deltas_of_text(spot.retelling, spot.choice, kind, string(part, "text"))
    calls = shape_of_calls(spot.retelling, spot.choice)
    fragments = fragments_of_call(part, calls, _number(spot, calls), is_whole=calls.come_whole)
    return [{"tool_calls": one if calls.is_one_object else [one]} for one in fragments]


def _number(spot: Spot, calls: Calls) -> int | None:
    """Return the index of a new call; those behind it are numbered anew."""
    if not calls.numbers or calls.share_number:
        return calls.numbers[0] if calls.numbers else None
    heads = [places[0] for places in calls_of(spot.retelling, spot.choice)]
    numbers = [integer(get(line.payload, *path), "index") for line, path in heads]
    known = [number for number in numbers if number is not None]
    number = next(iter(numbers[spot.calls_before :]), None)
    if number is None:
        return max(known) + 1 if known else calls.numbers[0]
    shift_calls(spot.retelling, spot.choice, number, 1)
    return number


def _join(spot: Spot, line: Line, part: dict[str, Json]) -> None:
    """Add a part to a chunk that holds others."""
    path = (*choice_in(line.payload, spot.choice)[1], holder_of(spot.retelling))
    if string(part, "kind") != "tool_call":
        _join_text(spot, line, path, part)
        return
    way = (*path, "tool_calls")
    if isinstance(get(line.payload, *way), dict):
        raise cannot("this answer holds its only call as one object")
    calls = shape_of_calls(spot.retelling, spot.choice)
    (call,) = fragments_of_call(part, calls, _number(spot, calls), is_whole=True)
    known = sequence(line.payload, *way)
    before = calls_of(spot.retelling, spot.choice)[: spot.calls_before]
    places = [there[-1] for places in before for where, there in places if where is line]
    position = max((at for at in places if isinstance(at, int)), default=-1) + 1
    spot.retelling.put(line, way, [*known[:position], call, *known[position:]])


def _join_text(spot: Spot, line: Line, path: Path, part: dict[str, Json]) -> None:
    kind, text = string(part, "kind"), string(part, "text")
    field = field_of_text(spot.retelling, kind)
    known = get(line.payload, *path, field)
    if isinstance(known, list):
        said: dict[str, Json] = {"type": "text", "text": text}
        spot.retelling.put(line, (*path, field), [*known, said])
    elif not says(known):
        spot.retelling.put(line, (*path, field), text)
    else:
        raise _no_place(spot.retelling)
