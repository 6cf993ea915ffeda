"""Streams that nobody recorded: each says what it was made of."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cassette_cli.errors import CassetteError
from cassette_cli.framing import stream_of
from cassette_cli.http.body import Body, Stored
from cassette_cli.operations.rewrite.composing import composed_stream
from cassette_cli.operations.rewrite.verification import says_the_same
from cassette_cli.protocols import PROTOCOLS, protocol_named

LAW = settings(deadline=None, max_examples=40)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=80)
COUNTS = {
    "openai-chat": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
    "openai-responses": {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7},
    "anthropic-messages": {"input_tokens": 3, "output_tokens": 4},
    "gemini": {"promptTokenCount": 3, "candidatesTokenCount": 4, "totalTokenCount": 7},
    "bedrock-converse": {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7},
    "cohere-v2": {"tokens": {"input_tokens": 3, "output_tokens": 4}},
    "cohere-v1": {"tokens": {"input_tokens": 3, "output_tokens": 4}},
    "ollama": {"prompt_eval_count": 3, "eval_count": 4},
    "openai-completions": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
}
FINISH = {"openai-responses": "completed", "gemini": "STOP"}
ROLES = {"gemini": "model"}
FRAMINGS = {
    "gemini": ("sse", "json-array"),
    "bedrock-converse": ("aws-eventstream",),
    "cohere-v1": ("ndjson",),
    "ollama": ("ndjson",),
}
WITHOUT_ID = {"bedrock-converse", "ollama"}
WITHOUT_MODEL = {"bedrock-converse", "cohere-v2", "cohere-v1"}
WITHOUT_THOUGHT = {"cohere-v1", "openai-completions"}
WITHOUT_CALL = {"openai-completions"}
CALLS_WITHOUT_ID = {"cohere-v1"}
CASES = [(name, framing) for name in COUNTS for framing in FRAMINGS.get(name, ("sse",))]


def response(name, framing, parts) -> dict:
    """Return the response of a view."""
    message = {"index": 0, "role": ROLES.get(name, "assistant"), "parts": parts}
    return {
        "protocol": name,
        "stream": {"framing": framing},
        "id": None if name in WITHOUT_ID else "id_1",
        "model": None if name in WITHOUT_MODEL else "a-model",
        "messages": [{**message, "finish_reason_raw": FINISH.get(name, "stop")}],
        "usage_raw": COUNTS[name],
    }


def read(name, content):
    """Return the answer that a body is read as."""
    if isinstance(content, bytes):
        stored = Stored("base64", b64encode(content).decode(), None)
    else:
        stored = Stored("text", content, None)
    media_type = "application/x-ndjson" if "ndjson" in FRAMINGS.get(name, ()) else None
    stream = stream_of(Body(stored, media_type))
    assert list(stream.problems) == []
    return protocol_named(name).assemble(stream)


@pytest.mark.parametrize(("name", "framing"), CASES)
@LAW
@given(text=TEXTS, thought=TEXTS, value=TEXTS)
def test_a_composed_stream_says_what_it_was_made_of(name, framing, text, thought, value):
    """Whatever is thought, said and asked for; it is complete, and nothing about it is odd."""
    call_id = None if name in CALLS_WITHOUT_ID else "call_1"
    call = {"kind": "tool_call", "id": call_id, "name": "look", "arguments_raw": None}
    parts = [
        {"kind": "reasoning", "text": thought} if name not in WITHOUT_THOUGHT else None,
        {"kind": "text", "text": text},
        {**call, "arguments": {"q": value}} if name not in WITHOUT_CALL else None,
    ]
    wanted = response(name, framing, [part for part in parts if part is not None])
    assert says_the_same(answer := read(name, composed_stream(wanted)), wanted)
    assert (answer.status, answer.problems) == ("complete", [])


@pytest.mark.parametrize(("name", "framing"), CASES)
def test_a_stream_of_no_word_is_one(name, framing):
    """An answer may say nothing."""
    wanted = response(name, framing, [])
    assert says_the_same(read(name, composed_stream(wanted)), wanted)


@pytest.mark.parametrize(
    ("name", "framing"), [("", "sse"), ("nobody", "sse"), ("openai-chat", "smoke signs")]
)
def test_what_cannot_be_made_is_told(name, framing):
    """With the way that there is."""
    wanted = {**response("openai-chat", "sse", []), "protocol": name}
    wanted["stream"] = {"framing": framing}
    with pytest.raises(CassetteError, match="messages alone") as raised:
        composed_stream(wanted)
    assert "copy" in raised.value.hint


def test_the_protocols_that_are_made_are_the_tested_ones():
    """One more needs its counts above."""
    made = {one.name for one in PROTOCOLS if one.telling is not None and one.telling().blank}
    assert made == set(COUNTS)
