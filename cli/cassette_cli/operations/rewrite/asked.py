"""What is asked of a rewriting, made into the interactions of each file as they are to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cassette_cli.document.files import Cassette
from cassette_cli.document.json_view import head_view
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.patch import (
    Assignment,
    Operation,
    operations_of,
    patched,
)
from cassette_cli.operations.rewrite.plan import Entry, entries, kept
from cassette_cli.text.json_value import Json, get, integer, objects

_FIRST_ERROR = 400


@dataclass(frozen=True)
class Asked:
    """What is asked of each file."""

    operations: Sequence[Operation] = ()
    """A JSON Patch over the view of the interactions that are meant."""
    assignments: Sequence[Assignment] = ()
    text: str | None = None
    """What the one text of the one answer is to be."""
    tool_args: Json = None
    """What the arguments of its one tool call are to be; `None` for as they are."""
    selection: Literal["", "drop", "keep"] = ""
    errors: bool = False
    """Only failed interactions are meant."""
    document: Json = None
    """The view of those that are meant, as a person made it; `None` where nobody did."""

    def meant(self, view: dict[str, Json]) -> dict[str, Json]:
        """Return the view of a file with the interactions that are meant."""
        views = objects(view, "interactions")
        return {**view, "interactions": [*filter(self._is_meant, views)]}

    def _is_meant(self, view: dict[str, Json]) -> bool:
        return not self.errors or is_failed(view)

    def plan(self, cassette: Cassette, views: Sequence[dict[str, Json]]) -> list[Entry]:
        """Return the interactions of a file as they are to be.

        Raises:
            CassetteError: it cannot be done in this file.
        """
        count = sum(1 for _ in cassette.recorder.interactions(cassette.tree))
        meant = [*filter(self._is_meant, views)]
        if self.selection:
            return self._selected(cassette, meant, count)
        if self.document is not None:
            return entries(meant, self.document, count)
        document: Json = {**head_view(cassette), "interactions": list(meant)}
        made = patched(document, self.operations)
        try:
            assigned = operations_of(made, self._assigned(made))
            made = patched(made, assigned, numbered=False)
        except CassetteError as error:
            raise _placed(error, meant) from error
        return entries(meant, made, count)

    def _selected(
        self, cassette: Cassette, meant: Sequence[dict[str, Json]], count: int
    ) -> list[Entry]:
        if cassette.picked is None and not self.errors:
            raise CassetteError(
                f"--{self.selection} needs to know which interactions",
                cassette.label,
                f"name them, as in {cassette.label}#1, or take the failed ones with --errors",
            )
        chosen = {index for view in meant if (index := integer(view, "index")) is not None}
        gone = chosen if self.selection == "drop" else set(range(count)) - chosen
        return kept(count, gone)

    def _assigned(self, document: Json) -> list[Assignment]:
        assigned = list(self.assignments)
        if self.text is not None:
            pointer = _only_part(document, "text", "--text", "text")
            assigned.append(Assignment(pointer, self.text))
        if self.tool_args is not None:
            pointer = _only_part(document, "tool_call", "--tool-args", "arguments")
            assigned.append(Assignment(pointer, self.tool_args))
        return assigned


def is_failed(view: dict[str, Json]) -> bool:
    """Say whether an interaction failed: by its status, or by an error that its body reports."""
    status = integer(view, "response", "status")
    return bool(get(view, "response", "error")) or (status is not None and status >= _FIRST_ERROR)


def _placed(error: CassetteError, meant: Sequence[dict[str, Json]]) -> CassetteError:
    """Return an error that names its interaction as an address does, and its place within it."""
    _, _, position, place = [*error.where.split("/", 3), "", "", ""][:4]
    if place and position.isdigit() and int(position) < len(meant):
        within = f"/interactions/{position}/"
        error.where = f"#{integer(meant[int(position)], 'index')}:/{place}"
        error.hint = error.hint.replace(within, "/")
    return error


def _only_part(document: Json, kind: str, option: str, field: str) -> str:
    """Return the pointer of the only part of a kind among all answers.

    Raises:
        CassetteError: there is none, or more than one.
    """
    found = [
        f"/interactions/{at}/response/messages/{number}/parts/{position}/{field}"
        for at, view in enumerate(objects(document, "interactions"))
        for number, message in enumerate(objects(view, "response", "messages"))
        for position, part in enumerate(objects(message, "parts"))
        if part.get("kind") == kind
    ]
    if len(found) == 1:
        return found[0]
    what = kind.replace("_", " ")
    if not found:
        raise CassetteError(
            f"{option}: there is no {what} in what is addressed",
            hint="--set /response/messages/0/parts/-=… adds a part",
        )
    several = len(objects(document, "interactions")) > 1
    raise CassetteError(
        f"{option}: there are {len(found)} {what}s in what is addressed",
        hint=f"name {'the interaction (FILE#1), or ' * several}the place: --set {found[0]}=…",
    )
