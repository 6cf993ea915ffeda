"""Ruby VCR cassettes, in YAML and JSON.

Source: vcr/vcr 6.4, lib/vcr/structs.rb (`HTTPInteraction#to_hash`) and
lib/vcr/cassette/serializers.rb.
A body is a mapping with `string` or `base64_string`, or a bare string in older files.
"""

from collections.abc import Iterator

from cassette_cli.http.body import Stored
from cassette_cli.http.interaction import Interaction, Request, Response
from cassette_cli.recorders.base import (
    Recorder,
    body_of,
    headers_of,
    member,
    request_of,
    stored_of,
    whole_number,
)
from cassette_cli.text.tree import Array, Leaf, Node, Object, find, items, leaf, text

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
    if request.method is not None:
        request.method = request.method.removeprefix(":").upper()
    return request


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


RUBY_VCR = Recorder(
    name="ruby-vcr",
    title="Ruby VCR",
    reads="YAML and JSON, `string` and `base64_string`",
    looks=member("http_interactions"),
    recognises=_recognises,
    version=_version,
    interactions=_interactions,
    compared=frozenset({"method", "uri"}),
)
