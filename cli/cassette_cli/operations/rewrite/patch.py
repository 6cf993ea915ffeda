"""What is asked for, as a JSON Patch over the JSON view; the one file that applies one.

Source: RFC 6902 (JSON Patch) and RFC 6901 (pointers), as the `jsonpatch` library applies them.
"""

import math
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple, TypeAlias

from jsonpatch import JsonPatch, JsonPatchException, JsonPatchTestFailed
from jsonpointer import JsonPointerException

from cassette_cli.document.masking import MARK
from cassette_cli.errors import CassetteError
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.json_value import (
    NOT_JSON,
    Json,
    compact,
    copied,
    get,
    mapping,
    objects,
    parse,
)
from cassette_cli.text.lines import place
from cassette_cli.text.pointer import name_of, step_of
from cassette_cli.text.tree import Leaf, leaves

Operation: TypeAlias = dict[str, Json]

_OPERATIONS = {
    "add": ("path", "value"),
    "remove": ("path",),
    "replace": ("path", "value"),
    "move": ("from", "path"),
    "copy": ("from", "path"),
    "test": ("path", "value"),
}
"""What there is, with what each needs."""
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_OWN_ID = re.compile(r"(?:/interactions/\d+)?/id(?:/.*)?")
"""The number that a recorder gave an interaction, which follows from its place."""
_POSITION = re.compile("0|[1-9][0-9]*")
_DERIVED = {
    "finish_reason": "finish_reason_raw",
    "usage": "usage_raw",
    "body_kind": "body",
    "index": "",
    "protocol": "",
    "stream": "",
    "error": "body",
    "problems": "",
}
"""What follows by itself, with what to change instead."""
_HEADER = 5
"""Which step of a pointer is the name of a header: /interactions/0/response/headers/NAME."""
_FEW = 12
"""How many names are listed where none is near."""


class Assignment(NamedTuple):
    """A place of the view and what is to stand there; `NOTHING` takes it out."""

    pointer: str
    value: "Json | Nothing"


class Nothing:
    """No value."""


NOTHING = Nothing()


def given_json(text: str, label: str) -> Json:
    """Return the value of a JSON text that a person gives: nothing that only recorders write.

    Args:
        text: it.
        label: what an error calls it.

    Raises:
        CassetteError: it is no JSON, is nested too deep or has a number that JSON does not have.
    """
    try:
        for leaf in leaves(read_json(text)):
            if _is_endless(leaf):
                where = place(text, leaf.start)
                hint = f'for the text, write "{leaf.value}"'
                raise CassetteError(f"not JSON: {leaf.value} is no number", where, hint)
    except CassetteError as error:
        raise error.at(label) from error
    value = parse(text)
    return text if value is NOT_JSON else value


def _is_endless(leaf: Leaf) -> bool:
    word = leaf.value
    is_number = not leaf.style and word not in {"true", "false", "null"}
    return is_number and not word.lstrip("-").isdigit() and not math.isfinite(float(word))


def assignment(text: str) -> Assignment:
    """Return what `POINTER=VALUE` says; a value that is no JSON is a string.

    Raises:
        CassetteError: it is not of that form, or the value is one that only looks like JSON.
    """
    pointer, sign, value = text.partition("=")
    if not sign:
        raise CassetteError(
            f"`{text}` does not say what is to be set",
            hint="a pointer and a value, as in: --set /response/status=500",
        )
    return Assignment(pointer, value if parse(value) is NOT_JSON else given_json(value, pointer))


def operations_of(document: Json, assignments: Sequence[Assignment]) -> list[Operation]:
    """Return the operations that assignments are; what is taken out comes last, from the back.

    A pointer that does not start at `/interactions` is meant in every interaction of the document.
    Positions are those of the document as it is, whatever else is set or taken out.

    Raises:
        CassetteError: a place is not there, or follows from others.
    """
    puts: list[Operation] = []
    removed: set[str] = set()
    for pointer, value in assignments:
        _refuse_unsettable(document, pointer)
        places = [_as_written(document, at) for at in _absolute(document, pointer)]
        if not isinstance(value, Nothing):
            puts += [_put(document, at, value) for at in places]
            continue
        found = [at for at in places if is_there(document, at)]
        if not found:
            raise missing(document, places[0])
        removed.update(found)
    backwards = sorted(removed, key=lambda at: [*map(_order, at.split("/"))], reverse=True)
    removals: list[Operation] = [{"op": "remove", "path": at} for at in backwards]
    return puts + removals


def _put(document: Json, pointer: str, value: Json) -> Operation:
    in_list = isinstance(get_at(document, pointer.rpartition("/")[0]), list)
    replaces = in_list and not pointer.endswith("/-")
    return {"op": "replace" if replaces else "add", "path": pointer, "value": value}


def _order(step: str) -> tuple[int, str]:
    return (int(step), "") if _is_position(step) else (-1, step)


def _absolute(document: Json, pointer: str) -> Iterator[str]:
    if pointer == "/interactions" or pointer.startswith("/interactions/"):
        yield pointer
        return
    for position in range(len(objects(document, "interactions"))):
        yield f"/interactions/{position}{pointer}"


def _as_written(document: Json, pointer: str) -> str:
    """Return a pointer with the name of a header as it is written there: its case means nothing."""
    steps = pointer.split("/")
    if len(steps) <= _HEADER or steps[_HEADER - 1] != "headers":
        return pointer
    names = mapping(get_at(document, "/".join(steps[:_HEADER])))
    if name_of(steps[_HEADER]) not in names:
        alike = (name for name in names if name.lower() == name_of(steps[_HEADER]).lower())
        steps[_HEADER] = next(map(step_of, alike), steps[_HEADER])
    return "/".join(steps)


def _refuse_unsettable(document: Json, pointer: str) -> None:
    """Refuse a place that is none to set or take out."""
    _refuse_no_pointer(pointer)
    if not pointer:
        raise CassetteError("this is a whole interaction", hint="--drop takes one out")
    if not objects(document, "interactions"):
        raise CassetteError("there is no interaction to change")
    if _OWN_ID.fullmatch(pointer):
        raise CassetteError("the recorder numbers its interactions", pointer, "--renumber does so")
    steps = pointer.split("/")
    inside_body = "body" in steps or "headers" in steps or "usage_raw" in steps
    derived = next((step for step in steps if step in _DERIVED), None)
    if derived is not None and not inside_body and "parts" not in steps:
        instead = _DERIVED[derived]
        raise CassetteError(
            f"`{derived}` follows by itself, and cannot be set",
            pointer,
            f"set `{instead}`" if instead else "",
        )


def _refuse_no_pointer(pointer: Json) -> None:
    if not isinstance(pointer, str) or not _POINTER.fullmatch(pointer):
        words = f"`{pointer}` is no pointer" if isinstance(pointer, str) else "this is no pointer"
        hint = "a pointer starts with `/`, as in /response/status; in a name `~` is `~0`, `/` `~1`"
        raise CassetteError(words, hint=hint)


def patched(document: Json, operations: Sequence[Operation], *, numbered: bool = True) -> Json:
    """Return the document after operations, applied in their order.

    Args:
        document: what they are applied to.
        operations: a JSON Patch.
        numbered: whether errors tell the number of an operation, as of a patch that was given.

    Raises:
        CassetteError: an operation is none, leads nowhere, would write a masked value, or tests
            what is not so.
    """
    made = copied(document)
    for number, operation in enumerate(operations):
        try:
            _refuse_malformed(operation)
            _refuse_masked(operation)
        except CassetteError as error:
            head = f"operation {number} of the patch: " if numbered else ""
            raise CassetteError(head + error.message, _path_of(operation), error.hint) from error
        try:
            made = JsonPatch([mapping(copied(operation))]).apply(made, in_place=True)
        except JsonPatchTestFailed as error:
            raise CassetteError(
                f"operation {number} of the patch tests what is not so", _path_of(operation)
            ) from error
        except (JsonPatchException, JsonPointerException, *_UNEXPECTED) as error:
            at = number if numbered else None
            raise missing(made, _lost(made, operation), at) from error
    return made


_UNEXPECTED = (KeyError, TypeError, ValueError, IndexError)
"""What the library lets through where a pointer leads into a value that holds nothing."""


def _refuse_malformed(operation: Operation) -> None:
    """Refuse what is no operation; its values are not shown, since they may be secret."""
    kind = operation.get("op")
    needed = _OPERATIONS.get(kind) if isinstance(kind, str) else None
    if needed is None:
        raise CassetteError("this has no `op` of RFC 6902", hint=f"one of {', '.join(_OPERATIONS)}")
    for name in needed:
        if name not in operation:
            raise CassetteError(f"`{kind}` needs its `{name}`")
        if name != "value":
            _refuse_no_pointer(operation[name])
    if kind == "move" and f"{operation['path']}/".startswith(f"{operation['from']}/"):
        raise CassetteError("nothing can be moved into itself")


def _path_of(operation: Operation) -> str:
    path = operation.get("path")
    return path if isinstance(path, str) else ""


def _lost(document: Json, operation: Operation) -> str:
    """Return which pointer of an operation leads nowhere: where it takes from, or where it puts."""
    source = operation.get("from")
    if isinstance(source, str) and not is_there(document, source):
        return source
    return _path_of(operation)


def _refuse_masked(operation: Operation) -> None:
    if MARK.search(compact([operation.get("value"), _path_of(operation)])):
        raise CassetteError(
            "this would write a masked value over the real one",
            hint="make the patch from `show --json --show-secrets`, or leave such values out",
        )


def patch_of(text: str, label: str) -> list[Operation]:
    """Return the operations of a JSON Patch document.

    Raises:
        CassetteError: it is none.
    """
    value = given_json(text, label)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise CassetteError(
            "this is no JSON Patch",
            label,
            'RFC 6902: a list such as [{"op": "replace", "path": "/…", "value": …}]',
        )
    return [item for item in value if isinstance(item, dict)]


def get_at(document: Json, pointer: str) -> Json:
    """Return what a pointer leads to; `None` where it leads nowhere."""
    return get(document, *_steps(document, pointer)) if pointer else document


def is_there(document: Json, pointer: str) -> bool:
    """Say whether a pointer leads to something, be it null."""
    above, slash, last = pointer.rpartition("/")
    if not slash:
        return not pointer
    holder = get_at(document, above)
    if isinstance(holder, dict):
        return name_of(last) in holder
    return isinstance(holder, list) and _is_position(last) and int(last) < len(holder)


def _steps(document: Json, pointer: str) -> Iterator[str | int]:
    here = document
    for step in pointer.split("/")[1:]:
        is_position = isinstance(here, list) and _is_position(step)
        key: str | int = int(step) if is_position else name_of(step)
        yield key
        here = get(here, key)


def _is_position(step: str) -> bool:
    return bool(_POSITION.fullmatch(step))


def missing(document: Json, pointer: str, operation: int | None = None) -> CassetteError:
    """Return the error for a pointer that leads nowhere; it names the nearest that does."""
    known, rest = "", pointer.split("/")[1:]
    while rest and is_there(document, f"{known}/{rest[0]}"):
        known = f"{known}/{rest.pop(0)}"
    head = f"operation {operation} of the patch leads nowhere" if operation is not None else ""
    return CassetteError(
        head or "there is nothing at this pointer",
        pointer,
        _nearest(get_at(document, known), known, rest),
    )


def _nearest(here: Json, known: str, rest: Sequence[str]) -> str:
    if isinstance(here, dict):
        names = [*map(step_of, here)]
        near = get_close_matches(rest[0], names, 1, 0.5) if rest else []
        if near:
            return f"the nearest is {'/'.join([known, near[0], *rest[1:]])}"
        listed = ", ".join(names[:_FEW]) + (" …" if len(names) > _FEW else "")
        return f"{known or 'the document'} has {listed}" if names else f"{known} is empty"
    if isinstance(here, list):
        last = f" to {known}/{len(here) - 1}" if len(here) > 1 else ""
        return f"{known} has {known}/0{last}" if here else f"{known} is empty"
    return f"{known} holds no more than a value"
