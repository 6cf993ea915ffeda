"""Edited answers of Cohere chat, version 1, told in their events.

Source: Cohere API reference, "Chat" v1 and its stream events (2026-10). The last event repeats the
answer whole, and calls come piece by piece before they come whole.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from cassette_cli.chat.fragments import spread
from cassette_cli.chat.message import Answer, Message, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import (
    Change,
    Facts,
    Telling,
    cannot,
    clone_fragments,
    moved_range,
    put_fact,
)
from cassette_cli.protocols.cohere_v1.blank import blank
from cassette_cli.text.json_value import Json, get, objects, parse, sequence, string


def _is_of(line: Line, kind: str) -> bool:
    return string(line.payload, "event_type") == kind


def put_text(retelling: Retelling, change: Change) -> bool:
    """Write the name or arguments of a call at all places of the calls of its number."""
    sites = change.part.sites.get("arguments_raw", [])
    if change.part.kind != "tool_call" or not sites:
        return False
    number = sites[0].path[-2]
    value: Json = change.new if change.field == "name" else _object(change)
    key = "name" if change.field == "name" else "parameters"
    for line, path in _calls(retelling, number):
        retelling.put(line, (*path, key), deepcopy(value))
    path = ("tool_call_delta", key)
    pieces = [
        (line, string(piece))
        for line, _, piece in retelling.places(path)
        if (get(line.payload, "tool_call_delta", "index") or 0) == number
    ]
    _put_pieces(retelling, pieces, path, change.new)
    return True


def _object(change: Change) -> Json:
    value = parse(change.new) if change.field == "arguments_raw" else None
    if not isinstance(value, dict):
        raise cannot(f"the {change.field} of a call cannot be that to Cohere")
    return value


def _calls(retelling: Retelling, number: str | int) -> Iterator[tuple[Line, Path]]:
    """Yield the places of the calls of a number; of a history, in its last message."""
    for above in ((), ("response",)):
        for line, path, _ in list(retelling.places((*above, "tool_calls", number))):
            yield line, path
    for line, path, history in list(retelling.places(("response", "chat_history"))):
        last = len(sequence(history)) - 1
        if get(history, last, "tool_calls", number) is not None:
            yield line, (*path, last, "tool_calls", number)


def _put_pieces(
    retelling: Retelling, found: Sequence[tuple[Line, str]], path: Path, new: str
) -> None:
    """Write what came piece by piece before it came whole."""
    if not found:
        return
    for (line, old), pieces in zip(found, spread([old for _, old in found], new), strict=True):
        if not pieces:
            retelling.drop(line)
        elif pieces != [old]:
            retelling.put(line, path, pieces[0])
            clone_fragments(retelling, line, path, pieces[1:])


def is_fragment(payload: dict[str, Json]) -> bool:
    """Say whether an event is nothing but a piece of text."""
    kind = string(payload, "event_type")
    is_last = payload.get("is_finished") is True or "response" in payload
    return kind in {"text-generation", ""} and "text" in payload and not is_last


def put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    """Write a reason of finishing, of several generations that of the message."""
    patterns: Sequence[Path] = (
        ("finish_reason",),
        ("response", "finish_reason"),
        ("generations", message.index, "finish_reason"),
    )
    if not put_fact(retelling, patterns, message.finish_reason_raw, reason):
        raise cannot("this answer has no reason of finishing that could be changed")


def settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Let citations and repeated texts follow a changed text."""
    for change in changes:
        if change.field == "text":
            _settle_repeated(retelling, change)
            _settle_citations(retelling, change)


def _settle_repeated(retelling: Retelling, change: Change) -> None:
    """Let what is said before calls follow, which comes piece by piece and whole beside them."""
    texts = [(line, string(text)) for line, _, text in retelling.places(("text",))]
    pieces = [(line, text) for line, text in texts if _is_of(line, "tool-calls-chunk")]
    if "".join(text for _, text in pieces) == change.old:
        _put_pieces(retelling, pieces, ("text",), change.new)
    for line, text in texts:
        if _is_of(line, "tool-calls-generation") and text == change.old:
            retelling.put(line, ("text",), change.new)


def _settle_citations(retelling: Retelling, change: Change) -> None:
    """Let citations follow, or drop those that the change meets."""
    for pattern in (("citations",), ("response", "citations")):
        for line, path, value in list(retelling.places(pattern)):
            followed = [moved_range(one, change) for one in objects(value)]
            kept: list[Json] = [one for one in followed if one is not None]
            if None in followed:
                retelling.note("citations of changed text are dropped")
            if not kept and _is_of(line, "citation-generation"):
                retelling.drop(line)
            elif kept != value:
                retelling.put(line, path, kept)


TELLING = Telling(
    facts=Facts(
        id=(("generation_id",), ("response", "generation_id"), ("response", "id"), ("id",)),
        usage=(("response", "meta"), ("meta",), ("amazon-bedrock-invocationMetrics",)),
    ),
    is_fragment=is_fragment,
    keeps_empty=False,
    put_text=put_text,
    put_finish=put_finish,
    settle=settle,
    blank=blank,
)
