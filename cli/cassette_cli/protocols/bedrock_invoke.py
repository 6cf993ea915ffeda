"""Models inside Amazon Bedrock's invoke that have events of their own: Titan, Llama, Mistral.

Source: Amazon Bedrock user guide, "Inference request parameters and response fields" (2026-10).
Claude and Nova speak Anthropic Messages and Converse there, and are read as that.
"""

from cassette_cli.chat.draft import Draft
from cassette_cli.chat.message import Answer, Message, Part, Path, Prompt, Usage
from cassette_cli.chat.retelling import Retelling
from cassette_cli.chat.telling import Facts, Telling, cannot, put_fact
from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import (
    ChatProtocol,
    closing_status,
    numbered,
    objects_of,
    plain_text,
    settings,
    text_message,
)
from cassette_cli.text.json_value import Json, integer, mapping, objects, string

NAME = "bedrock-invoke"

_METRICS = "amazon-bedrock-invocationMetrics"
_HOLDERS = ("outputs", "results")
_TEXTS = ("outputText", "generation", "text")
_REASONS = ("completionReason", "stop_reason", "finish_reason")


def _is_chunk(payload: dict[str, Json]) -> bool:
    if "outputText" in payload or "generation" in payload:
        return "totalOutputTextTokenCount" in payload or "generation_token_count" in payload
    return any("text" in output for output in objects(payload, "outputs"))


def _answers(payload: dict[str, Json]) -> bool:
    titan = any("outputText" in result for result in objects(payload, "results"))
    return titan or _is_chunk(payload)


def _assemble(stream: Stream) -> Answer:
    draft = Draft(NAME)
    for event, payload in objects_of(stream, draft):
        _take(draft, payload, event.ordinal)
    finished = bool(draft.messages) and all(message.finish for message in draft.messages)
    return draft.finished(closing_status(draft, ended=finished))


def _read(payload: dict[str, Json]) -> Answer:
    draft = Draft(NAME)
    _take(draft, payload, 0)
    return draft.finished("complete")


def _take(draft: Draft, payload: dict[str, Json], event: int) -> None:
    _take_text(draft, 0, payload, event, ())
    for holder in _HOLDERS:
        for index, output in enumerate(objects(payload, holder)):
            _take_text(draft, index, output, event, (holder, index))
    metrics = mapping(payload, _METRICS)
    if metrics:
        draft.usage_raw = metrics
        draft.usage = Usage(
            integer(metrics, "inputTokenCount"), integer(metrics, "outputTokenCount")
        )
    elif draft.usage is None or "generation_token_count" in payload:
        draft.usage = _counted(payload) or draft.usage
        draft.usage_raw = _counts(payload) or draft.usage_raw


def _counts(payload: Json) -> dict[str, Json]:
    return {key: value for key, value in mapping(payload).items() if key.endswith("_token_count")}


def _counted(payload: dict[str, Json]) -> Usage | None:
    """Return the counts of Titan or Llama, which stand beside the text."""
    made = [integer(result, "tokenCount") or 0 for result in objects(payload, "results")]
    if made:
        return Usage(integer(payload, "inputTextTokenCount"), sum(made))
    read, written = (
        integer(payload, key) for key in ("prompt_token_count", "generation_token_count")
    )
    return Usage(read, written) if read is not None else None


def _take_text(
    draft: Draft, index: int, output: dict[str, Json], event: int, path: tuple[str | int, ...]
) -> None:
    for key in _TEXTS:
        text = output.get(key)
        if isinstance(text, str):
            draft.message(index).part("text", "text").grow("text", text, event, (*path, key))
    for key in _REASONS:
        if reason := string(output, key):
            draft.message(index).finish = reason


def _prompt(request: dict[str, Json]) -> Prompt:
    text = string(request, "prompt") or string(request, "inputText")
    messages: list[Message] = [text_message("user", text)] if text else []
    messages += [
        text_message(string(item, "role") or "user", plain_text(item.get("content")))
        for item in objects(request, "messages")
    ]
    return Prompt(
        None, numbered(messages), [], settings(request, "prompt", "inputText", "messages")
    )


def _telling() -> Telling:
    return Telling(
        Facts(usage=[(_METRICS,)]),
        put_finish=_put_finish,
        put_usage=_put_usage,
        remove_part=_remove_part,
    )


def _remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    """Empty the one text that a message is; the events say more than that, and stay."""
    for site in part.sites["text"]:
        retelling.put(retelling.line(site.event), site.path, "")


def _put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    """Write why a message ended where that is said.

    Raises:
        CassetteError: it is said nowhere.
    """
    holders: list[Path] = [(), *((key, message.index) for key in _HOLDERS)]
    said = [
        (line, (*holder, key))
        for line in retelling.lines
        for holder in holders[bool(message.index) :]
        for key in _REASONS
        if string(line.payload, *holder, key)
    ]
    if not said:
        raise cannot("this answer does not say why it ended")
    for line, path in said:
        retelling.put(line, path, reason)


def _put_usage(retelling: Retelling, answer: Answer, new: dict[str, Json]) -> None:
    """Write the counts that Bedrock gives, or those of Llama, which stand beside its text.

    Raises:
        CassetteError: they are of a kind that is said nowhere.
    """
    if put_fact(retelling, [(_METRICS,)], answer.usage_raw, new):
        return
    counted = [line for line in retelling.lines if answer.usage_raw == _counts(line.payload)]
    if not counted or _counts(new) != new:
        raise cannot("this answer has no such usage that could be changed")
    for key in _counts(counted[-1].payload) | new:
        if key in new:
            retelling.put(counted[-1], (key,), new[key])
        else:
            retelling.remove(counted[-1], (key,))


BEDROCK_INVOKE = ChatProtocol(
    name=NAME,
    title="Amazon Bedrock invoke (Titan, Llama, Mistral)",
    url=r"/model/[^/]+/invoke",
    streamed_urls={"/invoke-with-response-stream": "/invoke"},
    streams=lambda event: _is_chunk(mapping(event.json)),
    answers=_answers,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
    telling=_telling,
)
