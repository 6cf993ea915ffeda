"""What was said in an interaction, whatever it holds."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cassette_cli.document.json_view import interaction_view
from cassette_cli.document.reading import Reading
from cassette_cli.http.body import Body, Stored
from cassette_cli.http.interaction import Header, Headers, Interaction, Request, Response
from cassette_cli.text.tree import Leaf

CHAT = "https://api.openai.com/v1/chat/completions"
SSE = "text/event-stream"
WORDS = st.sampled_from(
    ["choices", "message", "content", "delta", "error", "model", "messages", "type", "role",
     "usage", "output", "candidates", "parts", "text", "tool_calls", "function", "arguments",
     "object", "id", "chat.completion", "chat.completion.chunk", "message_start",
     "response.created", "stop", "data"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | WORDS | st.text(max_size=3),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=5),
    max_leaves=12,
)
URLS = st.sampled_from(
    [CHAT, "https://api.anthropic.com/v1/messages", "https://api.openai.com/v1/responses", None, "",
     "https://generativelanguage.googleapis.com/v1beta/models/demo:streamGenerateContent?alt=sse",
     "https://bedrock-runtime.us-east-1.amazonaws.com/model/demo/converse-stream", "words",
     "http://localhost:11434/api/chat", "https://api.cohere.com/v2/chat", "http://["]
)  # fmt: skip
TYPES = st.sampled_from(
    [
        SSE,
        "application/json",
        "application/x-ndjson",
        "application/vnd.amazon.eventstream",
        "",
        None,
    ]
)


def interaction(asked="", answered="", **how):
    """Return an interaction with bodies kept as text."""
    how = {"url": CHAT, "status": 200, "kind": "application/json", "reason": None} | how
    kind = how["kind"]
    headers = Headers([Header("Content-Type", kind, None)] if kind else [])
    body = Body(Stored("text", answered, None), kind)
    return Interaction(
        0,
        Leaf("", "", "", 0, 0),
        Request("POST", how["url"], Headers(), Body(Stored("text", asked, None))),
        Response(how["status"], how["reason"], headers, body),
    )


def reading(*bodies, **how) -> Reading:
    """Return the reading of an interaction."""
    return Reading(interaction(*bodies, **how))


@given(JSON, JSON, URLS, TYPES, st.sampled_from([None, 0, 200, 204, 400, 529]))
@settings(max_examples=300, deadline=None)
def test_any_json_can_be_read(asked, answered, url, kind, status):
    """Whatever was sent and came back, there is a view of it; what is odd is a problem in it."""
    found = reading(json.dumps(asked), json.dumps(answered), url=url, kind=kind, status=status)
    assert interaction_view(found)["response"]["status"] == status


@given(st.lists(JSON, max_size=5), URLS, TYPES, st.sampled_from(["data: {}\n\n", "{}\n", "{}"]))
@settings(max_examples=300, deadline=None)
def test_any_stream_can_be_read(payloads, url, kind, form):
    """Also a stream of events that no provider ever sent."""
    text = "".join(form.replace("{}", json.dumps(payload)) for payload in payloads)
    view = interaction_view(reading("{}", text, url=url, kind=kind))
    assert view["response"]["body_kind"] in {"stream", "json", "text", "empty"}


ANSWER = {
    "id": "chatcmpl-Demo",
    "object": "chat.completion",
    "model": "demo-answered",
    "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Paris."}, "finish_reason": "stop"}
    ],
}
ASKED = {"model": "demo-asked", "messages": [{"role": "user", "content": "Capital of France?"}]}


def test_a_plain_answer_is_read():
    """The protocol is told by what came back."""
    found = reading(json.dumps(ASKED), json.dumps(ANSWER))
    assert (found.protocol, found.stream, found.error) == ("openai-chat", None, None)
    assert found.answer.messages[0].parts[0].text == "Paris."
    assert found.prompt.messages
    assert found.model == "demo-answered"
    assert found.problems == []


def test_a_streamed_answer_is_the_same_answer():
    """A difference between a streamed and a plain recording must mean something."""
    chunks = [
        {"object": "chat.completion.chunk", "id": "chatcmpl-Demo", "model": "demo-answered",
         "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
        for delta, end in (
            ({"role": "assistant", "content": "Par"}, None), ({"content": "is."}, None),
            ({}, "stop"),
        )
    ]  # fmt: skip
    text = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    streamed = interaction_view(reading(json.dumps(ASKED), text, kind=SSE))["response"]
    plain = interaction_view(reading(json.dumps(ASKED), json.dumps(ANSWER)))["response"]
    assert streamed["messages"] == plain["messages"]
    assert streamed["stream"] == {"framing": "sse", "events": 3, "status": "complete"}
    assert plain["stream"] is None


def test_an_unknown_stream_is_its_events():
    """Never an error: a reader can still look at what came."""
    found = reading("{}", 'data: {"a": 1}\n\ndata: words\n\n', url="https://example.com/", kind=SSE)
    assert (found.protocol, found.answer) == (None, None)
    assert len(found.stream.events) == 2
    view = interaction_view(found)["response"]
    assert (view["body_kind"], view["protocol"], view["stream"]) == ("text", None, None)


@pytest.mark.parametrize(
    ("status", "answered", "message"),
    [
        (
            429,
            '{"error": {"message": "slow down", "type": "tokens", "code": "limit"}}',
            "slow down",
        ),
        (500, '{"error": "broken"}', "broken"),
        (400, '[{"error": {"code": 400, "message": "bad key", "status": "INVALID"}}]', "bad key"),
        (502, "<html>Bad  gateway\n</html>", "<html>Bad gateway </html>"),
        (503, "", "Service Unavailable"),
    ],
)
def test_a_failure_says_what_the_body_says(status, answered, message):
    """In whichever shape: an object, a list, words, or only the reason phrase."""
    found = reading(json.dumps(ASKED), answered, status=status, reason="Service Unavailable")
    assert found.failed
    assert found.error.message == message
    assert not (found.answer and found.answer.messages)


def test_a_failure_is_told_by_its_request():
    """The body of an error looks the same for half of the providers."""
    found = reading(json.dumps(ASKED), '{"error": {"message": "no"}}', status=401)
    assert found.protocol == "openai-chat"
    other = reading("words", '{"error": {"message": "no"}}', status=401, url="https://example.com/")
    assert other.protocol is None


@pytest.mark.parametrize("status", [None, 100, 200, 302, 399])
def test_other_statuses_are_no_failures(status):
    """A redirect is none, nor is an interaction without a status."""
    found = reading("", "", status=status)
    assert not found.failed
    assert found.error is None


@pytest.mark.parametrize(
    ("asked", "url", "wanted"),
    [
        ('{"model": "demo"}', CHAT, "demo"),
        ('{"modelId": "demo"}', CHAT, "demo"),
        ('{"model": 3}', "https://x.example/v1/models/demo:generateContent", "demo"),
        ("", "https://x.example/model/us.demo-v1%3A0/converse", "us.demo-v1:0"),
        ("", "https://x.openai.azure.com/openai/deployments/demo/chat/completions?x=1", "demo"),
        ("", "https://x.example/v1/projects/p/publishers/google/models/demo:x", "demo"),
        ("words", CHAT, None),
        ("", None, None),
    ],
)
def test_the_model_is_the_one_asked_where_none_answers(asked, url, wanted):
    """In the body, or else in the URL."""
    assert reading(asked, "", url=url).model == wanted


ODD = [("x", "gzip"), ("y", "br")]
"""Bodies that are not in the coding that they are said to be in."""


def test_problems_are_gathered_and_said_once():
    """From the file, the bodies, the stream and the answer; a request's are marked as such."""
    found = interaction("x", "y")
    found.problems = ("odd file",)
    asked, answered = (Body(Stored("text", text, None), None, how) for text, how in ODD)
    found.request = found.request._replace(body=asked)
    found.response = found.response._replace(body=answered)
    read = Reading(found)
    interaction_view(read)
    assert [problem.split(",")[0] for problem in read.problems] == [
        "odd file", "request: content-encoding says gzip", "content-encoding says br"
    ]  # fmt: skip
