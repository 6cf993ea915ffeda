"""How a redaction reads: where, which rule, how long, what stands there now; never the value."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from cassette_cli.document.files import Cassette
from cassette_cli.operations.redact.finding import Finding
from cassette_cli.operations.redact.placeholder import Placeholders
from cassette_cli.operations.redact.run import Outcome
from cassette_cli.render.json_output import json_text
from cassette_cli.render.line import BLANK, Line, Piece, line
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_value import Json
from cassette_cli.text.pointer import step_of
from cassette_cli.text.span import Span

_LONGEST = 40
_SHORTEST = 4
_HIDDEN = "⟦…⟧"


class Report:
    """Says what a run found.

    Args:
        placeholders: what stands in place of values.
        written: whether the files are being changed.
    """

    def __init__(self, placeholders: Placeholders, *, written: bool) -> None:
        self._placeholders = placeholders
        self._written = written
        self.taken = 0
        self.kept = 0
        self.stuck = 0
        self.vague = 0
        self.files = 0
        self.searched = 0

    def lines(self, outcome: Outcome, since: Mapping[str, str]) -> Iterator[Line]:
        """Yield the lines of one file.

        Args:
            outcome: what became of it.
            since: for values that stand in commits, the oldest of these.
        """
        self.count(outcome)
        shown = _without_values(outcome)
        for findings in _by_value(outcome.findings):
            yield self._line(outcome.cassette, findings, shown)
            if findings[0].value in since:
                advice = ": rotate it" if findings[0].kind == "secret" else ""
                words = f"in history since {since[findings[0].value]}{advice}"
                yield Line((Piece(words, "warn"),), indent=4)
        for problem in outcome.problems:
            yield line(Piece(f"{outcome.cassette.label}: {problem}", "warn"))

    def count(self, outcome: Outcome) -> None:
        """Take a file into the summary."""
        self.searched += 1
        self.files += bool(outcome.edits)
        self.kept += sum(1 for finding in outcome.findings if finding.kept)
        self.stuck += sum(1 for finding in outcome.findings if finding.stuck)
        self.taken += sum(1 for finding in outcome.findings if not finding.kept)
        vague = {finding.value for finding in outcome.findings if finding.vague}
        self.vague += len(vague)

    def _line(
        self, cassette: Cassette, findings: Sequence[Finding], shown: Callable[[str], str]
    ) -> Line:
        """Return the line of a value that a rule found, with the first of its places."""
        finding = findings[0]
        size, count = len(finding.value), len(findings)
        times = f" ×{count}" if count > 1 else ""
        pieces = [
            Piece(_address(cassette, finding, shown), "path"),
            Piece(f" {finding.rule}", "key"),
            Piece(f" ({_count(size, 'character')}){times}", "dim"),
        ]
        if finding.kept:
            pieces.append(Piece(f" kept: {finding.kept}", "warn"))
        else:
            pieces.append(Piece(f" → {self._shown(finding)}", "ok"))
        return Line(tuple(pieces))

    def _shown(self, finding: Finding) -> str:
        made = self._placeholders.of_finding(finding)
        made = " ".join(made.split())
        return made if len(made) <= _LONGEST else f"{made[:_LONGEST]}…"

    def summary(self, failures: int) -> Iterator[Line]:
        """Yield the lines that close a run, given how often something could not be done."""
        if failures:
            words = f"{_count(failures, 'error')}, see above; what it is about was left as it was"
            yield line(Piece(words, "warn"))
        if not self.taken and not self.kept:
            if self.searched or not failures:
                words = f"nothing to redact in {_count(self.searched, 'file')}"
                yield line(Piece(words, "title"))
            return
        verb = "redacted" if self._written else "to redact"
        yield line(
            Piece(f"{_count(self.taken, 'value')} {verb} in {_count(self.files, 'file')}", "title")
        )
        if self.kept > self.stuck:
            words = f"{_count(self.kept - self.stuck, 'value')} kept in place for the recorder"
            yield line(Piece(f"{words}: --requests all takes out what it compares, too;", "warn"))
            yield line(Piece("match_on says what yours compares, and allow what may stay", "warn"))
        if self.stuck:
            words = (
                f"{_count(self.stuck, 'value')} kept in place, in what is broken: record it anew"
            )
            yield line(Piece(words, "warn"))
        if self.vague:
            own = "a placeholder of its own" if self.vague == 1 else "placeholders of their own"
            words = f"{_count(self.vague, 'value')} too short for {own}:"
            yield line(Piece(f"{words} others may have the same", "dim"))

    def as_json(self, outcome: Outcome, since: Mapping[str, str]) -> Json:
        """Return what became of one file."""
        counted = Counter(outcome.findings)
        shown = _without_values(outcome)
        findings: list[Json] = [
            {
                "rule": finding.rule,
                "kind": finding.kind,
                "address": _address(outcome.cassette, finding, shown),
                "index": finding.place.index if finding.place.index >= 0 else None,
                "pointer": shown(finding.pointer),
                "length": len(finding.value),
                "count": count,
                "placeholder": None if finding.kept else self._placeholders.of_finding(finding),
                "kept": finding.kept or None,
                "fingerprint": self._placeholders.fingerprint(finding.value),
                "in_history_since": since.get(finding.value),
            }
            for finding, count in counted.items()
        ]
        return {
            "path": outcome.cassette.label,
            "changed": bool(outcome.edits),
            "written": bool(outcome.edits) and self._written,
            "findings": findings,
            "problems": list(outcome.problems),
        }


def _by_value(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return findings in groups of one value, one rule and one fate, in their order."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.value, finding.rule, finding.kept), []).append(finding)
    return list(groups.values())


def _address(cassette: Cassette, finding: Finding, shown: Callable[[str], str]) -> str:
    index = f"#{finding.place.index}" if finding.place.index >= 0 else ""
    return f"{cassette.label}{index}:{shown(finding.pointer)}"


def _without_values(outcome: Outcome) -> Callable[[str], str]:
    """Return what takes the values of a file out of a pointer, where they are keys on the way."""
    values = {finding.core for finding in outcome.findings if len(finding.core) >= _SHORTEST}
    if not values:
        return str
    from ahocorasick import Automaton  # all at once: there may be as many pointers as values

    automaton = Automaton()
    for value in values:
        step = step_of(value)
        automaton.add_word(step, len(step))
    automaton.make_automaton()

    def shown(pointer: str) -> str:
        spans = [Span(end - length + 1, end + 1) for end, length in automaton.iter(pointer)]
        return apply(pointer, [Edit(span, _HIDDEN) for span in _united(spans)])

    return shown


def _united(spans: Iterable[Span]) -> list[Span]:
    """Return what spans cover, those that overlap as one."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start < united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def rule_lines(rules: Sequence[tuple[str, str, str, str]]) -> Iterator[Line]:
    """Yield the table of the rules."""
    width = max(len(rule[0]) for rule in rules)
    for rule, kind, level, title in rules:
        yield line(Piece(f"{rule:<{width}}", "path"), f"  {kind:<9} {level:<8}  {title}")


def replay_lines(
    rematched: Mapping[str, Collection[tuple[str, str]]], *, written: bool
) -> Iterator[Line]:
    """Yield what to put into recorders' configurations so that live requests fit the cassettes.

    Args:
        rematched: by recorder, the rules of what stood in its requests, with the placeholders.
        written: whether the requests have changed, and not only would.
    """
    verb = "have changed" if written else "would change"
    yield BLANK
    yield line(Piece(f"requests {verb}: live ones must be redacted the same way", "warn"))
    for recorder, pairs in sorted(rematched.items()):
        yield from (line(words) for words in _SNIPPETS[recorder](pairs))


def _vcrpy(pairs: Collection[tuple[str, str]]) -> list[str]:
    return [
        "# VCR.py",
        "from cassette_cli import Redactor",
        "redactor = Redactor()  # by the settings of the project",
        "my_vcr = vcr.VCR(before_record_request=redactor.before_record_request,",
        "                 before_record_response=redactor.before_record_response)",
    ]


def _go_vcr(pairs: Collection[tuple[str, str]]) -> list[str]:
    return [
        "// go-vcr: in a matcher, before it compares; with the names of your variables",
        "redact := func(text string) string {",
        "    for _, pair := range [][2]string{",
        *(f'        {{"{name}", {json_text(new)}}},' for name, new in _variables(pairs)),
        "    } {",
        '        if value := os.Getenv(pair[0]); value != "" {',
        "            text = strings.ReplaceAll(text, value, pair[1])",
        "        }",
        "    }",
        "    return text",
        "}",
        "r = r.Clone(r.Context())",
        "r.URL, _ = r.URL.Parse(redact(r.URL.String())) // and its headers and body likewise",
    ]


def _ruby_vcr(pairs: Collection[tuple[str, str]]) -> list[str]:
    return [
        "# Ruby VCR; with the names of your variables",
        "VCR.configure do |c|",
        *(
            f"  c.filter_sensitive_data({_in_ruby(new)}) {{ ENV['{name}'] }}"
            for name, new in _variables(pairs)
        ),
        "end",
    ]


def _variables(pairs: Collection[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield a name of a variable for what each placeholder stands for, and the placeholder."""
    seen: Counter[str] = Counter()
    for rule, new in pairs:
        seen[rule] += 1
        number = f"_{seen[rule]}" if seen[rule] > 1 else ""
        yield rule.upper().replace("-", "_") + number, new


def _in_ruby(text: str) -> str:
    return "'" + text.replace("\\", r"\\").replace("'", r"\'") + "'"


_SNIPPETS: Mapping[str, Callable[[Collection[tuple[str, str]]], list[str]]] = {
    "vcrpy": _vcrpy,
    "go-vcr": _go_vcr,
    "ruby-vcr": _ruby_vcr,
}
