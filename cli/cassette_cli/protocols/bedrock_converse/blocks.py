"""The events and blocks of Bedrock Converse, as they are made anew: alike those of the stream."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from cassette_cli.chat.blocks import Made
from cassette_cli.chat.fragments import cut_as
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot, new_arguments
from cassette_cli.protocols.bedrock_converse.answer import named
from cassette_cli.text.json_value import Json, mapping, parse, sequence, string

START, DELTA, STOP = "contentBlockStart", "contentBlockDelta", "contentBlockStop"
BLOCK = "contentBlockIndex"
_PADDING = "p"
_KINDS = {"text", "reasoning", "tool_call"}
_PATHS = {
    ("text", "text"): ("text",),
    ("reasoning", "text"): ("reasoningContent", "text"),
    ("reasoning", "signature"): ("reasoningContent", "signature"),
    ("tool_call", "arguments_raw"): ("toolUse", "input"),
    ("server_tool_call", "arguments_raw"): ("toolUse", "input"),
}
"""Where a delta has a text of a part."""
_WITHHELD = ("reasoningContent", "redactedContent")


def arguments_of(part: dict[str, Json]) -> str:
    """Return the text of the arguments of a call that comes, `""` for what is no call.

    Raises:
        CassetteError: the protocol has no such part, or something of it is missing.
    """
    if part.get("kind") not in _KINDS:
        kind = string(part, "kind")
        raise cannot(f"an answer of this protocol holds no new part of the kind `{kind}`")
    return new_arguments(part) if part["kind"] == "tool_call" else ""


def plain_block(part: dict[str, Json]) -> dict[str, Json]:
    """Return the block that a part of the view is in a plain answer.

    Raises:
        CassetteError: its arguments are no object.
    """
    text, signature, cited = (
        string(part, "text"),
        string(part, "signature"),
        part.get("annotations"),
    )
    if part["kind"] == "tool_call":
        value = parse(arguments_of(part))
        if not isinstance(value, dict):
            raise cannot("the arguments of a call in this answer are a JSON object")
        return {"toolUse": {"toolUseId": part["id"], "name": part["name"], "input": value}}
    if part["kind"] == "text":
        whole: dict[str, Json] = {"content": [{"text": text}], "citations": cited}
        return {"citationsContent": whole} if cited else {"text": text}
    if part.get("encrypted"):
        return {"reasoningContent": {"redactedContent": signature}}
    said: dict[str, Json] = {"text": text}
    if signature:
        said["signature"] = signature
    return {"reasoningContent": {"reasoningText": said}}


class Cloner:
    """Makes the events of one block.

    Args:
        retelling: the events of the answer, whose forms are taken.
        number: the number of the block.
    """

    def __init__(self, retelling: Retelling, number: int) -> None:
        every = [line for line in retelling.every_line if not line.is_new]
        self._lines = [line for line in every if named(line.name, line.original)[0]]
        self._number = number

    def events(self, part: dict[str, Json]) -> Iterator[Made]:
        """Yield the events that tell a part of the view."""
        kind, signature = string(part, "kind"), string(part, "signature")
        if kind == "tool_call":
            tool: dict[str, Json] = {"toolUseId": part["id"], "name": part["name"]}
            yield self._event(START, "start", {"toolUse": tool})
            yield from self.texts(kind, "arguments_raw", arguments_of(part))
        if part.get("encrypted"):
            yield self._delta(_WITHHELD, signature)
        else:
            yield from self.texts(kind, "text", string(part, "text"))
            yield from self.texts(kind, "signature", signature)
        for citation in sequence(part, "annotations"):
            yield self._delta(("citation",), citation)
        yield self._event(STOP)

    def texts(self, kind: str, field: str, text: str) -> Iterator[Made]:
        """Yield deltas that tell a text of a part; none if it is empty."""
        path = _PATHS.get((kind, field))
        if path is None or not text:
            return
        deltas = [string(self._inner(line), "delta", *path) for line in self._lines]
        pieces = [text] if field == "signature" else cut_as(deltas, text)
        for piece in pieces:
            yield self._delta(path, piece)

    def _inner(self, line: Line) -> dict[str, Json]:
        return named(line.name, line.original)[1]

    def _delta(self, path: Sequence[str], value: Json) -> Made:
        for key in reversed(path):
            value = {key: value}
        return self._event(DELTA, "delta", mapping(value))

    def _event(self, kind: str, key: str = "", value: dict[str, Json] | None = None) -> Made:
        """Return an event like the first of its kind, best of all with a content of that sort."""
        same = [line for line in self._lines if named(line.name, line.original)[0] == kind]
        alike = [
            line for line in same if mapping(self._inner(line), key).keys() == (value or {}).keys()
        ]
        like = next(iter([*alike, *same, *self._lines]))
        inner: dict[str, Json] = {BLOCK: self._number}
        if key:
            inner[key] = value
        before = deepcopy(self._inner(like))
        if same:
            inner = before | inner
        elif _PADDING in before:
            inner[_PADDING] = before[_PADDING]
        is_wrapped = bool(named(like.name, like.original)[2])
        return Made({kind: inner}, like, like.name) if is_wrapped else Made(inner, like, kind)
