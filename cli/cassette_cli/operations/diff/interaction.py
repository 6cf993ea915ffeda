"""What differs between two interactions, at the level that is asked."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import zip_longest

from cassette_cli.chat.message import Failure
from cassette_cli.document.masking import masked_url
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.answer import (
    STREAM_STATUS,
    answer_differences,
    stream_differences,
)
from cassette_cli.operations.diff.report import (
    ABSENT,
    Difference,
    Level,
    Pair,
    Verdict,
    sides,
)
from cassette_cli.operations.diff.request import Quotes, body_differences, request_differences
from cassette_cli.operations.diff.wire import answered, status_difference, wire_differences
from cassette_cli.text.json_value import NOT_JSON, too_deep

_COUNTED = r"\b[\w-]*\d[\w.-]*"
"""What numbers and ids look like in the words of an error."""


@dataclass(frozen=True)
class Wishes:
    """What a comparison is to look at."""

    level: Level = Level.MESSAGE
    skipped: Sequence[Callable[[Difference], bool]] = ()
    """Which differences are left out beside those that the level leaves out."""
    with_ignored: bool = False
    """Whether noise is listed."""
    show_secrets: bool = False
    """Whether credentials in addresses are told as they are."""

    def want(self, found: Difference) -> bool:
        """Say whether a difference is one at this level."""
        if self.level is Level.BEHAVIOUR and found.is_wording:
            return False
        return not any(skip(found) for skip in self.skipped)


TOPICS = (
    "status", "error", "stream", "answer", "finish reason", "tool call", "argument", "tool calls",
    "text", "reasoning", "refusal", "citations", "usage", "model", "method", "url", "header",
    "setting", "tool offered", "message", "body", "order", "interaction", "file",
)  # fmt: skip
"""What differences are about."""


def skipping(word: str) -> Callable[[Difference], bool]:
    """Return what leaves differences out: those of a topic, or those at a pointer and below.

    Args:
        word: a topic, or a pointer of the view of an interaction, in which `*` is any one step.

    Raises:
        CassetteError: it is neither.
    """
    topic = word.replace("-", " ")
    if topic in TOPICS:
        return lambda found: found.topic == topic
    if not word.startswith("/"):
        near = get_close_matches(topic, TOPICS, 1)
        hint = f"did you mean {near[0]}?" if near else f"topics are {', '.join(TOPICS)}"
        raise CassetteError("nothing of this name can be ignored", word, hint)
    steps = word.split("/")
    return lambda found: all(
        step is not None and wanted in {"*", step}
        for wanted, step in zip_longest(steps, found.pointer.split("/")[: len(steps)])
    )


def interaction_differences(pair: Pair, quotes: Quotes, wishes: Wishes) -> Iterator[Difference]:
    """Yield what differs between an interaction and what it is in the other file."""
    old, new = pair.old, pair.new
    if old is None or new is None:
        yield _alone(pair, wishes)
        if new is not None and _is_cut_off(new):
            yield Difference(Verdict.BROKEN, "stream", "", STREAM_STATUS, ABSENT, "truncated")
        return
    try:
        if wishes.level is Level.HTTP:
            yield from wire_differences(old, new, show_secrets=wishes.show_secrets)
            if old.answer is not None and new.answer is not None:
                yield from stream_differences(old.answer, new.answer)
        else:
            yield from request_differences(old, new, quotes, show_secrets=wishes.show_secrets)
            yield from _response(old, new)
    except CassetteError as error:
        reason = f"{error.message}; {error.hint}" if error.hint else error.message
        yield Difference(Verdict.BROKEN, "body", "", "", ABSENT, reason)
    except RecursionError:
        yield Difference(Verdict.BROKEN, "body", "", "", ABSENT, too_deep().message)


def _alone(pair: Pair, wishes: Wishes) -> Difference:
    """Return that an interaction is in one of the files only."""
    request = pair.either.interaction.request
    url = request.url or ""
    name = f"{request.method} {url if wishes.show_secrets else masked_url(url)}"
    both = sides(lambda _: name, pair.old, pair.new)
    verdict = Verdict.STATUS if pair.either.failed else Verdict.REQUEST
    return Difference(verdict, "interaction", pair.state, "", *both)


def _is_cut_off(reading: Reading) -> bool:
    try:
        return reading.answer is not None and reading.answer.status == "truncated"
    except CassetteError:
        return False


def _response(old: Reading, new: Reading) -> Iterator[Difference]:
    yield from status_difference(old, new)
    yield from _error(old.error, new.error)
    if old.answer is not None and new.answer is not None:
        yield from answer_differences(old.answer, new.answer)
    elif old.answer is None and new.answer is None and old.error is new.error is None:
        yield from body_differences("response", answered(old), answered(new), Verdict.PROSE)
    elif old.error is None and new.error is None:
        both = old.protocol if old.answer else ABSENT, new.protocol if new.answer else ABSENT
        worse = Verdict.BROKEN if new.answer is None else Verdict.STOP
        yield Difference(worse, "answer", _without(new), "/response/protocol", *both)


def _without(reading: Reading) -> str:
    """Return why a response has no answer, `""` where it has one."""
    if reading.answer is not None:
        return ""
    body = reading.interaction.response.body
    if body.is_empty:
        return "the body is empty"
    if "json" in body.media_type.name and body.json is NOT_JSON:
        return "the body is no JSON"
    return "the body is none of a protocol that is known"


def _error(old: Failure | None, new: Failure | None) -> Iterator[Difference]:
    """Yield that another failure is reported; numbers and ids in its words mean nothing."""
    before, after = (
        (error.type, error.code, re.sub(_COUNTED, "#", error.message or "")) if error else None
        for error in (old, new)
    )
    if before != after:
        is_other = not before or not after or before[:2] != after[:2]
        verdict = Verdict.STATUS if is_other else Verdict.PROSE
        both = sides(lambda error: dict(error._asdict()), old, new)
        yield Difference(verdict, "error", "", "/response/error", *both, not is_other)
