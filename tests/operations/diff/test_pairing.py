"""Which interaction is which: each has one partner at most, and nothing is forgotten."""

from hypothesis import given
from hypothesis import strategies as st
from tests.operations.diff.recordings import diff, exchange, opened, recording, told

from cassette_cli.operations.diff.interaction import Wishes, skipping
from cassette_cli.operations.diff.pairing import Match, matches, traits_of
from cassette_cli.operations.diff.report import Verdict

_URL = "https://a.example/v1/chat/completions"


def call(question, answer="yes", url=_URL, status=200):
    """Return an exchange of a question and an answer, or of a failure."""
    asked = {"model": "m", "messages": [{"role": "user", "content": question}]}
    said = {"role": "assistant", "content": answer}
    choice = {"index": 0, "message": said, "finish_reason": "stop"}
    reply = {"object": "chat.completion", "model": "m", "choices": [choice]}
    failure = {"error": {"type": "busy", "message": answer}}
    return exchange(url, asked, reply if status == 200 else failure, status)


def asked(*exchanges):
    """Return exchanges as pairing sees them."""
    return traits_of(opened(recording(*exchanges)))


def states(old, new):
    """Return what became of each interaction, in the order of the new file."""
    return [pair.state for pair in diff(recording(*old), recording(*new), Wishes()).pairs]


CALLS = st.lists(
    st.builds(
        call,
        st.sampled_from(["a", "b", "a b c", "what is it", "what is that"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from([_URL, "https://b.example/v1/chat/completions"]),
        st.sampled_from([200, 429]),
    ),
    max_size=7,
)


@given(CALLS, CALLS)
def test_every_interaction_is_there_once_on_each_side(old, new):
    """In the order of the new file."""
    found = matches(asked(*old), asked(*new))
    assert sorted(match.old for match in found if match.old is not None) == [*range(len(old))]
    assert [match.new for match in found if match.new is not None] == [*range(len(new))]


@given(CALLS)
def test_equal_files_are_paired_by_position(calls):
    """Also where the same is asked again and again."""
    found = matches(asked(*calls), asked(*calls))
    assert found == [Match(at, at) for at in range(len(calls))]


@given(CALLS, CALLS)
def test_those_that_are_not_moved_are_in_order(old, new):
    """Of both files."""
    found = matches(asked(*old), asked(*new))
    kept = [match.old for match in found if None not in match and not match.is_moved]
    assert kept == sorted(kept)


@given(st.permutations(range(6)))
def test_in_another_order_each_finds_itself(order):
    """And as few as possible are said to have moved."""
    calls = [call(f"question number {number}", f"answer {number}") for number in range(6)]
    found = matches(asked(*calls), asked(*(calls[at] for at in order)))
    assert [match.old for match in found] == [*order]


def test_a_call_between_is_the_only_one_that_came():
    """Though all went to one address."""
    calls = [call(f"question {word}", word) for word in ("one", "two", "three")]
    new = [calls[0], call("something else entirely", "new"), *calls[1:]]
    assert states(calls, new) == ["same", "added", "same", "same"]
    assert states(new, calls) == ["same", "removed", "same", "same"]


def test_a_failure_of_a_call_that_both_files_have_is_a_retry():
    """And one of another call is not."""
    good, bad = call("a"), call("a", "wait", status=429)
    assert states([good], [bad, good]) == ["retried", "same"]
    assert states([bad, bad, good], [bad, good]).count("retry gone") == 1
    assert states([bad, good], [good, call("b")]) == ["retry gone", "same", "added"]
    assert states([bad, good], [call("a", "no")]) == ["retry gone", "changed"]
    assert states([good], [good, call("other", "wait", status=429)]) == ["same", "added"]


def test_a_question_in_other_words_is_the_same_question():
    """If it is like no other as much."""
    old = [call("what is the capital of France"), call("how warm is it in Rome today")]
    new = [call("how cold is it in Rome today")]
    assert states(old, new) == ["removed", "changed"]
    assert states(new, old) == ["added", "changed"]


def test_a_call_to_another_address_is_the_same_call():
    """If the same was asked there."""
    found = diff(recording(call("a b c")), recording(call("a b c", url="https://b.example/v1")))
    assert [one.topic for one in told(found)] == ["url"]


def test_requests_without_a_body_are_told_apart_by_their_addresses():
    """There is nothing else."""
    one, other = (exchange(f"https://a.example/{name}", "", {"ok": True}) for name in "ab")
    assert states([one], [other]) == ["added", "removed"]


def test_hundreds_that_are_all_different_are_paired_by_their_order():
    """All with all would be too many to compare."""
    count = 300
    old, new = ([call(f"{side}{at}") for at in range(count)] for side in "ab")
    found = matches(asked(*old), asked(*new))
    assert found == [Match(at, at) for at in range(count)]


def test_the_order_can_be_ignored():
    """Like any other topic."""
    calls = [call("a b c", "1"), call("d e f", "2")]
    wishes = Wishes(skipped=[skipping("order")])
    assert diff(recording(*calls), recording(*calls[::-1]), wishes).verdict is Verdict.NOISE
