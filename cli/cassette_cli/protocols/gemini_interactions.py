"""Gemini Interactions.

Source: Google AI for Developers, "Interactions API" (2026-10).
"""

from collections.abc import Iterator, Sequence

from cassette_cli.chat.draft import Draft, PartDraft
from cassette_cli.chat.message import Answer, Kind, Message, Path, Prompt, Tool, Usage
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import (
    Change,
    Facts,
    Telling,
    moved_bytes,
    moved_range,
    refuse_no_arguments,
)
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols.base import (
    ChatProtocol,
    closing_status,
    failure_in,
    media_part,
    numbered,
    plain_text,
    settings,
    text_message,
)
from cassette_cli.text.json_value import (
    Json,
    compact,
    get,
    integer,
    mapping,
    objects,
    sequence,
    string,
)

NAME = "gemini-interactions"

_KINDS: dict[str, Kind] = {
    "function_call": "tool_call",
    "thought": "reasoning",
    "text": "text",
    "model_output": "text",
}


def _streams(event: Event) -> bool:
    return string(event.json, "event_type").startswith(("interaction.", "step."))


def _answers(payload: dict[str, Json]) -> bool:
    return payload.get("object") == "interaction" or ("steps" in payload and "status" in payload)


class _Reader:
    """The state between two events."""

    def __init__(self) -> None:
        self.draft = Draft(NAME)
        self.ended = False

    def take(self, kind: str, payload: dict[str, Json], event: int) -> None:
        """Take one event by its type."""
        index = integer(payload, "index") or 0
        if kind == "step.start":
            self.open(index, mapping(payload, "step"), event, ("step",))
        elif kind == "step.delta":
            self._grow(index, mapping(payload, "delta"), event)
        elif kind.startswith("interaction."):
            self.settle(mapping(payload, "interaction"))
            self.ended = self.ended or kind == "interaction.completed"

    def settle(self, interaction: dict[str, Json]) -> None:
        """Take what an interaction says of itself as a whole."""
        self.draft.id = string(interaction, "id") or self.draft.id
        self.draft.model = string(interaction, "model") or self.draft.model
        status = string(interaction, "status")
        if status and status != "in_progress":
            self.draft.message().finish = status
        usage = mapping(interaction, "usage")
        if usage:
            self.draft.usage_raw = usage
            self.draft.usage = _usage(usage)

    def open(self, index: int, step: dict[str, Json], event: int, path: Path) -> PartDraft:
        """Return the part of a step."""
        kind = string(step, "type")
        part = self.draft.message().part(index, _kind_of(kind))
        for name in ("id", "name"):
            if value := string(step, name):
                setattr(part.part, name, value)
                part.put(name, value, event, (*path, name))
        if part.part.kind not in {"text", "reasoning", "tool_call"}:
            part.part.name = part.part.name or kind or None
            part.part.raw = step
        if isinstance(step.get("arguments"), dict):
            arguments = compact(step["arguments"])
            part.put("arguments_raw", arguments, event, (*path, "arguments"))
        return part

    def _grow(self, index: int, delta: dict[str, Json], event: int) -> None:
        kind = string(delta, "type")
        part = self.draft.message().part(index, _kind_of(kind))
        if kind == "text":
            part.grow("text", string(delta, "text"), event, ("delta", "text"))
        elif kind == "thought_summary":
            part.grow("text", string(delta, "content", "text"), event, ("delta", "content", "text"))
        elif kind == "thought_signature":
            if signature := string(delta, "signature"):
                part.put("signature", signature, event, ("delta", "signature"))
        elif kind == "arguments_delta":
            self._grow_arguments(part, string(delta, "arguments"), event)
        elif kind == "text_annotation_delta":
            part.part.annotations += sequence(delta, "annotations")
        else:
            _take_other(part, kind, delta, event)

    def _grow_arguments(self, part: PartDraft, piece: str, event: int) -> None:
        """Take a piece of arguments; pieces replace what a step starts with."""
        started = part.part.sites.get("arguments_raw", [])
        take = part.put if started and started[0].path[0] == "step" else part.grow
        take("arguments_raw", piece, event, ("delta", "arguments"))


def _kind_of(kind: str) -> Kind:
    if kind.endswith("_result"):
        return "server_tool_result"
    if kind.endswith("_call") and kind != "function_call":
        return "server_tool_call"
    return _KINDS.get(kind, "text" if kind in {"", "text_annotation_delta"} else "unknown")


def _take_other(part: PartDraft, kind: str, delta: dict[str, Json], event: int) -> None:
    part.part.raw = {**mapping(part.part.raw), **delta}
    if "arguments" in delta:
        part.put("arguments_raw", compact(delta["arguments"]), event, ("delta", "arguments"))
    part.part.name = part.part.name or kind or None


def _assemble(stream: Stream) -> Answer:
    reader = _Reader()
    for event in stream.events:
        failure = failure_in(event)
        kind = string(event.json, "event_type")
        if failure is not None:
            reader.draft.error = failure
        elif kind:
            reader.take(kind, mapping(event.json), event.ordinal)
        elif event.name != "done":
            reader.draft.problem(f"event not understood: {event.data[:60]}")
    status = closing_status(reader.draft, ended=reader.ended)
    stopped = reader.ended and reader.draft.message().finish == "incomplete"
    return reader.draft.finished("incomplete" if stopped else status)


def _read(payload: dict[str, Json]) -> Answer:
    reader = _Reader()
    holder = "steps" if "steps" in payload else "outputs"
    for index, step in enumerate(objects(payload, holder)):
        part = reader.open(index, step, 0, (holder, index))
        if signature := string(step, "signature"):
            part.put("signature", signature, 0, (holder, index, "signature"))
        if part.part.kind in {"text", "reasoning"}:
            for path, text in _texts(step):
                part.grow("text", text, 0, (holder, index, *path))
    reader.settle(payload)
    return reader.draft.finished("complete")


def _texts(step: dict[str, Json]) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a step, each with the way to it."""
    for key in ("text", "content", "summary"):
        value = step.get(key)
        if isinstance(value, str):
            yield (key,), value
        elif isinstance(value, dict) and string(value, "text"):
            yield (key, "text"), string(value, "text")
        for at, item in enumerate(objects(value)):
            if text := string(item, "text"):
                yield (key, at, "text"), text


def _usage(usage: dict[str, Json]) -> Usage:
    def total(*keys: str) -> int | None:
        counts = [count for key in keys if (count := integer(usage, key)) is not None]
        return sum(counts) if counts else None

    return Usage(
        total("total_input_tokens", "total_tool_use_tokens"),
        total("total_output_tokens", "total_thought_tokens"),
        integer(usage, "total_cached_tokens"),
        None,
        integer(usage, "total_thought_tokens"),
        integer(usage, "total_tokens"),
    )


def _prompt(request: dict[str, Json]) -> Prompt:
    messages: list[Message] = []
    if system := string(request, "system_instruction"):
        messages.append(text_message("system", system))
    given = request.get("input")
    if isinstance(given, str):
        messages.append(text_message("user", given))
    for item in objects(given):
        role = string(item, "role") or "user"
        text = plain_text(item.get("content") or item.get("text") or "")
        messages.append(
            text_message(role, text)
            if text
            else Message(0, role, [media_part(item, string(item, "type"))])
        )
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, "model", "input", "system_instruction", "tools", "stream"),
    )


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        name = string(item, "name") or string(item, "type")
        yield Tool(name, string(item, "description"), item.get("parameters"))


def _put_text(retelling: Retelling, change: Change) -> bool:
    """Refuse arguments that are nothing; all else is written as by others."""
    if change.field == "arguments_raw":
        refuse_no_arguments(change.new)
    return False


_FRAGMENT = {"event_type", "index", "delta"}
_RANGE = ("start_index", "end_index")


def _settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Let annotations, which name bytes of a text, follow it; those that a change meets go."""
    for change in changes:
        sites = change.part.sites.get(change.field, [])
        if change.field != "text" or change.part.kind != "text" or not sites:
            continue
        event, path = sites[0]
        index = get(retelling.line(event).original, "index")
        pattern = (*path[:-1], "annotations") if retelling.is_plain else ("delta", "annotations")
        for line, place, value in list(retelling.places(pattern)):
            if retelling.is_plain or get(line.payload, "index") == index:
                _put_annotations(retelling, line, place, objects(value), change)


def _put_annotations(
    retelling: Retelling, line: Line, path: Path, before: list[dict[str, Json]], change: Change
) -> None:
    followed = [moved_range(one, change, _RANGE, moved_bytes) for one in before]
    kept: list[Json] = [one for one in followed if one is not None]
    if None in followed:
        retelling.note("annotations of changed text are dropped")
    if not kept and not retelling.is_plain:
        retelling.drop(line)
    elif kept != before:
        retelling.put(line, path, kept)


_TELLING = Telling(
    facts=Facts(
        id=(("interaction", "id"), ("id",)),
        model=(("interaction", "model"), ("model",)),
        finish=(("interaction", "status"), ("status",)),
        usage=(("interaction", "usage"), ("usage",)),
    ),
    is_fragment=lambda payload: payload.keys() <= _FRAGMENT,
    keeps_empty=False,
    put_text=_put_text,
    settle=_settle,
)

GEMINI_INTERACTIONS = ChatProtocol(
    name=NAME,
    title="Gemini Interactions",
    url=r"/interactions(?:[/?]|$)",
    streams=_streams,
    answers=_answers,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
    telling=lambda: _TELLING,
)
