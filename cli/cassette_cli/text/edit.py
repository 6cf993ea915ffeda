"""Edits of a text, and the one way to make them."""

from collections.abc import Iterable
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
