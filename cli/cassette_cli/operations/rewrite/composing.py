"""A stream that nobody recorded, made of the messages that the JSON view gives."""

from base64 import b64encode

from cassette_cli.chat.retelling import Retelling
from cassette_cli.chat.telling import cannot
from cassette_cli.framing import FRAMINGS, stream_of, written_stream
from cassette_cli.framing.base import Stream
from cassette_cli.http.body import Body, Stored
from cassette_cli.operations.rewrite.answer import retell, settled_arguments
from cassette_cli.operations.rewrite.stream import stream_bytes_edits, stream_text_edits
from cassette_cli.protocols import PROTOCOLS
from cassette_cli.text.edit import apply
from cassette_cli.text.json_value import Json, compact, objects, string

_MEDIA_TYPES = {"ndjson": "application/x-ndjson"}


def composed_stream(response: dict[str, Json]) -> str | bytes:
    """Return the body of a stream that says what the response of a view does.

    Its `protocol` and the framing of its `stream` are those of the body.

    Raises:
        CassetteError: no stream of that protocol can be made.
    """
    name, framing = string(response, "protocol"), string(response, "stream", "framing")
    protocol = next((one for one in PROTOCOLS if one.name == name), None)
    telling = protocol.telling() if protocol is not None and protocol.telling is not None else None
    is_framing = framing in {one.name for one in FRAMINGS}
    if protocol is None or telling is None or telling.blank is None or not is_framing:
        raise cannot(
            f"a stream of {name or 'an unknown protocol'} cannot be made of messages alone",
            "copy a recorded interaction (op `copy` of JSON Patch) and edit it,"
            " or give the stream as the text of /response/body",
        )
    settled_arguments([], objects(response, "messages"))
    blank = telling.blank(response)
    events = [(event, compact(payload)) for event, payload in blank.events]
    content = written_stream(framing, events, done=blank.done)
    stream = _read(content, framing)
    answer = protocol.assemble(stream)
    facts: dict[str, Json] = {
        "id": answer.id, "model": answer.model, "usage_raw": answer.usage_raw
    }  # fmt: skip
    retelling = Retelling((event.name, event.json) for event in stream.events)
    retell(retelling, protocol, answer, {**response, **facts})
    if isinstance(content, str):
        return apply(content, stream_text_edits(stream, content, retelling))
    return apply(content, stream_bytes_edits(stream, content, retelling))


def _read(content: str | bytes, framing: str) -> Stream:
    if isinstance(content, str):
        stored = Stored("text", content, None)
    else:
        stored = Stored("base64", b64encode(content).decode("ascii"), None)
    stream = stream_of(Body(stored, _MEDIA_TYPES.get(framing)))
    assert stream is not None, "it was written in that framing"
    return stream
