"""Answers of Gemini and Vertex, streamed and plain.

Source: Google AI for Developers, "GenerateContentResponse"; Vertex AI reference of the same name
(2026-10). The stream has no end marker: it is complete when its last candidate gives a reason.
"""

import re
from itertools import pairwise

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Answer, Kind, Part, Path, Site, Usage
from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import closing_status, failure_of, objects_of
from cassette_cli.text.json_value import (
    Json,
    compact,
    get,
    integer,
    mapping,
    objects,
    sequence,
    string,
)

NAME = "gemini"

MARKS = ("candidates", "promptFeedback", "usageMetadata")


def inside_of(payload: Json) -> dict[str, Json]:
    """Return the response, which Code Assist wraps once more."""
    wrapped = mapping(payload, "response")
    return wrapped if any(mark in wrapped for mark in MARKS) else mapping(payload)


def _way_in(payload: dict[str, Json]) -> Path:
    return () if inside_of(payload) is payload else ("response",)


def assemble(stream: Stream) -> Answer:
    """Return the answer that a stream makes."""
    reader = Reader()
    for event, payload in objects_of(stream, reader.draft):
        reader.take(inside_of(payload), event.ordinal, _way_in(payload))
    return reader.finished(closed=stream.closed)


def read(payload: dict[str, Json]) -> Answer:
    """Return the answer that a plain object is."""
    reader = Reader()
    if payload.get("error"):
        reader.draft.error = failure_of(payload)
    reader.take(inside_of(payload), 0, _way_in(payload))
    return reader.finished(closed=True)


class Reader:
    """The state between two chunks."""

    def __init__(self) -> None:
        self.draft = Draft(NAME)
        self._blocked = False
        self._finished_last = False
        self._usage: dict[str, Json] = {}
        self._streamed: dict[int, tuple[PartDraft, dict[str, Json]]] = {}

    def take(self, chunk: dict[str, Json], event: int, path: Path) -> None:
        """Take one chunk of a stream, or a whole answer, which is one chunk."""
        self.draft.id = self.draft.id or string(chunk, "responseId") or None
        self.draft.model = string(chunk, "modelVersion") or self.draft.model
        candidates = objects(chunk, "candidates")
        for position, candidate in enumerate(candidates):
            self._take_candidate(candidate, event, (*path, "candidates", position))
        if candidates:
            self._finished_last = any(candidate.get("finishReason") for candidate in candidates)
        usage = mapping(chunk, "usageMetadata")
        if usage:
            self._take_usage(usage)
        reason = string(chunk, "promptFeedback", "blockReason")
        if reason:
            self._blocked = True
            self.draft.message().finish = self.draft.message().finish or reason

    def _take_usage(self, usage: dict[str, Json]) -> None:
        """Take the last object whole, since counts may go down; keep only an output it forgot."""
        output = self._usage.get("candidatesTokenCount")
        self._usage = dict(usage)
        if "candidatesTokenCount" not in usage and output is not None:
            self._usage["candidatesTokenCount"] = output
            self.draft.problem(
                "the last usage does not count the output; an earlier count stands in"
            )
        self.draft.usage_raw = self._usage
        self.draft.usage = _usage(self._usage)

    def _take_candidate(self, candidate: dict[str, Json], event: int, path: Path) -> None:
        message = self.draft.message(integer(candidate, "index") or 0)
        message.role = message.role or string(candidate, "content", "role") or "model"
        for position, part in enumerate(objects(candidate, "content", "parts")):
            self.take_part(message, part, event, (*path, "content", "parts", position))
        reason = candidate.get("finishReason")
        if reason:
            message.finish = reason if isinstance(reason, str) else compact(reason)
        notes = sequence(candidate, "groundingMetadata", "groundingChunks") or sequence(
            candidate, "citationMetadata", "citationSources"
        )
        if notes and message.parts:
            texts = [part for part in message.parts if part.part.kind == "text"]
            known = (texts or message.parts)[-1].part.annotations
            known += [note for note in notes if note not in known]

    def take_part(
        self, message: MessageDraft, part: dict[str, Json], event: int, path: Path
    ) -> PartDraft:
        """Take one part of a message, and return what it goes on with or starts."""
        signature = string(part, "thoughtSignature") or None
        text = part.get("text")
        call = part.get("functionCall")
        if isinstance(text, str):
            made = self._take_text(message, part, text, event, path)
        elif isinstance(call, dict):
            made = self._take_call(message, call, event, path)
        else:
            made = message.add("unknown")
            made.part = _other_part(part)
        made.part.signature = signature
        if signature:
            made.put("signature", signature, event, (*path, "thoughtSignature"))
        return made

    def _take_text(
        self, message: MessageDraft, part: dict[str, Json], text: str, event: int, path: Path
    ) -> PartDraft:
        """Take text; it goes on with the last part unless one of them carries a signature."""
        kind = "reasoning" if part.get("thought") is True else "text"
        signature = string(part, "thoughtSignature") or None
        last = message.parts[-1] if message.parts else None
        if last is None or last.part.kind != kind or last.part.signature or signature:
            last = message.add("reasoning" if kind == "reasoning" else "text")
        last.grow("text", text, event, (*path, "text"))
        return last

    def _take_call(
        self, message: MessageDraft, call: dict[str, Json], event: int, path: Path
    ) -> PartDraft:
        """Take a call, which comes whole, or (on Vertex) argument by argument."""
        streamed = self._streamed.get(message.index)
        if streamed is not None and not call.get("name"):
            _grow_arguments(streamed, call, event, (*path, "functionCall"))
            if not call.get("willContinue"):
                del self._streamed[message.index]
            return streamed[0]
        part = message.add("tool_call")
        here = (*path, "functionCall")
        part.part.id = string(call, "id") or None
        part.part.name = string(call, "name") or None
        if call.get("willContinue") or "partialArgs" in call:
            self._streamed[message.index] = part, {}
            _grow_arguments(self._streamed[message.index], call, event, here)
        else:
            part.put("arguments_raw", compact(call.get("args") or {}), event, (*here, "args"))
        return part

    def finished(self, *, closed: bool) -> Answer:
        """Return the answer; `closed` says whether the framing came to its end."""
        ended = self._blocked or (self._finished_last and closed)
        return self.draft.finished(closing_status(self.draft, ended=ended))


_JSON_PATH = r"\.([^.\[\]]+)|\[(\d+)\]|\['([^']*)'\]"
_VALUES = ("stringValue", "numberValue", "boolValue", "nullValue")


def _grow_arguments(
    streamed: tuple[PartDraft, dict[str, Json]], call: dict[str, Json], event: int, path: Path
) -> None:
    """Lay the partial arguments of a call into what it has; strings at one path are joined."""
    part, arguments = streamed
    for piece in objects(call, "partialArgs"):
        found = re.findall(_JSON_PATH, string(piece, "jsonPath"))
        steps = [
            name or (int(position) if position else quoted) for name, position, quoted in found
        ]
        key = next((name for name in _VALUES if name in piece), None)
        if steps and key is not None:
            _lay(arguments, steps, None if key == "nullValue" else piece[key])
    part.part.arguments_raw = compact(arguments)
    if "partialArgs" in call:
        part.part.sites.setdefault("arguments_raw", []).append(Site(event, (*path, "partialArgs")))


def _lay(into: dict[str, Json], steps: list[str | int], value: Json) -> None:
    here: Json = into
    for step, following in pairwise(steps):
        empty: Json = [] if isinstance(following, int) else {}
        here = _step(here, step, empty)
    last = steps[-1]
    known = get(here, last)
    if isinstance(known, str) and isinstance(value, str):
        value = known + value
    _put(here, last, value)


def _step(here: Json, step: str | int, empty: Json) -> Json:
    if get(here, step) is None:
        _put(here, step, empty)
    return get(here, step)


def _put(here: Json, step: str | int, value: Json) -> None:
    if isinstance(here, dict):
        here[str(step)] = value
    elif isinstance(here, list) and isinstance(step, int):
        if step < len(here):
            here[step] = value
        else:
            here.append(value)


def _other_part(part: dict[str, Json]) -> Part:
    match part:
        case {"executableCode": dict(code)}:
            made = Part(
                "code", string(code, "code"), name=string(code, "language") or None, raw=part
            )
        case {"codeExecutionResult": dict(result)}:
            name = string(result, "outcome") or None
            made = Part("code_result", string(result, "output"), name=name, raw=part)
        case {"inlineData": dict(data)} | {"fileData": dict(data)}:
            made = Part(_media_kind(string(data, "mimeType")), raw=part)
        case {"functionResponse": dict(response)}:
            text = compact(response.get("response"))
            name = string(response, "name") or None
            made = Part("tool_result", text, id=string(response, "id") or None, name=name, raw=part)
        case {"toolCall": dict(inside)}:
            made = Part("unknown", id=string(inside, "id") or None, raw=part)
            made.name = string(inside, "toolType") or None
        case {"toolResponse": dict(inside)}:
            made = Part("server_tool_result", id=string(inside, "id") or None, raw=part)
            made.name = string(inside, "toolType") or None
        case _:
            made = Part("unknown", name=next(iter(part), None), raw=part)
    return made


def _media_kind(media_type: str) -> Kind:
    """Return the kind of a part by the first word of its media type."""
    if media_type.startswith("image/"):
        return "image"
    return "audio" if media_type.startswith("audio/") else "file"


def _usage(usage: dict[str, Json]) -> Usage:
    def total(*keys: str) -> int | None:
        counts = [count for key in keys if (count := integer(usage, key)) is not None]
        return sum(counts) if counts else None

    return Usage(
        total("promptTokenCount", "toolUsePromptTokenCount"),
        total("candidatesTokenCount", "thoughtsTokenCount"),
        integer(usage, "cachedContentTokenCount"),
        None,
        integer(usage, "thoughtsTokenCount"),
        integer(usage, "totalTokenCount"),
    )
