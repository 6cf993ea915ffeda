"""Streams of OpenAI's shapes that hold a plant: chat chunks and events of the Responses API.

Source: the API reference of OpenAI (chat completion chunks, Responses streaming events), 2026.
"""

import json
import random

from tests.redaction.carriers import document, prose
from tests.redaction.characters import run
from tests.redaction.exchange import Exchange
from tests.redaction.fragments import cut, interleaved, sse
from tests.redaction.plant import Plant

CHAT = "https://api.openai.com/v1/chat/completions"
ROUTER = "https://openrouter.ai/api/v1/chat/completions"
RESPONSES = "https://api.openai.com/v1/responses"


def asked(url: str, body: bytes, model: str = "gpt-4o") -> Exchange:
    """Return a call for a stream and its answer."""
    request = {"model": model, "stream": True, "messages": [{"role": "user", "content": "Go on"}]}
    return Exchange(url, json.dumps(request).encode(), body, kind="text/event-stream")


def chat(deltas: list[dict[str, object]], rng: random.Random, reason: str = "stop") -> bytes:
    """Return a stream of chat chunks."""
    identity, print_ = f"chatcmpl-{run('a', 29, rng)}", f"fp_{run('h', 10, rng)}"
    tight = rng.random() < 0.6
    padded = rng.random() < 0.5

    def chunk(choice: dict[str, object]) -> str:
        value = {
            "id": identity, "object": "chat.completion.chunk", "created": 1795384942,
            "model": "gpt-4o-2024-08-06", "system_fingerprint": print_,
            "choices": [{"index": 0, "finish_reason": None, **choice}],
        }  # fmt: skip
        if padded:
            value["obfuscation"] = run("a", rng.randint(2, 12), rng)
        return json.dumps(value, separators=(",", ":") if tight else None, ensure_ascii=tight)

    first = chunk({"delta": {"role": "assistant", "content": ""}})
    chunks = [chunk(delta if "delta" in delta else {"delta": delta}) for delta in deltas]
    last = chunk({"delta": {}, "finish_reason": reason})
    events = [("", data) for data in (first, *chunks, last, "[DONE]")]
    return sse(events, rng, end=rng.choice(["\n", "\n", "\r\n"]))


def chat_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into what is said, in pieces."""
    parts = cut(prose(plant, rng), plant.core, rng)
    return [asked(CHAT, chat([{"content": part} for part in parts], rng))]


def chat_reasoning(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into what is thought, in pieces, under one of the names this has."""
    name = rng.choice(["reasoning", "reasoning_content"])
    deltas: list[dict[str, object]] = []
    for part in cut(prose(plant, rng), plant.core, rng):
        delta: dict[str, object] = {name: part, "content": ""}
        if name == "reasoning":
            delta["reasoning_details"] = [{"type": "reasoning.text", "text": part, "index": 0}]
        deltas.append(delta)
    return [asked(ROUTER, chat([*deltas, {"content": "Done."}], rng))]


def _call(index: int, part: str, rng: random.Random, *, first: bool) -> dict[str, object]:
    head = {"id": f"call_{run('a', 24, rng)}", "type": "function"} if first else {}
    function = {"name": "save", "arguments": ""} if first else {"arguments": part}
    return {"tool_calls": [{"index": index, **head, "function": function}]}


def chat_tool(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the arguments of a tool, in pieces."""
    parts = cut(document(plant, rng), plant.core, rng)
    deltas = [_call(0, "", rng, first=True), *(_call(0, p, rng, first=False) for p in parts)]
    return [asked(CHAT, chat(deltas, rng, "tool_calls"))]


def chat_tools_interleaved(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the arguments of one of two tools whose pieces come by turns."""
    other = cut(json.dumps({"city": "Lyon", "days": list(range(20))}), "days", rng)
    both = interleaved(other, cut(document(plant, rng), plant.core, rng))
    deltas = [_call(index, "", rng, first=True) for index in (0, 1)]
    deltas += [_call(index, part, rng, first=False) for index, part in both]
    return [asked(CHAT, chat(deltas, rng, "tool_calls"))]


def likely(part: str, rng: random.Random) -> dict[str, object]:
    """Return a token with its likelihood and its bytes."""
    return {"token": part, "logprob": -rng.random(), "bytes": list(part.encode()),
            "top_logprobs": [{"token": part, "logprob": -0.01, "bytes": list(part.encode())}]
            }  # fmt: skip


def chat_logprobs(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a stream whose every piece is told again as token and bytes."""
    parts = cut(prose(plant, rng, ascii_only=True), plant.core, rng)
    deltas = [
        {"delta": {"content": part}, "logprobs": {"content": [likely(part, rng)], "refusal": None}}
        for part in parts
    ]
    return [asked(CHAT, chat(deltas, rng))]


def answer_logprobs(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into an answer in one piece, with the list of its tokens."""
    text = prose(plant, rng, ascii_only=True)
    tokens = [likely(part, rng) for part in cut(text, plant.core, rng)]
    choice = {"index": 0, "message": {"role": "assistant", "content": text},
              "finish_reason": "stop", "logprobs": {"content": tokens}}  # fmt: skip
    answer = {"id": f"chatcmpl-{run('a', 29, rng)}", "object": "chat.completion",
              "choices": [choice]}  # fmt: skip
    return [Exchange(CHAT, b'{"model":"gpt-4o","logprobs":true}', json.dumps(answer).encode())]


def _numbered(events: list[dict[str, object]], rng: random.Random) -> list[Exchange]:
    """Return a stream of the Responses API, its events counted."""
    told = [{"type": e["type"], "sequence_number": n, **e} for n, e in enumerate(events)]
    pairs = [(str(e["type"]), json.dumps(e, separators=(",", ":"))) for e in told]
    return [asked(RESPONSES, sse(pairs, rng))]


def _response(status: str, output: list[object], rng: random.Random) -> dict[str, object]:
    return {"id": f"resp_{run('h', 50, rng)}", "object": "response", "status": status,
            "model": "gpt-5", "output": output}  # fmt: skip


def _item_stream(
    item: dict[str, object], whole: dict[str, object], middle: list[dict[str, object]],
    rng: random.Random,
) -> list[Exchange]:  # fmt: skip
    """Return a stream of one item: announced, told in pieces, and said again as a whole."""
    at = {"output_index": 0}
    return _numbered(
        [{"type": "response.created", "response": _response("in_progress", [], rng)},
         {"type": "response.output_item.added", **at, "item": item},
         *middle,
         {"type": "response.output_item.done", **at, "item": whole},
         {"type": "response.completed", "response": _response("completed", [whole], rng)}],
        rng,
    )  # fmt: skip


def responses_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a text that is told in pieces and four more times as a whole."""
    text, identity = prose(plant, rng), f"msg_{run('h', 50, rng)}"
    at = {"item_id": identity, "output_index": 0, "content_index": 0}
    part = {"type": "output_text", "annotations": [], "logprobs": [], "text": text}
    item = {"id": identity, "type": "message", "role": "assistant"}
    middle: list[dict[str, object]] = [
        {"type": "response.content_part.added", **at, "part": {**part, "text": ""}},
        *({"type": "response.output_text.delta", **at, "delta": piece, "logprobs": [],
           "obfuscation": run("a", 12, rng)} for piece in cut(text, plant.core, rng)),
        {"type": "response.output_text.done", **at, "text": text, "logprobs": []},
        {"type": "response.content_part.done", **at, "part": part},
    ]  # fmt: skip
    whole = {**item, "status": "completed", "content": [part]}
    return _item_stream({**item, "status": "in_progress", "content": []}, whole, middle, rng)


def responses_tool(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into arguments that are told in pieces and three more times as a whole."""
    text, identity = document(plant, rng), f"fc_{run('h', 50, rng)}"
    at = {"item_id": identity, "output_index": 0}
    item = {"id": identity, "type": "function_call", "name": "save",
            "call_id": f"call_{run('a', 24, rng)}"}  # fmt: skip
    name = "response.function_call_arguments"
    middle: list[dict[str, object]] = [
        *({"type": f"{name}.delta", **at, "delta": piece}
          for piece in cut(text, plant.core, rng)),
        {"type": f"{name}.done", **at, "arguments": text},
    ]  # fmt: skip
    whole = {**item, "status": "completed", "arguments": text}
    return _item_stream({**item, "status": "in_progress", "arguments": ""}, whole, middle, rng)


def responses_reasoning(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the summary of what was thought, with a signed copy that must stay."""
    text, identity = prose(plant, rng), f"rs_{run('h', 50, rng)}"
    at = {"item_id": identity, "output_index": 0, "summary_index": 0}
    part, name = {"type": "summary_text", "text": text}, "response.reasoning_summary"
    item = {"id": identity, "type": "reasoning",
            "encrypted_content": f"gAAAAAB{run('w', 200, rng)}"}  # fmt: skip
    middle: list[dict[str, object]] = [
        {"type": f"{name}_part.added", **at, "part": {"type": "summary_text", "text": ""}},
        *({"type": f"{name}_text.delta", **at, "delta": piece}
          for piece in cut(text, plant.core, rng)),
        {"type": f"{name}_text.done", **at, "text": text},
        {"type": f"{name}_part.done", **at, "part": part},
    ]  # fmt: skip
    return _item_stream({**item, "summary": []}, {**item, "summary": [part]}, middle, rng)
