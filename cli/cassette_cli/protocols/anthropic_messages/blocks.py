"""The events and blocks of Anthropic Messages, as they are made anew: alike those of the stream.

A block that comes has the extra fields, the spacing and the sizes of fragments of the first of its
type; where there is none, it has the shape that the API reference gives it.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from cassette_cli.chat.blocks import Made
from cassette_cli.chat.fragments import cut_as
from cassette_cli.chat.retelling import Retelling
from cassette_cli.chat.telling import cannot, new_arguments
from cassette_cli.protocols.anthropic_messages.answer import kind_of
from cassette_cli.text.json_value import (
    Json,
    get,
    mapping,
    sequence,
    string,
)

START, DELTA, STOP = "content_block_start", "content_block_delta", "content_block_stop"
INPUT = "input_json_delta"
FALLBACK = "fallback"
"""A block that says which model goes on; the answer is of that one."""
_CITATION = "citations_delta"
FRAGMENTS = {"text": "text_delta", "thinking": "thinking_delta", "signature": "signature_delta"}
"""By which delta a text of a block comes."""
_CALLS = {"tool_call": "tool_use", "server_tool_call": "server_tool_use"}


class NewBlock(NamedTuple):
    """A block that comes."""

    block: dict[str, Json]
    """It as a whole."""
    arguments: str | None = None
    """The text of its input, of a call."""


def new_block(part: dict[str, Json]) -> NewBlock:
    """Return the block that a part of the view is.

    Raises:
        CassetteError: the protocol has no such part, or something of it is missing.
    """
    kind, raw = string(part, "kind"), part.get("raw")
    if kind in _CALLS:
        return _call(_CALLS[kind], part)
    if kind in {"text", "reasoning"}:
        return NewBlock(_said(part))
    said = string(raw, "type")
    if isinstance(raw, dict) and said not in {"", FALLBACK} and kind_of(raw) == kind:
        return NewBlock(raw)
    raise cannot(f"an answer of this protocol holds no new part of the kind `{kind}`")


def _said(part: dict[str, Json]) -> dict[str, Json]:
    text, signature = string(part, "text"), string(part, "signature")
    if part.get("encrypted"):
        return {"type": "redacted_thinking", "data": signature}
    if part["kind"] == "reasoning":
        return {"type": "thinking", "thinking": text, "signature": signature}
    if signature:
        raise cannot("a text of this protocol has no signature")
    block: dict[str, Json] = {"type": "text", "text": text}
    if citations := sequence(part, "annotations"):
        block["citations"] = citations
    return block


def _call(block_type: str, part: dict[str, Json]) -> NewBlock:
    arguments = new_arguments(part)
    block: dict[str, Json] = {"type": block_type, "id": part["id"], "name": part["name"]}
    return NewBlock(block | {"input": {}}, arguments)


def dressed(block: dict[str, Json], others: Sequence[dict[str, Json]]) -> dict[str, Json]:
    """Return a block with the extra fields of the first of its type, in the order of that one.

    What says of another block that it made this one is no part of its form.
    """
    alike = [one for one in others if one.get("type") == block["type"]]
    if "citations" not in block:
        alike.sort(key=lambda one: bool(one.get("citations")) or one.get("citations") == [])
    like = {} if not alike or kind_of(block) not in _DRESSED else deepcopy(alike[0])
    if "citations" not in block and like.get("citations") is not None:
        del like["citations"]
    if get(like, "caller", "tool_id") is not None:
        del like["caller"]
    return like | block


_DRESSED = {"text", "reasoning", "tool_call", "server_tool_call"}


class Cloner:
    """Makes the events of one block.

    Args:
        retelling: the events of the answer, whose forms are taken.
        number: the number of the block.
    """

    def __init__(self, retelling: Retelling, number: int) -> None:
        self._lines = [line for line in retelling.every_line if not line.is_new]
        self._number = number

    def events(self, new: NewBlock) -> Iterator[Made]:
        """Yield the events that tell a block."""
        others = [mapping(line.original, "content_block") for line in self._lines]
        block = dressed(new.block, [one for one in others if one])
        told = {key: value for key in FRAGMENTS if (value := string(block, key))}
        if kind_of(block) not in _DRESSED or block["type"] == "redacted_thinking":
            told = {}
        cited = sequence(block, "citations")
        start = {**block, **dict.fromkeys(told, "")} | ({"citations": []} if cited else {})
        yield self._event(START, "content_block", start)
        for citation in cited:
            yield self._delta(_CITATION, "citation", citation)
        for key, text in told.items():
            yield from self.fragments(key, text)
        if new.arguments is not None:
            yield from self.input(new.arguments)
        yield self._event(STOP)

    def fragments(self, key: str, text: str) -> Iterator[Made]:
        """Yield deltas that tell a text of a block."""
        for piece in [text] if key == "signature" else self._cut(FRAGMENTS[key], key, text):
            yield self._delta(FRAGMENTS[key], key, piece)

    def input(self, arguments: str, *, opened: bool = False) -> Iterator[Made]:
        """Yield deltas that tell the input of a call, of which the first is empty."""
        pieces = [] if arguments == "{}" else self._cut(INPUT, "partial_json", arguments)
        for piece in pieces if opened else ["", *pieces]:
            yield self._delta(INPUT, "partial_json", piece)

    def _cut(self, delta: str, key: str, text: str) -> list[str]:
        deltas = (mapping(line.original, "delta") for line in self._lines)
        return cut_as([string(one, key) for one in deltas if one.get("type") == delta], text)

    def _delta(self, kind: str, key: str, value: Json) -> Made:
        return self._event(DELTA, "delta", {"type": kind, key: value})

    def _event(self, kind: str, key: str = "", value: dict[str, Json] | None = None) -> Made:
        """Return an event like the first of its kind, best of all with a content of that type."""
        wanted = {} if value is None else value
        same = [line for line in self._lines if string(line.original, "type") == kind]
        alike = [line for line in same if get(line.original, key, "type") == wanted.get("type")]
        like = next(iter([*alike, *same, *self._lines]))
        payload: dict[str, Json] = {"type": kind}
        payload |= mapping(deepcopy(like.original)) if same else {}
        payload["index"] = self._number
        if key:
            payload[key] = wanted
        carries_type = like.name == string(like.original, "type")
        return Made(payload, like, kind if carries_type else like.name)
