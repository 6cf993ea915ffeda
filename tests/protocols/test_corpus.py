"""What official SDKs make of recorded streams, where the recordings are at hand."""

import json
from pathlib import Path

import pytest

from cassette_cli.chat.message import Message
from cassette_cli.document.files import open_cassette
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import Source
from cassette_cli.errors import UnreadFormat

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
EXPECTED = CORPUS / "expected.jsonl"
AT_LEAST = 110


def as_json(arguments):
    """Return arguments as they compare: by value where they are JSON, nothing as no arguments."""
    if not isinstance(arguments, str):
        return arguments or {}
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


def summary(message: Message):
    """Return a message as the parts of each kind put together."""

    def joined(kind):
        return "".join(part.text for part in message.parts if part.kind == kind)

    calls = [part for part in message.parts if part.kind in {"tool_call", "server_tool_call"}]
    return {
        "text": joined("text"),
        "reasoning": joined("reasoning"),
        "refusal": joined("refusal"),
        "tool_calls": [(call.name, as_json(call.arguments_raw)) for call in calls],
        "finish_reason": message.finish_reason_raw,
    }


def wanted(message):
    """Return an expected message in the same form."""
    calls = [(call["name"], as_json(call["arguments"])) for call in message["tool_calls"]]
    plain = ("text", "reasoning", "refusal", "finish_reason")
    return {key: message[key] for key in plain} | {"tool_calls": calls}


def answer_of(line):
    """Return the messages that we read, or `None` where the file is of a kind not read yet."""
    path = CORPUS / line["file"]
    try:
        cassette = open_cassette(Source(str(path), path, picks=str(line["interaction"])))
    except UnreadFormat:
        return None
    answer = Reading(next(iter(cassette.interactions()))).answer
    return [summary(message) for message in answer.messages] if answer else []


@pytest.mark.skipif(not EXPECTED.exists(), reason="the recorded cassettes are not at hand")
def test_reads_recorded_streams_as_the_official_sdks_do():
    """Whoever trusts the transcript would otherwise have to check it against the SDK."""
    covered, different = 0, {}
    for line in map(json.loads, EXPECTED.read_text(encoding="utf-8").splitlines()):
        made = answer_of(line)
        if made is None:
            continue
        covered += 1
        meant = [wanted(message) for message in line["expected"]["messages"]]
        if made != meant:
            different[f"{line['file']}#{line['interaction']}"] = {"made": made, "wanted": meant}
    assert different == {}
    assert covered >= AT_LEAST
