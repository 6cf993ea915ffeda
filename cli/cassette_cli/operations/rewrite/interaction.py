"""One interaction of a file, edited until it is as its view is wanted."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from cassette_cli.chat.message import Answer
from cassette_cli.document import bodies
from cassette_cli.document.reading import Reading
from cassette_cli.document.trees import Trees
from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Header
from cassette_cli.operations.rewrite.answer import retell, retelling_of
from cassette_cli.operations.rewrite.composing import composed_stream
from cassette_cli.operations.rewrite.stream import stream_bytes_edits, stream_text_edits
from cassette_cli.operations.rewrite.verification import (
    ANSWER,
    holds_bytes,
    same,
    same_body,
    says_otherwise,
)
from cassette_cli.protocols import protocol_named
from cassette_cli.recorders.base import Halves, put_headers
from cassette_cli.text.alignment import text_edits
from cassette_cli.text.edit import Edit
from cassette_cli.text.json_edit import json_edits
from cassette_cli.text.json_value import NOT_JSON, Json, compact, get, mapping, objects, sequence
from cassette_cli.text.value import python_value
from cassette_cli.text.yaml_writer import Binary, Value, is_unfit

Side: TypeAlias = Literal["request", "response"]

_SHOWN = {"": ("duration_ms", "recorded_at"), "request": ("method", "url"), "response": ("status",)}


@dataclass
class InteractionEdits:
    """What is done to an interaction."""

    edits: list[Edit[str]] = field(default_factory=list)
    """Of the file."""
    changed: set[str] = field(default_factory=set)
    """Which parts of the request: `method`, `url`, `header`, `body`."""
    notes: list[str] = field(default_factory=list)
    """What the edit brings with it that cannot be made true."""


def interaction_edits(
    trees: Trees, reading: Reading, old: dict[str, Json], new: dict[str, Json]
) -> InteractionEdits:
    """Return the edits after which an interaction has another view.

    Args:
        trees: the file.
        reading: the interaction.
        old: its view, nothing masked.
        new: the view that it is to have.

    Raises:
        CassetteError: something of it cannot be changed, or not to that.
    """
    return _Interaction(trees, reading, old, new).edited()


class _Interaction:
    """The state while one interaction is edited."""

    def __init__(
        self, trees: Trees, reading: Reading, old: dict[str, Json], new: dict[str, Json]
    ) -> None:
        self._trees = trees
        self._cassette = trees.cassette
        self._reading = reading
        self._old = old
        self._new = new
        self._made = InteractionEdits()
        self._puts: list[tuple[str, Callable[[Halves], None]]] = []
        """By the pointers of what they put."""

    def edited(self) -> InteractionEdits:
        """Return what is done."""
        for side, names in _SHOWN.items():
            for name in names:
                self._take_field(side, name)
        self._take_headers("request")
        self._take_headers("response")
        self._take_body("request", self._reading.interaction.request.body)
        self._take_response()
        if self._puts:
            self._made.edits += self._native_edits()
        return self._made

    def _before_and_after(self, side: str, name: str) -> tuple[Json, Json]:
        path = (side, name) if side else (name,)
        return get(self._old, *path), get(self._new, *path)

    def _take_field(self, side: str, name: str) -> None:
        before, after = self._before_and_after(side, name)
        if same(before, after):
            return
        put = self._cassette.recorder.fields.put.get(name)
        if put is None:
            raise CassetteError(
                f"{self._cassette.recorder.title} keeps no {name}", _pointer(side, name)
            )
        self._puts.append((_pointer(side, name), lambda halves: put(halves, after)))
        if side == "request":
            self._made.changed.add(name)

    def _take_headers(self, side: Side) -> None:
        before, after = self._before_and_after(side, "headers")
        if same(before, after):
            return
        old, new = mapping(before), mapping(after)
        for header in getattr(self._reading.interaction, side).headers:
            _refuse_base64(header, new, f"/{side}/headers/{header.name}")
        self._puts.append(
            (f"/{side}/headers", lambda halves: put_headers(getattr(halves, side), old, new))
        )
        if side == "request":
            self._made.changed.add("header")

    # Bodies

    def _keeps_body(self, side: Side) -> bool:
        return same_body(mapping(self._old, side), mapping(self._new, side))

    def _take_body(self, side: Side, body: Body) -> None:
        if self._keeps_body(side):
            return
        after, is_bytes = get(self._new, side, "body"), holds_bytes(mapping(self._new, side))
        if side == "request":
            self._made.changed.add("body")
        is_tree = body.stored.form == "tree"
        if is_bytes:
            self._put_body(side, body, given_bytes(after, f"/{side}/body"))
        elif is_tree and not isinstance(after, str | None):
            self._take_value(body, after)
        elif is_tree or body.is_empty or body.text is None:
            content = "" if after is None else after if isinstance(after, str) else compact(after)
            self._put_body(side, body, content)
        else:
            self._made.edits += bodies.text_edits(self._trees, body, _text_changes(body, after))

    def _put_body(self, side: Side, body: Body, content: str | bytes) -> None:
        """Write a body as a whole."""
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        coding = [get(half, side, "headers") for half in (self._old, self._new)]
        coded = _claims(coding[0]) == _claims(coding[1])
        made = bodies.whole_edits(self._cassette, body, data, coded=coded)
        if made is not None:
            self._made.edits += made
            return
        put = self._cassette.recorder.fields.put[f"{side}_body"]
        whole: Value = content if isinstance(content, str) else Binary(content)
        self._puts.append((f"/{side}/body", lambda halves: put(halves, whole)))

    # The answer

    def _take_response(self) -> None:
        body = self._reading.interaction.response.body
        old, new = mapping(self._old, "response"), mapping(self._new, "response")
        keeps_body = self._keeps_body("response")
        is_given = new.get("body") is not None and not keeps_body
        if is_given or not says_otherwise(old, new):
            self._take_body("response", body)
            return
        answer = self._reading.answer
        if not keeps_body or answer is None or _is_other(old, new):
            self._put_body("response", body, self._composed(new))
            return
        self._retell(body, answer, {**old, **new})

    def _retell(self, body: Body, answer: Answer, wanted: dict[str, Json]) -> None:
        retelling = retelling_of(self._reading)
        try:
            retell(retelling, protocol_named(answer.protocol), answer, wanted)
        except CassetteError as error:
            raise error.at(error.where or "/response") from error
        self._made.notes += retelling.notes
        stream = self._reading.stream
        if stream is None:
            self._take_value(body, retelling.lines[0].payload)
        elif body.text is not None:
            edits = stream_text_edits(stream, body.text, retelling)
            self._made.edits += bodies.text_edits(self._trees, body, edits)
        else:
            changes = stream_bytes_edits(stream, body.data, retelling)
            self._made.edits += bodies.bytes_edits(self._cassette, body, changes)

    def _take_value(self, body: Body, value: Json) -> None:
        if body.stored.form == "tree" and body.stored.node is not None:
            self._made.edits += self._trees.edits(body.stored.node, value)
        else:
            self._made.edits += bodies.text_edits(self._trees, body, _text_changes(body, value))

    def _composed(self, new: dict[str, Json]) -> str | bytes:
        """Return the body of another answer, be it a stream of messages or nothing."""
        if mapping(new, "stream"):
            return composed_stream(new)
        if any(new.get(name) for name in ANSWER):
            raise CassetteError(
                "what this response says cannot be edited: it is not understood",
                "/response",
                "edit /response/body",
            )
        return ""

    # What the recorder keeps as plain values

    def _native_edits(self) -> Iterator[Edit[str]]:
        nodes = self._reading.interaction.nodes
        natives = [python_value(node) for node in nodes]
        changed = deepcopy(natives)
        halves = self._cassette.recorder.fields.halves(changed)
        for pointer, put in self._puts:
            before = deepcopy(changed)
            try:
                put(halves)
            except CassetteError as error:
                raise error.at(pointer) from error
            if changed == before:  # its half is missing, or is no mapping
                raise CassetteError("there is no place for this in this recording", pointer)
        for node, native in zip(nodes, changed, strict=True):
            yield from self._trees.edits(node, native)


def _is_other(old: dict[str, Json], new: dict[str, Json]) -> bool:
    """Say whether a response is to be an answer of another protocol or framing, or other choices.

    Of a new answer the number of its events is another.
    """
    after = {**old, **new}
    protocols = [one.get("protocol") for one in (old, after)]
    framings = [get(one, "stream", "framing") for one in (old, after)]
    counts = [len(objects(one, "messages")) for one in (old, after)]
    is_another = old.get("stream") != after.get("stream") and counts[0] != counts[1]
    is_framed_anew = None not in framings and framings[0] != framings[1]
    return protocols[0] != protocols[1] or is_another or is_framed_anew


def _pointer(side: str, name: str) -> str:
    return f"/{side}/{name}" if side else f"/{name}"


def _refuse_base64(header: Header, new: dict[str, Json], where: str) -> None:
    """Refuse to put under a tag of bytes a text that would be taken for them."""
    tag = header.place.tag if header.place is not None else ""
    texts = [text for text in sequence(new, header.name) if isinstance(text, str)]
    if tag.endswith("binary") and any(
        text != header.value and not is_unfit(tag, text) for text in texts
    ):
        raise CassetteError(
            "this header is kept as bytes in base64, and the new text would be read as such",
            where,
            "take the header out, then set it in a second run",
        )


def _text_changes(body: Body, after: Json) -> list[Edit[str]]:
    """Return the edits of the text of a body after which it says something else."""
    text = body.text or ""
    if not isinstance(after, str | None) and body.json is not NOT_JSON:
        return json_edits(text, after)
    new = "" if after is None else after if isinstance(after, str) else compact(after)
    return text_edits(text, new)


def given_bytes(value: Json, where: str) -> bytes:
    """Return the bytes that a view gives in base64.

    Raises:
        CassetteError: it does not.
    """
    try:
        return b64decode(value if isinstance(value, str) else "", validate=True)
    except ValueError as error:
        raise CassetteError("a body of bytes is given in base64", where) from error


def _claims(headers: Json) -> list[Json]:
    """Return the content codings that headers claim."""
    return [
        values
        for name, values in mapping(headers).items()
        if name.lower() == "content-encoding" and values
    ]
