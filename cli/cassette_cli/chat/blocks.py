"""Blocks: the numbered runs of events in which some protocols tell the parts of a message.

Blocks come and go with all their events; those behind them are numbered anew.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from cassette_cli.chat.message import Message, Part, Path
from cassette_cli.chat.retelling import Line, Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.text.json_value import Json, integer


class Made(NamedTuple):
    """An event that is made, and the one whose form it takes."""

    payload: dict[str, Json]
    like: Line
    name: str


def insert_all(retelling: Retelling, made: Iterable[Made], after: Line | None) -> None:
    """Add events behind each other."""
    for payload, like, name in made:
        after = retelling.insert(payload, like, after=after, name=name)


@dataclass(frozen=True)
class Blocks:
    """The blocks of a message while it is told anew.

    Args:
        retelling: the events of the answer.
        lines: those of the message.
        number_at: where an event of a name and a value says the number of its block; `None` for
            one of no block.
        opens: whether an event starts a block, whatever had its number before.
    """

    retelling: Retelling
    lines: Sequence[Line]
    number_at: Callable[[str, Json], Path | None]
    opens: Callable[[str, Json], bool]

    def number(self, part: Part) -> int | None:
        """Return the number that the block of a part has by now, `None` for one that is gone."""
        assert part.place is not None, "it is a block"
        place = self.retelling.line(part.place.event)
        block = next((lines for lines in self._recorded() if place in lines), [])
        return next((self._number(line) for line in block if not line.is_dropped), None)

    def lines_of(self, number: int) -> list[Line]:
        """Return the events that a block has by now."""
        return [line for line in self.lines if not line.is_dropped and self._number(line) == number]

    def remove(self, message: Message, part: Part) -> None:
        """Drop the events of a part.

        Raises:
            CassetteError: they are not its own.
        """
        self._check_order()
        number = self.number(part)
        others = [one for one in message.parts if one is not part and one.place is not None]
        if number is None or any(self.number(one) == number for one in others):
            raise cannot("this part shares its events with another")
        for line in self.lines_of(number):
            self.retelling.drop(line)
        self._shift(number, -1)

    def room_before(self, parts: Sequence[Part]) -> tuple[int, Line | None]:
        """Return the number of a new block, and the event that it follows if it is known.

        Args:
            parts: what is to come behind it, as it was; what is gone of that plays no part.

        Raises:
            CassetteError: the numbers of the blocks do not rise.
        """
        self._check_order()
        for part in parts:
            number = self.number(part)
            if number is not None:
                before = self._before(self.lines_of(number)[0])
                self._shift(number - 1, 1)
                return number, before
        told = [(line, number) for line in self.lines for number in self._numbers(line)]
        last = max((number for _, number in told), default=-1)
        return last + 1, told[-1][0] if told else None

    def _before(self, line: Line) -> Line | None:
        every = self.retelling.every_line
        at = every.index(line)
        return every[at - 1] if at else None

    def _shift(self, above: int, by: int) -> None:
        for line in self.lines:
            for number in self._numbers(line):
                path = self.number_at(line.name, line.payload)
                if number > above and path is not None:
                    self.retelling.put(line, path, number + by)

    def _check_order(self) -> None:
        told = [block for block in self._recorded() if not all(line.is_dropped for line in block)]
        numbers = [number for block in told for number in [*self._numbers_in(block)][:1]]
        if any(low >= high for low, high in pairwise(numbers)):
            raise cannot("the blocks of this answer are not numbered in their order")

    def _recorded(self) -> list[list[Line]]:
        """Return the events that were there before, block by block."""
        found: list[list[Line]] = []
        current: dict[int, list[Line]] = {}
        for line in self.lines:
            number = None if line.is_new else self._number(line, line.original)
            if number is None:
                continue
            if number not in current or self.opens(line.name, line.original):
                current[number] = []
                found.append(current[number])
            current[number].append(line)
        return found

    def _numbers_in(self, lines: Sequence[Line]) -> Iterator[int]:
        for line in lines:
            yield from self._numbers(line)

    def _numbers(self, line: Line) -> Iterator[int]:
        """Yield the number of the block of an event that is told, if it has one."""
        number = None if line.is_dropped else self._number(line)
        if number is not None:
            yield number

    def _number(self, line: Line, payload: Json = None) -> int | None:
        value = line.payload if payload is None else payload
        path = self.number_at(line.name, value)
        return None if path is None else integer(value, *path) or 0
