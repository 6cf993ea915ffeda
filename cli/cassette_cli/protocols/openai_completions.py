"""Legacy completions: OpenAI's, vLLM's, llama.cpp's, and Anthropic's `/v1/complete`.

Source: OpenAI API reference, "Completions (legacy)"; Anthropic API reference, "Text Completions".
"""

from collections.abc import Sequence

from cassette_cli.chat.draft import Draft
from cassette_cli.chat.message import Answer, Prompt, Usage
from cassette_cli.chat.retelling import ANY, Line, Retelling
from cassette_cli.chat.telling import Blank, Change, Facts, Telling, empty
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
from cassette_cli.text.json_value import Json, get, integer, mapping, objects, sequence, string

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


def _is_fragment(payload: dict[str, Json]) -> bool:
    """Say whether a chunk is nothing but a fragment of one text."""
    choices = objects(payload, "choices")
    ends = payload.get("stop_reason") or payload.get("usage")
    return (
        not ends
        and len(choices) == ("completion" not in payload)
        and not any(choice.get("finish_reason") for choice in choices)
    )


def _settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Drop the log probabilities of changed text, and move the offsets of what follows it."""
    moved: dict[int, int] = {}
    for line in retelling.lines:
        for at, choice in enumerate(objects(line.payload, "choices")):
            index = integer(choice, "index") or 0
            grown = _growth(line, at)
            if line.is_changed and (grown or _says_other(line, at)):
                if choice.get("logprobs"):
                    retelling.put(line, ("choices", at, "logprobs"), None)
                    retelling.note("log probabilities of changed text are dropped")
            elif moved.get(index) and sequence(choice, "logprobs", "text_offset"):
                _move_offsets(retelling, line, at, moved[index])
            moved[index] = moved.get(index, 0) + grown


def _growth(line: Line, at: int) -> int:
    """Return by how many characters the text of a choice has become longer."""
    before = "" if line.is_new else string(line.original, "choices", at, "text")
    return len(string(line.payload, "choices", at, "text")) - len(before)


def _says_other(line: Line, at: int) -> bool:
    texts = [get(value, "choices", at, "text") for value in (line.original, line.payload)]
    return texts[0] != texts[1]


def _move_offsets(retelling: Retelling, line: Line, at: int, by: int) -> None:
    path = ("choices", at, "logprobs", "text_offset")
    offsets: list[Json] = [
        one + by if isinstance(one, int) else one for one in sequence(line.payload, *path)
    ]
    retelling.put(line, path, offsets)


def _blank(response: dict[str, Json]) -> Blank:
    """Return the chunks of an answer: for each message its text, and why it ended."""
    base: dict[str, Json] = {
        "id": response.get("id") or "",
        "object": "text_completion",
        "created": 0,
        "model": response.get("model") or "",
    }
    events: list[tuple[str, dict[str, Json]]] = []
    for message in objects(response, "messages"):
        choice: dict[str, Json] = {
            "index": message.get("index") or 0,
            "text": "".join(string(part, "text") for part in objects(message, "parts")),
            "logprobs": None,
            "finish_reason": message.get("finish_reason_raw"),
        }
        events.append(("", {**base, "choices": [choice]}))
    if response.get("usage_raw"):
        events.append(("", {**base, "choices": [], "usage": response["usage_raw"]}))
    return Blank(events, done=True)


_TELLING = Telling(
    facts=Facts(
        id=(("id",), ("log_id",)),
        model=(("model",),),
        finish=(("choices", ANY, "finish_reason"), ("stop_reason",)),
        usage=(("usage",),),
    ),
    is_fragment=_is_fragment,
    remove_part=empty,
    settle=_settle,
    blank=_blank,
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
    telling=lambda: _TELLING,
)
