"""A text inside a text, and the way back.

A recorded conversation is text in text in text: a file holds a YAML scalar, which holds a stream,
whose events hold JSON strings, which hold the pieces of a message. Every step has an *outer* text
that is written down and an *inner* text that is meant. A view is one step.

Two laws hold for every view:

* Silence: no edits inside give no edits outside.
* Truth: opening the edited outer text again gives the edited inner text.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from cassette_cli.errors import ConflictingEdits
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

Outer = TypeVar("Outer", str, bytes)
Middle = TypeVar("Middle", str, bytes)
Inner = TypeVar("Inner", str, bytes)


class View(Protocol[Outer, Inner]):
    """One inner text and the way back to the outer one."""

    @property
    def inner(self) -> Inner:
        """The inner text."""

    def rewrap(self, edits: Sequence[Edit[Inner]]) -> list[Edit[Outer]]:
        """Translate edits of the inner text into edits of the outer text."""


class Run(NamedTuple):
    """A stretch of inner text and the stretch of outer text that stands for it.

    A verbatim run is the same text in both, character for character; any other run is an atom (an
    escape, a fold), which an edit takes whole or not at all. Runs follow each other without a gap
    in the inner text; none is empty there.
    """

    inner: Span
    outer: Span
    verbatim: bool


class Notation(NamedTuple):
    """How an inner text is written down."""

    read: Callable[[str], tuple[str, list[Run]] | None]
    """The inner text and the runs of a written piece; `None` if it does not read as one whole."""
    escape: Callable[[str], str | None]
    """A stretch of inner text as written in the middle of a piece; `None` if that cannot be."""
    write: Callable[[str], str]
    """A whole piece anew, for an inner text that edits in place cannot reach."""
    respell: Callable[[str, str], str | None] = lambda spelled, meant: None
    """An atom that is spelled so, with another meaning and in as many characters, if it can be."""


def _read_verbatim(piece: str) -> tuple[str, list[Run]]:
    span = Span(0, len(piece))
    return piece, [Run(span, span, True)] if piece else []


VERBATIM = Notation(_read_verbatim, lambda text: text, lambda text: text)
"""Written as it is meant."""


class Mapped:
    """A view that knows for every inner character where it is written.

    Args:
        outer: the outer text.
        span: the piece of it that is read.
        notation: how the piece is written. Edits are made in place where the notation allows it,
            and otherwise the piece, and only the piece, is written anew.
    """

    def __init__(self, outer: str, span: Span, notation: Notation) -> None:
        self.span = span
        self._piece = outer[span.start : span.end]
        self._notation = notation
        reading = notation.read(self._piece)
        assert reading is not None, "a piece is opened in the notation it is written in"
        self.inner, self._runs = reading
        self._starts = [run.inner.start for run in self._runs]

    def rewrap(self, edits: Sequence[Edit[str]]) -> list[Edit[str]]:
        """Translate edits of the inner text into edits of the outer text."""
        if not edits:
            return []
        meant = apply(self.inner, edits)
        ordered = sorted(edits, key=lambda edit: edit.span)
        for way in (self._aligned, self._in_place, self._in_place_widened):
            made = way(ordered)
            if made is not None and self._reads_as(made, meant):
                start = self.span.start
                return [Edit(Span(start + s, start + e), new) for (s, e), new in made]
        return [Edit(self.span, self._notation.write(meant))]

    def _aligned(self, edits: Sequence[Edit[str]]) -> list[Edit[str]] | None:
        """Put character for character, each written as wide as the one before it.

        `None` unless all edits keep the length. What they leave as it is, is not touched.
        """
        made: list[Edit[str]] = []
        for span, new in edits:
            if len(new) != span.end - span.start:
                return None
            for run in self._runs_over(span):
                low, high = max(run.inner.start, span.start), min(run.inner.end, span.end)
                wanted = new[low - span.start : high - span.start]
                changed = self._changed(run, Span(low, high), wanted)
                if changed is None:
                    return None
                made += changed
        return made

    def _changed(self, run: Run, span: Span, new: str) -> list[Edit[str]] | None:
        """Return the edits of a part of a run where it really changes."""
        old = self.inner[span.start : span.end]
        if old == new:
            return []
        if not run.verbatim:
            whole = self.inner[run.inner.start : span.start] + new
            whole += self.inner[span.end : run.inner.end]
            respelled = self._notation.respell(self._piece[slice(*run.outer)], whole)
            return None if respelled is None else [Edit(run.outer, respelled)]
        shift = run.outer.start + span.start - run.inner.start
        changes = list(_differences(old, new))
        if any(self._notation.escape(new[s:e]) != new[s:e] for s, e in changes):
            return None
        return [Edit(Span(s + shift, e + shift), new[s:e]) for s, e in changes]

    def _runs_over(self, span: Span) -> Iterator[Run]:
        """Yield the runs that a span meets."""
        at = max(bisect_right(self._starts, span.start) - 1, 0)
        for number in range(at, len(self._runs)):
            run = self._runs[number]
            if run.inner.start >= span.end:
                return
            if run.inner.end > span.start:
                yield run

    def _in_place_widened(self, edits: Sequence[Edit[str]]) -> list[Edit[str]] | None:
        return self._in_place(edits, widen=True)

    def _reads_as(self, edits: Sequence[Edit[str]], meant: str) -> bool:
        try:
            reading = self._notation.read(apply(self._piece, edits))
        except ConflictingEdits:  # two edits within one atom
            return False
        return reading is not None and reading[0] == meant

    def _in_place(
        self, edits: Sequence[Edit[str]], *, widen: bool = False
    ) -> list[Edit[str]] | None:
        if not self._runs:
            return None
        made: list[Edit[str]] = []
        for span, new in _merged(edits, self._widened if widen else self._whole_atoms, self.inner):
            escaped = self._notation.escape(new)
            if escaped is None:
                return None
            made.append(Edit(self._outer_of(span), escaped))
        return made

    def _run_at(self, offset: int) -> Run | None:
        at = bisect_right(self._starts, offset) - 1
        return self._runs[at] if at >= 0 and offset < self._runs[at].inner.end else None

    def _whole_atoms(self, span: Span) -> Span:
        """Grow `span` so that it cuts no atom."""
        start, end = span
        first = self._run_at(start)
        if first is not None and not first.verbatim and first.inner.start < start:
            start = first.inner.start
        last = self._run_at(end - 1) if end > start else None
        if last is not None and not last.verbatim:
            end = max(end, last.inner.end)
        return Span(start, end)

    def _widened(self, span: Span) -> Span:
        """Grow `span` over the atoms that touch it: a fold next to a blank would swallow it."""
        start, end = self._whole_atoms(span)
        before = self._run_at(start - 1) if start else None
        after = self._run_at(end)
        if before is not None and not before.verbatim:
            start = before.inner.start
        if after is not None and not after.verbatim:
            end = after.inner.end
        return Span(start, end)

    def _outer_of(self, span: Span) -> Span:
        start, end = span
        first = self._run_at(start)
        if first is None:
            return Span(self._runs[-1].outer.end, self._runs[-1].outer.end)
        outer_start = first.outer.start + (start - first.inner.start if first.verbatim else 0)
        if start == end:
            return Span(outer_start, outer_start)
        last = self._run_at(end - 1)
        assert last is not None
        outer_end = last.outer.end - (last.inner.end - end if last.verbatim else 0)
        return Span(outer_start, outer_end)


def _differences(old: str, new: str) -> Iterator[Span]:
    """Yield where two texts of one length differ."""
    start = -1
    for at, (before, after) in enumerate(zip(old, new, strict=True)):
        if before != after and start < 0:
            start = at
        elif before == after and start >= 0:
            yield Span(start, at)
            start = -1
    if start >= 0:
        yield Span(start, len(old))


def _merged(
    edits: Sequence[Edit[str]], grow: Callable[[Span], Span], inner: str
) -> Iterator[Edit[str]]:
    """Yield the edits on grown spans; edits that now overlap or touch become one."""
    group: list[Edit[str]] = []
    reach = Span(0, 0)
    for edit in edits:
        grown = grow(edit.span)
        if group and grown.start <= reach.end:
            reach = Span(min(reach.start, grown.start), max(reach.end, grown.end))
            group.append(edit)
            continue
        if group:
            yield _one(group, reach, inner)
        group, reach = [edit], grown
    if group:
        yield _one(group, reach, inner)


def _one(group: Sequence[Edit[str]], reach: Span, inner: str) -> Edit[str]:
    shifted = [Edit(Span(s - reach.start, e - reach.start), new) for (s, e), new in group]
    return Edit(reach, apply(inner[reach.start : reach.end], shifted))


class Opaque(Generic[Outer, Inner]):
    """A view on something encoded as a whole: any edit encodes all of it again.

    Args:
        span: where the encoded whole stands in the outer text.
        inner: what it holds.
        encode: the way back.
    """

    def __init__(self, span: Span, inner: Inner, encode: Callable[[Inner], Outer]) -> None:
        self.span: Span = span
        self.inner: Inner = inner
        self._encode: Callable[[Inner], Outer] = encode

    def rewrap(self, edits: Sequence[Edit[Inner]]) -> list[Edit[Outer]]:
        """Translate edits of the inner text into the one edit of the encoded whole."""
        return [Edit(self.span, self._encode(apply(self.inner, edits)))] if edits else []


class Joined(Generic[Outer]):
    """A text cut into pieces that are written in different places of one outer text.

    An edit that keeps its length is cut at the borders, so that every piece keeps its own. Any
    other over several pieces goes to the first of them and is taken out of the others; an insertion
    at a border goes to the piece before it.
    """

    def __init__(self, pieces: Sequence[View[Outer, str]]) -> None:
        self.pieces: tuple[View[Outer, str], ...] = tuple(pieces)
        self.inner = "".join(piece.inner for piece in self.pieces)

    def rewrap(self, edits: Sequence[Edit[str]]) -> list[Edit[Outer]]:
        """Translate edits of the joined text into edits of the outer text, piece by piece."""
        shared = shares(edits, [len(piece.inner) for piece in self.pieces])
        made: list[Edit[Outer]] = []
        for piece, mine in zip(self.pieces, shared, strict=True):
            made += piece.rewrap(mine)
        return made


def shares(edits: Sequence[Edit[str]], lengths: Sequence[int]) -> list[list[Edit[str]]]:
    """Return what edits of a joined text do to its pieces, each on the offsets of its piece.

    Args:
        edits: those of the joined text.
        lengths: of the pieces, in order.
    """
    shared: list[list[Edit[str]]] = []
    start = 0
    left = deque(sorted(edits, key=lambda edit: edit.span))
    for number, length in enumerate(lengths):
        last = number == len(lengths) - 1
        shared.append(list(_share(left, Span(start, start + length), last=last)))
        start += length
    return shared


def _share(left: deque[Edit[str]], piece: Span, *, last: bool) -> Iterator[Edit[str]]:
    """Take from edits in their order those within `piece`, and yield them on its own offsets.

    What of the last of them is behind the piece is left.
    """
    while left:
        span, new = left[0]
        starts_later = span.start > piece.end or (span.start == piece.end < span.end)
        if starts_later and not last:
            return
        left.popleft()
        cut = Span(
            max(span.start, piece.start) - piece.start, min(span.end, piece.end) - piece.start
        )
        kept = cut.end - cut.start if len(new) == span.end - span.start else len(new)
        yield Edit(cut, new[:kept])
        if span.end > piece.end:
            left.appendleft(Edit(Span(piece.end, span.end), new[kept:]))
            return


class Nested(Generic[Outer, Middle, Inner]):
    """A view inside a view, read and written back through both."""

    def __init__(self, outer: View[Outer, Middle], inner: View[Middle, Inner]) -> None:
        self._outer: View[Outer, Middle] = outer
        self._inner: View[Middle, Inner] = inner

    @property
    def inner(self) -> Inner:
        """The innermost text."""
        return self._inner.inner

    def rewrap(self, edits: Sequence[Edit[Inner]]) -> list[Edit[Outer]]:
        """Translate edits of the innermost text into edits of the outermost text."""
        return self._outer.rewrap(self._inner.rewrap(edits))
