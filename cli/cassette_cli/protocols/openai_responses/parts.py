"""Parts of a response that come or go: items, or entries of items, with all of their events.

What is to happen is only noted while an answer is told, so that all indices keep their meaning; it
is done at the end, when the events are counted anew.

Source: OpenAI API reference, "Responses" and its streaming events (2026-10).
"""

from collections.abc import Sequence
from typing import NamedTuple

from cassette_cli.chat.message import Message, Part
from cassette_cli.chat.retelling import Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.protocols.openai_responses.addresses import (
    Address,
    Slot,
    address_of,
    final_response,
    index_of,
    whole_items,
)
from cassette_cli.protocols.openai_responses.made import (
    NewItem,
    new_entry,
    new_item,
)
from cassette_cli.text.json_value import Json, mapping, objects, sequence


class NewEntry(NamedTuple):
    """An entry of an item that comes."""

    before: int
    """The position of the old entry that it comes before; as many as there are for the end."""
    slot: Slot
    entry: dict[str, Json]


class Node:
    """An item of the answer to be."""

    def __init__(self, index: int | None, new: NewItem | None = None) -> None:
        self.index = index
        """The `output_index` that it came with."""
        self.new = new
        self.come: list[NewEntry] = []
        self.gone: list[Address] = []
        """Of its entries."""
        self.is_gone = False


class Changes:
    """What comes and goes."""

    def __init__(self, retelling: Retelling) -> None:
        final = final_response(retelling)
        output = sequence(final[0].payload, *final[1], "output") if final is not None else []
        told = {index_of(line) for line in retelling.lines} - {-1}
        self.has_events = bool(told) or not (output or retelling.is_plain)
        self.has_output = bool(output) or not told
        """Whether the last response repeats the items, which some servers leave out."""
        self.nodes = [Node(index) for index in sorted({*range(len(output)), *told})]
        self.gone: list[Part] = []
        self.parts: Sequence[Part] = ()

    def node(self, index: int) -> Node:
        """Return the item that came with an index."""
        return next(node for node in self.nodes if node.index == index)

    def is_kept(self, part: Part) -> bool:
        """Say whether a part stays."""
        return all(part is not one for one in self.gone)


def _changes(retelling: Retelling, message: Message | None = None) -> Changes:
    known = retelling.memory.get("changes")
    changes = known if isinstance(known, Changes) else Changes(retelling)
    retelling.memory["changes"] = changes
    if message is not None:
        changes.parts = message.parts
    return changes


def remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    """Take a part out: its item, or its entry of an item that is several parts."""
    if address_of(retelling, part) is None:
        raise cannot(f"this {part.kind} stands in no item of the response, and cannot go")
    _changes(retelling, message).gone.append(part)


def add_part(retelling: Retelling, message: Message, before: int, part: dict[str, Json]) -> None:
    """Add a part as an item of its own, or as an entry of the item that it comes within.

    Raises:
        CassetteError: the protocol has no place for it.
    """
    changes = _changes(retelling, message)
    left = _address(retelling, [one for one in message.parts[:before] if changes.is_kept(one)][-1:])
    right = _address(retelling, [one for one in message.parts[before:] if changes.is_kept(one)][:1])
    at = len(changes.nodes)
    if right is not None:
        node = changes.node(right.output)
        is_within = left is not None and left.output == right.output
        if is_within or _starts(retelling, node, right, part):
            _add_within(retelling, node, right, part)
            return
        at = changes.nodes.index(node)
    if not _joined(retelling, changes.nodes[:at][-1:], part):
        changes.nodes.insert(at, Node(None, new_item(retelling, part, len(changes.nodes))))


def _address(retelling: Retelling, parts: Sequence[Part]) -> Address | None:
    """Return where a neighbour stands, if there is one, and see to it that it is in order."""
    if not parts:
        return None
    address = address_of(retelling, parts[0])
    if address is None or not any(whole_items(retelling, address.output)):
        raise cannot("a part cannot be added beside one that stands in no item of the response")
    return address


def _add_within(retelling: Retelling, node: Node, right: Address, part: dict[str, Json]) -> None:
    """Add a part between two that are entries of one item."""
    item = _item(retelling, node)
    is_step = part.get("kind") == right.kind == "reasoning"
    if is_step and not _is_of({**part, "id": part.get("id") or item.get("id")}, item):
        raise cannot("a reasoning in the middle of an item has the id and the encryption of that")
    new = new_item(retelling, part, 0)
    entries = objects(new.item, new.slot.holder) if new.slot.holder else []
    if new.item["type"] != right.kind or right.slot is None or len(entries) != 1:
        words = f"a {part.get('kind')} cannot be added in the middle of an item"
        raise cannot(f"{words} that is a {right.kind}")
    if new.slot.holder != right.slot.holder:
        raise cannot("a reasoning cannot be added in the middle of an item that is told otherwise")
    node.come.append(NewEntry(right.number, new.slot, entries[0]))


def _starts(retelling: Retelling, node: Node, right: Address, part: dict[str, Json]) -> bool:
    """Say whether a reasoning is to be the first entry of the item behind it."""
    is_reasoning = part.get("kind") == "reasoning" and bool(part.get("id"))
    item = _item(retelling, node)
    is_open = right.slot is not None and item.get("type") == "reasoning"
    return is_reasoning and is_open and _is_of(part, item)


def _is_of(part: dict[str, Json], item: dict[str, Json]) -> bool:
    """Say whether a reasoning can be an entry of an item that is one."""
    encrypted = item.get("encrypted_content") or None
    return part.get("id") == item.get("id") and (part.get("signature") or None) == encrypted


def _joined(retelling: Retelling, before: Sequence[Node], part: dict[str, Json]) -> bool:
    """Add a reasoning to the item before it, if it says that it is of that one."""
    if part.get("kind") != "reasoning" or not part.get("id") or not before:
        return False
    item = _item(retelling, before[0])
    made = new_item(retelling, part, 0)
    new, holder = objects(made.item, made.slot.holder), made.slot.holder
    known = objects(item, holder)
    is_its = item.get("type") == "reasoning" and _is_of(part, item)
    if not is_its or not new or not known:
        return False
    if before[0].new is not None:
        sequence(item, holder).extend(new)
    else:
        before[0].come.append(NewEntry(len(known), made.slot, new[0]))
    return True


def _item(retelling: Retelling, node: Node) -> dict[str, Json]:
    """Return an item as it is when it is done."""
    if node.new is not None:
        return node.new.item
    found = [*whole_items(retelling, -1 if node.index is None else node.index)]
    return mapping(found[-1].line.payload, *found[-1].path) if found else {}


def add_entry(retelling: Retelling, output: int, slot: Slot, text: str) -> None:
    """Add an entry at the end of an item."""
    count = max(finished_counts(retelling, output, slot.holder), default=0)
    entry = new_entry(retelling, slot, text)
    _changes(retelling).node(output).come.append(NewEntry(count, slot, entry))


def finished_counts(retelling: Retelling, output: int, holder: str) -> list[int]:
    """Return how many entries the copies of an item have that are finished."""
    return [
        len(sequence(line.payload, *path, holder))
        for line, path, is_finished in whole_items(retelling, output)
        if is_finished
    ]
