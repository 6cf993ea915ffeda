"""The difference of two recordings as a JSON Patch over the JSON view, for `rewrite`.

Source: RFC 6902; the `jsonpatch` library makes the operations within an interaction.
"""

from collections.abc import Iterator, Mapping, Sequence

from jsonpatch import JsonPatch, JsonPatchException
from jsonpointer import JsonPointerException

from cassette_cli.document.files import Cassette
from cassette_cli.document.json_view import FOLLOWING, interaction_view
from cassette_cli.operations.diff.pairing import Match, matches, traits_of
from cassette_cli.text.json_value import Json, mapping, too_deep
from cassette_cli.text.pointer import step_of

_NUMBERS = ("index", "id")
"""What of an interaction follows from its place."""


def patch_between(old: Cassette, new: Cassette, *, show_secrets: bool = False) -> list[Json]:
    """Return the operations that make of the view of one cassette that of the other.

    Interactions are taken out, moved and put in first, and then edited where they stand. What
    follows from the rest is left out.

    Raises:
        CassetteError: a body cannot be opened, or a value is nested too deep.
    """
    before, after = traits_of(old), traits_of(new)
    views = [
        [interaction_view(one.reading, show_secrets=show_secrets) for one in side]
        for side in (before, after)
    ]
    found = list(_editable(matches(before, after), views[0], views[1]))
    patch: list[Json] = list(_rearranged(found, views[1]))
    try:
        for match in found:
            if match.old is not None and match.new is not None:
                patch += _edits(views[0][match.old], views[1][match.new], match.new)
    except RecursionError as error:
        raise too_deep() from error
    return patch


def _editable(
    found: Sequence[Match], old: Sequence[dict[str, Json]], new: Sequence[dict[str, Json]]
) -> Iterator[Match]:
    """Yield the same; an answer of another kind is not edited, but another interaction."""
    for match in found:
        if match.old is None or match.new is None or _kind(old[match.old]) == _kind(new[match.new]):
            yield match
        else:
            yield match._replace(new=None)
            yield match._replace(old=None)


def _kind(view: dict[str, Json]) -> tuple[Json, ...]:
    response = mapping(view, "response")
    # Base64 stands for bytes, or is a text: no edit of it could tell.
    are_bytes = [mapping(view, half)["body_kind"] == "base64" for half in ("request", "response")]
    return response["protocol"], response["stream"] is None, *are_bytes


def _rearranged(found: Sequence[Match], views: Sequence[Mapping[str, Json]]) -> Iterator[Json]:
    """Yield what takes interactions out, and moves and puts in others, to the order of the new."""
    gone = {match.old for match in found if match.new is None}
    for at in sorted((at for at in gone if at is not None), reverse=True):
        yield {"op": "remove", "path": f"/interactions/{at}"}
    here = sorted(match.old for match in found if match.new is not None and match.old is not None)
    order: list[int | None] = list(here)
    for match in found:
        if match.new is None:
            continue
        path = f"/interactions/{match.new}"
        if match.old is None:
            yield {"op": "add", "path": path, "value": dict(views[match.new])}
            order.insert(match.new, None)
        elif (at := order.index(match.old)) != match.new:
            yield {"op": "move", "from": f"/interactions/{at}", "path": path}
            order.insert(match.new, order.pop(at))


def _edits(old: dict[str, Json], new: dict[str, Json], at: int) -> Iterator[Json]:
    """Yield what makes of the view of an interaction that of another."""
    wanted = _without_following(old, new)
    made = JsonPatch.from_diff(old, wanted)
    try:
        is_whole = made.apply(old) == wanted
    except (JsonPatchException, JsonPointerException, ValueError):
        is_whole = False
    # Now and then the library makes a patch that it cannot apply: then larger pieces are replaced.
    for step in made.patch if is_whole else _replaced(old, wanted):
        places = {key: f"/interactions/{at}{step[key]}" for key in ("path", "from") if key in step}
        yield {**step, **places}


def _replaced(old: dict[str, Json], new: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield replacements of each field of the request and the response that differs."""
    for half in ("request", "response"):
        for key, value in mapping(new, half).items():
            if mapping(old, half).get(key) != value:
                yield {"op": "replace", "path": f"/{half}/{step_of(key)}", "value": value}
    for key in ("recorded_at", "duration_ms"):
        if old[key] != new[key]:
            yield {"op": "replace", "path": f"/{key}", "value": new[key]}


def _without_following(old: dict[str, Json], new: dict[str, Json]) -> dict[str, Json]:
    """Return the new view with what follows from the rest as it is in the old one."""
    made = new | {name: old[name] for name in _NUMBERS}
    for half in ("request", "response"):
        before = mapping(old, half)
        follows = {name: before[name] for name in FOLLOWING & before.keys()}
        made[half] = mapping(new, half) | follows
    return made
