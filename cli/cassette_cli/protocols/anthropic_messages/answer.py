"""Answers in Anthropic Messages, streamed and plain.

Source: Anthropic API reference, "Streaming messages" (2026-10), and what the Python SDK makes of a
stream (`anthropic/lib/streaming/_messages.py`): usage of later events overlays the first.
"""

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Answer, Kind, Path, Site, Usage
from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import closing_status, objects_of
from cassette_cli.text.json_value import (
    Json,
    compact,
    integer,
    mapping,
    number,
    objects,
    sequence,
    string,
)

NAME = "anthropic-messages"


class _State:
    """What is known of the stream besides the draft."""

    def __init__(self) -> None:
        self.draft = Draft(NAME)
        self.blocks: dict[int, tuple[PartDraft, dict[str, Json], Site]] = {}
        self.usage: dict[str, Json] = {}
        self.stopped = False
        self.number = 0
        """Which message of the body is being told; nearly always the only one."""

    @property
    def message(self) -> MessageDraft:
        return self.draft.message(self.number)


def assemble(stream: Stream) -> Answer:
    """Return the answer that a stream makes."""
    state = _State()
    for event, payload in objects_of(stream, state.draft):
        _take(state, payload, event.ordinal)
    _end_blocks(state)
    return state.draft.finished(closing_status(state.draft, ended=state.stopped))


def _take(state: _State, payload: dict[str, Json], event: int) -> None:
    match payload:
        case {
            "type": "content_block_delta",
            "index": int(index),
            "delta": dict(delta),
        }:
            _take_delta(state, index, delta, event)
        case {"type": "content_block_start", "index": int(index), "content_block": dict(block)}:
            _open_block(state, index, block, event)
        case {"type": "message_start", "message": dict(message)}:
            _start(state, message, event)
        case {"type": "message_delta"}:
            _take_usage(state, mapping(payload, "usage"))
            reason = string(payload, "delta", "stop_reason")
            state.message.finish = reason or state.message.finish
        case {"type": "message_stop"}:
            state.stopped = True
        case {"type": "content_block_stop" | "ping"}:
            pass
        case _:
            state.draft.problem(
                f"event not understood: {string(payload, 'type') or compact(payload)[:60]}"
            )


def _start(state: _State, message: dict[str, Json], event: int) -> None:
    draft = state.draft
    message_id = string(message, "id") or None
    if draft.messages and state.stopped:
        draft.problem("the body holds more than one message")
        _end_blocks(state)
        state.number += 1
        state.stopped = False
        state.usage = {}
    elif draft.messages and message_id != draft.id:
        draft.problem(f"the message {draft.id} was abandoned for {message_id}")
        state.blocks.clear()
        state.usage = {}
        state.message.parts.clear()
        state.message.finish = None
    draft.id = message_id
    draft.model = string(message, "model") or draft.model
    state.message.role = string(message, "role") or None
    for index, block in enumerate(objects(message, "content")):
        _open_block(state, index, block, event, ("message", "content", index))
    _take_usage(state, mapping(message, "usage"))


def _take_usage(state: _State, usage: dict[str, Json]) -> None:
    """Lay later counts over earlier ones; they are totals, and null says nothing."""
    if usage:
        state.usage.update({key: value for key, value in usage.items() if value is not None})
        state.draft.usage_raw = dict(state.usage)
        state.draft.usage = _usage(state.usage)


def _usage(usage: dict[str, Json]) -> Usage:
    fresh = integer(usage, "input_tokens")
    read = integer(usage, "cache_read_input_tokens")
    written = integer(usage, "cache_creation_input_tokens")
    return Usage(
        None if fresh is None else fresh + (read or 0) + (written or 0),
        integer(usage, "output_tokens"),
        read,
        written,
        integer(usage, "output_tokens_details", "thinking_tokens"),
        None,
        number(usage, "cost"),
    )


KINDS: dict[str, Kind] = {
    "text": "text",
    "thinking": "reasoning",
    "redacted_thinking": "reasoning",
    "tool_use": "tool_call",
    "server_tool_use": "server_tool_call",
    "mcp_tool_use": "server_tool_call",
    "image": "image",
    "container_upload": "file",
}


def kind_of(block: dict[str, Json]) -> Kind:
    """Return the kind of part that a block is."""
    kind = string(block, "type")
    return KINDS.get(kind, "server_tool_result" if kind.endswith("_tool_result") else "unknown")


def _open_block(
    state: _State, index: int, block: dict[str, Json], event: int, path: Path = ("content_block",)
) -> None:
    part = state.message.add(kind_of(block))
    state.blocks[index] = part, block, Site(event, path)
    if block.get("type") == "fallback":
        state.draft.model = string(block, "to", "model") or state.draft.model
    _fill(part, block, event, path)


def _fill(part: PartDraft, block: dict[str, Json], event: int, path: Path) -> None:
    """Fill a part with what its block says from the start."""
    for field in ("text", "thinking"):
        if text := string(block, field):
            part.put("text", text, event, (*path, field))
    for field in ("id", "name"):
        if isinstance(block.get(field), str):
            part.put(field, string(block, field), event, (*path, field))
    _sign(part, block, event, path)
    inside = part.part
    inside.place = Site(event, path)
    inside.annotations = list(sequence(block, "citations"))
    if inside.kind in {"server_tool_result", "unknown", "image", "file"}:
        tool_id = string(block, "tool_use_id")
        if tool_id and not part.so_far("id"):
            part.put("id", tool_id, event, (*path, "tool_use_id"))
        if inside.kind != "image":
            inside.name = inside.name or string(block, "type") or None
        inside.raw = block


def _sign(part: PartDraft, block: dict[str, Json], event: int, path: Path) -> None:
    """Give a part what vouches for its text, or holds it where it is withheld."""
    part.part.encrypted = block.get("type") == "redacted_thinking"
    key = "data" if part.part.encrypted else "signature"
    if signature := string(block, key):
        part.put("signature", signature, event, (*path, key))


def _take_delta(state: _State, index: int, delta: dict[str, Json], event: int) -> None:
    known = state.blocks.get(index)
    if known is None:
        state.draft.problem(f"block {index} was never opened")
        _open_block(state, index, _block_for(delta), event)
        known = state.blocks[index]
    part, block, _ = known
    match delta:
        case {"type": "text_delta", "text": str(text)}:
            part.grow("text", text, event, ("delta", "text"))
        case {"type": "input_json_delta", "partial_json": str(text)}:
            part.grow("arguments_raw", text, event, ("delta", "partial_json"))
        case {"type": "thinking_delta", "thinking": str(text)}:
            part.grow("text", text, event, ("delta", "thinking"))
        case {"type": "signature_delta", "signature": str(signature)}:
            part.put("signature", signature, event, ("delta", "signature"))
        case {"type": "citations_delta", "citation": citation}:
            part.part.annotations.append(citation)
        case {"type": "compaction_delta"}:
            part.part.raw = {**block, **mapping(part.part.raw), **delta, "type": "compaction"}
        case _:
            state.draft.problem(f"delta not understood: {string(delta, 'type')}")


def _block_for(delta: dict[str, Json]) -> dict[str, Json]:
    kind = string(delta, "type")
    types = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "tool_use"}
    return {"type": types.get(kind, kind)}


def _end_blocks(state: _State) -> None:
    """Give calls whose input did not come in pieces the input that they started with."""
    for part, block, (event, path) in state.blocks.values():
        calls = part.part.kind in {"tool_call", "server_tool_call"}
        if calls and not part.so_far("arguments_raw") and "input" in block:
            part.put("arguments_raw", compact(block["input"]), event, (*path, "input"))
    state.blocks.clear()


def read(payload: dict[str, Json]) -> Answer:
    """Return the answer that a plain object is."""
    state = _State()
    _start(state, {**payload, "content": []}, 0)
    for index, block in enumerate(sequence(payload, "content")):
        if isinstance(block, dict):
            state.message.parts.append(part_of(block, ("content", index)))
    state.message.finish = string(payload, "stop_reason") or None
    return state.draft.finished("complete")


def part_of(block: dict[str, Json], path: Path) -> PartDraft:
    """Return the part that a whole block is."""
    part = PartDraft(kind_of(block))
    _fill(part, block, 0, path)
    if part.part.kind in {"tool_call", "server_tool_call"}:
        part.put("arguments_raw", compact(block.get("input") or {}), 0, (*path, "input"))
    return part
