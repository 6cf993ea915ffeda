"""Text as an array of its bytes in JSON, as logprobs have it beside every token."""

from collections.abc import Sequence

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf

_LARGEST = 255


def bytes_text(values: Sequence[object]) -> str | None:
    """Return the characters of an array of bytes, one for each byte; `None` for any other array."""
    if not values or type(values[0]) is not int:
        return None
    if any(type(one) is not int or not 0 <= one <= _LARGEST for one in values):
        return None
    return "".join(map(chr, values))  # type: ignore[arg-type]


class ByteArrayView:
    """The view of an array of bytes: every number is a character.

    Args:
        text: the JSON text.
        node: the array in it.
    """

    def __init__(self, text: str, node: Array) -> None:
        self._leaves = [item for item in node.items if isinstance(item, Leaf)]
        self._span = Span(node.start, node.end)
        self.inner = "".join(chr(int(leaf.value)) for leaf in self._leaves)

    def rewrap(self, edits: Sequence[Edit[str]]) -> list[Edit[str]]:
        """Translate edits of the characters into edits of the numbers.

        Edits that keep the length keep the width too: a shorter number gets a blank before it.
        """
        made: list[Edit[str]] = []
        for span, new in edits:
            if len(new) != span.end - span.start:
                return [Edit(self._span, _written(apply(self.inner, edits)))]
            for leaf, one in zip(self._leaves[span.start : span.end], new, strict=True):
                number = str(ord(one)).rjust(len(leaf.value))
                if ord(one) > _LARGEST:
                    return [Edit(self._span, _written(apply(self.inner, edits)))]
                if number != leaf.value:
                    made.append(Edit(leaf.span, number))
        return made


def _written(text: str) -> str:
    """Return the array anew; a character that is no byte becomes those of its UTF-8."""
    found: list[int] = []
    for one in text:
        found += [ord(one)] if ord(one) <= _LARGEST else one.encode("utf-8", "surrogatepass")
    return "[" + ", ".join(map(str, found)) + "]"


def byte_array_view(text: str, node: Array) -> ByteArrayView:
    """Return the view of an array of bytes in a JSON text."""
    return ByteArrayView(text, node)
