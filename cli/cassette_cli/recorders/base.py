"""What every recorder format provides, and how formats read their common parts."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body, Stored
from cassette_cli.http.interaction import Header, Headers, Interaction, Request
from cassette_cli.text.json_value import Json, compact, get, mapping
from cassette_cli.text.tree import Array, Leaf, Node, Object, find, is_null, leaf, text
from cassette_cli.text.value import key_text

if TYPE_CHECKING:
    from cassette_cli.text.yaml_library import Library
    from cassette_cli.text.yaml_writer import Value

_PAIR = 2
"""Some old versions of VCR.py keep a header as a list of its name and its value."""
_WHOLE = re.compile(r"[0-9]{1,9}")


class Halves(NamedTuple):
    """The plain values that an interaction is kept as, to be changed in place."""

    item: dict[str, Json]
    """What holds both, or nothing where they are kept apart."""
    request: dict[str, Json]
    response: dict[str, Json]


Put: TypeAlias = "Callable[[Halves, Value], None]"


class Fresh(NamedTuple):
    """What is known of an interaction that is to be written anew."""

    version: str | None
    """Of the file."""
    like: Halves | None
    """Another interaction of the file, if there is one."""


class Fields(NamedTuple):
    """How the fields of an interaction stand in plain values: for writing them.

    Fields are named as in the JSON view: `method`, `url`, `status`, `duration_ms`, `recorded_at`;
    `request_body` and `response_body` are a text, or bytes that are none.
    """

    lists: Callable[[Node], tuple[Array, ...]]
    """The lists that hold the interactions of a tree."""
    halves: Callable[[Sequence[Json]], Halves]
    """The values of an interaction's nodes, taken apart; they are shared, not copied."""
    put: Mapping[str, Put]
    """What writes a field; those missing are not kept."""
    fresh: Callable[[Fresh], list[Json]]
    """The values of the nodes of an interaction of which nothing is known yet."""
    number: Callable[[Halves, int], None] | None = None
    """Writes the number that an interaction has in its file; `None` where none is kept."""


class Recorder(NamedTuple):
    """One way of keeping interactions in a file."""

    name: str
    """As in the JSON view and the README's table: lower case, words joined by hyphens."""
    title: str
    """As its makers write it."""
    reads: str
    """Which files of it are read, in a few words."""
    looks: bytes
    """A regular expression of what its files have somewhere and hardly any other file has; those of
    a folder are searched for it before they are parsed."""
    recognises: Callable[[Node], bool]
    """Whether a tree is in this format. At most one recorder may say so of any tree."""
    version: Callable[[Node], str | None]
    """The version that a file states: of its format or, where it has none, of its writer."""
    interactions: Callable[[Node], Iterator[Interaction]]
    """The interactions of a tree in this format, in the order of the file."""
    compared: Callable[[Node], frozenset[str]]
    """What of a request a tree is replayed by, unless told otherwise, in the recorder's words."""
    fields: Fields
    library: "Callable[[], Library]"
    """What it writes YAML with; loaded when something is to be written."""


def member(name: str) -> bytes:
    """Return the expression of a member of a mapping, for `Recorder.looks`: in YAML or in JSON."""
    key = name.encode("ascii")
    in_yaml = rb"(?:\A|\n)[ \t]{0,8}[\"']?" + key + rb"[\"']?[ \t]{0,4}:"
    return in_yaml + rb"|[{,]\s{0,40}\"" + key + rb"\"\s{0,40}:"


def headers_of(node: Node | None) -> Headers:
    """Return the headers of a mapping from names to a value or a list of values."""
    return Headers(_headers(node))


def _headers(node: Node | None) -> Iterator[Header]:
    """Yield headers; those that a merge key or an object of Python wraps are unwrapped."""
    if isinstance(node, Array):
        for item in node.items:
            if isinstance(item, Array) and len(item.items) == _PAIR:
                yield _header(key_text(item.items[0]), item.items[1])
            else:
                yield from _headers(item)
    if not isinstance(node, Object):
        return
    for key, value in node.members:
        values = value.items if isinstance(value, Array) else (value,)
        if any(isinstance(item, Object) for item in values):
            yield from _headers(value)
        else:
            yield from (_header(key_text(key), item) for item in values if not is_null(item))


def _header(name: str, value: Node) -> Header:
    stored = stored_of(value)
    decoded = Body(stored).text if stored.form == "base64" else None
    return Header(name, decoded or stored.text, _scalar(stored.node))


def _scalar(node: Node | None) -> Leaf | None:
    return node if isinstance(node, Leaf) else None


def stored_of(node: Node | None) -> Stored:
    """Return how a value is kept: as text, as base64 under a binary tag, in chunks, or not at all.

    An object that Python's serializer wrapped around a text is opened, never constructed.
    """
    stored = Stored("empty", "", node)
    match node:
        case Leaf(value=value, tag=tag) if not is_null(node):
            stored = Stored("base64" if tag.endswith("binary") else "text", value, node)
        case Array(items=(first, Leaf(style="", value=position), *rest)) if (
            position.isdigit() and all(map(is_null, rest))
        ):
            stored = stored_of(first)._replace(node=node)  # the state of a pickled `BytesIO`
        case Array(items=items):
            stored = _joined([stored_of(item) for item in items], node)
        case Object():
            stored = _wrapped(node)
    return stored


def _joined(chunks: list[Stored], node: Node) -> Stored:
    """Return the chunks of a body as one, encoded again where one of them is no text."""
    if all(chunk.form != "base64" for chunk in chunks):
        whole = "".join(chunk.text for chunk in chunks)
        return Stored("text" if whole else "empty", whole, node)
    data = b"".join(Body(chunk).raw for chunk in chunks)
    return Stored("base64", b64encode(data).decode("ascii"), node)


def _wrapped(node: Object) -> Stored:
    """Return the longest text inside an object, such as a pickled `BytesIO`."""
    inside = [stored_of(value) for _, value in node.members]
    best = max(inside, key=lambda stored: len(stored.text), default=Stored("empty", "", node))
    return Stored(best.form, best.text, node)


def request_of(node: Node | None, url: str, stored: Callable[[Node], Stored]) -> Request:
    """Return a request whose parts stand under the names that all formats but for one share.

    Args:
        node: the mapping of the request.
        url: under which name the URL stands.
        stored: how the body is kept, given the mapping.
    """
    headers = headers_of(find(node, "headers"))
    body = body_of(stored(node) if node is not None else Stored("empty", "", None), headers)
    return Request(text(node, "method"), text(node, url), headers, body, leaf(node, url))


def body_under(*names: str) -> Callable[[Node], Stored]:
    """Return what tells how the body under `names` is kept."""
    return lambda node: stored_of(find(node, *names))


def body_of(stored: Stored, headers: Headers) -> Body:
    """Return a body with what its headers claim of it."""
    return Body(stored, headers.get("content-type"), headers.get("content-encoding"))


def whole_number(written: str | None) -> int | None:
    """Return a number as written in a file, or `None`."""
    return int(written) if written is not None and _WHOLE.fullmatch(written) else None


def put_member(half: Json, name: str, value: "Value") -> None:
    """Put a value under a name; a number that was kept as a text stays one.

    Raises:
        CassetteError: there is no mapping to hold it.
    """
    if not isinstance(half, dict):
        raise CassetteError(f"there is no place for the {name} in this recording")
    if isinstance(half.get(name), str) and isinstance(value, int):
        value = str(value)
    half[name] = value  # type: ignore[assignment]  # bytes are written under a tag


def putting(side: Literal["request", "response"], *names: str) -> Put:
    """Return what puts a value under names, one mapping deeper each, of a half."""

    def put(halves: Halves, value: "Value") -> None:
        holder: Json = getattr(halves, side)
        for name in names[:-1]:
            holder = get(holder, name)
        put_member(holder, names[-1], value)

    return put


def halves_of_item(natives: Sequence[Json]) -> Halves:
    """Return the halves of an interaction that is one mapping with a request and a response."""
    item = mapping(natives[0])
    return Halves(item, mapping(item, "request"), mapping(item, "response"))


def list_under(name: str) -> Callable[[Node], tuple[Array, ...]]:
    """Return what finds the one list of interactions of a tree."""

    def lists(tree: Node) -> tuple[Array, ...]:
        found = find(tree, name)
        return (found,) if isinstance(found, Array) else ()

    return lists


def put_status(halves: Halves, new: "Value") -> None:
    """Put a status that is kept as a mapping of a code and a message; make it where there is none.

    Raises:
        CassetteError: it is kept as something else.
    """
    if halves.response.get("status") is None:
        halves.response["status"] = {"code": None, "message": _phrase(new)}
    status = halves.response["status"]
    if isinstance(status, dict) and "message" in status:
        status["message"] = reason_after(status["message"], status.get("code"), new)
    put_member(status, "code", new)


def reason_after(before: Json, old: Json, new: "Value") -> Json:
    """Return the phrase of a status; one that was usual for the old code is so for the new one."""
    usual = _phrase(old)
    if isinstance(before, str) and before and before.lower() == usual.lower():
        return _phrase(new)
    return before


def _phrase(code: "Value") -> str:
    from http import HTTPStatus  # needed only to write

    try:
        return HTTPStatus(int(code)).phrase if isinstance(code, str | int) else ""
    except ValueError:
        return ""


def put_headers(half: Json, old: Mapping[str, Json], new: Mapping[str, Json]) -> None:
    """Put headers, given as the JSON view has them, where others were; those that stay are kept.

    A name with one value that was kept without a list stays so.

    Raises:
        CassetteError: they are not kept as a mapping.
    """
    if not isinstance(half, dict):
        raise CassetteError("there is no place for headers in this recording")
    kept = half.get("headers")
    before: dict[str, Json] = kept if isinstance(kept, dict) else {}
    if any(_is_wrapped(value) for value in before.values()):
        before = {}  # objects of Python, which VCR.py does not read any more
    made: dict[str, Json] = {}
    for name, values in new.items():
        if values == old.get(name) and name in before:
            made[name] = before[name]
        else:
            made[name] = _as_before(before.get(name), values)
    for name, value in before.items():
        if name not in made and name not in old:  # an empty list, which the view does not show
            made[name] = value
    half["headers"] = dict(sorted(made.items())) if list(before) == sorted(before) else made


def _is_wrapped(value: Json) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict | list) for item in items)


def _as_before(before: Json, values: Json) -> Json:
    """Return values in the shape that those before them had."""
    several = values if isinstance(values, list) else [values]
    texts: list[Json] = [value if isinstance(value, str) else compact(value) for value in several]
    is_single = not isinstance(before, list | None) and len(texts) == 1
    return texts[0] if is_single else texts
