"""go-vcr cassettes, file versions 1 and 2.

Source: dnaeon/go-vcr v1.2.0 and v4.0.1, cassette.go and pkg/cassette/cassette.go, types Cassette to
Response. Library versions 1 and 2 write file version 1; 3 and 4 write 2.
"""

import re
from collections.abc import Iterator

from cassette_cli.http.interaction import Interaction, Response
from cassette_cli.recorders.base import (
    Recorder,
    body_of,
    body_under,
    headers_of,
    member,
    request_of,
    stored_of,
    whole_number,
)
from cassette_cli.text.tree import Array, Node, find, items, leaf, text


def _recognises(tree: Node) -> bool:
    found = find(tree, "interactions")
    if not isinstance(found, Array):
        return False
    if not found.items:
        return text(tree, "version") == "2"
    return any(_is_interaction(item) for item in found.items)


def _is_interaction(item: Node) -> bool:
    return leaf(item, "request", "url") is not None and leaf(item, "response", "code") is not None


def _version(tree: Node) -> str | None:
    return text(tree, "version")


def _interactions(tree: Node) -> Iterator[Interaction]:
    for index, item in enumerate(items(tree, "interactions")):
        yield Interaction(
            index,
            (item,),
            request_of(find(item, "request"), "url", body_under("body")),
            _response(find(item, "response")),
            id=text(item, "id"),
            duration_ms=milliseconds(text(item, "response", "duration")),
        )


def _response(node: Node | None) -> Response:
    headers = headers_of(find(node, "headers"))
    code, _, reason = (text(node, "status") or "").partition(" ")
    return Response(
        whole_number(text(node, "code") or code),
        reason or None,
        headers,
        body_of(stored_of(find(node, "body")), headers),
    )


_DURATION = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_MS = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "μs": 1e-3, "ms": 1, "s": 1e3, "m": 6e4, "h": 3.6e6}


def milliseconds(duration: str | None) -> float | None:
    """Return a duration as Go writes it (`1m2.5s`) in milliseconds; `None` for none or nonsense."""
    parts = _DURATION.findall(duration or "")
    if not parts or "".join(number + unit for number, unit in parts) != duration:
        return None
    return round(sum(float(number) * _MS[unit] for number, unit in parts), 6)


GO_VCR = Recorder(
    name="go-vcr",
    title="go-vcr",
    reads="YAML, file versions 1 and 2 (libraries v1 to v4)",
    looks=member("interactions"),
    recognises=_recognises,
    version=_version,
    interactions=_interactions,
    compared=frozenset(
        {
            "method",
            "url",
            "proto",
            "headers",
            "body",
            "content_length",
            "transfer_encoding",
            "host",
            "form",
            "trailer",
            "remote_addr",
            "request_uri",
        }
    ),  # as version 4 does; earlier ones compare method and URL
)
