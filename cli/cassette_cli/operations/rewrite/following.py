"""Ids of tool calls that change in an answer, and the later requests that quote them."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from cassette_cli.document.reading import Reading
from cassette_cli.http.interaction import Interaction
from cassette_cli.operations.rewrite.answer import paired
from cassette_cli.operations.rewrite.plan import Entry
from cassette_cli.text.json_value import NOT_JSON, Json, mapping, objects


class Quote(NamedTuple):
    """A request that quotes an id which changes."""

    position: int
    """Of its interaction in the file to be."""
    old: str
    new: str

    @property
    def words(self) -> str:
        """What to say of it where it is not followed."""
        return (
            f"the request of #{self.position} quotes the id {self.old}; --follow changes it there"
        )


def quotes(
    plan: Sequence[Entry],
    known: dict[Json, dict[str, Json]],
    everything: Sequence[Interaction],
) -> Iterator[Quote]:
    """Yield the later requests that quote ids which change."""
    for position, entry in enumerate(plan):
        for old, new in _changed_ids(entry, known, everything):
            for later in range(position + 1, len(plan)):
                if old in _strings(_asked(plan[later], everything)):
                    yield Quote(later, old, new)


def _asked(entry: Entry, everything: Sequence[Interaction]) -> Json:
    """Return the JSON of a request of the file as it is to be."""
    if entry.wanted or entry.origin is None:
        return mapping(entry.wanted, "request").get("body")
    value = everything[entry.origin].request.body.json
    return None if value is NOT_JSON else value


def _changed_ids(
    entry: Entry, known: dict[Json, dict[str, Json]], everything: Sequence[Interaction]
) -> Iterator[tuple[str, str]]:
    before = known.get(entry.origin)
    if before is None or entry.origin is None or not entry.wanted:
        return
    wanted = objects(mapping(entry.wanted, "response"), "messages")
    if wanted == objects(mapping(before, "response"), "messages"):
        return
    answer = Reading(everything[entry.origin]).answer
    for message, new_message in zip(answer.messages if answer else (), wanted, strict=False):
        for pair in paired(message, objects(new_message, "parts")):
            if pair.old is None or pair.new is None or pair.old.kind != "tool_call":
                continue
            old, new = pair.old.id, pair.new.get("id")
            if old and isinstance(new, str) and new != old:
                yield old, new


def follow(
    plan: list[Entry], found: Sequence[Quote], view: Callable[[int], dict[str, Json]]
) -> None:
    """Put the new ids into the wanted requests that quote the old ones."""
    renamed: dict[int, dict[str, str]] = {}
    for position, old, new in found:
        renamed.setdefault(position, {})[old] = new
    for position, names in renamed.items():
        entry = plan[position]
        wanted = deepcopy(entry.wanted or view(entry.origin or 0))
        request = mapping(wanted, "request")
        request["body"] = _with(request.get("body"), names)
        plan[position] = entry._replace(wanted=wanted)


def _with(value: Json, names: dict[str, str]) -> Json:
    """Return a value in which strings that are old ids are the new ones, all at once."""
    if isinstance(value, dict):
        return {key: _with(inside, names) for key, inside in value.items()}
    if isinstance(value, list):
        return [_with(inside, names) for inside in value]
    return names.get(value, value) if isinstance(value, str) else value


def _strings(value: Json) -> Iterator[str]:
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, str):
            yield here
        todo += here.values() if isinstance(here, dict) else here if isinstance(here, list) else []
