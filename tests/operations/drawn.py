"""Pairs of real cassettes of one recorder, and what of their views can be written."""

import json
import random
from functools import cache

from tests.document.test_corpus import opened

from cassette_cli.document.json_view import cassette_view

PAIRS = 200
MAY_REFUSE = 0.1
"""Of how many pairs a patch may be refused, if it is said why."""
_LARGEST = 200_000
_PART = ("kind", "text", "name", "id", "arguments_raw")


@cache
def files() -> dict[str, list]:
    """Return the cassettes of the corpus with their views, by recorder."""
    found: dict[str, list] = {}
    for cassette in opened()[0].values():
        if cassette.size <= _LARGEST:
            view = cassette_view(cassette, show_secrets=True)
            if view["interactions"]:
                found.setdefault(cassette.recorder.name, []).append((cassette, view))
    return found


def drawn(seed=4711):
    """Yield pairs of one recorder, drawn at random, each with its view."""
    draw = random.Random(seed)
    total = sum(map(len, files().values()))
    for known in files().values():
        for _ in range(PAIRS * len(known) // total + 1):
            yield draw.sample(known, 2)


def writable(view) -> list:
    """Return what of a view can be written; lengths follow by themselves."""
    return [
        {
            "when": (one["recorded_at"], one["duration_ms"]),
            "request": half(one["request"], ("method", "url")),
            "response": half(one["response"], ("status", "id", "model", "usage_raw")),
            "messages": [message(said) for said in one["response"]["messages"]],
        }
        for one in view["interactions"]
    ]


def half(view, names) -> dict:
    """Return what can be written of a request or response."""
    headers = {k: v for k, v in view["headers"].items() if k.lower() != "content-length" and v}
    return {**{name: view[name] for name in names}, "headers": headers, "body": view["body"] or ""}


def message(view) -> dict:
    """Return what can be written of a message; arguments are compared as values."""
    parts = []
    for part in view["parts"]:
        made = {key: part[key] for key in _PART if part.get(key)}
        if made.keys() - {"kind"}:
            raw = made.get("arguments_raw")
            parts.append({**made, "arguments_raw": value(raw)} if raw else made)
    return {"role": view["role"], "finish": view["finish_reason_raw"], "parts": parts}


def value(raw):
    """Return a JSON text as its value, any other as itself."""
    try:
        return json.loads(raw)
    except ValueError:
        return raw
