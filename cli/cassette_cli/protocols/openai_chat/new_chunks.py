"""New chunks of chat completions, each like those that a stream has of its choice."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from cassette_cli.chat.fragments import cut
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.protocols.openai_chat.chunks import (
    DETAILS,
    REASONING,
    choice_in,
    holder_of,
    is_fragment,
    lines_of,
    said,
    says,
)
from cassette_cli.text.json_value import Json, get, mapping, objects, string

_FIELDS = {"text": "content", "refusal": "refusal"}
_ENDS = ("finish_reason", "native_finish_reason", "stop_reason")


def deltas_of_text(retelling: Retelling, index: int, kind: str, text: str) -> list[dict[str, Json]]:
    """Return a new text in the pieces that chunks bring, in the fields that such texts have."""
    like = next(_fragments(retelling, index, kind), None)
    if kind == "reasoning" and like is not None:
        return [_thought(like, piece) for piece in cut(text)]
    field = field_of_text(retelling, kind)
    return [{field: piece} for piece in cut(text)]


def _fragments(retelling: Retelling, index: int, kind: str) -> Iterator[dict[str, Json]]:
    """Yield the deltas that brought nothing but a piece of a text, before anything was changed."""
    for line in retelling.every_line:
        choice, _ = choice_in(line.original, index)
        delta = mapping(choice, "delta")
        if is_fragment(mapping(line.original)) and _kind_of(delta) == kind:
            yield delta


def _kind_of(delta: dict[str, Json]) -> str:
    members = said(delta)
    if members & {"tool_calls", "function_call"}:
        return "tool_call"
    return "text" if "content" in members else "refusal" if "refusal" in members else "reasoning"


def field_of_text(retelling: Retelling, kind: str) -> str:
    """Return the field that a text has its place in; of reasoning, the one that this answer has."""
    if kind in _FIELDS:
        return _FIELDS[kind]
    for line in retelling.every_line:
        for choice in objects(line.original, "choices"):
            holder = mapping(choice, holder_of(retelling))
            found = [field for field in REASONING if field in holder]
            if found:
                return found[0]
    return REASONING[0]


def _thought(like: dict[str, Json], piece: str) -> dict[str, Json]:
    """Return a piece of reasoning in all the fields that another one has."""
    thought: dict[str, Json] = {
        key: piece if key in REASONING else deepcopy(like[key])
        for key in like
        if key in {*REASONING, DETAILS} and says(like[key])
    }
    for at, entry in enumerate(objects(thought, DETAILS)):
        for field in ("text", "summary"):
            if field in entry:
                entry[field] = piece if at == 0 else ""
    return thought


def insert_chunks(
    retelling: Retelling, index: int, after: Line | None, deltas: Sequence[dict[str, Json]]
) -> Line:
    """Add chunks of a choice behind one, and return the last of them."""
    template = _template(retelling, index, _kind_of(deltas[0]))
    blank = _blank(retelling, index, template)
    made: list[Line] = []
    for delta in deltas:
        payload = _chunk(template, index, {**blank, **delta})
        made.append(retelling.insert(payload, template, after=made[-1] if made else after))
    _tell_role(retelling, index, made)
    return made[-1]


def _tell_role(retelling: Retelling, index: int, made: Sequence[Line]) -> None:
    """Let new chunks tell the role where all do; the first one, where it would come too late."""
    tellers = [
        (line, path) for line, delta, path in lines_of(retelling, index) if delta.get("role")
    ]
    if not tellers:
        return
    lines = retelling.lines
    (first, path), repeats = tellers[0], _repeats_role(retelling, index)
    is_late = lines.index(first) > lines.index(made[0])
    role = get(first.payload, *path, "role")
    for line in made if repeats else made[:1] if is_late else ():
        _, there = choice_in(line.payload, index)
        delta = mapping(line.payload, *there, "delta")
        delta = {**delta, "role": role} if "role" in delta else {"role": role, **delta}
        retelling.put(line, (*there, "delta"), delta)
    if is_late and not repeats:
        retelling.remove(first, (*path, "role"))


def _repeats_role(retelling: Retelling, index: int) -> bool:
    """Say whether more than one chunk of a choice told the role."""
    every = (choice_in(line.original, index)[0] for line in retelling.every_line)
    return sum(bool(get(choice, "delta", "role")) for choice in every) > 1


def _template(retelling: Retelling, index: int, kind: str) -> Line:
    """Return the chunk that new ones are like: at best a fragment of the same kind."""
    mine = [line for line in retelling.every_line if choice_in(line.original, index)[1]]
    fragments = [line for line in mine if is_fragment(mapping(line.original))]
    same = [
        line
        for line in fragments
        if _kind_of(mapping(choice_in(line.original, index)[0], "delta")) == kind
    ]
    open_ones = [
        line for line in mine if not choice_in(line.original, index)[0].get("finish_reason")
    ]
    return next(iter([*same[1:2], *same, *fragments[1:2], *fragments, *open_ones, *mine]))


def _blank(retelling: Retelling, index: int, template: Line) -> dict[str, Json]:
    """Return the members that every delta of a choice has, with nothing in them."""
    every = [
        mapping(choice, "delta")
        for line in retelling.every_line
        if (choice := choice_in(line.original, index)[0])
    ]
    blank: dict[str, Json] = {}
    for key, value in mapping(choice_in(template.original, index)[0], "delta").items():
        if value is None:
            blank[key] = None
        elif key != "role" and isinstance(value, str) and all(key in delta for delta in every):
            empty = [delta[key] for delta in every if not says(delta[key])]
            blank[key] = deepcopy(empty[0]) if empty else ""
    return blank


def _chunk(template: Line, index: int, delta: dict[str, Json]) -> dict[str, Json]:
    """Return a chunk like another, with a delta of its own.

    Facts are taken over as they are by now; what is an object or a list, such as usage and
    citations, is not.
    """
    like = mapping(template.payload)
    choice: dict[str, Json] = {}
    for key, value in choice_in(template.original, index)[0].items():
        match key:
            case "index":
                choice[key] = value
            case "delta":
                choice[key] = delta
            case "message":
                choice[key] = {"role": get(value, "role")} if get(value, "role") else {}
            case "text":
                choice[key] = string(delta, "content")
            case "logprobs":
                choice[key] = None
            case _ if value is None or key in _ENDS:
                choice[key] = None
    chunk = {key: value for key, value in like.items() if not isinstance(value, dict | list)}
    return {
        key: [choice] if key == "choices" else chunk[key]
        for key in like
        if key == "choices" or key in chunk
    }


def move_end(retelling: Retelling, index: int, old: Line, new: Line) -> None:
    """Let a new last chunk tell why a message ended and what it took, not the one before."""
    choice, path = choice_in(old.payload, index)
    _, there = choice_in(new.payload, index)
    for key in _ENDS:
        if key in choice:
            retelling.put(new, (*there, key), choice[key])
            retelling.put(old, (*path, key), None)
    usage = get(old.payload, "usage")
    if isinstance(usage, dict):
        retelling.put(new, ("usage",), deepcopy(usage))
        others = [mapping(line.payload) for line in retelling.lines if line not in {old, new}]
        if any("usage" in chunk for chunk in others):
            retelling.put(old, ("usage",), None)
        else:
            retelling.remove(old, ("usage",))
