"""A stand-in for the servers of LLM providers, on the loopback: one question has one answer."""

import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

KEY = "replayed-7Qv2mXw9Rk4TzB8nLd3HsY6p"
"""What all calls authorize themselves with, and what answers give away."""

MAIL = "jane.roe@acme-corp.com"
"""Who asks, in one of the questions."""
ORGANIZATION = "org-Zq3WmR8tYk2LxN5vBc7HdJ4s"


class Call(NamedTuple):
    """A request, as any client can send it; the server knows it by the model it asks for."""

    name: str
    path: str
    body: str
    headers: dict[str, str]


class Answer(NamedTuple):
    """A response: one piece is sent with its length, several are a stream in chunks."""

    status: int
    headers: dict[str, str]
    pieces: tuple[bytes, ...]


def call(name: str, path: str, **body: object) -> Call:
    """Return a call with a body of JSON, as clients write it: beyond ASCII as it is."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
    if name == "gzip":
        headers["Accept-Encoding"] = "gzip"
    return Call(name, path, json.dumps({"model": name, **body}, ensure_ascii=False), headers)


def chat(name: str, words: str, **more: object) -> Call:
    """Return a call of chat completions."""
    return call(name, "/v1/chat/completions", messages=[{"role": "user", "content": words}], **more)


def completion(words: str) -> bytes:
    """Return a plain answer of chat completions."""
    choice = {"index": 0, "message": {"role": "assistant", "content": words}}
    answer = {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "sample",
        "choices": [choice | {"finish_reason": "stop"}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
    }  # fmt: skip
    return json.dumps(answer, ensure_ascii=False).encode()


def chat_stream() -> Iterator[dict]:
    """Yield the chunks of an answer that gives the key away, in pieces, and calls a tool."""
    pieces: list[dict] = [{"role": "assistant", "content": ""}]
    pieces += [{"content": piece} for piece in ("Your key is ", KEY[:9], KEY[9:20], KEY[20:], ".")]
    function = {"name": "weather", "arguments": ""}
    pieces.append(
        {"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]}
    )
    for piece in ('{"city": ', '"Paris"', "}"):
        pieces.append({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    for delta in pieces:
        yield _chunk({"index": 0, "delta": delta, "finish_reason": None})
    yield _chunk({"index": 0, "delta": {}, "finish_reason": "tool_calls"})


def _chunk(choice: dict) -> dict:
    return {
        "id": "chatcmpl-2", "object": "chat.completion.chunk", "created": 1, "model": "sample",
        "choices": [choice],
    }  # fmt: skip


def messages_stream() -> Iterator[dict]:
    """Yield the events of Anthropic Messages: a text beyond ASCII, and a tool call."""
    usage = {"input_tokens": 9, "output_tokens": 1}
    yield {"type": "message_start", "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "sample", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": usage}}  # fmt: skip
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    for piece in ("Grüße aus ", "Köln 🦊", ", hier sind es ", "22 °C."):
        delta = {"type": "text_delta", "text": piece}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    tool = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}
    yield {"type": "content_block_start", "index": 1, "content_block": tool}
    for piece in ('{"city"', ': "Ko', 'eln"}'):
        delta = {"type": "input_json_delta", "partial_json": piece}
        yield {"type": "content_block_delta", "index": 1, "delta": delta}
    yield {"type": "content_block_stop", "index": 1}
    yield {"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None},
           "usage": {"output_tokens": 21}}  # fmt: skip
    yield {"type": "message_stop"}


def responses_stream() -> Iterator[dict]:
    """Yield the events of OpenAI Responses, in which the whole text stands four times."""
    text = "Two and two are four."
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {
        "id": "msg_2",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [part],
    }
    response = {
        "id": "resp_1", "object": "response", "created_at": 1, "model": "sample", "output": [],
        "status": "in_progress", "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
    }  # fmt: skip
    at = {"output_index": 0, "item_id": "msg_2", "content_index": 0}
    started = item | {"status": "in_progress", "content": []}
    events: list[dict] = [
        {"type": "response.created", "response": response},
        {"type": "response.output_item.added", "output_index": 0, "item": started},
        {"type": "response.content_part.added", **at, "part": part | {"text": ""}},
    ]
    for piece in ("Two and ", "two are", " four."):
        events.append({"type": "response.output_text.delta", **at, "delta": piece, "logprobs": []})
    usage = {
        "input_tokens": 5, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 6,
        "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 11,
    }  # fmt: skip
    done = response | {"status": "completed", "output": [item], "usage": usage}
    events += [
        {"type": "response.output_text.done", **at, "text": text, "logprobs": []},
        {"type": "response.content_part.done", **at, "part": part},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": done},
    ]
    return ({**event, "sequence_number": number} for number, event in enumerate(events))


def gemini_stream() -> Iterator[dict]:
    """Yield the chunks of Gemini."""
    for piece, finish in (("Die Antwort ", None), ("ist „42“", None), (".", "STOP")):
        candidate = {"index": 0, "content": {"role": "model", "parts": [{"text": piece}]}}
        yield {
            "candidates": [candidate | ({"finishReason": finish} if finish else {})],
            "modelVersion": "sample", "responseId": "r-1",
        }  # fmt: skip


def sse(events: Iterator[dict], *, named: bool = False, end: str = "") -> Answer:
    """Return events as a stream, with or without their names, an event a chunk of HTTP."""
    pieces = []
    for event in events:
        data = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        pieces.append((f"event: {event['type']}\n" if named else "") + f"data: {data}\n\n")
    pieces += [end] if end else []
    headers = {"Content-Type": "text/event-stream; charset=utf-8"}
    return Answer(200, headers, tuple(piece.encode() for piece in pieces))


def limited() -> Answer:
    """Return the answer to who asks too often, which names the account."""
    words = f"Rate limit reached for sample in organization {ORGANIZATION}. Try again in 1ms."
    error = {"type": "rate_limit_error", "code": "rate_limit_exceeded", "message": words}
    headers = {
        "Content-Type": "application/json", "retry-after-ms": "1",
        "openai-organization": ORGANIZATION, "x-ratelimit-remaining-requests": "0",
    }  # fmt: skip
    return Answer(429, headers, (json.dumps({"type": "error", "error": error}).encode(),))


COOKIE = {"Set-Cookie": "__cf_bm=k3vWq8ZtR5; path=/"}
JSON = {"Content-Type": "application/json"}
ANSWERS: dict[str, Answer] = {
    "chat-json": Answer(200, JSON | COOKIE, (completion("It is 42."),)),
    "chat-sse": sse(chat_stream(), end="data: [DONE]\n\n"),
    "anthropic-sse": sse(messages_stream(), named=True),
    "responses-sse": sse(responses_stream(), named=True),
    "gemini-sse": sse(gemini_stream()),
    "gzip": Answer(
        200, JSON | {"Content-Encoding": "gzip"},
        (gzip.compress(completion(f"Packed, with {KEY} in it."), mtime=0),),
    ),
    "limited": limited(),
    "binary": Answer(200, {"Content-Type": "audio/mpeg"}, (bytes(range(256)),)),
    "beyond-ascii": Answer(200, JSON, (completion("Ünïcödé, 世界, 🦊\u2028 and a \x7f."),)),
}  # fmt: skip
CALLS = (
    chat("chat-json", f"How much is it? Write to {MAIL}."),
    chat("chat-sse", "What is my key?", stream=True),
    call(
        "anthropic-sse", "/v1/messages", stream=True, max_tokens=99,
        messages=[{"role": "user", "content": "Wetter?"}],
    ),
    call("responses-sse", "/v1/responses", input="2 + 2?", stream=True),
    call(
        "gemini-sse", "/v1beta/models/sample:streamGenerateContent?alt=sse",
        contents=[{"role": "user", "parts": [{"text": "Die Frage?"}]}],
    ),
    chat("gzip", "Pack it."),
    chat("limited", "Again!"),
    call("binary", "/v1/audio/speech", input="Say it.", voice="alloy"),
    chat("beyond-ascii", "Größer als ASCII: 🦊?"),
)  # fmt: skip


AFTER_RETRY = "chat-json"
"""What is answered to who tries again."""


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[str]:
    """Answer calls by their names; yields the base of the addresses, which ends with the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # no piece waits for the one before it to be acknowledged

        def log_message(self, *_):
            """Say nothing."""

        def do_POST(self):
            """Answer what is asked, with no date and no name of a server."""
            asked = self.rfile.read(int(self.headers["Content-Length"] or 0))
            again = self.headers.get("x-stainless-retry-count", "0") != "0"  # the SDKs count
            answer = answers[AFTER_RETRY if again else json.loads(asked)["model"]]
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if len(answer.pieces) == 1:
                self.send_header("Content-Length", str(len(answer.pieces[0])))
                self.end_headers()
                self.wfile.write(answer.pieces[0])
                return
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in (*answer.pieces, b""):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
