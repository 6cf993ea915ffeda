"""How messages read: roles, words, reasoning, calls of tools."""

import json
from collections.abc import Iterator
from json import JSONEncoder
from typing import NamedTuple

from cassette_cli.chat.message import Message, Part
from cassette_cli.render.line import Line, Piece, line
from cassette_cli.text.json_value import Json, dumped, mapping, string, too_deep

SAYS = 4
"""How far what belongs to an interaction is indented; what is said, once more."""
_MOST_LINES = 24
_MOST_CHARACTERS = 2_000
_ONE_LINE = 100
_LONG_STRING = 200


class Wishes(NamedTuple):
    """What of an interaction is to be seen."""

    full: bool = False
    headers: bool = False
    events: bool = False
    tools: bool = False
    request: bool = True
    response: bool = True
    show_secrets: bool = False
    http: bool = False
    """Show messages of HTTP with their bodies instead of a conversation."""


def count(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def message_lines(message: Message, wishes: Wishes, style: str) -> Iterator[Line]:
    """Yield a message: its role, and below it what it says."""
    yield line(Piece(speaker(message, style), style), indent=SAYS)
    for part in message.parts:
        yield from _part(part, wishes)


def speaker(message: Message, style: str) -> str:
    """Return whose message it is, of several answers also which one."""
    if message.index == 0 or style == "role":
        return message.role
    return f"{message.role} [{message.index}]"


_MEDIA = {"image", "audio", "file"}
WITHHELD = "(reasoning withheld by the provider)"
_LOOKS = {"reasoning": ("│ ", "reasoning"), "refusal": ("✗ ", "warn"), "text": ("", "")}


def _part(part: Part, wishes: Wishes) -> Iterator[Line]:
    inside = 2 * SAYS
    if part.kind in _LOOKS:
        yield from _spoken(part, wishes)
    elif part.kind in {"tool_call", "server_tool_call"}:
        yield from call_lines(part, wishes, inside)
    elif part.kind == "tool_result":
        name = part.id or part.name or ""
        yield line(Piece("← ", "tool"), Piece(name, "dim"), indent=inside)
        yield from text_lines(prettied(part.text), wishes, "", inside + 2)
    else:
        yield line(Piece(f"[{title(part)}]", "tool"), indent=inside)
        style = "" if part.text else "dim"
        yield from text_lines(content(part, wishes), wishes, style, inside + 2)


def content(part: Part, wishes: Wishes) -> str:
    """Return what is in a part that is neither words nor a call; media only in full."""
    if part.kind in _MEDIA and not wishes.full:
        return ""
    if part.text or part.raw is None:
        return part.text
    return pretty(part.raw if wishes.full else _cut(part.raw))


def title(part: Part) -> str:
    """Return what to call a part that is neither words nor a call."""
    kind = "" if part.kind in {"unknown", "server_tool_result"} else part.kind.replace("_", " ")
    inside = dumped(part.raw) if part.kind in _MEDIA else ""
    size = f"{len(inside):,} characters" if inside else ""
    return " ".join(filter(None, (kind, part.name, size))) or "unknown"


def _spoken(part: Part, wishes: Wishes) -> Iterator[Line]:
    lead, style = _LOOKS[part.kind]
    for row in text_lines(part.text.rstrip("\n"), wishes, style, 2 * SAYS):
        yield row._replace(lead=Piece(lead, style))
    if part.encrypted:
        yield line(Piece(WITHHELD, "dim"), indent=2 * SAYS)
    for words in citations(part, wishes):
        yield line(Piece(words, "dim"), indent=2 * SAYS)


_CITED = ("title", "cited_text", "text", "filename", "document_title")
_MOST_CITATIONS = 5


def citations(part: Part, wishes: Wishes) -> Iterator[str]:
    """Yield what a text cites, each in a line; of many only the first."""
    for note in part.annotations if wishes.full else part.annotations[:_MOST_CITATIONS]:
        yield f"[{_citation(note)}]"
    more = len(part.annotations) - _MOST_CITATIONS
    if more > 0 and not wishes.full:
        yield f"… {count(more, 'more citation')}"


def _citation(note: Json) -> str:
    """Return a citation in a line: what is cited and where it is, wherever a provider says so."""
    if isinstance(note, str):
        return note
    places = [
        mapping(note),
        *(inside for inside in mapping(note).values() if isinstance(inside, dict)),
    ]
    what = next((string(p, key) for p in places for key in _CITED if string(p, key)), "")
    where = next((string(p, key) for p in places for key in ("url", "uri") if string(p, key)), "")
    return " · ".join(filter(None, (" ".join(what.split())[:120], where))) or dumped(note)


def call_lines(part: Part, wishes: Wishes, indent: int) -> Iterator[Line]:
    """Yield a call of a tool as a call looks in code."""
    start = Piece("→ ", "tool"), Piece(part.name or "(no name)", "tool")
    tail = [Piece(f"  {part.id}", "dim")] if part.id else []
    arguments = part.arguments
    if not isinstance(arguments, dict):
        raw = part.arguments_raw or ""
        yield line(*start, "(" if raw else "()", *([] if raw else tail), indent=indent)
        if raw:
            yield from text_lines(raw, wishes, "", indent + SAYS)
            yield line(")", *tail, indent=indent + 2)
        return
    short = short_arguments(arguments)
    if short is not None:
        yield line(*start, f"({short})", *tail, indent=indent)
        return
    yield line(*start, "(", indent=indent)
    for key, value in arguments.items():
        yield from _argument(key, value, wishes, indent + SAYS)
    yield line(")", *tail, indent=indent + 2)


def short_arguments(arguments: dict[str, Json]) -> str | None:
    """Return the arguments of a call in one line; `None` where that would be long."""
    short = ", ".join(f"{key}={_value(value)}" for key, value in arguments.items())
    return short if len(short) <= _ONE_LINE else None


def argument(value: Json, wishes: Wishes) -> str:
    """Return an argument: text of several lines as that, any other value as JSON."""
    if isinstance(value, str) and "\n" in value:
        return value
    short = _value(value)
    return short if len(short) <= _ONE_LINE else pretty(value, full=wishes.full)


def _argument(key: str, value: Json, wishes: Wishes, indent: int) -> Iterator[Line]:
    shown = argument(value, wishes)
    if isinstance(value, str) and "\n" in value:
        yield line(Piece(key, "key"), "=", indent=indent)
        yield from text_lines(shown, wishes, "", indent + SAYS)
        return
    first, *more = text_lines(shown, wishes, "", indent)
    yield line(Piece(key, "key"), "=", *first.pieces, indent=indent)
    yield from more


def _value(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def pretty(value: Json, *, full: bool = True) -> str:
    """Return a value as indented JSON; not all of it where the rest would be cut anyway."""
    if full:
        return dumped(value, indent=2)
    pieces: list[str] = []
    size = 0
    for piece in JSONEncoder(ensure_ascii=False, indent=2).iterencode(value):
        pieces.append(piece)
        size += len(piece)
        if size > 2 * _MOST_CHARACTERS:
            break
    return "".join(pieces)


def prettied(text: str) -> str:
    """Return a text that is a JSON object in a readable form, any other as it is."""
    if text[:1] not in {"{", "["} or len(text) < _ONE_LINE:
        return text
    try:
        return pretty(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _cut(value: Json) -> Json:
    """Return a value with media and other long strings cut."""
    try:
        return _cut_long(value)
    except RecursionError as error:
        raise too_deep() from error


def _cut_long(value: Json) -> Json:
    match value:
        case dict():
            return {key: _cut_long(inside) for key, inside in value.items()}
        case list():
            return [_cut_long(inside) for inside in value]
        case str() if len(value) > _LONG_STRING:
            return f"{value[:60]}… {len(value):,} characters"
    return value


def text_lines(text: str, wishes: Wishes, style: str, indent: int) -> Iterator[Line]:
    """Yield a text; a long one is cut, and says how to see the rest."""
    if not text:
        return
    shown, more = shortened(text, wishes)
    for row in shown.split("\n"):
        yield line(Piece(row.rstrip("\r"), style), indent=indent)
    if more:
        yield line(Piece(more, "dim"), indent=indent)


def shortened(text: str, wishes: Wishes) -> tuple[str, str]:
    """Return the beginning of a long text, and words on what is left out; `""` for nothing."""
    if wishes.full:
        return text, ""
    shown = "\n".join(text[:_MOST_CHARACTERS].split("\n")[:_MOST_LINES])
    left = len(text) - len(shown)
    return shown, f"… {left:,} more characters; --full shows all" if left else ""
