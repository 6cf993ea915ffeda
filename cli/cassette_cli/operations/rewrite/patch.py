"""What is asked for, as a JSON Patch over the JSON view; the one file that applies one.

Source: RFC 6902 (JSON Patch) and RFC 6901 (pointers), as the `jsonpatch` library applies them.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from difflib import get_close_matches
from typing import NamedTuple, TypeAlias

from jsonpatch import (
    InvalidJsonPatch,
    JsonPatch,
    JsonPatchConflict,
    JsonPatchTestFailed,
)
from jsonpointer import JsonPointerException

from cassette_cli.document.masking import MARK
from cassette_cli.errors import CassetteError
from cassette_cli.text.json_value import NOT_JSON, Json, compact, get, mapping, objects, parse

Operation: TypeAlias = dict[str, Json]

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


def assignment(text: str) -> Assignment:
    """Return what `POINTER=VALUE` says; a value that is no JSON is a string.

    Raises:
        CassetteError: it is not of that form.
    """
    pointer, sign, value = text.partition("=")
    if not sign or not pointer.startswith("/"):
        raise CassetteError(
            f"`{text}` does not say what is to be set",
            hint="a pointer starts with `/`, as in: --set /response/status=500",
        )
    parsed = parse(value)
    return Assignment(pointer, value if parsed is NOT_JSON else parsed)


def operations_of(document: Json, assignments: Sequence[Assignment]) -> Iterator[Operation]:
    """Yield the operations that assignments are.

    A pointer that does not start at `/interactions` is meant in every interaction of the document.

    Raises:
        CassetteError: a place is not there, or follows from others.
    """
    for pointer, value in assignments:
        _refuse_derived(pointer)
        places = [_as_written(document, at) for at in _absolute(document, pointer)]
        found = [at for at in places if not isinstance(value, Nothing) or is_there(document, at)]
        if not found:
            raise missing(document, places[0] if places else pointer)
        for at in found:
            if isinstance(value, Nothing):
                yield {"op": "remove", "path": at}
            else:
                in_list = isinstance(get_at(document, at.rpartition("/")[0]), list)
                replaces = in_list and not at.endswith("/-")
                yield {"op": "replace" if replaces else "add", "path": at, "value": value}


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
    if _plain(steps[_HEADER]) not in names:
        alike = (name for name in names if name.lower() == _plain(steps[_HEADER]).lower())
        steps[_HEADER] = next(map(_escaped, alike), steps[_HEADER])
    return "/".join(steps)


def _refuse_derived(pointer: str) -> None:
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
    made = deepcopy(document)
    for number, operation in enumerate(operations):
        _refuse_masked(operation, number)
        try:
            made = JsonPatch([operation]).apply(made, in_place=True)
        except JsonPatchTestFailed as error:
            raise CassetteError(
                f"operation {number} of the patch tests what is not so", _path_of(operation)
            ) from error
        except (JsonPatchConflict, JsonPointerException) as error:
            at = number if numbered else None
            raise missing(made, _lost(made, operation), at) from error
        except (InvalidJsonPatch, KeyError, TypeError, ValueError, IndexError) as error:
            raise CassetteError(
                f"operation {number} of the patch is none: {compact(operation)[:100]}",
                hint="RFC 6902: a list of objects with `op`, `path` and, for most, `value`",
            ) from error
    return made


def _path_of(operation: Operation) -> str:
    path = operation.get("path")
    return path if isinstance(path, str) else ""


def _lost(document: Json, operation: Operation) -> str:
    """Return which pointer of an operation leads nowhere: where it takes from, or where it puts."""
    source = operation.get("from")
    if isinstance(source, str) and not is_there(document, source):
        return source
    return _path_of(operation)


def _refuse_masked(operation: Operation, number: int) -> None:
    if MARK.search(compact(operation.get("value"))):
        raise CassetteError(
            f"operation {number} would write a masked value over the real one",
            _path_of(operation),
            "make the patch from `show --json --show-secrets`, or leave masked values out of it",
        )


def patch_of(text: str, label: str) -> list[Operation]:
    """Return the operations of a JSON Patch document.

    Raises:
        CassetteError: it is none.
    """
    value = parse(text)
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
        return _plain(last) in holder
    return isinstance(holder, list) and _is_position(last) and int(last) < len(holder)


def _steps(document: Json, pointer: str) -> Iterator[str | int]:
    here = document
    for step in pointer.split("/")[1:]:
        is_position = isinstance(here, list) and _is_position(step)
        key: str | int = int(step) if is_position else _plain(step)
        yield key
        here = get(here, key)


def _is_position(step: str) -> bool:
    return step.isascii() and step.isdigit()


def _plain(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


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
        names = [*map(_escaped, here)]
        near = get_close_matches(rest[0], names, 1, 0.5) if rest else []
        if near:
            return f"the nearest is {'/'.join([known, near[0], *rest[1:]])}"
        listed = ", ".join(names[:_FEW]) + (" …" if len(names) > _FEW else "")
        return f"{known or 'the document'} has {listed}" if names else f"{known} is empty"
    if isinstance(here, list):
        last = f" to {known}/{len(here) - 1}" if len(here) > 1 else ""
        return f"{known} has {known}/0{last}" if here else f"{known} is empty"
    return f"{known} holds no more than a value"
