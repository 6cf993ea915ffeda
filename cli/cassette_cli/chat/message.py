"""The conversation model: what every protocol is read into.

The words are those of the OpenTelemetry conventions for generative AI where they have one: messages
of parts, finish reasons, input and output tokens.
"""

from typing import Literal, NamedTuple, TypeAlias

from cassette_cli.text.json_value import NOT_JSON, Json, parse

Kind: TypeAlias = Literal[
    "text", "reasoning", "tool_call", "tool_result", "server_tool_call", "server_tool_result",
    "refusal", "image", "audio", "file", "code", "code_result", "unknown",
]  # fmt: skip

Status: TypeAlias = Literal["complete", "truncated", "errored", "incomplete"]

Path: TypeAlias = tuple[str | int, ...]
"""A way into a JSON value: keys and indices."""


class Site(NamedTuple):
    """Where a piece of a part is written: an event, and the way to a string in its JSON."""

    event: int
    path: Path


class Part:
    """A piece of a message: a run of text, a tool call, a refusal."""

    def __init__(  # noqa: PLR0913 - what a piece of any kind may have
        self,
        kind: Kind,
        text: str = "",
        id: str | None = None,  # noqa: A002 - as all providers call it
        name: str | None = None,
        arguments_raw: str | None = None,
        *,
        signature: str | None = None,
        encrypted: bool = False,
        annotations: list[Json] | None = None,
        raw: Json = None,
        sites: dict[str, list[Site]] | None = None,
    ) -> None:
        self.kind = kind
        self.text = text
        self.id = id
        self.name = name
        self.arguments_raw = arguments_raw
        """Of a tool call: the arguments exactly as they came."""
        self.signature = signature
        self.encrypted = encrypted
        """Whether the provider withholds the text, or a part of it."""
        self.annotations = annotations if annotations is not None else []
        self.raw = raw
        """The provider's own object, where the fields above do not say it all."""
        self.sites = sites if sites is not None else {}
        """For `text`, `arguments_raw` …: the places whose strings make it up, in order."""
        self.copies: dict[str, list[Site]] = {}
        """For the same: the places that repeat it whole."""
        self.place: Site | None = None
        """Where the block or item stands that it is, in protocols that tell a message in such."""

    @property
    def arguments(self) -> Json:
        """The arguments as a value; `None` where they are no JSON."""
        value = parse(self.arguments_raw or "")
        return None if value is NOT_JSON else value


class Message:
    """What one side said in one turn."""

    def __init__(
        self,
        index: int,
        role: str,
        parts: list[Part],
        finish_reason: str | None = None,
        finish_reason_raw: str | None = None,
    ) -> None:
        self.index = index
        self.role = role
        self.parts = parts
        self.finish_reason = finish_reason
        self.finish_reason_raw = finish_reason_raw
        """The provider's own word."""

    def position(self, part: Part) -> int:
        """Return which of the parts one is: itself, and not one that is equal."""
        return next(at for at, one in enumerate(self.parts) if one is part)


class Usage(NamedTuple):
    """What an answer took; `None` where the provider does not say."""

    input_tokens: int | None = None
    """Cached ones included."""
    output_tokens: int | None = None
    """Reasoning included."""
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    total_tokens: int | None = None
    cost: float | None = None
    """As recorded, in the provider's currency: US dollars everywhere so far."""


class Failure(NamedTuple):
    """An error as the provider reports it."""

    type: str | None
    code: str | int | None
    message: str | None


class Answer:
    """What a model answered, streamed or not."""

    def __init__(  # noqa: PLR0913 - what providers say of one
        self,
        protocol: str,
        status: Status,
        id: str | None,  # noqa: A002 - as all providers call it
        model: str | None,
        messages: list[Message],
        *,
        usage: Usage | None = None,
        usage_raw: Json = None,
        error: Failure | None = None,
        problems: list[str] | None = None,
    ) -> None:
        self.protocol = protocol
        self.status = status
        self.id = id
        self.model = model
        self.messages = messages
        self.usage = usage
        self.usage_raw = usage_raw
        self.error = error
        self.problems = problems or []


class Tool(NamedTuple):
    """A tool that a request offers."""

    name: str
    description: str
    parameters: Json


class Prompt(NamedTuple):
    """What a request asks: the conversation so far, the tools and the settings."""

    model: str | None
    messages: list[Message]
    tools: list[Tool]
    settings: dict[str, Json]
    """What is left of the request: temperature, limits, formats."""
