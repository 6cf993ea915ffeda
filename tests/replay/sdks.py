"""The official SDKs as clients: they read streams by themselves, and give out one message."""

import json
from collections.abc import Sequence

import anthropic
import openai
from tests.replay.api import KEY, Call
from tests.replay.clients import Seen


def with_openai(calls: Sequence[Call], base: str, *, retries: int = 0) -> list[Seen]:
    """Send with the SDK of OpenAI, which puts streams together by itself."""
    with openai.OpenAI(api_key=KEY, base_url=f"{base}/v1", max_retries=retries) as client:
        return [_openai_sees(client, call) for call in calls]


def _openai_sees(client: openai.OpenAI, call: Call) -> Seen:
    asked = json.loads(call.body)
    try:
        return Seen(200, _openai_body(client, call.path, asked, stream=asked.pop("stream", False)))
    except openai.APIStatusError as error:
        return Seen(error.status_code, error.response.content)


def _openai_body(client: openai.OpenAI, path: str, asked: dict, *, stream: bool) -> bytes:
    if path == "/v1/audio/speech":
        return client.audio.speech.create(**asked).content
    if not stream:
        return client.chat.completions.create(**asked).to_json().encode()
    if path == "/v1/responses":
        with client.responses.stream(**asked) as events:
            return events.get_final_response().to_json().encode()
    with client.chat.completions.stream(**asked) as events:
        for _ in events:
            pass
        return events.current_completion_snapshot.to_json().encode()


def with_anthropic(calls: Sequence[Call], base: str) -> list[Seen]:
    """Send with the SDK of Anthropic, which puts streams together by itself."""
    with anthropic.Anthropic(api_key=KEY, base_url=base, max_retries=0) as client:
        return [_anthropic_sees(client, call) for call in calls]


def _anthropic_sees(client: anthropic.Anthropic, call: Call) -> Seen:
    asked = json.loads(call.body)
    asked.pop("stream", None)
    try:
        with client.messages.stream(**{"max_tokens": 99, **asked}) as events:
            return Seen(200, events.get_final_message().to_json().encode())
    except anthropic.APIStatusError as error:
        return Seen(error.status_code, error.response.content)
