"""A parsed document whose values know where they are written: one tree for YAML and JSON."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from cassette_cli.text.span import Span


class Leaf(NamedTuple):
    """A scalar."""

    value: str
    """The text it stands for; a number, `null` or a boolean as it is written."""
    tag: str
    """The YAML tag written before it, `""` for none."""
    style: str
    """`'` `"` `|` `>`, or `""` for a plain scalar: YAML's, or a bare word or number of JSON."""
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where it is written, tag, anchor and quotes included."""
        return Span(self.start, self.end)


class Array(NamedTuple):
    """A sequence."""

    items: "tuple[Node, ...]"
    tag: str
    start: int
    end: int


class Object(NamedTuple):
    """A mapping, with its members in the order of the file; repeated keys are kept."""

    members: "tuple[tuple[Node, Node], ...]"
    tag: str
    start: int
    end: int


Node: TypeAlias = Leaf | Array | Object


def find(node: "Node | None", *keys: str) -> Node | None:
    """Return the value under `keys`, one mapping deeper each; `None` where there is none.

    Of repeated keys the last counts, as in every reader of YAML and JSON that does not refuse them.
    """
    for key in keys:
        if not isinstance(node, Object):
            return None
        members, node = node.members, None
        for name, value in members:
            if isinstance(name, Leaf) and name.value == key:
                node = value
    return node


def leaf(node: "Node | None", *keys: str) -> Leaf | None:
    """Return the scalar under `keys`, or `None` where there is something else or nothing."""
    found = find(node, *keys)
    return found if isinstance(found, Leaf) else None


def text(node: "Node | None", *keys: str) -> str | None:
    """Return the text of the scalar under `keys`; `None` where there is none or it is null."""
    found = leaf(node, *keys)
    return None if found is None or is_null(found) else found.value


def items(node: "Node | None", *keys: str) -> tuple[Node, ...]:
    """Return the items of the sequence under `keys`; none where there is something else."""
    found = find(node, *keys)
    return found.items if isinstance(found, Array) else ()


def is_null(node: "Node | None") -> bool:
    """Say whether a node is null: absent, empty or written so."""
    return node is None or (
        isinstance(node, Leaf)
        and not node.style
        and node.tag in {"", "tag:yaml.org,2002:null"}
        and node.value in {"", "~", "null", "Null", "NULL"}
    )


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield every scalar below `node`, keys too, in the order of the file."""
    todo: list[Node] = [node]
    while todo:
        match todo.pop():
            case Leaf() as scalar:
                yield scalar
            case Array(items=inside):
                todo += reversed(inside)
            case Object(members=members):
                todo += [part for member in reversed(members) for part in reversed(member)]


def repeated_keys(node: Node) -> Iterator[str]:
    """Yield the keys that stand more than once in one of the mappings below `node`."""
    todo: list[Node] = [node]
    while todo:
        match todo.pop():
            case Array(items=inside):
                todo += inside
            case Object(members=members):
                keys = Counter(key.value for key, _ in members if isinstance(key, Leaf))
                yield from (key for key, count in keys.items() if count > 1)
                todo += [part for member in members for part in member]
