"""What of a request recorders compare to find its recording, in their own words."""

from collections.abc import Iterable, Mapping

_BY_URL = frozenset({"url", "uri", "host", "path", "scheme", "port"})
COMPARED: Mapping[str, frozenset[str]] = {
    "url": _BY_URL,
    "query": frozenset({"url", "uri", "query"}),
    "host": frozenset({"host", "url", "uri"}),
    "header": frozenset({"headers"}),
    "body": frozenset({"body", "raw_body"}),
    "method": frozenset({"method"}),
    "form": frozenset({"form", "body"}),
    "form-query": frozenset({"form", "query", "url", "uri"}),
}
"""By which words they say that they compare a part of a request."""


def compared_parts(changed: Iterable[str], compared: frozenset[str]) -> list[str]:
    """Return those of the changed parts of a request that a recorder compares."""
    return sorted(part for part in changed if COMPARED[part] & (compared | _query(part, compared)))


def _query(part: str, compared: frozenset[str]) -> frozenset[str]:
    """Return what stands for a part that is compared piece by piece."""
    return frozenset({"url"}) if part == "url" and "query" in compared else frozenset()
