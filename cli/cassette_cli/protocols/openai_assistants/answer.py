"""Answers of the OpenAI Assistants API: runs, streamed and plain.

Source: OpenAI API reference, "Assistants: streaming" (2026-10). Events carry their kind in the name
alone. A finished message repeats its text whole, and counts.
"""

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.finish_reason import finish_reason
from cassette_cli.chat.message import Answer, Kind, Message, Path, Status, Usage
from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import (
    failure_in,
    failure_of,
    media_part,
    numbered,
)
from cassette_cli.text.json_value import Json, integer, mapping, objects, sequence, string

NAME = "openai-assistants"

ENDINGS = {"completed", "failed", "cancelled", "expired", "incomplete", "requires_action"}


class _Reader:
    """The state between two events."""

    def __init__(self) -> None:
        self.draft = Draft(NAME)
        self.message = self.draft.message()
        self.ending = ""

    def take(self, name: str, payload: dict[str, Json], event: int) -> None:
        """Take one event by its name."""
        if name == "thread.message.delta":
            self._take_content(payload, objects(payload, "delta", "content"), event)
        elif name == "thread.run.step.delta":
            calls = objects(payload, "delta", "step_details", "tool_calls")
            self._take_calls(payload, calls, event, ("delta", "step_details", "tool_calls"))
        elif name.startswith("thread.message."):
            self._take_whole(payload, event, ("content",))
        elif name.startswith("thread.run.step."):
            self._count(mapping(payload, "usage"), only_first=True)
            if name == "thread.run.step.completed":
                self._take_steps(payload, event)
        elif name.startswith("thread.run."):
            self.take_run(payload, name.removeprefix("thread.run."), event)

    def take_run(self, run: dict[str, Json], state: str, event: int) -> None:
        """Take the run as it stands; its own status says more than the event's name."""
        self.draft.id = string(run, "id") or self.draft.id
        self.draft.model = string(run, "model") or self.draft.model
        self._count(mapping(run, "usage"), only_first=False)
        if state in ENDINGS:
            self.ending = string(run, "status") or state
            self.message.finish = self.ending
        path: Path = ("required_action", "submit_tool_outputs", "tool_calls")
        for index, call in enumerate(objects(run, *path)):
            self._take_call(("call", string(call, "id")), call, event, (*path, index), whole=True)
        if run.get("last_error"):
            self.draft.error = failure_of({"error": run["last_error"]})

    def _count(self, usage: dict[str, Json], *, only_first: bool) -> None:
        if usage and not (only_first and self.draft.usage):
            self.draft.usage_raw = usage
            read, made = integer(usage, "prompt_tokens"), integer(usage, "completion_tokens")
            cached = integer(usage, "prompt_token_details", "cached_tokens")
            self.draft.usage = Usage(read, made, cached, None, None, integer(usage, "total_tokens"))

    def _take_content(
        self, payload: dict[str, Json], contents: list[dict[str, Json]], event: int
    ) -> None:
        for position, content in enumerate(contents):
            key = (string(payload, "id"), integer(content, "index") or 0)
            if "text" not in content:
                part = self.message.part(key, "unknown")
                part.become(media_part(content, string(content, "type")))
                continue
            part = self.message.part(key, "text")
            here: Path = ("delta", "content", position, "text", "value")
            part.grow("text", string(content, "text", "value"), event, here)
            part.part.annotations += sequence(content, "text", "annotations")

    def _take_whole(self, message: dict[str, Json], event: int, path: Path) -> None:
        """Take a message that comes whole: as a copy of its pieces, or in place of them."""
        reason = finish_reason(string(message, "incomplete_details", "reason"))
        self.message.normal_finish = reason or self.message.normal_finish
        self.message.role = string(message, "role") or self.message.role
        for index, content in enumerate(objects(message, "content")):
            part = self.message.known((string(message, "id"), index))
            if part is None:
                part = self.message.part((string(message, "id"), index), "text")
            _settle(part, content, event, (*path, index))

    def _take_steps(self, step: dict[str, Json], event: int) -> None:
        path: Path = ("step_details", "tool_calls")
        for index, call in enumerate(objects(step, *path)):
            self._take_call((string(step, "id"), index), call, event, (*path, index), whole=True)

    def _take_calls(
        self, payload: dict[str, Json], calls: list[dict[str, Json]], event: int, path: Path
    ) -> None:
        for position, call in enumerate(calls):
            key = (string(payload, "id"), integer(call, "index") or 0)
            self._take_call(key, call, event, (*path, position), whole=False)

    def _take_call(
        self,
        key: tuple[str, str | int],
        call: dict[str, Json],
        event: int,
        path: Path,
        *,
        whole: bool,
    ) -> None:
        call_id = string(call, "id")
        part = self.message.known(("call", call_id)) if call_id else None
        if part is None:
            part = self.message.part(key, _KINDS.get(string(call, "type"), "server_tool_result"))
        if call_id:
            part.put("id", call_id, event, (*path, "id"))
            self.message.alias(("call", call_id), part)
        _take_function(part, call, event, path, whole=whole)


def _settle(part: PartDraft, content: dict[str, Json], event: int, path: Path) -> None:
    if "text" not in content:
        part.become(media_part(content, string(content, "type")))
        return
    whole = string(content, "text", "value")
    if part.so_far("text") == whole:
        part.copied("text", event, (*path, "text", "value"))
    elif whole:
        part.put("text", whole, event, (*path, "text", "value"))
    part.part.annotations = sequence(content, "text", "annotations") or part.part.annotations


_KINDS: dict[str, Kind] = {"": "tool_call", "function": "tool_call", "code_interpreter": "code"}


def _take_function(
    part: PartDraft, call: dict[str, Json], event: int, path: Path, *, whole: bool
) -> None:
    """Take a call of a function, or a run of code, which has an input instead of arguments."""
    kind = string(call, "type") or "function"
    inside = mapping(call, kind)
    if name := string(inside, "name"):
        part.put("name", name, event, (*path, kind, "name"))
    if kind != "function":
        part.part.name = part.part.name or kind
        part.part.raw = call
    key, field = ("input", "text") if kind == "code_interpreter" else ("arguments", "arguments_raw")
    text = inside.get(key)
    if not isinstance(text, str):
        return
    here = (*path, kind, key)
    if not whole:
        part.grow(field, text, event, here)
    elif part.so_far(field) == text:
        part.copied(field, event, here)
    else:
        part.put(field, text, event, here)


def assemble(stream: Stream) -> Answer:
    """Return the answer that a stream makes."""
    reader = _Reader()
    for event in stream.events:
        failure = failure_in(event) if event.name in {"error", ""} else None
        if failure is not None:
            reader.draft.error = failure
        elif event.name.startswith("thread."):
            reader.take(event.name, mapping(event.json), event.ordinal)
        elif event.name != "done":
            reader.draft.problem(f"event not understood: {event.name or event.data[:60]}")
    return reader.draft.finished(_status(reader.ending))


def _status(ending: str) -> Status:
    if not ending:
        return "truncated"
    if ending in {"failed", "cancelled", "expired"}:
        return "errored"
    return "incomplete" if ending == "incomplete" else "complete"


def read(payload: dict[str, Json]) -> Answer:
    """Return the answer that a plain object is."""
    reader = _Reader()
    found = payload.get("object")
    if found == "thread.run":
        reader.take_run(payload, string(payload, "status"), 0)
        return reader.draft.finished("complete")
    single = found == "thread.message"
    messages = [payload] if single else objects(payload, "data")
    answer = reader.draft.finished("complete")
    answer.messages = numbered(
        message_of(item, () if single else ("data", at))
        for at, item in enumerate(messages)
        if item.get("object") == "thread.message"
    )
    answer.id = string(payload, "id") or string(payload, "first_id") or None
    return answer


def message_of(item: dict[str, Json], path: Path = ()) -> Message:
    """Return a message of a thread; `path` is the way to it."""
    message = MessageDraft(0)
    message.role = string(item, "role") or "user"
    content = item.get("content")
    if isinstance(content, str):
        message.add("text").put("text", content, 0, (*path, "content"))
    for index, inside in enumerate(objects(content)):
        text = inside.get("text")
        part = message.add("text")
        if isinstance(text, str):
            part.put("text", text, 0, (*path, "content", index, "text"))
        else:
            _settle(part, inside, 0, (*path, "content", index))
    return message.finished()
