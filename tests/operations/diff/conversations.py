"""Recordings of agents: a tool is called, and later requests quote what was answered before."""

import json

from tests.operations.diff.recordings import exchange, recording


def turns(word, *, first_id="call_1", with_text=True):
    """Return an agent's recording: a call, what came of it, and an answer; each request quotes."""
    url = "https://api.openai.com/v1/chat/completions"
    call = {"id": first_id, "type": "function",
            "function": {"name": "find", "arguments": json.dumps({"word": word})}}  # fmt: skip
    answers = [
        {"role": "assistant", "content": f"I look for {word}.", "tool_calls": [call]},
        {"role": "assistant", "content": f"It was found: {word}."},
        {"role": "assistant", "content": "You are welcome."},
    ]
    asks = [
        [{"role": "user", "content": "Find it."}],
        [{"role": "tool", "tool_call_id": first_id, "content": "found"}],
        [{"role": "user", "content": "Thank you."}],
    ]
    history, made = [], []
    for ask, answer in zip(asks, answers, strict=True):
        history += ask
        finish = "tool_calls" if "tool_calls" in answer else "stop"
        choice = {"index": 0, "message": answer, "finish_reason": finish}
        reply = {"object": "chat.completion", "model": "gpt-5", "choices": [choice]}
        made.append(exchange(url, {"model": "gpt-5", "messages": [*history]}, reply))
        history.append(answer if with_text else {**answer, "content": None})
    return recording(*made)


def shortened(text):
    """Return a recording whose last request does not quote the first answer any more."""
    value = json.loads(text.replace("call_1", "call_2"))
    asked = value["http_interactions"][-1]["request"]["body"]
    content = json.loads(asked["string"])
    del content["messages"][1]
    asked["string"] = json.dumps(content)
    return json.dumps(value)


def responses(text, word, number="1"):
    """Return an agent's recording in OpenAI's Responses."""
    said = {
        "type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
    }  # fmt: skip
    call = {
        "type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}", "name": "find",
        "arguments": json.dumps({"word": word}), "status": "completed",
    }  # fmt: skip
    found = {"type": "function_call_output", "call_id": f"call_{number}", "output": "found"}
    asks = [{"role": "user", "content": "Find it."}]
    end = {**said, "content": [{"type": "output_text", "text": "Done.", "annotations": []}]}
    return recording(
        _response(asks, [said, call], number), _response([*asks, said, call, found], [end], number)
    )


def _response(asks, output, number):
    answered = {
        "id": f"resp_{number}", "object": "response", "created_at": int(number),
        "status": "completed", "model": "gpt-5", "output": output,
    }  # fmt: skip
    url = "https://api.openai.com/v1/responses"
    return exchange(url, {"model": "gpt-5", "input": asks}, answered)


def gemini(text, word, number="1"):
    """Return an agent's recording in Gemini's generateContent."""
    call = {"functionCall": {"id": number, "name": "find", "args": {"word": word}}}
    said = {"role": "model", "parts": [{"text": text}, call]}
    found = {"functionResponse": {"id": number, "name": "find", "response": {"found": 1}}}
    asks = [{"role": "user", "parts": [{"text": "Find it."}]}]
    more = [*asks, said, {"role": "user", "parts": [found]}]
    end = {"role": "model", "parts": [{"text": "Done."}]}
    return recording(_generated(asks, said, number), _generated(more, end, number))


def _generated(asks, content, number):
    candidate = {"content": content, "finishReason": "STOP", "index": 0}
    answered = {"candidates": [candidate], "modelVersion": "gemini-x", "responseId": number}
    url = "https://generativelanguage.googleapis.com/v1beta/models/gemini-x:generateContent"
    return exchange(url, {"contents": asks}, answered)


def converse(text, word, number="1"):
    """Return an agent's recording in Bedrock's Converse."""
    call = {"toolUse": {"toolUseId": number, "name": "find", "input": {"word": word}}}
    said = {"role": "assistant", "content": [{"text": text}, call]}
    found = {"toolUseId": number, "content": [{"text": "found"}], "status": "success"}
    asks = [{"role": "user", "content": [{"text": "Find it."}]}]
    more = [*asks, said, {"role": "user", "content": [{"toolResult": found}]}]
    end = {"role": "assistant", "content": [{"text": "Done."}]}
    return recording(_conversed(asks, said, number), _conversed(more, end, number))


def _conversed(asks, message, number):
    answered = {
        "output": {"message": message}, "stopReason": "end_turn",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": int(number)},
    }  # fmt: skip
    url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova/converse"
    return exchange(url, {"messages": asks}, answered)


def messages(text, word, number="1"):
    """Return an agent's recording in Anthropic's Messages."""
    call = {"type": "tool_use", "id": f"toolu_{number}", "name": "find", "input": {"word": word}}
    said = [{"type": "text", "text": text}, call]
    found = {"type": "tool_result", "tool_use_id": f"toolu_{number}", "content": "found"}
    asks = [{"role": "user", "content": "Find it."}]
    more = [*asks, {"role": "assistant", "content": said}, {"role": "user", "content": [found]}]
    end = [{"type": "text", "text": "Done."}]
    return recording(_message(asks, said, number), _message(more, end, number))


def _message(asks, content, number):
    answered = {
        "id": f"msg_{number}", "type": "message", "role": "assistant", "model": "claude-x",
        "content": content, "stop_reason": "end_turn", "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }  # fmt: skip
    url = "https://api.anthropic.com/v1/messages"
    return exchange(url, {"model": "claude-x", "max_tokens": 9, "messages": asks}, answered)


KINDS = (responses, gemini, converse, messages)
"""Functions of what is said, of what is looked for, and of a number for the ids."""
