"""Showing what is new."""

import json

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.show import turns


def recording(tmp_path, *calls):
    """Return the turns of a VCR.py cassette of calls, each a list of messages and a response."""
    interactions = [
        {
            "request": {"method": "POST", "uri": "https://api.openai.com/v1/chat/completions",
                        "headers": {}, "body": json.dumps({"model": "m", "messages": messages})},
            "response": {"status": {"code": status, "message": ""}, "headers": {},
                         "body": {"string": json.dumps(body)}},
        }
        for messages, status, body in calls
    ]  # fmt: skip
    path = tmp_path / "cassette.json"
    path.write_text(json.dumps({"version": 1, "interactions": interactions}))
    cassette = open_cassette(Source("x", path))
    assert cassette is not None
    return list(turns(cassette))


def said(text):
    """Return an answer that says a text."""
    return {
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]
    }


USER = {"role": "user", "content": "hello"}
ANSWER = {"role": "assistant", "content": "hi"}
MORE = {"role": "user", "content": "more"}


def test_what_was_said_before_is_folded_with_the_answer(tmp_path):
    """The second request repeats the first and its answer; only what follows is new."""
    first, second = recording(
        tmp_path, ([USER], 200, said("hi")), ([USER, ANSWER, MORE], 200, said("ok"))
    )
    assert (first.earlier, [m.role for m in first.fresh]) == (0, ["user"])
    assert (second.earlier, [m.parts[0].text for m in second.fresh]) == (2, ["more"])


def test_another_answer_than_the_recorded_one_is_shown(tmp_path):
    """A history that does not match what was recorded is worth seeing."""
    changed = {"role": "assistant", "content": "something else"}
    _, second = recording(
        tmp_path, ([USER], 200, said("hi")), ([USER, changed, MORE], 200, said("ok"))
    )
    assert second.earlier == 1


def test_the_same_request_after_a_failure_is_a_retry(tmp_path):
    """Of the failure right before it, and only until it succeeds."""
    error = {"error": {"message": "slow down"}}
    calls = (
        ([USER], 429, error),
        ([USER], 500, error),
        ([USER], 200, said("hi")),
        ([USER], 200, said("hi")),
    )
    assert [turn.retry_of for turn in recording(tmp_path, *calls)] == [None, 0, 1, None]


@given(st.integers(0, 4), st.integers(0, 4))
def test_earlier_and_fresh_make_up_the_conversation(before, now):
    """Nothing of a conversation is lost between what is folded and what is shown."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    history = [USER, ANSWER, MORE, ANSWER, USER]
    with TemporaryDirectory() as folder:
        turned = recording(
            Path(folder), (history[:before], 200, said("x")), (history[:now], 200, said("y"))
        )
    assert turned[1].earlier + len(turned[1].fresh) == now
