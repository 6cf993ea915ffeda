"""All places a value can stand in."""

import random
from collections.abc import Callable

from tests.redaction import streams_openai as openai
from tests.redaction import streams_others as others
from tests.redaction.carriers import CODINGS
from tests.redaction.exchange import Exchange
from tests.redaction.place import ANY, YAML, Place, in_text
from tests.redaction.place_bodies import BODIES
from tests.redaction.place_heads import HEADS
from tests.redaction.plant import Plant

SPLIT, COPIES, FRAMES = "stream, split", "stream with copies", "AWS event stream"


def compressed_stream(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a stream that is compressed as a whole."""
    build: Callable[[Plant, random.Random], list[Exchange]] = rng.choice(
        [openai.chat_text, others.anthropic_text, others.gemini_array, openai.responses_text]
    )
    (exchange,) = build(plant, rng)
    kind = rng.choice(list(CODINGS))
    exchange.answer, exchange.encoding = CODINGS[kind](exchange.answer, rng), kind
    return [exchange]


STREAMS = (
    Place("chat: text", SPLIT, openai.chat_text, ANY, in_text),
    Place("chat: reasoning", SPLIT, openai.chat_reasoning, ANY, in_text),
    Place("chat: tool arguments", SPLIT, openai.chat_tool),
    Place("chat: interleaved tools", SPLIT, openai.chat_tools_interleaved),
    Place("chat: logprobs", COPIES, openai.chat_logprobs, ANY, in_text),
    Place("answer: logprobs", COPIES, openai.answer_logprobs, ANY, in_text),
    Place("Responses: text", COPIES, openai.responses_text, ANY, in_text),
    Place("Responses: tool arguments", COPIES, openai.responses_tool),
    Place("Responses: reasoning", COPIES, openai.responses_reasoning, ANY, in_text),
    Place("Anthropic: text", SPLIT, others.anthropic_text, ANY, in_text),
    Place("Anthropic: thinking", SPLIT, others.anthropic_thinking, ANY, in_text),
    Place("Anthropic: tool input", SPLIT, others.anthropic_tool),
    Place("Gemini: SSE", SPLIT, others.gemini_sse, ANY, in_text),
    Place("Gemini: JSON array", SPLIT, others.gemini_array, ANY, in_text),
    Place("Cohere: text", SPLIT, others.cohere, ANY, in_text),
    Place("Ollama: NDJSON", SPLIT, others.ollama, ANY, in_text),
    Place("JSON lines", "plain", others.lines),
    Place("SSE: many data lines", "escapes", others.many_lines, ANY, in_text),
    Place("SSE: plain text", SPLIT, others.plain_lines, ANY, in_text),
    Place("SSE, compressed", "compressed", compressed_stream, YAML, in_text),
    Place("Converse: text", FRAMES, others.converse_text, YAML, in_text),
    Place("Converse: tool input", FRAMES, others.converse_tool, YAML),
    Place("Converse: one frame", FRAMES, others.frame_payload, YAML, in_text),
    Place("Invoke: chunks", FRAMES, others.invoke_text, YAML, in_text),
    Place("Agent: chunk of text", FRAMES, others.agent_chunk, YAML, in_text),
)

PLACES = (*HEADS, *BODIES, *STREAMS)

OTHER_FILE = {"propagation: header, other file"}
"""Places whose two calls go into two files."""
