"""The planted set: cassettes with fake secrets and decoys in them, the same for the same seed."""

import random
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.redaction.decoy_messages import harmless
from tests.redaction.decoys import Decoy
from tests.redaction.exchange import Exchange
from tests.redaction.place import ANY, Place
from tests.redaction.places import OTHER_FILE, PLACES
from tests.redaction.plant import Plant
from tests.redaction.plants import PLANTS, masked, plant
from tests.redaction.recorders import suffix, write

COUNT = 500
"""How many plants a seed has, about."""
PER_FILE = 3
CLEAN = 2
"""How many files of each recorder hold decoys only."""


class Planted(NamedTuple):
    """A plant and where it was put."""

    plant: Plant
    place: str
    group: str
    recorder: str
    number: int
    """Distinguishes plants of one seed."""


@dataclass
class Case:
    """A cassette, and what is known of it."""

    name: str
    recorder: str
    data: bytes
    planted: list[Planted] = field(default_factory=list)
    """All of which some part is in this file; the whole of one may be in two files."""
    decoys: list[Decoy] = field(default_factory=list)


def generate(seed: int, count: int = COUNT, *, blank: bool = False) -> list[Case]:
    """Return the cassettes of a seed; those without plants come last.

    With `blank` they are what a perfect redaction of them would be: same places, masked plants.
    """
    rng = random.Random(seed)
    shelves: dict[str, list[tuple[Planted, list[Exchange]]]] = {name: [] for name in ANY}
    for planted, exchanges in _jobs(count, rng, blank):
        if planted.place in OTHER_FILE:
            shelves[planted.recorder].append((planted, exchanges[:1]))
            shelves[rng.choice(["vcrpy", "go-vcr-4", "ruby"])].append((planted, exchanges[1:]))
        else:
            shelves[planted.recorder].append((planted, exchanges))
    cases = [case for name, jobs in shelves.items() for case in _filled(name, jobs, rng)]
    return cases + [_clean(name, at, rng) for name in ANY for at in range(CLEAN)]


def _jobs(count: int, rng: random.Random, blank: bool) -> list[tuple[Planted, list[Exchange]]]:
    """Return plants in their places: each place and each type about equally often."""
    used = dict.fromkeys(PLANTS, 0)
    jobs: list[tuple[Planted, list[Exchange]]] = []
    while len(jobs) < count:
        for place in rng.sample(PLACES, len(PLACES)):
            made = _fitting(place, used, rng)
            made = masked(made) if blank else made
            used[made.type] += 1
            recorder = rng.choice(place.recorders)
            planted = Planted(made, place.name, place.group, recorder, len(jobs))
            jobs.append((planted, place.build(made, rng)))
    return jobs[:count]


def _fitting(place: Place, used: dict[str, int], rng: random.Random) -> Plant:
    """Return a plant that the place can hold, of a type that was used the least."""
    kinds = sorted(PLANTS, key=lambda kind: (used[kind], rng.random()))
    for kind in kinds:
        made = plant(kind, rng)
        if place.fits(made):
            return made
    raise AssertionError(f"nothing fits into {place.name}")


def _filled(
    recorder: str, jobs: list[tuple[Planted, list[Exchange]]], rng: random.Random
) -> list[Case]:
    """Return files of a few calls with plants and one or two without."""
    rng.shuffle(jobs)
    cases = []
    for at in range(0, len(jobs), PER_FILE):
        chosen = jobs[at : at + PER_FILE]
        exchanges = [exchange for _, made in chosen for exchange in made]
        name = f"{recorder}/{at // PER_FILE:02}{suffix(recorder)}"
        cases.append(_case(name, recorder, exchanges, [p for p, _ in chosen], rng))
    return cases


def _clean(recorder: str, at: int, rng: random.Random) -> Case:
    """Return a file of decoys."""
    name = f"{recorder}/clean-{at}{suffix(recorder)}"
    made = [harmless(rng) for _ in range(5)]
    case = _case(name, recorder, [exchange for exchange, _ in made], [], rng)
    case.decoys += [decoy for _, decoys in made for decoy in decoys]
    return case


def _case(
    name: str, recorder: str, exchanges: list[Exchange], planted: list[Planted], rng: random.Random
) -> Case:
    decoys: list[Decoy] = []
    for _ in range(rng.choice([1, 2])):
        exchange, beside = harmless(rng)
        exchanges.insert(rng.randint(0, len(exchanges)), exchange)
        decoys += beside
    return Case(name, recorder, write(recorder, exchanges, rng), planted, decoys)
