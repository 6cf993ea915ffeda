"""The events of an answer while it is told anew: values put, events dropped, events added.

Events are plain JSON values here; where they stand in a body is the business of its framing. A
plain answer, which nobody streamed, is one event.
"""

from collections.abc import Hashable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from cassette_cli.chat.message import Path
from cassette_cli.text.json_value import Json, get

ANY = "*"
"""A step of a pattern that is any position of a list."""


@dataclass(eq=False)
class Line:
    """An event as it is to be told."""

    like: int
    """The ordinal of the event that it is, or whose form it takes."""
    name: str
    """The name that it carries beside its data, `""` for none."""
    payload: Json
    """Not to be changed but through a `Retelling`."""
    original: Json = None
    """What the event was before; `None` for a new one."""
    is_new: bool = False
    is_changed: bool = False
    is_dropped: bool = False


class Retelling:
    """An answer's events while it is told anew.

    Args:
        events: them by name and JSON value, in order.
        is_plain: whether the answer is one JSON value that nobody streamed.
    """

    def __init__(self, events: Iterable[tuple[str, Json]], *, is_plain: bool = False) -> None:
        self.is_plain = is_plain
        self.notes: list[str] = []
        """What the edit brings with it that cannot be made true."""
        self.memory: dict[Hashable, object] = {}
        """What a protocol notes for later, such as where parts stood before any moved."""
        self._before = [Line(at, name, value, value) for at, (name, value) in enumerate(events)]
        self._lines = list(self._before)

    @property
    def lines(self) -> list[Line]:
        """The events as they are to be told, in order."""
        return [line for line in self._lines if not line.is_dropped]

    @property
    def every_line(self) -> list[Line]:
        """The same, with those that are dropped in between."""
        return list(self._lines)

    def line(self, ordinal: int) -> Line:
        """Return the line of an event that was there before."""
        return self._before[ordinal]

    def payload(self, line: Line) -> dict[str, Json]:
        """Return the object that an event is, to be changed; it is copied the first time.

        What is no object stays as it is.
        """
        if not isinstance(line.payload, dict):
            return {}
        if not line.is_changed:
            line.payload, line.is_changed = deepcopy(line.payload), True
        return line.payload

    def put(self, line: Line, path: Path, value: Json) -> None:
        """Put a value at a path of an event's JSON, whose containers are there."""
        holder, last = self._holder(line, path)
        if isinstance(holder, dict):
            holder[str(last)] = value
        elif isinstance(holder, list) and isinstance(last, int):
            holder[last : last + 1] = [value]

    def remove(self, line: Line, path: Path) -> None:
        """Take a member or item out of an event's JSON, if it is there."""
        holder, last = self._holder(line, path)
        if isinstance(holder, dict):
            holder.pop(str(last), None)
        elif isinstance(holder, list) and isinstance(last, int) and last < len(holder):
            del holder[last]

    def _holder(self, line: Line, path: Path) -> tuple[Json, str | int]:
        return get(self.payload(line), *path[:-1]), path[-1]

    def drop(self, line: Line) -> None:
        """Let an event go."""
        line.is_dropped = True

    def insert(
        self, payload: dict[str, Json], like: Line, *, after: Line | None, name: str | None = None
    ) -> Line:
        """Add an event.

        Args:
            payload: its JSON; not used elsewhere afterwards.
            like: the event whose form it takes: spacing, escapes, fields around the data.
            after: the event that it follows, `None` for the start.
            name: the name that it carries; that of `like` unless given.
        """
        name = like.name if name is None else name
        made = Line(like.like, name, payload, is_new=True, is_changed=True)
        self._lines.insert(0 if after is None else self._lines.index(after) + 1, made)
        return made

    def note(self, words: str) -> None:
        """Say what the edit brings with it, once."""
        if words not in self.notes:
            self.notes.append(words)

    def places(self, pattern: Path, index: int | None = None) -> Iterator[tuple[Line, Path, Json]]:
        """Yield the places that a pattern of a path leads to, with what stands there.

        Args:
            pattern: a path in which `ANY` is any position of a list.
            index: which items of the first list are meant, by the `index` that they say (0 where
                they say none); `None` for all.
        """
        for line in self.lines:
            for path, value in matches(line.payload, pattern, index):
                yield line, path, value


def matches(
    value: Json, pattern: Path, index: int | None = None, above: Path = ()
) -> Iterator[tuple[Path, Json]]:
    """Yield the paths in a value that a pattern leads to, with what stands there."""
    if not pattern:
        yield above, value
        return
    step, *rest = pattern
    if step == ANY and isinstance(value, list):
        for position, item in enumerate(value):
            number = get(item, "index")
            if index is None or (number if isinstance(number, int) else 0) == index:
                yield from matches(item, tuple(rest), None, (*above, position))
    elif isinstance(value, dict) and step in value:
        yield from matches(value[str(step)], tuple(rest), index, (*above, step))
    elif isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield from matches(value[step], tuple(rest), index, (*above, step))
