"""One seed of the benchmark; `score.py` runs more of them and prints what is behind the figures."""

import pytest

from tests.redaction.compare import judged
from tests.redaction.generate import COUNT, generate
from tests.redaction.oracle import read
from tests.redaction.places import PLACES
from tests.redaction.plants import PLANTS
from tests.redaction.run import scored

SEED = 1


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Return what `cassette redact` makes of a seed, run once for all tests here."""
    return scored(SEED, tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def cases():
    """Return the cassettes of a seed."""
    return generate(SEED)


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_the_reader_reaches_every_plant_and_every_decoy(seed):
    """Otherwise what it does not find in a redacted file would prove nothing."""
    for case in generate(seed):
        blob = read(case.name, case.data).blob()
        lost = [p for p in case.planted for core in p.plant.cores if core not in blob]
        assert lost == []
        assert [decoy for decoy in case.decoys if decoy.text not in blob] == []


def test_the_judge_finds_all_plants_and_no_fault_in_files_that_did_not_change(cases):
    """What is not redacted counts as left, and nothing else counts."""
    for case in cases:
        reading = read(case.name, case.data)
        verdict = judged(case, reading, reading)
        assert sorted(verdict.survivors) == sorted(planted.number for planted in case.planted)
        assert verdict.touched + verdict.changed + verdict.beside + verdict.broken == []


def test_the_judge_finds_no_fault_with_a_perfect_redaction(cases):
    """The same seed with masked plants is one; so full marks can be had."""
    for case, blank in zip(cases, generate(SEED, blank=True), strict=True):
        before, after = read(case.name, case.data), read(blank.name, blank.data)
        verdict = judged(case, before, after)
        assert verdict.survivors == []
        assert verdict.touched + verdict.changed + verdict.beside + verdict.broken == []


def test_a_seed_is_one_set_of_files_and_has_everything_in_it(cases):
    """Figures can be compared from one version to the next, and speak of all types and places."""
    assert [case.data for case in generate(SEED)] == [case.data for case in cases]
    planted = {one.number: one for case in cases for one in case.planted}
    assert len(planted) == COUNT
    assert {one.plant.type for one in planted.values()} == set(PLANTS)
    assert {one.place for one in planted.values()} == {place.name for place in PLACES}


@pytest.mark.parametrize("seed", [SEED, SEED + 1, SEED + 2])
def test_every_length_in_the_files_is_true(seed):
    """So that a wrong one afterwards is the work of the redaction."""
    made = generate(seed)
    assert [case.name for case in made if read(case.name, case.data).wrong_lengths] == []


def test_at_least_99_percent_of_the_plants_are_gone(outcome):
    """What can be decoded does not leak."""
    planted = outcome.planted()
    left = [planted[number] for number in sorted(outcome.survivors())]
    told = [f"{p.plant.type} in {p.place} ({p.recorder})" for p in left]
    assert len(left) <= len(planted) / 100, told


def test_all_whole_provider_keys_are_gone(outcome):
    """These are what a leak costs most, and what leaves no doubt."""
    planted = outcome.planted()
    left = [planted[number] for number in sorted(outcome.survivors())]
    assert [f"{p.plant.type} in {p.place}" for p in left if p.plant.provider] == []


def test_at_most_one_in_a_thousand_decoys_is_touched(outcome):
    """A cassette without its ids, media and signatures cannot be replayed."""
    decoys = sum(len(case.decoys) for case in outcome.cases)
    assert len(outcome.all("touched")) <= decoys / 1000, outcome.all("touched")


def test_every_file_still_parses_with_its_counts_checksums_and_lengths(outcome):
    """A redacted cassette is a cassette."""
    assert outcome.all("broken") == []
    assert outcome.ran.code in (0, 1), outcome.ran.err


def test_texts_differ_only_where_something_was_planted(outcome):
    """So a stream is put together to the same message, the redacted words aside."""
    assert outcome.all("changed") == []


def test_words_beside_the_plants_stay(outcome):
    """Of a sentence with a key in it, the sentence is left."""
    assert len(outcome.all("beside")) <= len(outcome.planted()) / 100, outcome.all("beside")


def test_files_without_plants_are_left_alone(outcome):
    """To the byte."""
    decoys = sum(len(case.decoys) for case in outcome.cases if not case.planted)
    assert len(outcome.unclean) <= decoys / 1000, outcome.unclean


def test_a_second_run_changes_nothing(outcome):
    """Placeholders are known as such."""
    assert outcome.unstable == []
