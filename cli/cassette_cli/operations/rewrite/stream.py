"""A retold answer in the body that it stands in: the least edits of its text or bytes."""

from collections.abc import Iterator

from cassette_cli.chat.retelling import Retelling
from cassette_cli.framing import frame_edits, text_edits
from cassette_cli.framing.base import Stream, Told
from cassette_cli.text.edit import Edit
from cassette_cli.text.json_edit import json_edits
from cassette_cli.text.json_style import Style, style_of


def stream_text_edits(stream: Stream, content: str, retelling: Retelling) -> list[Edit[str]]:
    """Return the edits of a body's text after which its stream tells an answer anew.

    Raises:
        CassetteError: the stream cannot hold it.
    """
    return text_edits(stream, content, list(_told(stream, retelling, style_of(content))))


def stream_bytes_edits(stream: Stream, content: bytes, retelling: Retelling) -> list[Edit[bytes]]:
    """Return the edits of the bytes of a body in binary frames, likewise.

    Raises:
        CassetteError: the stream cannot hold it.
    """
    evidence = "\n".join(event.data for event in stream.events)
    return frame_edits(stream, content, list(_told(stream, retelling, style_of(evidence))))


def _told(stream: Stream, retelling: Retelling, style: Style) -> Iterator[Told]:
    """Yield the events as they are to be; one that is to have another name is written anew."""
    for line in retelling.lines:
        event = stream.events[line.like]
        edits = json_edits(event.data, line.payload, style=style) if line.is_changed else []
        yield Told(event, edits, line.is_new or line.name != event.name, line.name)
