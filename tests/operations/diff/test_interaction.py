"""What differs between two interactions, beyond requests and answers."""

import pytest
from tests.operations.diff.recordings import exchange, opened, recording

from cassette_cli.document.masking import mask
from cassette_cli.document.reading import Reading
from cassette_cli.operations.diff.interaction import (
    TOPICS,
    Wishes,
    interaction_differences,
    skipping,
)
from cassette_cli.operations.diff.report import ABSENT, Difference, Level, Pair, Verdict
from cassette_cli.operations.diff.request import Quotes

URL = "https://a.example/v1/chat/completions"
SAID = {
    "object": "chat.completion", "model": "m",
    "choices": [{"index": 0, "message": {"content": "a"}, "finish_reason": "stop"}],
}  # fmt: skip
CUT = 'data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
PAGE = {"Content-Type": ["text/html"]}


def reading(answer, url=URL, status=200, **headers):
    """Return an interaction."""
    text = recording(exchange(url, {"a": 1}, answer, status, **headers))
    return Reading(next(iter(opened(text).interactions())))


def brief(old, new, level=Level.MESSAGE, **wishes):
    """Return what differs between two interactions."""
    found = interaction_differences(Pair(old, new), Quotes(), Wishes(level, **wishes))
    return [(one.verdict, one.topic, one.what, *one.sides) for one in found]


def failing(message, status=500, **more):
    """Return an interaction that fails."""
    return reading({"error": {"message": message, "type": "server", **more}}, status=status)


@pytest.mark.parametrize(
    ("answer", "status", "verdict"), [(SAID, 200, Verdict.REQUEST), ({}, 500, Verdict.STATUS)]
)
def test_an_interaction_that_is_alone_is_told_whole(answer, status, verdict):
    """As what was asked of whom; a failed one is worse than one that is just more."""
    one = reading(answer, "https://me:hunter2@a.example/x", status)
    name = f"POST https://{mask('me:hunter2')}@a.example/x"
    assert brief(one, None) == [(verdict, "interaction", "removed", name, ABSENT)]
    assert brief(None, one) == [(verdict, "interaction", "added", ABSENT, name)]
    (shown,) = brief(None, one, show_secrets=True)
    assert shown[-1] == "POST https://me:hunter2@a.example/x"


def test_a_new_one_that_is_cut_off_is_broken():
    """An old one that was is none that stays."""
    said = (Verdict.BROKEN, "stream", "", ABSENT, "truncated")
    assert brief(None, reading(CUT))[1:] == [said]
    assert brief(reading(CUT), None)[1:] == []


@pytest.mark.parametrize(
    ("new", "headers", "why"),
    [
        ("", {}, "the body is empty"),
        ('{"object": "chat.compl', {}, "the body is no JSON"),
        ({"a": 1}, {}, "the body is none of a protocol that is known"),
        ("<p>Hello</p>", PAGE, "the body is none of a protocol that is known"),
    ],
)
def test_an_answer_that_is_none_any_more_breaks_and_says_why(new, headers, why):
    """That there is one now is an end of another kind."""
    one, other = reading(SAID), reading(new, **headers)
    there, back = brief(one, other), brief(other, one)
    assert there == [(Verdict.BROKEN, "answer", why, "openai-chat", ABSENT)]
    assert back == [(Verdict.STOP, "answer", "", ABSENT, "openai-chat")]


def test_bodies_of_no_protocol_are_compared_field_by_field():
    """As long as neither reports a failure."""
    found = brief(reading({"a": 1}), reading({"a": 2}))
    assert found == [(Verdict.PROSE, "body", "/a", 1, 2)]


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (failing("Down."), failing("Down."), None),
        (failing("Retry in 3.5s, req_12."), failing("Retry in 12s, req_9."), None),
        (failing("Down."), failing("Busy."), Verdict.PROSE),
        (failing("Down."), failing("Down.", type="limit"), Verdict.STATUS),
        (failing("Down.", code="a"), failing("Busy.", code="b"), Verdict.STATUS),
    ],
)
def test_a_failure_is_its_kind_and_in_other_words_the_same(old, new, verdict):
    """Numbers and ids in its words mean nothing."""
    assert [(one[0], one[1]) for one in brief(old, new)] == (
        [(verdict, "error")] if verdict else []
    )


def test_a_failure_more_or_less_is_told_with_its_status():
    """And not a second time as an answer that is gone."""
    there, back = brief(reading(SAID), failing("Down.")), brief(failing("Down."), reading(SAID))
    assert [one[:3] for one in there] == [one[:3] for one in back] == [
        (Verdict.STATUS, "status", ""), (Verdict.STATUS, "error", ""),
    ]  # fmt: skip
    assert there[1][3:] == (ABSENT, {"type": "server", "code": None, "message": "Down."})


def test_wording_is_left_out_of_behaviour_alone():
    """And what a wish skips at each level."""
    text = Difference(Verdict.PROSE, "text", "", "/a", "1", "2", is_wording=True)
    wanted = {level for level in Level if Wishes(level).want(text)}
    assert wanted == set(Level) - {Level.BEHAVIOUR}
    assert not any(Wishes(level, skipped=[skipping("text")]).want(text) for level in Level)
    assert Wishes(Level.BEHAVIOUR).want(text._replace(is_wording=False))


def test_all_that_is_told_is_of_a_topic_that_can_be_ignored():
    """The topics are listed beside; one that is missing could not be named."""
    pairs = [(reading(SAID), failing("Down.")), (reading(SAID), reading(CUT)),
             (reading({"a": 1}), reading({"a": 2})), (None, reading(CUT))]  # fmt: skip
    for level in (Level.HTTP, Level.MESSAGE, Level.BEHAVIOUR):
        assert {one[1] for pair in pairs for one in brief(*pair, level)} <= set(TOPICS)


@pytest.mark.parametrize(
    ("pointer", "covered"),
    [
        ("/response", True), ("/response/messages/0/parts/1", True), ("/response/*/0", True),
        ("/response/messages/0/parts/1/text", True), ("/response/mess", False), ("/request", False),
        ("/response/messages/0/parts/1/text/deeper", False), ("/*/*/1", False),
    ],
)  # fmt: skip
def test_a_pointer_covers_all_below_it(pointer, covered):
    """Step by step: the start of a name is no step."""
    found = Difference(Verdict.PROSE, "text", "", "/response/messages/0/parts/1/text", "a", "b")
    assert skipping(pointer)(found) is covered
