"""A run over many files: what is found in one is looked for in all; every change is proven."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cassette_cli.document.files import Cassette, cassette_of
from cassette_cli.document.lengths import length_edits
from cassette_cli.errors import CassetteError
from cassette_cli.operations.redact.finding import Finding
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.places import Texts
from cassette_cli.operations.redact.policy import Level, Policy
from cassette_cli.operations.redact.rule import Rules
from cassette_cli.operations.redact.search import Search
from cassette_cli.operations.redact.verification import verify
from cassette_cli.text.edit import Edit, apply, composed
from cassette_cli.text.span import Span

_MOST_TEXT = 256 * 1024 * 1024
"""How many characters of searched texts are held, so that files need not be searched again."""
_MOST_FILES = 48 * 1024 * 1024
"""How many bytes of files stay open; of more, each is opened again when its turn comes."""
NOTHING: Mapping[str, int] = {}
_MOST_ROUNDS = 4
"""How often values are looked for that an edit has brought about."""


@dataclass
class Outcome:
    """What a run makes of one file."""

    cassette: Cassette
    edits: list[Edit[str]]
    findings: list[Finding]
    problems: list[str] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)
    """The settings by which it was searched."""
    error: CassetteError | None = None
    """Why nothing came of it."""

    @property
    def text(self) -> str:
        """The new text of the file.

        Raises:
            CassetteError: it has to be read again, and cannot be.
        """
        cassette = self.cassette.reopened() if self.cassette.is_closed else self.cassette
        return apply(cassette.text, self.edits)


@dataclass
class Searched:
    """What the first round leaves of a file for the second."""

    outcome: Outcome
    texts: str | None
    """All texts that were searched, `None` where they were too many to hold."""


class Redaction:
    """A run.

    Args:
        search: what searches the texts.
        known: the values that it knows; what is found is added.
        policy: the settings for a file.
        verified: whether the outcomes are to be written, and so must be proven.
    """

    def __init__(
        self,
        search: Search,
        known: KnownValues,
        policy: Callable[[Cassette], Policy],
        *,
        verified: bool = True,
    ) -> None:
        self._verified = verified
        self._search = search
        self._known = known
        self._policy = policy
        self._held_text = 0
        self._held_files = 0
        self._last = Search(Rules([]), [], search.placeholders, known, names=False)

    def searched(self, cassette: Cassette) -> Searched:
        """Return what a first search of a file has found; other processes may do that."""
        try:
            outcome = self._outcome(cassette)
        except CassetteError as error:
            return Searched(Outcome(cassette, [], [], error=error.at(cassette.label)), "")
        return Searched(outcome, "\n".join([*self._search.clean, *self._search.touched]))

    def outcomes(self, found: Iterable[Searched]) -> Iterator[Outcome]:
        """Yield what becomes of files, in their order, once all have been searched."""
        seen = [self._taken_note_of(one) for one in found]
        for one in seen:
            yield self._second(one)
            one.texts = ""

    def stands(self, cassette: Cassette) -> list[Span]:
        """Return where in a file anything stands that is not to be shown.

        That is more than what goes: what is kept, what was not asked for, other interactions.

        Raises:
            CassetteError: a part of it cannot be opened.
        """
        policy = self._policy(cassette)
        level: Level = "strict" if policy.level == "strict" else "standard"
        self._search.begin(replace(policy, requests="all", only=(), skip=(), level=level))
        edits = Texts(cassette._replace(picked=None), self._search).edits()
        return [edit.span for edit in edits]

    def _taken_note_of(self, searched: Searched) -> Searched:
        """Return the same, less what is too much to be held, once what it has found is known."""
        for finding in searched.outcome.findings:
            self._known.add(finding, finding.shape)
        self._held_text += len(searched.texts or "")
        if self._held_text > _MOST_TEXT:
            searched.texts = None
        self._held_files += searched.outcome.cassette.size
        if self._held_files > _MOST_FILES:
            searched.outcome.cassette = searched.outcome.cassette.closed()
        return searched

    def _second(self, seen: Searched) -> Outcome:
        """Return what becomes of a file now that all values are known."""
        outcome = seen.outcome
        if outcome.error is not None:
            return outcome
        quoted = _quoted(outcome.findings)
        again = seen.texts is None or bool(quoted or self._known.matches(seen.texts))
        try:
            if (again or (outcome.edits and self._verified)) and outcome.cassette.is_closed:
                outcome.cassette = outcome.cassette.reopened()
            if again:
                outcome = self._outcome(outcome.cassette, quoted)
            return self._settled(outcome)
        except CassetteError as error:
            return Outcome(outcome.cassette, [], [], error=error.at(outcome.cassette.label))

    def _outcome(self, cassette: Cassette, quoted: Mapping[str, int] = NOTHING) -> Outcome:
        policy = self._policy(cassette)
        self._search.begin(policy)
        self._search.quoted = dict(quoted)
        texts = Texts(cassette, self._search, located=self._verified)
        edits = texts.edits()
        for finding in self._search.findings:
            self._known.add(finding, finding.shape)
        return Outcome(cassette, edits, self._search.findings, texts.problems, policy)

    def _settled(self, outcome: Outcome) -> Outcome:
        """Return an outcome with no value left, whose declared lengths are true; proven."""
        if not outcome.edits or not self._verified:
            return outcome
        cassette = outcome.cassette
        changed = self._without_rests(outcome)
        more = length_edits(cassette, changed)
        if more:
            outcome.edits = composed(cassette.text, outcome.edits, more)
            changed = cassette_of(outcome.text, cassette)
        verify(cassette, changed, self._last.findings)
        return outcome

    def _without_rests(self, outcome: Outcome) -> Cassette:
        """Take out what edits have brought about, until known values are left nowhere."""
        cassette = outcome.cassette
        for _ in range(_MOST_ROUNDS):
            changed = cassette_of(outcome.text, cassette)
            self._last.begin(self._policy(cassette))
            self._last.quoted = _quoted(outcome.findings)
            rests = Texts(changed, self._last).edits()
            if not rests:
                break
            outcome.edits = composed(cassette.text, outcome.edits, rests)
        return changed


def _quoted(findings: Iterable[Finding]) -> dict[str, int]:
    """Return values that stay in requests, and that a response before the first of these tells."""
    first: dict[str, int] = {}
    told: dict[str, int] = {}
    for finding in findings:
        index = finding.place.index
        if finding.place.side == "request" and finding.kept:
            first[finding.value] = min(index, first.get(finding.value, index))
        elif finding.place.side == "response":
            told[finding.value] = min(index, told.get(finding.value, index))
    return {value: at for value, at in first.items() if told.get(value, at) < at}
