"""Interactions as a page: what the terminal shows, in blocks that templates know how to draw.

The decisions are those of `render/show.py`, in the same order; what a terminal has to leave out for
want of room is folded here.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from cassette_cli.chat.message import Failure, Message, Part, Prompt, Tool
from cassette_cli.document.files import Cassette
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Headers
from cassette_cli.operations.show import Turn
from cassette_cli.render.facts import (
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
from cassette_cli.render.message import (
    WITHHELD,
    Wishes,
    argument,
    citations,
    content,
    count,
    prettied,
    pretty,
    short_arguments,
    shortened,
    speaker,
    title,
)

Kind: TypeAlias = Literal[
    "note", "problem", "error", "facts", "tools", "tool", "earlier", "message", "text", "reasoning",
    "refusal", "call", "result", "thing", "body", "events", "source", "words",
]  # fmt: skip


class Block(NamedTuple):
    """A piece of a page. `templates/blocks.html` has a macro for each kind."""

    kind: Kind
    title: str = ""
    note: str = ""
    """What stands beside the title, or alone, in a quiet colour."""
    text: str = ""
    more: str = ""
    """Words on what is left out at the end of the text or the rows."""
    rows: tuple[tuple[str, ...], ...] = ()
    blocks: tuple["Block", ...] = ()


class Section(NamedTuple):
    """An interaction: its line, and what is below it."""

    number: int
    method: str
    url: str
    status: str
    status_style: str
    """`ok`, `warn` or `bad`."""
    times: list[str]
    retry: str
    """`""` for an interaction that is none."""
    about: str
    blocks: list[Block]


class File(NamedTuple):
    """A cassette on a page."""

    label: str
    recorder: str
    interactions: int
    sections: list[Section]
    blocks: list[Block]
    """What is shown instead of sections, or after them."""


def file_of(cassette: Cassette, turns: Iterable[Turn], wishes: Wishes) -> Iterator[File]:
    """Yield a cassette, once.

    Raises:
        CassetteError: a body could not be opened; raised after all that can be shown.
    """
    sections = []
    refused: CassetteError | None = None
    for turn in turns:
        try:
            blocks = list(_turn(turn, wishes))
        except CassetteError as error:
            refused = error.at(f"#{turn.reading.interaction.index}")
            sections.append(_section(turn, wishes, "", [Block("problem", text=error.message)]))
        else:
            words = "" if wishes.http else about(turn.reading)
            sections.append(_section(turn, wishes, words, blocks))
    empty = [] if sections else [Block("note", text="no interactions")]
    yield File(cassette.label, recorder(cassette), len(sections), sections, empty)
    if refused is not None:
        raise refused


def source_of(cassette: Cassette, sources: Iterable[str]) -> Iterator[File]:
    """Yield a cassette, once, with its interactions as they are written in the file."""
    blocks = [Block("source", text=text) for text in sources]
    yield File(cassette.label, recorder(cassette), len(blocks), [], blocks)


def _section(turn: Turn, wishes: Wishes, words: str, blocks: list[Block]) -> Section:
    interaction = turn.reading.interaction
    request, response = interaction.request, interaction.response
    status = outcome(response.status, response.reason)
    return Section(
        interaction.index,
        request.method or "(no method)",
        address(request, wishes),
        status.text,
        status.style,
        times(interaction),
        "" if turn.retry_of is None else retry(turn.retry_of),
        words,
        blocks,
    )


def _turn(turn: Turn, wishes: Wishes) -> Iterator[Block]:
    reading = turn.reading
    if wishes.http:
        yield from _http(reading, wishes)
    else:
        if wishes.request:
            yield from _request(turn, wishes)
        if wishes.response:
            yield from _response(reading, wishes)
    for words in reading.problems:
        yield Block("problem", text=words)


def _http(reading: Reading, wishes: Wishes) -> Iterator[Block]:
    request, response = reading.interaction.request, reading.interaction.response
    for wanted, name, headers, body in (
        (wishes.request, "request", request.headers, request.body),
        (wishes.response, "response", response.headers, response.body),
    ):
        if wanted:
            yield from _headers(f"{name} headers", headers, wishes)
            yield from _body(name, body, wishes)


def _request(turn: Turn, wishes: Wishes) -> Iterator[Block]:
    request = turn.reading.interaction.request
    if wishes.headers:
        yield from _headers("request headers", request.headers, wishes)
    prompt = turn.reading.prompt
    if prompt is None:
        yield from _body("request", request.body, wishes)
        return
    if prompt.settings and (wishes.full or not turn.same_settings):
        yield Block("facts", "settings", rows=tuple(settings(prompt, wishes)))
    if prompt.tools and (wishes.tools or wishes.full or not turn.same_tools):
        yield _tools(prompt.tools, wishes)
    if turn.earlier:
        yield _earlier(turn, prompt, wishes)
    for message in turn.fresh:
        yield message_block(message, wishes, "role")


def _tools(tools: list[Tool], wishes: Wishes) -> Block:
    names = ", ".join(tool.name for tool in tools)
    return Block("tools", "tools offered", names, blocks=tuple(_tool(one, wishes) for one in tools))


def _tool(tool: Tool, wishes: Wishes) -> Block:
    parameters = "" if tool.parameters is None else pretty(tool.parameters, full=wishes.full)
    description, cut = shortened(tool.description, wishes)
    note = f"{description} {cut}".rstrip()
    return Block("tool", tool.name, note, *shortened(parameters, wishes))


def _earlier(turn: Turn, prompt: Prompt, wishes: Wishes) -> Block:
    """Return the messages that have been shown before: how many, and in full also which."""
    again = prompt.messages[: turn.earlier] if wishes.full else []
    blocks = tuple(message_block(message, wishes, "role") for message in again)
    return Block("earlier", earlier(turn), blocks=blocks)


def _response(reading: Reading, wishes: Wishes) -> Iterator[Block]:
    if wishes.headers:
        yield from _headers("response headers", reading.interaction.response.headers, wishes)
    if wishes.events and reading.stream is not None:
        yield _events(reading, wishes._replace(full=True))
    else:
        yield from _answer(reading, wishes)
    if reading.error is not None:
        yield _error(reading.error, reading, wishes)
    if reading.answer is not None and (words := ending(reading.answer)):
        yield Block("note", text=words)


def _answer(reading: Reading, wishes: Wishes) -> Iterator[Block]:
    if reading.answer is not None:
        for message in reading.answer.messages:
            yield message_block(message, wishes, "answer")
    elif reading.stream is not None:
        yield _events(reading, wishes)
    elif reading.error is None or wishes.full or not reading.reports_failure:
        yield from _body("response", reading.interaction.response.body, wishes)


def _events(reading: Reading, wishes: Wishes) -> Block:
    rows, more = few_events(arrivals(reading), wishes)
    told = tuple(("" if n is None else str(n), name, data) for n, name, data in rows)
    return Block("events", more=more, rows=told)


def _error(error: Failure, reading: Reading, wishes: Wishes) -> Block:
    details = tuple(
        (key, " ".join(shortened(value, wishes)).rstrip())
        for key, value in failure_details(error, reading)
    )
    return Block("error", text=failure(error), rows=details)


def _headers(name: str, headers: Headers, wishes: Wishes) -> Iterator[Block]:
    if headers:
        yield Block("facts", name, rows=tuple(printable(headers, wishes)))


def _body(name: str, body: Body, wishes: Wishes) -> Iterator[Block]:
    if not body.is_empty:
        text = legible(body, wishes).text
        yield Block("body", name, body.media_type.name, *shortened(text, wishes))


def message_block(message: Message, wishes: Wishes, style: Literal["role", "answer"]) -> Block:
    """Return a message: who speaks, whether this is the answer, and what is said."""
    blocks = tuple(block for part in message.parts for block in _part(part, wishes))
    return Block("message", speaker(message, style), style, blocks=blocks)


def _part(part: Part, wishes: Wishes) -> Iterator[Block]:
    match part.kind:
        case "text" | "reasoning" | "refusal":
            yield from _spoken(part, part.kind, wishes)
        case "tool_call" | "server_tool_call":
            yield _call(part, wishes)
        case "tool_result":
            name = part.id or part.name or ""
            yield Block("result", name, "", *shortened(prettied(part.text), wishes))
        case _:
            yield Block("thing", title(part), "", *shortened(content(part, wishes), wishes))


def _spoken(
    part: Part, kind: Literal["text", "reasoning", "refusal"], wishes: Wishes
) -> Iterator[Block]:
    if text := part.text.rstrip("\n"):
        size = count(len(text), "character") if kind == "reasoning" else ""
        yield Block(kind, kind, size, *shortened(text, wishes))
    if part.encrypted:
        yield Block("note", text=WITHHELD)
    for words in citations(part, wishes):
        yield Block("note", text=words)


def _call(part: Part, wishes: Wishes) -> Block:
    """Return a call of a tool: its arguments in a line, or one a row, or as they came."""
    name, note, arguments = part.name or "(no name)", part.id or "", part.arguments
    if not isinstance(arguments, dict):
        return Block("call", name, note, *shortened(part.arguments_raw or "", wishes))
    short = short_arguments(arguments)
    if short is not None:
        return Block("call", name, note, short)
    rows = ((key, *shortened(argument(value, wishes), wishes)) for key, value in arguments.items())
    return Block("call", name, note, rows=tuple(rows))
