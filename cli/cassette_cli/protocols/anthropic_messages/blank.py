"""Messages of Anthropic without a block yet: events that tell their start and their end.

Source: Anthropic API reference, "Streaming messages" (2026-10).
"""

from copy import deepcopy

from cassette_cli.chat.telling import Blank
from cassette_cli.text.json_value import Json, mapping, objects


def blank(response: dict[str, Json]) -> Blank:
    """Return the events of an answer that has everything but its parts."""
    message = next(iter(objects(response, "messages")), {})
    usage = mapping(response, "usage_raw")
    start: dict[str, Json] = {
        "id": response.get("id"),
        "type": "message",
        "role": message.get("role"),
        "model": response.get("model"),
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": deepcopy(usage),
    }
    end: dict[str, Json] = {
        "stop_reason": message.get("finish_reason_raw"), "stop_sequence": None
    }  # fmt: skip
    events: list[dict[str, Json]] = [
        {"type": "message_start", "message": start},
        {"type": "message_delta", "delta": end, "usage": deepcopy(usage)},
        {"type": "message_stop"},
    ]
    return Blank([(str(event["type"]), event) for event in events])
