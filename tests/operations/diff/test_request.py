"""What differs between two requests, and what of it only follows from another answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operations.diff.recordings import diff, exchange, opened, recording, told

from cassette_cli.chat.identity import said_by
from cassette_cli.chat.message import Message, Part
from cassette_cli.document.masking import mask
from cassette_cli.document.reading import Reading
from cassette_cli.http.interaction import Header, Headers
from cassette_cli.operations.diff.interaction import Wishes
from cassette_cli.operations.diff.report import ABSENT, Ignored, Verdict
from cassette_cli.operations.diff.request import (
    Quotes,
    content,
    header_differences,
    line_differences,
)

URL = "https://a.example/v1/chat/completions"
A, B, C = (Message(0, "assistant", [Part("text", word)]) for word in "abc")
NAMES = st.sampled_from(["X-One", "x-one", "Authorization", "X-Two", "Date"])
HEADERS = st.lists(st.builds(Header, NAMES, st.sampled_from("ab"), st.none()), max_size=4).map(
    Headers
)


def quotes(old, new):
    """Return what is known after an interaction whose answers said some messages."""
    found = Quotes()
    found.add(*(frozenset[object]().union(*map(said_by, side)) for side in (old, new)))
    return found


def asking(**asked):
    """Return the recording of a request."""
    said = {"role": "assistant", "content": "hi"}
    answered = {
        "object": "chat.completion", "model": "m",
        "choices": [{"index": 0, "message": said, "finish_reason": "stop"}],
    }  # fmt: skip
    return recording(exchange(URL, {"model": "m", "messages": []} | asked, answered))


def reading(url=URL, asked=None, **headers):
    """Return an interaction that asks something."""
    text = recording(exchange(url, asked if asked is not None else {"a": 1}, {}, **headers))
    return Reading(next(iter(opened(text).interactions())))


def asked(old, new):
    """Return what is told of two requests, given what differs in each."""
    found = told(diff(asking(**old), asking(**new)))
    assert {one.verdict for one in found} <= {Verdict.REQUEST}
    return [(one.topic, one.what, *one.sides) for one in found]


def user(text, role="user", **more):
    """Return a message as it is sent."""
    return {"role": role, "content": text, **more}


@pytest.mark.parametrize(
    ("known", "old", "new", "explained"),
    [
        (([A], [B]), A, B, True),
        (([A], [B]), A, None, True),
        (([A], [B]), None, B, True),
        (([A], [B]), B, A, False),
        (([A], [B]), A, C, False),
        (([A], [B]), None, None, False),
        (([A], [A]), A, None, False),
        (([A, B], [A, B]), A, B, True),
        (([], []), A, B, False),
    ],
)
def test_a_message_is_explained_by_the_answers_that_each_side_quotes(known, old, new, explained):
    """To quote no more what both answered is news, as is what nobody answered."""
    found = quotes(*known)
    assert found.explain(old, new) is explained
    assert list(found.told()) == [Ignored("quotes", "of other answers: 1")] * explained
    assert list(found.told()) == []


def test_nothing_is_explained_by_a_message_that_says_nothing():
    """An empty one quotes nobody."""
    assert not quotes([A], [A]).explain(Message(0, "assistant", []), None)


@given(HEADERS, st.sampled_from(["request", "response"]))
def test_headers_do_not_differ_from_themselves(headers, side):
    """In another case of letters neither."""
    upper = Headers(one._replace(name=one.name.upper()) for one in headers)
    for other in (headers, upper):
        assert list(header_differences(side, headers, other, Verdict.PROSE)) == []


@given(HEADERS, HEADERS)
def test_headers_differ_in_the_same_both_ways(old, new):
    """With what was there and what is there changed over."""
    there, back = (
        {(one.what.lower(), *one.sides[::step]) for one in header_differences("request", *both, 3)}
        for both, step in (((old, new), 1), ((new, old), -1))
    )
    assert there == back
    assert not {name for name, *_ in there} & {"date"}


def headers(**values):
    """Return headers."""
    return Headers(Header(name, value, None) for name, value in values.items())


@pytest.mark.parametrize(
    ("old", "new", "sides"),
    [
        ({}, {"authorization": "Bearer abc"}, (ABSENT, mask("Bearer abc"))),
        ({"authorization": "abc"}, {"authorization": "REDACTED"}, (mask("abc"), "REDACTED")),
        ({"authorization": "abc"}, {"authorization": "abd"}, None),
        ({}, {"authorization": "REDACTED"}, None),
    ],
)
def test_of_a_credential_it_is_told_that_it_comes_or_goes(old, new, sides):
    """Masked; that it is another one is nothing, and a placeholder is none."""
    found = header_differences("request", headers(**old), headers(**new), Verdict.REQUEST)
    assert [one.sides for one in found] == ([sides] if sides else [])


def test_a_header_that_is_sent_twice_is_one_with_two_values():
    """Its name is the new side's, and its pointer too."""
    old = Headers([Header("x/a", "1", None)])
    new = Headers([Header("X/A", "1", None), Header("X/A", "2", None)])
    (found,) = header_differences("request", old, new, Verdict.REQUEST)
    assert (found.what, found.pointer) == ("X/A", "/request/headers/X~1A")
    assert found.sides == ("1", "1, 2")


def test_the_boundary_of_a_form_is_made_up():
    """In the header and in the body."""
    kinds = [
        headers(**{"content-type": f'multipart/form-data; boundary="{word}"'}) for word in "ab"
    ]
    assert list(header_differences("request", *kinds, Verdict.REQUEST)) == []
    forms = [
        content(
            reading(
                asked=f"--{word}\r\nContent-Disposition: form-data\r\n\r\n1\r\n--{word}--\r\n",
                asked_headers={"Content-Type": [f"multipart/form-data; boundary={word}"]},
            ).interaction.request.body
        )
        for word in "ab"
    ]
    assert forms[0] == forms[1]
    assert "\r\n1\r\n" in forms[0]


@pytest.mark.parametrize(
    ("body", "held"),
    [("", None), ({"a": [1]}, {"a": [1]}), ("null", None), ("Hello", "Hello")],
)
def test_what_a_body_holds(body, held):
    """A value, or a text as it is."""
    assert content(reading(asked=body).interaction.request.body) == held


def test_bytes_are_told_by_their_number_and_a_hash():
    """They would be no help on a screen."""
    body = reading(asked=b"\xff" * 2_000).interaction.request.body
    assert content(body) == "2,000 bytes, sha256 198132709635"


def test_an_address_is_told_masked_unless_it_is_to_be_shown():
    """A password of it differs for nothing, and the path does not."""
    old, new = reading("https://me:hunter2@a.example/x"), reading("https://me:hunter3@a.example/y")
    (masked,) = line_differences(old, new, show_secrets=False)
    (shown,) = line_differences(old, new, show_secrets=True)
    assert shown.sides == ("https://me:hunter2@a.example/x", "https://me:hunter3@a.example/y")
    assert "hunter" not in f"{masked.sides}"
    same = reading("https://me:hunter3@a.example/x")
    assert list(line_differences(old, same, show_secrets=True)) == []


def tool(name, description="", **parameters):
    """Return a tool on offer."""
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([tool("f"), tool("g")], [tool("g"), tool("f")], []),
        ([tool("f")], [tool("f"), tool("g")], [("g", ABSENT, "g")]),
        ([tool("f"), tool("g")], [tool("g")], [("f", "f", ABSENT)]),
        ([tool("f", "a")], [tool("f", "b")], [("f description", "a", "b")]),
        ([tool("f", type="object")], [tool("f")], [("f /type", "object", ABSENT)]),
    ],
)
def test_tools_are_paired_by_their_names(old, new, found):
    """In whatever order they are offered."""
    said = asked({"tools": old}, {"tools": new})
    assert said == [("tool offered", *one) for one in found]


HELLO, BYE, RULE = user("Hello."), user("Bye."), user("Be brief.", "system")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([HELLO], [RULE, HELLO], [("message 0 (system)", ABSENT, "Be brief.")]),
        ([RULE, HELLO], [HELLO], [("message 0 (system)", "Be brief.", ABSENT)]),
        ([RULE, HELLO], [RULE, BYE], [("message 1 (user) text", "Hello.", "Bye.")]),
        ([HELLO, RULE], [RULE, BYE], [("message 0 (user)", "Hello.", ABSENT),
                                      ("message 1 (user)", ABSENT, "Bye.")]),
    ],
)  # fmt: skip
def test_messages_are_paired_as_they_are_alike(old, new, found):
    """Then by their roles, in order."""

    def text_of(side):
        return side[0]["text"] if isinstance(side, list) else side

    said = [
        (what, *map(text_of, sides)) for topic, what, *sides in
        asked({"messages": old}, {"messages": new}) if topic == "message"
    ]  # fmt: skip
    assert said == found


def test_what_is_thought_in_a_quoted_answer_is_no_difference():
    """What it calls and says is, and what its tools gave back is mere wording."""
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    given_back = {"role": "tool", "tool_call_id": "1"}

    def told_of(thought, name, result):
        calls = [{**call, "function": {"name": name, "arguments": "{}"}}]
        said = user(None, "assistant", reasoning_content=thought, tool_calls=calls)
        return asking(messages=[HELLO, said, {**given_back, "content": result}])

    assert told(diff(told_of("a", "f", "1"), told_of("b", "f", "1"))) == []
    found = told(diff(told_of("a", "f", "1"), told_of("b", "g", "2")))
    assert {(one.what, one.is_wording) for one in found} == {
        ("message 1 (assistant) tool call f", False),
        ("message 1 (assistant) tool call g", False),
        ("message 2 (tool) tool result", True),
    }


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("assistant", "model", ["message 0 (model) text"]),
        ("ai", "assistant", ["message 0 (assistant) text"]),
        ("user", "developer", ["message 0 (user)", "message 0 (developer)"]),
    ],
)
def test_the_one_that_answers_has_several_names(old, new, found):
    """Under each of them the same message is; one of another role is another message."""
    said = asked({"messages": [user("a", old)]}, {"messages": [user("b", new)]})
    assert [one[1] for one in said] == found


def test_a_model_and_a_setting_are_told_and_a_stream_is_not():
    """What asks for the same answer in pieces asks for nothing else."""
    old, new = ({"messages": [HELLO], **more} for more in ({"temperature": 1}, {"model": "n"}))
    found = asked(old, new | {"stream": True, "seed": 7})
    assert found == [
        ("model", "", "m", "n"),
        ("setting", "seed", ABSENT, 7),
        ("setting", "temperature", 1, ABSENT),
    ]


def test_what_is_asked_is_a_body_where_one_side_is_no_conversation():
    """Whatever is in it, field by field."""
    old, new = asking(messages=[HELLO]), recording(exchange(URL, {"model": "m"}, {"a": 1}))
    found = [one for one in told(diff(old, new, Wishes())) if one.topic == "body"]
    assert [(one.pointer, one.new) for one in found] == [("/request/body/messages", ABSENT)]
