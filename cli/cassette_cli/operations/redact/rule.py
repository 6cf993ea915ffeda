"""The rules that tell a value by its shape: data, and how they are looked for.

A rule is asked only where one of its anchors stands: literals that every match contains. All of
them are looked for at once, in one pass over a text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

from cassette_cli.operations.redact.assignments import AssignmentRule
from cassette_cli.operations.redact.checks import CHECKS, is_placeholder
from cassette_cli.operations.redact.finding import Kind
from cassette_cli.operations.redact.placeholder import Shape, is_ours
from cassette_cli.text.span import Span

_AHEAD = 16_384
"""How far behind its anchor a match may reach."""


class Rule:
    """One shape of value.

    Args:
        data: its table in `rules.toml`.
    """

    def __init__(self, data: dict[str, object]) -> None:
        self.id = str(data["id"])
        self.title = str(data.get("title", self.id))
        self.kind = cast(Kind, data.get("kind", "secret"))
        self.level = str(data.get("level", "standard"))
        self.anchors = tuple(map(str, cast(Sequence[str], data["anchors"])))
        self.reach = int(cast(int, data.get("reach", 0)))
        self.source = str(data.get("source", ""))
        self.shape = Shape(str(data.get("shape", "plain")))
        self.exact = bool(data.get("exact", False))
        self.first = bool(data.get("first", False)) or self.shape is Shape.JWT
        """Whether it goes before the layers of a text are opened: its value is one whole."""
        self._pattern = str(data["pattern"])
        self._checks = tuple(map(str, cast(Sequence[str], data.get("check", ()))))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression; compiled when it is first needed, which most never are."""
        return re.compile(self._pattern)

    @cached_property
    def _tests(self) -> tuple[Callable[[str], bool], ...]:
        found = []
        for words in self._checks:
            name, _, argument = words.partition(":")
            found.append(_bound(CHECKS[name], argument))
        return tuple(found)

    def holds(self, text: str) -> bool:
        """Say whether a value that has the shape is one."""
        return not is_ours(text) and not is_placeholder(text) and all(t(text) for t in self._tests)

    def matches(self, text: str, anchors: Sequence[int]) -> Iterator["Match"]:
        """Yield the matches near the anchors, from left to right.

        Args:
            text: the text.
            anchors: where anchors of this rule start in it, in order.
        """
        if not self.anchors:
            for found in self.pattern.finditer(text):
                yield from self._parts(found)
            return
        start = 0
        for at in anchors:
            start = max(at - self.reach, start)  # what was tried for the one before is not again
            while start <= at:
                reached = self.pattern.match(text, start, at + _AHEAD)
                if reached is not None:
                    yield from self._parts(reached)
                start = max(reached.end() if reached is not None else 0, start + 1)

    def _parts(self, found: re.Match[str]) -> Iterator["Match"]:
        groups: list[str | int] = [
            name for name in found.re.groupindex if name.startswith("secret")
        ]
        for name in groups or [0]:
            if (text := found.group(name)) and self.holds(text):
                public = found.re.groupindex.get("public")
                core = text.removeprefix(found.group("public") or "") if public else text
                yield Match(Span(*found.span(name)), self, text, core)


class Match(NamedTuple):
    """A value that a rule found."""

    span: Span
    rule: "Rule"
    value: str
    core: str
    """Without its public prefix."""


def _bound(check: Callable[[str, str], bool], argument: str) -> Callable[[str], bool]:
    return lambda text: check(text, argument)


class Rules:
    """The rules of a run.

    Args:
        rules: those that are asked.
    """

    def __init__(self, rules: Sequence[Rule | AssignmentRule]) -> None:
        from ahocorasick import Automaton  # loaded with the verb that needs it

        self.rules = rules
        by_anchor: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            for anchor in rule.anchors:
                by_anchor.setdefault(anchor, []).append(number)
        self._automaton = Automaton()
        for anchor, numbers in by_anchor.items():
            self._automaton.add_word(anchor, (len(anchor), tuple(numbers)))
        self._some = bool(by_anchor)
        if by_anchor:
            self._automaton.make_automaton()
        self._without = [number for number, rule in enumerate(rules) if not rule.anchors]
        """The rules that have no anchors, and are asked of every text with a digit."""

    def anchored(self, text: str) -> list[tuple[Rule | AssignmentRule, list[int]]]:
        """Return the rules whose anchors a text holds, with the places of these, in order."""
        found: dict[int, list[int]] = {number: [] for number in self._without}
        lower = text.lower()
        for end, (length, numbers) in self._automaton.iter(lower) if self._some else ():
            for number in numbers:
                found.setdefault(number, []).append(end - length + 1)
        if len(lower) != len(text):  # a capital that is longer in lower case
            everywhere = list(range(len(text)))
            return [(self.rules[number], everywhere) for number in sorted(found)]
        # They are found by their ends: of two that overlap, the longer may start first.
        return [(self.rules[number], sorted(found[number])) for number in sorted(found)]


def packaged_rules() -> list[Rule]:
    """Return all rules that come with the package."""
    import tomllib

    data = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
    return [Rule(table) for table in data["rule"]]


def own_rule(name: str, pattern: str) -> "OwnRule":
    """Return the rule of a pattern of the user's own.

    Raises:
        re.error: it is no regular expression.
    """
    return OwnRule(name, re.compile(pattern))


class OwnRule(NamedTuple):
    """A pattern of the user's own; it has no anchors and is asked everywhere."""

    id: str
    pattern: re.Pattern[str]

    def matches(self, text: str) -> Iterator[tuple[Span, str]]:
        """Yield what it finds, or the group `secret` of that."""
        group: str | int = "secret" if "secret" in self.pattern.groupindex else 0
        for found in self.pattern.finditer(text):
            if (value := found.group(group)) and not is_ours(value):
                yield Span(*found.span(group)), value
