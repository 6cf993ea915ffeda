"""What every protocol provides: its marks, and how its answers and requests are read."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from cassette_cli.chat.draft import Draft
from cassette_cli.chat.finish_reason import finish_reason
from cassette_cli.chat.message import Answer, Failure, Message, Part, Prompt, Status
from cassette_cli.framing.base import EXCEPTION, Event, Stream
from cassette_cli.text.json_value import Json, compact, string

if TYPE_CHECKING:
    from cassette_cli.chat.telling import Telling


class ChatProtocol(NamedTuple):
    """One provider's way of telling a conversation."""

    name: str
    """As in the JSON view and the README's table: lower case, words joined by hyphens."""
    title: str
    url: str
    """A regular expression of its paths; only a hint, since gateways serve it anywhere."""
    streams: Callable[[Event], bool]
    """Whether an event can only be one of this protocol."""
    answers: Callable[[dict[str, Json]], bool]
    """Whether an object is a plain answer, or a whole one of several kinds, of this protocol."""
    assemble: Callable[[Stream], Answer]
    """The answer that a stream makes. Never raises, whatever the events hold."""
    read: Callable[[dict[str, Json]], Answer]
    """The answer that a plain object is."""
    prompt: Callable[[dict[str, Json]], Prompt]
    """What the JSON body of a request asks."""
    streamed_urls: Mapping[str, str] = MappingProxyType({})
    """What in its URLs asks for a stream, with what asks for a plain answer instead."""
    telling: "Callable[[], Telling] | None" = None
    """How an edited answer is told; loaded when something is to be edited."""


def closing_status(draft: Draft, *, ended: bool) -> Status:
    """Return the status of a stream: cut off, stopped early by a limit, or complete."""
    if not ended:
        return "truncated"
    reasons = {finish_reason(message.finish) for message in draft.messages}
    return "incomplete" if "length" in reasons else "complete"


def failure_in(event: Event) -> Failure | None:
    """Return the error that an event of any protocol reports, `None` where it reports none."""
    if event.name.startswith(EXCEPTION):
        message = string(event.json, "message") or string(event.json, "Message") or event.data
        return Failure(event.name.removeprefix(EXCEPTION), None, message or None)
    payload = event.json
    if not isinstance(payload, dict):
        return Failure(event.name, None, event.data) if event.name == "error" else None
    if payload.get("error") or event.name == "error" or payload.get("object") == "error":
        return failure_of(payload)
    return None


def objects_of(stream: Stream, draft: Draft) -> Iterator[tuple[Event, dict[str, Json]]]:
    """Yield the events that are JSON objects; failures and odd ones go to the draft."""
    for event in stream.events:
        payload = event.json
        if (failure := failure_in(event)) is not None:
            draft.error = failure
        elif isinstance(payload, dict):
            yield event, payload
        else:
            draft.problem(f"event {event.ordinal} is no JSON object: {event.data[:60]}")


def failure_of(payload: dict[str, Json]) -> Failure:
    """Return an error object as its parts, wherever a provider puts them."""
    error = payload.get("error")
    if isinstance(error, str):
        return Failure(_text(payload.get("error_type")), None, error)
    inside = error if isinstance(error, dict) else payload
    message = (
        inside.get("message") or inside.get("msg") or inside.get("Message") or payload.get("detail")
    )
    code = inside.get("code")
    kind = None if inside is payload and payload.get("type") == "error" else inside.get("type")
    return Failure(
        _text(kind) or _text(inside.get("status")) or _text(inside.get("__type")),
        code if isinstance(code, str | int) and not isinstance(code, bool) else None,
        message if isinstance(message, str) else compact(message) if message else None,
    )


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def is_failure(payload: dict[str, Json]) -> bool:
    """Say whether a plain object is an error report rather than an answer."""
    if payload.get("error") or payload.get("object") == "error" or payload.get("type") == "error":
        return True
    return set(payload) <= {"detail", "message", "Message", "code", "status", "__type", "type"}


def settings(request: dict[str, Json], *spoken: str) -> dict[str, Json]:
    """Return the members of a request that are none of the `spoken` ones and not null."""
    return {key: value for key, value in request.items() if key not in spoken and value is not None}


def text_message(role: str, text: str, index: int = 0) -> Message:
    """Return a message that is one text."""
    return Message(index, role, [Part("text", text)] if text else [])


def unknown_part(raw: Json) -> Part:
    """Return a part of a kind that is not known, with what it says of itself."""
    return Part("unknown", string(raw, "text"), name=string(raw, "type") or None, raw=raw)


def media_part(raw: Json, kind: str) -> Part:
    """Return a part that is a picture, a sound or a file, by the words of its kind."""
    lower = kind.lower()
    if "image" in lower:
        return Part("image", raw=raw)
    if "audio" in lower:
        return Part("audio", text=string(raw, "transcript"), raw=raw)
    if any(word in lower for word in ("file", "document", "pdf", "video")):
        return Part("file", name=string(raw, "filename") or None, raw=raw)
    return unknown_part(raw)


def plain_text(content: Json) -> str:
    """Return the text of a content that is a string or a list of parts with texts."""
    found: list[str] = []
    left = [content]
    while left:
        item = left.pop()
        if isinstance(item, list):
            left += reversed(item)
        elif isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            inner = item.get("text")
            left.append(inner if isinstance(inner, str) else item.get("content"))
    return "".join(found)


def numbered(messages: Iterable[Message]) -> list[Message]:
    """Return messages with their positions as indices."""
    found = list(messages)
    for index, message in enumerate(found):
        message.index = index
    return found


def joined_base64(pieces: Iterable[Json]) -> str:
    """Return pieces of base64 that are each a whole as one, by the bytes that they stand for."""
    return b64encode(b"".join(_bytes(piece) for piece in pieces if isinstance(piece, str))).decode()


def _bytes(piece: str) -> bytes:
    try:
        return b64decode(piece + "=" * (-len(piece) % 4))
    except ValueError:
        return b""
