"""VCR.py cassettes, in YAML and JSON.

Source: kevin1024/vcrpy 9.4, vcr/serialize.py, vcr/serializers/compat.py and vcr/request.py. Read
too: the shape of its httpx stub before version 6 (`content` and `status_code` in the response), the
`parsed_body` trees of pydantic-ai's serializer, and the `requests`/`responses` lists of
langchain-tests. Tags such as `!!python/object/new:_io.BytesIO` are shown, never constructed.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Stored
from cassette_cli.http.interaction import Interaction, Request, Response
from cassette_cli.recorders.base import (
    Fields,
    Fresh,
    Halves,
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
from cassette_cli.text.json_value import Json, mapping
from cassette_cli.text.tree import Array, Node, Object, find, items, leaf, text

if TYPE_CHECKING:
    from cassette_cli.text.yaml_library import Library
    from cassette_cli.text.yaml_writer import Value


def _recognises(tree: Node) -> bool:
    if _is_langchain(tree):
        return True
    found = find(tree, "interactions")
    if not isinstance(found, Array):
        return False
    if not found.items:
        return text(tree, "version") != "2"
    return any(_is_interaction(item) for item in found.items)


def _is_interaction(item: Node) -> bool:
    response = find(item, "response")
    has_status = isinstance(find(response, "status"), Object) or leaf(response, "status_code")
    return leaf(item, "request", "uri") is not None and bool(has_status)


def _is_langchain(tree: Node) -> bool:
    requests, responses = items(tree, "requests"), items(tree, "responses")
    return bool(requests and responses) and leaf(requests[0], "uri") is not None


def _version(tree: Node) -> str | None:
    return text(tree, "version")


def _interactions(tree: Node) -> Iterator[Interaction]:
    """Yield the interactions; of parallel lists of unequal length, the rest has no other half."""
    if _is_langchain(tree):
        pairs = zip_longest(items(tree, "requests"), items(tree, "responses"))
        for index, (request, response) in enumerate(pairs):
            nodes = tuple(node for node in (request, response) if node is not None)
            yield Interaction(index, nodes, _request(request), _response(response))
        return
    for index, item in enumerate(items(tree, "interactions")):
        yield Interaction(
            index,
            (item,),
            _request(find(item, "request")),
            _response(find(item, "response")),
            recorded_at=text(item, "recorded_at"),
        )


def _request(node: Node | None) -> Request:
    return request_of(node, "uri", lambda found: _stored(found, find(found, "body")))


def _response(node: Node | None) -> Response:
    headers = headers_of(find(node, "headers"))
    code = text(node, "status", "code") or text(node, "status_code")
    return Response(
        whole_number(code),
        text(node, "status", "message"),
        headers,
        body_of(_stored(node, _response_body(node)), headers),
    )


def _response_body(node: Node | None) -> Node | None:
    body = find(node, "body")
    if isinstance(body, Object):
        return find(body, "string")
    return body if body is not None else find(node, "content")


def _stored(node: Node | None, body: Node | None) -> Stored:
    """Return how a body is kept: as it was sent, or as the tree that pydantic-ai makes of JSON."""
    parsed = find(node, "parsed_body")
    return stored_of(body) if parsed is None else Stored("tree", "", parsed)


def _lists(tree: Node) -> tuple[Array, ...]:
    names = ("requests", "responses") if _is_langchain(tree) else ("interactions",)
    return tuple(found for name in names for found in list_under(name)(tree))


def _halves(natives: Sequence[Json]) -> Halves:
    """Return the halves; langchain-tests keeps them apart."""
    if len(natives) == 1 and mapping(natives[0]).keys() & {"request", "response"}:
        return halves_of_item(natives)
    request, response = (mapping(native) for native in (*natives, None)[:2])
    return Halves({}, request, response)


def _put_status(halves: Halves, new: "Value") -> None:
    response = halves.response
    if "status_code" in response:  # the old shape for httpx
        put_member(response, "status_code", new)
    else:
        put_status(halves, new)


def _put_response_body(halves: Halves, new: "Value") -> None:
    response = halves.response
    response.pop("parsed_body", None)
    if "content" in response:
        put_member(response, "content", new)
    elif isinstance(response.get("body"), dict):
        put_member(response["body"], "string", new)
    else:
        response["body"] = {"string": new}  # type: ignore[dict-item]


def _put_request_body(halves: Halves, new: "Value") -> None:
    halves.request.pop("parsed_body", None)
    put_member(halves.request, "body", new)


def _put_time(halves: Halves, new: "Value") -> None:
    """Put when it was recorded, which VCR.py itself neither writes nor minds."""
    if not halves.item:
        raise CassetteError("this recording does not keep when an interaction was recorded")
    if new is None:
        halves.item.pop("recorded_at", None)
    else:
        put_member(halves.item, "recorded_at", new)


def _fresh(known: Fresh) -> list[Json]:
    """Return a new interaction; as two values where the file keeps requests and responses apart."""
    request: dict[str, Json] = {"body": None, "headers": {}, "method": "GET", "uri": ""}
    response: dict[str, Json] = {
        "body": {"string": ""},
        "headers": {},
        "status": {"code": 200, "message": "OK"},
    }
    if known.like is not None and not known.like.item:
        return [request, response]
    return [{"request": request, "response": response}]


def _library() -> "Library":
    from cassette_cli.text.yaml_library import PYYAML  # needed only to write

    return PYYAML


_FIELDS = Fields(
    lists=_lists,
    halves=_halves,
    put={
        "method": putting("request", "method"),
        "url": putting("request", "uri"),
        "status": _put_status,
        "recorded_at": _put_time,
        "request_body": _put_request_body,
        "response_body": _put_response_body,
    },
    fresh=_fresh,
)

VCRPY = Recorder(
    name="vcrpy",
    title="VCR.py",
    reads="YAML and JSON, `parsed_body`, old httpx shape, `.yaml.gz` of langchain-tests",
    looks=member("interactions") + rb"|\A(?:---\s{1,4})?(?:requests|responses):",
    recognises=_recognises,
    version=_version,
    interactions=_interactions,
    compared=lambda _: frozenset({"method", "scheme", "host", "port", "path", "query"}),
    fields=_FIELDS,
    library=_library,
)
