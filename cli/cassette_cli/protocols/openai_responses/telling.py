"""Edited answers of OpenAI Responses, told in their events.

Source: OpenAI API reference, "Responses" and its streaming events (2026-10).
"""

from collections.abc import Sequence

from cassette_cli.chat.message import Answer, Message
from cassette_cli.chat.retelling import ANY, Line, Retelling
from cassette_cli.chat.telling import Change, Facts, Telling, cannot, put_fact
from cassette_cli.protocols.openai_responses.addresses import (
    DONE,
    TERMINAL,
    final_response,
    responses,
    type_of,
)
from cassette_cli.protocols.openai_responses.blank import blank
from cassette_cli.protocols.openai_responses.parts import add_part, remove_part
from cassette_cli.protocols.openai_responses.settling import settle_parts
from cassette_cli.protocols.openai_responses.texts import pad, put_text
from cassette_cli.text.json_value import Json, get, integer, mapping, objects, sequence, string

_ENDINGS = {ending.removeprefix("response.") for ending in TERMINAL}

FACTS = Facts(
    id=(("response", "id"), ("response_id",), ("id",)),
    model=(("response", "model"), ("model",)),
    role=(("item", "role"), ("response", "output", ANY, "role"), ("output", ANY, "role")),
    usage=(("response", "usage"), ("usage",)),
)


def put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    """Let a response end in another way: its status, its reason, and the event that ends it."""
    final = final_response(retelling)
    if final is None:
        raise cannot("this stream was cut off, and has no end that could be changed")
    line, path = final
    ending = reason if reason in _ENDINGS else "incomplete"
    details: Json = {"reason": reason} if reason not in _ENDINGS else None
    retelling.put(line, (*path, "status"), ending)
    if details is not None or get(line.payload, *path, "incomplete_details") is not None:
        retelling.put(line, (*path, "incomplete_details"), details)
    if not retelling.is_plain:
        kind = f"response.{ending}"
        line.name = kind if line.name == type_of(line) else line.name
        retelling.put(line, ("type",), kind)


def put_usage(retelling: Retelling, answer: Answer, usage: dict[str, Json]) -> None:
    """Write the usage where the old one stands, or else into the response that ends the stream."""
    if answer.usage_raw is not None and put_fact(retelling, FACTS.usage, answer.usage_raw, usage):
        return
    final = final_response(retelling)
    if final is None:
        raise cannot("this stream was cut off, and has no end that could tell a usage")
    retelling.put(final[0], (*final[1], "usage"), usage)


def settle(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Let parts come and go, and bring in line what follows from all texts and events."""
    settle_parts(retelling)
    for line in retelling.lines:
        if line.is_new and type_of(line).endswith(".delta"):
            pad(retelling, line)
    _settle_output_text(retelling)
    _settle_sequence(retelling)


def _settle_output_text(retelling: Retelling) -> None:
    """Let the `output_text` follow that some servers put beside the items: all texts as one."""
    for line, path, _ in responses(retelling):
        known = get(line.original, *path, "output_text")
        if not isinstance(known, str):
            continue
        before = sequence(line.original, *path, "output") or [
            get(one.original, "item") for one in retelling.every_line if _is_done(one.original)
        ]
        after = sequence(line.payload, *path, "output") or [
            get(one.payload, "item") for one in retelling.lines if _is_done(one.payload)
        ]
        if known == _texts(before) and known != _texts(after):
            retelling.put(line, (*path, "output_text"), _texts(after))


def _is_done(event: Json) -> bool:
    return string(event, "type") == DONE


def _texts(output: Sequence[Json]) -> str:
    contents = (entry for item in output for entry in objects(item, "content"))
    return "".join(string(one, "text") for one in contents if one.get("type") == "output_text")


def _settle_sequence(retelling: Retelling) -> None:
    """Number the events on from the first, where some have come or gone; gaps stay."""
    known = [_number(line) for line in retelling.every_line if not line.is_new]
    numbers = [number for number in known if number is not None]
    if len({*numbers}) < 2:  # noqa: PLR2004  # one number for all is none
        return
    shift, following = 0, numbers[0]
    for line in retelling.every_line:
        number = _number(line)
        if number is None or (line.is_new and line.is_dropped):
            continue
        if line.is_dropped:
            shift -= 1
            continue
        number = following if line.is_new else number + shift
        shift += 1 if line.is_new else 0
        following = number + 1
        if get(line.payload, "sequence_number") != number:
            retelling.put(line, ("sequence_number",), number)


def _number(line: Line) -> int | None:
    value = line.payload if line.is_new else line.original
    return integer(mapping(value), "sequence_number")


TELLING = Telling(
    facts=FACTS,
    is_fragment=lambda payload: string(payload, "type").endswith(".delta"),
    keeps_empty=False,
    put_text=put_text,
    put_finish=put_finish,
    put_usage=put_usage,
    add_part=add_part,
    remove_part=remove_part,
    settle=settle,
    blank=blank,
)
