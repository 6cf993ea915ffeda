"""Answers in Bedrock Converse, streamed and plain.

Source: Amazon Bedrock API reference, "Converse", "ConverseStream" (2026-10). The name of an event
is that of its frame; inside invoke (Nova) it is the one key of the payload.
"""

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Answer, Kind, Part, Path, Site, Usage
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols.base import (
    closing_status,
    failure_in,
    failure_of,
    media_part,
)
from cassette_cli.text.json_value import (
    Json,
    compact,
    integer,
    mapping,
    objects,
    sequence,
    string,
)

NAME = "bedrock-converse"
CONTENT = ("output", "message", "content")
"""Where a plain answer has its blocks."""

_EVENTS = {
    "messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop",
    "metadata",
}  # fmt: skip


def named(name: str, value: Json) -> tuple[str, dict[str, Json], Path]:
    """Return the name of an event, its payload and the way to that.

    Args:
        name: that of its frame.
        value: its JSON.
    """
    payload = mapping(value)
    if name in _EVENTS:
        return name, payload, ()
    name = next((key for key in payload if key in _EVENTS and isinstance(payload[key], dict)), "")
    return name, mapping(payload, name), (name,)


class _Reader:
    """The state between two events."""

    def __init__(self) -> None:
        self.draft = Draft(NAME)
        self.message = self.draft.message()
        self.stopped = False
        self.counted = False

    def take(self, name: str, payload: dict[str, Json], event: int, path: Path) -> None:
        """Take one event."""
        block = integer(payload, "contentBlockIndex") or 0
        if name == "messageStart":
            self.message.role = string(payload, "role") or None
        elif name == "contentBlockStart":
            self._open(block, mapping(payload, "start"), event, (*path, "start"))
        elif name == "contentBlockDelta":
            self._grow(block, mapping(payload, "delta"), event, (*path, "delta"))
        elif name == "messageStop":
            self.stopped = True
            self.message.finish = string(payload, "stopReason") or None
        elif name == "metadata":
            self.counted = True
            self.count(mapping(payload, "usage"))

    def count(self, usage: dict[str, Json]) -> None:
        """Take the counts of tokens."""
        if usage:
            self.draft.usage_raw = usage
            self.draft.usage = _usage(usage)

    def _open(self, block: int, start: dict[str, Json], event: int, path: Path) -> None:
        if tool := mapping(start, "toolUse"):
            is_server = string(tool, "type") == "server_tool_use"
            part = self.message.open(
                (block, "toolUse"), "server_tool_call" if is_server else "tool_call"
            )
            _name_call(part, tool, event, (*path, "toolUse"))
        elif result := mapping(start, "toolResult"):
            part = self.message.open((block, "toolResult"), "server_tool_result")
            part.part.id = string(result, "toolUseId") or None
            part.part.raw = result
        elif start:
            part = self.message.open((block, "other"), "unknown")
            part.part.raw = start
        else:
            return
        part.part.place = Site(event, ())

    def _part(self, block: int, name: str, kind: Kind, event: int) -> PartDraft:
        part = self.message.part((block, name), kind)
        part.part.place = part.part.place or Site(event, ())
        return part

    def _grow(self, block: int, delta: dict[str, Json], event: int, path: Path) -> None:
        match delta:
            case {"text": str(text)}:
                part = self._part(block, "text", "text", event)
                part.grow("text", text, event, (*path, "text"))
            case {"toolUse": {"input": str(text)}}:
                part = self._part(block, "toolUse", "tool_call", event)
                part.grow("arguments_raw", text, event, (*path, "toolUse", "input"))
            case {"reasoningContent": dict(thought)}:
                part = self._part(block, "reasoning", "reasoning", event)
                if string(thought, "text"):
                    part.grow("text", string(thought, "text"), event, (*path, *_THOUGHT, "text"))
                _sign(part, thought, event, (*path, *_THOUGHT))
            case {"citation": citation}:
                self._part(block, "text", "text", event).part.annotations.append(citation)
            case {"toolResult": list(results)}:
                part = self._part(block, "toolResult", "server_tool_result", event)
                raw = mapping(part.part.raw)
                part.part.raw = {**raw, "content": [*sequence(raw, "content"), *results]}
            case _:
                self.draft.problem(f"delta not understood: {compact(delta)[:60]}")


_THOUGHT = ("reasoningContent",)


def _sign(part: PartDraft, thought: dict[str, Json], event: int, path: Path) -> None:
    """Give a part what vouches for its text, or holds it where it is withheld."""
    if signature := string(thought, "signature"):
        part.put("signature", signature, event, (*path, "signature"))
    if hidden := string(thought, "redactedContent"):
        part.part.encrypted = True
        part.grow("signature", hidden, event, (*path, "redactedContent"))


def _name_call(part: PartDraft, tool: dict[str, Json], event: int, path: Path) -> None:
    for field, key in (("id", "toolUseId"), ("name", "name")):
        if text := string(tool, key):
            part.put(field, text, event, (*path, key))


def assemble(stream: Stream) -> Answer:
    """Return the answer that a stream makes."""
    reader = _Reader()
    for event in stream.events:
        failure = failure_in(event)
        if failure is not None:
            reader.draft.error = failure
            continue
        name, payload, path = named(event.name, event.json)
        if name:
            reader.take(name, payload, event.ordinal, path)
        elif not _is_invocation_end(event):
            reader.draft.problem(f"event not understood: {event.name or event.data[:60]}")
    if reader.stopped and not reader.counted:
        reader.draft.problem("the metadata event with the usage is missing")
    return reader.draft.finished(closing_status(reader.draft, ended=reader.stopped))


def _is_invocation_end(event: Event) -> bool:
    return any(key.startswith("amazon-bedrock-") for key in mapping(event.json))


def read(payload: dict[str, Json]) -> Answer:
    """Return the answer that a plain object is."""
    reader = _Reader()
    if payload.get("error"):
        reader.draft.error = failure_of(payload)
    message = mapping(payload, "output", "message")
    reader.message.role = string(message, "role") or None
    for index, block in enumerate(sequence(message, "content")):
        if isinstance(block, dict):
            add_block(reader.message, block, (*CONTENT, index))
    reader.message.finish = string(payload, "stopReason") or None
    reader.count(mapping(payload, "usage"))
    return reader.draft.finished("complete")


def add_block(message: MessageDraft, block: dict[str, Json], path: Path) -> None:
    """Add the part that a whole block is."""
    _add_part(message, block, path)
    message.parts[-1].part.place = Site(0, path)


def _add_part(message: MessageDraft, block: dict[str, Json], path: Path) -> None:
    match block:
        case {"text": str(text)}:
            message.add("text").put("text", text, 0, (*path, "text"))
        case {"toolUse": dict(tool)}:
            part = message.add("tool_call")
            _name_call(part, tool, 0, (*path, "toolUse"))
            part.put(
                "arguments_raw", compact(tool.get("input") or {}), 0, (*path, "toolUse", "input")
            )
        case {"toolResult": dict(result)}:
            text = "".join(_result_text(item) for item in objects(result, "content"))
            tool_id = string(result, "toolUseId") or None
            message.add("tool_result").part = Part("tool_result", text, id=tool_id, raw=block)
        case {"reasoningContent": dict(thought)}:
            _add_thought(message, thought, (*path, "reasoningContent"))
        case {"citationsContent": dict(cited)}:
            _add_cited(message, cited, (*path, "citationsContent"))
        case _:
            message.add("unknown").part = media_part(block, next(iter(block), ""))


def _add_thought(message: MessageDraft, thought: dict[str, Json], path: Path) -> None:
    part = message.add("reasoning")
    said = mapping(thought, "reasoningText")
    if text := string(said, "text"):
        part.put("text", text, 0, (*path, "reasoningText", "text"))
    _sign(part, said, 0, (*path, "reasoningText"))
    _sign(part, thought, 0, path)


def _add_cited(message: MessageDraft, cited: dict[str, Json], path: Path) -> None:
    part = message.add("text")
    part.part.annotations = list(objects(cited, "citations"))
    for at, piece in enumerate(objects(cited, "content")):
        part.grow("text", string(piece, "text"), 0, (*path, "content", at, "text"))


def _result_text(item: dict[str, Json]) -> str:
    return string(item, "text") or (compact(item["json"]) if "json" in item else "")


def _usage(usage: dict[str, Json]) -> Usage:
    fresh = integer(usage, "inputTokens")
    read = _either(usage, "cacheReadInputTokens", "cacheReadInputTokenCount")
    written = _either(usage, "cacheWriteInputTokens", "cacheWriteInputTokenCount")
    return Usage(
        None if fresh is None else fresh + (read or 0) + (written or 0),
        integer(usage, "outputTokens"),
        read,
        written,
        None,
        integer(usage, "totalTokens"),
    )


def _either(usage: dict[str, Json], *keys: str) -> int | None:
    return next((found for key in keys if (found := integer(usage, key)) is not None), None)
