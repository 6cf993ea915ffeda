"""Listing: what a cassette holds, in one line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cassette_cli.document.files import Cassette
from cassette_cli.document.provider import provider_of
from cassette_cli.document.reading import Reading


@dataclass
class Summary:
    """What is in a cassette, or in many of them."""

    label: str
    recorder: str = ""
    version: str | None = None
    """Of the file's format or writer, as far as the file says."""
    interactions: int = 0
    providers: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    protocols: list[str] = field(default_factory=list)
    streams: int = 0
    statuses: "Counter[int]" = field(default_factory=Counter)
    tool_calls: int = 0
    input_tokens: int | None = None
    """`None` where no answer counts its tokens."""
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    size: int = 0
    """Of the file, in bytes."""
    flags: "Counter[str]" = field(default_factory=Counter)
    """What deserves a look: `error`, `truncated`, `problem`, `empty`, each with its count."""


def summary(cassette: Cassette) -> Summary:
    """Return what a cassette holds.

    Raises:
        CassetteError: a body cannot be opened.
    """
    recorder = cassette.recorder
    found = Summary(cassette.label, recorder.name, recorder.version(cassette.tree))
    found.size = cassette.size
    for interaction in cassette.interactions():
        _add(found, Reading(interaction))
    if not found.interactions:
        found.flags["empty"] += 1
    return found


def _add(found: Summary, reading: Reading) -> None:
    interaction = reading.interaction
    found.interactions += 1
    _note(found.providers, provider_of(interaction.request.url))
    if interaction.response.status is not None:
        found.statuses[interaction.response.status] += 1
    if reading.stream is not None:
        found.streams += 1
    if reading.protocol is not None:
        _note(found.protocols, reading.protocol)
        _note(found.models, reading.model)
    if reading.error is not None:
        found.flags["error"] += 1
    if reading.problems:
        found.flags["problem"] += 1
    _add_answer(found, reading)


def _add_answer(found: Summary, reading: Reading) -> None:
    answer = reading.answer
    if answer is None:
        return
    if answer.status == "truncated":
        found.flags["truncated"] += 1
    calls = (part for message in answer.messages for part in message.parts)
    found.tool_calls += sum(part.kind == "tool_call" for part in calls)
    if answer.usage is not None:
        found.input_tokens = _plus(found.input_tokens, answer.usage.input_tokens)
        found.output_tokens = _plus(found.output_tokens, answer.usage.output_tokens)
        found.cached_tokens = _plus(found.cached_tokens, answer.usage.cached_tokens)
        if answer.usage.cost is not None:
            found.cost = (found.cost or 0.0) + answer.usage.cost


def _note(known: list[str], name: str | None) -> None:
    if name and name not in known:
        known.append(name)


def _plus(left: int | None, right: int | None) -> int | None:
    return left if right is None else right if left is None else left + right


def totals(summaries: Iterable[Summary]) -> Summary:
    """Return what many cassettes hold together."""
    whole = Summary("total")
    for one in summaries:
        whole.interactions += one.interactions
        whole.streams += one.streams
        whole.tool_calls += one.tool_calls
        whole.size += one.size
        whole.statuses += one.statuses
        whole.flags += one.flags
        for field_name in ("providers", "models", "protocols"):
            for name in getattr(one, field_name):
                _note(getattr(whole, field_name), name)
        whole.input_tokens = _plus(whole.input_tokens, one.input_tokens)
        whole.output_tokens = _plus(whole.output_tokens, one.output_tokens)
        whole.cached_tokens = _plus(whole.cached_tokens, one.cached_tokens)
        if one.cost is not None:
            whole.cost = (whole.cost or 0.0) + one.cost
    return whole
