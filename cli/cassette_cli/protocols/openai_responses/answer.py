"""Answers in OpenAI Responses, streamed and plain.

Source: OpenAI API reference, "Streaming events" (2026-10). Items are found by their `output_index`,
never by id, which some gateways change with every event. The copy that counts is the terminal
response's, then the finished item, then the pieces.
"""

import re

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Answer, Site, Status, Usage
from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import failure_in, failure_of, joined_base64
from cassette_cli.protocols.openai_responses.output import DELTAS, Items, add_item
from cassette_cli.text.json_value import (
    Json,
    compact,
    integer,
    mapping,
    number,
    objects,
    string,
)

EVENT = re.compile(r"response\.([a-z_]+)\.(delta|done)$")


def assemble(stream: Stream) -> Answer:
    """Return the answer that a stream makes."""
    items = Items()
    for event in stream.events:
        failure = failure_in(event)
        if failure is not None:
            items.draft.error = failure
        payload = event.json
        if isinstance(payload, dict):
            _take(items, payload, event.ordinal)
        elif failure is None:
            items.draft.problem(f"event {event.ordinal} is no JSON object: {event.data[:60]}")
    return _finished(items)


_TERMINAL = {"completed", "incomplete", "failed", "cancelled"}


def _take(items: Items, payload: dict[str, Json], event: int) -> None:
    kind = string(payload, "type")
    response = mapping(payload, "response")
    if response:
        _take_response(items, response, kind, event)
        return
    index = integer(payload, "output_index") or 0
    delta = EVENT.match(kind)
    if kind in {"response.output_item.added", "response.output_item.done"}:
        items.items[index] = {**items.items.get(index, {}), **mapping(payload, "item")}
        items.item_events[index] = event
    elif kind == "response.output_text.annotation.added":
        place = (index, integer(payload, "content_index") or 0)
        items.annotations.setdefault(place, []).append(payload.get("annotation"))
    elif kind.startswith("response.audio."):
        _take_audio(items, kind, string(payload, "delta"), event)
    elif delta is not None and delta[1] in DELTAS:
        _take_text(items, payload, event, (index, delta[1], delta[2]))
    elif not kind.startswith(("response.", "keepalive", "error")) and not payload.get("error"):
        items.draft.problem(f"event not understood: {kind or compact(payload)[:60]}")


def _take_audio(items: Items, kind: str, piece: str, event: int) -> None:
    """Take sound, or what is said in it; they stand beside the items."""
    if kind == "response.audio.delta":
        items.sound.append(piece)
    elif kind == "response.audio.transcript.delta":
        items.text(-1, "audio", 0, "audio").grow("text", piece, event, ("delta",))


def _add_audio(items: Items, message: MessageDraft) -> None:
    part = items.texts.pop((-1, "audio", 0), PartDraft("audio"))
    if items.sound or part.so_far("text"):
        text = part.so_far("text") or ""
        part.part.raw = {"data": joined_base64(items.sound), "transcript": text}
        message.parts.append(part)


def _take_response(items: Items, response: dict[str, Json], kind: str, event: int) -> None:
    items.response = {**items.response, **response}
    ending = kind.removeprefix("response.")
    if ending in _TERMINAL:
        items.ending = ending
        items.final_event = event


def _take_text(
    items: Items, payload: dict[str, Json], event: int, what: tuple[int, str, str]
) -> None:
    index, name, step = what
    text = DELTAS[name]
    part = items.text(index, name, integer(payload, text.sub) or 0 if text.sub else 0, text.kind)
    if step == "delta":
        piece = payload.get("delta")
        if isinstance(piece, str):
            part.grow(text.field, piece, event, ("delta",))
        return
    field = next(
        (key for key in ("text", "arguments", "input", "code", "refusal") if key in payload), ""
    )
    whole = string(payload, field)
    known = part.so_far(text.field)
    if known is None and whole:
        part.put(text.field, whole, event, (field,))
    elif known == whole:
        part.copied(text.field, event, (field,))
    elif known is not None and field:
        part.put(text.field, whole, event, (field,))
        items.draft.problem(f"event {event} repeats a text of item {index} differently")


def _finished(items: Items) -> Answer:
    draft = items.draft
    response = items.response
    _take_head(draft, response)
    terminal = objects(response, "output") if items.ending else []
    message = draft.message()
    done = sorted(items.items)
    if terminal and len(terminal) >= len(done):
        for index, item in enumerate(terminal):
            path = ("response", "output", index)
            add_item(items, message, index, item, (items.final_event, path))
    else:
        for index in done:
            place = (items.item_events.get(index, -1), ("item",))
            add_item(items, message, index, items.items[index], place)
    _add_audio(items, message)
    _add_orphans(items, message, {*done, *range(len(terminal))})
    message.finish = _finish_word(items.ending, response)
    calls = any(part.part.kind == "tool_call" for part in message.parts)
    message.normal_finish = "tool_call" if calls and message.finish == "completed" else None
    return draft.finished(_status(items))


def _add_orphans(items: Items, message: MessageDraft, known: set[int]) -> None:
    """Add the texts of items that no event has opened."""
    for (index, _, _), part in items.texts.items():
        if index not in known:
            message.parts.append(part)
            items.draft.problem(f"the item {index} was never opened")


def _status(items: Items) -> Status:
    if items.ending == "incomplete":
        return "incomplete"
    if items.ending in {"failed", "cancelled"}:
        return "errored"
    return "complete" if items.ending else "truncated"


def _finish_word(ending: str, response: dict[str, Json]) -> str | None:
    reason = string(response, "incomplete_details", "reason")
    return reason or ending or None


def _take_head(draft: Draft, response: dict[str, Json]) -> None:
    draft.id = string(response, "id") or None
    draft.model = string(response, "model") or None
    usage = response.get("usage")
    if isinstance(usage, dict):
        draft.usage_raw = usage
        draft.usage = _usage(usage)
    error = response.get("error")
    if error and draft.error is None:
        draft.error = failure_of(response)


def _usage(usage: dict[str, Json]) -> Usage:
    return Usage(
        integer(usage, "input_tokens"),
        integer(usage, "output_tokens"),
        integer(usage, "input_tokens_details", "cached_tokens"),
        integer(usage, "input_tokens_details", "cache_write_tokens"),
        integer(usage, "output_tokens_details", "reasoning_tokens"),
        integer(usage, "total_tokens"),
        number(usage, "cost"),
    )


def read(payload: dict[str, Json]) -> Answer:
    """Return the answer that a plain object is."""
    items = Items()
    items.response = payload
    status = string(payload, "status")
    items.ending = status if status in _TERMINAL else "completed"
    items.final_event = 0
    answer = _finished(items)
    for message in answer.messages:
        for part in message.parts:
            for sites in part.sites.values():
                sites[:] = [_in_plain(site) for site in sites]
            part.place = part.place and _in_plain(part.place)
    if status in {"queued", "in_progress"}:
        answer.messages = []
    return answer


def _in_plain(site: Site) -> Site:
    """Return a place within a stream's last response as one within a plain answer."""
    return site._replace(path=site.path[1:])
