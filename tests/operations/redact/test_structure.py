"""Texts with a grammar: of streams the number of events stays, and every other word."""

import gzip
import json
from base64 import b64encode
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.framing import aws_frames
from tests.operations.redact.planting import (
    KEYS,
    LAW,
    SENTENCES,
    WORDS,
    WRAPPINGS,
    any_base64,
    dumped,
    interaction,
    key,
    loaded,
    outcomes,
    placeholder,
    run,
    searched,
    vcrpy,
)

from cassette_cli.framing import stream_of
from cassette_cli.http.body import Body, Stored

# Providers' streams


def chat(pieces: list[str]) -> list[object]:
    """Return the chunks of a chat completion."""
    return [{"id": "c", "choices": [{"index": 0, "delta": {"content": one}}]} for one in pieces]


def of_chat(data: list[dict]) -> str:
    """Return what they say."""
    return "".join(one["choices"][0]["delta"]["content"] for one in data)


def reasoning(pieces: list[str]) -> list[object]:
    """Return chunks that think, with an answer between the thoughts."""
    return [
        {"choices": [{"index": 0, "delta": {"content": "and ", "reasoning_content": one}}]}
        for one in pieces
    ]


def of_reasoning(data: list[dict]) -> str:
    """Return what is thought."""
    assert all(one["choices"][0]["delta"]["content"] == "and " for one in data)
    return "".join(one["choices"][0]["delta"]["reasoning_content"] for one in data)


def messages(pieces: list[str]) -> list[object]:
    """Return the events of Anthropic's messages, a second block between those of the first."""
    events: list[object] = []
    for at, one in enumerate(pieces):
        for index, text in ((0, one), (1, f"{at} ")):
            delta = {"type": "text_delta", "text": text}
            events.append({"type": "content_block_delta", "index": index, "delta": delta})
    return events


def of_messages(data: list[dict]) -> str:
    """Return the text of the first block; the second one must be whole."""
    texts = ["".join(one["delta"]["text"] for one in data if one["index"] == at) for at in (0, 1)]
    assert texts[1] == "".join(f"{at} " for at in range(len(data) // 2))
    return texts[0]


def arguments(pieces: list[str]) -> list[object]:
    """Return the fragments of the arguments of a tool call."""
    text = json.dumps({"q": "".join(pieces), "n": 1})
    ends = [0]
    for one in pieces:
        ends.append(ends[-1] + len(one))
    cuts = [*(end * len(text) // max(ends[-1], 1) for end in ends[:-1]), len(text)]
    return [
        {"choices": [{"index": 0, "delta": {"tool_calls": [
            {"index": 0, "function": {"arguments": text[start:end]}}]}}]}
        for start, end in pairwise(cuts)
    ]  # fmt: skip


def of_arguments(data: list[dict]) -> str:
    """Return the argument."""
    calls = (one["choices"][0]["delta"]["tool_calls"][0] for one in data)
    return json.loads("".join(call["function"]["arguments"] for call in calls))["q"]


def responses(pieces: list[str]) -> list[object]:
    """Return the events of the Responses API, the text once more in those that end it."""
    text, kind = "".join(pieces), "response.output_text"
    item = {"id": "i", "type": "message", "content": [{"type": "output_text", "text": text}]}
    of_it = {"item_id": "i", "output_index": 0, "content_index": 0}
    return [
        *({"type": f"{kind}.delta", **of_it, "delta": one}
          for one in pieces),
        {"type": f"{kind}.done", **of_it, "text": text},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": {"id": "resp_1", "output": [item]}},
    ]  # fmt: skip


def of_responses(data: list[dict]) -> str:
    """Return the text, if it is the same at all places."""
    texts = {
        "".join(one["delta"] for one in data[:-3]),
        data[-3]["text"],
        data[-2]["item"]["content"][0]["text"],
        data[-1]["response"]["output"][0]["content"][0]["text"],
    }
    assert len(texts) == 1
    return texts.pop()


def gemini(pieces: list[str]) -> list[object]:
    """Return the chunks of Gemini."""
    return [{"candidates": [{"content": {"parts": [{"text": one}]}, "index": 0}]} for one in pieces]


def of_gemini(data: list[dict]) -> str:
    """Return what they say."""
    return "".join(one["candidates"][0]["content"]["parts"][0]["text"] for one in data)


STREAMS = {
    "chat": (chat, of_chat),
    "reasoning": (reasoning, of_reasoning),
    "arguments": (arguments, of_arguments),
    "messages": (messages, of_messages),
    "responses": (responses, of_responses),
    "gemini": (gemini, of_gemini),
}


def sse(data: list[object]) -> str:
    """Return events in the framing of the web."""
    return "".join(f"data: {json.dumps(one)}\n\n" for one in data) + "data: [DONE]\n\n"


def of_sse(text: str) -> list[dict]:
    """Return the data of events."""
    return [json.loads(row[6:]) for row in text.split("\n") if row.startswith("data: {")]


FRAMED = {
    "sse": (sse, of_sse),
    "ndjson": (
        lambda data: "".join(json.dumps(one) + "\n" for one in data),
        lambda text: [json.loads(row) for row in text.splitlines()],
    ),
    "json array": (lambda data: json.dumps(data, indent=1), json.loads),
}


@st.composite
def cut(draw, text: str, least: int = 2) -> list[str]:
    """Draw the pieces of a text, cut at random places."""
    marks = draw(st.sets(st.integers(1, len(text) - 1), min_size=least - 1, max_size=14))
    places = [0, *sorted(marks), len(text)]
    return [text[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize("framing", FRAMED)
@pytest.mark.parametrize("kind", STREAMS)
@LAW
@given(KEYS, st.tuples(WORDS, SENTENCES), st.data())
def test_a_key_in_fragments_is_gone_and_the_stream_stays(kind, framing, value, words, data):
    """No line scanner sees it; every event keeps its length and its words."""
    (build, read), (frame, unframed) = STREAMS[kind], FRAMED[framing]
    before, after = words
    pieces = data.draw(cut(f"{before} use {value} {after}", 3))
    text = frame(build(pieces))
    made = searched(text).text
    assert read(unframed(made)) == f"{before} use {placeholder(value)} {after}"
    was, now = (stream_of(Body(Stored("text", one, None))) for one in (text, made))
    assert len(made) == len(text)
    assert [len(event.data) for event in now.events] == [len(event.data) for event in was.events]
    assert searched(made).findings == []


@LAW
@given(st.sampled_from([w for w in WRAPPINGS if not w.whole and w.name != "gzip"]), KEYS, st.data())
def test_what_is_encoded_and_then_cut_is_found(wrapping, value, data):
    """A tool's output in base64, told word by word."""
    text = wrapping.wrap(f"so it is {value} then")
    made = searched(sse(chat(data.draw(cut(text))))).text
    assert wrapping.unwrap(of_chat(of_sse(made))) == f"so it is {placeholder(value)} then"


@LAW
@given(KEYS, SENTENCES, st.data())
def test_frames_of_aws_are_written_back_with_true_checksums(value, words, data):
    """Nobody reads a frame whose checksum is wrong; the framing is binary and base64 around it."""
    pieces = data.draw(cut(f"{words} {value} {words}"))
    frames = b"".join(aws_frames.event("contentBlockDelta", {"delta": {"text": p}}) for p in pieces)
    cassette = {"version": 1, "interactions": [interaction(frames)]}
    cassette["interactions"][0]["response"]["body"]["string"] = frames
    (outcome,) = outcomes(dumped(cassette))
    made = loaded(outcome.text)[0]["response"]["body"]["string"]
    stream = stream_of(Body(Stored("base64", b64encode(made).decode(), None)))
    assert list(stream.problems) == []
    assert len(stream.events) == len(pieces)
    said = "".join(json.loads(event.data)["delta"]["text"] for event in stream.events)
    assert said == f"{words} {placeholder(value)} {words}"


def test_a_frame_whose_checksum_is_wrong_is_redacted_too():
    """It gets a true one, and so has one problem less."""
    value = key("frame")
    frames = aws_frames.event("contentBlockDelta", {"delta": {"text": value}})
    (outcome,) = outcomes(vcrpy(interaction(frames[:-4] + b"zzzz")))
    assert outcome.error is None
    assert outcome.edits


def test_headers_of_frames_are_searched():
    """They hold texts as those of HTTP do."""
    data = aws_frames.frame({":event-type": "x", "x-api-key": run(1, 30)}, b'{"said": "yes"}')
    call = interaction()
    call["response"]["body"]["string"] = data
    (outcome,) = outcomes(vcrpy(call))
    made = loaded(outcome.text)[0]["response"]["body"]["string"]
    assert run(1, 30).encode() not in made
    assert len(made) == len(data)
    stream = stream_of(Body(Stored("base64", b64encode(made).decode(), None)))
    assert list(stream.problems) == []


def test_tokens_and_their_bytes_are_redacted_too():
    """Log probabilities repeat the text token by token, and as the numbers of its bytes."""
    pieces = ["so ", *(key(1)[at : at + 4] for at in range(0, 48, 4)), " it is"]
    data = [
        {"choices": [{"index": 0, "delta": {"content": one}, "logprobs": {"content": [
            {"token": one, "logprob": -0.1, "bytes": list(one.encode()), "top_logprobs": []}]}}]}
        for one in pieces
    ]  # fmt: skip
    made = of_sse(searched(sse(data)).text)
    tokens = [one["choices"][0]["logprobs"]["content"][0] for one in made]
    want = f"so {placeholder(key(1))} it is"
    assert of_chat(made) == want
    assert "".join(token["token"] for token in tokens) == want
    assert b"".join(bytes(token["bytes"]) for token in tokens).decode() == want


def test_data_of_several_lines_stays_so():
    """An event may spread its JSON over lines; a value may be cut by none of them."""
    text = f'event: x\r\ndata: {{"a": "so {key(2)}",\r\ndata:  "n": 1}}\r\n\r\n: {key(3)}\r\n\r\n'
    made = searched(text).text
    want = text.replace(key(2), placeholder(key(2))).replace(key(3), placeholder(key(3)))
    assert made == want


@LAW
@given(st.lists(SENTENCES, min_size=1, max_size=8), st.sampled_from(list(STREAMS)))
def test_a_clean_stream_is_left_alone(pieces, kind):
    """To the byte."""
    text = sse(STREAMS[kind][0](pieces))
    assert searched(text) == (text, [])


@pytest.mark.parametrize("at", [0, 12, 48, 60, 80])
def test_compressed_bytes_in_fragments_are_found(at):
    """The first fragment begins as a whole one does, and ends in the middle."""
    text = b64encode(gzip.compress(f"so it is {key(1)} then".encode(), mtime=0)).decode()
    pieces = [text[:at], text[at:]] if at else [text]
    made = of_chat(of_sse(searched(sse(chat(["here: ", *pieces, " end"]))).text))
    assert made.startswith("here: ")
    assert made.endswith(" end")
    packed = any_base64(made[len("here: ") : -len(" end")])
    assert gzip.decompress(packed).decode() == f"so it is {placeholder(key(1))} then"


@pytest.mark.parametrize(
    "words",
    [
        ["acme", "--key", "KEY", "run"],
        ["KEY", "one", "two", "three", "four"],
        ["some words", "and KEY", "more words", "and more", "in the end"],
        ["a", "b", "c", "d", "KEY"],
    ],
)
def test_items_of_a_list_are_no_fragments_of_each_other(words):
    """The arguments of a command, a list of notes: what follows a key in the next item stays."""
    value = key(1)
    items = [word.replace("KEY", value) for word in words]
    made = json.loads(searched(json.dumps({"items": items})).text)["items"]
    assert made == [item.replace(value, placeholder(value)) for item in items]


@LAW
@given(KEYS, st.integers(1, 4), st.booleans())
def test_json_keeps_its_spelling(value, depth, ascii_only):
    """JSON within JSON, to any depth: numbers, blanks, order and repeated members stay."""
    text = f'{{"b":1.50, "a" : "é {value} \\u0041\\/", "a":1e3,\n "b": [ ]}}'
    want = text.replace(value, placeholder(value))
    for _ in range(depth):
        text, want = (json.dumps({"x": one}, ensure_ascii=ascii_only) for one in (text, want))
    assert searched(text).text == want


def test_json_before_other_text_is_redacted():
    """A line of JSON and then prose is what logs and tools print."""
    for seed in range(6):
        value = key(seed)
        for after in (f"736b {value}", f"so {value}", value.encode().hex(), f'"{value}"'):
            made = searched('{"id": 7, "said": [""]} ' + after).text
            assert made.startswith('{"id": 7, "said": [""]} ')
            assert value not in made
            assert value.encode().hex() not in made


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_fragment_of_a_placeholder_is_not_searched_by_itself(cut):
    """A path may end in the first letters of a placeholder, where a fragment ends."""
    user = "janeq47b"
    path = f"/home/{user}/src"
    pieces = ["see ", path[: 6 + cut], path[6 + cut :], " there"]
    (outcome,) = outcomes(vcrpy(interaction(sse(chat(pieces)))))
    read = of_chat(of_sse(loaded(outcome.text)[0]["response"]["body"]["string"]))
    assert read == f"see /home/{placeholder(user)}/src there"


@LAW
@given(KEYS, st.lists(st.integers(1, 60), min_size=2, max_size=4))
def test_a_compressed_array_of_chunks_is_a_stream(value, cuts):
    """Gemini streams so where nobody asks for events; the chunks may be long."""
    text = f"use {value} now"
    ends = sorted({0, *(4 + cut for cut in cuts if 4 + cut < len(text)), len(text)})
    chunks = gemini([text[start:end] for start, end in pairwise(ends)])
    body = gzip.compress(json.dumps(chunks).encode(), mtime=0)
    (outcome,) = outcomes(
        vcrpy(interaction(body, request="{}", answered={"content-encoding": "gzip"}))
    )
    made = gzip.decompress(loaded(outcome.text)[0]["response"]["body"]["string"])
    assert of_gemini(json.loads(made)) == f"use {placeholder(value)} now"
