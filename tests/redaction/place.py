"""A place: where in a call a plant stands, which recorders can write it, and which plants fit."""

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.redaction.exchange import Exchange
from tests.redaction.plant import ALONE, FIELD, NAMED, Plant

YAML = (
    "vcrpy", "vcrpy-double", "vcrpy-literal", "vcrpy-folded", "go-vcr-1", "go-vcr-2", "go-vcr-3",
    "go-vcr-4", "go-vcr-charm", "ruby", "ruby-base64", "ruby-binary",
)  # fmt: skip
VCRPY = ("vcrpy", "vcrpy-double", "vcrpy-literal", "vcrpy-folded")
GO = ("go-vcr-1", "go-vcr-2", "go-vcr-3", "go-vcr-4", "go-vcr-charm")
ANY = (*YAML, "vcrpy-json")

Build = Callable[[Plant, random.Random], list[Exchange]]


class Place(NamedTuple):
    """Where a plant may stand."""

    name: str
    group: str
    build: Build
    recorders: tuple[str, ...] = ANY
    fits: Callable[[Plant], bool] = lambda plant: True


def in_text(plant: Plant) -> bool:
    """Say whether free text can hold it so that one can tell what it is."""
    return plant.shape != FIELD


def in_line(plant: Plant) -> bool:
    """Say whether free text of one line can."""
    return in_text(plant) and plant.one_line


def alone(plant: Plant) -> bool:
    """Say whether its value is enough, on one line."""
    return plant.shape == ALONE and plant.one_line


def in_query(plant: Plant) -> bool:
    """Say whether a parameter of a URL can hold it, and tell what it is."""
    return plant.one_line and (alone(plant) or (plant.shape == NAMED and has_member(plant)))


def in_header(plant: Plant) -> bool:
    """Say whether there is a header for it."""
    return bool(plant.header)


def has_member(plant: Plant) -> bool:
    """Say whether a member of JSON can hold its value, and tell what it is by its name."""
    return plant.field not in {"authorization", "cookie"}
