"""The protocols: one file or folder per provider's way of telling a conversation."""

import re
from collections.abc import Iterator, Sequence
from typing import overload

from cassette_cli.framing.base import Stream
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.text.json_value import Json


def _protocols() -> Iterator[ChatProtocol]:
    """Yield the protocols, those that are met most first."""
    from cassette_cli.protocols.openai_chat import OPENAI_CHAT

    yield OPENAI_CHAT
    from cassette_cli.protocols.openai_responses import OPENAI_RESPONSES

    yield OPENAI_RESPONSES
    from cassette_cli.protocols.anthropic_messages import ANTHROPIC_MESSAGES

    yield ANTHROPIC_MESSAGES
    from cassette_cli.protocols.gemini import GEMINI

    yield GEMINI
    from cassette_cli.protocols.gemini_interactions import GEMINI_INTERACTIONS

    yield GEMINI_INTERACTIONS
    from cassette_cli.protocols.bedrock_converse import BEDROCK_CONVERSE

    yield BEDROCK_CONVERSE
    from cassette_cli.protocols.bedrock_invoke import BEDROCK_INVOKE

    yield BEDROCK_INVOKE
    from cassette_cli.protocols.cohere_v2 import COHERE_V2

    yield COHERE_V2
    from cassette_cli.protocols.cohere_v1 import COHERE_V1

    yield COHERE_V1
    from cassette_cli.protocols.ollama import OLLAMA

    yield OLLAMA
    from cassette_cli.protocols.openai_completions import OPENAI_COMPLETIONS

    yield OPENAI_COMPLETIONS
    from cassette_cli.protocols.openai_assistants import OPENAI_ASSISTANTS

    yield OPENAI_ASSISTANTS


class _Shelf(Sequence[ChatProtocol]):
    """The protocols, each imported when a search comes to it: most recordings need one of them.

    Together they are two dozen modules, and a command's start is the sum of its imports.
    """

    def __init__(self) -> None:
        self._known: list[ChatProtocol] = []
        self._others = _protocols()

    def __iter__(self) -> Iterator[ChatProtocol]:
        position = 0
        while position < len(self._known) or self._fetch():
            yield self._known[position]
            position += 1

    def _fetch(self) -> bool:
        protocol = next(self._others, None)
        if protocol is not None:
            self._known.append(protocol)
        return protocol is not None

    def __len__(self) -> int:
        while self._fetch():
            pass
        return len(self._known)

    @overload
    def __getitem__(self, index: int) -> ChatProtocol: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ChatProtocol]: ...
    def __getitem__(self, index: int | slice) -> ChatProtocol | Sequence[ChatProtocol]:
        len(self)  # all of them
        return self._known[index]


PROTOCOLS: Sequence[ChatProtocol] = _Shelf()

_TELLING = 3
"""How many events are asked: the first alone may be odd, as Azure's is."""


def protocol_of_stream(stream: Stream) -> ChatProtocol | None:
    """Return the protocol that a stream is in, by its first events."""
    for event in stream.events[:_TELLING]:
        for protocol in PROTOCOLS:
            if protocol.streams(event):
                return protocol
    return None


def protocol_of_answer(payload: dict[str, Json]) -> ChatProtocol | None:
    """Return the protocol that a plain answer is in."""
    return next((protocol for protocol in PROTOCOLS if protocol.answers(payload)), None)


def protocol_of_url(url: str) -> ChatProtocol | None:
    """Return the protocol that is usually spoken at a URL; the weakest of the three signs."""
    path = url.partition("?")[0]
    return next((protocol for protocol in PROTOCOLS if re.search(protocol.url, path)), None)


def protocol_named(name: str) -> ChatProtocol:
    """Return the protocol of a name that an answer carries."""
    return next(protocol for protocol in PROTOCOLS if protocol.name == name)
