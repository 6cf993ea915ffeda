"""Responses without an item yet: events that tell their start and their end.

Source: OpenAI API reference, "Responses" and its streaming events (2026-10).
"""

from copy import deepcopy

from cassette_cli.chat.telling import Blank
from cassette_cli.text.json_value import Json, objects, string


def blank(response: dict[str, Json]) -> Blank:
    """Return the events of an answer that has everything but its parts."""
    reason = next((string(one, "finish_reason_raw") for one in objects(response, "messages")), "")
    ending = reason if reason in {"completed", "failed", "cancelled"} else "incomplete"
    base: dict[str, Json] = {
        "id": response.get("id"),
        "object": "response",
        "created_at": 0,
        "status": "in_progress",
        "incomplete_details": None,
        "model": response.get("model"),
        "output": [],
        "usage": None,
    }
    last: dict[str, Json] = {**base, "status": ending, "usage": response.get("usage_raw")}
    if ending == "incomplete":
        last["incomplete_details"] = {"reason": reason}
    kinds = [("created", base), ("in_progress", base), (ending, last)]
    return Blank(
        [
            (
                f"response.{kind}",
                {"type": f"response.{kind}", "sequence_number": at, "response": deepcopy(whole)},
            )
            for at, (kind, whole) in enumerate(kinds)
        ]
    )
