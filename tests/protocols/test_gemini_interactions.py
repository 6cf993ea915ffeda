"""Edited answers of Gemini Interactions, event by event."""

import json

import pytest
from tests.protocols.cases import BY_NAME, DATA, body_of, payloads
from tests.protocols.told import check, tell

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body, Stored

INTERACTIONS = BY_NAME["gemini-interactions"]


def events(*payloads):
    """Return a stream of events."""
    frames = [f"event: {one['event_type']}\ndata: {json.dumps(one)}\n\n" for one in payloads]
    return Body(Stored("text", "".join(frames), None))


def case(name):
    """Return the body of a case."""
    return body_of(DATA / "gemini-interactions" / name)


def told(body, edit):
    """Return a body after an edit, everything that must hold checked."""
    made = tell(body, INTERACTIONS, edit)
    check(made)
    return made


def part(number=0, **changed):
    """Return an edit of one part."""
    return lambda view: view["messages"][0]["parts"][number].update(changed)


def deltas(made, kind):
    """Return the deltas of a type."""
    return [one["delta"] for one in made.payloads if one.get("delta", {}).get("type") == kind]


def test_a_call_is_edited_where_its_step_starts_and_in_its_deltas():
    """And nowhere else."""
    made = told(case("call"), part(id="fc2", name="sum", arguments={"a": 12}))
    assert made.payloads[1]["step"] == {
        "type": "function_call", "id": "fc2", "name": "sum", "arguments": {},
    }  # fmt: skip
    assert [one["arguments"] for one in deltas(made, "arguments_delta")] == ['{"a":', " 12}"]
    assert made.payloads[4:] == payloads(DATA / "gemini-interactions" / "call")[4:]


def test_arguments_that_a_step_starts_with_are_edited_there():
    """Pieces that come later take their place, also for the edit."""
    start = {
        "event_type": "step.start", "index": 0,
        "step": {"type": "function_call", "id": "f", "name": "add", "arguments": {"a": 1}},
    }  # fmt: skip
    made = told(events(start), part(arguments={"a": 2}))
    assert made.payloads[0]["step"]["arguments"] == {"a": 2}
    piece = {"type": "arguments_delta", "arguments": '{"b": 1}'}
    delta = {"event_type": "step.delta", "index": 0, "delta": piece}
    made = told(events(start, delta), part(arguments={"b": 2}))
    assert made.payloads == [start, {**delta, "delta": {**piece, "arguments": '{"b": 2}'}}]


def test_a_text_has_no_empty_delta_and_thoughts_are_texts():
    """Unless the event carries more than the piece."""
    body = case("thought-and-text")
    view = told(body, lambda view: None).wanted
    kinds = [one["kind"] for one in view["messages"][0]["parts"]]
    made = told(body, part(kinds.index("reasoning"), text="So."))
    assert "".join(one["content"]["text"] for one in deltas(made, "thought_summary")) == "So."
    made = told(body, part(kinds.index("text"), text=""))
    assert deltas(made, "text") == []
    delta = {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": "a"}}
    counted = {**delta, "metadata": {"usage": {"total_tokens": 3}}}
    made = told(events(counted), part(text=""))
    assert made.payloads == [{**counted, "delta": {"type": "text", "text": ""}}]


def test_a_signature_is_written_whole():
    """However long it is."""
    body = case("thought-and-text")
    view = told(body, lambda view: None).wanted
    number = next(at for at, one in enumerate(view["messages"][0]["parts"]) if "signature" in one)
    made = told(body, part(number, signature="c2ln" * 99))
    assert [one["signature"] for one in deltas(made, "thought_signature")][-1] == "c2ln" * 99


def annotated(*annotations):
    """Return a stream of a text of two steps, the second with annotations."""
    first = {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": "Blau"}}
    more = {"type": "text_annotation_delta", "annotations": list(annotations)}
    return events(first, {**first, "index": 1}, {**first, "index": 1, "delta": more})


def test_annotations_follow_their_text_in_bytes_or_go():
    """Those of another step stay; an event that none are left of goes."""
    here = {"url": "u", "start_index": 0, "end_index": 4}
    moved = {**here, "start_index": 3, "end_index": 7}
    made = told(annotated(here, {"url": "v"}), part(1, text="é Blau"))
    assert deltas(made, "text_annotation_delta")[0]["annotations"] == [moved, {"url": "v"}]
    made = told(annotated(here), part(0, text="é Blau"))
    assert deltas(made, "text_annotation_delta")[0]["annotations"] == [here]
    made = told(annotated(here), part(1, text="Rot"))
    assert deltas(made, "text_annotation_delta") == []
    assert made.retelling.notes == ["annotations of changed text are dropped"]


def test_facts_are_written_wherever_they_stand():
    """Where the interaction begins and where it ends; its first status is another one."""

    def edit(view):
        view |= {"id": "i2", "model": "gemini-y"}
        view["messages"][0]["finish_reason_raw"] = "incomplete"
        view["usage_raw"]["total_tokens"] = 25

    made = told(case("call"), edit)
    first, last = made.payloads[0]["interaction"], made.payloads[-1]["interaction"]
    assert (first["id"], first["model"], first["status"]) == ("i2", "gemini-y", "in_progress")
    assert (last["id"], last["model"], last["status"]) == ("i2", "gemini-y", "incomplete")
    assert last["usage"]["total_tokens"] == 25


def test_a_plain_answer_is_edited_in_place():
    """Thought, signature, call and text."""

    def edit(view):
        thought, call, text = view["messages"][0]["parts"]
        thought |= {"text": "So.", "signature": "eA=="}
        call |= {"id": "fc2", "name": "sum", "arguments": {"a": 2}}
        text["text"] = "Five"

    made = told(case("plain"), edit)
    assert made.payloads[0]["steps"] == [
        {"type": "thought", "summary": [{"type": "text", "text": "So."}], "signature": "eA=="},
        {"type": "function_call", "id": "fc2", "name": "sum", "arguments": {"a": 2}},
        {"type": "model_output", "content": [{"type": "text", "text": "Five"}]},
    ]


def test_what_a_tool_of_the_provider_was_asked_is_edited_and_what_it_gave_is_not():
    """Its results are the provider's own objects."""
    made = told(case("search"), part(arguments={"queries": ["x"]}))
    assert deltas(made, "google_search_call")[0]["arguments"] == {"queries": ["x"]}
    with pytest.raises(
        CassetteError, match="`raw` of a part of the kind server_tool_result cannot be changed"
    ):
        told(case("search"), part(1, raw={}))
