"""Changed texts of a response, written wherever they stand.

A text stands in up to five places: its deltas, `.done`, `content_part.done`, `output_item.done` and
the response that ends the stream. Log probabilities, citations and padding go with it.

Source: OpenAI API reference, "Responses" and its streaming events (2026-10). The padding in
`obfuscation` brings a delta to a multiple of 16 characters, as recorded.
"""

from cassette_cli.chat.fragments import spread
from cassette_cli.chat.message import Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import Change, cannot, clone_fragments, moved, padding
from cassette_cli.protocols.openai_responses.addresses import (
    SUMMARY,
    Address,
    Slot,
    Whole,
    address_of,
    index_of,
    is_about,
    type_of,
    whole_items,
)
from cassette_cli.protocols.openai_responses.made import delta_events, insert
from cassette_cli.protocols.openai_responses.parts import add_entry
from cassette_cli.text.json_value import (
    NOT_JSON,
    Json,
    get,
    integer,
    mapping,
    objects,
    parse,
    string,
)

_BLOCK = 16
_ANNOTATED = "response.output_text.annotation.added"


def put_text(retelling: Retelling, change: Change) -> bool:
    """Write a text of a part wherever it stands; one that is beside the items is left to others."""
    address = address_of(retelling, change.part)
    if address is None:
        return False
    if change.field in {"id", "name"}:
        _put_name(retelling, change, address)
    elif change.field == "signature":
        _put_encrypted(retelling, change, address)
    elif address.slot is not None:
        _put_everywhere(retelling, change, address, address.slot)
    elif change.part.kind == "reasoning":
        add_entry(retelling, address.output, SUMMARY, change.new)
    elif change.field == "arguments_raw":
        _put_action(retelling, change, address)
    else:
        raise _not_edited(change)
    return True


def _not_edited(change: Change) -> Exception:
    return cannot(f"the {change.field} of this {change.part.kind} cannot be edited")


# Texts


def _put_everywhere(retelling: Retelling, change: Change, address: Address, slot: Slot) -> None:
    if not retelling.is_plain:
        _put_deltas(retelling, change, address, slot)
        _put_in_events(retelling, change, address, slot)
    for whole in whole_items(retelling, address.output):
        _put_in_item(retelling, change, address, whole)


def _put_deltas(retelling: Retelling, change: Change, address: Address, slot: Slot) -> None:
    lines = [
        line for line in retelling.lines if type_of(line) == slot.delta and is_about(line, address)
    ]
    if not lines:
        _add_deltas(retelling, change, address, slot)
        return
    pieces = [string(line.payload, "delta") for line in lines]
    for line, old, new in zip(lines, pieces, spread(pieces, change.new), strict=True):
        if new == [old]:
            continue
        if not new:
            retelling.drop(line)
            continue
        retelling.put(line, ("delta",), new[0])
        for one in (line, *clone_fragments(retelling, line, ("delta",), new[1:])):
            _drop_log_probabilities(retelling, one, ())
            pad(retelling, one)


def _add_deltas(retelling: Retelling, change: Change, address: Address, slot: Slot) -> None:
    """Bring a text that was empty, before the first event that has it whole."""
    ends = [line for line in retelling.lines if is_about(line, address)]
    before = next((line for line in ends if type_of(line).endswith(".done")), None)
    if change.old or before is None:
        return
    about: dict[str, Json] = {"output_index": address.output}
    for key in ("item_id", slot.sub):
        if key and key in mapping(before.payload):
            about[key] = get(before.payload, key)
    item_id = string(before.payload, "item", "id")
    if item_id and "item_id" not in about:
        about["item_id"] = item_id
    lines = retelling.every_line
    after = lines[lines.index(before) - 1]
    for payload in delta_events(retelling, slot, change.new, about):
        after = insert(retelling, payload, after)
        pad(retelling, after)


def pad(retelling: Retelling, line: Line) -> None:
    """Give a delta the padding that it would have been sent with."""
    before = retelling.line(line.like).original
    padded = get(before, "obfuscation")
    if "obfuscation" not in mapping(line.payload) or not isinstance(padded, str):
        return
    if any(get(one.original, "obfuscation") for one in retelling.every_line):
        rest = (len(string(before, "delta")) + len(padded)) % _BLOCK
        length = (rest - len(string(line.payload, "delta"))) % _BLOCK
        retelling.put(line, ("obfuscation",), padding(padded, length))


def _put_in_events(retelling: Retelling, change: Change, address: Address, slot: Slot) -> None:
    """Write a text into the events that repeat it whole."""
    for line in retelling.lines:
        kind = type_of(line)
        if kind.endswith(".delta") or "item" in mapping(line.payload):
            continue
        if not is_about(line, address):
            continue
        for path in ((slot.field,), ("part", slot.field)):
            known = get(line.payload, *path)
            is_finished = kind.endswith(".done") or (change.old and known == change.old)
            if isinstance(known, str) and is_finished:
                retelling.put(line, path, change.new)
                _drop_log_probabilities(retelling, line, path[:-1])
        _settle_citations(retelling, change, line, ("part", "annotations"))
    if slot.sub:
        _settle_citation_events(retelling, change, address)


def _put_in_item(retelling: Retelling, change: Change, address: Address, whole: Whole) -> None:
    """Write a text into a whole item, if that has come so far."""
    line, path, is_finished = whole
    slot = address.slot
    assert slot is not None, "it has a text"
    entry = (*path, slot.holder, address.number) if slot.holder else path
    known = get(line.payload, *entry, slot.field)
    if not isinstance(get(line.payload, *entry), dict):
        return
    if not is_finished and (not change.old or known != change.old):
        return
    retelling.put(line, (*entry, slot.field), _written_like(known, change))
    if slot.holder:
        _drop_log_probabilities(retelling, line, entry)
        _settle_citations(retelling, change, line, (*entry, "annotations"))


def _written_like(known: Json, change: Change) -> Json:
    """Return a text, or the value that it is where one stood before."""
    if not isinstance(known, dict | list):
        return change.new
    value = parse(change.new)
    if value is NOT_JSON:
        raise cannot("the arguments of this call are kept as a JSON value; they must stay one")
    return value


def _drop_log_probabilities(retelling: Retelling, line: Line, path: Path) -> None:
    if get(line.payload, *path, "logprobs"):
        retelling.put(line, (*path, "logprobs"), [])
        retelling.note("log probabilities of changed text are dropped")


# Names and the like


def _put_name(retelling: Retelling, change: Change, address: Address) -> None:
    """Write the id or name of a part into its items, and into the events that repeat it."""
    _check_alone(retelling, address)
    wholes = [*whole_items(retelling, address.output)]
    has_call_id = any(get(line.payload, *path, "call_id") for line, path, _ in wholes)
    key = "name" if change.field == "name" else "call_id" if has_call_id else "id"
    count = 0
    for line, path, _ in wholes:
        if get(line.payload, *path, key):
            retelling.put(line, (*path, key), change.new)
            count += 1
    if not count:
        raise _not_edited(change)
    beside = {"id": "item_id", "name": "name"}.get(key, "")
    for line in retelling.lines:
        if index_of(line) == address.output and get(line.payload, beside):
            retelling.put(line, (beside,), change.new)


def _put_encrypted(retelling: Retelling, change: Change, address: Address) -> None:
    """Write the encrypted content of a reasoning where the one that was read stands."""
    _check_alone(retelling, address)
    count = 0
    for line, path, is_finished in whole_items(retelling, address.output):
        known = get(line.payload, *path, "encrypted_content")
        if known == change.old or (is_finished and not known and not change.old):
            retelling.put(line, (*path, "encrypted_content"), change.new)
            count += 1
    if address.kind != "reasoning" or not count:
        raise _not_edited(change)


def _check_alone(retelling: Retelling, address: Address) -> None:
    """Refuse to change what a reasoning shares with others that are entries of the same item."""
    for line, path, _ in whole_items(retelling, address.output):
        item = get(line.payload, *path)
        if (
            address.kind == "reasoning"
            and len([*objects(item, "summary"), *objects(item, "content")]) > 1
        ):
            raise cannot("this reasoning is one with another part, which would change as well")


def _put_action(retelling: Retelling, change: Change, address: Address) -> None:
    """Write what a client is to do, which is a JSON value; refused where deltas bring it."""
    value = parse(change.new)
    deltas = (
        line
        for line in retelling.lines
        if index_of(line) == address.output and type_of(line).endswith((".delta", ".done"))
    )
    if (
        value is NOT_JSON
        or not value
        or any("item" not in mapping(line.payload) for line in deltas)
    ):
        raise _not_edited(change)
    for line, path, _ in whole_items(retelling, address.output):
        for key in ("action", "operation"):
            if get(line.payload, *path, key):
                retelling.put(line, (*path, key), value)


# Citations


def _settle_citations(retelling: Retelling, change: Change, line: Line, path: Path) -> None:
    """Let the places that citations name follow a changed text, or drop what it meets."""
    notes = get(line.payload, *path)
    if not isinstance(notes, list) or not notes:
        return
    found = [_moved_note(note, change) for note in notes]
    if found != notes:
        retelling.put(line, path, [note for note in found if note is not None])
    if None in found:
        retelling.note("citations of changed text are dropped")


def _moved_note(note: Json, change: Change) -> Json:
    """Return a citation of a range, or of a place, where that is now; `None` if it is gone."""
    for first, last in (("start_index", "end_index"), ("index", "index")):
        start, end = get(note, first), get(note, last)
        if isinstance(start, int) and isinstance(end, int):
            place = moved(start, end, change.old, change.new)
            return None if place is None else {**mapping(note), first: place[0], last: place[1]}
    return note


def _settle_citation_events(retelling: Retelling, change: Change, address: Address) -> None:
    gone = 0
    for line in retelling.lines:
        if type_of(line) != _ANNOTATED or not is_about(line, address):
            continue
        known = get(line.payload, "annotation")
        note = _moved_note(known, change)
        if note is None and known is not None:
            retelling.drop(line)
            retelling.note("citations of changed text are dropped")
            gone += 1
            continue
        if note != known:
            retelling.put(line, ("annotation",), note)
        number = integer(line.payload, "annotation_index")
        if gone and number is not None:
            retelling.put(line, ("annotation_index",), number - gone)
