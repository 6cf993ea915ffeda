"""The JSON view of a cassette: what `--json` prints, and what patches speak of (`cassette/1`)."""

from base64 import b64encode

from cassette_cli.chat.message import Message, Part
from cassette_cli.document.files import Cassette
from cassette_cli.document.masking import masked_headers, masked_url
from cassette_cli.document.reading import Reading
from cassette_cli.http.body import Body
from cassette_cli.text.json_value import NOT_JSON, Json, objects

SCHEMA = "cassette/1"
FOLLOWING = frozenset({"body_kind", "protocol", "stream", "usage", "error", "problems"})
"""What of a request or response follows from the rest, and cannot be asked for."""


def cassette_view(cassette: Cassette, *, show_secrets: bool = False) -> dict[str, Json]:
    """Return the view of a cassette, with the interactions that are meant.

    Raises:
        CassetteError: a body cannot be opened.
    """
    return {
        **head_view(cassette),
        "interactions": [
            interaction_view(Reading(interaction), show_secrets=show_secrets)
            for interaction in cassette.interactions()
        ],
    }


def head_view(cassette: Cassette) -> dict[str, Json]:
    """Return what the view of a cassette says before its interactions."""
    recorder = cassette.recorder
    return {
        "schema": SCHEMA,
        "path": cassette.label,
        "recorder": {"name": recorder.name, "version": recorder.version(cassette.tree)},
    }


def interaction_view(reading: Reading, *, show_secrets: bool = False) -> dict[str, Json]:
    """Return the view of one interaction."""
    interaction = reading.interaction
    request = interaction.request
    url = request.url
    headers = request.headers if show_secrets else masked_headers(request.headers)
    kind, body = body_view(request.body)
    return {
        "index": interaction.index,
        "id": interaction.id,
        "recorded_at": interaction.recorded_at,
        "duration_ms": interaction.duration_ms,
        "request": {
            "method": request.method,
            "url": url if show_secrets or url is None else masked_url(url),
            "headers": _grouped(headers.grouped()),
            "body_kind": kind,
            "body": body,
        },
        "response": _response_view(reading, show_secrets=show_secrets),
    }


def _response_view(reading: Reading, *, show_secrets: bool) -> dict[str, Json]:
    response = reading.interaction.response
    headers = response.headers if show_secrets else masked_headers(response.headers)
    answer, stream = reading.answer, reading.stream
    kind, body = ("stream", None) if stream and answer else body_view(response.body)
    streamed: Json = None
    if stream is not None and answer is not None:
        streamed = {
            "framing": stream.framing,
            "events": len(stream.events),
            "status": answer.status,
        }
    error = reading.error
    return {
        "status": response.status,
        "headers": _grouped(headers.grouped()),
        "body_kind": kind,
        "body": body,
        "protocol": reading.protocol,
        "stream": streamed,
        "id": answer.id if answer else None,
        "model": answer.model if answer else None,
        "messages": [answer_view(message) for message in answer.messages] if answer else [],
        "usage": dict(answer.usage._asdict()) if answer and answer.usage else None,
        "usage_raw": answer.usage_raw if answer else None,
        "error": dict(error._asdict()) if error else None,
        "problems": list(reading.problems),
    }


def _grouped(headers: dict[str, list[str]]) -> Json:
    return {name: list(values) for name, values in headers.items()}


def body_view(body: Body) -> tuple[str, Json]:
    """Return the kind of a body and its content in JSON."""
    if body.is_empty:
        return "empty", None
    value = body.json
    if value is not NOT_JSON:
        return "json", value
    text = body.text
    if text is not None:
        return "text", text
    return "base64", b64encode(body.data).decode("ascii")


def answer_view(message: Message) -> dict[str, Json]:
    """Return the view of a message of an answer.

    The result of a tool, which no answer should hold, is unknown.
    """
    view = message_view(message)
    for part in objects(view, "parts"):
        if part["kind"] == "tool_result":
            part["kind"] = "unknown"
    return view


def message_view(message: Message) -> dict[str, Json]:
    """Return the view of a message."""
    return {
        "index": message.index,
        "role": message.role,
        "parts": [part_view(part) for part in message.parts],
        "finish_reason": message.finish_reason,
        "finish_reason_raw": message.finish_reason_raw,
    }


_WITH_TEXT = {"text", "reasoning", "refusal", "code", "code_result", "tool_result"}
_CALLS = {"tool_call", "server_tool_call"}
_WITH_RAW = {
    "server_tool_result",
    "tool_result",
    "image",
    "audio",
    "file",
    "unknown",
    "code",
    "code_result",
}


def part_view(part: Part) -> dict[str, Json]:
    """Return the view of a part: its kind, what that kind has, and what else is known of it."""
    view: dict[str, Json] = {"kind": part.kind}
    if part.kind in _WITH_TEXT or part.text:
        view["text"] = part.text
    if part.kind in _CALLS:
        view |= {"id": part.id, "name": part.name}
        view |= {"arguments": part.arguments, "arguments_raw": part.arguments_raw}
    else:
        view |= {key: value for key, value in (("id", part.id), ("name", part.name)) if value}
    if part.encrypted:
        view["encrypted"] = True
    if part.signature:
        view["signature"] = part.signature
    if part.annotations:
        view["annotations"] = part.annotations
    if part.raw is not None and (part.kind in _WITH_RAW or part.kind in _CALLS):
        view["raw"] = part.raw
    return view
