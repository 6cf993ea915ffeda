"""Every kind of edit on whole files: each is read again and has the wanted view.

`rewritten` proves each outcome itself and fails where it is not as wanted; what is looked at here
besides is that nothing is refused that should work, and that little of the file changes. The files
are the samples, those that the real recorders wrote for the tests, and real recordings where they
stand beside the project.
"""

from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from tests.document.test_corpus import CORPUS, opened
from tests.operations.rewrite.kinds import (
    AMONG,
    FEW_LINES,
    IN_PLACE,
    changed_lines,
    dropped,
    edited,
)

from cassette_cli.document.files import Cassette, cassette_of, open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.run import Wishes, rewritten

TESTS = Path(__file__).parents[2]
OWN = [
    *sorted((TESTS.parent / "samples").glob("*.y*ml")),
    *sorted((TESTS / "recorders" / "data").rglob("cassette.*")),
]
_LARGEST = 200_000
"""How many bytes a file may have to be edited in all ways here."""


@cache
def own() -> list[Cassette]:
    """Return the cassettes of the project that hold an interaction."""
    found = [open_cassette(Source(path.name, path)) for path in OWN]
    return [one for one in found if one is not None and list(islice(one.interactions(), 1))]


@cache
def real() -> list[Cassette]:
    """Return real cassettes that hold an interaction and are not too large."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real cassettes is not there: ../shared/corpus")
    return [
        cassette
        for cassette in opened()[0].values()
        if cassette.size <= _LARGEST and list(islice(cassette.interactions(), 1))
    ]


FILES = pytest.mark.parametrize("files", [own, real], ids=["own", "real"])


@FILES
def test_nothing_asked_is_nothing_changed(files):
    """Silence, the first law, for whole files."""
    for cassette in files():
        assert rewritten(cassette, Asked().plan, Wishes()).edits == [], cassette.label


@FILES
@pytest.mark.parametrize("kind", IN_PLACE, ids=lambda kind: kind.__name__)
def test_an_edit_is_made_and_nothing_else(files, kind):
    """Where it cannot be made, that is said, and only of headers inside objects of Python."""
    made = 0
    for cassette in files():
        outcome = edited(cassette, kind)
        if outcome is not None:
            made += 1
            is_short = kind in FEW_LINES and "!!python/tuple" not in cassette.text
            assert not is_short or changed_lines(outcome) <= 8, cassette.label
    assert made
    assert files is own or made * 170 >= IN_PLACE[kind] * len(files())


@FILES
@pytest.mark.parametrize("planner", AMONG, ids=lambda one: one.__name__)
def test_interactions_go_come_and_move(files, planner):
    """The others stay as they are, byte for byte but for the numbers that go-vcr gives them."""
    for cassette in files():
        if planner is dropped and len(_of(cassette)) == 1 and len(_lists(cassette)) > 1:
            continue  # two empty lists are no cassette of langchain-tests any more
        outcome = rewritten(cassette, planner, Wishes())
        after = cassette_of(outcome.text, outcome.cassette)
        before = [_own_lines(cassette.text, one) for one in _of(cassette)]
        kept = [_own_lines(outcome.text, one) for one in _of(after)]
        assert all(lines in kept for lines in before[1:]), cassette.label


def _of(cassette):
    return list(cassette.recorder.interactions(cassette.tree))


def _lists(cassette):
    return cassette.recorder.fields.lists(cassette.tree)


def _own_lines(text, interaction) -> str:
    """Return the text of an interaction without its number."""
    written = "".join(text[node.start : node.end].rstrip() for node in interaction.nodes)
    return written.partition("request:")[2] or written
