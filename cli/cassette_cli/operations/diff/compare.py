"""Comparing two recordings: interaction by interaction, at the level that is asked."""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple, Protocol

from cassette_cli.document.files import Cassette, may_be_cassette, open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError, NotACassette, UnreadFormat
from cassette_cli.operations.diff.ignored import ignored
from cassette_cli.operations.diff.interaction import Wishes, interaction_differences
from cassette_cli.operations.diff.pairing import Match, Traits, matches, traits_of
from cassette_cli.operations.diff.report import (
    ABSENT,
    Difference,
    FileDiff,
    Ignored,
    Level,
    Pair,
    Verdict,
)
from cassette_cli.operations.diff.request import Quotes


class Version(Protocol):
    """A file as one of the two sides has it: on the disk, or in a repository."""

    @property
    def source(self) -> Source:
        """Where it comes from."""

    def read(self) -> bytes:
        """Return its bytes.

        Raises:
            CassetteError: they cannot be read.
        """


class FilePair(NamedTuple):
    """A file on two sides; `None` where it is on one of them only."""

    path: str
    """How it is called on the new side, or on the old one if it is only there."""
    old: Version | None
    new: Version | None
    old_path: str = ""
    """How it was called before, if that was otherwise."""
    is_renamed: bool = False
    """Whether that is the same file under another name, and not just another file."""


def compare_files(pair: FilePair, wishes: Wishes) -> FileDiff | None:
    """Return what differs between two files; `None` where neither is a cassette.

    Raises:
        CassetteError: neither side can be read.
    """
    old, new = pair.old, pair.new
    before, after = (version.read() if version else None for version in (old, new))
    found = FileDiff(
        pair.path, pair.old_path, old is not None, new is not None, is_renamed=pair.is_renamed
    )
    is_other = before != after or (old and new and old.source.picks != new.source.picks)
    if is_other and (wishes.level is not Level.BYTES or old is None or new is None):
        return _read(found, _opened(old, before), _opened(new, after), wishes)
    version, data = (new, after) if new else (old, before)
    if version is None or not (version.source.named or may_be_cassette(data or b"")):
        return None
    found.verdict = Verdict.NOISE if is_other else Verdict.SAME
    return found


def opened_pair(pair: FilePair) -> tuple[Cassette | None, Cassette | None]:
    """Return both sides of a file; `None` where one is absent or no cassette.

    Raises:
        CassetteError: one cannot be read.
    """
    old, new = (
        open_cassette(version.source, version.read()) if version else None
        for version in (pair.old, pair.new)
    )
    return old, new


def _read(
    found: FileDiff,
    old: Cassette | CassetteError | None,
    new: Cassette | CassetteError | None,
    wishes: Wishes,
) -> FileDiff | None:
    """Return what differs between two sides, as far as they could be read."""
    errors = [side for side in (new, old) if isinstance(side, CassetteError)]
    cassettes = [side for side in (old, new) if isinstance(side, Cassette)]
    if not cassettes:
        if errors:
            raise errors[0]
        return None
    if errors or len(cassettes) < found.is_in_old + found.is_in_new:
        side = "new" if cassettes[:1] == [old] else "old"
        other = NotACassette(f"the {side} side is no cassette", found.path)
        found.error = errors[0] if errors else other
        found.verdict = Verdict.BROKEN
        return found
    assert not isinstance(old, CassetteError)
    assert not isinstance(new, CassetteError)
    return compared(found, old, new, wishes)


def _opened(version: Version | None, data: bytes | None) -> Cassette | CassetteError | None:
    """Return a side; the error where it cannot be read, `None` where it is no cassette.

    Raises:
        CassetteError: interactions are picked from what cannot be read, or are not there.
    """
    if version is None:
        return None
    try:
        return open_cassette(version.source, data)
    except UnreadFormat as error:
        return error if version.source.named else None
    except CassetteError as error:
        if version.source.picks:
            raise
        return error


def compared(
    found: FileDiff, old: Cassette | None, new: Cassette | None, wishes: Wishes
) -> FileDiff:
    """Return what differs between two opened cassettes, filled into what is known of the files."""
    found.pairs = list(_pairs(traits_of(old), traits_of(new), wishes))
    least = Verdict.SAME
    if old is None or new is None:
        alone = Difference(Verdict.REQUEST, "file", found.state, "", ABSENT, ABSENT)
        if wishes.want(alone):
            least = alone.verdict
        else:  # what is broken in it still is
            for pair in found.pairs:
                pair.differences = [one for one in pair.differences if one.topic != "interaction"]
    worst = max([least, *(pair.verdict for pair in found.pairs)])
    is_noise = old is not None and new is not None and worst is Verdict.SAME
    if is_noise and wishes.with_ignored and not any(pair.ignored for pair in found.pairs):
        found.ignored = [Ignored("formatting", "how the file is written")]
    found.verdict = max(worst, Verdict.NOISE)
    return found


def _pairs(old: Sequence[Traits], new: Sequence[Traits], wishes: Wishes) -> Iterator[Pair]:
    """Yield the interactions of both files, each compared with what it is in the other."""
    quotes = Quotes()
    found = matches(old, new)
    answered = _answered(old, new, found)
    for at, to, is_moved in found:
        before = old[at] if at is not None else None
        after = new[to] if to is not None else None
        pair = Pair(before.reading if before else None, after.reading if after else None, is_moved)
        if before is None or after is None:
            lone = after or before
            pair.is_retry = bool(lone and lone.reading.failed and lone.request in answered)
        if before is None or after is None or before.text != after.text:
            _compare(pair, quotes, wishes)
            quotes.add(before.said if before else (), after.said if after else ())
        if is_moved:
            order = Difference(Verdict.REQUEST, "order", "moved", "", at, to)
            pair.differences += [order] if wishes.want(order) else []
        yield pair


def _compare(pair: Pair, quotes: Quotes, wishes: Wishes) -> None:
    found = list(interaction_differences(pair, quotes, wishes))
    pair.differences = [one for one in found if wishes.want(one)]
    if wishes.with_ignored:
        wording = [Ignored("wording", f"{one.topic} {one.what}".rstrip()) for one in found
                   if one.is_wording and not wishes.want(one)]  # fmt: skip
        pair.ignored = [*quotes.told(), *wording, *ignored(pair)]


def _answered(
    old: Sequence[Traits], new: Sequence[Traits], found: Sequence[Match]
) -> set[Hashable]:
    """Return the requests, as both files have them, of the calls that succeed in both."""
    if not any(None in match for match in found):
        return set()
    pairs = [(old[at], new[to]) for at, to, _ in found if at is not None and to is not None]
    return {one.request for pair in pairs for one in pair if not one.reading.failed}
