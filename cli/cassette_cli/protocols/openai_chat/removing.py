"""Parts of chat completions that go: their fragments, and all that belongs to them alone."""

from collections.abc import Sequence

from cassette_cli.chat.message import Message, Part, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.protocols.openai_chat.chunks import (
    DETAILS,
    REASONING,
    choice_in,
    is_bare,
    lines_of,
    places_of_call,
    said,
)
from cassette_cli.text.json_value import Json, get, integer, mapping, objects, sequence

_GONE = "openai-chat: a part that is gone"
_TEXTS = {"text", "refusal", "reasoning"}


def remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    """Take a text or a call out of all chunks that hold a piece of it.

    Raises:
        CassetteError: it is of another kind.
    """
    if part.kind == "tool_call":
        _remove_call(retelling, message, part)
    elif part.kind in _TEXTS:
        _remove_text(retelling, message, part)
    else:
        raise cannot(f"this {part.kind.replace('_', ' ')} cannot be taken out of its answer")
    retelling.memory[_GONE, id(part)] = True


def is_gone(retelling: Retelling, part: Part) -> bool:
    """Say whether a part was taken out."""
    return (_GONE, id(part)) in retelling.memory


def _remove_text(retelling: Retelling, message: Message, part: Part) -> None:
    sites = part.sites.get("text", ())
    if part.kind == "reasoning" and not any("content" in site.path for site in sites):
        _remove_fields(retelling, message, (*REASONING, DETAILS))
        return
    for event, path in sites:
        line = retelling.line(event)
        _clear(retelling, line, path)
        _unsign(retelling, line, path)
        _let_go(retelling, message, line)
    if part.annotations and sum(one.kind == "text" for one in message.parts) == 1:
        _remove_references(retelling, message)
        _remove_fields(retelling, message, ("annotations",))


def _remove_fields(retelling: Retelling, message: Message, fields: Sequence[str]) -> None:
    """Leave nothing of some members of all deltas."""
    for line, delta, path in list(lines_of(retelling, message.index)):
        found = said(delta).intersection(fields)
        for field in found:
            _clear(retelling, line, (*path, field))
        if found:
            _let_go(retelling, message, line)


def _remove_references(retelling: Retelling, message: Message) -> None:
    """Let empty texts stand for Mistral's references, so that their neighbours stay in place."""
    for line, delta, path in list(lines_of(retelling, message.index)):
        for at, item in enumerate(sequence(delta, "content")):
            if get(item, "type") == "reference":
                nothing: dict[str, Json] = {"type": "text", "text": ""}
                retelling.put(line, (*path, "content", at), nothing)
                _let_go(retelling, message, line)


def _clear(retelling: Retelling, line: Line, path: Path) -> None:
    """Leave nothing of a member of a delta or message, in the way that answers have nothing."""
    value, field = get(line.payload, *path), path[-1]
    if retelling.is_plain and field in {"content", "refusal"}:
        retelling.put(line, path, None)
    elif retelling.is_plain and field != "text":
        retelling.remove(line, path)
    else:
        retelling.put(line, path, [] if isinstance(value, list) else "")


def _unsign(retelling: Retelling, line: Line, path: Path) -> None:
    """Take the signature from one of Mistral's chunks of thinking, whose text has gone."""
    chunk = path[: path.index("content") + 2] if "content" in path[:-1] else path
    if get(line.payload, *chunk, "signature"):
        retelling.remove(line, (*chunk, "signature"))


def _remove_call(retelling: Retelling, message: Message, part: Part) -> None:
    places = places_of_call(retelling, message, part)
    numbers = [integer(get(line.payload, *path), "index") for line, path in places]
    number = next((one for one in numbers if one is not None), None)
    shared = _is_shared(retelling, message, places, number)
    for line, path in reversed(places):
        retelling.remove(line, path)
        if isinstance(path[-1], int) and not sequence(line.payload, *path[:-1]):
            retelling.remove(line, path[:-1])
        _let_go(retelling, message, line)
    if number is not None and not shared:
        shift_calls(retelling, message.index, number + 1, -1)


def _is_shared(
    retelling: Retelling, message: Message, places: list[tuple[Line, Path]], number: int | None
) -> bool:
    """Say whether a call that is no fragment of this one has the same number."""
    mine = {(line.like, path) for line, path in places}
    return any(
        integer(call, "index") == number and (line.like, (*path, "tool_calls", at)) not in mine
        for line, delta, path in lines_of(retelling, message.index)
        for at, call in enumerate(sequence(delta, "tool_calls"))
    )


def shift_calls(retelling: Retelling, index: int, start: int, by: int) -> None:
    """Number the calls of a message anew, from a number on."""
    for line, delta, path in list(lines_of(retelling, index)):
        for at, call in enumerate(objects(delta, "tool_calls")):
            number = integer(call, "index")
            if number is not None and number >= start:
                retelling.put(line, (*path, "tool_calls", at, "index"), number + by)


def _let_go(retelling: Retelling, message: Message, line: Line) -> None:
    """Drop a chunk that says nothing any more."""
    if retelling.is_plain or line.is_dropped or not is_bare(mapping(line.payload)):
        return
    choice, _ = choice_in(line.payload, message.index)
    if said(mapping(choice, "delta")):
        return
    others = [delta for one, delta, _ in lines_of(retelling, message.index) if one is not line]
    tells_role = bool(get(choice, "delta", "role"))
    if others and (not tells_role or any(delta.get("role") for delta in others)):
        retelling.drop(line)
