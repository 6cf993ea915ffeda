"""The proof that a file has become what was wanted."""

from copy import deepcopy

import pytest
from tests.protocols.cases import CASES, answer_of, case_id

from cassette_cli.document.json_view import answer_view
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.verification import differences, same, says_the_same, verify

CALL = {
    "kind": "tool_call", "id": "c", "name": "f", "arguments": {"a": 1}, "arguments_raw": '{"a": 1}',
}  # fmt: skip
TEXT = {"kind": "text", "text": "hi"}
MESSAGE = {
    "index": 0, "role": "assistant", "parts": [TEXT, CALL], "finish_reason": "stop",
    "finish_reason_raw": "stop",
}  # fmt: skip
VIEW = {
    "index": 0, "id": "0", "recorded_at": None, "duration_ms": 5,
    "request": {
        "method": "POST", "url": "u", "headers": {"A": ["1"], "Content-Length": ["9"]},
        "body_kind": "json", "body": {"a": 1},
    },
    "response": {
        "status": 200, "headers": {"Content-Length": ["9"]}, "body_kind": "stream", "body": None,
        "protocol": "openai-chat", "stream": {"events": 2}, "id": "i", "model": "m",
        "messages": [MESSAGE], "usage": {"input_tokens": 1}, "usage_raw": {"n": 1}, "error": None,
        "problems": [],
    },
}  # fmt: skip


def edited(*path, value):
    """Return the view with another value at a path."""
    made = deepcopy(VIEW)
    here = made
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return made


PART = ("response", "messages", 0, "parts")
WRITABLE = [
    (("duration_ms",), 6), (("recorded_at",), "x"), (("request", "method"), "GET"),
    (("request", "url"), "v"), (("request", "headers", "A"), ["2"]),
    (("request", "headers", "B"), ["2"]), (("request", "body"), {"a": True}),
    (("request", "body"), {"b": 1}), (("request", "body"), ""), (("response", "status"), 500),
    (("response", "id"), "j"), (("response", "model"), None),
    (("response", "usage_raw"), {"n": 2}), (("response", "usage_raw"), {"n": True}),
    (("response", "messages", 0, "role"), "x"), (("response", "messages", 0, "parts"), [TEXT]),
    (("response", "messages", 0, "finish_reason_raw"), "length"), (("response", "messages"), []),
    ((*PART, 0, "text"), "ho"), ((*PART, 1, "id"), "d"), ((*PART, 1, "name"), "g"),
    ((*PART, 1, "arguments_raw"), '{"a": 2}'), ((*PART, 1, "arguments_raw"), '{"a": true}'),
    ((*PART, 1, "arguments_raw"), "{"), ((*PART, 0, "signature"), "s"),
]  # fmt: skip


def test_nothing_that_is_as_wanted_differs():
    """The proof of an edit that changes nothing."""
    verify(VIEW, VIEW, deepcopy(VIEW), "f")


@pytest.mark.parametrize(("path", "value"), WRITABLE)
def test_a_change_must_come_about(path, value):
    """Each writable field, down to true and 1."""
    wanted = edited(*path, value=value)
    assert list(differences(VIEW, wanted, deepcopy(VIEW)))
    assert list(differences(VIEW, wanted, deepcopy(wanted))) == []
    with pytest.raises(CassetteError, match="cannot verify the rewritten file"):
        verify(VIEW, wanted, VIEW, "f")


@pytest.mark.parametrize(("path", "value"), WRITABLE)
def test_nothing_else_may_change(path, value):
    """Also beside what was to change."""
    found = edited(*path, value=value)
    assert list(differences(VIEW, VIEW, found))
    if path[0] == "response":
        both = deepcopy(found)
        both["request"]["body"] = "new"
        assert list(differences(VIEW, edited("request", "body", value="new"), both))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("index",), 7),
        (("response", "messages", 0, "finish_reason"), "other"),
        (("response", "messages", 0, "index"), 3),
        ((*PART, 1, "arguments"), None),
        ((*PART, 0, "annotations"), [1]),
        ((*PART, 1, "arguments_raw"), '{ "a":1.0 }'),
        (("response", "usage_raw"), {"n": 1.0}),
    ],
)
def test_what_follows_is_not_compared(path, value):
    """It is read from what is compared."""
    assert list(differences(VIEW, VIEW, edited(*path, value=value))) == []


def test_what_a_body_says_follows_when_the_body_is_edited():
    """And the other way round: the two are faces of the same bytes."""
    wanted = edited("response", "body", value="new")
    found = deepcopy(wanted)
    found["response"] |= {"id": "j", "messages": [], "usage": None, "protocol": None}
    found["response"]["headers"] = {"Content-Length": ["3"]}
    assert list(differences(VIEW, wanted, found)) == []
    found["response"]["status"] = 500
    assert list(differences(VIEW, wanted, found)) == ["/response/status"]
    says = edited(*PART, 0, "text", value="ho")
    found = deepcopy(says)
    found["response"] |= {"body": "x", "stream": None, "usage": None}
    assert list(differences(VIEW, says, found)) == []


def test_a_length_follows_its_body_only():
    """One that changes by itself was not to."""
    found = edited("request", "headers", "Content-Length", value=["10"])
    assert list(differences(VIEW, VIEW, found)) == ["/request/headers"]


def test_a_body_that_is_nothing_may_be_kept_as_any_nothing():
    """An object without members is something."""
    nothing, empty = (edited("request", "body", value=value) for value in (None, ""))
    assert list(differences(VIEW, nothing, empty)) == list(differences(VIEW, empty, nothing)) == []
    braces = edited("request", "body", value={})
    assert list(differences(VIEW, braces, nothing)) == ["/request/body"]


def test_values_are_the_same_if_they_mean_the_same():
    """A number is one however it is written, `true` is none, and the order of keys counts."""
    assert same({"a": [1, None]}, {"a": [1.0, None]})
    assert same("\ud83d\ude00", "😀")
    assert not same(1, True)
    assert not same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same({}, [])


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_every_answer_says_what_its_view_says(case):
    """Empty parts aside, which are none; and not what another says."""
    answer = answer_of(case)
    wanted = {
        "id": answer.id, "model": answer.model, "usage_raw": answer.usage_raw,
        "messages": [answer_view(message) for message in answer.messages],
    }  # fmt: skip
    assert says_the_same(answer, wanted)
    for message in wanted["messages"]:
        message["parts"].append({"kind": "text", "text": ""})
    assert says_the_same(answer, wanted)
    assert not says_the_same(answer, {**wanted, "id": "another"})
    for message in wanted["messages"]:
        message["parts"].append({"kind": "text", "text": "more"})
        assert not says_the_same(answer, wanted)
