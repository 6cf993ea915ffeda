"""Redacting while recording: live requests and responses, by the same rules and placeholders."""

from collections.abc import Iterator, Mapping
from copy import copy
from io import IOBase
from pathlib import Path
from typing import Protocol, TypeVar

from cassette_cli.document.configuration import Configuration, configuration
from cassette_cli.http.fields import cookie_layer, set_cookie_layer
from cassette_cli.operations.redact.bytes_search import Claims, bytes_edits
from cassette_cli.operations.redact.finding import Part, Place, Side
from cassette_cli.operations.redact.policy import Policy
from cassette_cli.operations.redact.search import Context, Search
from cassette_cli.operations.redact.settings import live_policy, prepared
from cassette_cli.text.edit import apply

Content = TypeVar("Content", str, bytes)


class _Request(Protocol):
    """A request as VCR.py hands it over."""

    uri: str
    body: object
    headers: dict[str, object]


class Redactor:
    """Takes out of requests and responses what must not be published, while they are recorded.

    The settings are those of the project, found from the current folder upwards, so that live
    requests get the very placeholders that `cassette redact` gives recorded ones. In requests
    everything goes, since the live one is changed before it is compared.

    Args:
        settings: other settings than those of the project.

    Raises:
        CassetteError: the settings are not what they should be.
    """

    def __init__(self, settings: Configuration | None = None) -> None:
        ready = prepared(settings or configuration(Path.cwd()), verified=False)
        self._search: Search = ready.search
        self._known = ready.known
        self._policy: Policy = live_policy(ready.configuration)

    def text(self, text: str) -> str:
        """Return a text redacted: prose, JSON, a stream of events, anything that holds text."""
        return self._content(text, Context(Place()))

    def url(self, url: str) -> str:
        """Return a URL redacted."""
        return self._content(url, Context(_place("request", "url", "/url")))

    def header(self, name: str, value: str, side: Side = "request") -> str:
        """Return the value of a header redacted."""
        place = _place(side, "header", f"/headers/{name}/0")
        if name.lower() in {"cookie", "set-cookie"}:
            return self._cookies(name, value, place)
        return self._content(value, Context(place, "header"), name)

    def headers(self, headers: Mapping[str, object], side: Side = "request") -> dict[str, object]:
        """Return headers redacted; a value is a text, bytes or a list of these."""
        return {name: self._values(name, value, side) for name, value in headers.items()}

    def body(
        self,
        body: object,
        headers: Mapping[str, object] | None = None,
        side: Side = "response",
    ) -> object:
        """Return a body redacted: text or bytes, compressed or not; anything else as it is.

        Args:
            body: the body.
            headers: those of its message, for the coding and the charset that they claim.
            side: whose body it is, for the pointers of the settings.
        """
        context = Context(_place(side, "body", "/body"))
        if isinstance(body, str):
            return self._content(body, context)
        if isinstance(body, bytes | bytearray):
            return self._bytes(bytes(body), headers or {}, context)
        return body

    def before_record_request(self, request: "_Request") -> "_Request":
        """Redact a request of VCR.py: pass this as its `before_record_request`."""
        new = copy(request)
        new.uri = self.url(request.uri)
        new.headers = type(request.headers)(self.headers(request.headers))
        new.body = self._whole(request.body, request.headers)
        return new

    def before_record_response(self, response: dict[str, object]) -> dict[str, object]:
        """Redact a response of VCR.py: pass this as its `before_record_response`."""
        headers = response.get("headers")
        known = headers if isinstance(headers, Mapping) else {}
        new = {**response, "headers": self.headers(known, "response")}
        body = response.get("body")
        if isinstance(body, Mapping):
            new["body"] = {**body, "string": self.body(body.get("string"), known)}
        return new

    def _whole(self, body: object, headers: Mapping[str, object]) -> object:
        """Return the body of a request redacted, as VCR.py's setter takes it.

        Of a file and of an iterator it hands over one that starts anew with each call.
        """
        if isinstance(body, IOBase):
            return self.body(body.read(), headers, "request")
        if not isinstance(body, Iterator):
            return self.body(body, headers, "request")
        parts = list(body)
        if all(isinstance(part, bytes) for part in parts):
            parts = [b"".join(parts)]
        elif all(isinstance(part, str) for part in parts):
            parts = ["".join(parts)]
        return [self.body(part, headers, "request") for part in parts]

    def _content(self, text: str, context: Context, name: str = "") -> str:
        self._search.begin(self._policy)
        new = apply(text, self._search.named_text(text, context, name))
        self._remember()
        return new

    def _bytes(self, data: bytes, headers: Mapping[str, object], context: Context) -> bytes:
        from cassette_cli.http.media_type import media_type

        lower = {name.lower(): _first(value) for name, value in headers.items()}
        codings = [word.strip() for word in lower.get("content-encoding", "").lower().split(",")]
        claims = Claims(codings, media_type(lower.get("content-type")).charset)
        self._search.begin(self._policy)
        new = apply(data, bytes_edits(self._search, data, context, claims))
        self._remember()
        return new

    def _remember(self) -> None:
        """Know from now on what was found, wherever else it turns up."""
        for finding in self._search.findings:
            self._known.add(finding, finding.shape)

    def _values(self, name: str, value: object, side: Side) -> object:
        if isinstance(value, list | tuple):
            return [self._values(name, one, side) for one in value]
        if isinstance(value, bytes):
            text = value.decode("utf-8", "surrogateescape")
            return self.header(name, text, side).encode("utf-8", "surrogateescape")
        return self.header(name, value, side) if isinstance(value, str) else value

    def _cookies(self, name: str, value: str, place: Place) -> str:
        self._search.begin(self._policy)
        layer = set_cookie_layer if name.lower() == "set-cookie" else cookie_layer
        edits = [
            edit
            for inner in layer(value)
            for edit in inner.open().rewrap(
                self._search.named_text(inner.content, Context(place, "cookie", 1), inner.name)
            )
        ]
        self._remember()
        return apply(value, edits)


def _place(side: Side, part: Part, pointer: str) -> Place:
    return Place(side=side, part=part, pointer=f"/{side}{pointer}")


def _first(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""


def redact(text: str) -> str:
    """Return a text redacted by the settings of the project."""
    return Redactor().text(text)
