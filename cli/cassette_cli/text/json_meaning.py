"""What JSON values mean, so that those of a text and those of Python can be compared.

1 and 1.0 are one number, `true` is none, and the order of keys counts. A number that JSON does not
have, such as NaN, means the text as which it is shown (`dumped`).
"""

import math
import re

from cassette_cli.text.json_tree import DEEPEST
from cassette_cli.text.json_value import Json, too_deep
from cassette_cli.text.tree import Array, Leaf, Node, Object

_WORDS = {word: (word,) for word in ("true", "false", "null")}
"""What no number, string, array or object is equal to."""


class Meanings:
    """Numbers meanings: what means the same has the same number, in a tree and in Python.

    Each value is looked at once, so that comparing all parts of two trees takes as long as reading
    them. The trees and values must live, and stay as they are, as long as this.
    """

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._known: dict[int, int] = {}

    def of_node(self, node: Node) -> int:
        """Return the number of a node of a JSON tree; of repeated keys the last counts."""
        if isinstance(node, Leaf):
            return self._number(node.value if node.style else _word(node.value))
        known = self._known.get(id(node))
        if known is None:
            if isinstance(node, Array):
                known = self._number(("[", *map(self.of_node, node.items)))
            else:
                known = self._number(("{", *self._members(node).items()))
            self._known[id(node)] = known
        return known

    def _members(self, node: Object) -> dict[str, int]:
        return {
            key.value: self.of_node(value) for key, value in node.members if isinstance(key, Leaf)
        }

    def of_value(self, value: Json, depth: int = 0) -> int:
        """Return the number of a value.

        Raises:
            CassetteError: it is nested deeper than a text may be.
        """
        if not isinstance(value, dict | list):
            return self._number(_scalar(value))
        known = self._known.get(id(value))
        if known is None:
            if depth >= DEEPEST and value:
                raise too_deep()
            if isinstance(value, list):
                items = [self.of_value(item, depth + 1) for item in value]
                known = self._number(("[", *items))
            else:
                members = {whole(key): self.of_value(one, depth + 1) for key, one in value.items()}
                known = self._number(("{", *members.items()))
            self._known[id(value)] = known
        return known

    def _number(self, meaning: object) -> int:
        return self._numbers.setdefault(meaning, len(self._numbers))


def _word(word: str) -> object:
    """Return what a bare word means."""
    if word in _WORDS:
        return _WORDS[word]
    try:
        return _scalar(float(word) if not word.lstrip("-").isdigit() else int(word))
    except ValueError:  # more digits than Python reads
        return ("digits", word)


def _scalar(value: Json) -> object:
    """Return what a scalar of Python means."""
    if isinstance(value, str):
        return whole(value)
    if value is None:
        return _WORDS["null"]
    if isinstance(value, bool):
        return _WORDS["true" if value else "false"]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def whole(text: str) -> str:
    """Return a text with the two halves of a character as one, as JSON would read them."""
    if text.isascii() or not _HALVES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
