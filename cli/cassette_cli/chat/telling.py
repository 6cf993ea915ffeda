"""How an edited answer is told in the events of its stream: what all protocols have in common.

A protocol says where its facts stand and which of its events are nothing but a fragment; texts are
then shared out among the fragments that held them. What else it takes (copies, numbers, padding,
parts that come or go) is in its own functions.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import NamedTuple

from cassette_cli.chat.fragments import changed_range, spread
from cassette_cli.chat.message import Answer, Message, Part, Path, Site
from cassette_cli.chat.retelling import ANY, Line, Retelling
from cassette_cli.errors import CassetteError
from cassette_cli.text.json_value import Json, compact, get, mapping, parse, string


class Change(NamedTuple):
    """A text of a part that is to be another."""

    message: Message
    part: Part
    """As it was read."""
    field: str
    """`text`, `arguments_raw`, `name`, `id` or `signature`."""
    old: str
    new: str


class Facts(NamedTuple):
    """Where the facts of an answer stand: patterns of paths, for streamed and plain answers.

    All places that hold the old value get the new one.
    """

    id: Sequence[Path] = ()
    model: Sequence[Path] = ()
    role: Sequence[Path] = ()
    finish: Sequence[Path] = ()
    usage: Sequence[Path] = ()


def _leave(retelling: Retelling, answer: Answer, changes: Sequence[Change]) -> None:
    """Do nothing: there are no copies, numbers or paddings."""


def _never(payload: dict[str, Json]) -> bool:
    return False


class Blank(NamedTuple):
    """The events of an answer that has everything but the parts that can be added to it."""

    events: list[tuple[str, dict[str, Json]]]
    """Their names (`""` for none) and JSON values."""
    done: bool = False
    """Whether a `[DONE]` marker follows them."""


class Telling(NamedTuple):
    """How a protocol tells what has changed in an answer."""

    facts: Facts
    is_fragment: Callable[[dict[str, Json]], bool] = _never
    """Whether an event is nothing but a fragment of a text, so that it may be cloned."""
    keeps_empty: bool = True
    """Whether fragments may be empty; where not, one that nothing is left of is dropped."""
    put_text: "Callable[[Retelling, Change], bool] | None" = None
    """Writes a text in a way of the protocol's own; says whether it did, or leaves it to all's."""
    put_finish: "Callable[[Retelling, Message, str], None] | None" = None
    """Writes a reason of finishing in the provider's word, where facts are not enough."""
    put_usage: "Callable[[Retelling, Answer, dict[str, Json]], None] | None" = None
    """Writes the provider's usage, where facts are not enough."""
    add_part: "Callable[[Retelling, Message, int, dict[str, Json]], None] | None" = None
    """Adds a part, given as the JSON view has it, before the part of a position."""
    remove_part: "Callable[[Retelling, Message, Part], None] | None" = None
    """Takes a part out, as it was read."""
    settle: Callable[[Retelling, Answer, Sequence[Change]], None] = _leave
    """Brings everything else in line, once all is written: copies of texts, sequence numbers,
    padding, log probabilities, offsets of citations."""
    blank: Callable[[dict[str, Json]], Blank] | None = None
    """The stream that the response of a JSON view would be without the parts of its messages, which
    are then added; `None` where none can be made."""


def cannot(words: str, hint: str = "") -> CassetteError:
    """Return the error for an edit that a stream cannot tell."""
    return CassetteError(words, hint=hint or "edit /response/body of a plain answer, or re-record")


def empties(change: Change) -> bool:
    """Say whether a change leaves nothing of a part, so that its block is to go."""
    part = change.part
    rest = part.signature or part.encrypted or part.annotations
    return change.field == "text" and not change.new and not rest


def refuse_no_arguments(raw: Json) -> None:
    """Refuse arguments that are a text without a character.

    Raises:
        CassetteError: they are.
    """
    if raw == "":
        raise cannot("the arguments of a call cannot be empty", hint="`{}` stands for none")


def new_arguments(part: dict[str, Json]) -> str:
    """Return the text of the arguments of a call that comes, given as the view has it.

    Raises:
        CassetteError: something of the call is missing.
    """
    for key in ("id", "name"):
        if not string(part, key):
            raise cannot(f"a new call needs its `{key}`", hint="give it one that no other call has")
    raw, value = part.get("arguments_raw"), part.get("arguments")
    refuse_no_arguments(raw)
    return raw if isinstance(raw, str) else compact({} if value is None else value)


def put_text(retelling: Retelling, telling: Telling, change: Change) -> None:
    """Write a text into the fragments that held the old one.

    Raises:
        CassetteError: it is written nowhere by itself.
    """
    if telling.put_text is not None and telling.put_text(retelling, change):
        return
    sites = change.part.sites.get(change.field, [])
    if not sites:
        words = f"the {change.field} of this {change.part.kind} is written nowhere by itself"
        raise cannot(words)
    pieces = [get(retelling.line(site.event).payload, *site.path) for site in sites]
    if any(not isinstance(piece, str) for piece in pieces):
        _put_value(retelling, change, sites)
    else:
        _put_fragments(retelling, telling, change, sites)
    for event, path in change.part.copies.get(change.field, []):
        line = retelling.line(event)
        if get(line.payload, *path) == change.old:
            retelling.put(line, path, change.new)


def _put_value(retelling: Retelling, change: Change, sites: Sequence[Site]) -> None:
    """Write arguments that are a JSON object, and not the text of one."""
    value = parse(change.new)
    if not isinstance(value, dict) or len(sites) > 1:
        raise cannot("the arguments of this call are kept as a JSON object; they must stay one")
    retelling.put(retelling.line(sites[0].event), sites[0].path, value)


def _put_fragments(
    retelling: Retelling, telling: Telling, change: Change, sites: Sequence[Site]
) -> None:
    pieces = [string(retelling.line(site.event).payload, *site.path) for site in sites]
    is_piecemeal = change.field in _PIECEMEAL and not retelling.is_plain
    made = spread(pieces, change.new)
    if telling.keeps_empty and change.new and not made[0] and _starts_late(change, sites):
        first = next(at for at, new in enumerate(made) if new)
        made[0], made[first] = made[first], []
    for site, old, new in zip(sites, pieces, made, strict=True):
        if new == [old]:
            continue
        line = retelling.line(site.event)
        is_fragment = is_piecemeal and telling.is_fragment(mapping(line.payload))
        if not new and is_fragment and not telling.keeps_empty:
            retelling.drop(line)
        elif is_fragment:
            retelling.put(line, site.path, new[0] if new else "")
            clone_fragments(retelling, line, site.path, new[1:])
        else:
            retelling.put(line, site.path, "".join(new))


_PIECEMEAL = frozenset({"text", "arguments_raw"})
"""What comes in as many pieces as it likes; a name, an id or a signature does not."""


def _starts_late(change: Change, sites: Sequence[Site]) -> bool:
    """Say whether another part starts between the fragments of a text.

    Parts stand in the order in which they start, so the first fragment must say something.
    """
    starts = [
        site.event
        for part in change.message.parts
        if part is not change.part
        for found in part.sites.values()
        for site in found
    ]
    return any(sites[0].event <= start <= sites[-1].event for start in starts)


def empty(retelling: Retelling, message: Message, part: Part) -> None:
    """Leave nothing of a text in its fragments and copies.

    Raises:
        CassetteError: the part is no text.
    """
    sites = [*part.sites.get("text", []), *part.copies.get("text", [])]
    if part.kind not in {"text", "reasoning"} or not sites:
        raise cannot(f"a {part.kind} cannot be taken out of an answer of this protocol")
    for event, path in sites:
        retelling.put(retelling.line(event), path, "")


def clone_fragments(
    retelling: Retelling, line: Line, path: Path, pieces: Sequence[str]
) -> list[Line]:
    """Return new events after a line, each like it but for the string at a path."""
    made: list[Line] = []
    for piece in pieces:
        payload = deepcopy(mapping(line.payload))
        last = made[-1] if made else line
        made.append(retelling.insert(payload, line, after=last))
        retelling.put(made[-1], path, piece)
    return made


def put_fact(
    retelling: Retelling, patterns: Sequence[Path], old: Json, new: Json, index: int | None = None
) -> int:
    """Put a value everywhere that patterns lead to and the old one stands; return how often.

    Args:
        retelling: the events.
        patterns: where to look.
        old: what is replaced.
        new: what stands there afterwards.
        index: of the message that is meant, `None` for all.
    """
    count = 0
    for pattern in patterns:
        for line, path, value in list(retelling.places(pattern, index)):
            if value == old and type(value) is type(old):
                retelling.put(line, path, deepcopy(new))
                count += 1
    return count


def add_fact(
    retelling: Retelling, patterns: Sequence[Path], new: Json, *, last: bool = False
) -> bool:
    """Put a fact that nothing has told so far into the first event, or the last; say if it fits."""
    lines = retelling.lines
    for line in lines[-1:] if last else lines[:1]:
        for pattern in patterns:
            if ANY not in pattern and isinstance(get(line.payload, *pattern[:-1]), dict):
                retelling.put(line, pattern, deepcopy(new))
                return True
    return False


def moved(start: int, end: int, old: str, new: str) -> tuple[int, int] | None:
    """Return where a range of a text is in the new one; `None` where the change meets it.

    Args:
        start: where it starts, in characters.
        end: where it ends.
        old: the text.
        new: what became of it.
    """
    low, high = changed_range(old, new)
    if end <= low:
        return start, end
    if start < high:
        return None
    return start + len(new) - len(old), end + len(new) - len(old)


def moved_bytes(start: int, end: int, old: str, new: str) -> tuple[int, int] | None:
    """Return the same for a range that is counted in bytes of UTF-8."""
    before, after = (text.encode("utf-8", "surrogatepass") for text in (old, new))
    return moved(start, end, before.decode("latin-1"), after.decode("latin-1"))


def moved_range(
    citation: dict[str, Json],
    change: Change,
    names: tuple[str, str] = ("start", "end"),
    move: Callable[[int, int, str, str], tuple[int, int] | None] = moved,
) -> dict[str, Json] | None:
    """Return an object that names a range of a text, moved as the text has changed.

    Args:
        citation: it; without a start it starts with the text.
        change: of the text.
        names: its members that are the start and the end.
        move: `moved` or `moved_bytes`.

    Returns:
        `None` where the change meets the range.
    """
    first, last = names
    start, end = citation.get(first, 0), citation.get(last)
    if not isinstance(start, int) or not isinstance(end, int):
        return citation
    place = move(start, end, change.old, change.new)
    if place is None:
        return None
    starts = {first: place[0]} if first in citation or place[0] else {}
    return {**citation, **starts, last: place[1]}


def padding(before: str, length: int) -> str:
    """Return a padding of another length, of the characters of the one before."""
    source = before or _PADDING
    return (source * (length // len(source) + 1))[:length]


_PADDING = "k2Zw9QxT7bLr4VnC"
