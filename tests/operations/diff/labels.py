"""Small changes of recordings, each labelled with what a reviewer should be told of it.

The labels were given before anything was compared: by what the change means, and not by what the
code says of it.
"""

import json
from typing import NamedTuple

from tests.operations.diff.conversations import KINDS, shortened, turns
from tests.operations.diff.recordings import (
    add,
    body,
    chain,
    copied,
    exchange,
    moved,
    put,
    recording,
    recut,
    sample,
    swap,
    without,
)
from tests.protocols.cases import DATA, written

from cassette_cli.operations.diff.report import Level, Verdict

GO, ROUTER = "go-vcr.yaml", "openrouter-tool-call.yaml"
PY, CLAUDE = "vcrpy.yaml", "anthropic-thinking.yaml"
RUBY = "ruby-vcr.yml"
BROKEN, STATUS, STOP, TOOLS = Verdict.BROKEN, Verdict.STATUS, Verdict.STOP, Verdict.TOOLS
REQUEST, PROSE, NOISE, SAME = Verdict.REQUEST, Verdict.PROSE, Verdict.NOISE, Verdict.SAME


class Label(NamedTuple):
    """A recording, a change of it, and what is to be said."""

    name: str
    text: str
    change: object
    """From the text of the file to the other one."""
    verdict: Verdict
    topics: str | None = None
    """What the differences are about, with commas between; `None` where that is no matter."""
    level: Level = Level.MESSAGE


def said(number, part=0):
    """Return the pointer to a text of an answer."""
    return f"{number}/response/messages/0/parts/{part}"


def asked(name):
    """Return the pointer to what the first request says."""
    return f"0/request/body/{name}"


def same(text):
    """Return a text as it is."""
    return text


_TOOL = {
    "type": "function",
    "function": {"name": "subtract", "parameters": {"type": "object", "properties": {}}},
}
_FAILURE = '{"error": {"type": "server_error", "code": 500, "message": "It is down."}}'


def failing(number):
    """Return the change that puts an error in the place of an answer."""
    return chain(body(number, lambda _: _FAILURE), put(f"{number}/response/status", 500))


def cut_off(stream):
    """Return a stream without its second half."""
    frames = stream.split("\n\n")
    return "\n\n".join(frames[: len(frames) // 2]) + "\n\n"


ANSWERS = [
    Label("a word of a streamed answer", sample(ROUTER),
          put(f"{said(2)}/text", "15 + 27 = 43."), PROSE, "text"),
    Label("a word that a later request quotes as it was", sample(ROUTER),
          put(f"{said(0)}/text", "Let me add them."), PROSE, "text"),
    Label("a word between blocks", sample(CLAUDE),
          put(f"{said(2)}/text", "In Zürich schneit es."), PROSE, "text"),
    Label("a word of what was thought", sample(CLAUDE),
          put(f"{said(0)}/text", "The user asks in Swiss German."), PROSE, "reasoning"),
    *(Label(f"a word of a {how} answer in {name}", sample(name),
            put(f"{said(number)}/text", "Lyon."), PROSE, "text")
      for name in (GO, PY, RUBY) for number, how in enumerate(("plain", "streamed", "packed"))),
    Label("a longer answer, and its tokens", sample(GO),
          chain(put(f"{said(0)}/text", "Paris. " * 50),
                put("0/response/usage_raw/completion_tokens", 350)), PROSE, "text"),
    Label("an argument", sample(CLAUDE),
          put(f"{said(0, 2)}/arguments/city", "Bern"), TOOLS, "argument"),
    Label("an argument that is a number", sample(ROUTER),
          put(f"{said(0, 1)}/arguments/a", 16), TOOLS, "argument"),
    Label("an argument that is a text now", sample(ROUTER),
          put(f"{said(0, 1)}/arguments/a", "15"), TOOLS, "argument"),
    Label("an argument more", sample(CLAUDE),
          add(f"{said(0, 2)}/arguments/day", "today"), TOOLS, "argument"),
    Label("an argument less", sample(CLAUDE),
          without(f"{said(0, 2)}/arguments/unit"), TOOLS, "argument"),
    Label("arguments in another order", sample(CLAUDE),
          put(f"{said(0, 2)}/arguments", {"unit": "c", "city": "Zürich"}), NOISE, ""),
    Label("another tool", sample(CLAUDE),
          put(f"{said(0, 2)}/name", "get_climate"), TOOLS, "tool call"),
    Label("a call less", sample(ROUTER), without(said(0, 1)), TOOLS, "tool call"),
    Label("a call more", sample(ROUTER),
          add(f"{said(0)[:-1]}-", {"kind": "tool_call", "id": "add:1", "name": "add",
                                   "arguments": {}}), TOOLS, "tool call"),
    Label("no text before the call", sample(ROUTER), without(said(0)), PROSE, "text"),
    Label("cut at the limit", sample(GO),
          put("0/response/messages/0/finish_reason_raw", "length"), STOP, "finish reason"),
    Label("stopped by a filter", sample(ROUTER),
          put("2/response/messages/0/finish_reason_raw", "content_filter"), STOP, "finish reason"),
    Label("ended its turn with a call", sample(CLAUDE),
          put("0/response/messages/0/finish_reason_raw", "end_turn"), STOP, "finish reason"),
    Label("another model answered", sample(GO),
          put("0/response/model", "gpt-4o-mini-2025-01-01"), PROSE, "model"),
    Label("many more tokens in", sample(GO),
          put("0/response/usage_raw/prompt_tokens", 400), PROSE, "usage"),
    Label("a token more", sample(GO), put("0/response/usage_raw/prompt_tokens", 12), NOISE, ""),
    Label("other sounds", sample(PY),
          put("3/response/body", "SUQzBAAAAAAA"), PROSE, "body"),
    Label("another status", sample(GO), put("0/response/status", 201), STATUS, "status"),
]  # fmt: skip

FAILURES = [
    *(Label(f"an error, no answer, in {name}#{number}", sample(name), failing(number), STATUS)
      for name, number in ((GO, 0), (GO, 1), (PY, 5), (RUBY, 0), (ROUTER, 2), (CLAUDE, 2))),
    Label("another failure", sample(ROUTER), failing(1), STATUS),
    Label("an error in other words", sample(CLAUDE),
          swap("Overloaded\"", "We are busy\""), PROSE, "error"),
    Label("an error with another number", sample(ROUTER),
          swap("temporarily rate", "temporarily-1234 rate"), NOISE, ""),
    Label("a retry less", sample(ROUTER), without(1), STATUS, "interaction"),
    Label("a retry less, and other words", sample(ROUTER),
          chain(put(f"{said(2)}/text", "42."), without(1)), STATUS, "interaction,text"),
    Label("a retry less, and a word of the question", sample(ROUTER),
          chain(put("2/request/body/messages/1/content", "What is 15 and 27?"), without(1)),
          STATUS, "interaction,message"),
    Label("a retry more", sample(CLAUDE), copied(1, 1), STATUS, "interaction"),
    *(Label(f"a stream cut off in {name}#{number}", sample(name), body(number, cut_off), BROKEN)
      for name, number in ((GO, 1), (PY, 1), (RUBY, 1), (ROUTER, 0), (CLAUDE, 0), (CLAUDE, 2))),
    Label("half of a plain answer", sample(PY), body(0, lambda text: text[:100]), BROKEN, "answer"),
    Label("a page instead of an answer", sample(PY),
          chain(body(0, lambda _: "<p>Hello</p>"),
                put("0/response/headers/content-type", ["text/html"])), BROKEN, "answer"),
    Label("the middle of a conflict", sample(PY),
          lambda text: f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> main\n", BROKEN, ""),
    Label("half a file", sample(CLAUDE), lambda text: text[: len(text) // 2], BROKEN, ""),
    Label("an empty file", sample(GO), lambda _: "", BROKEN, ""),
    Label("something else", sample(GO), lambda _: "a: b\n", BROKEN, ""),
]  # fmt: skip

REQUESTS = [
    Label("a word of the system's", sample(CLAUDE),
          put(asked("system"), "You help with the climate."), REQUEST, "message"),
    Label("a word of the user's", sample(GO),
          put(asked("messages/0/content"), "Capital of Spain?"), REQUEST, "message"),
    Label("what a tool gave", sample(ROUTER),
          put("2/request/body/messages/3/content", "43"), REQUEST, "message"),
    Label("a message more", sample(GO),
          add(asked("messages/0"), {"role": "system", "content": "Be brief."}), REQUEST,
          "message"),
    Label("another role", sample(GO), put(asked("messages/0/role"), "developer"), REQUEST,
          "message"),
    Label("a picture more", sample(GO),
          put(asked("messages/0/content"), [
              {"type": "text", "text": "Capital of France?"},
              {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
          ]), REQUEST),
    Label("another model asked", sample(GO), put(asked("model"), "gpt-5"), REQUEST, "model"),
    Label("a temperature", sample(GO), add(asked("temperature"), 0), REQUEST, "setting"),
    Label("another limit", sample(CLAUDE), put(asked("max_tokens"), 1025), REQUEST, "setting"),
    Label("more thinking", sample(CLAUDE),
          put(asked("thinking/budget_tokens"), 2048), REQUEST, "setting"),
    Label("another tool choice", sample(ROUTER), put(asked("tool_choice"), "required"), REQUEST,
          "setting"),
    *(Label(f"asked for {name}", sample(ROUTER), add(asked(name), value), REQUEST, "setting")
      for name, value in {
          "service_tier": "flex", "provider": {"order": ["Groq"]}, "logprobs": True,
          "top_logprobs": 3, "timeout_ms": 5, "p": 0.5, "prediction_time": 3,
          "previous_response_id": "resp_1", "region": "eu",
      }.items()),
    Label("a tool more", sample(ROUTER), add(asked("tools/-"), _TOOL), REQUEST, "tool offered"),
    Label("a tool less", sample(CLAUDE), without(asked("tools")), REQUEST, "tool offered"),
    Label("a tool in other words", sample(CLAUDE),
          put(asked("tools/0/description"), "Rain or shine."), REQUEST, "tool offered"),
    Label("a parameter of a tool", sample(ROUTER),
          put(asked("tools/0/function/parameters/properties/a/type"), "number"), REQUEST,
          "tool offered"),
    Label("a value that a tool takes", sample(CLAUDE),
          add(asked("tools/0/input_schema/properties/unit/enum/-"), "k"), REQUEST,
          "tool offered"),
    Label("another address", sample(GO),
          put("0/request/url", "http://127.0.0.1:8808/v2/chat/completions"), REQUEST, "url"),
    Label("a parameter of the address", sample(PY),
          put("0/request/url", "http://127.0.0.1:8808/v1/chat/completions?api-version=2"),
          REQUEST, "url"),
    Label("another method", sample(RUBY), put("0/request/method", "PUT"), REQUEST, "method"),
    Label("another version of the interface", sample(CLAUDE),
          put("0/request/headers/anthropic-version", ["2025-01-01"]), REQUEST, "header"),
    *(Label(f"a header {name}", sample(CLAUDE), add(f"0/request/headers/{name}", [value]),
            REQUEST, "header")
      for name, value in {
          "anthropic-beta": "context-1m", "x-amz-target": "Service.Converse",
          "x-amzn-bedrock-guardrailidentifier": "g1", "x-ms-version": "2025-01-01",
          "openai-beta": "assistants=v2", "prefer": "wait", "cache-control": "no-store",
      }.items()),
    Label("an interaction less", sample(GO), without(3), REQUEST, "interaction"),
    Label("an interaction more", sample(GO), copied(0, "-"), REQUEST, "interaction"),
    *(Label(f"interactions in another order in {name}", sample(name), moved(0, 5), REQUEST,
            "order") for name in (GO, PY, RUBY)),
]  # fmt: skip

NOTHING = [
    *(Label(f"nothing in {name}", sample(name), same, SAME, "")
      for name in (GO, PY, RUBY, ROUTER, CLAUDE)),
    Label("ids of answers", sample(ROUTER), swap(r"gen-\d+-\w+", "gen-1-x"), NOISE, ""),
    Label("ids of calls, in what quotes them too", sample(ROUTER), swap("add:0", "add:1"), NOISE,
          ""),
    Label("ids of messages and calls", sample(CLAUDE),
          swap("(msg|toolu)_sample", r"\1_other"), NOISE, ""),
    Label("when it was", sample(ROUTER), swap(r"1758536\d+", "1799999999"), NOISE, ""),
    Label("how long it took", sample(ROUTER), swap("duration: 1", "duration: 2"), NOISE, ""),
    Label("on which day", sample(RUBY), swap("22 Nov 2026", "23 Nov 2026"), NOISE, ""),
    Label("of which build", sample(ROUTER), swap("fpv0_ec889fbb", "fpv0_0"), NOISE, ""),
    Label("by whose machine", sample(ROUTER), swap("Moonshot AI", "Groq"), NOISE, ""),
    Label("signatures", sample(CLAUDE), swap("U2FtcGxl", "T3RoZXIx"), NOISE, ""),
    *(Label(f"other pieces in {name}#{number}", sample(name), body(number, recut), NOISE, "")
      for name, number in ((GO, 1), (PY, 1), (RUBY, 1), (ROUTER, 0), (ROUTER, 2), (CLAUDE, 0))),
    Label("comments in the stream", sample(ROUTER),
          body(0, lambda text: f": WAITING\n\n{text}"), NOISE, ""),
    Label("no pings", sample(CLAUDE),
          body(0, lambda text: text.replace('event: ping\ndata: {"type":"ping"}\n\n', "")),
          NOISE, ""),
    Label("no word that the stream is done", sample(ROUTER),
          body(0, lambda text: text.replace("data: [DONE]\n\n", "")), NOISE, ""),
    Label("who asked", sample(ROUTER), swap("OpenAI/Go 2.3.0", "OpenAI/Go 2.4.0"), NOISE, ""),
    Label("with which key", sample(CLAUDE), swap("sk-ant-invented", "sk-ant-made-up"), NOISE, ""),
    Label("with a key in the address", sample(PY),
          put("0/request/url", "http://127.0.0.1:8808/v1/chat/completions?api_key=1"), NOISE, ""),
    Label("headers of the response", sample(CLAUDE),
          add("0/response/headers/cf-ray", ["1-ZRH"]), NOISE, ""),
    Label("the order of what is asked", sample(GO),
          body(0, lambda text: json.dumps(dict(reversed(json.loads(text).items()))), "request"),
          NOISE, ""),
    Label("a comment in the file", sample(PY), lambda text: f"# Recorded.\n{text}", NOISE, ""),
    Label("ends of lines", sample(PY), lambda text: text.replace("\n", "\r\n"), NOISE, ""),
]  # fmt: skip


def becomes(text):
    """Return the change to another recording altogether."""
    return lambda _: text


CONVERSATIONS = [
    Label("another argument, which later requests quote", turns("a"), becomes(turns("b")), TOOLS,
          "text,argument"),
    Label("another argument, and only calls are quoted", turns("a", with_text=False),
          becomes(turns("b", with_text=False)), TOOLS, "text,argument"),
    Label("ids alone, which later requests quote", turns("a"),
          becomes(turns("a", first_id="call_9")), NOISE, ""),
    Label("a quoted answer is left out, and ids differ", turns("a"), shortened, REQUEST,
          "message"),
    Label("what a tool gave, among quotes", turns("a"),
          lambda _: turns("b").replace(r'\"found\"', r'\"lost\"'), TOOLS, "text,argument,message"),
    *(Label(f"another argument in {kind.__name__}, which is quoted", kind("yes", "a"),
            becomes(kind("yes", "b")), TOOLS, "argument") for kind in KINDS),
    *(Label(f"other words in {kind.__name__}, which are quoted", kind("yes", "a"),
            becomes(kind("no", "a")), PROSE, "text") for kind in KINDS),
    *(Label(f"other ids in {kind.__name__}, which are quoted", kind("yes", "a"),
            becomes(kind("yes", "a", "2")), NOISE, "") for kind in KINDS),
]  # fmt: skip


def of(protocol, case, url="https://a.example/", asks=None, **headers):
    """Return the recording of a case of a protocol."""
    return recording(exchange(url, asks or {}, written(DATA / protocol / case), **headers))


def vectors(*numbers):
    """Return the recording of an embedding."""
    data = [{"object": "embedding", "index": 0, "embedding": [*numbers] * 20}]
    asked = {"model": "embed", "input": "x"}
    return recording(exchange("https://a.example/v1/embeddings", asked, {"data": data}))


_THREAD = "https://api.openai.com/v1/threads/thread_{}/runs"
_ASKS = {"model": "m", "response_format": {"schema": {"properties": {"name": {"type": "string"}}}}}

PROTOCOLS = [
    *(Label(f"a word of {protocol}", of(protocol, case), swap(old, "Hum"), PROSE, "text")
      for protocol, case, old in (
          ("openai-responses", "text", "Hel(?=lo?|\\\\\")"), ("gemini", "text", "Hel"),
          ("cohere-v2", "text", "Hel"), ("ollama", "chat", "Hel"))),
    Label("tools in another order", of("openai-responses", "plain-calls"),
          becomes(of("openai-responses", "plain-calls")), SAME, ""),
    Label("padding", of("openai-responses", "text"), swap("xy", "abcdef"), NOISE, ""),
    Label("other pieces of Responses", of("openai-responses", "calls"),
          lambda _: recording(exchange("https://a.example/", {}, recut(
              written(DATA / "openai-responses" / "calls")))), NOISE, ""),
    Label("a refusal", of("openai-chat", "plain-text"), becomes(of("openai-chat", "refusal")),
          STOP),
    Label("an id in the address", of("openai-chat", "plain-text", _THREAD.format("a1B2" * 6)),
          becomes(of("openai-chat", "plain-text", _THREAD.format("c3D4" * 6))), NOISE, ""),
    Label("an id in what is asked",
          of("openai-chat", "plain-text", asks={"file_ids": ["file-1"], "thread_id": "t1"}),
          swap(r"(file-|t)1\b", r"\g<1>2"), NOISE, ""),
    Label("a voice that is asked for", of("openai-chat", "plain-text", asks={"voice_id": "anna"}),
          becomes(of("openai-chat", "plain-text", asks={"voice_id": "bob"})), REQUEST),
    Label("a field of the wanted answer", of("openai-chat", "plain-text", asks=_ASKS),
          swap(r'\\"name\\": \{', r'\\"user_id\\": {'), REQUEST),
    Label("an embedding", vectors(0.1, 0.2), becomes(vectors(0.1, 0.3)), PROSE, "body"),
    Label("the same embedding, written otherwise", vectors(1, 0.2), becomes(vectors(1.0, 0.20)),
          NOISE, ""),
    Label("an id in a body of no protocol",
          recording(exchange("https://a.example/x", {}, {"id": "a", "ok": True})),
          becomes(recording(exchange("https://a.example/x", {}, {"id": "b", "ok": True}))),
          NOISE, ""),
    Label("a truth in a body of no protocol",
          recording(exchange("https://a.example/x", {}, {"ok": True})),
          becomes(recording(exchange("https://a.example/x", {}, {"ok": 1}))), PROSE, "body"),
    Label("sources", of("cohere-v2", "citations"), swap("Blue", "Grey"), PROSE),
    Label("an error in mid-stream", of("gemini", "text"), becomes(of("gemini", "error-midway")),
          STATUS),
    Label("whole again", of("gemini", "truncated"), becomes(of("gemini", "text")), STOP),
]  # fmt: skip

_BEHAVIOUR, _HTTP, _BYTES = Level.BEHAVIOUR, Level.HTTP, Level.BYTES
LEVELS = [
    Label("words at behaviour", sample(ROUTER), put(f"{said(2)}/text", "42."), NOISE, "",
          _BEHAVIOUR),
    Label("thoughts at behaviour", sample(CLAUDE), put(f"{said(0)}/text", "Hm."), NOISE, "",
          _BEHAVIOUR),
    Label("a question's words at behaviour", sample(GO),
          put(asked("messages/0/content"), "Capital of Spain?"), REQUEST, "message", _BEHAVIOUR),
    Label("a tool's words at behaviour", sample(CLAUDE),
          put(asked("tools/0/description"), "Rain or shine."), REQUEST, "tool offered",
          _BEHAVIOUR),
    Label("an argument at behaviour", sample(CLAUDE),
          put(f"{said(0, 2)}/arguments/city", "Bern"), TOOLS, "argument", _BEHAVIOUR),
    Label("the end at behaviour", sample(GO),
          put("0/response/messages/0/finish_reason_raw", "length"), STOP, "finish reason",
          _BEHAVIOUR),
    Label("a setting at behaviour", sample(GO), add(asked("temperature"), 0), REQUEST, "setting",
          _BEHAVIOUR),
    Label("a message more at behaviour", sample(GO),
          add(asked("messages/0"), {"role": "system", "content": "Be brief."}), REQUEST,
          "message", _BEHAVIOUR),
    Label("a retry less at behaviour", sample(ROUTER), without(1), STATUS, "interaction",
          _BEHAVIOUR),
    Label("an error at behaviour", sample(GO), failing(0), STATUS, None, _BEHAVIOUR),
    Label("cut off at behaviour", sample(CLAUDE), body(0, cut_off), BROKEN, None, _BEHAVIOUR),
    Label("ids at http", sample(ROUTER), swap(r"gen-\d+-\w+", "gen-1-x"), NOISE, "", _HTTP),
    Label("pieces at http", sample(CLAUDE), body(0, recut), PROSE, "body", _HTTP),
    Label("a day at http", sample(CLAUDE), swap("22 Nov 2026", "23 Nov 2026"), NOISE, "", _HTTP),
    Label("a response's kind at http", sample(CLAUDE),
          put("1/response/headers/content-type", ["text/plain"]), PROSE, "header", _HTTP),
    Label("a status at http", sample(GO), put("0/response/status", 500), STATUS, "status", _HTTP),
    Label("a setting at http", sample(GO), add(asked("temperature"), 0), REQUEST, "body", _HTTP),
    Label("a blank at http", sample(GO),
          body(0, lambda text: json.dumps(json.loads(text), indent=1), "request"), NOISE, "",
          _HTTP),
    Label("cut off at http", sample(CLAUDE), body(0, cut_off), BROKEN, None, _HTTP),
    Label("a blank at bytes", sample(PY), lambda text: f"{text}\n", NOISE, "", _BYTES),
    Label("an answer at bytes", sample(GO), put(f"{said(0)}/text", "Lyon."), NOISE, "", _BYTES),
    Label("nothing at bytes", sample(GO), same, SAME, "", _BYTES),
    Label("nothing at http", sample(GO), same, SAME, "", _HTTP),
    Label("nothing at behaviour", sample(GO), same, SAME, "", _BEHAVIOUR),
]  # fmt: skip

LABELS = [
    *ANSWERS, *FAILURES, *REQUESTS, *NOTHING, *CONVERSATIONS, *PROTOCOLS, *LEVELS,
]  # fmt: skip
