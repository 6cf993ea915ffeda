"""The search: every text is opened layer by layer, and what must not stay is taken out of it.

One pass gives both what was found and the edits that take it out. A text is read by its values; the
views that lead back are opened only where an edit has to be written. Innermost texts come first, so
that a value is known by what it means and not by how it is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias

from cassette_cli.http.fields import (
    form_body_layer,
    multipart_layer,
    path_layer,
    query_layer,
    table_layer,
    xml_layer,
)
from cassette_cli.operations.redact.assignments import AssignmentRule
from cassette_cli.operations.redact.bytes_search import bytes_edits
from cassette_cli.operations.redact.change import Change
from cassette_cli.operations.redact.finding import Finding, Kind, Place
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.names import named, normal
from cassette_cli.operations.redact.placeholder import Placeholders, Shape, is_ours
from cassette_cli.operations.redact.policy import Policy, matches_pointer
from cassette_cli.operations.redact.rule import OwnRule, Rule, Rules
from cassette_cli.operations.redact.structure import is_structured, structured_edits
from cassette_cli.text.backslash import backslash_layer
from cassette_cli.text.base64_runs import base64_layer
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.entities import entity_layer
from cassette_cli.text.hexadecimal import hexadecimal_layer
from cassette_cli.text.json_strings import Found, Value, pointer
from cassette_cli.text.layer import TextLayer
from cassette_cli.text.percent import percent_layer
from cassette_cli.text.seams import seamless_layer
from cassette_cli.text.span import Span

DEEPEST = 8
"""How many layers are opened on top of each other."""
SHORTEST = 4
SHORTEST_UNNAMED = 6
"""What is shorter holds nothing that a rule without a name could find."""
_OPAQUE = frozenset(
    {
        "signature", "thought-signature", "thoughtsignature", "encrypted-content", "encrypted",
        "encrypted-reasoning", "redacted-data", "fingerprint", "system-fingerprint",
    }
)  # fmt: skip
"""Fields whose content providers want back byte for byte, and nobody else can read."""
_ENCODED = re.compile(
    r"%[0-9A-Fa-f]{2}|&#?\w|\\|\w=[^=\s]|</|[A-Za-z0-9+/_-]{16}|^--|[^\n]\n"
    "|\x1b|[\xad\u200b-\u200d\u2060\ufeff]"
)
_DIGITS = re.compile(r"[0-9]+")
_SIGNED_LINE = re.compile(r"^[+-](?=\w[\w./+@-]{9})", re.MULTILINE)
"""The sign of a line of a diff, which is no part of the word after it."""

_LAYERS: tuple[tuple[TextLayer, str], ...] = (
    (multipart_layer, "field"),
    (form_body_layer, "parameter"),
    (xml_layer, "field"),
    (query_layer, "parameter"),
    (path_layer, ""),
    (table_layer, "field"),
    (percent_layer, ""),
    (entity_layer, ""),
    (backslash_layer, ""),
    (seamless_layer, ""),
    (base64_layer, ""),
    (hexadecimal_layer, ""),
)
"""What texts of no grammar of their own may hold, and what the names in them are those of."""

Step: TypeAlias = str | tuple[Value, Found]
"""A step on the way to a text: of a pointer, or a string of a JSON value."""


class Context(NamedTuple):
    """What a text inherits from what it stands in."""

    place: Place
    where: str = "field"
    """What names in it are those of: `header`, `parameter`, `cookie` or `field`."""
    depth: int = 0
    """How many layers it lies under."""
    whole: bool = True
    """Whether it is all that stands there, once it is decompressed."""

    def deeper(self, where: str = "") -> "Context":
        """Return the context of a text inside this one."""
        return Context(self.place, where or self.where, self.depth + 1, whole=False)

    def decompressed(self) -> "Context":
        """Return the context of what is compressed in this one."""
        return self._replace(depth=self.depth + 1)


class _Hit(NamedTuple):
    """Something to take out of a text."""

    span: Span
    rule: str
    kind: Kind
    shape: Shape
    value: str
    core: str


class Search:
    """One pass over the texts of a file.

    Args:
        rules: the rules that go by shape.
        own: patterns of the user's own.
        placeholders: what stands in place of a value.
        known: values that are known already.
        names: whether the names of values are heeded.
    """

    def __init__(
        self,
        rules: Rules,
        own: Sequence[OwnRule],
        placeholders: Placeholders,
        known: KnownValues,
        *,
        names: bool = True,
    ) -> None:
        self._rules = rules
        self._own = own
        self.placeholders = placeholders
        self._known = known
        self._names = names
        self.begin(Policy())

    def begin(self, policy: Policy) -> None:
        """Forget what was found, before another file is searched."""
        self.policy = policy
        self.findings: list[Finding] = []
        self.clean: set[str] = set()
        """Texts in which nothing was found; they are not searched twice."""
        self.touched: list[str] = []
        """What became of the others."""
        self._trail: list[Step] = []
        self._kept: set[tuple[int, str, str]] = set()
        """Where which value is kept: several ways lead to it, as it stays on each."""
        self.quoted: dict[str, int] = {}
        """Values that stay in requests, with the first of these: what tells a client of them must
        stay too."""

    @contextmanager
    def at(self, *steps: Step) -> Iterator[None]:
        """Note where the texts stand that are searched meanwhile."""
        self._trail += steps
        try:
            yield
        finally:
            del self._trail[-len(steps) :]

    # The texts

    def named_text(self, text: str, context: Context, name: str = "") -> list[Edit[str]]:
        """Return the edits that take out of a text what must not stay.

        Args:
            text: the text, all escapes undone.
            context: where it stands.
            name: under which name, `""` for none.
        """
        if self._is_pointed_at(context.place, text):
            whole = _Hit(Span(0, len(text)), "pointer", "secret", Shape.PLAIN, text, text)
            return self._taken(text, [whole], context)
        if not name or len(text) < SHORTEST:
            return self.content(text, context)
        change = Change(text)
        change.make(self._taken(text, self._by_name(text, context, name), context))
        if normal(name) not in _OPAQUE:
            change.make(self.content(change.text, context))
        return change.edits

    def content(self, text: str, context: Context) -> list[Edit[str]]:
        """Return the edits of a text that has no name."""
        if len(text) < SHORTEST_UNNAMED or text in self.clean:
            return []
        found = len(self.findings)
        edits = self._searched(text, context)
        if edits:
            self.touched.append(apply(text, edits))
        elif len(self.findings) == found:
            self.clean.add(text)
        return edits

    def is_done_with(self, text: str, name: str, where: str) -> bool:
        """Say whether a text under a name need not be searched: it was, or holds nothing."""
        if self.policy.pointers or (name and self.heeds(name, where)):
            return len(text) < SHORTEST and not self.policy.pointers
        return len(text) < SHORTEST_UNNAMED or text in self.clean

    def heeds(self, name: str, where: str = "field") -> bool:
        """Say whether a name tells something of its value."""
        return named(name, where) is not None or (
            where == "header" and self.policy.takes_header(name)
        )

    def _searched(self, text: str, context: Context) -> list[Edit[str]]:
        change = Change(text)
        if context.depth < DEEPEST:
            structured = structured_edits(self, text, context)
            if structured is not None:
                return structured
            change.make(self._taken(text, self._by_shape(text, first=True), context))
            if _ENCODED.search(change.text):
                for layer, where in _LAYERS:
                    change.make(self._opened(layer, change.text, context.deeper(where)))
        for search in (self._by_shape, self._by_own_rules, self._by_knowledge):
            change.make(self._taken(change.text, search(change.text), context))
        return change.edits

    def _opened(self, layer: TextLayer, text: str, context: Context) -> list[Edit[str]]:
        """Return the edits of a text that one of its layers shows."""
        edits: list[Edit[str]] = []
        for inner in layer(text):
            if isinstance(inner.content, str):
                below = self.named_text(inner.content, context, inner.name)
                edits += inner.open().rewrap(below) if below else []
            else:
                made = bytes_edits(self, inner.content, context)
                edits += inner.open().rewrap(made) if made else []
        return edits

    def joined(self, text: str, context: Context, *, whole: bool) -> list[Edit[str]]:
        """Return the edits of strings that were joined; `whole` if they are one text."""
        return self.content(text, context) if whole else self.exact(text, context)

    def exact(self, text: str, context: Context) -> list[Edit[str]]:
        """Return the edits by rules that leave no doubt, whatever stands around their matches."""
        hits = [
            _Hit(span, rule.id, rule.kind, rule.shape, value, core)
            for rule, anchors in self._rules.anchored(text)
            if isinstance(rule, Rule)
            and rule.exact
            and self.policy.asks(rule.id, rule.kind, rule.level)
            for span, _, value, core in rule.matches(text, anchors)
        ]
        return self._taken(text, [*hits, *self._by_knowledge(text)], context)

    # What of a text is to go

    def _by_name(self, text: str, context: Context, name: str) -> Iterator[_Hit]:
        if context.where == "header" and self.policy.takes_header(name):
            yield _Hit(Span(0, len(text)), "header", "secret", Shape.PLAIN, text, text)
            return
        told = named(name, context.where) if self._names else None
        if told is None or not self.policy.asks(told.rule, told.kind, told.level):
            return
        strict = told.strict_parts if self.policy.level == "strict" else None
        for span in (strict or told.parts)(text):
            value = text[span.start : span.end]
            yield _Hit(span, told.rule, told.kind, told.shape_of(value), value, value)

    def _by_shape(self, text: str, *, first: bool = False) -> Iterator[_Hit]:
        """Yield what the rules find; `first` those that go before the layers are opened.

        The shape of a bare number tells nothing.
        """
        if _DIGITS.fullmatch(text):
            return
        yield from self._in_words(text, first=first)
        if _SIGNED_LINE.search(text):
            yield from self._in_words(_SIGNED_LINE.sub(" ", text), first=first)

    def _in_words(self, text: str, *, first: bool) -> Iterator[_Hit]:
        for rule, anchors in self._rules.anchored(text):
            if not self.policy.asks(rule.id, rule.kind, rule.level):
                continue
            if isinstance(rule, AssignmentRule):
                for told, span in rule.matches(text, anchors) if not first else ():
                    value = text[span.start : span.end]
                    yield _Hit(span, rule.id, told.kind, told.shape_of(value), value, value)
            elif not first or rule.first:
                for span, _, value, core in rule.matches(text, anchors):
                    yield _Hit(span, rule.id, rule.kind, rule.shape, value, core)

    def _by_own_rules(self, text: str) -> Iterator[_Hit]:
        for rule in self._own:
            if rule.id in self.policy.skip:
                continue
            for span, value in rule.matches(text):
                yield _Hit(span, rule.id, "secret", Shape.PLAIN, value, value)

    def _by_knowledge(self, text: str) -> Iterator[_Hit]:
        for span, known in self._known.matches(text):
            yield _Hit(span, known.rule, known.kind, known.shape, known.value, known.core)

    def _taken(self, text: str, hits: Iterable[_Hit], context: Context) -> list[Edit[str]]:
        """Return the edits for what was found; what may stay is noted and left."""
        edits: list[Edit[str]] = []
        for hit in _apart(text, hits):
            old = text[hit.span.start : hit.span.end]
            new = "" if is_ours(old) else self._noted(hit, old, context)
            if new and new != old:
                edits.append(Edit(hit.span, new))
        return edits

    def _noted(self, hit: _Hit, old: str, context: Context) -> str:
        """Note a finding, and return what stands in its place, `""` for itself."""
        place = context.place
        at = self._pointer(place)
        print_ = self.placeholders.fingerprint(hit.value) if self.policy.allowed else ""
        if self.policy.allows(hit.value, hit.rule, f"/interactions/{place.index}{at}", print_):
            return ""
        shape = Shape.DIGITS if _DIGITS.fullmatch(old) else hit.shape  # a number stays one
        kept = self.policy.kept(place, hit.rule, hit.kind, context.where)
        if not kept and place.side == "response" and self.quoted.get(hit.value, -1) > place.index:
            kept = "a later request quotes it where the recorder compares"
        if kept:
            if (place.index, at, hit.value) in self._kept:
                return ""
            self._kept.add((place.index, at, hit.value))
        vague = not self.placeholders.are_distinct(old)
        self.findings.append(
            Finding(hit.rule, hit.kind, place, hit.value, hit.core, shape, at, context.where,
                    kept, vague=vague)
        )  # fmt: skip
        return "" if kept else self.placeholders.of(old, hit.value, shape, hit.rule)

    def _pointer(self, place: Place) -> str:
        steps = [
            step if isinstance(step, str) else pointer(step[0], step[1].positions)
            for step in self._trail
        ]
        return place.pointer + "".join(steps)

    def _is_pointed_at(self, place: Place, text: str) -> bool:
        """Say whether the user has named the place of a text that has no places of its own."""
        if not self.policy.pointers or "pointer" in self.policy.skip:
            return False
        last = self._trail[-1] if self._trail else ""
        if isinstance(last, tuple) and last[1].position < 0:  # a key
            return False
        if not place.pointer or is_structured(text):
            return False
        at = f"/interactions/{place.index}{self._pointer(place)}"
        return any(matches_pointer(at, wanted) for wanted in self.policy.pointers)


def _apart(text: str, hits: Iterable[_Hit]) -> list[_Hit]:
    """Return hits that do not overlap, from left to right.

    Of two on the same characters the longer one counts, of equal ones the first; where neither
    covers the other they become one.
    """
    ordered = sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end))
    apart: list[_Hit] = []
    for hit in ordered:
        if not apart or hit.span.start >= apart[-1].span.end:
            apart.append(hit)
        elif hit.span.end > apart[-1].span.end:
            span = Span(apart[-1].span.start, hit.span.end)
            value = text[span.start : span.end]
            apart[-1] = apart[-1]._replace(span=span, value=value, core=value, shape=Shape.PLAIN)
    return apart
