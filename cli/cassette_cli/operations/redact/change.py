"""A text that is edited round by round."""

from collections.abc import Sequence
from typing import AnyStr, Generic

from cassette_cli.text.edit import Edit, apply, composed


class Change(Generic[AnyStr]):
    """What rounds of edits, each of the outcome of the one before, make of a text.

    Args:
        text: the text as it was.
    """

    def __init__(self, text: AnyStr) -> None:
        self._original: AnyStr = text
        self.text: AnyStr = text
        """As it is now."""
        self.edits: list[Edit[AnyStr]] = []
        """All rounds as edits of the text as it was."""

    def make(self, edits: Sequence[Edit[AnyStr]]) -> None:
        """Make edits of the text as it is now."""
        if edits:
            self.edits = composed(self._original, self.edits, edits)
            self.text = apply(self.text, edits)
