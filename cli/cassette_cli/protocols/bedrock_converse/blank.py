"""Answers of Converse without a block yet: events that tell their start and their end.

Source: Amazon Bedrock API reference, "ConverseStream" (2026-10).
"""

from cassette_cli.chat.telling import Blank
from cassette_cli.text.json_value import Json, objects


def blank(response: dict[str, Json]) -> Blank:
    """Return the events of an answer that has everything but its parts."""
    message = next(iter(objects(response, "messages")), {})
    events: list[tuple[str, dict[str, Json]]] = [
        ("messageStart", {"role": message.get("role")}),
        ("messageStop", {"stopReason": message.get("finish_reason_raw")}),
    ]
    if response.get("usage_raw") is not None:
        events.append(("metadata", {"usage": response["usage_raw"]}))
    return Blank(events)
