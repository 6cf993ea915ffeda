"""What was said in an interaction: the only place that sees recordings and protocols together."""

import re
from collections.abc import Iterator
from functools import cached_property

from cassette_cli.chat.message import Answer, Failure, Prompt
from cassette_cli.framing import stream_of
from cassette_cli.framing.base import Stream
from cassette_cli.http.interaction import Interaction
from cassette_cli.protocols import protocol_of_answer, protocol_of_stream, protocol_of_url
from cassette_cli.protocols.base import ChatProtocol, failure_in, failure_of, is_failure
from cassette_cli.text.json_value import Json, mapping

_FIRST_ERROR = 400
_LONG_REASON = 200
_MODEL_IN_URL = r"/(?:models?|deployments|publishers/[^/]+/models)/([^/:?]+)"


class Reading:
    """An interaction as a person reads it; each thing is read when it is first asked for."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction

    @property
    def failed(self) -> bool:
        """Whether the HTTP status says so."""
        status = self.interaction.response.status
        return status is not None and status >= _FIRST_ERROR

    @cached_property
    def request_json(self) -> dict[str, Json]:
        """The body of the request, empty where it is no JSON object."""
        return mapping(self.interaction.request.body.json)

    @cached_property
    def _spoken(self) -> tuple[Stream | None, ChatProtocol | None]:
        """The stream of the response and the protocol of the answer."""
        body = self.interaction.response.body
        stream = stream_of(body)
        if stream is not None:
            protocol = protocol_of_stream(stream)
            if protocol is None and any(failure_in(event) for event in stream.events[:2]):
                protocol = self._asked
            if protocol is not None or stream.framing != "json-array":
                return stream, protocol
        payload = body.json
        if not isinstance(payload, dict) or (self.failed and is_failure(payload)):
            return None, None
        return None, protocol_of_answer(payload)

    @cached_property
    def _asked(self) -> ChatProtocol | None:
        """The protocol of the request, told by its URL."""
        url = self.interaction.request.url
        return protocol_of_url(url) if url else None

    @property
    def stream(self) -> Stream | None:
        """The response cut into events, `None` where it is no stream."""
        return self._spoken[0]

    @property
    def protocol(self) -> str | None:
        """The name of the protocol, `None` for unknown; that of a failure is its request's."""
        protocol = self._spoken[1]
        if protocol is None and self.error is not None and self.prompt is not None:
            protocol = self._asked
        return protocol.name if protocol is not None else None

    @cached_property
    def answer(self) -> Answer | None:
        """What the model answered; `None` for anything that is no answer of a known protocol."""
        stream, protocol = self._spoken
        if protocol is None:
            return None
        if stream is not None:
            answer = protocol.assemble(stream)
            if self.failed:
                answer.status = "errored"
            return answer
        payload = mapping(self.interaction.response.body.json)
        return None if is_failure(payload) and self.failed else protocol.read(payload)

    @property
    def reports_failure(self) -> bool:
        """Whether the body is an error report, and not just any body under a status of failure."""
        payload = self.interaction.response.body.json
        return isinstance(payload, dict | list) and bool(payload)

    @cached_property
    def error(self) -> Failure | None:
        """The failure that the response reports."""
        if self.answer is not None and self.answer.error is not None:
            return self.answer.error
        payload = self.interaction.response.body.json if self.stream is None else None
        if isinstance(payload, list) and payload:
            payload = payload[0]
        if isinstance(payload, dict) and (self.failed or payload.get("error")):
            return failure_of(payload)
        return self._failure_in_words() if self.failed else None

    def _failure_in_words(self) -> Failure:
        """Return a failure that is told in a stream, in words, or by the status alone."""
        events = self.stream.events if self.stream is not None else []
        if events and (failure := failure_in(events[0])) is not None:
            return failure
        words = " ".join((self.interaction.response.body.text or "").split())
        said = words if len(words) <= _LONG_REASON else f"{words[:_LONG_REASON]}…"
        return Failure(None, None, said or self.interaction.response.reason)

    @cached_property
    def prompt(self) -> Prompt | None:
        """What was asked; `None` where the request is none that we know."""
        protocol = self._spoken[1] or self._asked
        if protocol is None or not self.request_json:
            return None
        prompt = protocol.prompt(self.request_json)
        return prompt if prompt.messages or prompt.tools else None

    @property
    def model(self) -> str | None:
        """The model that answered, or else the one that was asked, or the one in the URL."""
        if self.answer is not None and self.answer.model:
            return self.answer.model
        asked = self.request_json.get("model") or self.request_json.get("modelId")
        if isinstance(asked, str) and asked:
            return asked
        found = re.search(_MODEL_IN_URL, self.interaction.request.url or "")
        if found is None:
            return None
        from urllib.parse import unquote

        return unquote(found[1])

    @property
    def problems(self) -> list[str]:
        """Everything odd about the interaction, complete once its parts have been read."""
        interaction = self.interaction
        found = [*interaction.problems]
        found += [f"request: {words}" for words in interaction.request.body.problems]
        found += interaction.response.body.problems
        found += self.stream.problems if self.stream is not None else []
        found += _problems_of(self.answer, self.stream) if self.answer is not None else []
        return list(dict.fromkeys(found))


def _problems_of(answer: Answer, stream: Stream | None) -> Iterator[str]:
    """Yield what is odd about an answer as a whole, after what was odd on the way."""
    yield from answer.problems
    if answer.status == "truncated" and stream is not None:
        yield f"the stream is cut off: after {len(stream.events)} events, no end has come"
    for message in answer.messages:
        for part in message.parts:
            if part.kind == "tool_call" and part.arguments_raw and part.arguments is None:
                yield f"the arguments of {part.name or 'a tool call'} are no JSON"
    usage = answer.usage
    if usage is not None and (usage.reasoning_tokens or 0) > (usage.output_tokens or 0):
        yield "the usage counts more reasoning than output"
