"""From settings to a run: what is configured and what is asked on the command line, made ready."""

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cassette_cli.document.configuration import Allow, Configuration, RedactSettings, covers
from cassette_cli.document.files import Cassette
from cassette_cli.errors import CassetteError
from cassette_cli.operations.redact.assignments import AssignmentRule
from cassette_cli.operations.redact.checks import is_placeholder
from cassette_cli.operations.redact.finding import Finding, Kind, Place
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.names import NAMED
from cassette_cli.operations.redact.placeholder import Placeholders, Shape, Style
from cassette_cli.operations.redact.policy import Allowed, Policy
from cassette_cli.operations.redact.rule import OwnRule, Rule, Rules, own_rule, packaged_rules
from cassette_cli.operations.redact.run import Redaction
from cassette_cli.operations.redact.search import Search

KINDS: tuple[Kind, ...] = ("secret", "account", "personal", "technical")
_SHORTEST_VALUE = 4
_NAME = re.compile("[A-Z_]+[0-9]{0,2}")


@dataclass(frozen=True)
class Prepared:
    """A run that is ready to begin."""

    redaction: Redaction
    search: Search
    known: KnownValues
    placeholders: Placeholders
    configuration: Configuration


def prepared(
    configuration: Configuration, *, verified: bool = True, wanted: Collection[str] = ()
) -> Prepared:
    """Return a run by these settings.

    Args:
        configuration: the settings, those of the command line among them.
        verified: whether files are to be written, and so must be proven.
        wanted: the variables without which there is to be no run. Others are passed over where
            they say nothing: who replays a project's recordings has no keys, or made-up ones.

    Raises:
        CassetteError: a rule, a pattern or a variable is not what it should be.
    """
    settings = configuration.redact
    rules = packaged_rules()
    own = [_own_rule(name, pattern) for name, pattern in settings.patterns.items()]
    named = [*settings.only, *settings.skip, *(a.rule for a in settings.allow if a.rule)]
    check_rules(named, rules, own)
    for path in settings.paths:
        check_rules([*path.only, *path.skip], rules, own)
    placeholders = Placeholders(settings.salt, Style(settings.style))
    known = KnownValues()
    for name in settings.values:
        if name in wanted or _is_a_value(os.environ.get(name, "")):
            known.add(_given(name), Shape.PLAIN, sure=True)
    search = Search(Rules([*_asked(rules, settings), AssignmentRule()]), own, placeholders, known)
    redaction = Redaction(
        search, known, lambda cassette: _policy(configuration, cassette), verified=verified
    )
    return Prepared(redaction, search, known, placeholders, configuration)


def _asked(rules: Iterable[Rule], settings: RedactSettings) -> list[Rule]:
    """Return the rules that some file may be asked about."""
    strict = settings.level == "strict" or bool(settings.only)
    strict = strict or any(path.level == "strict" or path.only for path in settings.paths)
    return [rule for rule in rules if strict or rule.level == "standard"]


def _own_rule(name: str, pattern: str) -> OwnRule:
    try:
        return own_rule(name, pattern)
    except re.error as error:
        raise CassetteError(
            f"the pattern {name} is no regular expression: {error.msg}",
            hint="it is one of Python's; quote it for your shell",
        ) from error


def _is_a_value(text: str) -> bool:
    return len(text) >= _SHORTEST_VALUE and not is_placeholder(text)


def _given(name: str) -> Finding:
    """Return the value of a variable of the environment as something that was found."""
    value = os.environ.get(name, "")
    # What does not look like a name is not repeated: it may be the value, put in its place.
    called = f"variable {name}" if _NAME.fullmatch(name) else "variable that --value-env names"
    if not value:
        raise CassetteError(f"the {called} is not set", hint="export it, or leave --value-env out")
    if len(value) < _SHORTEST_VALUE:
        raise CassetteError(
            f"the {called} is too short to be looked for",
            hint=f"a value has at least {_SHORTEST_VALUE} characters, or it stands anywhere",
        )
    return Finding(f"value-of-{name}", "secret", Place(), value, value, Shape.PLAIN, "")


def all_rules() -> list[tuple[str, Kind, str, str]]:
    """Return the id, kind, level and title of every rule."""
    found = [(rule.id, rule.kind, rule.level, rule.title) for rule in packaged_rules()]
    found += [(rule.rule, rule.kind, rule.level, rule.title) for rule in NAMED]
    found.append((AssignmentRule.id, "secret", AssignmentRule.level, AssignmentRule.title))
    return sorted(found)


def check_rules(words: Sequence[str], rules: Sequence[Rule], own: Sequence[OwnRule]) -> None:
    """Raise `CassetteError` for a word that is no rule and no kind of rules."""
    ids = {rule.id for rule in rules} | {rule.rule for rule in NAMED} | {rule.id for rule in own}
    ids |= {*KINDS, AssignmentRule.id, "header", "pointer"}
    for word in words:
        if word not in ids:
            from difflib import get_close_matches

            close = get_close_matches(word, ids, n=1)
            hint = f"did you mean {close[0]}?" if close else "`cassette redact --rules` lists them"
            raise CassetteError(f"there is no rule {word}", hint=hint)


def _policy(configuration: Configuration, cassette: Cassette) -> Policy:
    settings = configuration.redact
    level, requests = settings.level, settings.requests
    only, skip = settings.only, settings.skip
    path = _relative(configuration, cassette.label)
    for special in settings.paths:
        if covers(special.path, path):
            level, requests = special.level or level, special.requests or requests
            only, skip = special.only or only, (*skip, *special.skip)
    compared = cassette.recorder.compared(cassette.tree)
    if configuration.match_on is not None:
        compared = frozenset(configuration.match_on)
    return Policy(
        path=path, level=level, requests=requests, only=frozenset(only), skip=frozenset(skip),
        headers=frozenset(name.lower() for name in settings.headers),
        pointers=settings.pointers, allowed=tuple(map(_allowed, settings.allow)),
        compared=compared,
    )  # fmt: skip


def live_policy(configuration: Configuration) -> Policy:
    """Return the settings for live traffic: nothing of it is kept, as nothing is compared yet."""
    settings = configuration.redact
    return Policy(
        level=settings.level, requests="all", only=frozenset(settings.only),
        skip=frozenset(settings.skip),
        headers=frozenset(name.lower() for name in settings.headers),
        pointers=settings.pointers, allowed=tuple(map(_allowed, settings.allow)),
    )  # fmt: skip


def _relative(configuration: Configuration, label: str) -> str:
    """Return a path as the settings speak of it: from the folder that they stand in."""
    full = os.path.abspath(label)  # noqa: PTH100 - `Path.absolute` keeps dots
    return os.path.relpath(full, configuration.root).replace(os.sep, "/")


def _allowed(entry: Allow) -> Allowed:
    pattern = re.compile(entry.pattern) if entry.pattern else None
    return Allowed(entry.value, pattern, entry.fingerprint, entry.rule, entry.path, entry.pointer)
