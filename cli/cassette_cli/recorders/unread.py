"""Recordings of kinds that are known but not read yet, so that a refusal can name them."""

import re
from collections.abc import Callable, Sequence

from cassette_cli.text.tree import Array, Leaf, Node, Object, find, items, leaf, text

Test = Callable[[Node], bool]


def unread_format(documents: Sequence[Node]) -> str | None:
    """Return the name of the kind that wrote these documents, or `None`."""
    first = documents[0]
    return next((name for name, test in _KINDS if test(first)), None)


_HEADS = (
    ("httprr", r"httprr trace v1\r?\n"),
    ("mitmproxy", r"[0-9]+:(?s:.{0,2000})7:version;"),
    ("cassetter", r"version = 1\s+\[\[interactions\]\]"),
)


_MEMBERS: tuple[tuple[bytes, ...], ...] = (
    (b"request", b"response"), (b"Request", b"Response"), (b"scope", b"method", b"path"),
    (b"when", b"then"), (b"log", b"entries"), (b"Entries",), (b"data", b"pairs"),
)  # fmt: skip
"""What files of these kinds have members of, one of the rows each."""
_MEMBER = rb"(?:\A|[\n{,]|- )\s{0,40}[\"']?%s[\"']?[ \t]{0,4}:"
_TEXT_HEAD = 2_100


def may_be_unread(data: bytes) -> bool:
    """Say whether it is worth parsing a file that nobody named, to see if it is of such a kind."""
    if unread_text(data[:_TEXT_HEAD].decode("latin-1")) is not None:
        return True
    return any(
        all(name in data and re.search(_MEMBER % name, data) for name in names)
        for names in _MEMBERS
    )


def unread_text(text: str) -> str | None:
    """Return the name of the kind whose files start as this text does, and are no YAML or JSON."""
    return next((name for name, head in _HEADS if re.match(head, text)), None)


def _first(node: Node, *keys: str) -> Node | None:
    """Return the first item of a sequence under `keys`, or of the root where there are none."""
    found = find(node, *keys)
    return found.items[0] if isinstance(found, Array) and found.items else None


def _has(node: Node | None, *keys: str) -> bool:
    return all(find(node, key) is not None for key in keys)


def _writer(node: Node) -> str:
    """Return what a member of Ruby VCR's family says of itself, at the top or in its first item."""
    first = _first(node, "http_interactions")
    return text(node, "recorded_with") or text(first, "recorded_with") or ""


def _is_polly(node: Node) -> bool:
    entries = isinstance(find(node, "log", "entries"), Array)
    by_polly = text(node, "log", "creator", "name") == "Polly.JS"
    return entries and (by_polly or leaf(node, "log", "_recordingName") is not None)


def _is_family(mark: str) -> Test:
    return lambda node: _has(node, "http_interactions") and mark in _writer(node)


def _is_list_of(*keys: str) -> Test:
    return lambda node: isinstance(node, Array) and _has(_first(node), *keys)


def _items_have(*keys: str) -> Test:
    return lambda node: any(_has(item, *keys) for item in items(node, "interactions"))


def _request_has(*keys: str) -> Test:
    return lambda node: any(
        _has(find(item, "request"), *keys) for item in items(node, "interactions")
    )


def _is_ruby_vcr_1(node: Node) -> bool:
    first = _first(node)
    return isinstance(first, Object) and "VCR::HTTPInteraction" in first.tag


def _is_vcrpy_0(node: Node) -> bool:
    request = find(_first(node), "request")
    tagged = isinstance(request, Object) and "vcr.request" in request.tag
    return tagged or (_has(request, "protocol", "host", "port", "path"))


def _is_cassetter(node: Node) -> bool:
    first = _first(node, "interactions")
    has_body = _has(find(first, "request", "body"), "type")
    return has_body and isinstance(find(first, "response", "status"), Leaf)


def _is_test_agent(node: Node) -> bool:
    status = find(node, "response", "status")
    return _has(find(node, "request"), "method", "url") and isinstance(status, Object)


def _is_wiremock(node: Node) -> bool:
    one = _first(node, "mappings") or node
    request = find(one, "request")
    named = any(_has(request, key) for key in ("url", "urlPath", "urlPattern", "urlPathPattern"))
    return named and _has(find(one, "response"), "status") and not _has(one, "captured_at")


_KINDS: tuple[tuple[str, Test], ...] = (
    ("PollyJS", _is_polly),
    ("a HAR exporter", lambda node: isinstance(find(node, "log", "entries"), Array)),
    ("R vcr", _is_family("vcr/")),
    ("betamax", _is_family("betamax/")),
    ("rVCR", _is_family("rVCR")),
    ("an unknown member of the Ruby VCR family", lambda node: _has(node, "http_interactions")),
    ("Ruby VCR 1.x", _is_ruby_vcr_1),
    ("VCR.py before 1.0 (`python -m vcr.migration` converts it)", _is_vcrpy_0),
    ("pydantic-ai for xAI's gRPC", _items_have("request_sample")),
    ("pydantic-ai for WebSockets", _items_have("kind", "direction")),
    ("cassetter", _is_cassetter),
    ("ReqCassette", _request_has("body_type")),
    ("nock", _is_list_of("scope", "method", "path")),
    ("EasyVCR", _is_list_of("Request", "Response")),
    ("php-vcr", lambda node: _is_list_of("request", "response")(node)
        and _has(find(_first(node), "response", "status"), "code")),
    ("the Anthropic SDK's inline snapshots", lambda node: _is_list_of("request", "response")(node)
        and _has(find(_first(node), "request"), "method", "headers", "body")
        and not _has(find(_first(node), "request"), "request_body")),
    ("ExVCR", lambda node: _is_list_of("request", "response")(node)
        and _has(find(_first(node), "response"), "status_code")),
    ("httpmock", lambda node: _has(node, "when", "then")),
    ("req_llm", lambda node: _has(node, "request", "response", "captured_at")
        or _has(find(node, "request"), "canonical_json")),
    ("llama-stack", lambda node: _has(find(node, "response", "body"), "__type__")
        or _has(node, "test_id", "request", "response")),
    ("the Azure SDK test proxy", lambda node: isinstance(find(node, "Entries"), Array)),
    ("Hoverfly", lambda node: _has(find(node, "data"), "pairs")),
    ("the Datadog test agent", _is_test_agent),
    ("WireMock", _is_wiremock),
)  # fmt: skip
