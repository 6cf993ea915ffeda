"""Rewriting one file: from what is asked to the edits of its text, proven."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cassette_cli.document.files import Cassette, cassette_of
from cassette_cli.document.json_view import interaction_view
from cassette_cli.document.lengths import length_edits
from cassette_cli.document.reading import Reading
from cassette_cli.document.trees import Trees, copied_value
from cassette_cli.errors import CassetteError, NotACassette
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Interaction
from cassette_cli.operations.rewrite.following import follow, quotes
from cassette_cli.operations.rewrite.fresh import fresh_natives
from cassette_cli.operations.rewrite.interaction import Side, given_bytes, interaction_edits
from cassette_cli.operations.rewrite.plan import Entry, is_moved
from cassette_cli.operations.rewrite.verification import (
    Fault,
    fault,
    holds_bytes,
    keeps_body,
    same_body,
    verify,
)
from cassette_cli.operations.rewrite.wanted import settled
from cassette_cli.text.edit import Edit, apply, composed
from cassette_cli.text.json_value import Json, mapping, string, too_deep
from cassette_cli.text.tree import leaves, repeated_keys
from cassette_cli.text.value import python_value
from cassette_cli.text.yaml_writer import Value

Planner = Callable[[Cassette, Sequence[dict[str, Json]]], list[Entry]]
"""What is asked: from a file and the views of the interactions that are meant to those to be."""


@dataclass(frozen=True)
class Wishes:
    """How a rewriting goes about it."""

    strict: bool = False
    """What cannot be made true is refused, and not only said."""
    follow: bool = False
    """Later requests that quote an id which changes are changed too."""
    renumber: bool = False
    """The numbers of all interactions are made those of their places."""


@dataclass
class Outcome:
    """What a rewriting makes of one file."""

    cassette: Cassette
    edits: list[Edit[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the edits bring with them, for a person to read."""
    changed: set[str] = field(default_factory=set)
    """Which parts of requests have changed: `method`, `url`, `header`, `body`."""
    is_moved: bool = False
    """Whether interactions went, came or changed places."""

    @property
    def text(self) -> str:
        """The new text of the file."""
        return apply(self.cassette.text, self.edits)


def rewritten(cassette: Cassette, planner: Planner, wishes: Wishes) -> Outcome:
    """Return what becomes of a file.

    Raises:
        CassetteError: it cannot become that, or the proof fails.
    """
    try:
        return _Rewriting(cassette, planner, wishes).outcome()
    except RecursionError as error:
        raise too_deep().at(cassette.label) from error


_SIDES: tuple[Side, Side] = ("request", "response")


def _view(interaction: Interaction) -> dict[str, Json]:
    return interaction_view(Reading(interaction), show_secrets=True)


class _Rewriting:
    """The rewriting of one file: its text is edited round by round, and read again between."""

    def __init__(self, cassette: Cassette, planner: Planner, wishes: Wishes) -> None:
        self._before = cassette
        self._wishes = wishes
        self._everything = list(cassette.recorder.interactions(cassette.tree))
        views = [_view(interaction) for interaction in cassette.interactions()]
        self._known = {view["index"]: view for view in views}
        self._plan = [
            Entry(entry.origin, self._completed(entry)) for entry in self._planned(planner, views)
        ]
        self._now = cassette
        self._made = Outcome(cassette, is_moved=is_moved(self._plan, len(self._everything)))

    def _planned(self, planner: Planner, views: Sequence[dict[str, Json]]) -> list[Entry]:
        """Return what is asked; an error tells the file, and the pointer in it."""
        try:
            return planner(self._before, views)
        except CassetteError as error:
            if error.where.startswith("/"):
                error.where = f":{error.where}"
            raise error.at(self._before.label) from error

    def outcome(self) -> Outcome:
        """Return what becomes of the file."""
        self._follow()
        if self._made.is_moved:
            self._make(self._places())
        if self._wishes.renumber or (self._made.is_moved and self._was_numbered()):
            self._make(list(self._numbers()))
        placed = self._now
        self._make(self._contents())
        self._make(length_edits(placed, self._now))
        if self._wishes.strict and self._made.notes:
            hint = "nothing was written, since --strict is given"
            raise CassetteError(self._made.notes[0], self._before.label, hint)
        if self._made.edits or self._is_asked():
            self._prove()
        return self._made

    def _is_asked(self) -> bool:
        """Say whether something is to change, be that done or not."""
        return any(entry.wanted is not self._known.get(entry.origin) for entry in self._plan)

    def _make(self, edits: Sequence[Edit[str]]) -> None:
        """Make edits of the text as it is now, and read it again."""
        if edits:
            self._made.edits = composed(self._before.text, self._made.edits, edits)
            try:
                self._now = cassette_of(self._made.text, self._before)
            except NotACassette as error:
                title = self._before.recorder.title
                label = self._before.label
                raise CassetteError(f"this would be no file of {title} any more", label) from error

    def _completed(self, entry: Entry) -> dict[str, Json]:
        """Return the wanted view of an interaction; of one that nothing is asked of, its own."""
        before = self._known.get(entry.origin)
        if not entry.wanted and entry.origin is not None:
            return before or {}
        try:
            return settled(before, entry.wanted)
        except CassetteError as error:
            raise self._in_interaction(error, entry.origin) from error

    def _in_interaction(self, error: CassetteError, origin: int | None) -> CassetteError:
        where = error.where if error.where.startswith("/") else ""
        number = "" if origin is None else f"#{origin}"
        return error.at(f"{self._before.label}{number}:{where}".rstrip(":"))

    def _follow(self) -> None:
        """Let later requests follow ids that change, or say that they do not."""
        found = list(quotes(self._plan, self._known, self._everything))
        if self._wishes.follow:
            follow(self._plan, found, self._view_of)
        else:
            self._made.notes += [quote.words for quote in found]

    def _view_of(self, index: int) -> dict[str, Json]:
        """Return the view of an interaction, also of one that was not meant."""
        if index not in self._known:
            self._known[index] = _view(self._everything[index])
        return self._known[index]

    # The rounds

    def _places(self) -> list[Edit[str]]:
        """Return the edits after which the interactions are those of the plan, each as it was."""
        natives = [[python_value(node) for node in one.nodes] for one in self._everything]
        rows: list[Sequence[Value]] = []
        seen: set[int] = set()
        for origin, wanted in self._plan:
            if origin is None:
                rows.append(fresh_natives(self._before, wanted, natives))
            elif origin in seen:
                rows.append([copied_value(node) for node in self._everything[origin].nodes])
            else:
                rows.append(natives[origin])
                seen.add(origin)
        trees = Trees(self._before)
        lists = self._before.recorder.fields.lists(self._before.tree)
        return [
            edit
            for position, node in enumerate(lists)
            for edit in trees.edits(node, [row[position] for row in rows if position < len(row)])
        ]

    def _was_numbered(self) -> bool:
        """Say whether the numbers of the interactions were those of their places."""
        return all(one.id == str(one.index) for one in self._everything)

    def _numbers(self) -> Iterator[Edit[str]]:
        """Yield the edits that number the interactions by their places."""
        recorder, trees = self._now.recorder, Trees(self._now)
        if recorder.fields.number is None:
            raise CassetteError(f"{recorder.title} does not number interactions")
        for interaction in recorder.interactions(self._now.tree):
            natives = [python_value(node) for node in interaction.nodes]
            recorder.fields.number(recorder.fields.halves(natives), interaction.index)
            for node, native in zip(interaction.nodes, natives, strict=True):
                yield from trees.edits(node, native)

    def _contents(self) -> list[Edit[str]]:
        """Return the edits that make each interaction what it is to be."""
        edits: list[Edit[str]] = []
        trees = Trees(self._now)
        interactions = self._now.recorder.interactions(self._now.tree)
        for (origin, wanted), interaction in zip(self._plan, interactions, strict=True):
            before = self._known.get(origin)
            if before is None or wanted is before:
                continue
            try:
                made = interaction_edits(trees, Reading(interaction), before, wanted)
            except CassetteError as error:
                raise self._in_interaction(error, origin) from error
            edits += made.edits
            self._made.changed |= made.changed
            self._made.notes += [f"#{interaction.index}: {note}" for note in made.notes]
        return edits

    # The proof

    def _prove(self) -> None:
        """Compare the new file with the plan, interaction by interaction."""
        label = self._before.label
        found = list(self._now.recorder.interactions(self._now.tree))
        if len(found) != len(self._plan):
            raise fault("it would hold another number of interactions", label)
        for entry, interaction in zip(self._plan, found, strict=True):
            where = f"{label}#{interaction.index}"
            try:
                self._prove_one(entry, interaction, where)
            except Fault as error:
                self._refuse_unread(entry, interaction, where, error)
                if entry.origin is not None:
                    self._refuse_odd(self._everything[entry.origin], where, error)
                raise

    def _refuse_unread(self, entry: Entry, now: Interaction, where: str, error: Fault) -> None:
        """Say of a new body that it would be read as something else than it is."""
        before = self._known.get(entry.origin) or {}
        for side in _SIDES:
            old, new, body = mapping(before, side), mapping(entry.wanted, side), _body(now, side)
            if same_body(old, new):
                continue
            if "\0" in (string(new, "body") or "") and body.stored.form == "base64":
                words = "a body in base64 that holds U+0000 is read as bytes, and not as this text"
                hint = "take that character out of it"
                raise CassetteError(words, f"{where}:/{side}/body", hint) from error
            was = (
                [] if entry.origin is None else _body(self._everything[entry.origin], side).codings
            )
            if body.codings and (body.codings != was or body.raw == _given_bytes(new)):
                words = f"this would be read as a body in {body.codings[-1]}, and opened"
                hint = "give what is in it, or take Content-Encoding out if that calls it so"
                raise CassetteError(words, f"{where}:/{side}/body", hint) from error

    def _refuse_odd(self, interaction: Interaction, where: str, error: Fault) -> None:
        """Say of what is not as wanted that it cannot be, where the file is the reason."""
        everywhere = Counter(start for one in self._everything for start in _places(one))
        if any(everywhere[start] > 1 for start in _places(interaction)):
            words = "an alias of YAML lets two places change together"
            raise CassetteError(words, where, "write it out in each place first") from error
        for key in (key for node in interaction.nodes for key in repeated_keys(node)):
            words = f"the key {key} stands twice in one mapping"
            raise CassetteError(words, where, "take one of them out first") from error

    def _prove_one(self, entry: Entry, interaction: Interaction, label: str) -> None:
        before = self._known.get(entry.origin)
        if entry.origin is None:
            now = _view(interaction)
            verify(now, _given(entry.wanted), now, label)
            self._prove_bodies({}, entry, interaction, label)
        elif before is not None and entry.wanted is not before:
            verify(before, entry.wanted, _view(interaction), label)
            self._prove_bodies(before, entry, interaction, label)
        elif _kept(self._everything[entry.origin]) != _kept(interaction):
            raise fault("it would differ, though nothing of it was to change", label)

    def _prove_bodies(
        self, before: dict[str, Json], entry: Entry, now: Interaction, label: str
    ) -> None:
        """Compare the bytes of bodies of which nothing is asked, and of those given as bytes.

        How they are shown may change.
        """
        for side in _SIDES:
            old, new, body = mapping(before, side), mapping(entry.wanted, side), _body(now, side)
            if holds_bytes(new) and not same_body(old, new):
                differs = body.data != _given_bytes(new)
            elif entry.origin is not None and keeps_body(old, new):
                was = _body(self._everything[entry.origin], side)
                differs = (was.stored.form, was.raw) != (body.stored.form, body.raw)
            else:
                differs = False
            if differs:
                raise fault(f"/{side}/body would not be as wanted", label)


def _body(interaction: Interaction, side: str) -> Body:
    return interaction.request.body if side == "request" else interaction.response.body


def _given_bytes(half: Mapping[str, Json]) -> bytes | None:
    return given_bytes(half.get("body"), "") if holds_bytes(half) else None


def _places(interaction: Interaction) -> Iterator[int]:
    """Yield where the scalars of an interaction are written."""
    return (leaf.start for node in interaction.nodes for leaf in leaves(node))


def _given(wanted: dict[str, Json]) -> dict[str, Json]:
    """Return what is given of a new interaction; the rest is as usual, or follows."""
    response = mapping(wanted, "response")
    given: dict[str, Json] = {name: value for name, value in wanted.items() if value is not None}
    given["response"] = {
        name: response[name]
        for name in ("status", "headers", "body", "body_kind")
        if response.get(name) is not None
    }
    for side in _SIDES:
        given[side] = {"body_kind": None, **mapping(given, side)}
    return given


def _kept(interaction: Interaction) -> object:
    """Return what is kept of an interaction."""
    request, response = interaction.request, interaction.response
    return (
        request.method, request.url, request.headers.grouped(), request.body.stored.form,
        _bytes(request.body), response.status, response.headers.grouped(),
        response.body.stored.form, _bytes(response.body), interaction.recorded_at,
        interaction.duration_ms,
    )  # fmt: skip


def _bytes(body: Body) -> bytes:
    """Return the bytes of a body, which would itself keep them: of a large file, all at once."""
    return Body(body.stored).raw
