"""Edited answers of OpenAI Responses, and of the gateways that speak them."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.protocols.cases import case_id
from tests.protocols.retold_changes import (
    cases_of,
    changes_of,
    check_every_edit,
    content_of,
    tell,
)

from cassette_cli.text.json_value import get, integer, objects, string

OURS = cases_of("openai-responses")
CHANGES = {"reasons": ["completed", "failed", "cancelled", "max_output_tokens", "odd"]}
REFUSALS = (
    "encrypted reasoning cannot be added", "cannot be edited", "in the middle of an item",
    "one with another part", "stands in no item", "must stay one", "was cut off", "must be a text",
    "read behind all items", "cannot be added to a response", "cannot be changed",
    "is written nowhere",
)  # fmt: skip
"""What is said of edits that a recording cannot hold."""
ENDINGS = {"response.completed", "response.incomplete", "response.failed", "response.cancelled"}


def provider_rules(made):
    """Fail for a stream that the provider would never send."""
    if made.stream is None:
        return
    before, after = (
        [event.json for event in stream.events if isinstance(event.json, dict)]
        for stream in (made.stream, made.again)
    )
    if contiguous(before):
        assert contiguous(after)
    if all(len(text) % 16 == 0 for text in padded(before)):
        assert all(len(text) % 16 == 0 for text in padded(after))
    if all(one["delta"] for one in before if "delta" in one):
        assert all(one["delta"] for one in after if "delta" in one)
    for event in made.again.events:
        if event.name and event.name != "error":
            assert event.name == string(event.json, "type")
    assert disagreements(after) <= disagreements(before)
    if orders(before):
        assert orders(after) or not any("item" in one for one in after)


def contiguous(events):
    """Say whether events are numbered one by one."""
    numbers = [event.get("sequence_number") for event in events]
    if None in numbers:
        return False
    return all(low + 1 == high for low, high in pairwise(numbers))


def padded(events):
    """Return the deltas with their padding."""
    return [one["delta"] + one["obfuscation"] for one in events if one.get("obfuscation")]


def orders(events):
    """Say whether items start in their order, one by one."""
    found = [
        one.get("output_index") for one in events if string(one, "type").endswith("item.added")
    ]
    return found == [*range(len(found))] != []


def disagreements(events):
    """Return which places say something else than the end of the stream."""
    final = next((one["response"] for one in events if string(one, "type") in ENDINGS), {})
    found = set()
    texts = {}
    for event in events:
        place = (event.get("output_index"), integer(event, "content_index") or 0)
        item = get(final, "output", place[0]) if isinstance(place[0], int) else None
        whole = get(item, "content", place[1], "text")
        match event:
            case {"type": "response.output_text.delta", "delta": str(piece)}:
                texts[place] = texts.get(place, "") + piece
            case {"type": "response.output_text.done", "text": str(text)}:
                found |= {"delta"} if texts.get(place, "") != text else set()
                found |= {"done"} if item and text != whole else set()
            case {"type": "response.content_part.done", "part": {"text": text}} if item:
                found |= {"part"} if text != whole else set()
            case {"type": "response.output_item.done", "item": dict(one)} if item:
                found |= {"item"} if spoken(one) != spoken(item) else set()
    return found


def spoken(item):
    """Return what an item says."""
    entries = [*objects(item, "content"), *objects(item, "summary")]
    texts = [(one.get("text"), one.get("refusal"), one.get("annotations")) for one in entries]
    return [item.get(key) for key in ("name", "arguments", "call_id", "input", "code")], texts


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_every_edit_of_a_case_is_told_or_refused_with_a_reason(case):
    """The edits that are wanted most, one by one, on every oddity that was seen."""
    check_every_edit(case, REFUSALS, provider_rules)


@settings(deadline=None)
@given(st.sampled_from(OURS), st.data())
def test_whatever_is_wanted_of_an_answer_is_told(case, data):
    """Texts, calls, items and how it ended, all at once."""

    def edit(view, answer):
        data.draw(changes_of(view, **CHANGES))

    made = tell("openai-responses", content_of(case), edit, REFUSALS)
    assume(made is not None)
    made.check()
    provider_rules(made)
