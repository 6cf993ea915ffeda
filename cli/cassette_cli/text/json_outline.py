"""The strings of JSON values without their places: what `json_strings` finds, but fast."""

from collections.abc import Hashable, Iterator
from functools import cached_property
from typing import NamedTuple

from cassette_cli.text.byte_array import bytes_text
from cassette_cli.text.json_strings import (
    ALTERNATIVES,
    BESIDE_TOKENS,
    INDICES,
    LABELLED,
    LABELS,
    Value,
    are_fragments,
    has_index,
    text_of,
)

_TOKEN = "token"


class _Spot:
    """A place in values of one form: its strings, and the places below it."""

    __slots__ = ("below", "texts")

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.below: dict[Hashable, _Spot] = {}

    def at(self, key: Hashable) -> "_Spot":
        """Return the place below under a key, a new one the first time."""
        found = self.below.get(key)
        if found is None:
            found = self.below[key] = _Spot()
        return found

    def add(self, name: str, text: str) -> None:
        """Add a string that stands here under a name."""
        slot = self.texts.get(name)
        if slot is None:
            self.texts[name] = [text]
        else:
            slot.append(text)


class Outline:
    """The strings of JSON values by their groups, without their places: what `strings` finds, fast.

    Most values hold nothing that is looked for; this is enough to know it.
    """

    def __init__(self) -> None:
        self._labels: set[str] = set()
        self._root = _Spot()

    def add(self, value: Value, kind: Hashable = "") -> None:
        """Add the strings of a value; those of another kind are never in one group."""
        todo = [_Part(value, self._root.at(kind), "", repeated=False)]
        while todo:
            part = todo.pop()
            inner: list[_Part] = []
            if type(part.value) is tuple:
                self._add_members(part.value, part, inner)
            elif type(part.value) is list:
                _add_items(part.value, part, inner)
            elif type(part.value) is str:
                part.spot.add("", part.value)
            inner.reverse()
            todo += inner

    def _add_members(
        self, members: tuple[tuple[str, Value], ...], part: "_Part", inner: "list[_Part]"
    ) -> None:
        spot = self._placed(members, part.spot)
        add = spot.add
        for key, value in members:
            kind = type(value)
            if kind is str:
                add(key, value)  # type: ignore[arg-type]
            elif kind is tuple or kind is list:
                inner.append(_Part(value, spot.at(key), key, repeated=part.repeated))
            elif (text := text_of(value)) is not None:
                add(key, text)
            else:
                spot.texts.setdefault(key, [])

    def _placed(self, members: tuple[tuple[str, Value], ...], spot: _Spot) -> _Spot:
        """Return the place of an object, which its number sets apart; note its label."""
        label = ""
        for key, value in members:
            if key in INDICES and type(value) is not tuple and type(value) is not list:
                spot = spot.at((key, value))
            elif key in LABELS and type(value) is str:
                label = value
        keys = [key for key, _ in members]
        if label and not LABELLED.isdisjoint(keys):
            self._labels.add(label)
        if _TOKEN in keys and BESIDE_TOKENS.isdisjoint(keys):
            self._labels.add(_TOKEN)
        return spot

    def _walk(self) -> Iterator[_Spot]:
        todo = [self._root]
        while todo:
            spot = todo.pop()
            yield spot
            todo += spot.below.values()

    @cached_property
    def names(self) -> set[str]:
        """The names that strings go by."""
        found = set(self._labels)
        for spot in self._walk():
            hidden = set() if BESIDE_TOKENS.isdisjoint(spot.texts) else {_TOKEN}
            found.update(name for name, texts in spot.texts.items() if texts and name not in hidden)
        return found

    @cached_property
    def texts(self) -> set[str]:
        """The strings, keys among them."""
        found: set[str] = set()
        for spot in self._walk():
            found.update(spot.texts)
            found.update(*spot.texts.values())
            found.update(key for key in spot.below if isinstance(key, str))
        return found

    def joined(self) -> Iterator[tuple[str, bool]]:
        """Yield the groups of several different strings, joined, and whether they are fragments."""
        for spot in self._walk():
            for texts in spot.texts.values():
                if len(texts) > 1 and len(set(texts)) > 1:
                    joined = "".join(texts)
                    yield joined, are_fragments([len(text) for text in texts])


class _Part(NamedTuple):
    """An array or object that is still to be read."""

    value: Value
    spot: _Spot
    name: str
    repeated: bool


def _add_items(items: list[Value], part: _Part, inner: list[_Part]) -> None:
    _, spot, name, repeated = part
    if all(type(item) is float for item in items):
        return
    spelled = bytes_text(items)
    if spelled is not None:
        spot.add(name, spelled)
        return
    numbered = has_index(items[0])
    joins = name not in ALTERNATIVES and (numbered or len(items) == 1 or not repeated)
    inside = repeated or (joins and not numbered and len(items) > 1)
    for at, item in enumerate(items):
        below = spot.at("*" if joins else at)
        text = text_of(item)
        if text is not None:
            below.add(name, text)
        elif type(item) is tuple or type(item) is list:
            inner.append(_Part(item, below, name, repeated=inside))
