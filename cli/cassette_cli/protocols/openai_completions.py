"""Legacy completions: OpenAI's, vLLM's, llama.cpp's, and Anthropic's `/v1/complete`.

Source: OpenAI API reference, "Completions (legacy)"; Anthropic API reference, "Text Completions".
"""

from cassette_cli.chat.draft import Draft
from cassette_cli.chat.message import Answer, Prompt, Usage
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols.base import (
    ChatProtocol,
    closing_status,
    failure_in,
    failure_of,
    numbered,
    settings,
    text_message,
)
from cassette_cli.text.json_value import Json, integer, mapping, objects, sequence, string

NAME = "openai-completions"


def _is_completion(payload: dict[str, Json]) -> bool:
    choices = objects(payload, "choices")
    if any("text" in choice and not {"delta", "message"} & choice.keys() for choice in choices):
        return True
    is_empty_tail = payload.get("object") == "text_completion"
    return is_empty_tail or ("completion" in payload and "stop_reason" in payload)


def _streams(event: Event) -> bool:
    return _is_completion(mapping(event.json))


def _assemble(stream: Stream) -> Answer:
    draft = Draft(NAME)
    for event in stream.events:
        failure = failure_in(event)
        payload = mapping(event.json)
        if failure is not None:
            draft.error = failure
        elif _is_completion(payload) or "usage" in payload:
            _take(draft, payload, event.ordinal)
        elif payload.get("type") != "ping":
            draft.problem(f"event not understood: {event.data[:60]}")
    finished = bool(draft.messages) and all(message.finish for message in draft.messages)
    return draft.finished(closing_status(draft, ended=finished or stream.done))


def _read(payload: dict[str, Json]) -> Answer:
    draft = Draft(NAME)
    if payload.get("error"):
        draft.error = failure_of(payload)
    _take(draft, payload, 0)
    return draft.finished("complete")


def _take(draft: Draft, payload: dict[str, Json], event: int) -> None:
    draft.id = draft.id or string(payload, "id") or string(payload, "log_id") or None
    draft.model = draft.model or string(payload, "model") or None
    for position, choice in enumerate(objects(payload, "choices")):
        message = draft.message(integer(choice, "index") or 0)
        if text := string(choice, "text"):
            message.part("text", "text").grow("text", text, event, ("choices", position, "text"))
        message.finish = string(choice, "finish_reason") or message.finish
    if "completion" in payload:
        if text := string(payload, "completion"):
            draft.message().part("text", "text").grow("text", text, event, ("completion",))
        draft.message().finish = string(payload, "stop_reason") or draft.message().finish
    usage = mapping(payload, "usage")
    if usage:
        draft.usage_raw = usage
        read, made = integer(usage, "prompt_tokens"), integer(usage, "completion_tokens")
        draft.usage = Usage(read, made, None, None, None, integer(usage, "total_tokens"))


def _prompt(request: dict[str, Json]) -> Prompt:
    prompt = request.get("prompt")
    texts = (
        [prompt]
        if isinstance(prompt, str)
        else [text for text in sequence(prompt) if isinstance(text, str)]
    )
    return Prompt(
        string(request, "model") or None,
        numbered(text_message("user", text) for text in texts),
        [],
        settings(request, "model", "prompt", "stream", "stream_options"),
    )


OPENAI_COMPLETIONS = ChatProtocol(
    name=NAME,
    title="Legacy completions (OpenAI, vLLM, llama.cpp, Anthropic)",
    url=r"(?<!/chat)/completions$|/v1/complete$",
    streams=_streams,
    answers=_is_completion,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
)
