"""Answers of Gemini without a part yet: one chunk.

Source: Google AI for Developers, "GenerateContentResponse" (2026-10).
"""

from cassette_cli.chat.telling import Blank
from cassette_cli.text.json_value import Json, integer, objects


def blank(response: dict[str, Json]) -> Blank:
    """Return the chunk of an answer that has everything but its parts."""
    candidates: list[Json] = []
    for message in objects(response, "messages"):
        candidate: dict[str, Json] = {"content": {"parts": [], "role": message.get("role")}}
        if message.get("finish_reason_raw"):
            candidate["finishReason"] = message["finish_reason_raw"]
        candidates.append({**candidate, "index": integer(message, "index") or 0})
    facts = {
        "usageMetadata": response.get("usage_raw"),
        "modelVersion": response.get("model"),
        "responseId": response.get("id"),
    }
    known: dict[str, Json] = {key: value for key, value in facts.items() if value is not None}
    return Blank([("", {"candidates": candidates, **known})])
