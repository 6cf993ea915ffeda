"""`cassette diff`."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import typer

from cassette_cli.commands.diff_files import Files, files_of, held
from cassette_cli.commands.options import (
    DEFAULT_MAX_BODY,
    AsJson,
    ColourOption,
    MaxBody,
    NoPager,
    ShowSecrets,
    StdinName,
)
from cassette_cli.commands.run import Run, nothing_read, write_page
from cassette_cli.commands.workers import in_order
from cassette_cli.document.masking import MARK
from cassette_cli.errors import CassetteError, ExitCode
from cassette_cli.operations.diff.compare import FilePair, compare_files, opened_pair
from cassette_cli.operations.diff.interaction import Wishes, skipping
from cassette_cli.operations.diff.report import (
    FileDiff,
    Level,
    Summary,
    Told,
    Verdict,
    told_of,
    worst_first,
)
from cassette_cli.render.diff import Looks, file_lines, stat_line, summary_line
from cassette_cli.render.line import BLANK, Line, Piece, line
from cassette_cli.render.output import Colour, is_coloured, print_lines
from cassette_cli.text.json_value import Json

T = TypeVar("T")


def diff(  # noqa: PLR0913 - one parameter an option
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[A B | [REV [REV]] [-- PATH...]]",
            show_default=False,
            help="Two files or folders; else revisions of git, and paths in it.",
        ),
    ] = None,
    *,
    cached: Annotated[
        bool, typer.Option("--cached", "--staged", help="Compare what is staged.")
    ] = False,
    level: Annotated[
        Level, typer.Option("--level", help="What to compare; `behaviour` ignores wording.")
    ] = Level.MESSAGE,
    stat: Annotated[bool, typer.Option("--stat", help="Print a line a file.")] = False,
    name_only: Annotated[bool, typer.Option("--name-only", help="Print only names.")] = False,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="WHAT", help="Leave out a topic, or a pointer and below."),
    ] = None,
    show_ignored: Annotated[
        bool, typer.Option("--show-ignored", help="List the noise, by name.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="Cut nothing.")] = False,
    as_json: AsJson = False,
    patch: Annotated[
        bool, typer.Option("--patch", help="Print a JSON Patch that `rewrite` takes.")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown for a review comment.")
    ] = False,
    budget: Annotated[
        int, typer.Option("--budget", metavar="N", min=1_000, help="Characters of Markdown.")
    ] = 60_000,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page to a file.")
    ] = None,
    show_secrets: ShowSecrets = False,
    max_body: MaxBody = DEFAULT_MAX_BODY,
    stdin_name: StdinName = "-",
    color: ColourOption = Colour.AUTO,
    no_pager: NoPager = False,
) -> None:
    """Say what really changed between recordings: worst first, noise left out.

    Without arguments the work tree is compared with HEAD. Ends with 1 if anything differs.
    """
    outputs = {"--json": as_json, "--patch": patch, "--markdown": markdown, "--html": bool(html),
               "--stat": stat, "--name-only": name_only}  # fmt: skip
    if sum(outputs.values()) > 1:
        chosen = [name for name, is_asked in outputs.items() if is_asked]
        raise typer.BadParameter(f"{' and '.join(chosen)} are different outputs; take one")
    run = Run(color, stdin_name)
    wishes = Wishes(level, [skipping(word) for word in ignore or ()], show_ignored, show_secrets)
    looks = Looks(full, not is_coloured(color, sys.stdout), show_secrets)
    with files_of(run, what or [], cached=cached, stdin_name=stdin_name) as found:
        if patch:
            run.end(_print_patch(list(found.pairs), show_secrets=show_secrets))
        summed = partial(_summed, run, found, wishes)
        if as_json:
            summary = _print_json(summed, wishes)
        elif markdown:
            summary = _print_markdown(summed, looks, budget)
        elif html is not None:
            summary = _write_page(html, summed, looks)
        elif stat or name_only:
            summary = _print_names(run, summed, with_stat=stat)
        else:
            summary = _print_lines(run, summed, looks, pager=not no_pager)
    run.end(ExitCode.FOUND if summary.differs else ExitCode.CLEAN)


def _summed(
    run: Run, files: Files, wishes: Wishes, tell: Callable[[FileDiff], T]
) -> tuple[Summary, list[T]]:
    """Return how many files differ how, and what is told of those that do, the worst first.

    What cannot be read on both sides is reported. Where there is much to compare, all cores do it,
    and what is told is pickled.

    Raises:
        CassetteError: two folders hold no cassette at all.
    """
    least = Verdict.NOISE if wishes.with_ignored else wishes.level.least

    def compared(pair: FilePair) -> Told[T] | CassetteError | None:
        try:
            found = compare_files(pair, wishes)
        except CassetteError as error:
            return error if error.where else error.at(pair.path)
        return told_of(found, tell, least) if found is not None else None

    found: list[Told[T]] = []
    for one in in_order(compared, compared, map(held, files.pairs)):
        if isinstance(one, CassetteError):
            run.report(one)
        elif one is not None:
            found.append(one)
    if files.addresses and not found and run.code is ExitCode.CLEAN:
        raise nothing_read(files.addresses)
    return worst_first(found, wishes.level)


class _Summed(Protocol):
    """Compares the files; returns how they differ, and what is told of each, the worst first."""

    def __call__(self, tell: Callable[[FileDiff], T], /) -> tuple[Summary, list[T]]: ...


def _print_lines(run: Run, summed: _Summed, looks: Looks, *, pager: bool) -> Summary:
    summary, told = summed(lambda file: list(file_lines(file, looks)))
    lines = [one for lines in told for one in (*lines, BLANK)]
    if summary.verdicts.total() > 1 or not lines:
        lines.append(summary_line(summary))
    else:
        lines.pop()
    print_lines(lines, run.colour, pager=pager)
    return summary


def _print_names(run: Run, summed: _Summed, *, with_stat: bool) -> Summary:
    def name(file: FileDiff) -> Line:
        return stat_line(file) if with_stat else line(Piece(file.path, "path"))

    summary, told = summed(name)
    print_lines([*told, *([summary_line(summary)] if with_stat else [])], run.colour, wrap=False)
    return summary


def _print_json(summed: _Summed, wishes: Wishes) -> Summary:
    from cassette_cli.render.diff_json import file_view, report_view
    from cassette_cli.render.json_output import json_text

    def view(file: FileDiff) -> Json:
        return file_view(file, show_secrets=wishes.show_secrets)

    summary, told = summed(view)
    sys.stdout.write(json_text(report_view(summary, told), indent=2) + "\n")
    return summary


def _print_markdown(summed: _Summed, looks: Looks, budget: int) -> Summary:
    from cassette_cli.render.diff_markdown import review, section

    summary, told = summed(lambda file: section(file, looks))
    sys.stdout.write(review(summary, told, budget))
    return summary


def _write_page(path: Path, summed: _Summed, looks: Looks) -> Summary:
    from cassette_cli.render.diff_page import file_of, page

    summary, told = summed(lambda file: file_of(file, looks))
    write_page(path, page(summary, told))
    return summary


def _print_patch(pairs: Sequence[FilePair], *, show_secrets: bool) -> ExitCode:
    """Print the patch that makes the new cassette of the old one."""
    from cassette_cli.operations.diff.patch import patch_between
    from cassette_cli.render.json_output import json_text

    sides = [opened_pair(pair) for pair in pairs]
    both = [(old, new) for old, new in sides if old is not None and new is not None]
    if len(both) != 1:
        raise CassetteError(
            f"a patch is of one cassette on two sides, and here are {len(both)}",
            hint="name two files, or one file after `--`",
        )
    patch = patch_between(*both[0], show_secrets=show_secrets)
    text = json_text(patch, indent=2)
    sys.stdout.write(text + "\n")
    if MARK.search(text):
        sys.stderr.write("note: it has marks for credentials; --show-secrets makes it complete\n")
    return ExitCode.FOUND if patch else ExitCode.CLEAN
