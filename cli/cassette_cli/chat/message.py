"""The conversation model: what every protocol is read into.

The words are those of the OpenTelemetry conventions for generative AI where they have one: messages
of parts, finish reasons, input and output tokens.
"""

from dataclasses import dataclass, field
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


@dataclass
class Part:
    """A piece of a message: a run of text, a tool call, a refusal."""

    kind: Kind
    text: str = ""
    id: str | None = None
    name: str | None = None
    arguments_raw: str | None = None
    """Of a tool call: the arguments exactly as they came."""
    signature: str | None = None
    encrypted: bool = False
    """Whether the provider withholds the text, or a part of it."""
    annotations: list[Json] = field(default_factory=list)
    raw: Json = None
    """The provider's own object, where the fields above do not say it all."""
    sites: dict[str, list[Site]] = field(default_factory=dict)
    """For `text`, `arguments_raw` …: the places whose strings make it up, in order."""
    copies: dict[str, list[Site]] = field(default_factory=dict)
    """For the same: the places that repeat it whole."""
    place: Site | None = None
    """Where the block or item stands that it is, in protocols that tell a message in such."""

    @property
    def arguments(self) -> Json:
        """The arguments as a value; `None` where they are no JSON."""
        value = parse(self.arguments_raw or "")
        return None if value is NOT_JSON else value


@dataclass
class Message:
    """What one side said in one turn."""

    index: int
    role: str
    parts: list[Part]
    finish_reason: str | None = None
    finish_reason_raw: str | None = None
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


@dataclass
class Answer:
    """What a model answered, streamed or not."""

    protocol: str
    status: Status = "complete"
    id: str | None = None
    model: str | None = None
    messages: list[Message] = field(default_factory=list)
    usage: Usage | None = None
    usage_raw: Json = None
    error: Failure | None = None
    problems: list[str] = field(default_factory=list)


class Tool(NamedTuple):
    """A tool that a request offers."""

    name: str
    description: str
    parameters: Json


@dataclass
class Prompt:
    """What a request asks: the conversation so far, the tools and the settings."""

    model: str | None = None
    messages: list[Message] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    settings: dict[str, Json] = field(default_factory=dict)
    """What is left of the request: temperature, limits, formats."""
