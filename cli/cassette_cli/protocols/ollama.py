"""Ollama's own chat and generate.

Source: ollama/ollama, docs/api.md (2026-10). Durations are nanoseconds.
"""

from collections.abc import Iterator, Sequence

from cassette_cli.chat.draft import Draft, MessageDraft
from cassette_cli.chat.items import remove_item, settle_items
from cassette_cli.chat.message import Answer, Message, Part, Path, Prompt, Tool, Usage
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import Blank, Change, Facts, Telling, cannot, empty
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols.base import (
    ChatProtocol,
    closing_status,
    failure_in,
    numbered,
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
    parse_object,
    sequence,
    string,
)

NAME = "ollama"


def _is_chunk(payload: dict[str, Json]) -> bool:
    speaks = isinstance(payload.get("message"), dict) or isinstance(payload.get("response"), str)
    return isinstance(payload.get("done"), bool) and "model" in payload and speaks


def _streams(event: Event) -> bool:
    return _is_chunk(mapping(event.json))


def _assemble(stream: Stream) -> Answer:
    draft = Draft(NAME)
    ended = False
    for event in stream.events:
        failure = failure_in(event)
        payload = mapping(event.json)
        if failure is not None:
            draft.error = failure
        elif _is_chunk(payload):
            ended = ended or payload.get("done") is True
            _take(draft, payload, event.ordinal)
        else:
            draft.problem(f"event not understood: {event.data[:60]}")
    return draft.finished(closing_status(draft, ended=ended))


def _read(payload: dict[str, Json]) -> Answer:
    draft = Draft(NAME)
    _take(draft, payload, 0)
    return draft.finished("complete")


def _take(draft: Draft, payload: dict[str, Json], event: int) -> None:
    draft.model = draft.model or string(payload, "model") or None
    message = draft.message()
    _take_message(message, mapping(payload, "message"), event, ("message",))
    for key, kind in (("thinking", "reasoning"), ("response", "text")):
        if text := string(payload, key):
            message.part(kind, "reasoning" if kind == "reasoning" else "text").grow(
                "text", text, event, (key,)
            )
    if payload.get("done") is True:
        message.finish = string(payload, "done_reason") or "stop"
        _count(draft, payload)


def _take_message(message: MessageDraft, inside: dict[str, Json], event: int, path: Path) -> None:
    message.role = message.role or string(inside, "role") or None
    for key, kind in (("thinking", "reasoning"), ("content", "text")):
        if text := string(inside, key):
            part = message.part(kind, "reasoning" if kind == "reasoning" else "text")
            part.grow("text", text, event, (*path, key))
    for index, call in enumerate(objects(inside, "tool_calls")):
        part = message.add("tool_call")
        part.part.id = string(call, "id") or None
        part.part.name = string(call, "function", "name") or None
        arguments = mapping(call, "function").get("arguments")
        written = arguments if isinstance(arguments, str) else compact(arguments or {})
        part.put(
            "arguments_raw", written, event, (*path, "tool_calls", index, "function", "arguments")
        )


_COUNTS = ("prompt_eval_count", "eval_count")
_SPOKEN = {
    "model",
    "message",
    "response",
    "thinking",
    "done",
    "done_reason",
    "created_at",
    "context",
}


def _count(draft: Draft, payload: dict[str, Json]) -> None:
    counts = {key: value for key, value in payload.items() if key not in _SPOKEN}
    draft.usage_raw = counts
    read, made = (integer(payload, key) for key in _COUNTS)
    if read is not None or made is not None:
        total = read + made if read is not None and made is not None else None
        draft.usage = Usage(read, made, None, None, None, total)


def _prompt(request: dict[str, Json]) -> Prompt:
    messages = [_message(item) for item in objects(request, "messages")]
    for key, role in (("system", "system"), ("prompt", "user")):
        if text := string(request, key):
            messages.append(text_message(role, text))
    return Prompt(
        string(request, "model") or None,
        numbered(messages),
        [*_tools(request)],
        settings(request, "model", "messages", "system", "prompt", "tools", "stream"),
    )


def _message(item: dict[str, Json]) -> Message:
    role = string(item, "role") or "user"
    if role == "tool":
        name = string(item, "tool_name") or None
        return Message(0, role, [Part("tool_result", string(item, "content"), name=name)])
    message = MessageDraft(0)
    _take_message(message, item, 0, ())
    message.role = role
    for image in sequence(item, "images"):
        message.add("image").part.raw = image
    return message.finished()


def _tools(request: dict[str, Json]) -> Iterator[Tool]:
    for item in objects(request, "tools"):
        inside = mapping(item, "function")
        yield Tool(string(inside, "name"), string(inside, "description"), inside.get("parameters"))


_TO_CALL = 3
"""How many steps lead to a call: `message`, `tool_calls`, its position."""


def _is_fragment(payload: dict[str, Json]) -> bool:
    """Say whether a line is nothing but a fragment of one text."""
    inside = mapping(payload, "message")
    texts = (payload.get("thinking"), payload.get("response"), *map(inside.get, _TEXTS))
    is_one = sum(bool(text) for text in texts) == 1
    return is_one and payload.get("done") is False and not inside.get("tool_calls")


_TEXTS = ("thinking", "content")


def _place_of_call(retelling: Retelling, part: Part) -> tuple[Line, Path]:
    site = part.sites["arguments_raw"][0]
    return retelling.line(site.event), site.path[:_TO_CALL]


def _put_text(retelling: Retelling, change: Change) -> bool:
    """Write the id or name of a call."""
    if change.part.kind != "tool_call" or change.field not in {"id", "name"}:
        return False
    line, path = _place_of_call(retelling, change.part)
    way = ("id",) if change.field == "id" else ("function", "name")
    retelling.put(line, (*path, *way), change.new)
    return True


def _last_line(retelling: Retelling) -> Line:
    for line in reversed(retelling.lines):
        if get(line.payload, "done") is True:
            return line
    raise cannot("this stream was cut off, and has no end that could be changed")


def _put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    retelling.put(_last_line(retelling), ("done_reason",), reason)


def _put_usage(retelling: Retelling, answer: Answer, usage: dict[str, Json]) -> None:
    """Write the counts beside everything else that the last line says."""
    if usage.keys() & _SPOKEN:
        raise cannot("the counts of Ollama have no such names")
    line = _last_line(retelling)
    for name in mapping(answer.usage_raw).keys() | usage.keys():
        if name in usage:
            retelling.put(line, (name,), usage[name])
        else:
            retelling.remove(line, (name,))


def _remove_part(retelling: Retelling, message: Message, part: Part) -> None:
    if part.kind != "tool_call":
        empty(retelling, message, part)
        return
    line, path = _place_of_call(retelling, part)
    remove_item(retelling, line, path)


def _settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Close the gaps of calls that went, and say what no longer belongs to the text."""
    for line in retelling.lines:
        if not line.is_changed:
            continue
        path = ("message", "tool_calls")
        settle_items(retelling, line, path)
        if get(line.payload, *path) == [] != get(line.original, *path):
            retelling.remove(line, path)
    if changes and any(get(line.payload, "context") for line in retelling.lines):
        retelling.note("the `context` of the answer is that of the text before")


def _blank(response: dict[str, Json]) -> Blank:
    """Return the lines of an answer: what each part says, and how it ended."""
    message = next(iter(objects(response, "messages")), {})
    base: dict[str, Json] = {"model": response.get("model") or "", "created_at": _NEVER}
    role: dict[str, Json] = {"role": message.get("role"), "content": ""}
    events: list[tuple[str, dict[str, Json]]] = []
    for part in objects(message, "parts"):
        said: dict[str, Json] = {"content": string(part, "text")}
        if part["kind"] == "reasoning":
            said = {"content": "", "thinking": string(part, "text")}
        elif part["kind"] == "tool_call":
            function: dict[str, Json] = {
                "name": part.get("name"),
                "arguments": parse_object(string(part, "arguments_raw")),
            }
            known: dict[str, Json] = {"id": part["id"]} if part.get("id") else {}
            said = {"content": "", "tool_calls": [{**known, "function": function}]}
        events.append(("", {**base, "message": {**role, **said}, "done": False}))
    end: dict[str, Json] = {"message": role, "done": True}
    if message.get("finish_reason_raw"):
        end["done_reason"] = message["finish_reason_raw"]
    events.append(("", {**base, **end, **mapping(response, "usage_raw")}))
    return Blank(events)


_TELLING = Telling(
    facts=Facts(model=(("model",),), role=(("message", "role"),)),
    is_fragment=_is_fragment,
    put_text=_put_text,
    put_finish=_put_finish,
    put_usage=_put_usage,
    remove_part=_remove_part,
    settle=_settle,
    blank=_blank,
)


_NEVER = "1970-01-01T00:00:00Z"

OLLAMA = ChatProtocol(
    name=NAME,
    title="Ollama chat and generate",
    url=r"/api/(?:chat|generate)$",
    streams=_streams,
    answers=_is_chunk,
    assemble=_assemble,
    read=_read,
    prompt=_prompt,
    telling=lambda: _TELLING,
)
