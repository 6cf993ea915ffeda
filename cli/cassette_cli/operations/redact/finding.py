"""What was found: which rule says so, where it stands, and what became of it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from cassette_cli.operations.redact.placeholder import Shape

Kind: TypeAlias = Literal["secret", "account", "personal", "technical"]
Side: TypeAlias = Literal["request", "response", ""]
Part: TypeAlias = Literal["method", "url", "header", "body", "other"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands."""

    index: int = -1
    """Of the interaction; -1 outside of all."""
    side: Side = ""
    part: Part = "other"
    pointer: str = ""
    """In the JSON view, within the interaction."""
    field: str = ""
    """What a recorder that compares requests would call this part of one."""


class Finding(NamedTuple):
    """Something that must not be published."""

    rule: str
    kind: Kind
    place: Place
    value: str
    """The value itself: never to be printed, logged or written."""
    core: str
    """What of it is secret: without public prefixes and domains."""
    shape: Shape
    pointer: str
    """In the JSON view, within the interaction."""
    where: str = "field"
    """What it goes by a name of: a `header`, `parameter`, `cookie` or `field`."""
    kept: str = ""
    """Why it was left where it stands; `""` where it was taken out."""
    stuck: bool = False
    """Whether it was left because what holds it is broken, so that no setting takes it out."""
    vague: bool = False
    """Whether its placeholder is too short to tell values apart."""
