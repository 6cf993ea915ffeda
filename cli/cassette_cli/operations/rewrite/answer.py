"""An edited answer is told in its events: what has changed, part by part, and who writes it."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from cassette_cli.chat.message import Answer, Message, Part
from cassette_cli.chat.retelling import Retelling
from cassette_cli.chat.telling import Change, Telling, add_fact, cannot, put_fact, put_text
from cassette_cli.document.json_view import answer_view
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.framing.base import Event, Stream
from cassette_cli.operations.rewrite.verification import same, says_the_same
from cassette_cli.protocols.base import ChatProtocol
from cassette_cli.text.edit import apply
from cassette_cli.text.json_edit import json_edits
from cassette_cli.text.json_value import (
    NOT_JSON,
    Json,
    compact,
    mapping,
    objects,
    parse,
    string,
)

_TEXTS = ("text", "id", "name", "arguments_raw", "signature")
_FOLLOWING = frozenset({"arguments", "annotations", "raw", "encrypted"})
"""What of a part follows from the rest, or is written with it."""


class Pair(NamedTuple):
    """A part as it was and as it is to be; one that comes or goes has but one of the two."""

    old: Part | None
    new: dict[str, Json] | None


def retelling_of(reading: Reading) -> Retelling:
    """Return the events of an answer, or the one value that it is, before anything is changed."""
    stream = reading.stream
    if stream is not None:
        return Retelling((event.name, event.json) for event in stream.events)
    value = reading.interaction.response.body.json
    return Retelling([("", None if value is NOT_JSON else value)], is_plain=True)


def retell(
    retelling: Retelling, protocol: ChatProtocol, answer: Answer, wanted: dict[str, Json]
) -> None:
    """Tell in the events of an answer what the response of a view says.

    Args:
        retelling: its events.
        protocol: how they are told.
        answer: how they were read.
        wanted: the response; only what an answer says is looked at.

    Raises:
        CassetteError: the protocol cannot tell it.
    """
    if protocol.telling is None:
        raise cannot(f"answers in {protocol.name} cannot be edited by their messages")
    _tell(retelling, protocol.telling(), answer, wanted)
    if not says_the_same(_read_again(retelling, protocol), wanted):
        raise cannot(f"{protocol.name} cannot tell that in this answer: it would be read otherwise")


def _read_again(retelling: Retelling, protocol: ChatProtocol) -> Answer:
    """Return the answer that the events tell now."""
    if retelling.is_plain:
        return protocol.read(mapping(retelling.line(0).payload))
    events = [
        Event(at, line.name, "" if line.payload is None else compact(line.payload), 0, 0)
        for at, line in enumerate(retelling.lines)
    ]
    return protocol.assemble(Stream("", events))


def _tell(retelling: Retelling, telling: Telling, answer: Answer, wanted: dict[str, Json]) -> None:
    facts = telling.facts
    for name, patterns in (("id", facts.id), ("model", facts.model)):
        old, new = getattr(answer, name), wanted.get(name)
        if old == new:
            continue
        if old is None:
            is_put = add_fact(retelling, patterns, new)
        else:
            is_put = put_fact(retelling, patterns, old, new) > 0
        if not is_put:
            raise cannot(f"the {name} of this answer is written nowhere")
    changes: list[Change] = []
    messages = objects(wanted, "messages")
    if len(messages) != len(answer.messages):
        raise cannot("a whole message cannot be added to an answer or taken out of it")
    for message, new_message in zip(answer.messages, messages, strict=True):
        changes += _tell_message(retelling, telling, message, new_message)
    _tell_usage(retelling, telling, answer, wanted.get("usage_raw"))
    telling.settle(retelling, answer, changes)


def _tell_usage(retelling: Retelling, telling: Telling, answer: Answer, new: Json) -> None:
    if same(new, answer.usage_raw):
        return
    if telling.put_usage is not None and isinstance(new, dict):
        telling.put_usage(retelling, answer, new)
        return
    if answer.usage_raw is None:
        is_put = add_fact(retelling, telling.facts.usage, new, last=True)
    else:
        is_put = put_fact(retelling, telling.facts.usage, answer.usage_raw, new) > 0
    if not is_put:
        raise cannot("the usage of this answer is not written as one object")


def _tell_message(
    retelling: Retelling, telling: Telling, message: Message, wanted: dict[str, Json]
) -> list[Change]:
    role = wanted.get("role")
    if role != message.role and not put_fact(
        retelling, telling.facts.role, message.role, role, message.index
    ):
        raise cannot("the role of this message is written nowhere")
    pairs = paired(message, objects(wanted, "parts"))
    changes = [
        change
        for old, new in pairs
        if old is not None and new is not None
        for change in changed_texts(message, old, new)
    ]
    for change in changes:
        put_text(retelling, telling, change)
        _note_stale(retelling, change)
    _tell_parts(retelling, telling, message, pairs)
    reason = wanted.get("finish_reason_raw")
    if reason != message.finish_reason_raw:
        _tell_finish(retelling, telling, message, reason)
    elif reason in _ENDS_WITHOUT_CALL and _calls_first(message, pairs):
        retelling.note(f"the finish reason is still `{reason}`, though a tool is called now")
    return changes


_ENDS_WITHOUT_CALL = frozenset({"stop", "end_turn"})
"""What providers say at the end who have another word for the end in a call."""


def _calls_first(message: Message, pairs: Sequence[Pair]) -> bool:
    """Say whether a message comes to call a tool that called none."""
    called = any(part.kind == "tool_call" for part in message.parts)
    return not called and any(new and new.get("kind") == "tool_call" for _, new in pairs)


def _tell_finish(retelling: Retelling, telling: Telling, message: Message, reason: Json) -> None:
    if telling.put_finish is not None and isinstance(reason, str):
        telling.put_finish(retelling, message, reason)
        return
    old = message.finish_reason_raw
    if not put_fact(retelling, telling.facts.finish, old, reason, message.index):
        raise cannot("this answer has no reason of finishing that could be changed")


def _tell_parts(
    retelling: Retelling, telling: Telling, message: Message, pairs: Sequence[Pair]
) -> None:
    """Take parts out from the last to the first, then add the new ones in their order."""
    for old, new in reversed(pairs):
        if old is not None and new is None:
            if telling.remove_part is None:
                raise cannot("parts cannot be taken out of an answer of this protocol")
            telling.remove_part(retelling, message, old)
    before = 0
    for old, new in pairs:
        if old is not None:
            before = message.position(old) + 1
        elif new is not None:
            _add_part(retelling, telling, message, before, new)


def _add_part(
    retelling: Retelling, telling: Telling, message: Message, before: int, new: dict[str, Json]
) -> None:
    if telling.add_part is None:
        raise cannot("parts cannot be added to an answer of this protocol")
    telling.add_part(retelling, message, before, new)


def _note_stale(retelling: Retelling, change: Change) -> None:
    part = change.part
    if change.field == "text" and part.kind == "reasoning" and (part.signature or part.encrypted):
        what = "signature" if part.signature and not part.encrypted else "encrypted content"
        retelling.note(f"the {what} of the reasoning no longer belongs to its text")


# Which part becomes which


def paired(message: Message, wanted: Sequence[dict[str, Json]]) -> list[Pair]:
    """Return the parts of a message beside those that it is to have, in the new order."""
    views = objects(answer_view(message), "parts")
    parts = dict(zip(map(id, views), message.parts, strict=True))
    pairs = [
        Pair(None if old is None else parts[id(old)], new)
        for old, new in _aligned(views, wanted, _SIGNS)
    ]
    return [pair for pair in pairs if pair.old is not None or not _is_nothing(pair.new or {})]


def _whole(part: dict[str, Json]) -> str:
    return compact({key: value for key, value in part.items() if value is not None})


def _kind_and_id(part: dict[str, Json]) -> str:
    return compact([part.get("kind"), part.get("id")])


def _kind(part: dict[str, Json]) -> str:
    return compact(part.get("kind"))


_Sign = Callable[[dict[str, Json]], str]
_SIGNS: Sequence[_Sign] = (_whole, _kind_and_id, _kind)
"""By what parts belong together: equal ones first, then those of one name, then those of a kind."""


def _aligned(
    old: Sequence[dict[str, Json]], new: Sequence[dict[str, Json]], signs: Sequence[_Sign]
) -> Iterator[tuple[dict[str, Json] | None, dict[str, Json] | None]]:
    """Yield parts that belong together, as far as that keeps their order; others alone."""
    if not (signs and old and new):
        yield from ((part, None) for part in old)
        yield from ((None, part) for part in new)
        return
    sign, *others = signs
    matcher = SequenceMatcher(None, [*map(sign, old)], [*map(sign, new)], autojunk=False)
    for tag, low, high, new_low, new_high in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[low:high], new[new_low:new_high], strict=True)
        else:
            yield from _aligned(old[low:high], new[new_low:new_high], others)


def _is_nothing(part: dict[str, Json]) -> bool:
    """Say whether a part is a text that says nothing, which no answer is read to have."""
    texts = {"text", "reasoning", "refusal"}
    said = ("text", "signature", "encrypted")
    return string(part, "kind") in texts and not any(part.get(key) for key in said)


def changed_texts(message: Message, old: Part, new: dict[str, Json]) -> list[Change]:
    """Return the texts of a part that are to be others.

    Raises:
        CassetteError: something else of it would change.
    """
    view = objects(answer_view(message), "parts")[message.position(old)]
    changes: list[Change] = []
    for field in _TEXTS:
        before, after = view.get(field), new.get(field)
        if before == after:
            continue
        if not isinstance(after, str):
            raise CassetteError(f"`{field}` of a part of the kind {old.kind} must be a text")
        if not after and not (field == "arguments_raw" or (field, old.kind) in _CAN_BE_EMPTY):
            raise CassetteError(f"`{field}` of a part of the kind {old.kind} cannot be empty")
        was = before if isinstance(before, str) else ""
        changes.append(Change(message, old, field, was, after))
    writable = {*_TEXTS, *_FOLLOWING} if changes else {*_TEXTS, "arguments"}
    for key in (view.keys() | new.keys()) - writable:
        if not same(view.get(key), new.get(key)):
            raise CassetteError(
                f"`{key}` of a part of the kind {old.kind} cannot be changed",
                hint="texts, names, ids, arguments and signatures can",
            )
    return changes


_CAN_BE_EMPTY = frozenset({("text", "text"), ("text", "reasoning"), ("text", "refusal")})
"""Parts that are none without their text; others would lose what they are known by."""


# Arguments


def written_arguments(before: str, value: Json) -> str:
    """Return arguments as a text, written as they were before where that is JSON."""
    if parse(before) is NOT_JSON:
        return compact(value)
    return apply(before, json_edits(before, value))


def settled_arguments(old: Sequence[dict[str, Json]], wanted: Sequence[dict[str, Json]]) -> None:
    """Let the arguments of wanted messages say one thing: of value and text, what has changed.

    Raises:
        CassetteError: both have, and disagree.
    """
    everything = [part for message in old for part in objects(message, "parts")]
    for at, message in enumerate(wanted):
        before = objects(old[at], "parts") if at < len(old) else []
        try:
            for former, part in _aligned(before, objects(message, "parts"), _SIGNS):
                if part is not None and "arguments" in part:
                    _settle(part, everything if former is None else [former])
                elif part is not None and former is not None and "arguments" in former:
                    _refuse_none(part, former)
        except CassetteError as error:
            raise error.at(f"/response/messages/{at}") from error


def _refuse_none(part: dict[str, Json], former: dict[str, Json]) -> None:
    """Refuse a call from which the arguments were taken out, unless its text says others."""
    if part.get("arguments_raw") in {None, former.get("arguments_raw")}:
        raise CassetteError(
            "the arguments of a call cannot be taken out", hint="{} stands for none"
        )


def _settle(part: dict[str, Json], known: Sequence[dict[str, Json]]) -> None:
    """Settle the arguments of one part, by what it was, or all that it may be a copy of."""
    raw, value = part.get("arguments_raw"), part["arguments"]
    texts = [one.get("arguments_raw") for one in known]
    values = [one.get("arguments") for one in known]
    says = parse(raw) if isinstance(raw, str) else None
    is_as_before = any(
        raw == text and same(value, one) for text, one in zip(texts, values, strict=True)
    )
    agree = value is None if says is NOT_JSON else same(says, value)
    if is_as_before or agree:
        return
    if raw is None or raw in texts:
        part["arguments_raw"] = written_arguments(raw if isinstance(raw, str) else "", value)
    elif not any(same(value, one) for one in values):
        raise CassetteError(
            "`arguments` and `arguments_raw` disagree", hint="change one of the two"
        )
