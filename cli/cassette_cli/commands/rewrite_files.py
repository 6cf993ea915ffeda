"""The files of `cassette rewrite`: where what became of them goes, and what is said of it."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path

from cassette_cli.commands.run import Run
from cassette_cli.document.configuration import configuration
from cassette_cli.document.files import Cassette
from cassette_cli.document.json_view import cassette_view
from cassette_cli.document.saving import encoded_file, save_text, write_new
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.document import editable, edited_document, unmasked
from cassette_cli.operations.rewrite.effects import effects
from cassette_cli.operations.rewrite.run import Outcome, Planner, Wishes, rewritten
from cassette_cli.operations.rewrite.verification import FOLLOWING
from cassette_cli.render.error import error_lines
from cassette_cli.render.output import print_lines
from cassette_cli.render.rewrite import diff_lines, outcome_lines


class Target(Enum):
    """Where what became of a file goes."""

    FILES = auto()
    DIFF = auto()
    NOTHING = auto()


class Writing:
    """The files of a run.

    Args:
        run: takes the errors.
        target: where what became of them goes.
        wishes: how the rewriting goes about it.
        output: where to write instead of the file itself; `-` for standard output.
        show_secrets: whether credentials are printed as they are.
    """

    def __init__(
        self,
        run: Run,
        target: Target,
        wishes: Wishes,
        output: Path | None,
        *,
        show_secrets: bool,
    ) -> None:
        self.changed = 0
        """How many files changed, or would."""
        self._run = run
        self._target = target
        self._wishes = wishes
        self._match_on = configuration(Path.cwd()).match_on
        self._output = output
        self._show_secrets = show_secrets

    def rewritten(self, cassette: Cassette, planner: Planner) -> None:
        """Rewrite a file; an error is reported, and the file then as it was."""
        try:
            self._put(rewritten(cassette, planner, self._wishes))
        except CassetteError as error:
            self._run.report(error if error.where else error.at(cassette.label))

    def _put(self, outcome: Outcome) -> None:
        source = outcome.cassette.source
        assert source is not None
        self.changed += bool(outcome.edits)
        to_stdout = str(self._output or source.path or "-") == "-"
        if self._target is Target.DIFF:
            lines = diff_lines(outcome, show_secrets=self._show_secrets)
            print_lines(lines, self._run.colour, wrap=False)
        elif self._target is Target.FILES and to_stdout:
            sys.stdout.buffer.write(outcome.text.encode("utf-8", "surrogatepass"))
        elif self._target is Target.FILES and self._output is not None:
            original = b"" if source.path is None else source.read()
            write_new(self._output, encoded_file(original, outcome.text))
        elif self._target is Target.FILES and outcome.edits:
            if source.revision or source.path is None:
                raise CassetteError(
                    "a file of a git revision cannot be written", hint="-o FILE writes elsewhere"
                )
            save_text(source.path, outcome.cassette.text, outcome.text)
        said = sys.stderr if to_stdout or self._target is Target.DIFF else sys.stdout
        found = list(effects(outcome, self._match_on)) if outcome.edits else []
        written = self._target is Target.FILES
        lines = outcome_lines(outcome, found, written=written, to=str(self._output or ""))
        print_lines(lines, self._run.colour, to=said)

    def edited(self, cassette: Cassette, asked: Asked) -> None:
        """Let a person edit the view of a file, until it fits or stays as it is."""
        shown, real = (
            asked.meant(cassette_view(cassette, show_secrets=show_secrets))
            for show_secrets in (self._show_secrets, True)
        )
        written = editable(shown)
        trouble: CassetteError | None = None
        try:
            while (answer := _in_editor(written, trouble)) != written or trouble is None:
                written = answer
                try:
                    document = unmasked(edited_document(answer), shown, real)
                    edited = Asked(document=document, errors=asked.errors)
                    self._put(rewritten(cassette, edited.plan, self._wishes))
                except CassetteError as error:
                    trouble = error
                else:
                    return
        except CassetteError as error:
            trouble = error
        is_placed = trouble.where and not trouble.where.startswith(":")
        self._run.report(trouble if is_placed else trouble.at(f"{cassette.label} as edited"))


def _in_editor(text: str, trouble: CassetteError | None) -> str:
    """Return a text as a person leaves it.

    Raises:
        CassetteError: there is no editor, or it failed.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    head = "".join(f"# {row}\n" for row in _explained(trouble))
    with tempfile.TemporaryDirectory(prefix="cassette-") as folder:
        path = Path(folder) / _VIEW
        path.touch(0o600)
        path.write_text(head + text, encoding="utf-8")
        try:
            ended = subprocess.run([*shlex.split(editor), str(path)], check=False)
        except (OSError, ValueError) as error:
            raise CassetteError(
                f"cannot run the editor `{editor}`", hint="set $EDITOR to one that is there"
            ) from error
        if ended.returncode:
            raise CassetteError(f"the editor `{editor}` failed, so nothing was changed")
        return path.read_text(encoding="utf-8").removeprefix(head)


_VIEW = "view.yaml"
_EXPLAINED = (
    "Edit what is to be otherwise and save; save it as it is to change nothing.",
    f"What follows from the rest is not looked at: {', '.join(sorted(FOLLOWING))}.",
)


def _explained(trouble: CassetteError | None) -> Iterator[str]:
    """Yield what stands above the view in the editor."""
    if trouble is None:
        yield from _EXPLAINED
        return
    place = re.fullmatch(r":(\d+)(:\d+)", trouble.where)
    above = len(list(error_lines(trouble))) + 1
    where = f"{_VIEW}:{int(place[1]) + above}{place[2]}" if place else trouble.where
    for row in error_lines(CassetteError(trouble.message, where, trouble.hint)):
        yield row.text
    yield "Save it as it is to give up."
