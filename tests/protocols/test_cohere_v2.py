"""Edited answers of Cohere chat v2, event by event."""

import json

import pytest
from tests.protocols.cases import BY_NAME, DATA, body_of, written
from tests.protocols.told import check, tell

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body, Stored

COHERE = BY_NAME["cohere-v2"]


def told(name, edit):
    """Return a case after an edit, everything that must hold checked."""
    made = tell(body_of(DATA / "cohere-v2" / name), COHERE, edit)
    check(made)
    return made


def part(number=0, **changed):
    """Return an edit of one part."""
    return lambda view: view["messages"][0]["parts"][number].update(changed)


def spoken(made, kind):
    """Return what the events of a type say."""
    return [
        {key: value for key, value in event.items() if key != "type"}
        for event in made.payloads
        if event["type"] == kind
    ]


def deltas(made, *path):
    """Return the pieces of a text."""
    found = []
    for event in made.payloads:
        here = event if event["type"].endswith("-delta") else {}
        for step in ("delta", "message", *path):
            here = here.get(step, {})
        if isinstance(here, str):
            found.append(here)
    return found


def test_a_text_keeps_its_deltas_and_has_no_empty_one():
    """The event that nothing is left of goes, with its name."""
    made = told("citations", part(text="Blue!"))
    assert deltas(made, "content", "text") == ["Blue", "!"]
    made = told("citations", part(text=" sky"))
    assert deltas(made, "content", "text") == [" sky"]
    assert made.new_body.text.count("event: content-delta") == 1
    made = told("citations", part(text=""))
    assert deltas(made, "content", "text") == []
    assert len(spoken(made, "content-start")) == len(spoken(made, "content-end")) == 1


@pytest.mark.parametrize(
    ("new", "place"),
    [("Blue skies", (0, 4)), ("So: Blue sky", (4, 8)), ("Bluest sky", (0, 4)), ("Red sky", None)],
)
def test_a_citation_follows_its_text_or_goes_with_its_end(new, place):
    """Only its place changes; what a message starts with stays."""
    made = told("citations", part(text=new))
    before = made.retelling.line(0).original
    assert made.payloads[0] == before
    assert before["delta"]["message"]["citations"] == []
    places = [
        (one["delta"]["message"]["citations"]["start"], one["delta"]["message"]["citations"]["end"])
        for one in spoken(made, "citation-start")
    ]
    assert places == ([] if place is None else [place])
    assert len(spoken(made, "citation-end")) == len(places)
    assert made.retelling.notes == ([] if place else ["citations of changed text are dropped"])


def test_of_two_citations_of_one_number_each_has_its_own_end():
    """Numbers may be given again when the first has ended."""
    frames = written(DATA / "cohere-v2" / "citations").split("\n\n")
    sky = frames[4].replace('"start": 0, "end": 4', '"start": 5, "end": 8').replace("Blue", "sky")
    text = "\n\n".join([*frames[:6], sky, frames[5], *frames[6:]])
    whole = body_of(DATA / "cohere-v2" / "citations", text)
    made = tell(whole, COHERE, part(text="Red sky"))
    check(made)
    assert [event["type"] for event in made.payloads if "citation" in event["type"]] == [
        "citation-start",
        "citation-end",
    ]
    (left,) = spoken(made, "citation-start")
    assert (left["delta"]["message"]["citations"]["start"]) == 4


def test_a_tool_plan_is_edited_like_a_text():
    """Though it is neither answer nor reasoning."""
    made = told("plan-and-calls", part(text="I will subtract."))
    assert "".join(deltas(made, "tool_plan")) == "I will subtract."
    with pytest.raises(CassetteError, match="cannot be empty"):
        told("plan-and-calls", part(text=""))


def test_a_call_is_edited_in_its_own_events():
    """Name and id where it starts, arguments in their pieces; the other call stays."""

    def edit(view):
        view["messages"][0]["parts"][1] |= {"id": "n1", "name": "sum", "arguments": {"a": 12}}
        view["messages"][0]["finish_reason_raw"] = "MAX_TOKENS"
        view["usage_raw"]["cached_tokens"] = 0
        view["id"] = "c2"

    made = told("plan-and-calls", edit)
    first, second = (
        one["delta"]["message"]["tool_calls"] for one in spoken(made, "tool-call-start")
    )
    assert first["id"] == "n1"
    assert first["function"] == {"name": "sum", "arguments": ""}
    assert second["id"] == "now_1"
    assert deltas(made, "tool_calls", "function", "arguments") == ['{"a":', " 12}", "{}"]
    (end,) = spoken(made, "message-end")
    assert end["delta"]["finish_reason"] == "MAX_TOKENS"
    assert end["delta"]["usage"]["cached_tokens"] == 0
    assert made.payloads[0]["id"] == "c2"


def test_parts_that_come_or_go_are_refused():
    """Their events would have to be made up."""
    with pytest.raises(CassetteError, match="parts cannot be taken out"):
        told("text", lambda view: view["messages"][0]["parts"].clear())
    with pytest.raises(CassetteError, match="parts cannot be added"):
        told(
            "text", lambda view: view["messages"][0]["parts"].append({"kind": "text", "text": "x"})
        )


def plain(*citations):
    """Return a plain answer with a thought, a text and citations of that."""
    said = [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Blue sky"}]
    message = {"role": "assistant", "content": said, "citations": list(citations)}
    return {"id": "c", "finish_reason": "COMPLETE", "message": message}


def test_citations_of_a_plain_answer_follow_the_text_that_they_are_about():
    """By its number, or the first text where they say none; a thought beside it moves nothing."""
    numbered = {"start": 5, "end": 8, "text": "sky", "content_index": 1}
    bare = {"start": 5, "end": 8, "text": "sky"}
    whole = Body(Stored("text", json.dumps(plain(numbered, bare)), None))

    def cited(number, text):
        made = tell(whole, COHERE, part(number, text=text))
        check(made)
        return made.payloads[0]["message"]["citations"]

    assert cited(0, "Hmmmm.") == [numbered, bare]
    assert cited(1, "Very blue sky") == [
        {**numbered, "start": 10, "end": 13},
        {**bare, "start": 10, "end": 13},
    ]
    assert cited(1, "Blue sea") == []
