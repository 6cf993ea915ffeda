"""Edited answers of chat completions, told in their chunks.

Source: OpenAI API reference, "Chat completions" and "Streaming" (2026-10); what other providers do
differently as recorded.
"""

from collections.abc import Iterator

from cassette_cli.chat.message import Answer, Message, Path
from cassette_cli.chat.retelling import ANY, Line, Retelling
from cassette_cli.chat.telling import Change, Facts, Telling, cannot, put_fact
from cassette_cli.protocols.openai_chat.adding import add_part
from cassette_cli.protocols.openai_chat.blank import blank
from cassette_cli.protocols.openai_chat.chunks import (
    calls_of,
    choice_in,
    holder_of,
    is_fragment,
    places_of_call,
)
from cassette_cli.protocols.openai_chat.removing import remove_part
from cassette_cli.protocols.openai_chat.settling import USAGE, settle
from cassette_cli.text.json_value import Json, get, integer, mapping

FACTS = Facts(
    id=(("id",),),
    model=(("model",),),
    role=(("choices", ANY, "delta", "role"), ("choices", ANY, "message", "role")),
    finish=(("choices", ANY, "finish_reason"),),
    usage=USAGE,
)
_HOLDERS = ("function", "custom")


def put_text(retelling: Retelling, change: Change) -> bool:
    """Write what is not a text in fragments; a text of which nothing is left is taken out."""
    part = change.part
    if part.kind == "tool_call":
        return _put_of_call(retelling, change)
    if part.kind == "reasoning" and change.field in {"id", "signature"}:
        places = [*_of_reasoning(retelling, change.field)]
        return bool(put_fact(retelling, places, change.old, change.new, change.message.index))
    if not change.new and change.field == "text" and not (part.signature or part.encrypted):
        remove_part(retelling, change.message, part)
        return True
    return False


def _of_reasoning(retelling: Retelling, field: str) -> Iterator[Path]:
    holder = ("choices", ANY, holder_of(retelling))
    yield (*holder, "reasoning_details", ANY, field)
    yield (*holder, "content", ANY, field)


def _put_of_call(retelling: Retelling, change: Change) -> bool:
    """Write the id or the name of a call wherever it is repeated, and arguments that had no place.

    What was missing is put into the first fragment.
    """
    places = places_of_call(retelling, change.message, change.part)
    if change.field == "arguments_raw":
        if not change.part.sites.get("arguments_raw"):
            line, path = places[0]
            retelling.put(line, (*_function(line, path), "arguments"), change.new)
        return not change.part.sites.get("arguments_raw")
    ways = [
        (line, (*(path if change.field == "id" else _function(line, path)), change.field))
        for line, path in places
        if change.field == "name" or path[-1] != "function_call"
    ]
    if not ways:
        raise cannot("the id of this tool_call is written nowhere by itself")
    written = [
        (line, way) for line, way in ways if change.old and get(line.payload, *way) == change.old
    ]
    count = len(calls_of(retelling, change.message.index))
    for line, way in written or ways[:1]:
        retelling.put(line, way, change.new)
    if len(calls_of(retelling, change.message.index)) != count:
        raise cannot("two calls would become one", "give each an `id` of its own")
    return True


def _function(line: Line, path: Path) -> Path:
    """Return the way to the function of a fragment of a call."""
    call = get(line.payload, *path)
    return next(((*path, key) for key in _HOLDERS if isinstance(get(call, key), dict)), path)


def put_finish(retelling: Retelling, message: Message, reason: str) -> None:
    """Write the reason of finishing into all chunks that tell it, or into the last one."""
    old = message.finish_reason_raw
    if old and put_fact(retelling, FACTS.finish, old, reason, message.index):
        return
    mine = [line for line in retelling.lines if choice_in(line.payload, message.index)[1]]
    if not mine:
        raise cannot("this answer has no chunk that could tell why it ended")
    path = choice_in(mine[-1].payload, message.index)[1]
    retelling.put(mine[-1], (*path, "finish_reason"), reason)


def put_usage(retelling: Retelling, answer: Answer, usage: dict[str, Json]) -> None:
    """Write the usage wherever it stands, or into the last chunk."""
    if integer(usage, "prompt_tokens") is None:
        raise cannot("the usage of a chat completion has `prompt_tokens`", "give it")
    if answer.usage_raw and put_fact(retelling, FACTS.usage, answer.usage_raw, usage):
        return
    chunks = [line for line in retelling.lines if "choices" in mapping(line.payload)]
    if not chunks:
        raise cannot("this answer has no chunk that could tell its usage")
    retelling.put(chunks[-1], ("usage",), usage)


TELLING = Telling(
    facts=FACTS,
    is_fragment=is_fragment,
    put_text=put_text,
    put_finish=put_finish,
    put_usage=put_usage,
    add_part=add_part,
    remove_part=remove_part,
    settle=settle,
    blank=blank,
)
