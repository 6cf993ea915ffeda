"""What is to come and go in a response comes and goes: in its events, its items and all counts.

Source: OpenAI API reference, "Responses" and its streaming events (2026-10).
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.protocols.openai_responses.addresses import (
    DONE,
    Slot,
    address_of,
    final_response,
    index_of,
    responses,
    sub_in,
    subs_of,
    type_of,
    whole_items,
)
from cassette_cli.protocols.openai_responses.made import entry_events, insert, item_events
from cassette_cli.protocols.openai_responses.parts import Changes, NewEntry, Node, finished_counts
from cassette_cli.text.json_value import Json, get, mapping, sequence


def settle_parts(retelling: Retelling) -> None:
    """Let come and go what was noted, and count the items and entries anew.

    Raises:
        CassetteError: a part cannot go alone.
    """
    changes = retelling.memory.get("changes")
    if not isinstance(changes, Changes):
        return
    _sort_gone(retelling, changes)
    for node in changes.nodes:
        if node.index is not None and not node.is_gone and (node.gone or node.come):
            _settle_entries(retelling, node.index, node)
    kept = [node for node in changes.nodes if not node.is_gone]
    _count_items(retelling, {node.index: at for at, node in enumerate(kept)})
    _settle_outputs(retelling, changes, kept)
    for at, node in enumerate(kept):
        if node.new is not None and changes.has_events:
            after = _before_item(retelling, at)
            for payload in item_events(retelling, node.new, at):
                after = insert(retelling, payload, after)


def _sort_gone(retelling: Retelling, changes: Changes) -> None:
    """Tell the items that go from those that only entries go of."""
    stays = [address_of(retelling, part) for part in changes.parts if changes.is_kept(part)]
    outputs = {address.output for address in stays if address is not None}
    for part in changes.gone:
        address = address_of(retelling, part)
        assert address is not None, "it was looked at before"
        node = changes.node(address.output)
        if address.output not in outputs and not node.come:
            node.is_gone = True
        elif address.slot is None or not address.slot.holder:
            raise cannot(f"this {part.kind} is one with another part, and cannot go alone")
        else:
            node.gone.append(address)


def _count_items(retelling: Retelling, places: dict[int | None, int]) -> None:
    for line in retelling.lines:
        index = index_of(line)
        if index == -1:
            continue
        if index not in places:
            retelling.drop(line)
        elif places[index] != index:
            retelling.put(line, ("output_index",), places[index])


def _settle_outputs(retelling: Retelling, changes: Changes, kept: Sequence[Node]) -> None:
    """Let the responses hold the items that there are."""
    for line, path, is_final in responses(retelling):
        old = sequence(line.payload, *path, "output")
        if not old and not (is_final and changes.has_output):
            continue
        new: list[Json] = []
        for node in kept:
            if node.new is not None and is_final:
                new.append(deepcopy(node.new.item))
            elif node.index is not None and node.index < len(old):
                new.append(old[node.index])
        if new != old:
            retelling.put(line, (*path, "output"), new)


def _before_item(retelling: Retelling, output: int) -> Line | None:
    """Return the event that those of a new item follow."""
    final = final_response(retelling)
    lines = retelling.every_line
    later = [line for line in retelling.lines if index_of(line) > output]
    later += [final[0]] if final is not None else []
    at = lines.index(later[0]) if later else len(lines)
    return lines[at - 1] if at else None


# Entries of an item


def _settle_entries(retelling: Retelling, output: int, node: Node) -> None:
    holders = dict.fromkeys(slot.holder for slot in _slots(node))
    for holder in holders:
        slot = next(slot for slot in _slots(node) if slot.holder == holder)
        subs = subs_of(retelling, output, slot.sub)
        count = max([*finished_counts(retelling, output, holder), len(subs)])
        base = subs[0] if subs and len(subs) == count else 0
        order = [*_order(node, holder, count)]
        places = {one + base: at + base for at, one in enumerate(order) if isinstance(one, int)}
        _count_entries(retelling, output, slot, places)
        _settle_items(retelling, output, holder, (order, count))
        for at, one in enumerate(order):
            if isinstance(one, NewEntry):
                _insert_entry(retelling, output, one, at + base)
    _note_stale(retelling, output)


def _slots(node: Node) -> Iterator[Slot]:
    yield from (address.slot for address in node.gone if address.slot is not None)
    yield from (new.slot for new in node.come)


def _order(node: Node, holder: str, count: int) -> Iterator[int | NewEntry]:
    """Yield the entries of an item in their new order: the old ones by their positions."""
    gone = {one.number for one in node.gone if one.slot is not None and one.slot.holder == holder}
    for number in range(count + 1):
        for new in node.come:
            if new.slot.holder == holder and min(new.before, count) == number:
                yield new
        if number < count and number not in gone:
            yield number


def _count_entries(retelling: Retelling, output: int, slot: Slot, places: dict[int, int]) -> None:
    for line in retelling.lines:
        if index_of(line) != output:
            continue
        sub = sub_in(line, slot)
        if sub == -1:
            continue
        if sub not in places:
            retelling.drop(line)
        elif places[sub] != sub:
            retelling.put(line, (slot.sub,), places[sub])


def _settle_items(
    retelling: Retelling, output: int, holder: str, entries: tuple[list[int | NewEntry], int]
) -> None:
    order, count = entries
    for line, path, is_finished in whole_items(retelling, output):
        old = sequence(line.payload, *path, holder)
        is_whole = is_finished and len(old) in {0, count}
        new: list[Json] = []
        for one in order:
            if isinstance(one, NewEntry):
                new += [deepcopy(one.entry)] if is_whole else []
            elif one < len(old):
                new.append(old[one])
        if new != old:
            retelling.put(line, (*path, holder), new)


def _insert_entry(retelling: Retelling, output: int, new: NewEntry, sub: int) -> None:
    """Add the events of an entry, before those of the next one or the end of its item."""
    lines = [line for line in retelling.lines if index_of(line) == output]
    if not lines:
        return
    about: dict[str, Json] = {"output_index": output, new.slot.sub: sub}
    ids = (get(line.payload, "item_id") or get(line.payload, "item", "id") for line in lines)
    about["item_id"] = next((found for found in ids if found), None)
    later = [line for line in lines if sub_in(line, new.slot) > sub or type_of(line) == DONE]
    every = retelling.every_line
    after = every[every.index(later[0]) - 1] if later else lines[-1]
    for payload in entry_events(retelling, new.slot, new.entry, about):
        after = insert(retelling, payload, after)


def _note_stale(retelling: Retelling, output: int) -> None:
    items = (mapping(line.payload, *path) for line, path, _ in whole_items(retelling, output))
    if any(item.get("encrypted_content") for item in items):
        retelling.note("the encrypted content of the reasoning no longer belongs to its text")
