"""What differs between two answers: words, calls of tools, how they end, what they took."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from cassette_cli.chat.message import Answer, Kind, Message, Part, Usage
from cassette_cli.operations.diff.noise import bare
from cassette_cli.operations.diff.report import ABSENT, Difference, Side, Verdict, sides
from cassette_cli.operations.diff.values import value_differences
from cassette_cli.text.json_value import Json, compact

CALLS = frozenset({"tool_call", "server_tool_call"})
STREAM_STATUS = "/response/stream/status"
SAID: Sequence[Kind] = ("text", "reasoning", "refusal")
"""What a person reads."""
_JITTER, _FEW = 0.1, 16
"""By how much of itself, or by how many, a count of tokens may differ for nothing."""


def answer_differences(old: Answer, new: Answer) -> Iterator[Difference]:
    """Yield what differs between two answers of one request."""
    pairs = zip_longest(old.messages, new.messages)
    said: list[Difference] = []
    for at, (one, other) in enumerate(pairs):
        here = f"/response/messages/{at}"
        said += part_differences(_parts(one), _parts(other), here)
        said += _ending(one, other, here)
    yield from said
    yield from stream_differences(old, new)
    if old.model != new.model:
        yield Difference(
            Verdict.PROSE, "model", "that answered", "/response/model", old.model, new.model
        )
    if old.usage is not None and new.usage is not None:
        yield from _usage(old.usage, new.usage, is_other_answer=bool(said))


def stream_differences(old: Answer, new: Answer) -> Iterator[Difference]:
    """Yield that one of two streams is cut off."""
    if old.status != new.status and "truncated" in {old.status, new.status}:
        worse = Verdict.BROKEN if new.status == "truncated" else Verdict.STOP
        yield Difference(worse, "stream", "", STREAM_STATUS, old.status, new.status)


def _parts(message: Message | None) -> Sequence[Part]:
    return message.parts if message is not None else ()


def _ending(old: Message | None, new: Message | None, here: str) -> Iterator[Difference]:
    """Yield that messages end for different reasons; other words for one reason are none."""
    before, after = (message.finish_reason if message else None for message in (old, new))
    if before != after:
        yield Difference(
            Verdict.STOP, "finish reason", "", f"{here}/finish_reason",
            old.finish_reason_raw if old else ABSENT, new.finish_reason_raw if new else ABSENT,
        )  # fmt: skip


def part_differences(old: Sequence[Part], new: Sequence[Part], here: str) -> Iterator[Difference]:
    """Yield what differs between the parts of two messages.

    Args:
        old: the parts of one.
        new: the parts of the other.
        here: the pointer of the message, or `""` for one that has none.
    """
    for kind in SAID:
        yield from _words(kind, old, new, here)
    yield from _calls(old, new, here)
    yield from _others(old, new, here)


def _words(kind: Kind, old: Sequence[Part], new: Sequence[Part], here: str) -> Iterator[Difference]:
    """Yield that the words of a kind differ; how they are cut into parts means nothing.

    That the model refuses, or does no more, is another behaviour, and no other wording.
    """
    before, after = spoken(old, kind), spoken(new, kind)
    if before == after:
        return
    at = f"{here}/parts/{_first(new if after else old, kind)}/text"
    is_wording = bool(before and after) or kind != "refusal"
    verdict = Verdict.PROSE if is_wording else Verdict.STOP
    yield Difference(verdict, kind, "", at, before or ABSENT, after or ABSENT, is_wording)


def spoken(parts: Sequence[Part], kind: Kind = "text") -> str:
    """Return the words of a kind in one text; an empty line is where others came between."""
    found: list[str] = []
    last = -1
    for at, part in enumerate(parts):
        if part.kind == kind and part.text:
            found += ["\n\n"] if found and at > last + 1 else []
            found.append(part.text)
            last = at
    return "".join(found)


def _first(parts: Sequence[Part], kind: Kind) -> int:
    return next((at for at, part in enumerate(parts) if part.kind == kind), 0)


def _calls(old: Sequence[Part], new: Sequence[Part], here: str) -> Iterator[Difference]:
    """Yield what differs between the calls of tools."""
    before, after = _calls_of(old), _calls_of(new)
    pairs = _paired(before, after)
    for at, part in before.items():
        if at not in pairs.values():
            yield _call(f"{here}/parts/{at}", part, None)
    for at, part in after.items():
        there = f"{here}/parts/{at}"
        if at in pairs:
            yield from _arguments(before[pairs[at]], part, there)
        else:
            yield _call(there, None, part)
    places = [pairs[at] for at in after if at in pairs]
    if places != sorted(places):
        yield Difference(
            Verdict.TOOLS, "tool calls", "in another order", f"{here}/parts",
            [before[at].name for at in sorted(places)], [before[at].name for at in places],
        )  # fmt: skip


def _calls_of(parts: Sequence[Part]) -> dict[int, Part]:
    return {at: part for at, part in enumerate(parts) if part.kind in CALLS}


def _paired(before: dict[int, Part], after: dict[int, Part]) -> dict[int, int]:
    """Return the old place of each new call that was there: equal ones, then by name in order."""
    pairs: dict[int, int] = {}
    for with_arguments in (True, False):
        free: dict[tuple[str | None, str], list[int]] = {}
        for at, part in before.items():
            if at not in pairs.values():
                free.setdefault(_key(part, with_arguments=with_arguments), []).append(at)
        for at, part in after.items():
            if at not in pairs and (same := free.get(_key(part, with_arguments=with_arguments))):
                pairs[at] = same.pop(0)
    return pairs


def _key(part: Part, *, with_arguments: bool) -> tuple[str | None, str]:
    return part.name, (compact(_given(part)) if with_arguments else "")


def _given(part: Part) -> Json:
    """Return the arguments of a call, as text where they are no JSON; none are an empty object."""
    raw = part.arguments_raw or ""
    return part.arguments if part.arguments is not None else raw if raw.strip() else {}


def _call(pointer: str, old: Part | None, new: Part | None) -> Difference:
    name = (new or old or Part("unknown")).name or ""
    both = sides(lambda part: {"name": part.name, "arguments": _given(part)}, old, new)
    return Difference(Verdict.TOOLS, "tool call", name, pointer, *both)


def _arguments(old: Part, new: Part, there: str) -> Iterator[Difference]:
    for pointer, before, after in value_differences(_given(old), _given(new)):
        yield Difference(
            Verdict.TOOLS, "argument", f"{new.name or ''} {pointer}".strip(),
            f"{there}/arguments{pointer}", before, after,
        )  # fmt: skip


def _others(old: Sequence[Part], new: Sequence[Part], here: str) -> Iterator[Difference]:
    """Yield what differs between parts that are neither words nor calls, and their citations."""
    before, after = (
        [(at, part) for at, part in enumerate(parts) if part.kind not in {*SAID, *CALLS}]
        for parts in (old, new)
    )
    for one, other in zip_longest(before, after):
        at, part = other or one or (0, Part("unknown"))
        both = sides(_bare, one and one[1], other and other[1])
        kind, what = part.kind.replace("_", " "), part.name or ""
        for inside, was, now in _inside(*both):
            where = f"{what} {inside}".strip()
            yield Difference(
                Verdict.PROSE, kind, where, f"{here}/parts/{at}{inside}", was, now, True
            )
    cited, now_cited = (
        [bare(note) for part in parts for note in part.annotations] for parts in (old, new)
    )
    for inside, was, now in value_differences(cited, now_cited):
        yield Difference(Verdict.PROSE, "citations", inside, f"{here}/parts", was, now, True)


def _inside(old: Side, new: Side) -> Iterator[tuple[str, Side, Side]]:
    """Yield what differs inside of two parts; the whole of one that is alone."""
    if old is ABSENT or new is ABSENT:
        yield "", old, new
    else:
        yield from value_differences(old, new)


def _bare(part: Part) -> Json:
    """Return what a part says, or else what it is, without what every recording has of its own."""
    return part.text or {"kind": part.kind, "raw": bare(part.raw)}


def _usage(old: Usage, new: Usage, *, is_other_answer: bool) -> Iterator[Difference]:
    """Yield counts of tokens that differ for no reason that is shown already.

    What is cached changes from one minute to the next; what was answered costs what it is long.
    """
    for name in ("input_tokens", "output_tokens"):
        before, after = getattr(old, name), getattr(new, name)
        if is_other_answer and name == "output_tokens":
            continue
        if before is None or after is None:
            continue
        if abs(before - after) > max(_FEW, _JITTER * max(before, after)):
            yield Difference(
                Verdict.PROSE, "usage", name.replace("_", " "), f"/response/usage/{name}",
                before, after, is_wording=True,
            )  # fmt: skip
