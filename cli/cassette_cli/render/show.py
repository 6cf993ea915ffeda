"""How interactions read: like a chat transcript under a line about the call."""

from collections.abc import Iterable, Iterator

from cassette_cli.chat.message import Answer, Failure, Tool
from cassette_cli.document.files import Cassette
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Headers
from cassette_cli.operations.show import Turn
from cassette_cli.render.facts import (
    Arrival,
    about,
    address,
    arrivals,
    earlier,
    ending,
    failure,
    failure_details,
    few_events,
    legible,
    outcome,
    printable,
    recorder,
    retry,
    settings,
    times,
)
from cassette_cli.render.line import BLANK, Line, Piece, line
from cassette_cli.render.message import SAYS, Wishes, message_lines, pretty, text_lines


def shown(cassette: Cassette, turns: Iterable[Turn], wishes: Wishes) -> Iterator[Line]:
    """Yield a cassette as lines.

    Raises:
        CassetteError: a body could not be opened; raised after all that can be shown.
    """
    yield line(Piece(cassette.label, "path"), Piece(f" · {recorder(cassette)}", "dim"))
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
        yield line(Piece(retry(turn.retry_of), "warn"), indent=SAYS)
    if wishes.http:
        yield from _http(reading, wishes)
    else:
        if words := about(reading):
            yield line(Piece(words, "dim"), indent=SAYS)
        if wishes.request:
            yield from _request(turn, wishes)
        if wishes.response:
            yield from _response(reading, wishes)
    for words in reading.problems:
        yield line(Piece("! ", "warn"), Piece(words, "warn"), indent=SAYS)


def _call_line(reading: Reading, wishes: Wishes) -> Line:
    interaction = reading.interaction
    request, response = interaction.request, interaction.response
    pieces = [
        Piece(f"#{interaction.index} ", "title"),
        Piece(f"{request.method or '(no method)'} ", "method"),
        Piece(address(request, wishes)),
        Piece("  "),
        outcome(response.status, response.reason),
    ]
    pieces += [Piece(f"  {words}", "dim") for words in times(interaction)]
    return Line(tuple(pieces), hang=SAYS)


def _request(turn: Turn, wishes: Wishes) -> Iterator[Line]:
    reading = turn.reading
    request = reading.interaction.request
    if wishes.headers:
        yield from _headers("request headers", request.headers, wishes)
    prompt = reading.prompt
    if prompt is None:
        yield from _body("request", request.body, wishes)
        return
    if prompt.settings and (wishes.full or not turn.same_settings):
        words = " ".join(f"{key}={value}" for key, value in settings(prompt, wishes))
        yield line(Piece(words, "dim"), indent=SAYS)
    if prompt.tools and (wishes.tools or wishes.full or not turn.same_tools):
        yield from _tools(prompt.tools, wishes)
    if turn.earlier and not wishes.full:
        yield line(Piece(earlier(turn), "dim"), indent=SAYS)
    for message in prompt.messages if wishes.full else turn.fresh:
        yield from message_lines(message, wishes, "role")


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
        yield from map(_event_line, arrivals(reading))
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
    yield line(Piece("error: ", "bad"), Piece(failure(error), "bad"), indent=SAYS)
    for key, value in failure_details(error, reading):
        yield from text_lines(f"{key}: {value}", wishes, "", 2 * SAYS)


def _ending(answer: Answer) -> Iterator[Line]:
    if words := ending(answer):
        yield line(Piece(words, "dim"), indent=SAYS)


def _headers(title: str, headers: Headers, wishes: Wishes) -> Iterator[Line]:
    if headers:
        yield line(Piece(title, "role"), indent=SAYS)
    for name, value in printable(headers, wishes):
        yield line(Piece(f"{name}: ", "key"), value, indent=2 * SAYS)


def _body(title: str, body: Body, wishes: Wishes) -> Iterator[Line]:
    """Yield a body that is no conversation."""
    if body.is_empty:
        return
    yield line(Piece(title, "role"), Piece(f" {body.media_type.name}".rstrip(), "dim"), indent=SAYS)
    words = legible(body, wishes)
    yield from text_lines(words.text, wishes, words.style, 2 * SAYS)


def _http(reading: Reading, wishes: Wishes) -> Iterator[Line]:
    request, response = reading.interaction.request, reading.interaction.response
    for wanted, title, headers, body in (
        (wishes.request, "request", request.headers, request.body),
        (wishes.response, "response", response.headers, response.body),
    ):
        if wanted:
            yield from _headers(f"{title} headers", headers, wishes)
            yield from _body(title, body, wishes)


def _unknown_stream(reading: Reading, wishes: Wishes) -> Iterator[Line]:
    rows = [_event_line(one) for one in arrivals(reading)]
    shown, more = few_events(rows, wishes)
    yield from shown
    if more:
        yield line(Piece(more, "dim"), indent=SAYS)


def _event_line(one: Arrival) -> Line:
    if one.ordinal is None:
        return line(Piece("     "), Piece(one.data, "dim"), indent=2 * SAYS)
    name = [Piece(f"{one.name} ", "key")] if one.name else []
    return Line((Piece(f"{one.ordinal:>4} ", "dim"), *name, Piece(one.data)), 2 * SAYS)
