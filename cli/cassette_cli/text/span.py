"""A range of a text."""

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range: `start` is inside, `end` is not; from 0, in the unit of its text."""

    start: int
    end: int
