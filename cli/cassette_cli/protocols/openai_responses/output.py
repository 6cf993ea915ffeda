"""The output of a response: its items, and the parts that they are to a reader.

Source: OpenAI API reference, "The response object" and its output items (2026-10).
"""

from typing import NamedTuple

from cassette_cli.chat.draft import Draft, MessageDraft, PartDraft
from cassette_cli.chat.message import Kind, Part, Path, Site
from cassette_cli.text.json_value import Json, compact, objects, sequence, string

NAME = "openai-responses"


class Text(NamedTuple):
    """A kind of delta: which part it belongs to and which text of it grows."""

    kind: Kind
    field: str
    sub: str
    """The index that tells several texts of one item apart, `""` for none."""


DELTAS = {
    "output_text": Text("text", "text", "content_index"),
    "refusal": Text("refusal", "text", "content_index"),
    "reasoning_text": Text("reasoning", "text", "content_index"),
    "reasoning_summary_text": Text("reasoning", "text", "summary_index"),
    "reasoning_summary": Text("reasoning", "text", "summary_index"),
    "function_call_arguments": Text("tool_call", "arguments_raw", ""),
    "custom_tool_call_input": Text("tool_call", "arguments_raw", ""),
    "mcp_call_arguments": Text("server_tool_call", "arguments_raw", ""),
    "code_interpreter_call_code": Text("code", "text", ""),
}


class Items:
    """The output of a response while its events come in."""

    def __init__(self) -> None:
        self.draft = Draft(NAME)
        self.items: dict[int, dict[str, Json]] = {}
        self.texts: dict[tuple[int, str, int], PartDraft] = {}
        self.annotations: dict[tuple[int, int], list[Json]] = {}
        self.response: dict[str, Json] = {}
        self.item_events: dict[int, int] = {}
        self.final_event = -1
        self.ending = ""
        self.sound: list[str] = []
        """Pieces of base64, each a whole."""

    def text(self, index: int, what: str, sub: int, kind: Kind) -> PartDraft:
        """Return the text of an item under its own indices."""
        return self.texts.setdefault((index, what, sub), PartDraft(kind))


Place = tuple[int, Path]
"""The event that holds the copy of an item that counts (-1 for none), and the way to it."""


def add_item(
    items: Items, message: MessageDraft, index: int, item: dict[str, Json], place: Place
) -> None:
    """Add an item to a message as the parts that it is to a reader, and remember its place."""
    known = len(message.parts)
    _add_parts(items, message, index, item, place)
    for draft in message.parts[known:]:
        draft.part.place = draft.part.place or Site(*place)


def _add_parts(
    items: Items, message: MessageDraft, index: int, item: dict[str, Json], place: Place
) -> None:
    kind = string(item, "type")
    if kind == "message":
        message.role = string(item, "role") or message.role
        _add_content(items, message, index, item, place)
    elif kind == "reasoning":
        _add_reasoning(items, message, index, item, place)
    elif kind in {"function_call", "custom_tool_call"}:
        _add_call(items, message, index, item, place)
    elif kind in _ON_CLIENT:
        _add_client_call(message, item)
    elif kind.endswith(("_call", "_output", "mcp_list_tools", "mcp_approval_request", "program")):
        _add_server_item(items, message, index, item)
    else:
        message.add("unknown").part = Part("unknown", name=kind or None, raw=item)


_ON_CLIENT = {"local_shell_call", "shell_call", "apply_patch_call", "computer_call"}


class _Copy(NamedTuple):
    """The copy of a text that counts, and where it is written."""

    whole: str
    event: int
    """-1 where it is written nowhere."""
    path: Path


def _fill(items: Items, part: PartDraft, field: str, copy: _Copy) -> None:
    """Let the copy of a text that counts win over its pieces, and keep both places."""
    known = part.so_far(field)
    if known == copy.whole and copy.event >= 0:
        part.copied(field, copy.event, copy.path)
    elif known is None or (copy.whole and known != copy.whole):
        part.put(field, copy.whole, copy.event, copy.path)
        if copy.event < 0:
            del part.part.sites[field]
        index = copy.path[2] if copy.path[:1] == ("response",) else None
        if known and index in items.items:
            items.draft.problem(f"the final response repeats a text of item {index} differently")


def _add_content(
    items: Items, message: MessageDraft, index: int, item: dict[str, Json], place: Place
) -> None:
    contents = objects(item, "content")
    for number, content in enumerate(contents):
        is_refusal = content.get("type") == "refusal"
        name, kind = ("refusal", "refusal") if is_refusal else ("output_text", "text")
        key = "refusal" if is_refusal else "text"
        part = _text_of(items, index, name, number, "refusal" if kind == "refusal" else "text")
        path = (*place[1], "content", number)
        _fill(items, part, "text", _Copy(string(content, key), place[0], (*path, key)))
        part.part.place = Site(place[0], path)
        part.part.annotations = sequence(content, "annotations") or _annotated(items, index)
        message.parts.append(part)
    if not contents:
        for (at, name, _), part in items.texts.items():
            if at == index and name in {"output_text", "refusal"}:
                part.part.annotations = _annotated(items, index)
                message.parts.append(part)


def _annotated(items: Items, index: int) -> list[Json]:
    return [note for (at, _), notes in items.annotations.items() if at == index for note in notes]


def _text_of(items: Items, index: int, name: str, number: int, kind: Kind) -> PartDraft:
    """Return a text by its position among those of its item; some gateways count from one."""
    mine = [part for (at, what, _), part in sorted(items.texts.items(), key=lambda entry: entry[0])
            if at == index and what == name]  # fmt: skip
    exact = items.texts.get((index, name, number))
    if exact is not None:
        return exact
    return mine[number] if number < len(mine) else PartDraft(kind)


def _add_reasoning(
    items: Items, message: MessageDraft, index: int, item: dict[str, Json], place: Place
) -> None:
    encrypted = string(item, "encrypted_content")
    added: list[PartDraft] = []
    for field, name in (("summary", "reasoning_summary_text"), ("content", "reasoning_text")):
        entries = objects(item, field)
        for number, entry in enumerate(entries):
            part = _text_of(items, index, name, number, "reasoning")
            path = (*place[1], field, number)
            _fill(items, part, "text", _Copy(string(entry, "text"), place[0], (*path, "text")))
            part.part.place = Site(place[0], path)
            added.append(part)
        if not entries:
            added += [
                part for (at, what, _), part in items.texts.items() if at == index and what == name
            ]
    if not added:
        added.append(PartDraft("reasoning"))
    for part in added:
        part.part.id = string(item, "id") or None
        part.part.encrypted = bool(encrypted)
        part.part.signature = encrypted or None
    message.parts += added


def _add_call(
    items: Items, message: MessageDraft, index: int, item: dict[str, Json], place: Place
) -> None:
    custom = item.get("type") == "custom_tool_call"
    name, key = (
        ("custom_tool_call_input", "input") if custom else ("function_call_arguments", "arguments")
    )
    part = _text_of(items, index, name, 0, "tool_call")
    given = item.get(key)
    whole = given if isinstance(given, str) else compact(given or {})
    _fill(items, part, "arguments_raw", _Copy(whole, place[0], (*place[1], key)))
    part.part.id = string(item, "call_id") or string(item, "id") or None
    part.part.name = string(item, "name") or None
    message.parts.append(part)


def _add_client_call(message: MessageDraft, item: dict[str, Json]) -> None:
    part = message.add("tool_call").part
    part.id = string(item, "call_id") or string(item, "id") or None
    part.name = string(item, "type").removesuffix("_call")
    action = item.get("action") or item.get("operation")
    part.arguments_raw = compact(action) if action else None
    part.raw = item


def _add_server_item(
    items: Items, message: MessageDraft, index: int, item: dict[str, Json]
) -> None:
    """Add what the provider did itself.

    Only a call of a remote MCP tool is one that the model wrote. A search and the like come as one
    item, the call with its outcome; code comes with what it printed.
    """
    kind = string(item, "type")
    item_id = string(item, "call_id") or string(item, "id") or None
    if kind == "image_generation_call":
        message.add("image").part = Part("image", id=item_id, raw=item)
    elif kind == "code_interpreter_call":
        _add_code(items, message, index, item)
    else:
        part = Part("server_tool_result", id=item_id, raw=item)
        part.name = string(item, "name") or kind.removesuffix("_call").removesuffix("_output")
        if kind in {"mcp_call", "mcp_approval_request"}:
            part.kind = "server_tool_call"
            streamed = items.texts.get((index, "mcp_call_arguments", 0))
            part.arguments_raw = string(item, "arguments") or (
                streamed.so_far("arguments_raw") if streamed is not None else None
            )
        message.add(part.kind).part = part


def _add_code(items: Items, message: MessageDraft, index: int, item: dict[str, Json]) -> None:
    streamed = items.texts.get((index, "code_interpreter_call_code", 0))
    code = string(item, "code") or (streamed.so_far("text") if streamed is not None else None) or ""
    message.add("code").part = Part("code", code, id=string(item, "id") or None, raw=item)
    outputs = objects(item, "outputs")
    if outputs:
        logs = "".join(string(output, "logs") for output in outputs)
        message.add("code_result").part = Part("code_result", logs, raw=list(outputs))
