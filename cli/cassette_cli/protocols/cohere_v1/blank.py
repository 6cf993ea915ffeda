"""Answers of Cohere's version 1, made of what they are to say.

Source: Cohere API reference, "Chat" v1 and its stream events (2026-10).
"""

from cassette_cli.chat.telling import Blank
from cassette_cli.text.json_value import Json, objects, parse_object, string


def blank(response: dict[str, Json]) -> Blank:
    """Return the lines of an answer: its text, its calls, and all of it once more."""
    message = next(iter(objects(response, "messages")), {})
    parts = objects(message, "parts")
    texts = [string(part, "text") for part in parts if part["kind"] == "text"]
    calls: list[Json] = [
        {"name": part.get("name"), "parameters": parse_object(string(part, "arguments_raw"))}
        for part in parts
        if part["kind"] == "tool_call"
    ]
    reason, known = message.get("finish_reason_raw"), response.get("id")
    whole: dict[str, Json] = {
        "generation_id": known, "text": "".join(texts), "finish_reason": reason
    }  # fmt: skip
    if calls:
        whole["tool_calls"] = calls
    if response.get("usage_raw"):
        whole["meta"] = response["usage_raw"]
    events: list[dict[str, Json]] = [{"event_type": "stream-start", "generation_id": known}]
    events += [{"event_type": "text-generation", "text": text} for text in texts]
    if calls:
        events.append({"event_type": "tool-calls-generation", "tool_calls": calls})
    events.append({"event_type": "stream-end", "finish_reason": reason, "response": whole})
    last = len(events) - 1
    return Blank([("", {"is_finished": at == last, **one}) for at, one in enumerate(events)])
