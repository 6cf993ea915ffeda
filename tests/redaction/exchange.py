"""One call as the benchmark makes it up, before a recorder has written it."""

from dataclasses import dataclass, field

Value = str | bytes
Headers = list[tuple[str, Value]]


@dataclass
class Exchange:
    """A request with its response; a place changes what it needs."""

    url: str
    body: bytes = b""
    answer: bytes = b""
    method: str = "POST"
    kind: str = "application/json"
    """The media type of the answer."""
    sent_kind: str = "application/json"
    encoding: str = ""
    """The content coding of the answer."""
    status: int = 200
    sent: Headers = field(default_factory=list)
    got: Headers = field(default_factory=list)
    form: dict[str, list[str]] = field(default_factory=dict)
    """What go-vcr keeps of a form, a second time."""
    tree: object = None
    """A request in JSON that one variant of VCR.py keeps as a tree of YAML."""
    comment: str = ""
    """A line that somebody wrote above it."""

    def request_headers(self) -> Headers:
        """Return all headers of the request; the length is true."""
        host = self.url.partition("://")[2].partition("/")[0].rpartition("@")[2]
        own = [("accept", "*/*"), ("host", host), ("user-agent", "bench/1.0")]
        if self.body:
            own += [("content-type", self.sent_kind), ("content-length", str(len(self.body)))]
        return [*own, *self.sent]

    def response_headers(self) -> Headers:
        """Return all headers of the response; the length is true."""
        own = [("content-type", self.kind), ("content-length", str(len(self.answer)))]
        if self.encoding:
            own.append(("content-encoding", self.encoding))
        return [*own, *self.got]
