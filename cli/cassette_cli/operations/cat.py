"""Decoding: what a body holds, byte for byte or as its texts."""

from collections.abc import Iterator
from enum import StrEnum

from cassette_cli.chat.message import Message
from cassette_cli.document.files import Cassette
from cassette_cli.document.reading import Reading
from cassette_cli.framing.base import Stream
from cassette_cli.text.json_value import NOT_JSON, Json, compact, parse


class Form(StrEnum):
    """What of a body is wanted."""

    BODY = "body"
    """Its bytes, all codings opened."""
    RAW = "raw"
    """Its bytes as they were sent."""
    TEXT = "text"
    """What was said in it: a stream joined, texts, reasoning and arguments a paragraph each."""
    EVENTS = "events"
    """The events of its stream, a JSON value each."""


def contents(cassette: Cassette, form: Form, *, of_request: bool) -> Iterator[str | bytes]:
    """Yield the content of every interaction that is meant.

    Raises:
        CassetteError: a body cannot be opened.
    """
    for interaction in cassette.interactions():
        reading = Reading(interaction)
        body = interaction.request.body if of_request else interaction.response.body
        if form is Form.RAW:
            yield body.raw
        elif form is Form.TEXT:
            text = spoken(reading, of_request=of_request)
            yield text if text is not None else body.text if body.text is not None else b""
        elif form is Form.EVENTS:
            yield "".join(compact(event) + "\n" for event in events(reading.stream))
        else:
            yield body.data


def spoken(reading: Reading, *, of_request: bool) -> str | None:
    """Return what was said on one side; `None` where that is no conversation that we know."""
    if of_request:
        messages = reading.prompt.messages if reading.prompt is not None else None
    else:
        messages = reading.answer.messages if reading.answer is not None else None
    return None if messages is None else "\n".join(_paragraphs(messages))


def _paragraphs(messages: list[Message]) -> Iterator[str]:
    for message in messages:
        for part in message.parts:
            if part.name and part.kind.endswith("tool_call"):
                yield f"{part.name} {part.arguments_raw or ''}".rstrip()
            elif part.text:
                yield part.text


def events(stream: Stream | None) -> Iterator[dict[str, Json]]:
    """Yield the events of a stream as JSON: its name and its data, a value where that is JSON."""
    for event in stream.events if stream is not None else ():
        value = parse(event.data)
        data: Json = event.data if value is NOT_JSON else value
        yield {"event": event.name, "data": data} if event.name else {"data": data}
