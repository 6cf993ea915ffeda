"""Chat completions without a word yet: chunks that tell the role and why the answer ended.

Source: OpenAI API reference, "Streaming" (2026-10).
"""

from cassette_cli.chat.telling import Blank
from cassette_cli.text.json_value import Json, integer, objects


def blank(response: dict[str, Json]) -> Blank:
    """Return the chunks of an answer that has everything but its parts."""
    base: dict[str, Json] = {
        "id": response.get("id") or "",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": response.get("model") or "",
    }
    events: list[tuple[str, dict[str, Json]]] = []
    messages = objects(response, "messages")
    for message in messages:
        delta: dict[str, Json] = {"role": message.get("role"), "content": ""}
        events.append(("", {**base, "choices": [_choice(message, delta, None)]}))
    for message in messages:
        reason = message.get("finish_reason_raw")
        events.append(("", {**base, "choices": [_choice(message, {}, reason)]}))
    if response.get("usage_raw"):
        events.append(("", {**base, "choices": [], "usage": response["usage_raw"]}))
    return Blank(events, done=True)


def _choice(message: dict[str, Json], delta: dict[str, Json], reason: Json) -> Json:
    return {"index": integer(message, "index") or 0, "delta": delta, "finish_reason": reason}
