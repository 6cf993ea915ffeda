"""What is left out when a person says so: a topic, or a place in the view of an interaction."""

import pytest
from tests.comparing import compared
from tests.operations.diff.labels import cut_off
from tests.operations.diff.recordings import body, chain, diff, kept, put, sample, topics

from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.interaction import TOPICS, Wishes, skipping
from cassette_cli.operations.diff.report import Verdict

TEXT = sample("anthropic-thinking.yaml")
CHANGED = chain(
    put("0/response/messages/0/parts/2/arguments/city", "Bern"),
    put("2/response/messages/0/parts/0/text", "Hm."),
    put("2/request/body/max_tokens", 5),
)(TEXT)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ([], {"argument", "text", "setting"}),
        (["text"], {"argument", "setting"}),
        (["argument", "setting"], {"text"}),
        (["/response"], {"setting"}),
        (["/request/body/max_tokens"], {"argument", "text"}),
        (["/request/body/max"], {"argument", "text", "setting"}),
        (["/request/body/*"], {"argument", "text"}),
        (["/request/body/max_tokens/*"], {"argument", "text", "setting"}),
        (["/response/messages/*/parts/2"], {"text", "setting"}),
    ],
)
def test_what_is_named_is_left_out(words, left):
    """Whole topics, and pointers with all that is below them."""
    wishes = Wishes(skipped=[skipping(word) for word in words])
    assert topics(diff(TEXT, CHANGED, wishes)) == left


def test_topics_may_be_written_with_hyphens():
    """So that no quotes are needed in a shell."""
    for topic in TOPICS:
        skipping(topic.replace(" ", "-"))


def test_a_topic_that_is_none_is_refused_with_a_near_one():
    """A misspelt name would silently ignore nothing."""
    with pytest.raises(CassetteError) as caught:
        skipping("tool-cal")
    assert caught.value.hint == "did you mean tool call?"


def test_files_of_one_side_may_be_left_out_but_not_what_is_broken_in_them():
    """New recordings are no change of those before; one that is cut off is no recording."""
    wishes = {"skipped": [skipping("file")], "with_ignored": True}
    whole = kept(TEXT).data
    added = compared(None, whole, "new.yaml", **wishes)
    assert (added.verdict, [pair.differences for pair in added.pairs], added.ignored) == (
        Verdict.NOISE,
        [[]] * len(added.pairs),
        [],
    )
    assert compared(None, whole, "new.yaml").verdict > Verdict.NOISE
    cut = kept(body(0, cut_off)(TEXT)).data
    assert compared(None, cut, "new.yaml", **wishes).verdict is Verdict.BROKEN
