"""What is odd in a recording, for a person to read: each thing once, and not without end."""

_MOST = 20


class Problems(list[str]):
    """A list of problems that keeps the first of them and counts the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._left_out = 0

    def add(self, words: str) -> None:
        """Note something odd; the same words are noted once, none at all for `""`."""
        if not words or words in self:
            return
        if len(self) < _MOST:
            self.append(words)
            return
        self._left_out += 1
        self[_MOST - 1] = f"and {self._left_out + 1} more problems"
