"""Streams of other providers that hold a plant: Anthropic, Gemini, Cohere, Ollama, Bedrock, MCP.

Source: the API references of these providers, and for the frames of Bedrock the page "Event
stream encoding" of the AWS SDKs.
"""

import json
import random

from tests.framing import aws_frames
from tests.redaction.carriers import document, prose, said
from tests.redaction.characters import base64, run
from tests.redaction.exchange import Exchange
from tests.redaction.fragments import cut, sse
from tests.redaction.plant import Plant
from tests.redaction.streams_openai import asked

MESSAGES = "https://api.anthropic.com/v1/messages"
GEMINI = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash"
BEDROCK = "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-haiku-4-5"
AWS_STREAM = "application/vnd.amazon.eventstream"

USED = aws_frames.event(
    "metadata", {"usage": {"inputTokens": 9, "outputTokens": 7, "totalTokens": 16}}
)

Event = dict[str, object]


def messages(block: Event, deltas: list[Event], rng: random.Random) -> list[Event]:
    """Return the events of a message of Anthropic with one block."""
    head = {"id": f"msg_01{run('a', 22, rng)}", "type": "message", "role": "assistant",
            "content": [], "model": "claude-sonnet-4-5", "usage": {"input_tokens": 9}}  # fmt: skip
    return [
        {"type": "message_start", "message": head},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "ping"},
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
         "usage": {"output_tokens": len(deltas)}},
        {"type": "message_stop"},
    ]  # fmt: skip


def _spoken(events: list[Event], rng: random.Random) -> list[Exchange]:
    pairs = [(str(event["type"]), json.dumps(event, ensure_ascii=False)) for event in events]
    return [asked(MESSAGES, sse(pairs, rng), "claude-sonnet-4-5")]


def _text_events(plant: Plant, rng: random.Random) -> list[Event]:
    parts = cut(prose(plant, rng), plant.core, rng)
    deltas: list[Event] = [{"type": "text_delta", "text": part} for part in parts]
    return messages({"type": "text", "text": ""}, deltas, rng)


def anthropic_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into what Claude says, in pieces."""
    return _spoken(_text_events(plant, rng), rng)


def anthropic_thinking(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into what Claude thinks, in pieces."""
    parts = cut(prose(plant, rng), plant.core, rng)
    deltas: list[Event] = [{"type": "thinking_delta", "thinking": part} for part in parts]
    block = {"type": "thinking", "thinking": "", "signature": ""}
    return _spoken(messages(block, deltas, rng), rng)


def anthropic_tool(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the input of a tool, in pieces."""
    parts = ["", *cut(document(plant, rng), plant.core, rng)]
    deltas: list[Event] = [{"type": "input_json_delta", "partial_json": part} for part in parts]
    block = {"type": "tool_use", "id": f"toolu_01{run('a', 22, rng)}", "name": "save", "input": {}}
    return _spoken(messages(block, deltas, rng), rng)


def _candidates(plant: Plant, rng: random.Random) -> list[Event]:
    parts = cut(prose(plant, rng), plant.core, rng)
    thought = {"thought": True} if rng.random() < 0.3 else {}
    chunks: list[Event] = [
        {"candidates": [{"content": {"parts": [{"text": part, **thought}], "role": "model"},
                         "index": 0}], "modelVersion": "gemini-2.5-flash"}
        for part in parts
    ]  # fmt: skip
    last = {"candidates": [{"content": {"parts": [{"text": ""}]}, "finishReason": "STOP",
                            "index": 0}], "usageMetadata": {"promptTokenCount": 4}}  # fmt: skip
    return [*chunks, last]


def gemini_sse(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the parts of Gemini's answer."""
    pairs = [("", json.dumps(chunk)) for chunk in _candidates(plant, rng)]
    body = sse(pairs, rng, end="\r\n")
    return [asked(f"{GEMINI}:streamGenerateContent?alt=sse", body)]


def gemini_array(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the same as one array, written piece by piece."""
    chunks = [json.dumps(chunk, indent=2) for chunk in _candidates(plant, rng)]
    body = "[" + "\n,\r\n".join(chunks) + "\n]"
    url = f"{GEMINI}:streamGenerateContent"
    return [Exchange(url, b'{"contents":[]}', body.encode())]


def cohere(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the deltas of Cohere's second version."""
    parts = cut(prose(plant, rng), plant.core, rng)
    events: list[Event] = [
        {"type": "message-start", "id": "7d0f", "delta": {"message": {"role": "assistant"}}},
        {"type": "content-start", "index": 0,
         "delta": {"message": {"content": {"type": "text", "text": ""}}}},
        *({"type": "content-delta", "index": 0,
           "delta": {"message": {"content": {"text": part}}}} for part in parts),
        {"type": "content-end", "index": 0},
        {"type": "message-end", "delta": {"finish_reason": "COMPLETE"}},
    ]  # fmt: skip
    pairs = [(str(event["type"]), json.dumps(event)) for event in events]
    return [asked("https://api.cohere.com/v2/chat", sse([*pairs, ("", "[DONE]")], rng))]


def ollama(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into lines of JSON."""
    parts = cut(prose(plant, rng), plant.core, rng)
    lines = [
        {"model": "qwen3", "message": {"role": "assistant", "content": part}, "done": False}
        for part in parts
    ]
    lines.append({"model": "qwen3", "message": {"role": "assistant", "content": ""},
                  "done": True, "done_reason": "stop"})  # fmt: skip
    body = "".join(f"{json.dumps(line)}\n" for line in lines)
    exchange = asked("http://localhost:11434/api/chat", body.encode(), "qwen3")
    exchange.kind = "application/x-ndjson"
    return [exchange]


def lines(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into one line of a file of JSON lines."""
    rows = [{"custom_id": f"r{n}", "response": {"status_code": 200}} for n in range(4)]
    rows.insert(2, {"custom_id": "r9", "response": json.loads(document(plant, rng))})
    body = "\n".join(json.dumps(row) for row in rows) + "\n"
    url = f"https://api.openai.com/v1/files/file-{run('a', 22, rng)}/content"
    return [Exchange(url, b"", body.encode(), method="GET", kind="application/jsonl")]


def _frames(frames: list[bytes], verb: str) -> list[Exchange]:
    body = b'{"messages":[{"role":"user","content":[{"text":"Go on"}]}]}'
    return [Exchange(f"{BEDROCK}/{verb}", body, b"".join(frames), kind=AWS_STREAM)]


def converse_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into frames of Bedrock, in pieces."""
    parts = cut(prose(plant, rng), plant.core, rng)
    frames = [aws_frames.event("messageStart", {"role": "assistant", "p": "abc"})]
    frames += [
        aws_frames.event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": part},
                                               "p": run("c", rng.randint(2, 20), rng)})
        for part in parts
    ]  # fmt: skip
    frames += [aws_frames.event("contentBlockStop", {"contentBlockIndex": 0}),
               aws_frames.event("messageStop", {"stopReason": "end_turn"}), USED]  # fmt: skip
    return _frames(frames, "converse-stream")


def converse_tool(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the input of a tool, in frames."""
    use = {"toolUse": {"toolUseId": f"tooluse_{run('w', 22, rng)}", "name": "save"}}
    frames = [
        aws_frames.event("messageStart", {"role": "assistant"}),
        aws_frames.event("contentBlockStart", {"contentBlockIndex": 0, "start": use}),
    ]
    frames += [
        aws_frames.event("contentBlockDelta", {"contentBlockIndex": 0,
                                               "delta": {"toolUse": {"input": part}}})
        for part in cut(document(plant, rng), plant.core, rng)
    ]  # fmt: skip
    frames += [aws_frames.event("messageStop", {"stopReason": "tool_use"}), USED]
    return _frames(frames, "converse-stream")


def frame_payload(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into one frame as a whole: an error that names it."""
    message = f"User is not authorized: {said(plant)} cannot call this"
    frames = [
        aws_frames.event("messageStart", {"role": "assistant"}),
        aws_frames.exception("accessDeniedException", {"message": message}),
    ]
    return _frames(frames, "converse-stream")


def invoke_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into events of Anthropic, each in base64 in a frame."""
    frames = [aws_frames.chunk(event) for event in _text_events(plant, rng)]
    return _frames(frames, "invoke-with-response-stream")


def agent_chunk(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a frame whose bytes are plain text."""
    text = prose(plant, rng)
    payload = {"bytes": base64(text)}
    frames = [aws_frames.event("chunk", payload), aws_frames.event("trace", {"sessionId": "s"})]
    return _frames(frames, "invoke-agent")


def many_lines(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into an event whose JSON is written over several lines."""
    result = {"content": [{"type": "text", "text": prose(plant, rng)}], "isError": False}
    pretty = json.dumps({"jsonrpc": "2.0", "id": 3, "result": result}, indent=2)
    body = sse([("message", pretty)], rng, end="\r\n")
    return [asked("https://mcp.invalid/mcp", body)]


def plain_lines(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into events of plain text, in pieces."""
    parts = cut(prose(plant, rng), plant.core, rng)
    pairs = [("output", part) for part in parts]
    return [asked("https://stream.replicate.com/v1/files/x", sse([*pairs, ("done", "{}")], rng))]
