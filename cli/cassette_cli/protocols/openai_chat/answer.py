"""Answers in OpenAI chat completions, streamed and plain.

Source: OpenAI API reference, "Chat completions" and "Streaming" (2026-10); Mistral's content chunks
from its own reference; the deviations of other providers as recorded.
"""

import json

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Answer, Part, Path, Usage
from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import (
    closing_status,
    failure_in,
    failure_of,
    joined_base64,
    media_part,
)
from cassette_cli.text.json_value import (
    Json,
    get,
    integer,
    mapping,
    number,
    objects,
    sequence,
    string,
)

NAME = "openai-chat"


def assemble(stream: Stream) -> Answer:
    """Return the answer that a stream makes."""
    draft = Draft(NAME)
    for event in stream.events:
        chunk = event.json
        is_chunk = isinstance(chunk, dict) and "choices" in chunk and "error" not in chunk
        failure = None if is_chunk and not event.name else failure_in(event)
        if failure is not None:
            draft.error = failure
        if isinstance(chunk, dict):
            _take(draft, chunk, event.ordinal, "delta")
        elif failure is None:
            draft.problem(f"event {event.ordinal} is no JSON object: {event.data[:60]}")
    _join_audio(draft)
    finished = bool(draft.messages) and all(message.finish for message in draft.messages)
    if not stream.done and finished and stream.framing == "sse":
        draft.problem("the [DONE] marker is missing")
    for message in draft.messages if stream.done else ():
        if not message.finish:
            draft.problem(f"the stream is done, but choice {message.index} has no finish reason")
    return draft.finished(closing_status(draft, ended=finished or stream.done))


def read(payload: dict[str, Json]) -> Answer:
    """Return the answer that a plain object is."""
    draft = Draft(NAME)
    if payload.get("error"):
        draft.error = failure_of(payload)
    _take(draft, payload, 0, "message")
    _join_audio(draft)
    return draft.finished("complete")


def _take(draft: Draft, chunk: dict[str, Json], event: int, holder: str) -> None:
    """Take one chunk of a stream, or a whole answer, which is one chunk with a `message`."""
    if draft.id is None:
        draft.id = string(chunk, "id") or None
    model = chunk.get("model")
    if model != draft.model and isinstance(model, str) and model:
        _take_model(draft, model)
    choices = chunk.get("choices")
    for position, choice in enumerate(choices if isinstance(choices, list) else ()):
        if isinstance(choice, dict):
            _take_choice(draft, choice, event, ("choices", position, holder))
    if chunk.get("usage") or "x_groq" in chunk:
        _take_usage(draft, chunk)
    if chunk.get("search_results") or chunk.get("citations"):
        _take_citations(draft, chunk)


def _take_model(draft: Draft, model: str) -> None:
    """Keep the first name; that of a router gives way to the model it chose."""
    if draft.model is None or "router" in draft.model:
        draft.model = model


def _take_citations(draft: Draft, chunk: dict[str, Json]) -> None:
    """Take the sources that stand beside the choices; every chunk repeats them."""
    found = sequence(chunk, "search_results") or sequence(chunk, "citations")
    for message in draft.messages:
        text = message.known(("text", 0))
        if text is not None:
            text.part.annotations = list(found)


def _take_choice(draft: Draft, choice: dict[str, Json], event: int, path: Path) -> None:
    index = choice.get("index")
    message = draft.message(index if isinstance(index, int) else 0)
    delta = choice.get(str(path[-1]))
    if isinstance(delta, dict):
        take_delta(draft, message, delta, event, path)
    reason = choice.get("finish_reason")
    if isinstance(reason, str) and reason:
        message.finish = reason
    if choice.get("usage"):
        _take_usage(draft, choice)


def take_delta(
    draft: Draft, message: MessageDraft, delta: dict[str, Json], event: int, path: Path
) -> None:
    """Take what a message grows by, or a whole message, which is the same thing once."""
    role = delta.get("role")
    if message.role is None and isinstance(role, str) and role:
        message.role = role
    if not _REASONING.isdisjoint(delta):
        _take_reasoning(message, delta, event, path)
    if delta.get("content"):
        _take_content(message, delta["content"], event, (*path, "content"))
    if not _CALLS.isdisjoint(delta):
        _take_calls(draft, message, delta, event, path)
    if not _EXTRAS.isdisjoint(delta):
        _take_extras(message, delta, event, path)


_REASONING = {"reasoning_content", "reasoning", "reasoning_details"}
_CALLS = {"tool_calls", "function_call"}
_EXTRAS = {"refusal", "annotations", "images", "audio", "executed_tools"}


def _take_content(message: MessageDraft, content: Json, event: int, path: Path) -> None:
    if isinstance(content, str):
        if content:
            message.part(("text", message.runs), "text").grow("text", content, event, path)
    elif isinstance(content, list):
        for position, chunk in enumerate(content):
            _take_content_chunk(message, chunk, event, (*path, position))


def _take_content_chunk(message: MessageDraft, chunk: Json, event: int, path: Path) -> None:
    """Take one of Mistral's content chunks."""
    match chunk:
        case {"type": "text", "text": str(text)}:
            message.part(("text", message.runs), "text").grow("text", text, event, (*path, "text"))
        case {"type": "thinking", "thinking": list(thoughts)}:
            part = message.part("thinking", "reasoning")
            for position, thought in enumerate(thoughts):
                if text := string(thought, "text"):
                    part.grow("text", text, event, (*path, "thinking", position, "text"))
            part.part.signature = string(chunk, "signature") or part.part.signature
            if get(chunk, "closed"):
                message.close("thinking")
        case {"type": "reference"}:
            message.part(("text", message.runs), "text").part.annotations.append(chunk)
        case {"type": str(kind)}:
            message.add("unknown").part = media_part(chunk, kind)


def _take_reasoning(message: MessageDraft, delta: dict[str, Json], event: int, path: Path) -> None:
    """Take the thinking, which stands in one of three fields, or in two of them twice."""
    entries = objects(delta, "reasoning_details")
    for field in ("reasoning_content", "reasoning"):
        text = delta.get(field)
        if isinstance(text, str) and text:
            message.part("reasoning", "reasoning").grow("text", text, event, (*path, field))
            break
    else:
        for position, entry in enumerate(entries):
            for field in ("text", "summary"):
                if text := string(entry, field):
                    here = (*path, "reasoning_details", position, field)
                    message.part("reasoning", "reasoning").grow("text", text, event, here)
    for entry in entries:
        _take_reasoning_detail(message.part("reasoning", "reasoning").part, entry)


def _take_reasoning_detail(part: Part, entry: dict[str, Json]) -> None:
    part.signature = string(entry, "signature") or part.signature
    if entry.get("data"):
        part.encrypted = True
        part.id = string(entry, "id") or part.id


def _take_calls(
    draft: Draft, message: MessageDraft, delta: dict[str, Json], event: int, path: Path
) -> None:
    calls = delta.get("tool_calls")
    if isinstance(calls, dict):
        _take_call(draft, message, calls, event, (*path, "tool_calls"))
    elif isinstance(calls, list):
        for position, call in enumerate(calls):
            if isinstance(call, dict):
                _take_call(draft, message, call, event, (*path, "tool_calls", position))
    function = delta.get("function_call")
    if isinstance(function, dict):
        part = message.part("function_call", "tool_call")
        _take_function(draft, part, function, event, (*path, "function_call"))


def _take_call(
    draft: Draft, message: MessageDraft, call: dict[str, Json], event: int, path: Path
) -> None:
    part = part_of_call(message, call)
    call_id = call.get("id")
    if isinstance(call_id, str) and call_id and part.so_far("id") is None:
        part.put("id", call_id, event, (*path, "id"))
    for holder in ("function", "custom"):
        function = call.get(holder)
        if isinstance(function, dict):
            _take_function(draft, part, function, event, (*path, holder))


def part_of_call(message: MessageDraft, call: dict[str, Json]) -> PartDraft:
    """Return the part that a fragment of a call belongs to.

    By its index; but another id under a known index is another call. Without an index, by its id; a
    fragment with neither goes on with the last call, one with a name starts a new one.
    """
    index, call_id = call.get("index"), string(call, "id")
    if isinstance(index, int):
        key = ("call", index)
        known = message.known(key)
        if call_id and known is not None and known.so_far("id") not in {None, call_id}:
            return message.open(key, "tool_call")
        return message.part(key, "tool_call")
    if call_id:
        return message.part(("id", call_id), "tool_call")
    calls = [part for part in message.parts if part.part.kind == "tool_call"]
    goes_on = calls and not string(call, "function", "name")
    return calls[-1] if goes_on else message.add("tool_call")


def _take_function(
    draft: Draft, part: PartDraft, function: dict[str, Json], event: int, path: Path
) -> None:
    name = function.get("name")
    if isinstance(name, str) and name:
        known = part.so_far("name")
        if known is None:
            part.put("name", name, event, (*path, "name"))
        elif name != known:
            draft.problem(f"a tool call changes its name from {known} to {name}")
    for field in ("arguments", "input"):
        text = function.get(field)
        if isinstance(text, str):
            part.grow("arguments_raw", text, event, (*path, field))
        elif text is not None:
            part.put("arguments_raw", json.dumps(text, ensure_ascii=False), event, (*path, field))
        elif field in function and part.part.arguments_raw is None:
            part.part.arguments_raw = ""


def _take_extras(message: MessageDraft, delta: dict[str, Json], event: int, path: Path) -> None:
    """Take what comes rarely: a refusal, annotations, pictures, sound, calls the provider made."""
    refusal = delta.get("refusal")
    if isinstance(refusal, str) and refusal:
        message.part("refusal", "refusal").grow("text", refusal, event, (*path, "refusal"))
    if annotations := sequence(delta, "annotations"):
        message.part(("text", message.runs), "text").part.annotations += annotations
    for image in objects(delta, "images"):
        message.add("image").part.raw = image
    if audio := mapping(delta, "audio"):
        _take_audio(message.part("audio", "audio"), audio, event, (*path, "audio"))
    for entry in objects(delta, "executed_tools"):
        _take_executed_tool(message, entry)


def _take_audio(part: PartDraft, audio: dict[str, Json], event: int, path: Path) -> None:
    """Take sound; its base64 comes in pieces that are each a whole, and are joined at the end."""
    if transcript := string(audio, "transcript"):
        part.grow("text", transcript, event, (*path, "transcript"))
    part.part.id = string(audio, "id") or part.part.id
    raw = part.part.raw = part.part.raw or {"data": []}
    if isinstance(raw, dict):
        pieces = sequence(raw, "data")
        raw.update(
            {key: value for key, value in audio.items() if key not in {"data", "transcript"}}
        )
        if data := string(audio, "data"):
            pieces.append(data)


def _join_audio(draft: Draft) -> None:
    """Put the pieces of sound together."""
    for message in draft.messages:
        for part in message.parts:
            pieces = sequence(part.part.raw, "data") if part.part.kind == "audio" else []
            if pieces:
                text = part.so_far("text") or ""
                raw = {**mapping(part.part.raw), "transcript": text, "data": joined_base64(pieces)}
                part.part.raw = raw


def _take_executed_tool(message: MessageDraft, entry: dict[str, Json]) -> None:
    """Take a call that Groq made itself; a second event repeats it whole, with its output."""
    part = message.part(("executed", integer(entry, "index") or 0), "server_tool_call").part
    part.raw = {**mapping(part.raw), **entry}
    part.name = string(part.raw, "name") or string(part.raw, "type") or None
    part.arguments_raw = string(part.raw, "arguments")


def _take_usage(draft: Draft, chunk: dict[str, Json]) -> None:
    """Take the last usage that counts; a later null takes nothing back."""
    for usage in (get(chunk, "x_groq", "usage"), chunk.get("usage")):
        if isinstance(usage, dict) and number(usage, "prompt_tokens") is not None:
            draft.usage_raw = usage
            draft.usage = _usage(usage)


def _usage(usage: dict[str, Json]) -> Usage:
    prompt, completion = integer(usage, "prompt_tokens"), integer(usage, "completion_tokens")
    total = integer(usage, "total_tokens")
    reasoning = _first(
        usage, ("completion_tokens_details", "reasoning_tokens"), ("reasoning_tokens",)
    )
    # xAI does not count its reasoning among the completion tokens; its total tells.
    if reasoning and completion is not None and total == (prompt or 0) + completion + reasoning:
        completion += reasoning
    # Mistral does not count sound among the prompt tokens; its total tells.
    if number(usage, "prompt_audio_seconds") and total is not None and completion is not None:
        prompt = total - completion
    cost = number(usage, "cost")
    return Usage(
        prompt,
        completion,
        _first(
            usage, ("prompt_tokens_details", "cached_tokens"), ("prompt_cache_hit_tokens",),
            ("cached_tokens",), ("cache_read_input_tokens",),
        ),
        _first(
            usage, ("prompt_tokens_details", "cache_write_tokens"), ("cache_creation_input_tokens",)
        ),
        reasoning,
        total,
        cost if cost is not None else number(usage, "cost", "total_cost"),
    )  # fmt: skip


def _first(usage: dict[str, Json], *paths: tuple[str, ...]) -> int | None:
    return next((found for path in paths if (found := integer(usage, *path)) is not None), None)
