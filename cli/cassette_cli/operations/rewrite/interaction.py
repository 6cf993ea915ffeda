"""One interaction of a file, edited until it is as its view is wanted."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, TypeAlias

from cassette_cli.document import bodies
from cassette_cli.document.reading import Reading
from cassette_cli.document.trees import Trees
from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.operations.rewrite.answer import retell, retelling_of
from cassette_cli.operations.rewrite.composing import composed_stream
from cassette_cli.operations.rewrite.stream import stream_bytes_edits, stream_text_edits
from cassette_cli.operations.rewrite.verification import ANSWER, FOLLOWING, same
from cassette_cli.protocols import protocol_named
from cassette_cli.recorders.base import Halves, put_headers
from cassette_cli.text.alignment import text_edits
from cassette_cli.text.edit import Edit
from cassette_cli.text.json_edit import json_edits
from cassette_cli.text.json_value import NOT_JSON, Json, compact, get, mapping, objects
from cassette_cli.text.value import python_value
from cassette_cli.text.yaml_writer import Binary, Value

Side: TypeAlias = Literal["request", "response"]

_SHOWN = {"": ("duration_ms", "recorded_at"), "request": ("method", "url"), "response": ("status",)}
_WRITABLE = {
    "": _SHOWN[""],
    "request": (*_SHOWN["request"], "headers", "body"),
    "response": (*_SHOWN["response"], "headers", "body", *ANSWER),
}
_OF_AN_INTERACTION = ("id", "index", "request", "response")


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


def settle_headers(half: dict[str, Json]) -> None:
    """Let headers be lists of texts, also where one value was given, or a number."""
    headers = half.get("headers")
    if isinstance(headers, dict):
        for name, values in headers.items():
            several = values if isinstance(values, list) else [values]
            headers[name] = [one if isinstance(one, str) else compact(one) for one in several]


def fill_absent(before: dict[str, Json], wanted: dict[str, Json]) -> None:
    """Let what was taken out of a view be null there: absent is null.

    Of an answer that only holds while its body stays; with another one it says something else.
    """
    for side, names in _WRITABLE.items():
        old, new = (get(view, side) if side else view for view in (before, wanted))
        if not isinstance(old, dict):
            continue
        if not isinstance(new, dict):
            raise CassetteError(f"an interaction needs its `{side}`", f"/{side}")
        for name in names:
            if name not in ANSWER or same(old.get("body"), new.get("body")):
                new.setdefault(name, None)


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
        self._puts: list[Callable[[Halves], None]] = []

    def edited(self) -> InteractionEdits:
        """Return what is done."""
        self._refuse_unwritable()
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

    def _refuse_unwritable(self) -> None:
        for side, names in _WRITABLE.items():
            half = mapping(self._new, side) if side else self._new
            known = [*names, *([] if side else _OF_AN_INTERACTION)]
            for name in half.keys() - {*known} - FOLLOWING:
                near = get_close_matches(name, known, 1)
                hint = f"the nearest is {_pointer(side, near[0])}" if near else ""
                what = side or "interaction"
                article = "an" if what == "interaction" else "a"
                raise CassetteError(f"{article} {what} has no `{name}`", _pointer(side, name), hint)

    def _before_and_after(self, side: str, name: str) -> tuple[Json, Json]:
        path = (side, name) if side else (name,)
        return get(self._old, *path), get(self._new, *path)

    def _take_field(self, side: str, name: str) -> None:
        before, after = self._before_and_after(side, name)
        if before == after:
            return
        put = self._cassette.recorder.fields.put.get(name)
        if put is None:
            raise CassetteError(
                f"{self._cassette.recorder.title} keeps no {name}", _pointer(side, name)
            )
        _check(name, after)
        self._puts.append(lambda halves: put(halves, after))
        if side == "request":
            self._made.changed.add(name)

    def _take_headers(self, side: Side) -> None:
        before, after = self._before_and_after(side, "headers")
        if before == after and list(mapping(before)) == list(mapping(after)):
            return
        after = {} if after is None else after
        if not isinstance(after, dict):
            raise CassetteError("headers are an object of lists of texts", f"/{side}/headers")
        self._puts.append(lambda halves: put_headers(getattr(halves, side), mapping(before), after))
        if side == "request":
            self._made.changed.add("header")

    # Bodies

    def _take_body(self, side: Side, body: Body) -> None:
        before, after = self._before_and_after(side, "body")
        if same(before, after):
            return
        if side == "request":
            self._made.changed.add("body")
        is_tree = body.stored.form == "tree"
        if is_tree and not isinstance(after, str | None):
            self._take_value(body, after)
        elif is_tree or body.is_empty or body.text is None:
            self._put_body(side, body, self._content(side, body, after))
        else:
            self._made.edits += bodies.text_edits(self._cassette, body, _text_changes(body, after))

    def _content(self, side: Side, body: Body, value: Json) -> str | bytes:
        """Return a body as it is to be sent."""
        if isinstance(value, str):
            kind = mapping(self._new, side).get("body_kind")
            is_base64 = kind == "base64" and (body.text is None or body.is_empty)
            return given_bytes(value, f"/{side}/body") if is_base64 else value
        return "" if value is None else compact(value)

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
        self._puts.append(lambda halves: put(halves, whole))

    # The answer

    def _take_response(self) -> None:
        body = self._reading.interaction.response.body
        old, new = mapping(self._old, "response"), mapping(self._new, "response")
        before, after = self._before_and_after("response", "body")
        says = any(not same(old.get(name), new.get(name, old.get(name))) for name in ANSWER)
        if not says:
            self._take_body("response", body)
            return
        if after is not None and not same(before, after):
            self._take_body("response", body)
            return
        answer = self._reading.answer
        if not same(before, after) or answer is None or _is_other(old, new):
            self._put_body("response", body, self._composed(new))
            return
        retelling = retelling_of(self._reading)
        retell(retelling, protocol_named(answer.protocol), answer, {**old, **new})
        self._made.notes += retelling.notes
        stream = self._reading.stream
        if stream is None:
            self._take_value(body, retelling.lines[0].payload)
        elif body.text is not None:
            edits = stream_text_edits(stream, body.text, retelling)
            self._made.edits += bodies.text_edits(self._cassette, body, edits)
        else:
            changes = stream_bytes_edits(stream, body.data, retelling)
            self._made.edits += bodies.bytes_edits(self._cassette, body, changes)

    def _take_value(self, body: Body, value: Json) -> None:
        if body.stored.form == "tree" and body.stored.node is not None:
            self._made.edits += self._trees.edits(body.stored.node, value)
        else:
            self._made.edits += bodies.text_edits(self._cassette, body, _text_changes(body, value))

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
        for put in self._puts:
            put(halves)
        for node, native in zip(nodes, changed, strict=True):
            yield from self._trees.edits(node, native)


def _is_other(old: dict[str, Json], new: dict[str, Json]) -> bool:
    """Say whether a response is to be an answer of another protocol, or other choices of one."""
    after = {**old, **new}
    protocols = [one.get("protocol") for one in (old, after)]
    counts = [len(objects(one, "messages")) for one in (old, after)]
    is_another = old.get("stream") != after.get("stream") and counts[0] != counts[1]
    return protocols[0] != protocols[1] or is_another


def _pointer(side: str, name: str) -> str:
    return f"/{side}/{name}" if side else f"/{name}"


def _check(name: str, value: Json) -> None:
    """Refuse a value that is none for a field."""
    if name in {"method", "url"} and not (isinstance(value, str) and value):
        raise CassetteError(f"the {name} must be a text")
    if name == "method" and not _TOKEN.fullmatch(str(value)):
        raise CassetteError("the method must be one word, such as POST", "/request/method")
    if name == "recorded_at" and not isinstance(value, str | None):
        raise CassetteError(f"the {name} must be a text, or null")
    if name == "status" and (not isinstance(value, int) or not _FIRST <= value <= _LAST):
        raise CassetteError("the status must be a number of three digits", "/response/status")


_FIRST, _LAST = 100, 999
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a method is made of (RFC 9110)."""


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
    except NotBase64 as error:
        raise CassetteError("a body of bytes is given in base64", where) from error


def _claims(headers: Json) -> list[Json]:
    """Return the content codings that headers claim."""
    return [
        values
        for name, values in mapping(headers).items()
        if name.lower() == "content-encoding" and values
    ]
