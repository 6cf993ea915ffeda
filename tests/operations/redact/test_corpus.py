"""Real cassettes: each can be redacted, nothing moves, and a second run finds nothing more.

The recordings are other people's and no part of the project; without them these tests are skipped.
"""

from functools import cache

import pytest
from tests.document.test_corpus import CORPUS, opened
from tests.operations.redact.planting import PLACEHOLDERS, made_by, rules

from cassette_cli.document.files import Cassette, cassette_of
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.policy import Policy
from cassette_cli.operations.redact.run import Outcome, Redaction
from cassette_cli.operations.redact.search import Search

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real cassettes is not there: ../shared/corpus"
)


def redacted(cassettes: list[Cassette], **settings) -> list[Outcome]:
    """Return what a run makes of cassettes, all of their requests too."""
    known = KnownValues()
    search = Search(rules(), [], PLACEHOLDERS, known)
    policy = Policy(requests="all")
    return made_by(Redaction(search, known, lambda _: policy, **settings), *cassettes)


@cache
def first_run() -> list[Outcome]:
    """Return what a run over all files makes of them, proven."""
    return redacted(list(opened()[0].values()))


def test_every_file_is_redacted():
    """No file is refused, and no error is more than an error."""
    assert len(first_run()) > 150
    assert [(o.cassette.label, o.error.message) for o in first_run() if o.error] == []


def test_nothing_moves_but_what_was_packed():
    """A file is as long as it was, unless a body in it had to be compressed again."""
    longer = [
        outcome.cassette.label
        for outcome in first_run()
        if len(outcome.text) != len(outcome.cassette.text)
        and not any(
            body.codings
            for one in outcome.cassette.recorder.interactions(outcome.cassette.tree)
            for body in (one.request.body, one.response.body)
        )
    ]
    assert longer == []


def test_files_without_findings_stay():
    """And files with some differ somewhere."""
    for outcome in first_run():
        changed = outcome.text != outcome.cassette.text
        assert changed == bool(outcome.findings), outcome.cassette.label


def test_a_second_run_finds_nothing_more():
    """In none of the files that the first one changed."""
    changed = [
        cassette_of(outcome.text, outcome.cassette) for outcome in first_run() if outcome.edits
    ]
    assert changed
    again = redacted(changed, verified=False)
    assert [(o.cassette.label, [f.rule for f in o.findings]) for o in again if o.findings] == []
