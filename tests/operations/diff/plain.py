"""The body that a provider answers with when nobody asks for a stream."""

from cassette_cli.chat.message import Answer


def plain(answer: Answer) -> dict:
    """Return the plain answer that says what a streamed one says; empty texts are left out."""
    (message,) = answer.messages
    message.parts = [part for part in message.parts if part.kind != "text" or part.text]
    return BODIES[answer.protocol](answer, message)


def _chat(answer, message):
    said = {"role": "assistant", "content": _text(message) or None}
    if reasoning := _text(message, "reasoning"):
        said["reasoning_content"] = reasoning
    if calls := _calls(message):
        said["tool_calls"] = [
            {"id": one.id, "type": "function",
             "function": {"name": one.name, "arguments": one.arguments_raw}}
            for one in calls
        ]  # fmt: skip
    choice = {"index": 0, "message": said, "finish_reason": message.finish_reason_raw}
    return {
        "id": "chatcmpl-2", "object": "chat.completion", "created": 2, "model": answer.model,
        "choices": [choice], "usage": answer.usage_raw,
    }  # fmt: skip


def _anthropic(answer, message):
    blocks = {
        "text": lambda part: {"type": "text", "text": part.text},
        "reasoning": lambda part: {
            "type": "thinking", "thinking": part.text, "signature": part.signature,
        },
        "tool_call": lambda part: {
            "type": "tool_use", "id": part.id, "name": part.name, "input": part.arguments or {},
        },
    }  # fmt: skip
    return {
        "id": "msg_2", "type": "message", "role": "assistant", "model": answer.model,
        "content": [blocks[part.kind](part) for part in message.parts],
        "stop_reason": message.finish_reason_raw, "stop_sequence": None, "usage": answer.usage_raw,
    }  # fmt: skip


def _responses(answer, message):
    items = {
        "text": lambda part: {
            "type": "message", "id": "msg_2", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": part.text, "annotations": []}],
        },
        "reasoning": lambda part: {
            "type": "reasoning", "id": "rs_2",
            "summary": [{"type": "summary_text", "text": part.text}],
        },
        "tool_call": lambda part: {
            "type": "function_call", "id": "fc_2", "call_id": "call_2", "name": part.name,
            "arguments": part.arguments_raw, "status": "completed",
        },
    }  # fmt: skip
    return {
        "id": "resp_2", "object": "response", "created_at": 2, "status": "completed",
        "model": answer.model, "output": [items[part.kind](part) for part in message.parts],
        "usage": answer.usage_raw,
    }  # fmt: skip


def _gemini(answer, message):
    parts = {
        "text": lambda part: {"text": part.text},
        "reasoning": lambda part: {"text": part.text, "thought": True},
        "tool_call": lambda part: {"functionCall": {"name": part.name, "args": part.arguments}},
    }
    content = {"role": "model", "parts": [parts[part.kind](part) for part in message.parts]}
    return {
        "candidates": [
            {"index": 0, "content": content, "finishReason": message.finish_reason_raw}
        ],
        "usageMetadata": answer.usage_raw, "modelVersion": answer.model, "responseId": "2",
    }  # fmt: skip


def _converse(answer, message):
    blocks = {
        "text": lambda part: {"text": part.text},
        "reasoning": lambda part: {
            "reasoningContent": {"reasoningText": {"text": part.text, "signature": "2"}}
        },
        "tool_call": lambda part: {
            "toolUse": {"toolUseId": "2", "name": part.name, "input": part.arguments}
        },
    }
    said = {"role": "assistant", "content": [blocks[part.kind](part) for part in message.parts]}
    return {
        "output": {"message": said}, "stopReason": message.finish_reason_raw,
        "usage": answer.usage_raw, "metrics": {"latencyMs": 2},
    }  # fmt: skip


def _cohere(answer, message):
    said = {"role": "assistant", "content": [{"type": "text", "text": _text(message)}]}
    return {
        "id": "2", "message": said, "finish_reason": message.finish_reason_raw,
        "usage": answer.usage_raw,
    }  # fmt: skip


def _ollama(answer, message):
    return {
        "model": answer.model, "created_at": "2026-01-02T03:04:05Z",
        "message": {"role": "assistant", "content": _text(message)},
        "done": True, "done_reason": message.finish_reason_raw, "total_duration": 2,
        **(answer.usage_raw or {}),
    }  # fmt: skip


def _text(message, kind="text"):
    return "".join(part.text for part in message.parts if part.kind == kind)


def _calls(message):
    return [part for part in message.parts if part.kind == "tool_call"]


BODIES = {
    "openai-chat": _chat,
    "anthropic-messages": _anthropic,
    "openai-responses": _responses,
    "gemini": _gemini,
    "bedrock-converse": _converse,
    "cohere-v2": _cohere,
    "ollama": _ollama,
}
ONLY_TEXT = {"cohere-v2", "ollama"}
"""Of which only texts are made up here."""
