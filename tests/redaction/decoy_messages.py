"""Calls in which nothing is planted, but decoys stand where they stand in real recordings."""

import json
import random

from tests.redaction.characters import filled, run, uuid
from tests.redaction.decoys import (
    IDS,
    PLACEHOLDERS,
    PROSE,
    SENT,
    Decoy,
    headers,
    near_misses,
    opaque,
    schema,
)
from tests.redaction.exchange import Exchange


def harmless(rng: random.Random) -> tuple[Exchange, list[Decoy]]:
    """Return a call that holds decoys only, and the decoys."""
    build = rng.choice([_chat, _ids, _opaque, _conversation, _stream])
    exchange, decoys = build(rng)
    kept = headers(rng)
    exchange.got += kept
    sent = rng.choice(SENT)
    exchange.sent.append(sent)
    decoys += [Decoy("header", value) for _, value in kept if len(value) > 7]
    return exchange, [*decoys, Decoy("placeholder", sent[1])]


def _chat(rng: random.Random) -> tuple[Exchange, list[Decoy]]:
    """Return an answer with the likelihood of each of its tokens."""
    shape, words = schema(rng), ["The", " token", " is", " secret", " key", "-", "word"]
    tokens = [
        {"token": word, "logprob": -rng.random(), "bytes": list(word.encode()), "top_logprobs": []}
        for word in words
    ]
    call, prose = filled("call_<a24>", rng), rng.sample(PROSE, 3)
    request = {
        "model": "gpt-4o", "max_tokens": 4096, "logprobs": True,
        "messages": [{"role": "user", "content": text} for text in prose],
        "tools": [{"type": "function", "function": {"name": "login", "parameters": 0}}],
    }  # fmt: skip
    body = json.dumps(request).replace('"parameters": 0', f'"parameters": {shape.text}')
    answer = {
        "id": filled("chatcmpl-<a29>", rng), "object": "chat.completion", "created": 1795384942,
        "choices": [{
            "index": 0, "finish_reason": "tool_calls", "logprobs": {"content": tokens},
            "message": {"role": "assistant", "content": "".join(words), "tool_calls": [
                {"id": call, "type": "function", "function": {"name": "login", "arguments": "{}"}}
            ]},
        }],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
        "system_fingerprint": filled("fp_<h10>", rng),
    }  # fmt: skip
    decoys = [Decoy("prose", text) for text in prose]
    decoys += [Decoy("response-id", answer["id"]), Decoy("tool-call-id", call)]
    properties = json.loads(shape.text)["properties"].values()
    decoys += [Decoy("schema", said["description"]) for said in properties]
    decoys += [Decoy("logprobs", "The token is secret key-word")]
    url = "https://api.openai.com/v1/chat/completions"
    return Exchange(url, body.encode(), json.dumps(answer).encode()), decoys


def _ids(rng: random.Random) -> tuple[Exchange, list[Decoy]]:
    """Return a list of objects with ids of all kinds."""
    rows = rng.sample(IDS, 9)
    values = [(kind, member, filled(form, rng)) for kind, member, form in rows]
    items = [{member: value, "object": kind} for kind, member, value in values]
    items += [{"request_id": uuid(rng), "uuid": uuid(rng), "owned_by": "openai"}]
    decoys = [Decoy(kind, value) for kind, _, value in values]
    decoys += [Decoy("uuid", items[-1][name]) for name in ("request_id", "uuid")]
    misses = near_misses(rng)
    notes = [miss.text for miss in misses]
    answer = {"object": "list", "data": items, "notes": notes, "has_more": False}
    file = filled("file-<a22>", rng)
    url = f"https://api.openai.com/v1/files/{file}/content?limit=20&order=asc"
    decoys += [*misses, Decoy("file-id", file)]
    return Exchange(url, b"", json.dumps(answer).encode(), method="GET"), decoys


def _opaque(rng: random.Random) -> tuple[Exchange, list[Decoy]]:
    """Return what nobody but the provider can read."""
    members = opaque(rng)
    answer = {"output": [{"type": "reasoning", name: d.text} for name, d in members.items()]}
    request = {"input": answer["output"][:4], "include": ["reasoning.encrypted_content"]}
    url = "https://api.openai.com/v1/responses"
    floats = [round(rng.uniform(-0.1, 0.1), 9) for _ in range(12)]
    answer["data"] = [{"object": "embedding", "embedding": floats}]
    body = json.dumps(request, separators=(",", ":")).encode()
    return Exchange(url, body, json.dumps(answer).encode()), list(members.values())


def _conversation(rng: random.Random) -> tuple[Exchange, list[Decoy]]:
    """Return talk about keys, with other people's placeholders in it."""
    texts, marks = rng.sample(PROSE, 4), rng.sample(PLACEHOLDERS, 5)
    content = [{"type": "text", "text": text} for text in texts]
    content += [{"type": "text", "text": f"It was {mark} all along"} for mark in marks]
    request = {"model": "claude-sonnet-4-5", "max_tokens": 1024, "messages": [
        {"role": "user", "content": content}]}  # fmt: skip
    answer = {"id": filled("msg_01<a22>", rng), "type": "message", "role": "assistant",
              "content": [{"type": "text", "text": rng.choice(PROSE)}],
              "config": {"api_key": marks[0], "token": marks[1]}}  # fmt: skip
    decoys = [Decoy("prose", text) for text in texts]
    decoys += [Decoy("placeholder", mark) for mark in marks]
    url = "https://api.anthropic.com/v1/messages"
    body = json.dumps(request, separators=(",", ":")).encode()
    return Exchange(url, body, json.dumps(answer).encode()), [
        *decoys, Decoy("response-id", answer["id"]),
    ]  # fmt: skip


def _stream(rng: random.Random) -> tuple[Exchange, list[Decoy]]:
    """Return a stream with a signature and ids, and padding in every event."""
    whole, signature = rng.choice(PROSE), opaque(rng)["signature"]
    identity = filled("msg_01<a22>", rng)
    events = [
        {"type": "message_start", "message": {"id": identity, "role": "assistant", "content": []}},
        {"type": "content_block_start", "index": 0,
         "content_block": {"type": "thinking", "thinking": "", "signature": ""}},
        *({"type": "content_block_delta", "index": 0, "p": run("a", 8, rng),
           "delta": {"type": "thinking_delta", "thinking": whole[at : at + 6]}}
          for at in range(0, len(whole), 6)),
        {"type": "content_block_delta", "index": 0,
         "delta": {"type": "signature_delta", "signature": signature.text}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
         "usage": {"output_tokens": 12}},
        {"type": "message_stop"},
    ]  # fmt: skip
    body = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
    url = "https://api.anthropic.com/v1/messages"
    request = json.dumps({"model": "claude-sonnet-4-5", "stream": True, "max_tokens": 64})
    exchange = Exchange(url, request.encode(), body.encode(), kind="text/event-stream")
    return exchange, [Decoy("prose", whole), signature, Decoy("response-id", identity)]
