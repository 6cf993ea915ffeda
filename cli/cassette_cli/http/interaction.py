"""A request with its response, as a recorder kept it."""

from collections.abc import Sequence
from typing import NamedTuple

from cassette_cli.http.body import Body
from cassette_cli.text.tree import Leaf, Node


class Header(NamedTuple):
    """One header line; a name that was sent twice is two of them."""

    name: str
    value: str
    place: Leaf | None
    """The scalar that holds the value, if there is one for it alone."""


class Headers(tuple[Header, ...]):
    """The headers of a message, in the order of the file."""

    __slots__ = ()

    def get(self, name: str) -> str | None:
        """Return the first value under a lower-case name, whatever its case in the file."""
        return next((header.value for header in self if header.name.lower() == name), None)

    def grouped(self, *, lower: bool = False) -> dict[str, list[str]]:
        """Return the values under each name, as the file spells it, or in lower case."""
        found: dict[str, list[str]] = {}
        for header in self:
            name = header.name.lower() if lower else header.name
            found.setdefault(name, []).append(header.value)
        return found


class Request(NamedTuple):
    """What was asked; `None` for what the recording does not say."""

    method: str | None
    url: str | None
    headers: Headers
    body: Body
    url_place: Leaf | None = None
    """The scalar that holds the URL."""


class Response(NamedTuple):
    """What was answered; `None` for what the recording does not say."""

    status: int | None
    reason: str | None
    headers: Headers
    body: Body


class Interaction:
    """One request with its response.

    Args:
        index: its position in the file, from 0.
        nodes: where it is written; two places where requests and responses are kept apart.
        request: what was asked.
        response: what was answered.
        id: the number that the recorder gave it.
        recorded_at: when, in the words of the file.
        duration_ms: how long it took.
        problems: what was odd in the file, for a person to read.
    """

    def __init__(  # noqa: PLR0913 - what recorders keep of one
        self,
        index: int,
        nodes: tuple[Node, ...],
        request: Request,
        response: Response,
        *,
        id: str | None = None,  # noqa: A002 - as recorders call it
        recorded_at: str | None = None,
        duration_ms: float | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        self.index = index
        self.nodes = nodes
        self.request = request
        self.response = response
        self.id = id
        self.recorded_at = recorded_at
        self.duration_ms = duration_ms
        self.problems = problems
