"""Edited answers of Gemini and Vertex, told in their chunks.

Source: Google AI for Developers, "GenerateContentResponse" (2026-10). Places in texts are counted
in bytes of UTF-8, as recorded.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple, cast

from cassette_cli.chat.fragments import changed_range
from cassette_cli.chat.message import Answer, Message, Part, Path
from cassette_cli.chat.retelling import ANY, Line, Retelling
from cassette_cli.chat.telling import Change, Facts, Telling, cannot, moved_bytes, moved_range
from cassette_cli.protocols.gemini.answer import Reader, inside_of
from cassette_cli.protocols.gemini.blank import blank
from cassette_cli.text.json_value import (
    Json,
    get,
    integer,
    mapping,
    objects,
    parse,
    sequence,
    string,
)

_USAGE = "usageMetadata"
_OUTPUT = "candidatesTokenCount"


def _both(*path: str | int) -> Sequence[Path]:
    """Return a path in a response, and in one that Code Assist wraps once more."""
    return path, ("response", *path)


FACTS = Facts(
    id=_both("responseId"),
    model=_both("modelVersion"),
    role=_both("candidates", ANY, "content", "role"),
)


def is_fragment(payload: dict[str, Json]) -> bool:
    """Say whether a chunk is nothing but a piece of text."""
    candidates = objects(inside_of(payload), "candidates")
    if len(candidates) != 1 or candidates[0].keys() - {"content", "index", "safetyRatings"}:
        return False
    parts = sequence(candidates[0], "content", "parts")
    return len(parts) == 1 and mapping(parts[0]).keys() <= {"text", "thought"}


# Facts


def put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    """Write the reason of finishing: the last one counts, and those at the end that repeat it."""
    reasons = _places(retelling, message, "candidates", ANY, "finishReason")
    blocks = _places(retelling, message, "promptFeedback", "blockReason")
    found = [place for place in reasons if place[2]] or blocks
    if not found:
        raise cannot("this answer has no reason of finishing that could be changed")
    last = found[-1][2]
    for line, path, value in reversed(found):
        if value != last:
            return
        retelling.put(line, path, reason)


def _places(
    retelling: Retelling, message: Message, *path: str | int
) -> list[tuple[Line, Path, Json]]:
    return [place for pattern in _both(*path) for place in retelling.places(pattern, message.index)]


def put_usage(retelling: Retelling, answer: Answer, usage: dict[str, Json]) -> None:
    """Write the usage; the last object counts, but for an output that it leaves to an earlier."""
    found = [
        place for path in _both(_USAGE) for place in retelling.places(path) if mapping(place[2])
    ]
    if not found:
        raise cannot("this answer has no usage that could be changed")
    line, path, value = found[-1]
    lent = _OUTPUT not in mapping(value) and usage.get(_OUTPUT) == get(answer.usage_raw, _OUTPUT)
    new = {key: count for key, count in usage.items() if not (lent and key == _OUTPUT)}
    if _OUTPUT not in usage and any(_OUTPUT in mapping(value) for _, _, value in found[:-1]):
        raise cannot(f"an earlier chunk gives a {_OUTPUT}; it can be changed, but not taken out")
    retelling.put(line, path, new)


# Parts


class _Spot(NamedTuple):
    """Where a part, or a piece of one, stands in a chunk."""

    line: Line
    parts: list[Json]
    """The list that holds it."""
    value: dict[str, Json]


def put_text(retelling: Retelling, change: Change) -> bool:
    """Write the name or id of a call, which stand beside its arguments."""
    part = change.part
    sites = part.sites.get("arguments_raw", [])
    if any(site.path[-1] == "partialArgs" for site in sites):
        raise cannot("this call came argument by argument, and cannot be edited so")
    if part.kind != "tool_call" or change.field not in {"name", "id"} or not sites:
        return False
    retelling.put(retelling.line(sites[0].event), (*sites[0].path[:-1], change.field), change.new)
    return True


def remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    """Take a part out of all chunks that hold a piece of it; a chunk may hold no part."""
    for spot in _spots(retelling, message)[message.position(part)]:
        at = _at(spot.parts, spot.value)
        if at is not None:
            del spot.parts[at]


def add_part(retelling: Retelling, message: Message, before: int, part: dict[str, Json]) -> None:
    """Add a part to the chunk that holds the one before it, or else the one behind it."""
    made = _part(part)
    spots = _spots(retelling, message)
    last = next(
        (
            spot
            for group in reversed(spots[:before])
            for spot in reversed(group)
            if _at(spot.parts, spot.value) is not None
        ),
        None,
    )
    first = next(
        (
            spot
            for group in spots[before:]
            for spot in group
            if _at(spot.parts, spot.value) is not None
        ),
        None,
    )
    if last is not None:
        _insert(retelling, last.parts, _at(last.parts, last.value), 1, made)
    elif first is not None:
        _insert(retelling, first.parts, _at(first.parts, first.value), 0, made)
    else:
        parts = _last_parts(retelling, message)
        _insert(retelling, parts, len(parts) - 1 if parts else None, 1, made)


def _insert(
    retelling: Retelling, parts: list[Json], at: int | None, shift: int, made: dict[str, Json]
) -> None:
    """Put a part behind (or before) another, and behind those that were put there already."""
    added = cast(list[object], retelling.memory.setdefault("added", []))
    position = 0 if at is None else at + shift
    while position < len(parts) and any(parts[position] is one for one in added):
        position += 1
    parts.insert(position, made)
    added.append(made)


_FOLLOWING = {"annotations", "raw"}
_CALL = {"id", "name", "arguments", "arguments_raw"}
_SAID = {"text": {"text"}, "reasoning": {"text"}, "tool_call": _CALL}


def _part(part: dict[str, Json]) -> dict[str, Json]:
    """Return a part of the JSON view in the provider's shape."""
    kind, raw, whole = string(part, "kind"), part.get("arguments_raw"), part.get("raw")
    if kind not in _SAID and isinstance(whole, dict):
        return deepcopy(whole)
    said = {name for name, value in part.items() if value} - {"kind", "signature", *_FOLLOWING}
    match part if said <= _SAID.get(kind, set()) else {}:
        case {"kind": "text", "text": str(text)}:
            made: dict[str, Json] = {"text": text}
        case {"kind": "reasoning", "text": str(text)}:
            made = {"text": text, "thought": True}
        case {"kind": "tool_call", "name": str(name)}:
            arguments = parse(raw) if isinstance(raw, str) else part.get("arguments") or {}
            if not isinstance(arguments, dict):
                raise cannot("the arguments of a call must be a JSON object")
            call: dict[str, Json] = {"id": part["id"]} if part.get("id") else {}
            made = {"functionCall": {**call, "name": name, "args": arguments}}
        case _:
            raise cannot(f"such a {kind or 'part'} cannot be added to an answer of Gemini")
    if part.get("signature"):
        made["thoughtSignature"] = part["signature"]
    return made


def _at(parts: list[Json], value: dict[str, Json]) -> int | None:
    return next((at for at, one in enumerate(parts) if one is value), None)


def _spots(retelling: Retelling, message: Message) -> list[list[_Spot]]:
    """Return for each part of a message where it stands; found once, before any is moved."""
    key = ("spots", message.index)
    if key not in retelling.memory:
        retelling.memory[key] = _found_spots(retelling, message)
    return cast(list[list[_Spot]], retelling.memory[key])


def _found_spots(retelling: Retelling, message: Message) -> list[list[_Spot]]:
    """Return the pieces of each part, put together by what reads them."""
    reader = Reader()
    draft = reader.draft.message(message.index)
    found: dict[int, list[_Spot]] = {}
    for line, parts, path in _lists(retelling, message):
        originals = parts if line.is_new else sequence(line.original, *path)
        for value, original in zip(parts, originals, strict=True):
            if isinstance(value, dict) and isinstance(original, dict):
                part = reader.take_part(draft, original, line.like, path)
                found.setdefault(id(part), []).append(_Spot(line, parts, value))
    spots = {id(part.part): found[id(part)] for part in draft.parts}
    return [spots[id(part)] for part in draft.finished().parts]


def _refuse_merging(retelling: Retelling, message: Message) -> None:
    """Refuse parts beside each other that would be read as one."""
    groups = _spots(retelling, message)
    owners = {id(spot.value): at for at, group in enumerate(groups) for spot in group}
    reader = Reader()
    draft = reader.draft.message(message.index)
    filled: dict[int, int] = {}
    for line, parts, path in _lists(retelling, message):
        for value in objects(parts):
            made = reader.take_part(draft, value, line.like, path)
            owner = owners.get(id(value), -id(value))
            if string(value, "text") and filled.setdefault(id(made), owner) != owner:
                raise cannot(
                    f"two {made.part.kind} parts beside each other are one to Gemini",
                    "put it into the one there is",
                )


def _lists(retelling: Retelling, message: Message) -> Iterator[tuple[Line, list[Json], Path]]:
    """Yield the lists of parts of a message, chunk by chunk."""
    for line in retelling.lines:
        retelling.payload(line)
        for index, parts, path in _lists_of(line):
            if index == message.index:
                yield line, parts, path


def _lists_of(line: Line) -> Iterator[tuple[int, list[Json], Path]]:
    payload = mapping(line.payload)
    inside = inside_of(payload)
    above: Path = () if inside is payload else ("response",)
    candidates = inside.get("candidates")
    for at, candidate in enumerate(candidates if isinstance(candidates, list) else ()):
        parts = get(candidate, "content", "parts")
        if isinstance(parts, list):
            path = (*above, "candidates", at, "content", "parts")
            yield integer(candidate, "index") or 0, parts, path


def _last_parts(retelling: Retelling, message: Message) -> list[Json]:
    """Return the parts of the last chunk with a candidate of a message, made where none are."""
    for line in reversed(retelling.lines):
        payload = retelling.payload(line)
        for candidate in objects(inside_of(payload), "candidates"):
            if (integer(candidate, "index") or 0) != message.index:
                continue
            content = candidate.setdefault("content", {"role": message.role})
            if isinstance(content, dict):
                parts = content.setdefault("parts", [])
                if isinstance(parts, list):
                    return parts
    raise cannot("this answer has no candidate to hold a part")


# What follows


def settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Let the places that grounding and citations name follow a changed text."""
    for message in answer.messages:
        if ("spots", message.index) in retelling.memory:
            _refuse_merging(retelling, message)
    for change in changes:
        if change.field == "text" and change.part.kind == "text":
            _settle(retelling, change, ("groundingMetadata", "groundingSupports"), _moved_support)
            for name in ("citationSources", "citations"):
                _settle(retelling, change, ("citationMetadata", name), _moved_source)


def _settle(
    retelling: Retelling, change: Change, names: Path, move: Callable[[Json, Change], Json]
) -> None:
    for line, path, value in _places(retelling, change.message, "candidates", ANY, *names):
        all_moved = [move(one, change) for one in sequence(value)]
        kept: list[Json] = [one for one in all_moved if one is not None]
        if kept != value:
            retelling.put(line, path, kept)
        if len(kept) < len(all_moved):
            retelling.note(f"{_WORDS[names[0]]} of changed text is dropped")


_WORDS: dict[str | int, str] = {"groundingMetadata": "grounding", "citationMetadata": "a citation"}
_RANGE = ("startIndex", "endIndex")


def _moved_support(support: Json, change: Change) -> Json:
    """Return a support whose segment has followed; `None` where the change cuts or empties it."""
    segment = mapping(support, "segment")
    old, new = _bytes(change.old), _bytes(change.new)
    start, end = integer(segment, "startIndex") or 0, integer(segment, "endIndex")
    if end is None or old[start:end] != _bytes(string(segment, "text")):
        return support
    low, high = _changed_bytes(change)
    if start <= low and high <= end and not (low == high and low in {start, end}):
        longer: Json = {**segment, "endIndex": end + len(new) - len(old)}
    else:
        longer = moved_range(segment, change, _RANGE, moved_bytes)
    start, end = integer(longer, "startIndex") or 0, integer(longer, "endIndex") or 0
    if start >= end:
        return None
    text = new[start:end].decode("utf-8", "surrogatepass")
    return {**mapping(support), "segment": {**mapping(longer), "text": text}}


def _moved_source(source: Json, change: Change) -> Json:
    return moved_range(source, change, _RANGE, moved_bytes) if isinstance(source, dict) else source


def _changed_bytes(change: Change) -> tuple[int, int]:
    low, high = changed_range(change.old, change.new)
    return len(_bytes(change.old[:low])), len(_bytes(change.old[:high]))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


TELLING = Telling(
    facts=FACTS,
    is_fragment=is_fragment,
    put_text=put_text,
    put_finish=put_finish,
    put_usage=put_usage,
    add_part=add_part,
    remove_part=remove_part,
    settle=settle,
    blank=blank,
)
