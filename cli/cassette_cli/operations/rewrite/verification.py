"""The proof, before anything is written: the new file, read again, has the view that is wanted."""

from collections.abc import Iterator, Mapping

from cassette_cli.chat.message import Answer
from cassette_cli.document.json_view import FOLLOWING, answer_view
from cassette_cli.errors import CassetteError
from cassette_cli.text.json_meaning import Meanings
from cassette_cli.text.json_value import (
    NOT_JSON,
    Json,
    compact,
    get,
    mapping,
    objects,
    parse,
    string,
)

ANSWER = ("id", "model", "messages", "usage_raw")
"""What of a response an answer says."""
_IN_MESSAGES = frozenset({"index", "finish_reason"})
_IN_PARTS = frozenset({"arguments", "raw", "annotations", "encrypted"})
_CAN_BE_EMPTY = frozenset({"text", "reasoning", "refusal"})
_LENGTH = "content-length"
_READ_BY = frozenset({"content-type", "content-encoding"})


def verify(
    before: Mapping[str, Json], wanted: Mapping[str, Json], found: Mapping[str, Json], label: str
) -> None:
    """Compare the views of an interaction: as it was, as it is to be, as it would be.

    Raises:
        CassetteError: something else would change, or something would not; or what is wanted
            cannot be had together.
    """
    pointers = list(differences(before, wanted, found))
    # What was asked says more than what came of it.
    pointers.sort(key=lambda pointer: not _is_asked(before, wanted, pointer))
    for pointer in pointers:
        _refuse_together(before, wanted, pointer, label)
        raise fault(f"{pointer} would not be as wanted", label)


def _is_asked(before: Mapping[str, Json], wanted: Mapping[str, Json], pointer: str) -> bool:
    steps = pointer.split("/")[1:]
    return not same(get(dict(before), *steps), get(dict(wanted), *steps))


def _refuse_together(
    before: Mapping[str, Json], wanted: Mapping[str, Json], pointer: str, label: str
) -> None:
    """Refuse what was asked for if one part of it makes another impossible."""
    _, side, name = [*pointer.split("/"), ""][:3]
    old, new = mapping(before.get(side)), mapping(wanted.get(side))
    if name in ANSWER and not same_body(old, new):
        raise CassetteError(
            "the body and what the answer is to say disagree",
            f"{label}:/{side}",
            "change one of the two, the other follows",
        )
    if name in {"body", *ANSWER} and reads_otherwise(old, new):
        raise CassetteError(
            "with its new headers, this would be read as something else",
            f"{label}:{pointer}",
            "leave Content-Type and Content-Encoding, or give the body as a whole",
        )


def reads_otherwise(old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
    """Say whether the headers of a request or response tell its body to be read in another way."""

    def reading(half: Mapping[str, Json]) -> list[tuple[str, Json]]:
        headers = mapping(half.get("headers")).items()
        return sorted((name.lower(), compact(values)) for name, values in headers
                      if name.lower() in _READ_BY)  # fmt: skip

    return reading(old) != reading(new)


def keeps_body(old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
    """Say whether nothing is asked of a body, nor of the answer that it is."""
    return same_body(old, new) and not says_otherwise(old, new)


def same_body(old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
    """Say whether two requests or responses have one body: bytes are not their base64 as a text."""
    return holds_bytes(old) == holds_bytes(new) and same(old.get("body"), new.get("body"))


def holds_bytes(half: Mapping[str, Json]) -> bool:
    """Say whether the body of a request or response is bytes, given in base64."""
    return half.get("body_kind") == "base64" and isinstance(half.get("body"), str)


class Fault(CassetteError):
    """The outcome is not as meant, which is never the user's fault."""


def fault(words: str, label: str) -> Fault:
    """Return the error for an outcome that is not as meant."""
    return Fault(
        f"cannot verify the rewritten file: {words}",
        label,
        "nothing was written; this is a fault of cassette, please report it",
    )


def differences(
    before: Mapping[str, Json], wanted: Mapping[str, Json], found: Mapping[str, Json]
) -> Iterator[str]:
    """Yield the pointers of what is not as wanted."""
    for name in ("recorded_at", "duration_ms"):
        if wanted.get(name, before.get(name)) != found.get(name):
            yield f"/{name}"
    for side in ("request", "response"):
        old, new, now = (mapping(view.get(side)) for view in (before, wanted, found))
        for name in _compared(old, {**old, **new}, now):
            yield f"/{side}/{name}"


def _compared(old: dict[str, Json], new: dict[str, Json], now: dict[str, Json]) -> Iterator[str]:
    """Yield the names of what differs in a request or response."""
    body_changes = not same_body(old, new)
    says = says_otherwise(old, new)
    follows = FOLLOWING | _faces(old, new, body_changes=body_changes, says=says)
    for name in [name for name in old if name not in follows]:
        if name == "headers":
            differs = _headers(new[name], body_changes or says) != _headers(
                now[name], body_changes or says
            )
        elif name == "messages":
            differs = not same(_sorted(_said(new[name])), _sorted(_said(now[name])))
        elif name == "body":
            # How bytes are shown follows from the headers; they are compared as bytes, elsewhere.
            differs = not holds_bytes(new) and (
                holds_bytes(now) or not _is_same_body(new[name], now[name])
            )
        else:
            differs = not same(_sorted(new[name]), _sorted(now[name]))
        if differs:
            yield name


def says_otherwise(old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
    """Say whether the answer of a response is to be another; what is absent is as it was."""
    return any(not same(old.get(name), new.get(name, old.get(name))) for name in ANSWER)


def _faces(
    old: dict[str, Json], new: dict[str, Json], *, body_changes: bool, says: bool
) -> set[str]:
    """Return which of the body and the answer follows from the other, or from new headers."""
    if body_changes:
        return set() if says else set(ANSWER)
    if says:
        return {"body"}
    return {"body", *ANSWER} if reads_otherwise(old, new) else set()


def _is_same_body(wanted: Json, found: Json) -> bool:
    """Say whether two bodies are the same, be one shown as a text, one as the JSON that it is.

    As which of the two it is shown depends on what the headers call it.
    """
    if isinstance(wanted, str) and isinstance(found, str):
        return wanted == found
    return same(_content(wanted), _content(found))


def _content(body: Json) -> Json:
    value = parse(body) if isinstance(body, str) else body
    return (body or None) if value is NOT_JSON else value


def same(before: Json, after: Json) -> bool:
    """Say whether two values mean the same in JSON: `true` is not 1, and the order counts."""
    meanings = Meanings()
    return before is after or meanings.of_value(before) == meanings.of_value(after)


def _sorted(value: Json) -> Json:
    """Return a value whose keys are in the order of the alphabet."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _headers(headers: Json, length_follows: bool) -> dict[str, Json]:
    return {
        name: values
        for name, values in mapping(headers).items()
        if values and not (length_follows and name.lower() == _LENGTH)
    }


def says_the_same(answer: Answer, wanted: Mapping[str, Json]) -> bool:
    """Say whether an answer is what a response of a view says."""
    messages: list[Json] = [answer_view(message) for message in answer.messages]
    facts = {"id": answer.id, "model": answer.model, "usage_raw": answer.usage_raw}
    return same(_said(messages), _said(wanted.get("messages"))) and all(
        same(wanted.get(name), value) for name, value in facts.items()
    )


def _said(messages: Json) -> Json:
    """Return messages without what follows from the rest; the order of their members is ours."""
    return [
        {
            **{key: message[key] for key in sorted(message.keys() - _IN_MESSAGES)},
            "parts": [_said_part(part) for part in objects(message, "parts") if _says(part)],
        }
        for message in objects(messages)
    ]


def _said_part(part: dict[str, Json]) -> Json:
    said: dict[str, Json] = {
        key: part[key] for key in sorted(part.keys() - _IN_PARTS) if part[key] is not None
    }
    if part.get("kind") == "reasoning":
        said.pop("id", None)  # one that comes is given the id that its protocol wants
    raw = said.pop("arguments_raw", None) or None
    if isinstance(raw, str):
        value = parse(raw)
        said["arguments_raw"] = value if isinstance(value, dict | list) else raw
    return said


def _says(part: dict[str, Json]) -> bool:
    """Say whether a part is more than a text without a character, which no answer has."""
    said = ("text", "signature", "encrypted")
    return string(part, "kind") not in _CAN_BE_EMPTY or any(part.get(key) for key in said)
