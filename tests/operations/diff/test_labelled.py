"""Every verdict of the labelled changes, and their mirror images."""

import pytest
from tests.operations.diff.labels import LABELS
from tests.operations.diff.recordings import diff, topics

from cassette_cli.operations.diff.interaction import TOPICS, Wishes
from cassette_cli.operations.diff.report import Verdict


def test_there_are_many_labels():
    """Each with a name of its own, and of every verdict several."""
    assert len(LABELS) >= 60
    assert len({label.name for label in LABELS}) == len(LABELS)
    for verdict in Verdict:
        assert sum(label.verdict is verdict for label in LABELS) >= 5


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.name)
def test_the_verdict_is_the_label(label):
    """At its level, and about what it is labelled with."""
    found = diff(label.text, label.change(label.text), Wishes(label.level))
    assert found.verdict.word == label.verdict.word
    assert topics(found) <= set(TOPICS)
    if label.topics is not None:
        assert topics(found) == set(filter(None, label.topics.split(",")))
