"""What follows from the edits of chat completions: copies, log probabilities, citations, padding.

The `obfuscation` of OpenAI's chunks fills each one up: the lengths of all chunks of a stream leave
the same rest when divided by 16 (measured on recorded streams, log probabilities and refusals
among them).
"""

from collections.abc import Sequence
from copy import deepcopy

from cassette_cli.chat.message import Answer, Path
from cassette_cli.chat.retelling import ANY, Line, Retelling
from cassette_cli.chat.telling import Change, moved, padding
from cassette_cli.protocols.openai_chat.chunks import (
    DETAILS,
    REASONING,
    choice_in,
    holder_of,
    says,
)
from cassette_cli.text.json_value import Json, compact, get, integer, mapping, objects, string

USAGE: Sequence[Path] = (("usage",), ("x_groq", "usage"), ("choices", ANY, "usage"))
"""Where usage stands."""
_BLOCK = 16


def settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Bring in line what repeats, measures or cites the texts that have changed."""
    changed = [line for line in retelling.lines if line.is_changed]
    for line in changed:
        for choice in objects(line.payload, "choices"):
            _settle_choice(retelling, line, integer(choice, "index") or 0)
    for change in changes:
        if change.part.kind == "text" and change.field == "text":
            _settle_citations(retelling, change)
    if retelling.is_plain:
        return
    for message in answer.messages:
        _settle_roles(retelling, message.index)
        _settle_snapshots(retelling, message.index)
    _settle_usage(retelling, answer)
    for line in retelling.lines:
        _settle_padding(retelling, line)


def _settle_choice(retelling: Retelling, line: Line, index: int) -> None:
    """Let what stands in a chunk beside a text follow it."""
    holder = holder_of(retelling)
    before, _ = choice_in(retelling.line(line.like).original, index)
    choice, path = choice_in(line.payload, index)
    old, new = mapping(before, holder), mapping(choice, holder)
    _settle_reasoning(retelling, line, (*path, holder), old)
    changes = [key for key in ("content", "refusal") if old.get(key) != new.get(key)]
    if "content" in changes and says(before.get("text")) and before["text"] == old.get("content"):
        retelling.put(line, (*path, "text"), new.get("content"))
    if (changes or line.is_new) and says(choice.get("logprobs")):
        retelling.put(line, (*path, "logprobs"), None)
        retelling.note("log probabilities of changed text are dropped")


def _settle_reasoning(retelling: Retelling, line: Line, path: Path, old: dict[str, Json]) -> None:
    """Let the fields follow that repeat a piece of reasoning in the same chunk."""
    main = next((field for field in REASONING if string(old, field)), None)
    new = get(line.payload, *path)
    if main is None or not isinstance(new, dict) or not isinstance(new.get(main), str):
        return
    if new[main] == old[main]:
        return
    for field in REASONING:
        if field != main and field in new and old.get(field) == old[main]:
            retelling.put(line, (*path, field), new[main])
    places = [
        (at, field)
        for at, entry in enumerate(objects(old, DETAILS))
        for field in ("text", "summary")
        if string(entry, field)
    ]
    if "".join(string(old, DETAILS, at, field) for at, field in places) != old[main]:
        return
    for number, (at, field) in enumerate(places):
        if string(new, DETAILS, at, field):
            retelling.put(line, (*path, DETAILS, at, field), "" if number else new[main])


def _settle_citations(retelling: Retelling, change: Change) -> None:
    """Let the places that citations name follow a changed text, or drop what it meets."""
    pattern = ("choices", ANY, holder_of(retelling), "annotations")
    for line, path, value in list(retelling.places(pattern, change.message.index)):
        found = [_moved_citation(one, change) for one in objects(value)]
        if found == value or not isinstance(value, list):
            continue
        retelling.put(line, path, [one for one in found if one is not None])
        if None in found:
            retelling.note("citations of changed text are dropped")


def _moved_citation(note: dict[str, Json], change: Change) -> dict[str, Json] | None:
    citation = mapping(note, "url_citation") or note
    start, end = citation.get("start_index"), citation.get("end_index")
    if not isinstance(start, int) or not isinstance(end, int) or start == end:
        return note
    place = moved(start, end, change.old, change.new)
    if place is None:
        return None
    there = {**citation, "start_index": place[0], "end_index": place[1]}
    return there if citation is note else {**note, "url_citation": there}


def _settle_roles(retelling: Retelling, index: int) -> None:
    """Let clones of a chunk that alone tells the role not tell it again."""
    every = [choice_in(line.original, index)[0] for line in retelling.every_line]
    if sum(bool(get(choice, "delta", "role")) for choice in every) > 1:
        return
    is_told = False
    for line in retelling.lines:
        choice, path = choice_in(line.payload, index)
        if get(choice, "delta", "role"):
            if is_told and line.is_new:
                retelling.remove(line, (*path, "delta", "role"))
            is_told = True


def _settle_snapshots(retelling: Retelling, index: int) -> None:
    """Let the messages follow that stand beside the deltas.

    They say what the chunk brings, or all that has come so far.
    """
    if _are_cumulative(retelling, index):
        _settle_cumulative(retelling, index)
        return
    for line in retelling.lines:
        choice, path = choice_in(line.payload, index)
        if not line.is_changed or not isinstance(choice.get("message"), dict):
            continue
        before, _ = choice_in(retelling.line(line.like).original, index)
        old, new = mapping(before, "delta"), mapping(choice, "delta")
        for key, value in new.items():
            if line.is_new or get(before, "message", key) == old.get(key) != value:
                retelling.put(line, (*path, "message", key), deepcopy(value))
        for key in old.keys() - new.keys():
            retelling.remove(line, (*path, "message", key))


def _are_cumulative(retelling: Retelling, index: int) -> bool:
    text = ""
    for line in retelling.every_line:
        choice, _ = choice_in(line.original, index)
        piece = string(choice, "delta", "content")
        text += piece
        if text != piece and get(choice, "message", "content") == text:
            return True
    return False


def _settle_cumulative(retelling: Retelling, index: int) -> None:
    old = new = ""
    for line in retelling.every_line:
        before, _ = choice_in(line.original, index)
        old += string(before, "delta", "content")
        if line.is_dropped:
            continue
        choice, path = choice_in(line.payload, index)
        new += string(choice, "delta", "content")
        known = get(choice, "message", "content")
        if (
            isinstance(choice.get("message"), dict)
            and known != new
            and (line.is_new or known == old)
        ):
            retelling.put(line, (*path, "message", "content"), new)


def _settle_usage(retelling: Retelling, answer: Answer) -> None:
    """Take all usage out of chunks that count up, where the last one was taken out."""
    places = [place for pattern in USAGE for place in retelling.places(pattern)]
    was = [(line, get(line.original, *path), value) for line, path, value in places]
    is_out = any(old is not None and old == answer.usage_raw and not new for _, old, new in was)
    if is_out and all(not new or (new == old and not line.is_new) for line, old, new in was):
        for line, path, value in places:
            if value:
                retelling.put(line, path, None)


def _settle_padding(retelling: Retelling, line: Line) -> None:
    """Give a chunk the padding that it would have been sent with."""
    before = mapping(retelling.line(line.like).original)
    padded = string(before, "obfuscation")
    if line.is_changed and padded and "obfuscation" in mapping(line.payload):
        rest = len(compact(before)) % _BLOCK
        length = len(compact({**mapping(line.payload), "obfuscation": ""}))
        retelling.put(line, ("obfuscation",), padding(padded, (rest - length) % _BLOCK))
