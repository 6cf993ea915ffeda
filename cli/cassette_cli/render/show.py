"""How interactions read: like a chat transcript under a line about the call."""

from collections.abc import Iterable, Iterator

from cassette_cli.chat.message import Answer, Failure, Tool, Usage
from cassette_cli.document.files import Cassette
from cassette_cli.document.masking import masked_headers, masked_url
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Headers
from cassette_cli.operations.show import Turn
from cassette_cli.render.line import BLANK, Line, Piece, line
from cassette_cli.render.message import SAYS, Wishes, count, message_lines, pretty, text_lines
from cassette_cli.text.json_value import NOT_JSON, Json, compact, mapping

_BAD, _ODD = 400, 300
_SECOND = 1_000
_LONG_SETTING = 40


def shown(cassette: Cassette, turns: Iterable[Turn], wishes: Wishes) -> Iterator[Line]:
    """Yield a cassette as lines.

    Raises:
        CassetteError: a body could not be opened; raised after all that can be shown.
    """
    version = cassette.recorder.version(cassette.tree)
    recorder = cassette.recorder.title + (f" {version}" if version else "")
    yield line(Piece(cassette.label, "path"), Piece(f" · {recorder}", "dim"))
    empty = True
    refused: CassetteError | None = None
    for turn in turns:
        empty = False
        yield BLANK
        try:
            yield from list(_turn(turn, wishes))
        except CassetteError as error:
            refused = error.at(f"#{turn.reading.interaction.index}")
            yield _call_line(turn.reading, wishes)
            yield line(Piece(f"! {error.message}", "bad"), indent=SAYS)
    if empty:
        yield line(Piece("no interactions", "dim"))
    if refused is not None:
        raise refused


def _turn(turn: Turn, wishes: Wishes) -> Iterator[Line]:
    reading = turn.reading
    yield _call_line(reading, wishes)
    if turn.retry_of is not None:
        yield line(Piece(f"retry of #{turn.retry_of}: the same request again", "warn"), indent=SAYS)
    if wishes.http:
        yield from _http(reading, wishes)
    else:
        about = _about(reading)
        if about:
            yield line(Piece(" · ".join(about), "dim"), indent=SAYS)
        if wishes.request:
            yield from _request(turn, wishes)
        if wishes.response:
            yield from _response(reading, wishes)
    for words in reading.problems:
        yield line(Piece("! ", "warn"), Piece(words, "warn"), indent=SAYS)


def _call_line(reading: Reading, wishes: Wishes) -> Line:
    interaction = reading.interaction
    request, response = interaction.request, interaction.response
    url = request.url or "(no URL)"
    pieces = [
        Piece(f"#{interaction.index} ", "title"),
        Piece(f"{request.method or '(no method)'} ", "method"),
        Piece(url if wishes.show_secrets else masked_url(url)),
        Piece("  "),
        _status(response.status, response.reason),
    ]
    if interaction.duration_ms is not None:
        pieces.append(Piece(f"  {_duration(interaction.duration_ms)}", "dim"))
    if interaction.recorded_at:
        pieces.append(Piece(f"  {interaction.recorded_at}", "dim"))
    return Line(tuple(pieces), hang=SAYS)


def _status(status: int | None, reason: str | None) -> Piece:
    if status is None:
        return Piece("(no status)", "bad")
    words = f"{status} {reason}" if reason and status >= _ODD else str(status)
    return Piece(words, "bad" if status >= _BAD else "warn" if status >= _ODD else "ok")


def _duration(milliseconds: float) -> str:
    if milliseconds < _SECOND:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / _SECOND:.2f} s"


def _about(reading: Reading) -> list[str]:
    """Return what there is to say of the answer before it speaks."""
    found = [
        word for word in (reading.protocol, reading.model if reading.protocol else None) if word
    ]
    stream = reading.stream
    if stream is not None:
        found.append(f"stream of {count(len(stream.events), 'event')}")
    return found


def _request(turn: Turn, wishes: Wishes) -> Iterator[Line]:
    reading = turn.reading
    request = reading.interaction.request
    if wishes.headers:
        yield from _headers("request headers", request.headers, wishes)
    prompt = reading.prompt
    if prompt is None:
        yield from _body("request", request.body, wishes)
        return
    if wishes.full or not turn.same_settings:
        yield from _settings(prompt.settings, wishes)
    if prompt.tools and (wishes.tools or wishes.full or not turn.same_tools):
        yield from _tools(prompt.tools, wishes)
    if turn.earlier:
        words = f"… {count(turn.earlier, 'earlier message')}"
        if not wishes.full:
            yield line(Piece(words, "dim"), indent=SAYS)
    for message in prompt.messages if wishes.full else turn.fresh:
        yield from message_lines(message, wishes, "role")


def _settings(settings: dict[str, Json], wishes: Wishes) -> Iterator[Line]:
    """Yield what else is asked: temperature, limits, formats; long ones only in full."""
    words = [f"{key}={compact(value)}" for key, value in settings.items()]
    if not wishes.full:
        words = [
            word if len(word) <= _LONG_SETTING else f"{word.partition('=')[0]}=…" for word in words
        ]
    if words:
        yield line(Piece(" ".join(words), "dim"), indent=SAYS)


def _tools(tools: list[Tool], wishes: Wishes) -> Iterator[Line]:
    if not wishes.tools:
        names = ", ".join(tool.name for tool in tools)
        yield line(Piece("tools offered: ", "dim"), Piece(names, "dim"), indent=SAYS)
        return
    yield line(Piece("tools offered", "role"), indent=SAYS)
    for tool in tools:
        yield line(Piece(tool.name, "tool"), indent=2 * SAYS)
        yield from text_lines(tool.description, wishes, "dim", 3 * SAYS)
        if tool.parameters is not None:
            yield from text_lines(pretty(tool.parameters), wishes, "", 3 * SAYS)


def _response(reading: Reading, wishes: Wishes) -> Iterator[Line]:
    if wishes.headers:
        yield from _headers("response headers", reading.interaction.response.headers, wishes)
    if wishes.events and reading.stream is not None:
        yield from events(reading)
    else:
        yield from _answer(reading, wishes)
    if reading.error is not None:
        yield from _error(reading.error, reading, wishes)
    if reading.answer is not None:
        yield from _ending(reading.answer)


def _answer(reading: Reading, wishes: Wishes) -> Iterator[Line]:
    if reading.answer is not None:
        for message in reading.answer.messages:
            yield from message_lines(message, wishes, "answer")
    elif reading.stream is not None:
        yield from _unknown_stream(reading, wishes)
    elif reading.error is None or wishes.full or not reading.reports_failure:
        yield from _body("response", reading.interaction.response.body, wishes)


def _error(error: Failure, reading: Reading, wishes: Wishes) -> Iterator[Line]:
    """Yield an error: what the provider calls it, and what else it says."""
    words = " · ".join(str(word) for word in error if word is not None)
    yield line(Piece("error: ", "bad"), Piece(words, "bad"), indent=SAYS)
    body = mapping(reading.interaction.response.body.json)
    last = reading.stream.events[-1].json if reading.stream and reading.stream.events else None
    details = mapping(body, "error") or mapping(last, "error")
    for key, value in {**details, **mapping(details, "metadata")}.items():
        if isinstance(value, str) and value not in error:
            yield from text_lines(f"{key}: {value}", wishes, "", 2 * SAYS)


def _ending(answer: Answer) -> Iterator[Line]:
    several = len(answer.messages) > 1
    words = [
        f"[{message.index}] {message.finish_reason_raw}" if several else message.finish_reason_raw
        for message in answer.messages
        if message.finish_reason_raw
    ]
    if answer.usage is not None:
        words += _usage(answer.usage)
    if words:
        yield line(Piece(" · ".join(words), "dim"), indent=SAYS)


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


def _headers(title: str, headers: Headers, wishes: Wishes) -> Iterator[Line]:
    if headers:
        yield line(Piece(title, "role"), indent=SAYS)
    for header in headers if wishes.show_secrets else masked_headers(headers):
        yield line(Piece(f"{header.name}: ", "key"), header.value, indent=2 * SAYS)


def _body(title: str, body: Body, wishes: Wishes) -> Iterator[Line]:
    """Yield a body that is no conversation."""
    if body.is_empty:
        return
    yield line(Piece(title, "role"), Piece(f" {body.media_type.name}".rstrip(), "dim"), indent=SAYS)
    value = body.json
    if value is not NOT_JSON:
        yield from text_lines(pretty(value, full=wishes.full), wishes, "", 2 * SAYS)
    elif (text := body.text) is not None:
        yield from text_lines(text, wishes, "", 2 * SAYS)
    else:
        yield line(Piece(f"{len(body.data):,} bytes, not text", "dim"), indent=2 * SAYS)


def _http(reading: Reading, wishes: Wishes) -> Iterator[Line]:
    request, response = reading.interaction.request, reading.interaction.response
    for wanted, title, headers, body in (
        (wishes.request, "request", request.headers, request.body),
        (wishes.response, "response", response.headers, response.body),
    ):
        if wanted:
            yield from _headers(f"{title} headers", headers, wishes)
            yield from _body(title, body, wishes)


_MOST_EVENTS = 12


def _unknown_stream(reading: Reading, wishes: Wishes) -> Iterator[Line]:
    lines = list(events(reading))
    most = len(lines) if wishes.full else _MOST_EVENTS
    yield from lines[:most]
    if len(lines) > most:
        yield line(
            Piece(f"… {len(lines) - most} more events; --full shows all", "dim"), indent=SAYS
        )


def events(reading: Reading) -> Iterator[Line]:
    """Yield a stream as it arrived: its events, and in between its comments and markers."""
    stream = reading.stream
    if stream is None:
        return
    rows: list[tuple[int, Line]] = []
    for event in stream.events:
        data = compact(event.json) if isinstance(event.json, dict | list) else event.data
        pieces = [Piece(f"{event.ordinal:>4} ", "dim")]
        if event.name:
            pieces.append(Piece(f"{event.name} ", "key"))
        rows.append((event.start, Line((*pieces, Piece(data)), 2 * SAYS)))
    for aside in stream.asides:
        rows.append((aside.start, line(Piece("     "), Piece(aside.text, "dim"), indent=2 * SAYS)))
    rows.sort(key=lambda row: row[0])
    yield from (one for _, one in rows)
