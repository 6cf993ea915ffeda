"""Edited answers of Cohere chat v1, event by event."""

import json

import pytest
from tests.protocols.cases import BY_NAME, DATA, body_of
from tests.protocols.told import check, tell

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body, Stored

COHERE = BY_NAME["cohere-v1"]


def case(name):
    """Return the body of a case."""
    return body_of(DATA / "cohere-v1" / name)


def lines(*events):
    """Return a stream of events."""
    text = "".join(f"{json.dumps({'is_finished': False, **event})}\n" for event in events)
    return Body(Stored("text", text, None), "application/x-ndjson")


def told(body, edit):
    """Return the events of a body after an edit, everything that must hold checked."""
    made = tell(body, COHERE, edit)
    check(made)
    return made.payloads


def part(number=0, **changed):
    """Return an edit of one part."""
    return lambda view: view["messages"][0]["parts"][number].update(changed)


def of(events, kind):
    """Return the events of a type."""
    return [event for event in events if event.get("event_type") == kind]


def test_a_text_follows_wherever_the_last_event_repeats_it():
    """In the answer and at the end of the history; the question before it stays."""
    made = told(case("search-and-citations"), part(1, text="Hello there"))
    assert [one["text"] for one in of(made, "text-generation")] == ["Hello there"]
    (end,) = of(made, "stream-end")
    assert end["response"]["text"] == "Hello there"
    assert end["response"]["chat_history"] == [
        {"role": "USER", "message": "Hi"},
        {"role": "CHATBOT", "message": "Hello there"},
    ]


@pytest.mark.parametrize(("new", "place"), [("Hello!", [0, 5]), (">Hello", [1, 6]), ("Bye", None)])
def test_citations_follow_in_both_places_or_go(new, place):
    """The event that cites goes with the last of its citations; the repeated list stays one."""
    made = told(case("search-and-citations"), part(1, text=new))
    (end,) = of(made, "stream-end")
    places = [[one["start"], one["end"]] for one in end["response"]["citations"]]
    assert places == ([] if place is None else [place])
    cited = of(made, "citation-generation")
    assert len(cited) == len(places)
    assert all(one["citations"] == end["response"]["citations"] for one in cited)


def test_a_text_has_no_empty_event():
    """Only where it is repeated whole it is empty."""
    made = told(case("text"), part(text=""))
    assert of(made, "text-generation") == []
    assert of(made, "stream-end")[0]["response"]["text"] == ""


def test_what_is_said_before_calls_follows_where_they_repeat_it():
    """It is no text of its own there."""
    made = told(case("calls"), part(text="I add."))
    assert [event.get("text") for event in made] == [None, "I add.", None, None, "I add.", None]


PIECES = [
    {"index": 0, "name": "now"},
    {"index": 0, "parameters": "{"},
    {"index": 0, "parameters": "}"},
    {"index": 1, "name": "now"},
    {"index": 1, "parameters": "{}"},
]
TWICE = [{"name": "now", "parameters": {}}, {"name": "now", "parameters": {}}]


def two_calls():
    """Return a stream of two equal calls, told piece by piece, whole, and at the end twice."""
    chunks = [{"event_type": "tool-calls-chunk", "tool_call_delta": piece} for piece in PIECES]
    before = {"role": "CHATBOT", "message": "", "tool_calls": TWICE}
    response = {"text": "", "tool_calls": TWICE, "chat_history": [before, before]}
    end = {"is_finished": True, "event_type": "stream-end", "finish_reason": "COMPLETE"}
    return lines(
        {"event_type": "stream-start", "generation_id": "g"},
        *chunks,
        {"event_type": "tool-calls-generation", "tool_calls": TWICE},
        {**end, "response": response},
    )


def test_of_two_equal_calls_one_is_edited():
    """By its number, at every place; an earlier turn of the history is another answer's."""
    made = told(two_calls(), part(1, name="then", arguments={"a": 1}))
    changed = [TWICE[0], {"name": "then", "parameters": {"a": 1}}]
    assert of(made, "tool-calls-generation")[0]["tool_calls"] == changed
    response = of(made, "stream-end")[0]["response"]
    assert response["tool_calls"] == changed
    assert [one["tool_calls"] for one in response["chat_history"]] == [TWICE, changed]
    deltas = [one["tool_call_delta"] for one in of(made, "tool-calls-chunk")]
    assert deltas[:3] == PIECES[:3]
    assert deltas[3:] == [{"index": 1, "name": "then"}, {"index": 1, "parameters": '{"a":1}'}]


@pytest.mark.parametrize(
    "changed", [{"id": "x"}, {"arguments_raw": "[1]"}, {"arguments_raw": "{"}, {"arguments": None}]
)
def test_what_a_call_of_cohere_cannot_be_is_refused(changed):
    """It has no id, and its arguments are an object."""
    with pytest.raises(CassetteError, match="cannot be that to Cohere"):
        told(two_calls(), part(1, **changed))


def test_of_several_generations_one_is_edited():
    """Its text and why it ended; they have no numbers but their places."""
    whole = case("plain-generate")
    twice = Body(Stored("text", whole.text.replace("MAX_TOKENS", "COMPLETE"), None))

    def edit(view):
        view["messages"][1]["finish_reason_raw"] = "ERROR"
        view["messages"][1]["parts"][0]["text"] = "Twice"

    (made,) = told(twice, edit)
    assert [(one["text"], one["finish_reason"]) for one in made["generations"]] == [
        ("Hello", "COMPLETE"),
        ("Twice", "ERROR"),
    ]


def test_a_long_text_comes_in_more_events():
    """Also where Bedrock wraps it and nothing says what kind of event it is."""
    text = "word " * 40
    body = lines(
        {"text": "Hel"}, {"text": "lo"}, {"is_finished": True, "text": "", "finish_reason": "X"}
    )
    *pieces, _ = told(body, part(text=text))
    assert len(pieces) > 20
    assert all(set(piece) == {"is_finished", "text"} and piece["text"] for piece in pieces)
