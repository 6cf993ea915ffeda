"""Other scanners on the same planted set: what they find in the files, and in the decoded texts."""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.redaction.decoys import Decoy
from tests.redaction.generate import Case
from tests.redaction.oracle import read
from tests.redaction.plant import Plant, window

RAW, DECODED = "raw files", "decoded texts"


@dataclass
class Found:
    """What a scanner found."""

    numbers: set[int] = field(default_factory=set)
    """The plants."""
    decoys: int = 0
    """Findings in decoys."""
    others: int = 0
    """Findings in neither."""


def detect_secrets(path: Path) -> Iterator[str]:
    """Yield what `detect-secrets scan` finds in a file, with its own settings."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings

    with default_settings():
        for secret in scan_file(str(path)):
            if secret.secret_value:
                yield secret.secret_value


def redact_secret(path: Path) -> Iterator[str]:
    """Yield what `redact_secret.scan` finds in a file."""
    import redact_secret as scanner

    text = path.read_text(encoding="utf-8")
    for finding in scanner.scan(text):
        yield text[finding.start : finding.end]


SCANNERS: dict[str, tuple[str, Callable[[Path], Iterator[str]]]] = {
    "detect-secrets": ("detect_secrets", detect_secrets),
    "redact-secret": ("redact_secret", redact_secret),
}
"""The module to be installed, and the function, by the name of the scanner."""


def installed(name: str) -> bool:
    """Say whether a scanner can be run here."""
    return importlib.util.find_spec(SCANNERS[name][0]) is not None


def searched(name: str, cases: list[Case], folder: Path) -> dict[str, Found]:
    """Return what a scanner finds in the files and in their decoded texts."""
    scan = SCANNERS[name][1]
    results = {RAW: Found(), DECODED: Found()}
    for number, case in enumerate(cases):
        raw, decoded = folder / f"{number}{Path(case.name).suffix}", folder / f"{number}.txt"
        raw.write_bytes(case.data)
        texts = dict.fromkeys(read(case.name, case.data).root.texts())
        decoded.write_text("\n".join(map(_quoted, texts)), encoding="utf-8")
        for kind, path in ((RAW, raw), (DECODED, decoded)):
            for value in set(scan(path)):
                _count(value, case, results[kind])
    return results


def _quoted(text: str) -> str:
    """Return a text of one line in quotes: some scanners look at nothing else."""
    return text if "\n" in text else f'"{text}"'


def _count(value: str, case: Case, found: Found) -> None:
    hit = {planted.number for planted in case.planted if _tells(value, planted.plant)}
    found.numbers |= hit
    if not hit and any(_same(value, decoy) for decoy in case.decoys):
        found.decoys += 1
    elif not hit:
        found.others += 1


def _tells(value: str, plant: Plant) -> bool:
    """Say whether a finding is a plant, or enough of it."""
    size = window(plant.core)
    core = plant.core
    return any(core[at : at + size] in value for at in range(len(core) - size + 1))


def _same(value: str, decoy: Decoy) -> bool:
    return value in decoy.text or decoy.text in value
