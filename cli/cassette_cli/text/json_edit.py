"""The least edits after which a JSON text means something else, in the text's own style.

Nothing is loaded and dumped: what means the same stays to the byte, and what is put in is spelled
as its neighbours are.
"""

from collections.abc import Sequence
from functools import cached_property

from cassette_cli.text.alignment import gaps, longest_increasing, shared_blocks, text_edits
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_container import Container, line_at
from cassette_cli.text.json_meaning import Meanings, whole
from cassette_cli.text.json_style import Style, spelled, style_of
from cassette_cli.text.json_tree import read_json, scalar_view
from cassette_cli.text.json_value import Json, too_deep
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Node, Object


def json_edits(
    text: str, wanted: Json, node: Node | None = None, style: Style | None = None
) -> list[Edit[str]]:
    """Return the least edits after which a JSON text means `wanted`, in the text's own style.

    Numbers are the same if they are equal, whatever their spelling; the order of keys counts. Of
    repeated keys the last is edited, as it is the one that counts; they are removed together.

    Args:
        text: the whole text.
        wanted: what it is to mean.
        node: the part of its tree that is to mean that; `None` for the whole.
        style: how new text is spelled where what is around it does not show it; that of the text
            if it is not given. A stream shows more than one event of it.

    Raises:
        CassetteError: the text is no JSON, or it or the value is nested too deep.
    """
    try:
        return _Editor(text, style).edits(read_json(text) if node is None else node, wanted)
    except RecursionError as error:
        raise too_deep() from error


class _Editor:
    """Edits one text."""

    def __init__(self, text: str, style: Style | None) -> None:
        self._text = text
        self._given = style
        self._meanings = Meanings()

    @cached_property
    def _style(self) -> Style:
        return style_of(self._text) if self._given is None else self._given

    def edits(self, node: Node, wanted: Json) -> list[Edit[str]]:
        """Return the edits after which a node means `wanted`, in the order of the text."""
        found: list[Edit[str]] = []
        todo: list[tuple[Node, Json]] = [(node, wanted)]
        while todo:
            node, wanted = todo.pop()
            if self._meanings.of_node(node) == self._meanings.of_value(wanted):
                continue
            match node, wanted:
                case Object(), dict():
                    found += self._of_object(node, wanted, todo)
                case Array(), list():
                    found += self._of_array(node, wanted, todo)
                case Leaf(style='"'), str():
                    view = scalar_view(self._text, node, self._style)
                    found += view.rewrap(text_edits(node.value, whole(wanted)))
                case _:
                    line = line_at(self._text, node, self._style)
                    put = spelled(wanted, self._style, line)
                    found.append(Edit(Span(node.start, node.end), put))
        return sorted(found, key=lambda edit: edit.span)

    def _of_object(
        self, node: Object, wanted: dict[str, Json], todo: list[tuple[Node, Json]]
    ) -> list[Edit[str]]:
        """Return the edits of the members as such; their values are still to be done."""
        container = Container(self._text, node, self._style)
        names = [key.value for key, _ in node.members if isinstance(key, Leaf)]
        last = {name: at for at, name in enumerate(names)}
        first = {name: at for at, name in reversed(list(enumerate(names)))}
        values = {whole(key): value for key, value in wanted.items()}
        staying = set(longest_increasing([first[key] for key in values if key in first]))
        added: dict[int, list[str]] = {}
        at = -1
        for key, value in values.items():
            if key not in first:
                added.setdefault(at, []).append(container.member(key, value))
            elif first[key] in staying:
                at = first[key]
                todo.append((node.members[last[key]][1], value))
            else:
                added.setdefault(at, []).append(self._moved(node.members[last[key]], value))
        return container.edits([first[name] in staying for name in names], added)

    def _moved(self, member: tuple[Node, Node], wanted: Json) -> str:
        """Return the text of a member whose value is now `wanted`."""
        key, value = member
        text = self._text[key.start : value.end]
        return apply(text, _from(key.start, self.edits(value, wanted)))

    def _of_array(
        self, node: Array, wanted: list[Json], todo: list[tuple[Node, Json]]
    ) -> list[Edit[str]]:
        """Return the edits of the items as such; those that stay are still to be done."""
        container = Container(self._text, node, self._style)
        old = [self._meanings.of_node(item) for item in node.items]
        new = [self._meanings.of_value(value) for value in wanted]
        blocks = shared_blocks(old, new)
        keeps = [False] * len(old)
        for block in blocks:
            keeps[block.old : block.old + block.length] = [True] * block.length
        come: list[tuple[int, int]] = []
        for gone, span in gaps(blocks, len(old), len(new)):
            both = min(gone.end - gone.start, span.end - span.start)
            for at, to in zip(range(*gone), range(*span), strict=False):
                keeps[at] = True
                todo.append((node.items[at], wanted[to]))
            come += [(gone.start + both - 1, to) for to in range(span.start + both, span.end)]
        free = {old[at]: item for at, item in enumerate(node.items) if not keeps[at]}
        added: dict[int, list[str]] = {}
        for at, to in come:
            moved = free.get(new[to])
            text = (
                container.item(wanted[to]) if moved is None else self._text[moved.start : moved.end]
            )
            added.setdefault(at, []).append(text)
        return container.edits(keeps, added)


def _from(start: int, edits: Sequence[Edit[str]]) -> list[Edit[str]]:
    """Return edits on the offsets of a part that starts at `start`."""
    return [Edit(Span(span.start - start, span.end - start), new) for span, new in edits]
