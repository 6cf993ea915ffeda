"""The official SDKs, and the streams that they are asked about."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.protocols.cases import STREAMED, answer_of, body_of, case_id
from tests.protocols.recorded import CORPUS, answers
from tests.protocols.told import content_of

from cassette_cli.chat.message import Answer
from cassette_cli.document.files import open_cassette
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import sources
from cassette_cli.framing import stream_of
from cassette_cli.framing.base import Stream

PACKAGES = {
    "anthropic-messages": "anthropic",
    "openai-chat": "openai",
    "openai-responses": "openai",
    "gemini": "google.genai",
    "bedrock-converse": "botocore",
}
"""The protocols that an official SDK reads, and its package."""

WARNINGS = (
    "ignore:Pydantic serializer warnings:UserWarning",
    "ignore:.* is not a valid:UserWarning",
)
"""Of the SDKs, about fields and words that they do not know and take over all the same."""

_ROOT = Path(__file__).parents[2]
_FOLDERS = (_ROOT / "samples", _ROOT / "tests" / "recorders" / "data")


class Recorded(NamedTuple):
    """A stream, and the answer that we read from it."""

    label: str
    body: str | bytes
    """A text, or the bytes of an AWS event stream."""
    stream: Stream
    answer: Answer


def witness(protocol):
    """Return the module that reads a protocol with its SDK, which takes its time to load."""
    package = PACKAGES[protocol]
    pytest.importorskip(
        package, reason=f"{package} is not installed: .venv/bin/pip install -e '.[dev]'"
    )
    return import_module(f"tests.witness.{protocol.replace('-', '_')}")


@cache
def made_up(protocol):
    """Return the streams that the tests of a protocol make up, each for one point."""
    cases = [case for case in STREAMED if case.parent.name == protocol]
    return [_recorded(case_id(case), body_of(case), answer_of(case)) for case in cases]


@cache
def recorded(protocol):
    """Return the streams of a protocol in samples, in the tests' recordings and in the corpus."""
    found = [*_of_this_repository(), *(answers() if CORPUS.exists() else [])]
    return [
        _recorded(label, reading.interaction.response.body, reading.answer)
        for label, reading in found
        if reading.stream is not None and reading.answer.protocol == protocol
    ]


@cache
def _of_this_repository():
    """Return the places and readings of the answers in samples and in the tests' recordings."""
    cassettes = map(open_cassette, sources([str(folder) for folder in _FOLDERS]))
    readings = [
        (f"{cassette.label}#{interaction.index}", Reading(interaction))
        for cassette in cassettes
        if cassette
        for interaction in cassette.interactions()
    ]
    return [(label, reading) for label, reading in readings if reading.answer is not None]


def _recorded(label, body, answer):
    return Recorded(label, content_of(body), stream_of(body), answer)
