"""An answer told anew in the body that it stands in, end to end, and what must hold then."""

import json
from base64 import b64encode
from copy import deepcopy
from dataclasses import dataclass

from cassette_cli.chat.message import Answer
from cassette_cli.chat.retelling import Retelling
from cassette_cli.document.json_view import answer_view
from cassette_cli.framing import stream_of
from cassette_cli.framing.base import Stream
from cassette_cli.http.body import Body, Stored
from cassette_cli.operations.rewrite.answer import retell, settled_arguments
from cassette_cli.operations.rewrite.stream import stream_bytes_edits, stream_text_edits
from cassette_cli.operations.rewrite.verification import same, says_the_same
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.text.edit import apply
from cassette_cli.text.json_edit import json_edits
from cassette_cli.text.json_value import objects


def response_view(answer: Answer) -> dict:
    """Return what the JSON view says of an answer and an edit may change."""
    return {
        "id": answer.id,
        "model": answer.model,
        "messages": [answer_view(message) for message in answer.messages],
        "usage_raw": answer.usage_raw,
    }


@dataclass
class Told:
    """A body before and after an edit of what it says."""

    body: Body
    stream: Stream | None
    wanted: dict
    retelling: Retelling
    new_body: Body
    new_stream: Stream | None
    answer: Answer

    @property
    def view(self) -> dict:
        """How the new body reads."""
        return response_view(self.answer)

    @property
    def payloads(self) -> list:
        """The JSON of the events as they are told."""
        return [line.payload for line in self.retelling.lines]


def tell(body: Body, protocol: ChatProtocol, edit) -> Told | None:
    """Edit the view of an answer and tell it; `None` where the edit has nothing to edit.

    Args:
        body: the body that holds the answer.
        protocol: the protocol it is in.
        edit: changes the view in place; `False` says that there is nothing to change.
    """
    stream = stream_of(body)
    answer = protocol.read(body.json) if stream is None else protocol.assemble(stream)
    before = response_view(answer)
    wanted = deepcopy(before)
    if edit(wanted) is False:
        return None
    settled_arguments(before["messages"], objects(wanted, "messages"))
    retelling = retelling_of(body, stream)
    retell(retelling, protocol, answer, wanted)
    new_body = with_content(body, retold(body, stream, retelling))
    new_stream = stream_of(new_body)
    made = protocol.read(new_body.json) if stream is None else protocol.assemble(new_stream)
    return Told(body, stream, wanted, retelling, new_body, new_stream, made)


def retelling_of(body: Body, stream: Stream | None) -> Retelling:
    """Return what a body tells before anything is changed."""
    events = [("", body.json)] if stream is None else [(e.name, e.json) for e in stream.events]
    return Retelling(events, is_plain=stream is None)


def retold(body: Body, stream: Stream | None, retelling: Retelling) -> str | bytes:
    """Return the content of a body after its events are told anew."""
    if stream is None:
        return apply(body.text, json_edits(body.text, retelling.lines[0].payload))
    if body.text is not None:
        return apply(body.text, stream_text_edits(stream, body.text, retelling))
    return apply(body.data, stream_bytes_edits(stream, body.data, retelling))


def with_content(body: Body, content: str | bytes) -> Body:
    """Return a body of the same kind with other content."""
    made = body_of(content)
    made.media_type = body.media_type
    return made


def body_of(content: str | bytes) -> Body:
    """Return a body of some content."""
    if isinstance(content, bytes):
        return Body(Stored("base64", b64encode(content).decode(), None))
    return Body(Stored("text", content, None))


def content_of(body: Body) -> str | bytes:
    """Return what the places of a stream are in: the text of a body, or its bytes."""
    return body.data if body.text is None else body.text


def check(told: Told) -> None:
    """Fail unless the body says what is wanted, and nothing but the touched events is another."""
    assert says_the_same(told.answer, told.wanted), (told.view, told.wanted)
    if told.stream is None or told.new_stream is None:
        assert json.loads(told.new_body.text, strict=False) == told.retelling.lines[0].payload
        return
    _check_events(told)
    if not any(line.is_new for line in told.retelling.lines) and len(told.stream.events) == len(
        told.new_stream.events
    ):
        assert _between(told.body, told.stream) == _between(told.new_body, told.new_stream)
    assert told.new_stream.done == told.stream.done
    assert told.new_stream.closed == told.stream.closed
    assert list(told.new_stream.problems) == list(told.stream.problems)


def _check_events(told):
    lines = told.retelling.lines
    assert len(lines) == len(told.new_stream.events)
    for line, event in zip(lines, told.new_stream.events, strict=True):
        before = told.stream.events[line.like]
        is_touched = (
            line.is_new or not same(line.payload, line.original) or line.name != before.name
        )
        if not is_touched:
            assert _written(told.new_body, event) == _written(told.body, before)
        if event.json is not None:
            assert json.loads(event.data, strict=False) == line.payload
        assert event.name == line.name


def _written(body, event):
    return content_of(body)[event.start : event.end]


def _between(body, stream):
    """Return what stands before, between and behind the events."""
    content, at, found = content_of(body), 0, []
    for event in stream.events:
        found.append(content[at : event.start])
        at = event.end
    return [*found, content[at:]]
