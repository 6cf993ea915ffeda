"""The files of `cassette redact`: where they come from, and where what became of them goes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cassette_cli.commands.run import Run
from cassette_cli.commands.target import Target, write
from cassette_cli.document.files import Cassette, cassette_of, open_cassette
from cassette_cli.document.git import INDEX
from cassette_cli.document.repository import Staged, matches_work_tree, restage, staged
from cassette_cli.document.saving import encoded_file, read_original, save
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.operations.redact.history import oldest_commits
from cassette_cli.operations.redact.run import Outcome, Searched
from cassette_cli.operations.redact.settings import Prepared
from cassette_cli.render.output import print_lines
from cassette_cli.render.unified_diff import diff_line
from cassette_cli.text.unified_diff import Hidden, unified_diff

_MARK = "⟦…⟧"
_OTHERWISE = "--stdout prints it redacted, --check looks at it"


class Files:
    """The files of a run.

    Args:
        run: takes the errors.
        ready: what searches them.
        target: where what became of them goes.
    """

    def __init__(self, run: Run, ready: Prepared, target: Target) -> None:
        self.target = target
        self.colour = run.colour
        self.placeholders = ready.placeholders
        self._run = run
        self._ready = ready
        self._staged: dict[str, Staged] = {}
        self.rematched: dict[str, dict[tuple[str, str], None]] = {}
        """By recorder, the rules of what stood where it compares, each with the placeholder."""

    @property
    def failures(self) -> int:
        """How often something could not be done."""
        return self._run.failures

    def named(self, addresses: Sequence[str], *, others: bool) -> Iterator[Outcome]:
        """Yield what becomes of the cassettes at addresses; each is written when it is yielded.

        Args:
            addresses: as typed.
            others: whether files that are no cassettes may be among them.
        """
        found = self._run.found(addresses, self._searched, patient=True, others=others, once=True)
        yield from self._done(one for _, searched in found for one in searched)

    def staged(self, addresses: Sequence[str]) -> Iterator[Outcome]:
        """Yield what becomes of the cassettes that are staged, of those at addresses if any."""
        cassettes = self._staged_cassettes(addresses)
        yield from self._done(map(self._ready.redaction.searched, cassettes))

    def _searched(self, cassette: Cassette) -> Iterator[Searched]:
        yield self._ready.redaction.searched(cassette)

    def _staged_cassettes(self, addresses: Sequence[str]) -> Iterator[Cassette]:
        for one in staged([Path(address) for address in addresses]):
            label = str(one.path)
            try:
                cassette = open_cassette(Source(label, Path(one.name), INDEX, named=False))
            except CassetteError as error:
                self._run.report(error)
                continue
            if cassette is not None:
                self._staged[label] = one
                yield cassette

    def _done(self, searched: Iterable[Searched]) -> Iterator[Outcome]:
        for outcome in self._ready.redaction.outcomes(searched):
            if outcome.error is not None:
                self._run.report(outcome.error)
                continue
            try:
                self._put(outcome)
            except CassetteError as error:
                self._run.report(error.at(outcome.cassette.label))
                continue
            self._note_requests(outcome)
            yield outcome

    def _note_requests(self, outcome: Outcome) -> None:
        for finding in outcome.findings:
            if outcome.policy.notices(finding.place, finding.where) and not finding.kept:
                placeholder = self.placeholders.of_finding(finding)
                pairs = self.rematched.setdefault(outcome.cassette.recorder.name, {})
                pairs[finding.rule, placeholder] = None

    def _put(self, outcome: Outcome) -> None:
        staged = self._staged.get(outcome.cassette.label)
        if self.target is Target.DIFF:
            self._print_diff(outcome)
        elif self.target is Target.FILES and staged is not None:
            self._put_staged(outcome, staged)
        else:
            write(outcome, self.target, _OTHERWISE, self._run.warn)

    def _put_staged(self, outcome: Outcome, one: Staged) -> None:
        """Stage the new text, and give it to the work tree too if that held what was staged."""
        if not outcome.edits:
            return
        data = one.read()
        same = matches_work_tree(one)
        restage(one, encoded_file(data, outcome.text))
        if not same:
            self._run.warn(f"{one.path}: redacted as staged; the work tree differs and was left")
            return
        original = read_original(one.path)
        text = outcome.text
        if original.data != data:  # git keeps other line ends than the work tree
            text = text.replace("\n", "\r\n")
        save(original, encoded_file(original.data, text))

    def _print_diff(self, outcome: Outcome) -> None:
        cassette = outcome.cassette
        if not outcome.edits:
            return
        after = cassette_of(outcome.text, cassette)
        stands = self._ready.redaction.stands
        hidden = Hidden(stands(cassette), stands(after), _MARK)
        rows = unified_diff(cassette.text, outcome.edits, cassette.label, hidden)
        print_lines(map(diff_line, rows), self.colour, wrap=False)

    def since(self, outcome: Outcome) -> dict[str, str]:
        """Return for the values of a file that stand in commits the oldest of these."""
        source = outcome.cassette.source
        if source is None or source.path is None or not outcome.findings:
            return {}
        if source.revision:
            one = self._staged.get(outcome.cassette.label)
            return oldest_commits(outcome, one.path) if one is not None else {}
        return oldest_commits(outcome, source.path)
