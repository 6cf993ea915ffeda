"""How an edited answer is told in Anthropic Messages.

Source: Anthropic API reference, "Streaming messages" (2026-10): deltas of text, of thinking and of
input are never empty, but for the first of an input; usage of later events overlays the first.
"""

from collections.abc import Iterator, Sequence

from cassette_cli.chat.items import settle_items
from cassette_cli.chat.message import Answer, Message, Path
from cassette_cli.chat.retelling import ANY, Line, Retelling
from cassette_cli.chat.telling import Change, Facts, Telling, cannot, empties, refuse_no_arguments
from cassette_cli.protocols.anthropic_messages.blank import blank
from cassette_cli.protocols.anthropic_messages.blocks import FRAGMENTS, INPUT
from cassette_cli.protocols.anthropic_messages.parts import (
    add_part,
    message_lines,
    put_fragments,
    put_input,
    remove_part,
)
from cassette_cli.text.json_value import Json, compact, get, mapping, parse, string

_CLONED = {FRAGMENTS["text"], FRAGMENTS["thinking"], INPUT}
"""What is nothing but a piece of a text; a signature is never cut."""
_WRITTEN = {
    ("text", "text"): "text",
    ("thinking", "text"): "thinking",
    ("thinking", "signature"): "signature",
}
"""Where a block of a type has a text that has none so far."""
_USAGE_AT_START: Path = ("message", "usage")


def telling() -> Telling:
    """Return how an edited answer is told."""
    return Telling(
        Facts(
            id=[("message", "id"), ("id",)],
            model=[
                ("message", "model"),
                ("model",),
                ("content_block", "to", "model"),
                ("content", ANY, "to", "model"),
            ],
            role=[("message", "role"), ("role",)],
            finish=[("delta", "stop_reason"), ("stop_reason",)],
        ),
        is_fragment=_is_fragment,
        keeps_empty=False,
        put_text=_put_text,
        put_finish=_put_finish,
        put_usage=_put_usage,
        add_part=add_part,
        remove_part=remove_part,
        settle=_settle,
        blank=blank,
    )


def _is_fragment(payload: dict[str, Json]) -> bool:
    return string(payload, "delta", "type") in _CLONED


def _put_text(retelling: Retelling, change: Change) -> bool:
    """Write what has no fragments that all's way could write to, or is to have none."""
    part, place = change.part, change.part.place
    if change.field == "arguments_raw":
        return _put_input(retelling, change)
    if place is None or place.path[0] == "message" or not empties(change):
        return not part.sites.get(change.field) and _put_first(retelling, change)
    remove_part(retelling, change.message, part)
    return True


def _put_first(retelling: Retelling, change: Change) -> bool:
    """Write a text that is written nowhere so far."""
    place = change.part.place
    if place is None:
        return False
    line = retelling.line(place.event)
    key = _WRITTEN.get((string(line.payload, *place.path, "type"), change.field))
    if key is None:
        return False
    if _is_streamed(place.path):
        put_fragments(retelling, change.message, change.part, key, change.new)
    else:
        retelling.put(line, (*place.path, key), change.new)
    return True


def _is_streamed(path: Path) -> bool:
    """Say whether a block has events of its own."""
    return path == ("content_block",)


def _put_input(retelling: Retelling, change: Change) -> bool:
    """Write the input of a call where it has no deltas, or is to have none; else leave it to all's.

    Raises:
        CassetteError: there is no input at all; that of a call without any is `{}`.
    """
    part, place = change.part, change.part.place
    refuse_no_arguments(change.new)
    if place is None or not _is_streamed(place.path):
        return False
    start = retelling.line(place.event)
    at_start = get(start.payload, *place.path, "input")
    sites = part.sites.get("arguments_raw", [])  # none, where the start has no input
    by_deltas = bool(sites) and all(site.path[0] == "delta" for site in sites)
    if by_deltas and at_start == {} and change.new == "{}":
        for site in sites:
            if get(retelling.line(site.event).payload, *site.path):
                retelling.drop(retelling.line(site.event))
        return True
    if by_deltas or (at_start and compact(_value(change.new)) == change.new):
        return False
    put_input(retelling, change.message, part, change.new)
    return True


def _value(text: str) -> Json:
    value = parse(text)
    return value if isinstance(value, dict | list) else None


def _put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    """Write why a message ended into the events that say so, the last one if none does.

    Raises:
        CassetteError: no event can.
    """
    if retelling.is_plain:
        retelling.put(retelling.line(0), ("stop_reason",), reason)
        return
    lines = [
        line
        for line in message_lines(retelling, message.index)
        if isinstance(get(line.payload, "delta"), dict)
        and string(line.payload, "type") == "message_delta"
    ]
    said = [line for line in lines if string(line.payload, "delta", "stop_reason")]
    if not lines:
        raise cannot("this answer is cut off before the event that says why it ended")
    for line in said or lines[-1:]:
        retelling.put(line, ("delta", "stop_reason"), reason)


def _put_usage(retelling: Retelling, answer: Answer, new: dict[str, Json]) -> None:
    """Write each count that changes into the last event that has it, a start that is repeated too.

    Raises:
        CassetteError: no event has counts, or one is to be null, which says nothing.
    """
    old = mapping(answer.usage_raw)
    places = [*_usages(retelling, answer)]
    if not places:
        raise cannot("this answer has no usage that could be changed")
    if any(value is None for value in new.values()):
        raise cannot("a count of the usage cannot be null", hint="take it out instead")
    for key in old.keys() - new.keys():
        for line, path in places:
            retelling.remove(line, (*path, key))
    for key, value in new.items():
        if key not in old or value != old[key]:
            said = [at for at in places if get(at[0].payload, *at[1], key) is not None]
            carriers = said or places
            starts = [at for at in carriers if at[1] == carriers[-1][1] == _USAGE_AT_START]
            for line, path in starts or carriers[-1:]:
                retelling.put(line, (*path, key), value)


def _usages(retelling: Retelling, answer: Answer) -> Iterator[tuple[Line, Path]]:
    """Yield where the counts stand of the last message that has any."""
    if retelling.is_plain:
        if mapping(retelling.line(0).payload, "usage"):
            yield retelling.line(0), ("usage",)
        return
    for message in reversed(answer.messages):
        found: list[tuple[Line, Path]] = []
        for line in message_lines(retelling, message.index):
            kind = string(line.payload, "type")
            path: Path = _USAGE_AT_START if kind == "message_start" else ("usage",)
            if kind in {"message_start", "message_delta"} and mapping(line.payload, *path):
                found.append((line, path))
        if found:
            yield from found
            return


def _settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Put the blocks of a plain answer in their list.

    Raises:
        CassetteError: a fact of one of several messages has changed, which cannot be told apart.
    """
    for line in retelling.lines:
        settle_items(retelling, line, ("content",))
    if len(answer.messages) > 1 and any(
        string(line.payload, "message", "role") != string(line.original, "message", "role")
        or (get(line.original, "delta", "stop_reason") and not _reason(line))
        for line in retelling.lines
        if not line.is_new
    ):
        raise cannot("the role of one of several messages in a body cannot be changed")


def _reason(line: Line) -> str:
    return string(line.payload, "delta", "stop_reason")
