"""A difference as data: what is compared, what differs, how bad that is.

Comparing makes these values, and prints nothing; writers print them, and judge nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.text.json_value import Json


class Verdict(IntEnum):
    """What a difference means to who reviews it; the worst of a file is the file's."""

    SAME = 0
    NOISE = 1
    """Ids, dates, chunking: what every recording has of its own."""
    PROSE = 2
    """Other words in an answer."""
    REQUEST = 3
    """Something else is asked, or in another order."""
    TOOLS = 4
    """Other tools are called, or with other arguments."""
    STOP = 5
    """The answer ends for another reason."""
    STATUS = 6
    """Another status, another error, a failed call more or less."""
    BROKEN = 7
    """It cannot be read any more, or its stream is cut off."""

    @property
    def word(self) -> str:
        """The name as users read it."""
        return self.name.lower()


class Level(StrEnum):
    """What is compared."""

    BYTES = "bytes"
    """Whether the files are identical."""
    HTTP = "http"
    """Status, headers but those that always differ, and bodies as JSON; streams event by event."""
    MESSAGE = "message"
    """What was asked and what was said."""
    BEHAVIOUR = "behaviour"
    """The same without the wording."""

    @property
    def least(self) -> Verdict:
        """The mildest verdict that is a difference at this level."""
        return Verdict.NOISE if self is Level.BYTES else Verdict.PROSE


class Absent(Enum):
    """No value: what one of two sides does not have."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
Side: TypeAlias = "Json | Absent"
Sides: TypeAlias = tuple[Side, Side]
"""What the old file has and what the new one has."""
T = TypeVar("T")


def sides(tell: Callable[[T], Json], old: T | None, new: T | None) -> Sides:
    """Return what both sides have, told in JSON; nothing where one has none."""
    return tell(old) if old is not None else ABSENT, tell(new) if new is not None else ABSENT


class Difference(NamedTuple):
    """One thing that differs."""

    verdict: Verdict
    topic: str
    """What kind of thing it is: `text`, `finish reason`, `tool call`; as in `--ignore`."""
    what: str
    """Which of them, in words; `""` where there is one."""
    pointer: str
    """Where, in the JSON view of the new interaction, or of the old one if only that has it."""
    old: Side
    new: Side
    is_wording: bool = False
    """Whether a person only says it otherwise: what the level `behaviour` ignores."""

    @property
    def sides(self) -> Sides:
        """What was there and what is there."""
        return self.old, self.new


class Ignored(NamedTuple):
    """One thing that differs and means nothing."""

    name: str
    """Of a kind of noise, as in `--ignore`."""
    what: str
    old: Side = ABSENT
    new: Side = ABSENT


@dataclass
class Pair:
    """An interaction of the old file and what it is in the new one.

    One of them is absent where the other is new or gone.
    """

    old: Reading | None
    new: Reading | None
    is_moved: bool = False
    is_retry: bool = False
    """Whether it is a failed call more or less of one that both files have."""
    differences: list[Difference] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    @property
    def either(self) -> Reading:
        """The new one, or else the old."""
        reading = self.new or self.old
        assert reading is not None
        return reading

    @property
    def verdict(self) -> Verdict:
        """The worst of its differences."""
        return max((one.verdict for one in self.differences), default=Verdict.SAME)

    @property
    def state(self) -> str:
        """What became of it, in a word."""
        if self.old is None:
            return "retried" if self.is_retry else "added"
        if self.new is None:
            return "retry gone" if self.is_retry else "removed"
        return "moved" if self.is_moved else "changed" if self.differences else "same"


@dataclass
class FileDiff:
    """A file on two sides."""

    path: str
    """How it is called on the new side, or on the old one if it is only there."""
    old_path: str
    """How it was called before, if that was otherwise; else `""`."""
    is_in_old: bool
    is_in_new: bool
    verdict: Verdict = Verdict.SAME
    pairs: list[Pair] = field(default_factory=list)
    """In the order of the new file; what is gone stands where it was."""
    error: CassetteError | None = None
    """Why one of the sides cannot be read."""
    is_renamed: bool = False
    ignored: list[Ignored] = field(default_factory=list)
    """What differs of the files beside their interactions, and means nothing."""

    @property
    def state(self) -> str:
        """What became of the file, in a word."""
        if not self.is_in_old:
            return "added"
        if not self.is_in_new:
            return "removed"
        return "renamed" if self.is_renamed else "changed"


class Summary(NamedTuple):
    """How many files got which verdict."""

    level: Level
    verdicts: Counter[Verdict]

    @property
    def differs(self) -> bool:
        """Whether anything differs at the level that was asked."""
        return any(
            count and verdict >= self.level.least for verdict, count in self.verdicts.items()
        )


class Told(NamedTuple, Generic[T]):
    """What is kept of a file when it is let go."""

    verdict: Verdict
    path: str
    what: list[T]
    """What is told of it; nothing of one that hardly differs."""


def told_of(file: FileDiff, tell: Callable[[FileDiff], T], least: Verdict) -> Told[T]:
    """Return what is told of a file, if its verdict is at least the mildest that is."""
    return Told(file.verdict, file.path, [tell(file)] if file.verdict >= least else [])


def worst_first(files: Iterable[Told[T]], level: Level) -> tuple[Summary, list[T]]:
    """Return how many files got which verdict at a level, and what is told, the worst first."""
    ordered = sorted(files, key=lambda one: (-one.verdict, one.path))
    verdicts = Counter(one.verdict for one in ordered)
    return Summary(level, verdicts), [what for one in ordered for what in one.what]
