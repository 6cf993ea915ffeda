"""Edits of a text, and the one way to make them."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import AnyStr, Generic, NamedTuple

from cassette_cli.errors import ConflictingEdits
from cassette_cli.text.span import Span


class Edit(NamedTuple, Generic[AnyStr]):
    """Put `new` where `span` is; the span refers to the text as it was before all edits."""

    span: Span
    new: AnyStr


def apply(text: AnyStr, edits: Iterable[Edit[AnyStr]]) -> AnyStr:
    """Return `text` with all `edits` made at once.

    Everything outside the spans is kept as it is, so no edits return `text` itself. Insertions at
    one place are made in the order given.

    Raises:
        ConflictingEdits: two spans overlap.
    """
    parts: list[AnyStr] = []
    done = 0
    for span, new in sorted(edits, key=lambda edit: edit.span):
        if span.start < done:
            raise ConflictingEdits(f"two edits overlap at offset {span.start}")
        parts += text[done : span.start], new
        done = span.end
    if not parts:
        return text
    parts.append(text[done:])
    return text[:0].join(parts)


def composed(
    text: AnyStr, first: Iterable[Edit[AnyStr]], then: Iterable[Edit[AnyStr]]
) -> list[Edit[AnyStr]]:
    """Return the edits of `text` that do what `first` does, and what `then` does to its outcome.

    Edits that meet the same characters become one.

    Raises:
        ConflictingEdits: two spans of `first`, or two of `then`, overlap.
    """
    made = sorted(first, key=lambda edit: edit.span)
    after = sorted(then, key=lambda edit: edit.span)
    if not made or not after:
        return made or after
    middle = apply(text, made)
    found: list[Edit[AnyStr]] = []
    left = deque(after)
    for old, new in _clusters(made, after):
        changed = apply(middle[new.start : new.end], list(_within(left, new)))
        found.append(Edit(old, changed))
    return found


def _clusters(made: list[Edit[AnyStr]], after: list[Edit[AnyStr]]) -> Iterator[tuple[Span, Span]]:
    """Yield the spans, in the text and in the middle one, that edits of either kind cover."""
    shift = 0
    events: list[tuple[Span, int]] = []
    for span, new in made:
        start = span.start + shift
        grown = len(new) - (span.end - span.start)
        events.append((Span(start, start + len(new)), grown))
        shift += grown
    events += [(edit.span, 0) for edit in after]
    shift = 0
    reach, grown = Span(-1, -1), 0
    for span, growth in sorted(events):
        if reach.end >= 0 and span.start <= reach.end:
            reach, grown = Span(reach.start, max(reach.end, span.end)), grown + growth
            continue
        if reach.end >= 0:
            yield Span(reach.start - shift, reach.end - shift - grown), reach
        shift += grown
        reach, grown = span, growth
    yield Span(reach.start - shift, reach.end - shift - grown), reach


def _within(left: deque[Edit[AnyStr]], reach: Span) -> Iterator[Edit[AnyStr]]:
    """Take from edits in their order those up to the end of a span; yield them on its offsets."""
    while left and left[0].span.end <= reach.end:
        (start, end), new = left.popleft()
        yield Edit(Span(start - reach.start, end - reach.start), new)
