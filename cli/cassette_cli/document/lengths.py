"""Declared lengths: those that were true of a body are made true of what became of it."""

from collections.abc import Iterator

from cassette_cli.document.files import Cassette, scalar_view
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Interaction
from cassette_cli.text.edit import Edit
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Leaf, find


def length_edits(before: Cassette, after: Cassette) -> list[Edit[str]]:
    """Return the edits of the text of `after` that correct the lengths it declares.

    Only lengths that were true before are corrected; none is added.
    """
    pairs = zip(
        before.recorder.interactions(before.tree),
        after.recorder.interactions(after.tree),
        strict=True,
    )
    return [edit for old, new in pairs for edit in _of_interaction(old, new, after)]


def _of_interaction(old: Interaction, new: Interaction, after: Cassette) -> Iterator[Edit[str]]:
    for side in ("request", "response"):
        old_body: Body = getattr(old, side).body
        new_body: Body = getattr(new, side).body
        if old_body.stored.text == new_body.stored.text:
            continue
        was, now = str(len(old_body.raw)), str(len(new_body.raw))
        if was == now:
            continue
        for leaf in _declared(new, side):
            if leaf.value.strip() == was:
                view = scalar_view(after.text, leaf)
                start = view.inner.index(was)
                yield from view.rewrap([Edit(Span(start, start + len(was)), now)])


def _declared(interaction: Interaction, side: str) -> Iterator[Leaf]:
    """Yield the scalars that declare the length of a body: a header, and go-vcr's own field."""
    for header in getattr(interaction, side).headers:
        if header.name.lower() == "content-length" and header.place is not None:
            yield header.place
    for node in interaction.nodes:
        found = find(node, side, "content_length")
        if isinstance(found, Leaf):
            yield found
