"""Ruby VCR cassettes, in YAML and JSON.

Source: vcr/vcr 6.4, lib/vcr/structs.rb (`HTTPInteraction#to_hash`) and
lib/vcr/cassette/serializers.rb.
A body is a mapping with `string` or `base64_string`, or a bare string in older files.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Stored
from cassette_cli.http.interaction import Interaction, Request, Response
from cassette_cli.recorders.base import (
    Fields,
    Fresh,
    Halves,
    Put,
    Recorder,
    body_of,
    halves_of_item,
    headers_of,
    list_under,
    member,
    put_member,
    put_status,
    putting,
    request_of,
    stored_of,
    whole_number,
)
from cassette_cli.text.json_value import Json
from cassette_cli.text.tree import Array, Leaf, Node, Object, find, items, leaf, text

if TYPE_CHECKING:
    from cassette_cli.text.yaml_library import Library
    from cassette_cli.text.yaml_writer import Value

_WRITER = "VCR "


def _recognises(tree: Node) -> bool:
    found = find(tree, "http_interactions")
    writer = text(tree, "recorded_with")
    if not isinstance(found, Array) or not (writer is None or writer.startswith(_WRITER)):
        return False
    return all(_is_interaction(item) for item in found.items[:1])


def _is_interaction(item: Node) -> bool:
    status = find(item, "response", "status")
    return isinstance(status, Object) and leaf(item, "recorded_with") is None


def _version(tree: Node) -> str | None:
    writer = text(tree, "recorded_with")
    return writer.removeprefix(_WRITER) if writer is not None else None


def _interactions(tree: Node) -> Iterator[Interaction]:
    for index, item in enumerate(items(tree, "http_interactions")):
        yield Interaction(
            index,
            (item,),
            _request(find(item, "request")),
            _response(find(item, "response")),
            recorded_at=text(item, "recorded_at"),
        )


def _request(node: Node | None) -> Request:
    """Return a request; its method is a Ruby symbol in lower case."""
    request = request_of(node, "uri", lambda found: _stored(find(found, "body")))
    method = request.method
    return request._replace(method=method.removeprefix(":").upper() if method else method)


def _response(node: Node | None) -> Response:
    headers = headers_of(find(node, "headers"))
    return Response(
        whole_number(text(node, "status", "code")),
        text(node, "status", "message"),
        headers,
        body_of(_stored(find(node, "body")), headers),
    )


def _stored(node: Node | None) -> Stored:
    if not isinstance(node, Object):
        return stored_of(node)
    encoded = find(node, "base64_string")
    if isinstance(encoded, Leaf):
        return Stored("base64", encoded.value, encoded)
    return stored_of(find(node, "string"))


def _put_method(halves: Halves, new: "Value") -> None:
    """Put a method as Ruby has it: a symbol, or a word in lower case."""
    if str(new) != str(new).upper():
        raise CassetteError(f"{RUBY_VCR.title} keeps methods without regard to case: {new}")
    old = halves.request.get("method")
    colon = ":" if isinstance(old, str) and old.startswith(":") else ""
    put_member(halves.request, "method", f"{colon}{str(new).lower()}")


def _putting_body(side: Literal["request", "response"]) -> Put:
    """Return what puts a body, as plain text or bytes where it was base64 before."""

    def put(halves: Halves, new: "Value") -> None:
        half: dict[str, Json] = getattr(halves, side)
        body = half.get("body")
        if not isinstance(body, dict):
            body = half["body"] = {"encoding": "UTF-8", "string": ""}
        body.pop("base64_string", None)
        if not isinstance(new, str):
            body["encoding"] = "ASCII-8BIT"
        put_member(body, "string", new)

    return put


def _put_time(halves: Halves, new: "Value") -> None:
    """Put when it was recorded, which the recorder refuses to read in any other form."""
    from email.utils import parsedate_to_datetime  # needed only to write

    try:
        parsedate_to_datetime(str(new))
    except ValueError as error:
        raise CassetteError(
            "this is no time as Ruby VCR keeps it",
            hint="as in: Tue, 24 Nov 2026 10:00:00 GMT",
        ) from error
    put_member(halves.item, "recorded_at", new)


def _fresh(known: Fresh) -> list[Json]:
    """Return a new interaction, recorded when another one of the file was."""
    when = known.like.item.get("recorded_at") if known.like is not None else None
    return [
        {
            "request": {
                "method": "get",
                "uri": "",
                "body": {"encoding": "UTF-8", "string": ""},
                "headers": {},
            },
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {},
                "body": {"encoding": "UTF-8", "string": ""},
            },
            "recorded_at": when or "Thu, 01 Jan 1970 00:00:00 GMT",
        }
    ]


def _library() -> "Library":
    from cassette_cli.text.yaml_library import PSYCH  # needed only to write

    return PSYCH


_FIELDS = Fields(
    lists=list_under("http_interactions"),
    halves=halves_of_item,
    put={
        "method": _put_method,
        "url": putting("request", "uri"),
        "status": put_status,
        "recorded_at": _put_time,
        "request_body": _putting_body("request"),
        "response_body": _putting_body("response"),
    },
    fresh=_fresh,
)

RUBY_VCR = Recorder(
    name="ruby-vcr",
    title="Ruby VCR",
    reads="YAML and JSON, `string` and `base64_string`",
    looks=member("http_interactions"),
    recognises=_recognises,
    version=_version,
    interactions=_interactions,
    compared=lambda _: frozenset({"method", "uri"}),
    fields=_FIELDS,
    library=_library,
)
