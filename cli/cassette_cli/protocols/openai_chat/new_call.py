"""New calls of chat completions, written as the calls that an answer has already.

Source: OpenAI API reference, "Streaming" (2026-10), for answers that have none.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from cassette_cli.chat.fragments import cut
from cassette_cli.chat.message import Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.protocols.openai_chat.chunks import calls_of
from cassette_cli.text.json_value import (
    NOT_JSON,
    Json,
    compact,
    get,
    integer,
    mapping,
    objects,
    parse,
    string,
)


class Calls(NamedTuple):
    """How an answer writes its calls."""

    head: dict[str, Json]
    """The first fragment of a call, or a whole one."""
    rest: dict[str, Json]
    """A fragment that goes on."""
    come_whole: bool
    numbers: list[int]
    """The indices that calls have, each once; empty where they have none."""
    share_number: bool
    """Whether several calls have one index."""
    is_one_object: bool
    """Whether a chunk holds one call, and not a list of them."""


_HEAD: dict[str, Json] = {
    "index": 0, "id": "", "type": "function", "function": {"name": "", "arguments": ""}
}  # fmt: skip
_REST: dict[str, Json] = {"index": 0, "function": {"arguments": ""}}


def shape_of_calls(retelling: Retelling, index: int) -> Calls:
    """Return how calls are written: those of a message, of another one, or else OpenAI's."""
    was = as_it_was(retelling)
    known = _functions(was, index)
    for other in _indices(was):
        known = known or _functions(was, other)
    heads = [get(line.payload, *path) for line, path in (places[0] for places in known)]
    rests = [
        get(line.payload, *path)
        for line, path in (places[1] for places in known if len(places) > 1)
    ]
    numbers = [number for head in heads if (number := integer(head, "index")) is not None]
    return Calls(
        mapping(heads[-1]) if heads else {**_HEAD} if not retelling.is_plain else _unnumbered(),
        mapping(rests[-1]) if rests else _REST,
        retelling.is_plain or (bool(known) and all(len(places) == 1 for places in known)),
        sorted({*numbers}) if heads or retelling.is_plain else [0],
        len({*numbers}) < len(numbers),
        any(path[-1] == "tool_calls" for places in known for _, path in places),
    )


def as_it_was(retelling: Retelling) -> Retelling:
    """Return the events of an answer before anything was changed."""
    lines = [line for line in retelling.every_line if not line.is_new]
    return Retelling(((line.name, line.original) for line in lines), is_plain=retelling.is_plain)


def _unnumbered() -> dict[str, Json]:
    return {key: value for key, value in _HEAD.items() if key != "index"}


def _indices(retelling: Retelling) -> Iterator[int]:
    choices = [choice for line in retelling.lines for choice in objects(line.payload, "choices")]
    yield from sorted({integer(choice, "index") or 0 for choice in choices})


def _functions(retelling: Retelling, index: int) -> list[list[tuple[Line, Path]]]:
    return [
        places
        for places in calls_of(retelling, index)
        if mapping(places[0][0].payload, *places[0][1], "function")
    ]


def fragments_of_call(
    part: dict[str, Json], calls: Calls, number: int | None, *, is_whole: bool
) -> list[dict[str, Json]]:
    """Return a call, given as the JSON view has it, in its fragments.

    Args:
        part: the call.
        calls: how others are written.
        number: its index, `None` for none.
        is_whole: whether it is to be one fragment.

    Raises:
        CassetteError: it has no name, or no id where others have one.
    """
    name, call_id = string(part, "name"), string(part, "id")
    if not name:
        raise cannot("a new tool call needs an id and a name", "give it a `name`")
    is_without = "id" in part and part["id"] is None
    if not call_id and not is_without and calls.head.get("id") != "" and "id" in calls.head:
        raise cannot("a new tool call needs an id and a name", "give it an `id`")
    written = part.get("arguments_raw")
    text = written if isinstance(written, str) else compact(part.get("arguments") or {})
    head = _head(calls, call_id, name, number)
    function = mapping(head, "function")
    if is_whole:
        function["arguments"] = _as_others(calls, text)
        return [head]
    if "arguments" in function:
        function["arguments"] = None if get(calls.head, "function", "arguments") is None else ""
    return [head, *(_rest(calls, call_id, name, number, piece) for piece in cut(text))]


def _as_others(calls: Calls, text: str) -> Json:
    """Return arguments as a JSON value, where others are written so."""
    value = parse(text)
    is_value = isinstance(get(calls.head, "function", "arguments"), dict)
    return value if is_value and value is not NOT_JSON else text


def _head(calls: Calls, call_id: str, name: str, number: int | None) -> dict[str, Json]:
    """Return the first fragment of a call, with the members of another one's."""
    head: dict[str, Json] = {}
    for key in calls.head:
        if key == "function":
            like = mapping(calls.head, "function")
            keys = {key: "" for key in like if key in {"name", "arguments"}}
            head[key] = {**keys, "name": name}
        elif key in {"id", "type"}:
            head[key] = call_id if key == "id" else calls.head[key]
        elif key == "index" and number is not None:
            head[key] = number
    if call_id and "id" not in head:
        head["id"] = call_id
    return head


def _rest(calls: Calls, call_id: str, name: str, number: int | None, piece: str) -> dict[str, Json]:
    """Return a fragment of arguments; an id and a name are repeated where others do so."""
    rest = deepcopy(calls.rest)
    if number is None:
        rest.pop("index", None)
    elif "index" in rest:
        rest["index"] = number
    if rest.get("id"):
        rest["id"] = call_id
    function = mapping(rest, "function")
    if function.get("name"):
        function["name"] = name
    rest["function"] = {**function, "arguments": piece}
    return rest
