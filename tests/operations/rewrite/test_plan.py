"""Which interactions stay, move, go and come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.plan import Entry, entries, is_moved, kept


def view(index):
    """Return the view of an interaction of a file."""
    return {"index": index, "x": f"#{index}"}


def origins(meant, wanted, count):
    """Return the interactions that the file is to have, new ones as what they say."""
    plan = entries([view(at) for at in meant], {"interactions": wanted}, count)
    return [one.wanted.get("x") if one.origin is None else one.origin for one in plan]


NEW = {"x": "new"}
COUNTS = st.integers(1, 6)


@st.composite
def picked(draw):
    """Draw how many interactions a file has, and which of them are meant."""
    count = draw(COUNTS)
    return count, sorted(draw(st.sets(st.integers(0, count - 1), min_size=1)))


@given(picked())
def test_what_nobody_edits_stays(case):
    """Whichever were meant."""
    count, meant = case
    plan = entries([view(at) for at in meant], {"interactions": [*map(view, meant)]}, count)
    assert [one.origin for one in plan] == list(range(count))
    assert [one.wanted for one in plan] == [view(at) if at in meant else {} for at in range(count)]
    assert not is_moved(plan, count)


@given(picked(), st.data())
def test_what_was_not_meant_keeps_its_order_whatever_becomes_of_the_others(case, data):
    """And nothing that is wanted is lost or doubled."""
    count, meant = case
    chosen = data.draw(st.permutations(meant))[: data.draw(st.integers(0, len(meant)))]
    wanted = [view(at) for at in chosen]
    for _ in range(data.draw(st.integers(0, 2))):
        wanted.insert(data.draw(st.integers(0, len(wanted))), {**NEW, "index": None})
    made = origins(meant, wanted, count)
    others = [at for at in range(count) if at not in meant]
    assert [at for at in made if at in others] == others
    assert [at for at in made if at not in others] == [
        one["x"] if one["index"] is None else one["index"] for one in wanted
    ]


@pytest.mark.parametrize(
    ("meant", "wanted", "count", "made"),
    [
        ([0, 1, 2], [view(2), view(0), view(1)], 3, [2, 0, 1]),
        ([0, 1, 2], [view(0), view(2)], 3, [0, 2]),
        ([0, 1], [view(0), view(0), view(1)], 2, [0, 0, 1]),
        ([0, 1], [view(0), NEW | {"index": None}, view(1)], 2, [0, "new", 1]),
        ([0, 1], [view(0), {"index": 7, "x": "new"}, view(1)], 2, [0, "new", 1]),
        ([0, 1], [{"x": "a"}, {"x": "b"}], 2, [0, 1]),
        ([0, 1], [view(0), {"x": "b"}, {"x": "c"}], 2, [0, 1, "c"]),
        ([0, 1], [{"x": "a"}, view(0)], 2, ["a", 0]),
        ([1, 3], [view(3), view(1)], 5, [0, 3, 2, 1, 4]),
        ([1, 3], [view(3)], 5, [0, 2, 3, 4]),
        ([1, 3], [], 5, [0, 2, 4]),
        ([1, 3], [NEW | {"index": None}, view(1), view(3)], 5, [0, "new", 1, 2, 3, 4]),
        ([1, 3], [view(1), NEW | {"index": None}, view(3)], 5, [0, 1, "new", 2, 3, 4]),
        ([1, 3], [view(1), view(3), view(1)], 5, [0, 1, 2, 3, 1, 4]),
        ([1, 3], [NEW | {"index": None}], 5, [0, 2, "new", 4]),
    ],
    ids=[
        "moved", "removed", "copied", "new", "an-index-that-is-not",
        "without-index-by-place", "without-index-behind-all", "the-place-is-taken",
        "picked-swapped", "picked-removed", "picked-all-removed", "new-before-the-first-picked",
        "new-behind-the-first-picked", "picked-copied", "picked-replaced",
    ],
)  # fmt: skip
def test_an_interaction_is_known_by_its_index(meant, wanted, count, made):
    """Those that were not meant keep their places; what is new follows what it follows."""
    assert origins(meant, wanted, count) == made


@pytest.mark.parametrize("index", [True, "0", 1.5, -1, [], {}])
def test_an_index_that_is_no_number_is_refused(index):
    """Or an interaction would be taken for a new one."""
    with pytest.raises(CassetteError, match="the index must be") as caught:
        entries([view(0)], {"interactions": [view(0) | {"index": index}]}, 1)
    assert caught.value.where == "/interactions/0/index"


@pytest.mark.parametrize("document", [None, [], {}, {"interactions": {}}, {"interactions": [1]}])
def test_a_document_without_interactions_is_refused(document):
    """It is no view any more."""
    with pytest.raises(CassetteError, match="no list of interactions"):
        entries([view(0)], document, 1)


@given(COUNTS, st.sets(st.integers(0, 5)))
def test_what_is_dropped_is_gone_and_the_rest_stays(count, gone):
    """In its order."""
    plan = kept(count, gone)
    assert plan == [Entry(at, {}) for at in range(count) if at not in gone]
    assert is_moved(plan, count) == any(at < count for at in gone)
