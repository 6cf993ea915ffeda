"""The patch between the views of two files, made of the one, gives the view of the other."""

import json
import random
from collections import Counter
from functools import cache

import pytest
from jsonpatch import JsonPatch, JsonPatchException
from jsonpointer import JsonPointerException
from tests.document.test_corpus import CORPUS, opened

from cassette_cli.document.files import cassette_of
from cassette_cli.document.json_view import cassette_view
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.run import Wishes, rewritten

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real cassettes is not there: ../shared/corpus"
)

PAIRS = 200
_LARGEST = 200_000
_PART = ("kind", "text", "name", "id", "arguments_raw")
_MAY_REFUSE = 0.1


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


def pairs():
    """Yield pairs of one recorder, drawn at random, with the patch between their views."""
    draw = random.Random(4711)
    total = sum(map(len, files().values()))
    for known in files().values():
        for _ in range(PAIRS * len(known) // total + 1):
            (cassette, before), (_, after) = draw.sample(known, 2)
            patch = json.loads(JsonPatch.from_diff(before, after).to_string())
            if applies(patch, before, after):
                yield cassette, patch, after


def applies(patch, before, after) -> bool:
    """Say whether the library can apply the patch that it has made; now and then it cannot."""
    try:
        return JsonPatch(patch).apply(before) == after
    except (JsonPatchException, JsonPointerException, ValueError):
        return False


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


def test_the_patch_between_two_views_makes_the_one_of_the_other():
    """Of at least nine in ten pairs; of the others it is said why not, and nothing is written."""
    refused: Counter[str] = Counter()
    done = 0
    for cassette, patch, after in pairs():
        try:
            outcome = rewritten(cassette, Asked(patch).plan, Wishes())
        except CassetteError as error:
            refused[error.message] += 1
            continue
        done += 1
        found = cassette_view(cassette_of(outcome.text, cassette), show_secrets=True)
        assert writable(found) == writable(after), cassette.label
    assert done + refused.total() >= PAIRS * 0.9
    assert [words for words in refused if "verify" in words] == []
    assert refused.total() <= _MAY_REFUSE * (done + refused.total()), refused
