"""What every framing provides: a body, cut into events that know where they stand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from cassette_cli.http.body import Body
from cassette_cli.http.problems import Problems
from cassette_cli.text.json_value import NOT_JSON, Json, parse

EXCEPTION = "exception:"
"""Starts the name of an event by which a framing reports a failure; its type follows."""

_UNREAD = object()


class Event:
    """One event of a stream.

    Args:
        ordinal: its number among the data events, from 0.
        name: the name it carries beside its data, `""` for none.
        data: its data, decoded; nearly always JSON.
        start: where its frame starts in the body: characters, or bytes for a binary framing.
        end: where its frame ends, line ends included.
    """

    __slots__ = ("_json", "data", "end", "name", "ordinal", "start")

    def __init__(self, ordinal: int, name: str, data: str, start: int, end: int) -> None:
        self.ordinal = ordinal
        self.name = name
        self.data = data
        self.start = start
        self.end = end
        self._json: Json | object = _UNREAD

    @property
    def json(self) -> Json:
        """The JSON value of the data; `None` where it is no JSON."""
        if self._json is _UNREAD:
            value = parse(self.data)
            self._json = None if value is NOT_JSON else value
        return self._json  # type: ignore[return-value]  # `_UNREAD` is gone by now


class Aside(NamedTuple):
    """Something in a stream that is no data event: a comment, a marker, a line out of place."""

    start: int
    text: str


@dataclass
class Stream:
    """A body cut into events."""

    framing: str
    events: list[Event]
    asides: list[Aside] = field(default_factory=list)
    done: bool = False
    """Whether a `[DONE]` marker came."""
    closed: bool = True
    """Whether the framing itself came to its end."""
    problems: Problems = field(default_factory=Problems)


class Framing(NamedTuple):
    """One way of cutting a body into events."""

    name: str
    title: str
    stream: Callable[[Body], Stream | None]
    """The body as a stream; `None` where it is not in this framing."""
