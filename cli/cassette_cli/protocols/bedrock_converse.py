"""Amazon Bedrock Converse and ConverseStream, and Nova's own events inside invoke.

Source: Amazon Bedrock API reference, "Converse", "ConverseStream" (2026-10). The name of an event
is that of its frame; inside invoke (Nova) it is the one key of the payload.
"""

from collections.abc import Iterator

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Answer, Message, Part, Path, Prompt, Tool, Usage
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols.base import (
    ChatProtocol,
    closing_status,
    failure_in,
    failure_of,
    media_part,
    numbered,
    settings,
    text_message,
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

_EVENTS = {
    "messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop",
    "metadata",
}  # fmt: skip


def _named(event: Event) -> tuple[str, dict[str, Json], Path]:
    """Return the name of an event, its payload and the way to that."""
    payload = mapping(event.json)
    if event.name in _EVENTS:
        return event.name, payload, ()
    name = next((key for key in payload if key in _EVENTS and isinstance(payload[key], dict)), "")
    return name, mapping(payload, name), (name,)


def _streams(event: Event) -> bool:
    return _named(event)[0] not in {"", "metadata"}


def _answers(payload: dict[str, Json]) -> bool:
    return bool(mapping(payload, "output", "message")) and "stopReason" in payload


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
            self.message.open((block, "other"), "unknown").part.raw = start

    def _grow(self, block: int, delta: dict[str, Json], event: int, path: Path) -> None:
        match delta:
            case {"text": str(text)}:
                part = self.message.part((block, "text"), "text")
                part.grow("text", text, event, (*path, "text"))
            case {"toolUse": {"input": str(text)}}:
                part = self.message.part((block, "toolUse"), "tool_call")
                part.grow("arguments_raw", text, event, (*path, "toolUse", "input"))
            case {"reasoningContent": dict(thought)}:
                self._think(block, thought, event, (*path, "reasoningContent"))
            case {"citation": citation}:
                self.message.part((block, "text"), "text").part.annotations.append(citation)
            case {"toolResult": list(results)}:
                part = self.message.part((block, "toolResult"), "server_tool_result")
                raw = mapping(part.part.raw)
                part.part.raw = {**raw, "content": [*sequence(raw, "content"), *results]}
            case _:
                self.draft.problem(f"delta not understood: {compact(delta)[:60]}")

    def _think(self, block: int, thought: dict[str, Json], event: int, path: Path) -> None:
        part = self.message.part((block, "reasoning"), "reasoning")
        if text := string(thought, "text"):
            part.grow("text", text, event, (*path, "text"))
        part.part.signature = string(thought, "signature") or part.part.signature
        if hidden := string(thought, "redactedContent"):
            part.part.encrypted = True
            part.part.signature = (part.part.signature or "") + hidden


def _name_call(part: PartDraft, tool: dict[str, Json], event: int, path: Path) -> None:
    for field, key in (("id", "toolUseId"), ("name", "name")):
        if text := string(tool, key):
            part.put(field, text, event, (*path, key))


def _assemble(stream: Stream) -> Answer:
    reader = _Reader()
    for event in stream.events:
        failure = failure_in(event)
        if failure is not None:
            reader.draft.error = failure
            continue
        name, payload, path = _named(event)
        if name:
            reader.take(name, payload, event.ordinal, path)
        elif not _is_invocation_end(event):
            reader.draft.problem(f"event not understood: {event.name or event.data[:60]}")
    if reader.stopped and not reader.counted:
        reader.draft.problem("the metadata event with the usage is missing")
    return reader.draft.finished(closing_status(reader.draft, ended=reader.stopped))


def _is_invocation_end(event: Event) -> bool:
    return any(key.startswith("amazon-bedrock-") for key in mapping(event.json))


def _read(payload: dict[str, Json]) -> Answer:
    reader = _Reader()
    if payload.get("error"):
        reader.draft.error = failure_of(payload)
    message = mapping(payload, "output", "message")
    reader.message.role = string(message, "role") or None
    for index, block in enumerate(objects(message, "content")):
        _add_block(reader.message, block, ("output", "message", "content", index))
    reader.message.finish = string(payload, "stopReason") or None
    reader.count(mapping(payload, "usage"))
    return reader.draft.finished("complete")


def _add_block(message: MessageDraft, block: dict[str, Json], path: Path) -> None:
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
    if text := string(thought, "reasoningText", "text"):
        part.put("text", text, 0, (*path, "reasoningText", "text"))
    part.part.signature = string(thought, "reasoningText", "signature") or None
    if hidden := string(thought, "redactedContent"):
        part.part.encrypted, part.part.signature = True, hidden


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


def _prompt(request: dict[str, Json]) -> Prompt:
    messages: list[Message] = []
    if system := "".join(string(item, "text") for item in objects(request, "system")):
        messages.append(text_message("system", system))
    for item in objects(request, "messages"):
        message = MessageDraft(0)
        message.role = string(item, "role") or "user"
        for block in objects(item, "content"):
            _add_block(message, block, ())
        if message.parts and all(part.part.kind == "tool_result" for part in message.parts):
            message.role = "tool"
        messages.append(message.finished())
    return Prompt(
        string(request, "modelId") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, "modelId", "system", "messages", "toolConfig", "schemaVersion"),
    )


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "toolConfig", "tools"):
        tool = mapping(item, "toolSpec")
        name = string(tool, "name") or next(iter(item), "")
        yield Tool(name, string(tool, "description"), mapping(tool, "inputSchema").get("json"))


BEDROCK_CONVERSE = ChatProtocol(
    name=NAME,
    title="Amazon Bedrock Converse",
    url=r"/model/[^/]+/converse",
    streams=_streams,
    answers=_answers,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
)
