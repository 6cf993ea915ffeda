"""Edited answers of the Assistants API, told in the events of their run.

A message that is finished repeats its text whole; a finished step, and a run that waits for the
outputs of tools, repeat their calls. All follow.

Source: OpenAI API reference, "Assistants: streaming" (2026-10).
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from cassette_cli.chat.message import Answer, Message, Part, Path
from cassette_cli.chat.retelling import ANY, Line, Retelling, matches
from cassette_cli.chat.telling import Change, Facts, Telling, cannot, empty, moved, put_fact
from cassette_cli.protocols.openai_assistants.answer import ENDINGS
from cassette_cli.text.json_value import Json, get, integer, mapping, objects, string

_RUN = "thread.run."
_CALLS: tuple[Path, ...] = (
    ("delta", "step_details", "tool_calls", ANY),
    ("step_details", "tool_calls", ANY),
    ("required_action", "submit_tool_outputs", "tool_calls", ANY),
)

FACTS = Facts(
    id=(("id",), ("run_id",), ("first_id",), ("data", ANY, "id")),
    model=(("model",),),
    role=(("role",), ("delta", "role")),
    usage=(("usage",),),
)


def is_fragment(payload: dict[str, Json]) -> bool:
    """Say whether an event is nothing but a fragment of one text."""
    contents = objects(payload, "delta", "content")
    calls = objects(payload, "delta", "step_details", "tool_calls")
    if len(contents) + len(calls) != 1 or get(payload, "delta", "role"):
        return False
    is_text = all("text" in one and not get(one, "text", "annotations") for one in contents)
    is_input = all(not one.get("id") and not get(one, "function", "name") for one in calls)
    return is_text and is_input


def put_text(retelling: Retelling, change: Change) -> bool:
    """Write the id or name of a call wherever it is told."""
    if change.part.kind not in {"tool_call", "code"} or change.field not in {"id", "name"}:
        return False
    written = False
    for line, path in [*_places_of_call(retelling, change.part)]:
        way = ("id",) if change.field == "id" else ("function", "name")
        if get(line.payload, *path, *way) == change.old:
            retelling.put(line, (*path, *way), change.new)
            written = True
    return written


def _places_of_call(retelling: Retelling, part: Part) -> Iterator[tuple[Line, Path]]:
    """Yield the places that tell of a call: by its id, or as the step's call of that number."""
    known: set[tuple[str, int]] = set()
    for line in retelling.lines:
        for pattern in _CALLS:
            for path, call in matches(line.original, pattern):
                place = (string(line.original, "id"), integer(call, "index") or 0)
                if string(call, "id") == part.id:
                    known.add(place)
                elif string(call, "id") or path[0] != "delta" or place not in known:
                    continue
                yield line, path


def put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    """Let a run end in another way: its status, and the event that ends it."""
    line = _last_run(retelling)
    if reason not in ENDINGS:
        raise cannot(f"a run ends in one of: {', '.join(sorted(ENDINGS))}")
    if _ending(line) == message.finish_reason_raw:
        line.name = _RUN + reason
    retelling.put(line, ("status",), reason)


def put_usage(retelling: Retelling, answer: Answer, usage: dict[str, Json]) -> None:
    """Write the usage where the old one stands; a new one comes to the run as it ends."""
    if answer.usage_raw is None or not put_fact(retelling, FACTS.usage, answer.usage_raw, usage):
        retelling.put(_last_run(retelling), ("usage",), deepcopy(usage))


def _last_run(retelling: Retelling) -> Line:
    """Return the event that holds the run as it ends."""
    ends = [line for line in retelling.lines if retelling.is_plain or _ending(line) in ENDINGS]
    if not ends or "status" not in mapping(ends[-1].payload):
        raise cannot("this answer holds no run that has ended")
    return ends[-1]


def _ending(line: Line) -> str:
    return line.name.removeprefix(_RUN) if line.name.startswith(_RUN) else ""


def remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    """Take a text out: its fragments go, where it is whole it is empty."""
    empty(retelling, message, part)
    for line, path in [*_citations(retelling, part)]:
        if get(line.payload, *path):
            retelling.put(line, path, [])


def settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Let the places that citations name follow a changed text; fragments of nothing go."""
    for change in changes:
        _settle_call(retelling, change)
        if change.part.kind == "text":
            for line, path in [*_citations(retelling, change.part)]:
                _settle_citations(retelling, change, line, path)
    for line in retelling.lines:
        if line.is_changed and _is_bare(line):
            retelling.drop(line)


def _settle_call(retelling: Retelling, change: Change) -> None:
    """Write the arguments or code of a call wherever a step or run repeats them whole."""
    part = change.part
    if part.kind not in {"tool_call", "code"} or change.field not in {"text", "arguments_raw"}:
        return
    way = ("code_interpreter", "input") if part.kind == "code" else ("function", "arguments")
    for line, path in _places_of_call(retelling, part):
        if path[0] != "delta" and get(line.payload, *path, *way) == change.old:
            retelling.put(line, (*path, *way), change.new)


def _is_bare(line: Line) -> bool:
    """Say whether nothing is left of a fragment."""
    contents = objects(line.payload, "delta", "content")
    if len(contents) != 1 or get(line.payload, "delta", "role"):
        return False
    text = get(contents[0], "text")
    return get(text, "value") == "" and not get(text, "annotations")


def _citations(retelling: Retelling, part: Part) -> Iterator[tuple[Line, Path]]:
    """Yield the lists of citations of a text, in its fragments and where it is whole."""
    sites = [*part.sites.get("text", []), *part.copies.get("text", [])]
    for line in retelling.lines:
        for event, path in sites:
            if line.like == event and isinstance(get(line.payload, *path[:-1]), dict):
                yield line, (*path[:-1], "annotations")


def _settle_citations(retelling: Retelling, change: Change, line: Line, path: Path) -> None:
    notes = get(line.payload, *path)
    if not isinstance(notes, list) or not notes:
        return
    found = [_moved(note, change) for note in notes]
    if found != notes:
        retelling.put(line, path, [note for note in found if note is not None])
    if None in found:
        retelling.note("citations of changed text are dropped")


def _moved(note: Json, change: Change) -> Json:
    start, end = integer(note, "start_index"), integer(note, "end_index")
    if start is None or end is None:
        return note
    place = moved(start, end, change.old, change.new)
    if place is None:
        return None
    return {**mapping(note), "start_index": place[0], "end_index": place[1]}


TELLING = Telling(
    facts=FACTS,
    is_fragment=is_fragment,
    keeps_empty=False,
    put_text=put_text,
    put_finish=put_finish,
    put_usage=put_usage,
    remove_part=remove_part,
    settle=settle,
)
