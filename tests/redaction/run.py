"""Running `cassette redact` over the planted set, and what came of it."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.program import Ran, cassette
from tests.redaction.compare import Verdict, judged
from tests.redaction.generate import Case, Planted, generate
from tests.redaction.oracle import Reading, read


@dataclass
class Outcome:
    """What became of the cassettes of one seed."""

    cases: list[Case]
    ran: Ran
    again: Ran
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    """By the name of the case."""
    unstable: list[str] = field(default_factory=list)
    """Files that a second run changed."""
    resized: list[str] = field(default_factory=list)
    """Files whose size changed."""
    unclean: list[str] = field(default_factory=list)
    """Files without plants that changed all the same."""

    def planted(self) -> dict[int, Planted]:
        """Return all plants by their numbers."""
        return {planted.number: planted for case in self.cases for planted in case.planted}

    def survivors(self) -> set[int]:
        """Return the numbers of the plants of which something is left."""
        return {number for verdict in self.verdicts.values() for number in verdict.survivors}

    def all(self, what: str) -> list[str]:
        """Return one of the lists of all verdicts, each entry with its file."""
        return [
            f"{name}: {text}"
            for name, verdict in self.verdicts.items()
            for text in getattr(verdict, what)
        ]


def scored(seed: int, folder: Path) -> Outcome:
    """Redact a seed's cassettes in a folder, twice, and judge them."""
    cases = generate(seed)
    written(cases, folder)
    ran = cassette("redact", "--requests", "all", str(folder))
    first = {case.name: (folder / case.name).read_bytes() for case in cases}
    again = cassette("redact", "--requests", "all", str(folder))
    outcome = Outcome(cases, ran, again)
    for case in cases:
        data = first[case.name]
        if (folder / case.name).read_bytes() != data:
            outcome.unstable.append(case.name)
        if len(data) != len(case.data):
            outcome.resized.append(case.name)
        if not case.planted and data != case.data:
            outcome.unclean.append(case.name)
        outcome.verdicts[case.name] = _verdict(case, read(case.name, case.data), data)
    return outcome


def written(cases: list[Case], folder: Path) -> None:
    """Write the cassettes into a folder."""
    for case in cases:
        path = folder / case.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.data)


def _verdict(case: Case, before: Reading, data: bytes) -> Verdict:
    try:
        return judged(case, before, read(case.name, data))
    except (ValueError, UnicodeDecodeError) as error:
        gone = [planted.number for planted in case.planted]
        return Verdict(survivors=gone, broken=[f"cannot be read any more: {error}"])
