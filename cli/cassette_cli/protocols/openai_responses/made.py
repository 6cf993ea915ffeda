"""Items and events of a response that come new: alike those that the stream has of their kind.

Where it has none, they have the shape that the API reference gives them.

Source: OpenAI API reference, "Responses" and its streaming events (2026-10).
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from hashlib import blake2b
from typing import NamedTuple

from cassette_cli.chat.fragments import cut, cut_as
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.protocols.openai_responses.addresses import (
    ADDED,
    ARGUMENTS,
    DONE,
    OUTPUT_TEXT,
    REASONING,
    REFUSAL,
    SUMMARY,
    Slot,
    final_response,
    index_of,
    known_items,
)
from cassette_cli.text.json_value import Json, compact, get, mapping, objects, string

_ID_LENGTH = 48
_SHORTEST = 8
_PREFIX = re.compile(r"(.*[_-])?")
_STEPS = {"content": "content_part", "summary": "reasoning_summary_part"}
"""What the events are called that start and end an entry of an item."""
_CAN_LACK = frozenset(
    {"status", "annotations", "logprobs", "item_id", "sequence_number", "obfuscation"}
)
"""What some servers leave out."""
_SAID: dict[str, frozenset[str]] = {
    "text": frozenset({"text"}),
    "refusal": frozenset({"text"}),
    "reasoning": frozenset({"text", "id", "signature", "encrypted"}),
    "tool_call": frozenset({"id", "name", "arguments", "arguments_raw"}),
}
"""What of the view of a part that comes can be told."""
_FOLLOWING = frozenset({"kind", "annotations", "raw"})
_OWN = frozenset({"encrypted_content"})
"""What belongs to one item alone."""


class NewItem(NamedTuple):
    """An item that comes."""

    item: dict[str, Json]
    """Whole, as it is when it is done."""
    slot: Slot


def new_entry(retelling: Retelling, slot: Slot, text: str) -> dict[str, Json]:
    """Return an entry of an item."""
    kind = {OUTPUT_TEXT: "output_text", REFUSAL: "refusal", SUMMARY: "summary_text"}
    made: dict[str, Json] = {"type": kind.get(slot, "reasoning_text")}
    if slot == OUTPUT_TEXT:
        made |= {"annotations": [], "logprobs": []}
    made[slot.field] = text
    entries = (entry for item in known_items(retelling) for entry in objects(item, slot.holder))
    known = next((entry for entry in entries if entry.get("type") == made["type"]), None)
    return made if known is None else _alike(known, made)


def new_item(retelling: Retelling, part: dict[str, Json], salt: int) -> NewItem:
    """Return the item that a part of the JSON view is.

    Raises:
        CassetteError: the protocol has no place for it, or something of it is missing.
    """
    kind, text = string(part, "kind"), string(part, "text")
    _check_said(kind, part)
    if kind == "tool_call":
        return _new_call(retelling, part, salt)
    if kind == "reasoning":
        return _new_reasoning(retelling, part, salt)
    slot = OUTPUT_TEXT if kind == "text" else REFUSAL
    item: dict[str, Json] = {
        "id": _new_id(retelling, "message", "msg_", salt), "type": "message",
        "status": "completed", "content": [new_entry(retelling, slot, text)], "role": "assistant",
    }  # fmt: skip
    return NewItem(_like_known(retelling, item), slot)


def _check_said(kind: str, part: dict[str, Json]) -> None:
    """Refuse a part that says what its kind cannot say here."""
    if kind not in _SAID:
        raise cannot(f"a {kind or 'part without a kind'} cannot be added to a response")
    odd = {key for key, value in part.items() if value} - _SAID[kind] - _FOLLOWING
    if part.get("encrypted") and not part.get("signature"):
        odd.add("encrypted")
    if odd:
        raise cannot(f"`{min(odd)}` of a {kind} cannot be added to a response")
    for key in ("text", "id", "name", "signature", "arguments_raw"):
        if not isinstance(part.get(key), str | None):
            raise cannot(f"the {key} of a {kind} must be a text")


def _new_call(retelling: Retelling, part: dict[str, Json], salt: int) -> NewItem:
    call_id, name, raw = part.get("id"), part.get("name"), part.get("arguments_raw")
    if not isinstance(call_id, str) or not call_id or not isinstance(name, str) or not name:
        raise cannot("a new tool call needs an id and a name", "give `id` and `name`")
    written = raw if isinstance(raw, str) else compact(part.get("arguments") or {})
    item: dict[str, Json] = {
        "id": _new_id(retelling, "function_call", "fc_", salt), "type": "function_call",
        "status": "completed", "arguments": written, "call_id": call_id, "name": name,
    }  # fmt: skip
    return NewItem(_like_known(retelling, item), ARGUMENTS)


def _new_reasoning(retelling: Retelling, part: dict[str, Json], salt: int) -> NewItem:
    """Return a reasoning, under the id that it is given."""
    encrypted, text = part.get("signature"), string(part, "text")
    given = part.get("id") or _new_id(retelling, "reasoning", "rs_", salt)
    slot = _reasoning_slot(retelling)
    item: dict[str, Json] = {"id": given, "type": "reasoning", "summary": []}
    item[slot.holder] = [new_entry(retelling, slot, text)] if text else []
    if isinstance(encrypted, str) and encrypted:
        item["encrypted_content"] = encrypted
        part["encrypted"] = True
    return NewItem(_like_known(retelling, item), slot)


def _reasoning_slot(retelling: Retelling) -> Slot:
    """Return how the stream tells a reasoning: by its summary, or as it is."""
    items = [item for item in known_items(retelling) if item.get("type") == "reasoning"]
    is_open = any(objects(item, "content") for item in items)
    return SUMMARY if not is_open or any(objects(item, "summary") for item in items) else REASONING


def _new_id(retelling: Retelling, kind: str, prefix: str, salt: int) -> str:
    """Return an id like those that the stream has; the same edit gives the same id."""
    items = [*known_items(retelling)]
    taken = {string(item, "id") for item in items}
    known = next((string(one, "id") for one in items if one.get("type") == kind), "")
    length = _ID_LENGTH
    if known:
        found = _PREFIX.match(known)
        prefix = found[0] if found is not None else ""
        length = max(len(known) - len(prefix), _SHORTEST)
    final = final_response(retelling)
    said = compact([kind, salt, get(final[0].original, *final[1], "id") if final else None])
    digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
    made = prefix + (digest * (length // len(digest) + 1))[:length]
    return made if made not in taken else _new_id(retelling, kind, prefix, salt + len(taken))


def _like_known(retelling: Retelling, item: dict[str, Json]) -> dict[str, Json]:
    """Return an item with the members, and in the order, of another of its type."""
    known = next((one for one in known_items(retelling) if one.get("type") == item["type"]), None)
    return item if known is None else _alike(known, item)


def _alike(known: dict[str, Json], made: dict[str, Json]) -> dict[str, Json]:
    """Return a value in the order of another, with what that has besides; its lists are empty."""
    shaped: dict[str, Json] = {}
    for key, value in known.items():
        if key in made:
            new = made[key]
            both = isinstance(value, dict) and isinstance(new, dict)
            is_like = both and get(value, "type") == get(new, "type")
            shaped[key] = _alike(mapping(value), mapping(new)) if is_like else new
        elif isinstance(value, list):
            shaped[key] = []
        elif key not in _OWN:
            shaped[key] = deepcopy(value)
    return {**shaped, **{key: made[key] for key in made if key not in {*shaped, *_CAN_LACK}}}


# Events


def item_events(retelling: Retelling, new: NewItem, output: int) -> Iterator[dict[str, Json]]:
    """Yield the events that bring an item."""
    slot, item = new.slot, new.item
    begun = {key: value for key, value in item.items() if key not in _OWN}
    if "status" in begun:
        begun["status"] = "in_progress"
    begun[slot.holder or slot.field] = [] if slot.holder else ""
    place: dict[str, Json] = {"output_index": output}
    about: dict[str, Json] = {"item_id": item.get("id"), **place}
    yield {"type": ADDED, **place, "item": begun}
    if slot.holder:
        for number, entry in enumerate(objects(item, slot.holder)):
            yield from entry_events(retelling, slot, entry, {**about, slot.sub: number})
    else:
        yield from _text_events(retelling, slot, item, about)
    yield {"type": DONE, **place, "item": deepcopy(item)}


def entry_events(
    retelling: Retelling, slot: Slot, entry: dict[str, Json], about: dict[str, Json]
) -> Iterator[dict[str, Json]]:
    """Yield the events that bring an entry of an item, as far as the stream tells others so."""
    step = f"response.{_STEPS[slot.holder]}"
    framed = _tells(retelling, slot, f"{step}.added")
    if framed:
        yield {"type": f"{step}.added", **about, "part": {**deepcopy(entry), slot.field: ""}}
    yield from _text_events(retelling, slot, entry, about)
    if framed:
        yield {"type": f"{step}.done", **about, "part": deepcopy(entry)}


def _text_events(
    retelling: Retelling, slot: Slot, holder: dict[str, Json], about: dict[str, Json]
) -> Iterator[dict[str, Json]]:
    """Yield the events that bring the text which an item or entry holds."""
    text = string(holder, slot.field)
    done = slot.delta.replace(".delta", ".done")
    yield from delta_events(retelling, slot, text, about)
    if _tells(retelling, slot, done):
        made: dict[str, Json] = {"type": done, **about, slot.field: text}
        if "name" in _known_event(retelling, made):
            made["name"] = holder.get("name")
        yield made


def delta_events(
    retelling: Retelling, slot: Slot, text: str, about: dict[str, Json]
) -> Iterator[dict[str, Json]]:
    """Yield the fragments that bring a text, each about as long as those that the stream has."""
    known = [
        string(line.original, "delta")
        for line in retelling.every_line
        if string(line.original, "type") == slot.delta
    ]
    logprobs: dict[str, Json] = {"logprobs": []} if slot == OUTPUT_TEXT else {}
    padded = any("obfuscation" in mapping(line.original) for line in retelling.every_line)
    padding: dict[str, Json] = {"obfuscation": ""} if padded else {}
    for piece in (cut_as(known, text) if known else cut(text)) if text else []:
        yield {"type": slot.delta, **about, "delta": piece, **logprobs, **padding}


def _tells(retelling: Retelling, slot: Slot, kind: str) -> bool:
    """Say whether items with such a text have events of a type, or there is no such item."""
    done = slot.delta.replace(".delta", ".done")
    told = [mapping(line.original) for line in retelling.every_line if not line.is_new]
    outputs = {one.get("output_index") for one in told if one.get("type") in {slot.delta, done}}
    kinds = {string(one, "type") for one in told if one.get("output_index") in outputs}
    return not outputs or kind in kinds


def insert(retelling: Retelling, payload: dict[str, Json], after: Line | None) -> Line:
    """Add an event in the form of another of its type, or of any event."""
    kind = string(payload, "type")
    lines = [line for line in retelling.every_line if isinstance(line.original, dict)]
    same = [line for line in lines if string(line.original, "type") == kind]
    alike = [line for line in same if _inner(line.original) == _inner(payload)]
    deltas = [line for line in lines if get(line.original, "obfuscation") is not None]
    others = deltas if "obfuscation" in payload else []
    others = others or [line for line in lines if index_of(line) >= 0] or lines
    template = next(iter(alike or same or others))
    if "sequence_number" in mapping(template.original):
        payload = _numbered(payload, mapping(template.original))
    if same:
        payload = _alike(mapping(template.original), payload)
    name = kind if template.name else ""
    return retelling.insert(payload, template, after=after, name=name)


def _numbered(payload: dict[str, Json], template: dict[str, Json]) -> dict[str, Json]:
    """Return an event with a number of the sequence, at the place where others have it."""
    if [*template].index("sequence_number") > 1:
        return {**payload, "sequence_number": 0}
    return {"type": payload["type"], "sequence_number": 0, **payload}


def _inner(payload: Json) -> Json:
    """Return the type of what an event holds."""
    return get(payload, "item", "type") or get(payload, "part", "type")


def _known_event(retelling: Retelling, made: dict[str, Json]) -> dict[str, Json]:
    lines = (mapping(line.original) for line in retelling.every_line if not line.is_new)
    return next((one for one in lines if one.get("type") == made["type"]), {})
