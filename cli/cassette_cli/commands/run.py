"""One run of a command over many files: errors are shown as they come, the rest goes on."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from pathlib import Path
from typing import Generic, NoReturn, TypeVar

import typer

from cassette_cli.commands.workers import in_order
from cassette_cli.document.files import Cassette, open_cassette, unread_kinds
from cassette_cli.document.sources import Source, each_once, sources
from cassette_cli.errors import CassetteError, ExitCode, UnreadFormat
from cassette_cli.render.error import error_lines
from cassette_cli.render.line import Line, Piece, line
from cassette_cli.render.output import Colour, print_lines, progress

T = TypeVar("T")

_PAGE = b"<!doctype html"


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

    def cassettes(self, addresses: Sequence[str]) -> Iterator[Cassette]:
        """Yield the cassettes at addresses, each file once.

        What cannot be opened is reported and passed over.
        """
        for source in each_once(sources(addresses, self._stdin_name)):
            cassette = self._held(_opened(source), source)
            if cassette is not None:
                yield cassette
        self._report_if_nothing_was_opened(addresses)

    def found(
        self,
        addresses: Sequence[str],
        work: Callable[[Cassette], Iterable[T]],
        *,
        patient: bool = False,
        others: bool = False,
        once: bool = False,
    ) -> Iterator[tuple[str, Iterator[T]]]:
        """Yield what the cassettes at addresses give, each under its label, in their order.

        What cannot be opened is reported and passed over. Where there is much to do, all cores do
        it, and what is given is pickled.

        Args:
            addresses: as typed.
            work: what is asked of each.
            patient: whether nothing is printed meanwhile, so that a bar may show how far it is.
            others: whether files that are no cassettes may be among them, without a word.
            once: whether a file is opened once, however many of the addresses lead to it.
        """
        found: Iterable[Source | CassetteError] = sources(addresses, self._stdin_name)
        found = each_once(found) if once else list(found)
        if others:
            found = [one._replace(named=False) if isinstance(one, Source) else one for one in found]
        is_read_once = any(isinstance(one, Source) and one.is_read_once for one in found)
        answers = in_order(
            lambda source: _begun(source, work),
            lambda source: _done(source, work),
            found,
            patience=inf if is_read_once else None,
        )
        if patient:
            answers = progress(answers, len(found), self.colour)
        for source, answer in zip(found, answers, strict=True):
            items = self._held(answer, source)
            if items is not None:
                assert isinstance(source, Source)
                yield source.label, self.guarded(source.label, items)
        if not others:
            self._report_if_nothing_was_opened(addresses)

    def _held(self, opened: T | CassetteError | None, source: Source | CassetteError) -> T | None:
        """Return what could be opened; report why something could not."""
        if isinstance(opened, UnreadFormat) and isinstance(source, Source) and not source.named:
            self.unread[opened.kind] += 1
        elif isinstance(opened, CassetteError):
            self.report(opened)
        elif opened is not None:
            self._opened += 1
            return opened
        return None

    def _report_if_nothing_was_opened(self, addresses: Sequence[str]) -> None:
        if not self._opened and self.code is ExitCode.CLEAN:
            self.report(nothing_read(addresses))

    def guarded(self, label: str, found: Iterable[T]) -> Iterator[T]:
        """Yield what a file gives; where that fails, report it and go on with the next."""
        try:
            yield from found
        except CassetteError as error:
            self.report(error.at(label))

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
        """End the command with the highest code of all files, and of what was found in them.

        Recordings that were passed over are told.
        """
        if self.unread:
            count = self.unread.total()
            kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.unread.items()))
            recordings = f"{count} recording{'s' if count > 1 else ''}"
            self.warn(f"{recordings} passed over, of kinds not read yet: {kinds}")
        raise typer.Exit(max(self.code, code))


def _opened(source: Source | CassetteError) -> Cassette | CassetteError | None:
    """Return the cassette that a source holds, or why there is none."""
    if isinstance(source, CassetteError):
        return source
    try:
        return open_cassette(source)
    except CassetteError as error:
        return error


def _begun(
    source: Source | CassetteError, work: Callable[[Cassette], Iterable[T]]
) -> Iterable[T] | CassetteError | None:
    """Return what a source gives, made when it is asked for."""
    cassette = _opened(source)
    return work(cassette) if isinstance(cassette, Cassette) else cassette


def _done(
    source: Source | CassetteError, work: Callable[[Cassette], Iterable[T]]
) -> Iterable[T] | CassetteError | None:
    """Return the same, made already."""
    begun = _begun(source, work)
    return begun if begun is None or isinstance(begun, CassetteError) else Made(begun)


class Made(Generic[T]):
    """What a file has given, and why no more; given again when it is asked for.

    Args:
        given: what it gives.
    """

    def __init__(self, given: Iterable[T]) -> None:
        self._items: list[T] = []
        self._error: CassetteError | None = None
        try:
            for item in given:
                self._items.append(item)
        except CassetteError as error:
            self._error = error

    def __iter__(self) -> Iterator[T]:
        """Yield the items, and then raise what ended them."""
        yield from self._items
        if self._error is not None:
            raise self._error


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
        CassetteError: it cannot be written, or would take the place of something that is no page.
    """
    if str(path) == "-":
        sys.stdout.writelines(pieces)
        return
    try:
        if path.is_file() and not _is_page(path):
            words = "there is a file already, and it is no page"
            raise CassetteError(words, str(path), "name another, or delete it first")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CassetteError(f"cannot write the page: {reason}", str(path)) from error


def _is_page(path: Path) -> bool:
    """Say whether what a file holds is a page, or nothing."""
    with path.open("rb") as file:
        start = file.read(len(_PAGE))
    return not start or start.lower() == _PAGE
