"""go-vcr cassettes, file versions 1 and 2.

Source: dnaeon/go-vcr v1.2.0 and v4.0.1, cassette.go and pkg/cassette/cassette.go, types Cassette to
Response. Library versions 1 and 2 write file version 1; 3 and 4 write 2.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from math import isfinite
from typing import TYPE_CHECKING

from cassette_cli.errors import CassetteError
from cassette_cli.http.interaction import Interaction, Response
from cassette_cli.recorders.base import (
    Fields,
    Fresh,
    Halves,
    Recorder,
    body_of,
    body_under,
    halves_of_item,
    headers_of,
    list_under,
    member,
    put_member,
    putting,
    reason_after,
    request_of,
    stored_of,
    whole_number,
)
from cassette_cli.text.json_value import Json
from cassette_cli.text.tree import Array, Node, find, items, leaf, text

if TYPE_CHECKING:
    from cassette_cli.text.yaml_library import Library
    from cassette_cli.text.yaml_writer import Value


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
_DURATIONS = re.compile(rf"(?:{_DURATION.pattern})+")
_MS = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "μs": 1e-3, "ms": 1, "s": 1e3, "m": 6e4, "h": 3.6e6}


def milliseconds(duration: str | None) -> float | None:
    """Return a duration as Go writes it (`1m2.5s`) in milliseconds; `None` for none or nonsense."""
    # Searched for parts, a text of many digits takes as long as their square.
    if not _DURATIONS.fullmatch(duration or ""):
        return None
    parts = _DURATION.findall(duration or "")
    total = sum(float(number) * _MS[unit] for number, unit in parts)
    return round(total, 6) if isfinite(total) else None


def _put_url(halves: Halves, new: "Value") -> None:
    """Put a URL; the host and path that a server was asked for follow where they were its own."""
    request, old = halves.request, halves.request.get("url")
    put_member(request, "url", new)
    if not isinstance(old, str) or not isinstance(new, str):
        return
    with suppress(ValueError):  # what is no URL has no host
        for name, part in (("host", _host), ("request_uri", _request_uri)):
            if name in request and request[name] and request[name] == part(old):
                request[name] = part(new)


def _host(url: str) -> str:
    from urllib.parse import urlsplit  # needed only to write

    return urlsplit(url).netloc.rpartition("@")[2]


def _request_uri(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _put_status(halves: Halves, new: "Value") -> None:
    """Put a status, which is kept as a number and as a line."""
    response = halves.response
    old = response.get("code")
    put_member(response, "code", new)
    line = response.get("status")
    if isinstance(line, str) and line:
        code, blank, reason = line.partition(" ")
        reason_now = reason_after(reason, old, new)
        response["status"] = f"{new}{blank}{reason_now}" if code == str(old) else line


_LONGEST = 9e9
"""In milliseconds, some hundred days: of longer times the nanoseconds cannot be told."""
_DIGITS = 6
"""Of a millisecond: whole nanoseconds."""


def _put_duration(halves: Halves, new: "Value") -> None:
    if new is None:
        put_member(halves.response, "duration", "")
        return
    if not isinstance(new, int | float) or isinstance(new, bool) or not 0 <= new <= _LONGEST:
        raise CassetteError("a duration is a number of milliseconds")
    if round(new, _DIGITS) != new:
        raise CassetteError("a duration has at most six digits behind the point")
    put_member(halves.response, "duration", duration_text(new))


def duration_text(ms: float) -> str:
    """Return milliseconds as Go writes a duration: `1.5s`, `250ms`, `1h2m3s`.

    Source: Go, `time.Duration.String`.
    """
    nanoseconds = round(ms * 1e6)
    for unit, size in (("ns", 1), ("µs", 1_000), ("ms", 1_000_000)):
        if nanoseconds < size * 1_000:
            return f"{_fraction(nanoseconds, size)}{unit}" if nanoseconds else "0s"
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    written = f"{_fraction(seconds * 1_000_000_000 + rest, 1_000_000_000)}s"
    if hours or minutes:
        written = f"{minutes}m{written}"
    return f"{hours}h{written}" if hours else written


def _fraction(number: int, size: int) -> str:
    whole, rest = divmod(number, size)
    digits = f"{rest:0{len(str(size)) - 1}d}".rstrip("0") if size > 1 else ""
    return f"{whole}.{digits}" if digits else str(whole)


_REQUEST: dict[str, Json] = {
    "proto": "HTTP/1.1", "proto_major": 1, "proto_minor": 1, "content_length": 0,
    "transfer_encoding": [], "trailer": {}, "host": "", "remote_addr": "", "request_uri": "",
    "body": "", "form": {}, "headers": {}, "url": "", "method": "",
}  # fmt: skip
_RESPONSE: dict[str, Json] = {
    "proto": "HTTP/2.0", "proto_major": 2, "proto_minor": 0, "transfer_encoding": [],
    "trailer": {}, "content_length": -1, "uncompressed": False, "body": "", "headers": {},
    "status": "200 OK", "code": 200, "duration": "",
}  # fmt: skip
_FIRST_VERSION = {"body", "form", "headers", "url", "method", "status", "code", "duration"}
_OF_CONNECTION = {"proto", "proto_major", "proto_minor"}


def _fresh(known: Fresh) -> list[Json]:
    """Return a new interaction with the members that others of the file have."""
    like = known.like
    item: dict[str, Json] = {} if known.version == "1" else {"id": 0}
    for name, usual in (("request", _REQUEST), ("response", _RESPONSE)):
        half = {} if like is None else (like.request if name == "request" else like.response)
        names = [*half] or [key for key in usual if item or key in _FIRST_VERSION]
        item[name] = {
            key: half[key] if key in _OF_CONNECTION and half else deepcopy(usual[key])
            for key in names
            if key in usual
        }
    return [item]


def _number(halves: Halves, number: int) -> None:
    if "id" in halves.item:
        halves.item["id"] = number


def _library() -> "Library":
    from cassette_cli.text.yaml_library import GO_YAML  # needed only to write

    return GO_YAML


_FIELDS = Fields(
    lists=list_under("interactions"),
    halves=halves_of_item,
    put={
        "method": putting("request", "method"),
        "url": _put_url,
        "status": _put_status,
        "duration_ms": _put_duration,
        "request_body": putting("request", "body"),
        "response_body": putting("response", "body"),
    },
    fresh=_fresh,
    number=_number,
)

_ALL = frozenset(
    {
        "method", "url", "proto", "headers", "body", "content_length", "transfer_encoding", "host",
        "form", "trailer", "remote_addr", "request_uri",
    }
)  # fmt: skip


def _compared(tree: Node) -> frozenset[str]:
    """Return what is compared: everything by version 4 of the library, method and URL before.

    Files of version 1 are replayed by versions 1 and 2; those of version 2 may be of 3 or 4.
    """
    return frozenset({"method", "url"}) if _version(tree) == "1" else _ALL


GO_VCR = Recorder(
    name="go-vcr",
    title="go-vcr",
    reads="YAML, file versions 1 and 2 (libraries v1 to v4)",
    looks=member("interactions"),
    recognises=_recognises,
    version=_version,
    interactions=_interactions,
    compared=_compared,
    fields=_FIELDS,
    library=_library,
)
