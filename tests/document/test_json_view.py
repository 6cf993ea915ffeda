"""The JSON view: a contract, to the letter."""

import json
from pathlib import Path

import pytest

from cassette_cli.document.files import open_cassette
from cassette_cli.document.json_view import cassette_view
from cassette_cli.document.masking import MARK
from cassette_cli.document.sources import Source

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "openrouter-tool-call.yaml"
CASES = sorted((ROOT / "tests" / "recorders" / "data").glob("*/*/cassette.*"))
SAMPLES = sorted((ROOT / "samples").glob("*.y*ml"))

TOP = ["schema", "path", "recorder", "interactions"]
INTERACTION = ["index", "id", "recorded_at", "duration_ms", "request", "response"]
REQUEST = ["method", "url", "headers", "body_kind", "body"]
RESPONSE = [
    "status", "headers", "body_kind", "body", "protocol", "stream", "id", "model", "messages",
    "usage", "usage_raw", "error", "problems",
]  # fmt: skip
STREAM = ["framing", "events", "status"]
MESSAGE = ["index", "role", "parts", "finish_reason", "finish_reason_raw"]
USAGE = [
    "input_tokens", "output_tokens", "cached_tokens", "cache_write_tokens", "reasoning_tokens",
    "total_tokens", "cost",
]  # fmt: skip
ERROR = ["type", "code", "message"]
PART_KINDS = {
    "text", "reasoning", "tool_call", "server_tool_call", "server_tool_result", "refusal", "image",
    "audio", "file", "code", "code_result", "unknown",
}  # fmt: skip
BODY_KINDS = {"json", "text", "base64", "empty", "stream"}
STATUSES = {"complete", "truncated", "errored", "incomplete"}


def view_of(path: Path, picks: str = "", **how) -> dict:
    """Return the view of a cassette."""
    return cassette_view(open_cassette(Source(path.name, path, picks=picks)), **how)


def check_shape(view: dict) -> None:
    """Fail unless a view has the keys of the contract, in its order, and nothing else."""
    assert list(view) == TOP
    assert view["schema"] == "cassette/1"
    assert list(view["recorder"]) == ["name", "version"]
    for interaction in view["interactions"]:
        assert list(interaction) == INTERACTION
        assert list(interaction["request"]) == REQUEST
        response = interaction["response"]
        assert list(response) == RESPONSE
        for side in (interaction["request"], response):
            assert side["body_kind"] in BODY_KINDS
            assert (side["body"] is None) or side["body_kind"] not in {"empty", "stream"}
            assert all(isinstance(values, list) for values in side["headers"].values())
        if response["stream"] is not None:
            assert list(response["stream"]) == STREAM
            assert response["stream"]["status"] in STATUSES
            assert response["body_kind"] == "stream"
        assert response["usage"] is None or list(response["usage"]) == USAGE
        assert response["error"] is None or list(response["error"]) == ERROR
        assert all(isinstance(problem, str) for problem in response["problems"])
        for number, message in enumerate(response["messages"]):
            assert list(message) == MESSAGE
            assert message["index"] == number or len(response["messages"]) > 1
            for part in message["parts"]:
                check_part(part)


def check_part(part: dict) -> None:
    """Fail unless a part has what its kind promises."""
    assert next(iter(part)) == "kind"
    assert part["kind"] in PART_KINDS
    if part["kind"] in {"tool_call", "server_tool_call"}:
        assert {"id", "name", "arguments", "arguments_raw"} <= set(part)
    if part["kind"] in {"text", "reasoning", "refusal"}:
        assert isinstance(part["text"], str)


@pytest.mark.parametrize("path", SAMPLES + CASES, ids=lambda path: path.parent.name + path.name)
@pytest.mark.parametrize("show_secrets", [False, True])
def test_every_view_has_the_shape_of_the_contract(path, show_secrets):
    """What is absent is null, never left out, so that a program needs no guesses; it is JSON."""
    view = view_of(path, show_secrets=show_secrets)
    check_shape(view)
    assert json.loads(json.dumps(view)) == view


def test_the_sample_s_streamed_tool_call():
    """The example of the contract, value by value."""
    view = view_of(SAMPLE)
    assert view["path"] == "openrouter-tool-call.yaml"
    assert view["recorder"] == {"name": "go-vcr", "version": "2"}
    first = view["interactions"][0]
    assert (first["index"], first["id"], first["recorded_at"]) == (0, "0", None)
    assert first["duration_ms"] == 1329.810959
    request, response = first["request"], first["response"]
    assert (request["method"], request["body_kind"]) == ("POST", "json")
    assert request["url"] == "https://openrouter.ai/api/v1/chat/completions"
    assert request["headers"]["Content-Type"] == ["application/json"]
    assert request["body"]["model"] == "moonshotai/kimi-k2-0905"
    assert {key: response[key] for key in RESPONSE[:9] if key != "messages"} == {
        "status": 200,
        "headers": {"Content-Type": ["text/event-stream"]},
        "body_kind": "stream",
        "body": None,
        "protocol": "openai-chat",
        "stream": {"framing": "sse", "events": 31, "status": "complete"},
        "id": "gen-1758536687-GEdmyOeqMtsBHOOX9yf0",
        "model": "moonshotai/kimi-k2-0905",
    }
    assert response["messages"] == [
        {
            "index": 0,
            "role": "assistant",
            "parts": [
                {"kind": "text", "text": "I'll use the add tool to calculate 15 + 27 for you."},
                {
                    "kind": "tool_call",
                    "id": "add:0",
                    "name": "add",
                    "arguments": {"a": 15, "b": 27},
                    "arguments_raw": '{"a": 15, "b": 27}',
                },
            ],
            "finish_reason": "tool_call",
            "finish_reason_raw": "tool_calls",
        }
    ]
    assert response["usage"] == dict(zip(USAGE, [95, 36, 0, None, 0, 131, 0.000294], strict=True))
    assert response["usage_raw"]["cost"] == 0.000294
    assert (response["error"], response["problems"]) == (None, [])


def test_the_sample_s_failure():
    """A plain error has no stream and no messages, and what its body says of it."""
    response = view_of(SAMPLE)["interactions"][1]["response"]
    assert (response["status"], response["stream"], response["messages"]) == (429, None, [])
    assert response["body_kind"] == "json"
    assert response["error"] == {"type": None, "code": 429, "message": "Provider returned error"}
    assert (response["usage"], response["usage_raw"]) == (None, None)


def test_the_sample_s_answer():
    """The retry that came through."""
    response = view_of(SAMPLE)["interactions"][2]["response"]
    (message,) = response["messages"]
    assert message["parts"] == [{"kind": "text", "text": "15 + 27 = 42"}]
    assert (response["usage"]["input_tokens"], response["usage"]["output_tokens"]) == (148, 8)


def test_picked_interactions_keep_their_numbers():
    """An index is the place in the file, whatever else is shown."""
    view = view_of(SAMPLE, "2,0")
    assert [interaction["index"] for interaction in view["interactions"]] == [0, 2]


def test_credentials_are_masked_unless_they_are_wanted():
    """In JSON too, and with marks that rewriting refuses to write."""
    path = ROOT / "tests/recorders/data/vcrpy/recorded-requests/cassette.yaml"
    masked, shown = (
        view_of(path, show_secrets=wanted)["interactions"][0] for wanted in (False, True)
    )
    for side, name in (("request", "authorization"), ("response", "set-cookie")):
        (value,) = masked[side]["headers"][name]
        assert MARK.fullmatch(value)
        assert not MARK.search(shown[side]["headers"][name][0])
    assert "sk-proj" in shown["request"]["headers"]["authorization"][0]


def test_bodies_are_of_five_kinds():
    """Parsed where they are JSON, else the text, else base64 of the bytes; else nothing."""
    kinds = {}
    for path in CASES:
        for interaction in view_of(path)["interactions"]:
            for side in (interaction["request"], interaction["response"]):
                kinds.setdefault(side["body_kind"], side["body"])
    assert set(kinds) == BODY_KINDS
    assert kinds["empty"] is None is kinds["stream"]
    assert isinstance(kinds["text"], str)
    assert isinstance(kinds["base64"], str)
