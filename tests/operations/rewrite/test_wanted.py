"""What is asked of an interaction: made complete, or refused with place and reason."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.program import ROOT

from cassette_cli.document.files import cassette_of, open_cassette
from cassette_cli.document.json_view import cassette_view
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.run import Wishes, rewritten
from cassette_cli.operations.rewrite.wanted import settled

SAMPLES = sorted((ROOT / "samples").glob("*.y*ml"))
CALL = {"kind": "tool_call", "id": "i", "name": "n", "arguments": {"a": 1}}
JUNK = [
    None, True, False, 0, 1, -1, 1.5, float("nan"), "", "x", "a\0b", "a\r\nb", "\ud800", "aGk=",
    [], ["x"], [1], [None], [["x"]], {}, {"a": 1}, {"X": ["y"]}, {"a b": ["x"]}, {"": "x"},
    {"Content-Type": ["text/plain"]}, {"content-type": "application/json"}, [{"kind": "text"}],
    {"role": "assistant", "parts": []}, CALL, {"kind": "text", "text": "x"}, {"kind": "x"},
]  # fmt: skip
_DEEPEST = 6


@cache
def opened(path: Path):
    """Return a sample and the views of its interactions."""
    found = open_cassette(Source(path.name, path))
    return found, cassette_view(found, show_secrets=True)["interactions"]


def pointers(value, above="", depth=0):
    """Yield pointers into a view, and to what could come."""
    yield above
    if depth < _DEEPEST and isinstance(value, dict):
        for key, inside in value.items():
            step = key.replace("~", "~0").replace("/", "~1")
            yield from pointers(inside, f"{above}/{step}", depth + 1)
        yield f"{above}/new"
    elif depth < _DEEPEST and isinstance(value, list):
        for at, inside in enumerate(value[:2]):
            yield from pointers(inside, f"{above}/{at}", depth + 1)
        yield f"{above}/-"


@st.composite
def patches(draw):
    """Return a sample and operations that put anything anywhere in one of its interactions."""
    cassette, views = opened(draw(st.sampled_from(SAMPLES)))
    at = draw(st.integers(0, len(views) - 1))
    places = [f"/interactions/{at}{pointer}" for pointer in pointers(views[at])]
    operation = st.fixed_dictionaries(
        {
            "op": st.sampled_from(["add", "add", "replace", "remove"]),
            "path": st.sampled_from(places),
            "value": st.sampled_from(JUNK),
        }
    )
    return cassette, draw(st.lists(operation, min_size=1, max_size=2))


def test_bytes_that_are_a_text_are_taken_as_bytes():
    """They are given in base64 as those before, and shown as the text that they are."""
    cassette, _ = opened(ROOT / "samples" / "vcrpy.yaml")
    asked = Asked([{"op": "replace", "path": "/interactions/3/response/body", "value": "aGk="}])
    outcome = rewritten(cassette, asked.plan, Wishes())
    found = cassette_view(cassette_of(outcome.text, cassette))["interactions"][3]["response"]
    assert (found["body_kind"], found["body"]) == ("text", "hi")


@settings(deadline=None)
@given(patches())
def test_whatever_is_asked_is_done_or_refused_and_never_a_fault_of_ours(asked):
    """The law of all edits: what is written is read again, what is not is said with its reason."""
    cassette, operations = asked
    try:
        outcome = rewritten(cassette, Asked(operations).plan, Wishes())
    except CassetteError as error:
        assert "verify" not in error.message, (error.message, error.where)  # noqa: PT017
        return
    assert cassette_of(outcome.text, cassette)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_nothing_is_asked_by_the_view_as_it_is(path):
    """It is the same object then, so that nobody has to compare again."""
    for view in opened(path)[1]:
        assert settled(view, deepcopy(view)) is view


VIEW = {
    "index": 0, "id": "0", "recorded_at": None, "duration_ms": 5,
    "request": {
        "method": "POST", "url": "u", "headers": {"A": ["1"], "b c": ["odd"]},
        "body_kind": "json", "body": {"a": 0, "b": float("nan")},
    },
    "response": {
        "status": 200, "headers": {}, "body_kind": "stream", "body": None,
        "protocol": "openai-chat", "stream": {"framing": "sse"}, "id": "i", "model": "m",
        "messages": [{
            "index": 0, "role": "assistant", "finish_reason": "stop", "finish_reason_raw": "stop",
            "parts": [
                {"kind": "text", "text": "hi"}, {**CALL, "arguments_raw": '{"a":1}'},
                {"kind": "odd", "new": 1},
            ],
        }],
        "usage": None, "usage_raw": {"n": 1}, "error": None, "problems": [],
    },
}  # fmt: skip
MESSAGE = ("response", "messages", 0)
PARTS = (*MESSAGE, "parts")
GONE = object()


def edited(path, value):
    """Return the view with another value at a path, or without one."""
    made = deepcopy(VIEW)
    here = made
    for step in path[:-1]:
        here = here[step]
    if value is GONE:
        del here[path[-1]]
    elif isinstance(here, list) and path[-1] == len(here):
        here.append(value)
    else:
        here[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("reply",), 1, "an interaction has no `reply`"),
        (("request",), GONE, "an interaction needs its `request`"),
        (("response",), [], "an interaction needs its `response`"),
        (("recorded_at",), 5, "the recorded_at must be a text, or null"),
        (("duration_ms",), True, "the duration_ms must be a number of milliseconds, or null"),
        (("duration_ms",), -1, "the duration_ms must be a number"),
        (("duration_ms",), float("nan"), "the duration_ms must be a number"),
        (("request", "method"), "a b", "the method must be one word"),
        (("request", "method"), None, "the method must be one word"),
        (("request", "url"), "", "the url must be a text"),
        (("request", "url"), "\ud800", "the url has half a character"),
        (("request", "headers"), [], "headers must be an object"),
        (("request", "headers", "x y"), "v", "this is no name of a header"),
        (("request", "headers", ""), "v", "this is no name of a header"),
        (("request", "headers", "A"), None, "a header must be a text, or a list of texts"),
        (("request", "headers", "A"), {"a": "b"}, "a header must be a text"),
        (("request", "headers", "A"), [["x"]], "a header must be a text"),
        (("request", "headers", "A"), ["a\nb"], "a header must be a text"),
        (("response", "body"), [float("inf")], "the body has a number that JSON does not have"),
        (("response", "body"), "\udfff", "the body has half a character"),
        (("response", "status"), True, "the status must be a number of three digits"),
        (("response", "status"), "200", "the status must be a number of three digits"),
        (("response", "stat"), 1, "a response has no `stat`"),
        (("response", "id"), "", "the id must be a text, or null"),
        (("response", "model"), 5, "the model must be a text, or null"),
        (("response", "usage_raw"), {}, "the usage_raw must be an object that says something"),
        (("response", "usage_raw"), [1], "the usage_raw must be an object that says something"),
        (("response", "messages"), "x", "the messages must be a list of objects"),
        (("response", "messages"), ["x"], "the messages must be a list of objects"),
        ((*MESSAGE, "role"), "", "the role must be a text"),
        ((*MESSAGE, "finish_reason_raw"), "", "the finish_reason_raw must be a text, or null"),
        ((*MESSAGE, "extra"), 1, "a message has no `extra`"),
        ((*PARTS, 0), "x", "the parts must be a list of objects"),
        ((*PARTS, 0, "kind"), "x", "the kind must be a kind, such as text or tool_call"),
        ((*PARTS, 0, "text"), 5, "the text must be a text, or null"),
        ((*PARTS, 0, "extra"), 1, "a part has no `extra`"),
        ((*PARTS, 0, "encrypted"), "yes", "the encrypted must be true or false, or null"),
        ((*PARTS, 0, "annotations"), {}, "the annotations must be a list, or null"),
    ],
)
def test_what_is_none_is_refused_at_its_pointer(path, value, words):
    """With what it must be."""
    with pytest.raises(CassetteError, match=words) as caught:
        settled(VIEW, edited(path, value))
    where = "/" + "/".join(map(str, path))
    assert where.startswith(caught.value.where)
    assert len(caught.value.where) >= len(where.rpartition("/")[0])


@pytest.mark.parametrize(
    ("path", "name"), [(PARTS[:-1], "role"), (PARTS[:-1], "parts"), ((*PARTS, 0), "kind")]
)
def test_what_must_be_there_is_named(path, name):
    """At the message or part that lacks it."""
    for value in (GONE, None):
        with pytest.raises(CassetteError, match=f"needs its `{name}`") as caught:
            settled(VIEW, edited((*path, name), value))
        assert caught.value.where == "/" + "/".join(map(str, path))


@pytest.mark.parametrize(("value", "texts"), [
    ("v", ["v"]), (5, ["5"]), (True, ["true"]), (["a", 1.5], ["a", "1.5"]), ([], []),
])  # fmt: skip
def test_a_header_is_a_list_of_texts_whatever_is_given(value, texts):
    """One value, or a number, is what a person types."""
    made = settled(VIEW, edited(("request", "headers", "A"), value))
    assert made["request"]["headers"] == {"A": texts, "b c": ["odd"]}


def test_what_is_taken_out_is_null_and_what_a_new_body_says_is_left_to_it():
    """Absent is null; but an answer is what its body says."""
    assert settled(VIEW, edited(("duration_ms",), GONE))["duration_ms"] is None
    assert settled(VIEW, edited(("response", "messages"), GONE))["response"]["messages"] == []
    new = edited(("response", "body"), "new")
    del new["response"]["messages"]
    assert settled(VIEW, new)["response"]["messages"] == VIEW["response"]["messages"]


@pytest.mark.parametrize("value", [False, "0", None, [], {}])
def test_no_edit_is_lost_because_python_calls_values_equal(value):
    """0 and `false` are two values of JSON; 0 and 0.0 are one."""
    made = settled(VIEW, edited(("request", "body", "a"), value))
    assert made is not VIEW
    assert made["request"]["body"]["a"] is value or made["request"]["body"]["a"] == value
    assert settled(VIEW, edited(("request", "body", "a"), 0.0)) is VIEW


@pytest.mark.parametrize("name", ["method", "url", "status"])
def test_a_new_interaction_is_enough_to_be_one(name):
    """The rest is as usual."""
    new = {"request": {"method": "GET", "url": "u"}, "response": {"status": 200}}
    assert settled(None, new)["request"]["headers"] == {}
    for half in new.values():
        half.pop(name, None)
    with pytest.raises(CassetteError, match=f"a new interaction needs its {name}"):
        settled(None, new)


@pytest.mark.parametrize("raw", [GONE, None, '{"a":1}'])
def test_arguments_are_not_taken_out_by_taking_out_one_face_of_them(raw):
    """Nothing would change then, which nobody means."""
    new = edited((*PARTS, 1, "arguments"), GONE)
    new["response"]["messages"][0]["parts"][1]["arguments_raw"] = raw
    if raw is GONE:
        del new["response"]["messages"][0]["parts"][1]["arguments_raw"]
    with pytest.raises(CassetteError, match="arguments of a call cannot be taken out") as caught:
        settled(VIEW, new)
    assert caught.value.where == "/response/messages/0"
