"""What is asked of a run: which rules, what is allowed, and what may change where."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from cassette_cli.document.configuration import covers
from cassette_cli.document.matching import COMPARED
from cassette_cli.operations.redact.finding import Kind, Place

Level: TypeAlias = Literal["standard", "strict", "headers"]
Requests: TypeAlias = Literal["credentials", "all"]

_IN_PATH_TOO = re.compile(r"url-|password|basic|userinfo|user-info|connection")


class Allowed(NamedTuple):
    """A value that may stay."""

    value: str = ""
    pattern: re.Pattern[str] | None = None
    fingerprint: str = ""
    rule: str = ""
    path: str = ""
    pointer: str = ""

    def covers(self, value: str, fingerprint: str) -> bool:
        """Say whether this is the value, or one of those, that may stay."""
        if self.fingerprint:
            return fingerprint.startswith(self.fingerprint)
        if self.pattern is not None:
            return self.pattern.fullmatch(value) is not None
        return self.value == value


@dataclass(frozen=True)
class Policy:
    """The settings of a run, for one file."""

    path: str = ""
    level: Level = "standard"
    requests: Requests = "credentials"
    only: Collection[str] = ()
    """Ids and kinds of the rules that are asked, empty for all."""
    skip: Collection[str] = ()
    headers: Collection[str] = ()
    """Names of headers, in lower case, whose values go."""
    pointers: Sequence[str] = ()
    allowed: Sequence[Allowed] = ()
    compared: frozenset[str] = field(default=frozenset())
    """What the recorder compares of a request, in its own words."""

    def asks(self, rule: str, kind: Kind, level: str) -> bool:
        """Say whether a rule is asked."""
        if rule in self.skip or kind in self.skip:
            return False
        if self.only:
            return rule in self.only or kind in self.only
        return level == "standard" or self.level == "strict"

    def takes_header(self, name: str) -> bool:
        """Say whether the user has named a header as one whose value goes."""
        return name.lower() in self.headers and "header" not in self.skip

    def kept(self, place: Place, rule: str, kind: Kind, where: str) -> str:
        """Return why a value stays where it stands, `""` where it goes.

        In requests, what the recorder compares stays, or the recording would not be found again;
        credentials go in any case.
        """
        if place.side != "request" or self.requests == "all":
            return ""
        part = "query" if place.part == "url" and where == "parameter" else place.field
        compared = COMPARED.get(part, frozenset({part})) & self.compared
        if not compared or self._is_credential(place, rule, kind, where):
            return ""
        return f"the recorder compares the {part} of requests"

    def notices(self, place: Place, where: str) -> bool:
        """Say whether the recorder would notice that a part of a request has changed."""
        part = "query" if place.part == "url" and where == "parameter" else place.field
        known = COMPARED.get(part, frozenset({part}))
        return place.side == "request" and bool(known & self.compared)

    @staticmethod
    def _is_credential(place: Place, rule: str, kind: Kind, where: str) -> bool:
        if kind != "secret":
            return False
        if place.part == "header" or where in {"parameter", "cookie"}:
            return place.part in {"header", "url"} or place.field == "form-query"
        return place.part == "url" and _IN_PATH_TOO.search(rule) is not None

    def allows(self, value: str, rule: str, pointer: str, fingerprint: str) -> bool:
        """Say whether a value is on the list of those that may stay."""
        return any(
            entry.covers(value, fingerprint)
            and entry.rule in {"", rule}
            and (not entry.path or covers(entry.path, self.path))
            and (not entry.pointer or matches_pointer(pointer, entry.pointer))
            for entry in self.allowed
        )


def matches_pointer(pointer: str, wanted: str) -> bool:
    """Say whether a pointer is the wanted one or below it; `*` is any one step."""
    steps, asked = pointer.split("/"), wanted.rstrip("/").split("/")
    if len(asked) > 1 and asked[1] != "interactions":
        asked = ["", "interactions", "*", *asked[1:]]
    return len(steps) >= len(asked) and all(
        want in {"*", step} for step, want in zip(steps, asked, strict=False)
    )
