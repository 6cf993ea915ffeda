"""Which interaction of one recording is which of another, by likeness and not by position.

Ever weaker likenesses are tried, each among what the ones before have left: equal interactions,
equal requests, and equal ones to another address, in the order of both files and then out of it;
at last by their words.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

from cassette_cli.chat.identity import message_key, said_by
from cassette_cli.chat.message import Message
from cassette_cli.document.files import Cassette
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.noise import bare_url
from cassette_cli.text.alignment import longest_increasing, shared_blocks

T = TypeVar("T")

_ALIKE = 0.5
"""How much of their words interactions share that are one, though nothing else says so."""
_SHAPED = 0.5
"""What the same turns with the same model add to that, and that both succeed or fail."""
_MOST_COMPARED = 10_000
"""How many pairs are compared word by word; with more, all with all would take too long."""


class Traits:
    """What an interaction is known by; each trait is worked out when it is first asked for.

    Args:
        reading: the interaction.
        text: what the file says there.
    """

    def __init__(self, reading: Reading, text: str) -> None:
        self.reading = reading
        self.text = text

    @cached_property
    def _answered(self) -> list[Message]:
        answer = _opened(lambda: self.reading.answer)
        return answer.messages if answer else []

    @cached_property
    def said(self) -> frozenset[Hashable]:
        """What was answered, as later requests quote it."""
        return _opened(lambda: frozenset().union(*map(said_by, self._answered))) or frozenset()

    @cached_property
    def _messages(self) -> list[Message]:
        prompt = _opened(lambda: self.reading.prompt)
        return prompt.messages if prompt else []

    @property
    def place(self) -> Hashable:
        """Where the request went."""
        return self.reading.interaction.request.method, self.url

    @cached_property
    def url(self) -> str:
        """The address without what means nothing in it."""
        return bare_url(self.reading)

    @cached_property
    def shape(self) -> Hashable:
        """Where it went, to which model, and who spoke before."""
        roles = tuple(message.role for message in self._messages)
        return self.place, str(_opened(lambda: self.reading.request_json.get("model"))), roles

    @cached_property
    def request(self) -> Hashable:
        """The whole request."""
        return self.shape, self.content

    @cached_property
    def content(self) -> Hashable:
        """What was asked, wherever; requests without a body ask for what is at their address."""
        body = self.reading.interaction.request.body
        if not self._messages:
            return self.place if body.is_empty else _opened(lambda: body.data)
        prompt = self.reading.prompt
        tools = tuple(tool.name for tool in prompt.tools) if prompt else ()
        return tuple(_opened(lambda: _keys(self._messages)) or ()), tools

    @cached_property
    def whole(self) -> Hashable:
        """The request with what was answered to it."""
        response = self.reading.interaction.response
        said = _opened(lambda: tuple(_keys(self._answered)))
        return self.request, response.status, said or _opened(lambda: response.body.data)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the request."""
        parts = (part.text for message in self._messages for part in message.parts)
        text = "\n".join(parts) or _opened(lambda: self.reading.interaction.request.body.text) or ""
        return frozenset((self.url, *re.findall(r"\w+", text)))


def traits_of(cassette: Cassette | None) -> list[Traits]:
    """Return what the interactions of a cassette are known by; nothing where there is none."""
    if cassette is None:
        return []
    return [
        Traits(Reading(one), "\n".join(cassette.text[node.start : node.end] for node in one.nodes))
        for one in cassette.interactions()
    ]


def _keys(messages: Sequence[Message]) -> list[Hashable]:
    return [message_key(message) for message in messages]


def _opened(get: Callable[[], T | None]) -> T | None:
    """Return what is read; `None` where the body cannot be opened, which is told later."""
    try:
        return get()
    except (CassetteError, RecursionError):
        return None


class Match(NamedTuple):
    """Positions in both files; `None` where the interaction is in one of them only."""

    old: int | None
    new: int | None
    is_moved: bool = False


def matches(old: Sequence[Traits], new: Sequence[Traits]) -> list[Match]:
    """Return which is which, in the order of the new file; what is gone stands where it was."""
    found = _Found(old, new)
    equal: list[Callable[[Traits], Hashable]] = [
        lambda one: one.text,
        lambda one: one.whole,
        lambda one: (one.request, one.reading.failed),
        lambda one: one.request,
        lambda one: one.content,
    ]
    for key in equal:
        found.in_order(key)
    for key in equal:
        found.anywhere(key)
    found.by_words()
    found.anywhere_by_words()
    return found.listed()


class _Found:
    """The pairs found so far."""

    def __init__(self, old: Sequence[Traits], new: Sequence[Traits]) -> None:
        self._old, self._new = old, new
        self._pairs: dict[int, int] = {}
        """The old position for each new one."""
        self._in_order: list[tuple[int, int]] = []

    def in_order(self, key: Callable[[Traits], Hashable]) -> None:
        """Pair what has the same key, in each of the gaps between the pairs so far."""
        for before, after in list(self._gaps()):
            olds = [key(self._old[at]) for at in before]
            news = [key(self._new[at]) for at in after]
            for at, to, length in shared_blocks(olds, news):
                for step in range(length):
                    self._pair(before[at + step], after[to + step])
        self._in_order.sort()

    def by_words(self) -> None:
        """Pair what is left in each gap and went to the same place, as like as possible."""
        for before, after in list(self._gaps()):
            for at, to in _likest(
                [self._old[one] for one in before], [self._new[one] for one in after]
            ):
                self._pair(before[at], after[to])
        self._in_order.sort()

    def _pair(self, old: int, new: int) -> None:
        self._pairs[new] = old
        self._in_order.append((old, new))

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield what is not paired yet between the pairs that are in order, on both sides."""
        taken = set(self._pairs.values())
        ends = [(-1, -1), *self._in_order, (len(self._old), len(self._new))]
        for (old, new), (next_old, next_new) in pairwise(ends):
            before = [at for at in range(old + 1, next_old) if at not in taken]
            after = [at for at in range(new + 1, next_new) if at not in self._pairs]
            if before and after:
                yield before, after

    def _left(self) -> tuple[list[int], list[int]]:
        """Return what is not paired yet, on both sides."""
        taken = set(self._pairs.values())
        return (
            [at for at in range(len(self._old)) if at not in taken],
            [at for at in range(len(self._new)) if at not in self._pairs],
        )

    def anywhere(self, key: Callable[[Traits], Hashable]) -> None:
        """Pair what is left and has the same key, wherever it stands."""
        left, right = self._left()
        if not left or not right:
            return
        free: dict[Hashable, list[int]] = {}
        for at in reversed(left):
            free.setdefault(key(self._old[at]), []).append(at)
        for at in right:
            if same := free.get(key(self._new[at])):
                self._pairs[at] = same.pop()

    def anywhere_by_words(self) -> None:
        """Pair what is left and has most of its words in common."""
        left, right = self._left()
        if len(left) * len(right) > _MOST_COMPARED:
            return
        for at in right:
            likeness, one = max(
                ((_likeness(self._old[one], self._new[at]), one) for one in left), default=(0, -1)
            )
            if likeness > _ALIKE:
                self._pairs[at] = one
                left.remove(one)

    def listed(self) -> list[Match]:
        """Return all that is in one of the files or in both."""
        olds = [self._pairs[at] for at in sorted(self._pairs)]
        in_place = set(longest_increasing(olds))
        gone, _ = self._left()
        found: list[Match] = []
        for at in range(len(self._new)):
            old = self._pairs.get(at)
            if old in in_place:
                while gone and gone[0] < old:
                    found.append(Match(gone.pop(0), None))
            found.append(Match(old, at, old is not None and old not in in_place))
        return found + [Match(at, None) for at in gone]


def _likeness(one: Traits, other: Traits) -> float:
    """Return how alike two requests are, from 0 to 1.

    It is 0 where they went to different places and have not most of their words in common.
    """
    likeness = len(one.words & other.words) / len(one.words | other.words)
    return likeness if one.place == other.place or likeness > _ALIKE else 0


def _likest(old: Sequence[Traits], new: Sequence[Traits]) -> list[tuple[int, int]]:
    """Return rising pairs of positions whose likenesses add up to the most."""
    if len(old) * len(new) > _MOST_COMPARED:
        return [(at, at) for at in range(min(len(old), len(new))) if old[at].place == new[at].place]
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]]
    best = [[(0.0, ())] * (len(new) + 1)]
    for at, one in enumerate(old):
        above, row = best[-1], [best[-1][0]]
        for to, other in enumerate(new):
            likeness = _likeness(one, other)
            if likeness:
                likeness += _SHAPED * (one.shape == other.shape)
                likeness += _SHAPED * (one.reading.failed == other.reading.failed)
            paired = (above[to][0] + likeness, (*above[to][1], (at, to))) if likeness else above[to]
            row.append(max(paired, above[to + 1], row[-1], key=lambda way: way[0]))
        best.append(row)
    return list(best[-1][-1][1])
