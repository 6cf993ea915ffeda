"""What every framing provides: a body, cut into events that know where they stand."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.http.problems import Problems
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_value import NOT_JSON, Json, parse
from cassette_cli.text.span import Span
from cassette_cli.text.view import VERBATIM, Mapped, Notation, Run, View

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


class Stream:
    """A body cut into events.

    Args:
        framing: the name of the framing.
        events: the data events, in order; `asides` has what else there is.
        done: whether a `[DONE]` marker came.
        closed: whether the framing itself came to its end.
    """

    def __init__(
        self, framing: str, events: list[Event], *, done: bool = False, closed: bool = True
    ) -> None:
        self.framing = framing
        self.events = events
        self.done = done
        self.closed = closed
        self.asides: list[Aside] = []
        self.problems = Problems()


class Told(NamedTuple):
    """An event of a stream as it is to be; those that nothing tells any more are dropped."""

    event: Event
    """The one that it is, or whose form it takes."""
    edits: Sequence[Edit[str]] = ()
    """Of its data."""
    is_new: bool = False
    name: str = ""
    """Of a new one: the name that it carries."""

    @property
    def data(self) -> str:
        """Its data, edited."""
        return apply(self.event.data, self.edits)


class Gap(NamedTuple):
    """Where new events are put; neither is given in a stream of which no event stays."""

    after: Event | None
    """The last event before them that stays."""
    before: Event | None
    """The first event that stays; given only where they come before all of these."""


class Form(NamedTuple):
    """How the events of a framing stand in a text."""

    view: Callable[[str, Event], View[str, str]]
    """The view of an event's data within the text of the body."""
    added: Callable[[str, Stream, "Gap", Sequence[Told]], Edit[str]]
    """The edit that puts new events between two that stay."""
    dropped: Callable[[str, Stream, Sequence[Event]], Iterator[Span]]
    """What goes of the text with events that go."""
    written: Callable[[Sequence[tuple[str, str]], bool], str]
    """A new stream of events, given by name and data, with or without a marker of its end."""


class Framing(NamedTuple):
    """One way of cutting a body into events."""

    name: str
    title: str
    stream: Callable[[Body], Stream | None]
    """The body as a stream; `None` where it is not in this framing."""
    form: Form | None = None
    """`None` for a binary framing."""


def dropped_elements(text: str, stream: Stream, gone: Sequence[Event]) -> Iterator[Span]:
    """Yield what goes with events that something separates: each run of them with one separator.

    Args:
        text: the text of the body.
        stream: it, cut into events.
        gone: the events that go.
    """
    events = stream.events
    left = {event.ordinal for event in gone}
    while left:
        first = min(left)
        last = first
        while last + 1 in left:
            last += 1
        left -= set(range(first, last + 1))
        if last + 1 < len(events):
            yield Span(events[first].start, events[last + 1].start)
        else:
            start = _data_end(events[first - 1]) if first else events[first].start
            yield Span(start, _data_end(events[last]))


def _data_end(event: Event) -> int:
    """Return where the data of an event ends that stands as it is meant; a line end may follow."""
    return event.start + len(event.data)


def added_elements(stream: Stream, gap: Gap, told: Sequence[Told], between: str) -> Edit[str]:
    """Return the edit that puts new events among others that something separates.

    Args:
        stream: as it is, with at least one event.
        gap: where they come.
        told: the new events.
        between: what separates two events.
    """
    new = between.join(one.data for one in told)
    if gap.after is not None:
        at, new = _data_end(gap.after), between + new
    elif gap.before is not None:
        at, new = gap.before.start, new + between
    else:
        at = stream.events[0].start
    return Edit(Span(at, at), new)


def cannot_hold() -> CassetteError:
    """Return the error for data that would not be read as that of one event.

    The data is not shown: it may hold what must not be seen.
    """
    return CassetteError("an event of this stream cannot hold its new text")


def verbatim_view(text: str, event: Event, is_one: Callable[[str], bool]) -> Mapped:
    """Return the view of an event that starts with its data, written as it is meant.

    Args:
        text: the text of the body.
        event: the event.
        is_one: whether a text is read as just one event. An edit that would make something else of
            it, or something else than an object of an object, is refused.
    """
    is_object = event.data.startswith("{")

    def read(piece: str) -> tuple[str, list[Run]] | None:
        fits = piece.startswith("{") or not is_object
        return VERBATIM.read(piece) if fits and is_one(piece) else None

    def refuse(new: str) -> str:
        raise cannot_hold()

    span = Span(event.start, event.start + len(event.data))
    return Mapped(text, span, Notation(read, VERBATIM.escape, refuse))
