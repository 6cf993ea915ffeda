"""The proof, before anything is written: the new file, read again, has the view that is wanted."""

from collections.abc import Iterator, Mapping

from cassette_cli.chat.message import Answer
from cassette_cli.document.json_view import answer_view
from cassette_cli.errors import CassetteError
from cassette_cli.text.json_meaning import Meanings
from cassette_cli.text.json_value import NOT_JSON, Json, mapping, objects, parse, string

ANSWER = ("id", "model", "messages", "usage_raw")
"""What of a response an answer says."""
FOLLOWING = frozenset({"body_kind", "protocol", "stream", "usage", "error", "problems"})
"""What of a request or response follows from the rest."""
_IN_MESSAGES = frozenset({"index", "finish_reason"})
_IN_PARTS = frozenset({"arguments", "raw", "annotations", "encrypted"})
_CAN_BE_EMPTY = frozenset({"text", "reasoning", "refusal"})
_LENGTH = "content-length"


def verify(
    before: Mapping[str, Json], wanted: Mapping[str, Json], found: Mapping[str, Json], label: str
) -> None:
    """Compare the views of an interaction: as it was, as it is to be, as it would be.

    Raises:
        CassetteError: something else would change, or something would not.
    """
    for pointer in differences(before, wanted, found):
        raise fault(f"{pointer} would not be as wanted", label)


def fault(words: str, label: str) -> CassetteError:
    """Return the error for an outcome that is not as meant, which is never the user's fault."""
    return CassetteError(
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
    body_changes = not same(old.get("body"), new.get("body"))
    says = any(not same(old.get(name), new.get(name)) for name in ANSWER)
    follows = set(FOLLOWING)
    if body_changes:
        follows |= set() if says else set(ANSWER)
    elif says:
        follows.add("body")
    for name in old.keys() - follows:
        if name == "headers":
            differs = _headers(new[name], body_changes or says) != _headers(
                now[name], body_changes or says
            )
        elif name == "messages":
            differs = not same(_sorted(_said(new[name])), _sorted(_said(now[name])))
        elif name == "body":
            differs = not _is_same_body(new[name], now[name])
        else:
            differs = not same(_sorted(new[name]), _sorted(now[name]))
        if differs:
            yield name


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
