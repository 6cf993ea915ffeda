"""Where the parts of an answer stand in the events of a response: items by `output_index`.

Never by the ids of items, which some gateways change with every event, and never by equal text.
Until all is told, events keep the indices that they came with.

Source: OpenAI API reference, "Responses" and its streaming events (2026-10).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cassette_cli.chat.message import Part, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.text.json_value import Json, get, integer, mapping, objects, sequence, string

TERMINAL = {
    "response.completed", "response.incomplete", "response.failed", "response.cancelled",
}  # fmt: skip
ADDED, DONE = "response.output_item.added", "response.output_item.done"
_TEXT_EVENT = re.compile(r"response\.([a-z_]+)\.(?:delta|done)$")


class Slot(NamedTuple):
    """A text of an item: which events bring it, and where the item has it."""

    name: str
    """Of its events: `response.NAME.delta` and `response.NAME.done`."""
    field: str
    """In the item or in its entry, and in the event that repeats it whole."""
    holder: str = ""
    """The list of entries in the item, `""` where the item has the text itself."""
    sub: str = ""
    """The index by which events tell the entry, `""` for none."""

    @property
    def delta(self) -> str:
        """The type of the events that bring it piece by piece."""
        return f"response.{self.name}.delta"


OUTPUT_TEXT = Slot("output_text", "text", "content", "content_index")
REFUSAL = Slot("refusal", "refusal", "content", "content_index")
SUMMARY = Slot("reasoning_summary_text", "text", "summary", "summary_index")
REASONING = Slot("reasoning_text", "text", "content", "content_index")
ARGUMENTS = Slot("function_call_arguments", "arguments")
INPUT = Slot("custom_tool_call_input", "input")
MCP = Slot("mcp_call_arguments", "arguments")
CODE = Slot("code_interpreter_call_code", "code")

_WITH_ENTRIES = {slot.name: slot for slot in (OUTPUT_TEXT, REFUSAL, SUMMARY, REASONING)}
_OF_ITEMS = {
    "function_call": ARGUMENTS, "custom_tool_call": INPUT, "mcp_call": MCP,
    "mcp_approval_request": MCP, "code_interpreter_call": CODE,
}  # fmt: skip


class Address(NamedTuple):
    """Where a part stands."""

    output: int
    """The `output_index` that its item came with."""
    kind: str
    """The type of its item."""
    slot: Slot | None = None
    """Its text, where it has one that events bring."""
    number: int = 0
    """The position of its entry in the item."""
    sub: int = 0
    """The index by which events tell the entry."""


def address_of(retelling: Retelling, part: Part) -> Address | None:
    """Return where a part stands, `None` for one that stands beside the items."""
    first = next((sites[0] for sites in part.sites.values() if sites), None)
    place = part.place or first
    if place is None:
        return None
    line = retelling.line(place.event)
    match place.path:
        case ("item", *rest):
            address = Address(index_of(line), string(line.original, "item", "type"))
        case ("response", "output", int() as index, *rest) | ("output", int() as index, *rest):
            above = place.path[: len(place.path) - len(rest)]
            address = Address(index, string(line.original, *above, "type"))
        case _:
            return _by_event(retelling, Address(index_of(line), ""), line)
    if rest:
        return _by_entry(retelling, address, line, place.path)
    if first is not None and address.kind in {"message", "reasoning"}:
        address = _by_event(retelling, address, retelling.line(first.event)) or address
    elif part.kind != "code_result":
        address = address._replace(slot=_OF_ITEMS.get(address.kind))
    return address


def _by_entry(retelling: Retelling, address: Address, line: Line, path: Path) -> Address:
    """Return the address of an entry that an item holds."""
    entries = sequence(line.original, *path[:-1])
    number = path[-1] if isinstance(path[-1], int) else 0
    slot = slot_of(address.kind, str(path[-2]), string(line.original, *path, "type"))
    subs = subs_of(retelling, address.output, slot.sub)
    base = subs[0] if subs else 0
    is_counted_on = number not in subs and base + number in subs and base + number >= len(entries)
    sub = base + number if is_counted_on else number  # some gateways count from one
    return address._replace(slot=slot, number=number, sub=sub)


def _by_event(retelling: Retelling, address: Address, line: Line) -> Address | None:
    """Return the address of a text that is told by no item, but by events of its own."""
    found = _TEXT_EVENT.match(type_of(line))
    if found is None:
        return None
    slots = [slot for slot in _OF_ITEMS.values() if slot.name == found[1]]
    slot = _WITH_ENTRIES.get(found[1]) or next(iter(slots), None)
    if slot is None or not slot.sub:
        return None if slot is None else address._replace(slot=slot)
    sub = integer(line.original, slot.sub) or 0
    number = subs_of(retelling, address.output, slot.sub, sub).index(sub)
    return address._replace(slot=slot, number=number, sub=sub)


def slot_of(kind: str, holder: str, entry: str) -> Slot:
    """Return the text of an entry, by the types of its item and of itself."""
    if holder == "summary":
        return SUMMARY
    if kind == "reasoning":
        return REASONING
    return REFUSAL if entry == "refusal" else OUTPUT_TEXT


def subs_of(retelling: Retelling, output: int, key: str, *more: int) -> list[int]:
    """Return the indices by which events tell the entries of an item, in order."""
    found = {
        integer(line.original, key) or 0
        for line in retelling.every_line
        if not line.is_new and index_of(line) == output and key in mapping(line.original)
    }
    return sorted({*found, *more})


def type_of(line: Line) -> str:
    """Return the type of an event."""
    return string(line.payload, "type")


def index_of(line: Line) -> int:
    """Return the index of the item that an event is about, -1 for none; it may be left out."""
    found = integer(line.payload, "output_index")
    if found is not None:
        return found
    kind = type_of(line)
    named = _TEXT_EVENT.match(kind)
    texts = {*_WITH_ENTRIES, *(slot.name for slot in _OF_ITEMS.values())}
    is_about_one = kind in {ADDED, DONE} or (named is not None and named[1] in texts)
    return 0 if is_about_one else -1


def is_about(line: Line, address: Address) -> bool:
    """Say whether an event is about the entry of an address, or about its item as such."""
    if index_of(line) != address.output:
        return False
    slot = address.slot
    return slot is None or not slot.sub or sub_in(line, slot) == address.sub


def sub_in(line: Line, slot: Slot) -> int:
    """Return the index by which an event tells an entry, -1 for none; deltas may leave it out."""
    found = integer(line.payload, slot.sub)
    if found is not None:
        return found
    named = _TEXT_EVENT.match(type_of(line))
    return 0 if named is not None and named[1] == slot.name else -1


# Whole items


class Whole(NamedTuple):
    """A place that holds an item whole."""

    line: Line
    path: Path
    is_finished: bool
    """Whether it is as it stays, and not as it starts."""


def final_response(retelling: Retelling) -> tuple[Line, Path] | None:
    """Return where the response stands that ends a stream, or that a plain answer is."""
    if retelling.is_plain:
        return retelling.line(0), ()
    ends = (line for line in reversed(retelling.lines) if type_of(line) in TERMINAL)
    return next(((line, ("response",)) for line in ends), None)


def responses(retelling: Retelling) -> Iterator[tuple[Line, Path, bool]]:
    """Yield where responses stand whole, and whether that is the one that counts."""
    final = final_response(retelling)
    for line in retelling.lines:
        path: Path = () if retelling.is_plain else ("response",)
        if isinstance(get(line.payload, *path), dict):
            yield line, path, final is not None and line is final[0]


def whole_items(retelling: Retelling, output: int) -> Iterator[Whole]:
    """Yield the places that hold an item: when it starts, when it is done, at the end."""
    for line in retelling.lines:
        if "item" in mapping(line.payload) and index_of(line) == output:
            yield Whole(line, ("item",), type_of(line) == DONE)
    for line, path, is_final in responses(retelling):
        if output < len(sequence(line.payload, *path, "output")):
            yield Whole(line, (*path, "output", output), is_final)


def known_items(retelling: Retelling) -> Iterator[dict[str, Json]]:
    """Yield the items that the answer had, those that count most first."""
    final = final_response(retelling)
    if final is not None:
        yield from objects(final[0].original, *final[1], "output")
    for line in retelling.every_line:
        if string(line.original, "type") == DONE:
            yield mapping(line.original, "item")
    for line in retelling.every_line:
        if string(line.original, "type") == ADDED:
            yield mapping(line.original, "item")
