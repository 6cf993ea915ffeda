"""The files of `cassette rewrite`: how each is edited, and what is said of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cassette_cli.commands.editor import Draft
from cassette_cli.commands.run import Run
from cassette_cli.commands.target import Target, source_of, takes_stdout, write
from cassette_cli.document.configuration import configuration
from cassette_cli.document.files import Cassette
from cassette_cli.document.json_view import FOLLOWING, cassette_view
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.document import editable, edited_document, unmasked
from cassette_cli.operations.rewrite.effects import effects
from cassette_cli.operations.rewrite.run import Outcome, Wishes, rewritten
from cassette_cli.render.output import print_lines
from cassette_cli.render.rewrite import diff_lines, outcome_lines

_INTRODUCTION = (
    "Edit what is to be otherwise and save; save it as it is to change nothing.",
    f"What follows from the rest is not looked at: {', '.join(sorted(FOLLOWING))}.",
)
_OTHERWISE = "-o FILE writes elsewhere"


class Files:
    """The files of a run.

    Args:
        run: takes the errors.
        target: where what became of them goes.
        wishes: how the rewriting goes about it.
        other: the file to write instead, if that is the target.
        show_secrets: whether credentials are printed as they are.
    """

    def __init__(
        self, run: Run, target: Target, wishes: Wishes, other: Path | None, *, show_secrets: bool
    ) -> None:
        self.changed = 0
        """How many files changed, or would."""
        self._run = run
        self._target = target
        self._wishes = wishes
        self._match_on = configuration(Path.cwd()).match_on
        self._other = other
        self._show_secrets = show_secrets

    def rewritten(self, cassette: Cassette, asked: Asked) -> None:
        """Rewrite a file; an error is reported, and the file then as it was."""
        with self._reporting(cassette.label):
            self._put(rewritten(cassette, asked.plan, self._wishes))

    def edited(self, cassette: Cassette, asked: Asked) -> None:
        """Let a person edit the view of a file, until it fits or stays as it is."""
        shown, real = (
            asked.meant(cassette_view(cassette, show_secrets=show_secrets))
            for show_secrets in (self._show_secrets, True)
        )

        def made_of(text: str) -> Outcome:
            document = unmasked(edited_document(text), shown, real)
            edited = Asked(document=document, errors=asked.errors)
            return rewritten(cassette, edited.plan, self._wishes)

        draft = Draft(editable(shown), "view.yaml", _INTRODUCTION)
        with self._reporting(cassette.label), draft:
            self._put(draft.settled(made_of))

    @contextmanager
    def _reporting(self, label: str) -> Iterator[None]:
        try:
            yield
        except CassetteError as error:
            if error.where.startswith(":"):  # in what a person made of the view
                error.at(f"{label} as edited")
            self._run.report(error if error.where else error.at(label))

    def _put(self, outcome: Outcome) -> None:
        self.changed += bool(outcome.edits)
        if self._target is Target.DIFF:
            lines = diff_lines(outcome, show_secrets=self._show_secrets)
            print_lines(lines, self._run.colour, wrap=False)
        else:
            write(outcome, self._target, _OTHERWISE, self._run.warn, self._other)
        apart = takes_stdout(self._target, source_of(outcome.cassette))
        said = sys.stderr if apart or self._target is Target.DIFF else sys.stdout
        found = list(effects(outcome, self._match_on)) if outcome.edits else []
        written = self._target.is_written
        to = str(self._other) if self._target is Target.OTHER_FILE else ""
        lines = outcome_lines(outcome, found, written=written, to=to)
        print_lines(lines, self._run.colour, to=said)
