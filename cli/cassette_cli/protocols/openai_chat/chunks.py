"""The chunks of an answer while it is told anew: what they say, and which part says it.

A plain answer is one chunk whose choices hold a `message` instead of a `delta`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Message, Part, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.protocols.openai_chat.answer import NAME, part_of_call, take_delta
from cassette_cli.text.json_value import Json, get, mapping, objects, string

REASONING = ("reasoning_content", "reasoning")
DETAILS = "reasoning_details"
_TEXTS = {"content", "refusal"}
_SAYS_NOTHING = {"type", "index", "format", "role"}


class Told(NamedTuple):
    """A part as it is told by now."""

    part: Part
    """Read from the lines; its sites name them by their positions."""
    first: Line
    last: Line


def holder_of(retelling: Retelling) -> str:
    """Return what a choice calls that in which it says something."""
    return "message" if retelling.is_plain else "delta"


def choice_in(payload: Json, index: int) -> tuple[dict[str, Json], Path]:
    """Return the choice of an index in a chunk, and the way to it; nothing where there is none."""
    choices = get(payload, "choices")
    for at, choice in enumerate(choices if isinstance(choices, list) else ()):
        number = get(choice, "index")
        if isinstance(choice, dict) and (number if isinstance(number, int) else 0) == index:
            return choice, ("choices", at)
    return {}, ()


def lines_of(retelling: Retelling, index: int) -> Iterator[tuple[Line, dict[str, Json], Path]]:
    """Yield the lines that hold the choice of an index, with what it says and the way to that."""
    holder = holder_of(retelling)
    for line in retelling.lines:
        choice, path = choice_in(line.payload, index)
        if path:
            yield line, mapping(choice, holder), (*path, holder)


def says(value: Json) -> bool:
    """Say whether a value says anything: there is a text, number or mark in it."""
    if isinstance(value, dict):
        return any(says(inside) for key, inside in value.items() if key not in _SAYS_NOTHING)
    if isinstance(value, list):
        return any(map(says, value))
    return bool(value) if isinstance(value, str) else value is not None


def said(delta: dict[str, Json]) -> set[str]:
    """Return the members of a delta that say something, the role aside."""
    return {key for key, value in delta.items() if key != "role" and says(value)}


def is_bare(payload: dict[str, Json]) -> bool:
    """Say whether a chunk is of one choice, and has neither a reason of finishing nor usage."""
    choices = objects(payload, "choices")
    if len(choices) != 1 or payload.get("usage") or payload.get("x_groq"):
        return False
    return not choices[0].get("finish_reason") and not choices[0].get("usage")


def is_fragment(payload: dict[str, Json]) -> bool:
    """Say whether a chunk is nothing but a fragment of one text."""
    if not is_bare(payload):
        return False
    delta = mapping(objects(payload, "choices")[0], "delta")
    members = said(delta) - {"channel"}
    if members == {"tool_calls"}:
        calls = objects(delta, "tool_calls")
        return len(calls) == 1 and not calls[0].get("id") and not get(calls[0], "function", "name")
    if members == {"function_call"}:
        return not get(delta, "function_call", "name")
    is_text = len(members) == 1 and members <= _TEXTS
    return all(isinstance(delta[key], str) for key in members) if is_text else _is_thought(delta)


def _is_thought(delta: dict[str, Json]) -> bool:
    """Say whether a delta is a piece of reasoning and its copies, and no more."""
    members = said(delta) - {"channel"}
    details = objects(delta, DETAILS)
    is_signed = any(entry.get("signature") or entry.get("data") for entry in details)
    return bool(members) and members <= {*REASONING, DETAILS} and not is_signed


def told_parts(retelling: Retelling, index: int) -> list[Told]:
    """Return the parts of a message as they are told by now, in their order."""
    draft = Draft(NAME)
    message, lines = draft.message(index), retelling.lines
    holder = holder_of(retelling)
    first: dict[int, Line] = {}
    for at, line in enumerate(lines):
        choice, path = choice_in(line.payload, index)
        delta = choice.get(holder)
        if isinstance(delta, dict):
            known = len(message.parts)
            take_delta(draft, message, delta, at, (*path, holder))
            first.update((id(one.part), line) for one in message.parts[known:])
    return [_told(part, first[id(part)], lines) for part in message.finished().parts]


def _told(part: Part, first: Line, lines: Sequence[Line]) -> Told:
    last = max((site.event for sites in part.sites.values() for site in sites), default=None)
    return Told(part, first, first if last is None else lines[last])


def calls_of(retelling: Retelling, index: int) -> list[list[tuple[Line, Path]]]:
    """Return the calls of a message, each as the places of its fragments, in their order."""
    message = MessageDraft(index)
    found: dict[int, list[tuple[Line, Path]]] = {}
    for line, delta, path in lines_of(retelling, index):
        for way, call in _fragments(delta):
            part = _part_of(message, call, way)
            found.setdefault(id(part), []).append((line, (*path, *way)))
    return [found[id(part)] for part in message.parts]


def _fragments(delta: dict[str, Json]) -> Iterator[tuple[Path, dict[str, Json]]]:
    calls = delta.get("tool_calls")
    if isinstance(calls, dict):
        yield ("tool_calls",), calls
    for at, call in enumerate(calls if isinstance(calls, list) else ()):
        if isinstance(call, dict):
            yield ("tool_calls", at), call
    function = delta.get("function_call")
    if isinstance(function, dict):
        yield ("function_call",), function


def _part_of(message: MessageDraft, call: dict[str, Json], way: Path) -> PartDraft:
    if way == ("function_call",):
        return message.part("function_call", "tool_call")
    part = part_of_call(message, call)
    if part.so_far("id") is None and string(call, "id"):
        part.put("id", string(call, "id"), 0, ())
    return part


def places_of_call(retelling: Retelling, message: Message, part: Part) -> list[tuple[Line, Path]]:
    """Return the places of the fragments of a call, which no part before it may have left."""
    calls = [one for one in message.parts if one.kind == "tool_call"]
    at = next(number for number, one in enumerate(calls) if one is part)
    return calls_of(retelling, message.index)[at]
