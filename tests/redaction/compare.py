"""What is different in a redacted cassette, and whether something was planted there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.redaction.generate import Case
from tests.redaction.oracle import ENCODINGS, Node, Reading, left
from tests.redaction.plant import Plant

AWAY, BESIDE = "away", "beside"


@dataclass
class Verdict:
    """What became of one cassette."""

    survivors: list[int] = field(default_factory=list)
    """The numbers of the plants of which something is left here."""
    touched: list[str] = field(default_factory=list)
    """Kinds and texts of decoys that are fewer than before."""
    changed: list[str] = field(default_factory=list)
    """Texts that changed although nothing was planted in them."""
    beside: list[str] = field(default_factory=list)
    """Texts in which words beside the plant changed too."""
    broken: list[str] = field(default_factory=list)
    """What does not parse or add up any more."""


def judged(case: Case, before: Reading, after: Reading) -> Verdict:
    """Return the verdict on a redacted cassette that can be parsed."""
    verdict = Verdict()
    old, new = before.blob(), after.blob()
    plants = [planted.plant for planted in case.planted]
    for planted in case.planted:
        if any(left(core, new) for core in planted.plant.cores):
            verdict.survivors.append(planted.number)
    for decoy in case.decoys:
        if new.count(decoy.text) < old.count(decoy.text):
            verdict.touched.append(f"{decoy.kind}: {decoy.text}")
    for kind, text in _changed(before.root, after.root, _Planted(plants)):
        (verdict.beside if kind == BESIDE else verdict.changed).append(text)
    verdict.broken += _broken(before, after)
    return verdict


def _broken(before: Reading, after: Reading) -> Iterator[str]:
    if before.interactions != after.interactions:
        yield f"{before.interactions} interactions were {after.interactions}"
    if before.events != after.events:
        yield "the number of events is another"
    if after.wrong_lengths > before.wrong_lengths:
        yield f"{after.wrong_lengths - before.wrong_lengths} lengths are wrong"


class _Planted:
    """Where in a text something may change."""

    def __init__(self, plants: list[Plant]) -> None:
        self.cores = [core for p in plants for core in (*p.cores, *([p.host] if p.host else []))]
        wordings = (w for p in plants for w in (p.text, p.value, p.header_value, *p.cores, p.host))
        self.wordings = sorted(set(wordings) - {""}, key=len, reverse=True)

    def holds(self, node: Node) -> bool:
        """Say whether a plant can be reached from here."""
        return any(core in text for text in node.texts() for core in self.cores)

    def first_beside(self, old: str, new: str) -> int | None:
        """Return where the first character differs that no plant covers."""
        covered = bytearray(len(old))
        for wording in self.wordings:
            at = old.find(wording)
            while at >= 0:
                covered[at : at + len(wording)] = b"\x01" * len(wording)
                at = old.find(wording, at + 1)
        differing = (at for at in range(len(old)) if not covered[at] and old[at] != new[at])
        return next(differing, None)


def _changed(old: Node, new: Node, planted: _Planted) -> Iterator[tuple[str, str]]:
    """Yield the texts below a node that changed where nothing was planted."""
    if old == new:
        return
    if len(old.inner) != len(new.inner) or len(old.joined) != len(new.joined):
        if old.label not in ENCODINGS and not planted.holds(old):
            yield AWAY, f"{old.label}: {old.text[:60]!r} is put together differently"
        return
    spread = {at for node in old.joined if planted.holds(node) for at in node.parts}
    for at, (one, other) in enumerate(zip(old.inner, new.inner, strict=True)):
        if at not in spread:
            yield from _changed(one, other, planted)
    for one, other in zip(old.joined, new.joined, strict=True):
        yield from _changed(one, other, planted)
    yield from _itself(old, new, planted)


def _itself(old: Node, new: Node, planted: _Planted) -> Iterator[tuple[str, str]]:
    """Yield the text of a node if it changed beside the plants."""
    if old.text == new.text or old.label.lower().replace("_", "-") == "content-length":
        return
    if not planted.holds(old):
        if old.label not in ENCODINGS:
            yield AWAY, f"{old.label}: {old.text[:80]!r} became {new.text[:80]!r}"
        return
    # Where a plant lies deeper, encoded, what it is wrapped in may change as a whole.
    direct = any(wording in old.text for wording in planted.wordings)
    if old.label in ENCODINGS or len(old.text) != len(new.text) or not direct:
        return
    if any(map(planted.holds, old.inner)):
        return
    at = planted.first_beside(old.text, new.text)
    if at is not None:
        part = slice(max(0, at - 24), at + 24)
        yield BESIDE, f"{old.label}: {old.text[part]!r} became {new.text[part]!r}"
