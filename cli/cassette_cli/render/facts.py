"""What there is to say of an interaction, in words: the same on a terminal and on a page."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from cassette_cli.chat.message import Answer, Failure, Prompt, Usage
from cassette_cli.document.files import Cassette
from cassette_cli.document.masking import masked_headers, masked_url
from cassette_cli.document.reading import Reading
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Headers, Interaction, Request
from cassette_cli.operations.show import Turn
from cassette_cli.render.line import Piece
from cassette_cli.render.message import Wishes, count, pretty
from cassette_cli.text.json_value import NOT_JSON, compact, mapping

_BAD, _ODD = 400, 300
_SECOND = 1_000
_LONG_SETTING = 40
_MOST_EVENTS = 12
T = TypeVar("T")


def recorder(cassette: Cassette) -> str:
    """Return what recorded a cassette, with its version where the file says so."""
    version = cassette.recorder.version(cassette.tree)
    return cassette.recorder.title + (f" {version}" if version else "")


def retry(failed: int) -> str:
    """Return words for an interaction that repeats one that failed."""
    return f"retry of #{failed}: the same request again"


def address(request: Request, wishes: Wishes) -> str:
    """Return the URL of a request as it may be printed."""
    url = request.url or "(no URL)"
    return url if wishes.show_secrets else masked_url(url)


def outcome(status: int | None, reason: str | None) -> Piece:
    """Return the status of a response in the style of what it means."""
    if status is None:
        return Piece("(no status)", "bad")
    words = f"{status} {reason}" if reason and status >= _ODD else str(status)
    return Piece(words, "bad" if status >= _BAD else "warn" if status >= _ODD else "ok")


def times(interaction: Interaction) -> list[str]:
    """Return how long an interaction took and when it was recorded, as far as that is known."""
    found = []
    milliseconds = interaction.duration_ms
    if milliseconds is not None:
        short = milliseconds < _SECOND
        found.append(f"{milliseconds:.0f} ms" if short else f"{milliseconds / _SECOND:.2f} s")
    if interaction.recorded_at:
        found.append(interaction.recorded_at)
    return found


def about(reading: Reading) -> str:
    """Return what there is to say of the answer before it speaks, in a line; `""` for nothing."""
    found = [reading.protocol, reading.model if reading.protocol else None]
    if reading.stream is not None:
        found.append(f"stream of {count(len(reading.stream.events), 'event')}")
    return " · ".join(filter(None, found))


def earlier(turn: Turn) -> str:
    """Return words for the messages that have been shown before."""
    return f"… {count(turn.earlier, 'earlier message')}"


def settings(prompt: Prompt, wishes: Wishes) -> Iterator[tuple[str, str]]:
    """Yield what else is asked: temperature, limits, formats; long values only in full."""
    for key, value in prompt.settings.items():
        words = compact(value)
        short = wishes.full or len(f"{key}={words}") <= _LONG_SETTING
        yield key, words if short else "…"


def failure(error: Failure) -> str:
    """Return what the provider calls an error, in a line."""
    return " · ".join(str(word) for word in error if word is not None)


def failure_details(error: Failure, reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield what else the provider says of an error."""
    body = mapping(reading.interaction.response.body.json)
    last = reading.stream.events[-1].json if reading.stream and reading.stream.events else None
    details = mapping(body, "error") or mapping(last, "error")
    for key, value in {**details, **mapping(details, "metadata")}.items():
        if isinstance(value, str) and value not in error:
            yield key, value


def ending(answer: Answer) -> str:
    """Return why an answer ended and what it took, in a line; `""` for nothing."""
    several = len(answer.messages) > 1
    words = [
        f"[{message.index}] {message.finish_reason_raw}" if several else message.finish_reason_raw
        for message in answer.messages
        if message.finish_reason_raw
    ]
    if answer.usage is not None:
        words += _usage(answer.usage)
    return " · ".join(words)


def _usage(usage: Usage) -> Iterator[str]:
    if usage.input_tokens is not None or usage.output_tokens is not None:
        asked, made = ("?" if n is None else f"{n:,}" for n in usage[:2])
        yield f"{asked} in / {made} out tokens"
    for number, word in (
        (usage.cached_tokens, "cached"),
        (usage.cache_write_tokens, "written to cache"),
        (usage.reasoning_tokens, "reasoning"),
    ):
        if number:
            yield f"{number:,} {word}"
    if usage.cost is not None:
        yield money(usage.cost)


def money(cost: float) -> str:
    """Return a cost as recorded, in dollars, without the tail of zeros."""
    words = f"{cost:.10f}".rstrip("0")
    whole, _, cents = words.partition(".")
    return f"${whole}.{cents.ljust(2, '0')}"


def printable(headers: Headers, wishes: Wishes) -> Iterator[tuple[str, str]]:
    """Yield headers as they may be printed."""
    for header in headers if wishes.show_secrets else masked_headers(headers):
        yield header.name, header.value


def legible(body: Body, wishes: Wishes) -> Piece:
    """Return a body as text: JSON indented, and of bytes only how many they are."""
    value = body.json
    if value is not NOT_JSON:
        return Piece(pretty(value, full=wishes.full))
    text = body.text
    return Piece(f"{len(body.data):,} bytes, not text", "dim") if text is None else Piece(text)


def few_events(rows: list[T], wishes: Wishes) -> tuple[list[T], str]:
    """Return the first events of a stream, and words on what is left out; `""` for nothing."""
    left = 0 if wishes.full else len(rows) - _MOST_EVENTS
    if left <= 0:
        return rows, ""
    return rows[:_MOST_EVENTS], f"… {left} more events; --full shows all"


class Arrival(NamedTuple):
    """A thing that came in a stream: an event, or a comment or marker between the events."""

    ordinal: int | None
    """`None` for what is no event."""
    name: str
    data: str


def arrivals(reading: Reading) -> list[Arrival]:
    """Return a stream as it arrived."""
    stream = reading.stream
    if stream is None:
        return []
    rows = []
    for event in stream.events:
        data = compact(event.json) if isinstance(event.json, dict | list) else event.data
        rows.append((event.start, Arrival(event.ordinal, event.name, data)))
    rows += [(aside.start, Arrival(None, "", aside.text)) for aside in stream.asides]
    rows.sort(key=lambda row: row[0])
    return [arrival for _, arrival in rows]
