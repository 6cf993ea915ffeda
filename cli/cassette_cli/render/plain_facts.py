"""A cassette as plain facts, one a line: what git is to compare instead of the file.

What is in every recording another one, and says nothing, is left out: ids, dates, how an answer was
cut into events, counts of tokens, headers of the transport. Nothing depends on where it is printed.
"""

import re
from collections.abc import Iterator
from json import dumps
from zlib import crc32

from cassette_cli.chat.message import Answer, Failure, Message, Part, Prompt
from cassette_cli.document.files import Cassette
from cassette_cli.document.masking import MARK, masked_headers, masked_url
from cassette_cli.document.reading import Reading
from cassette_cli.document.volatile import Direction, is_volatile
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Headers
from cassette_cli.operations.show import Turn, turns
from cassette_cli.render.visible import visible
from cassette_cli.text.json_value import NOT_JSON, Json, dumped, parse, string

_STEP = "  "
_VOLATILE_MEMBERS = {
    "id", "created", "created_at", "request_id", "response_id", "system_fingerprint",
    "previous_response_id", "prompt_cache_key",
}  # fmt: skip
"""Names of members of a request or a body that differ from call to call."""
_MASKED = "⟦masked⟧"
"""A credential, whichever: that it was another one is no difference."""
_MEDIA = {"image", "audio", "file"}
_LEADS = {"text": "", "reasoning": "│ ", "refusal": "✗ "}
_NUMBERS = r"[0-9][0-9,.]*"


def facts(cassette: Cassette) -> Iterator[str]:
    """Yield the lines, without line ends and made harmless.

    Raises:
        CassetteError: a body could not be opened.
    """
    version = cassette.recorder.version(cassette.tree)
    yield f"recorder: {cassette.recorder.title} {version or ''}".rstrip()
    names: dict[str, str] = {}
    for turn in turns(cassette):
        yield ""
        yield from map(visible, _turn(turn, names))


def _turn(turn: Turn, names: dict[str, str]) -> Iterator[str]:
    """Yield an interaction: the call at the margin, as the title of what differs, facts below.

    Args:
        turn: the interaction.
        names: the tools that were called so far, by the ids of their calls.
    """
    reading = turn.reading
    request, response = reading.interaction.request, reading.interaction.response
    url = MARK.sub(_MASKED, masked_url(request.url or "(no URL)"))
    yield f"{request.method or '(no method)'} {url}"
    yield from _headers("request", request.headers)
    if reading.prompt is not None:
        yield from _prompt(reading.prompt, turn, names)
    else:
        yield from _body("request", request.body)
    yield f"{_STEP}status: {'none' if response.status is None else response.status}"
    yield from _headers("response", response.headers)
    yield from _response(reading, names)
    for words in dict.fromkeys(re.sub(_NUMBERS, "…", words) for words in reading.problems):
        yield f"{_STEP}! {words}"


def _headers(side: Direction, headers: Headers) -> Iterator[str]:
    for name, value in sorted((one.name.lower(), one.value) for one in masked_headers(headers)):
        if not is_volatile(name, side):
            yield f"{_STEP}{side} header {name}: {MARK.sub(_MASKED, value)}"


def _prompt(prompt: Prompt, turn: Turn, names: dict[str, str]) -> Iterator[str]:
    if prompt.model:
        yield f"{_STEP}model: {prompt.model}"
    if not turn.same_settings:
        yield from _members(prompt.settings, _STEP)
    for tool in () if turn.same_tools else prompt.tools:
        yield f"{_STEP}tool offered: {tool.name}"
        yield from _text(tool.description, 2 * _STEP)
        if tool.parameters is not None:
            yield from _leaves(tool.parameters, 2 * _STEP)
    if turn.earlier:
        yield f"{_STEP}… {turn.earlier} earlier"
    for message in turn.fresh:
        yield from _message(message, names)


def _response(reading: Reading, names: dict[str, str]) -> Iterator[str]:
    answer, error = reading.answer, reading.error
    if answer is not None:
        yield from _answer(answer, reading.prompt, names)
    elif reading.stream is not None:
        for event in reading.stream.events:
            yield f"{_STEP}event {event.name}".rstrip()
            yield from _value(event.data, 2 * _STEP)
    elif error is None or not reading.reports_failure:
        yield from _body("response", reading.interaction.response.body)
    if error is not None:
        yield from _error(error)


def _answer(answer: Answer, prompt: Prompt | None, names: dict[str, str]) -> Iterator[str]:
    if answer.model and (prompt is None or answer.model != prompt.model):
        yield f"{_STEP}answered by: {answer.model}"
    if answer.status != "complete":
        yield f"{_STEP}answer: {answer.status}"
    for message in answer.messages:
        yield from _message(message, names)
        if message.finish_reason_raw:
            yield f"{_STEP}finish: {message.finish_reason_raw}"


def _error(error: Failure) -> Iterator[str]:
    for name, value in zip(("type", "code"), error, strict=False):
        if value is not None:
            yield f"{_STEP}error {name}: {value}"
    if error.message:
        yield f"{_STEP}error"
        yield from _text(error.message, 2 * _STEP)


def _message(message: Message, names: dict[str, str]) -> Iterator[str]:
    yield f"{_STEP}{message.role or 'nobody'}"
    for part in message.parts:
        yield from _part(part, names)


def _part(part: Part, names: dict[str, str]) -> Iterator[str]:
    if part.kind in _LEADS:
        yield from _text(part.text.rstrip("\n"), 2 * _STEP + _LEADS[part.kind])
        if part.encrypted:
            yield f"{2 * _STEP}(reasoning withheld by the provider)"
        for note in part.annotations:
            yield from _text(" · ".join(_cited(note)), 2 * _STEP + "cites: ")
    elif part.kind in {"tool_call", "server_tool_call"}:
        names[part.id or ""] = part.name or ""
        yield f"{2 * _STEP}→ {part.name or '(no name)'}"
        yield from _value(part.arguments_raw or "", 3 * _STEP)
    elif part.kind == "tool_result":
        yield f"{2 * _STEP}← {part.name or names.get(part.id or '', '')}".rstrip()
        yield from _value(part.text, 3 * _STEP)
    elif part.kind in _MEDIA:
        data = dumped(part.raw)
        yield f"{2 * _STEP}[{part.kind}, {len(data):,} characters, {_checksum(data)}]"
    else:
        yield f"{2 * _STEP}[{part.name or part.kind}]"
        yield from _text(part.text, 3 * _STEP)
        if part.raw is not None and not part.text:
            yield from _members(part.raw, 3 * _STEP)


def _cited(note: Json) -> Iterator[str]:
    """Yield what a citation cites, wherever a provider says so; not where it stands in the text."""
    places = [note, *(note.values() if isinstance(note, dict) else ())]
    for key in ("title", "document_title", "filename", "url", "uri", "cited_text"):
        yield from {string(place, key): None for place in places if string(place, key)}


def _body(side: str, body: Body) -> Iterator[str]:
    """Yield a body that is no conversation."""
    if body.is_empty:
        return
    yield f"{_STEP}{side} body"
    value, text = body.json, body.text
    if value is not NOT_JSON:
        yield from _members(value, 2 * _STEP)
    elif text is not None:
        yield from _text(text, 2 * _STEP)
    else:
        yield f"{2 * _STEP}[{len(body.data):,} bytes, {_checksum(body.data)}]"


def _checksum(data: str | bytes) -> str:
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return f"checksum {crc32(data):08x}"


def _value(text: str, indent: str) -> Iterator[str]:
    """Yield a text that may be JSON."""
    value = parse(text) if text[:1] in {"{", "["} else NOT_JSON
    yield from _text(text, indent) if value is NOT_JSON else _leaves(value, indent)


def _members(value: Json, indent: str) -> Iterator[str]:
    """Yield the leaves of a value without members that differ from call to call."""
    if isinstance(value, dict):
        value = {key: inside for key, inside in value.items() if not _is_volatile(key, inside)}
    yield from _leaves(value, indent)


def _is_volatile(key: str, value: Json) -> bool:
    return key in _VOLATILE_MEMBERS or (key.endswith("_id") and isinstance(value, str))


def _leaves(value: Json, indent: str) -> Iterator[str]:
    """Yield the scalars of a value, each after the way to it, members in alphabetical order.

    Items of arrays have no numbers, which would all change with the first; numbers stand together.
    """
    todo: list[tuple[str, Json]] = [("", value)]
    while todo:
        way, value = todo.pop()
        match value:
            case dict() if value:
                items = sorted(value.items(), reverse=True)
                todo += [(f"{way}.{key}" if way else key, inside) for key, inside in items]
            case list() if any(not isinstance(item, int | float | None) for item in value):
                todo += [(f"{way}[]", item) for item in reversed(value)]
            case str() if "\n" in value:
                yield f"{indent}{way}:"
                yield from _text(value, indent + _STEP)
            case _:
                lead = f"{way}: " if way else ""
                yield f"{indent}{lead}{dumps(value, ensure_ascii=False)}"


def _text(text: str, indent: str) -> Iterator[str]:
    """Yield a text line by line."""
    for row in text.split("\n") if text else ():
        yield f"{indent}{row}".rstrip()
