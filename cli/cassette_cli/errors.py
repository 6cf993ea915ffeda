"""What a command can end with: its exit codes and the errors it shows."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The meaning of a command's exit status, for every command."""

    CLEAN = 0
    """Done, and nothing to report."""
    FOUND = 1
    """The question's answer is "something": a difference, a finding; for grep, no match."""
    FAILED = 2
    """What was asked could not be done."""
    INTERRUPTED = 130
    """Stopped from the keyboard."""


class CassetteError(Exception):
    """What was asked cannot be done, in words for the person who asked.

    Args:
        message: what cannot be done; lower case, no full stop.
        where: the place: `path`, `path:line:column`, an address or a pointer.
        hint: what to type or change.
    """

    def __init__(self, message: str, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def at(self, where: str) -> "CassetteError":
        """Return this error, now placed at `where`, followed by the place that it already had."""
        self.where = f"{where}{self.where}" if self.where.startswith((":", "#")) else where
        return self


class NotACassette(CassetteError):
    """The file is readable but no recording of HTTP traffic that we know."""


class UnreadFormat(CassetteError):
    """The file is a recording of a kind that is known but not read yet.

    Args:
        kind: who writes such recordings.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"this is a recording by {kind}, a kind that is not read yet",
            hint="`cassette formats` lists what is read",
        )
        self.kind = kind


class ConflictingEdits(CassetteError):
    """Two edits want the same characters."""
