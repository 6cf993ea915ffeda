"""One run of a command over many files: errors are shown as they come, the rest goes on."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import typer

from cassette_cli.document.files import Cassette, open_cassette, unread_kinds
from cassette_cli.document.sources import Source, each_once, sources
from cassette_cli.errors import CassetteError, ExitCode, UnreadFormat
from cassette_cli.render.error import error_lines
from cassette_cli.render.line import Line, Piece, line
from cassette_cli.render.output import Colour, print_lines, progress

T = TypeVar("T")


class Run:
    """What happened so far, and how to end.

    Args:
        colour: when to colour.
        stdin_name: what to call standard input.
    """

    def __init__(self, colour: Colour = Colour.AUTO, stdin_name: str = "-") -> None:
        self.code = ExitCode.CLEAN
        self.colour = colour
        self._stdin_name = stdin_name
        self.unread: Counter[str] = Counter()
        """Who wrote the recordings that were passed over in folders, and how many each."""
        self.failures = 0
        """How often something could not be done."""
        self._opened = 0

    def cassettes(
        self,
        addresses: Sequence[str],
        *,
        patient: bool = False,
        others: bool = False,
        once: bool = False,
    ) -> Iterator[Cassette]:
        """Yield the cassettes at addresses; what cannot be opened is reported and passed over.

        Args:
            addresses: as typed.
            patient: whether nothing is printed meanwhile, so that a bar may show how far it is.
            others: whether files that are no cassettes may be among them, without a word.
            once: whether a file is opened once, however many of the addresses lead to it.
        """
        found: Iterable[Source | CassetteError] = sources(addresses, self._stdin_name)
        if once:
            found = each_once(found)
        for source in progress(list(found), self.colour) if patient else found:
            if others and isinstance(source, Source):
                source = source._replace(named=False)  # noqa: PLW2901 - the same, less strictly
            cassette = self._opened_or_reported(source)
            if cassette is None:
                continue
            self._opened += 1
            yield cassette
        if not others:
            self._report_if_nothing_was_opened(addresses)

    def _opened_or_reported(self, source: Source | CassetteError) -> Cassette | None:
        try:
            if isinstance(source, CassetteError):
                raise source
            return open_cassette(source)
        except UnreadFormat as error:
            if not isinstance(source, Source) or source.named:
                self.report(error)
            else:
                self.unread[error.kind] += 1
        except CassetteError as error:
            self.report(error)
        return None

    def _report_if_nothing_was_opened(self, addresses: Sequence[str]) -> None:
        if not self._opened and self.code is ExitCode.CLEAN:
            self.report(nothing_read(addresses))

    def guarded(self, cassette: Cassette, found: Iterable[T]) -> Iterator[T]:
        """Yield what a cassette gives; where that fails, report it and go on with the next."""
        try:
            yield from found
        except CassetteError as error:
            self.report(error.at(cassette.label))

    def report(self, error: CassetteError) -> None:
        """Show an error and remember that there was one."""
        self.code = ExitCode.FAILED
        self.failures += 1
        self._print_error(error_lines(error))

    def warn(self, words: str) -> None:
        """Show what is no error, and yet to be known."""
        self._print_error([line(Piece(words, "warn"))])

    def _print_error(self, lines: Iterable[Line]) -> None:
        sys.stdout.flush()
        print_lines(lines, self.colour, to=sys.stderr)

    def end(self, code: ExitCode = ExitCode.CLEAN) -> NoReturn:
        """End the command with the highest code of all files, and of what was found in them."""
        raise typer.Exit(max(self.code, code))


def nothing_read(addresses: Sequence[str]) -> CassetteError:
    """Return the error for addresses at which nothing is read, with what is there instead."""
    kinds = ", ".join(f"{kind} {count}" for kind, count in unread_kinds(addresses).most_common())
    words = (
        f"there are only recordings of kinds not read yet: {kinds}"
        if kinds
        else "there is no cassette here"
    )
    hint = "`cassette formats` lists what is read"
    return CassetteError(words, ", ".join(addresses), hint)


def write_page(path: Path, pieces: Iterable[str]) -> None:
    """Write a page to a file; to standard output for `-`.

    Raises:
        CassetteError: it cannot be written.
    """
    if str(path) == "-":
        sys.stdout.writelines(pieces)
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CassetteError(f"cannot write the page: {reason}", str(path)) from error
