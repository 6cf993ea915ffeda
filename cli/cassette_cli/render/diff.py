"""How a comparison reads: a line a file, below it what differs, worst first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from cassette_cli.chat.message import Part
from cassette_cli.document.masking import masked_url
from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.answer import CALLS
from cassette_cli.operations.diff.report import (
    ABSENT,
    Difference,
    FileDiff,
    Ignored,
    Pair,
    Side,
    Summary,
    Verdict,
)
from cassette_cli.render.facts import failure
from cassette_cli.render.line import Line, Piece, line
from cassette_cli.render.message import SAYS, count, pretty
from cassette_cli.text.json_value import Json, compact
from cassette_cli.text.word_diff import word_diff

_SHORT = 60
_MOST_ROWS = 24
_MOST_PIECES = 60
"""How many stretches of a row, changed or not, are shown: some twenty changes."""
_MOST_ALONE = 6
"""How many interactions of a file that only one side has are shown."""
_KEPT = 40
"""How much of an unchanged stretch is shown on each side of a change."""
_STYLES = {
    Verdict.BROKEN: "bad", Verdict.STATUS: "bad", Verdict.STOP: "warn", Verdict.TOOLS: "warn",
    Verdict.REQUEST: "key", Verdict.PROSE: "ok", Verdict.NOISE: "dim", Verdict.SAME: "dim",
}  # fmt: skip
_WIDEST = max(len(verdict.word) for verdict in Verdict)
_LONE = {"added": "added", "retried": "added", "removed": "removed", "retry gone": "removed"}
"""What only one side has, and in which style it is shown."""
_PROSE = frozenset({"text", "reasoning", "refusal", "message", "tool offered", "tool result"})
"""What is compared word by word, however short."""
_LEADS = {"added": Piece("+ ", "added"), "removed": Piece("- ", "removed"), "": Piece("  ")}


_GAP = line(Piece("…", "dim"), indent=2 * SAYS)


class Looks(NamedTuple):
    """How much is to be seen."""

    full: bool = False
    """Nothing is cut."""
    marked: bool = True
    """Changed words stand in brackets, since no colour tells them."""
    show_secrets: bool = False


def stat_line(file: FileDiff) -> Line:
    """Return a file as a line: its verdict, its name, how many of what differ."""
    words = counts(file)
    return Line((*_title(file), Piece(f"  {words}" if words else "", "dim")))


def counts(file: FileDiff) -> str:
    """Return how many of what differ, in words."""
    if file.error is not None:
        return "cannot be read"
    if not (file.is_in_old and file.is_in_new):
        return count(len(file.pairs), "interaction")
    found = Counter(
        one.topic if one.topic != "interaction" else one.what
        for pair in file.pairs
        for one in pair.differences
    )
    return ", ".join(
        f"{topic} ×{number}" if number > 1 else topic for topic, number in found.most_common()
    )


def _title(file: FileDiff) -> Iterator[Piece]:
    yield Piece(file.verdict.word.ljust(_WIDEST + 1), _STYLES[file.verdict])
    yield Piece(f"{file.old_path} → {file.path}" if file.old_path else file.path, "path")
    if file.state in {"added", "removed"}:
        yield Piece(f"  {file.state}", "dim")


def file_lines(file: FileDiff, looks: Looks) -> Iterator[Line]:
    """Yield a file with all that differs in it."""
    differing = [pair for pair in file.pairs if pair.differences or pair.ignored]
    about = f"  {len(differing)} of {count(len(file.pairs), 'interaction')}" if differing else ""
    yield Line((*_title(file), Piece(about, "dim")))
    if file.error is not None:
        place = f"{file.error.where}: " if file.error.where else ""
        yield line(Piece(place + file.error.message, "bad"), indent=2)
    yield from _ignored(file.ignored, 2)
    is_alone = not (file.is_in_old and file.is_in_new)
    shown = differing[:_MOST_ALONE] if is_alone and not looks.full else differing
    for pair in shown:
        yield from _pair(pair, looks)
    if len(shown) < len(differing):
        yield _more(len(differing) - len(shown), "more interaction", 2)


def _pair(pair: Pair, looks: Looks) -> Iterator[Line]:
    yield call_line(pair, looks)
    if style := _LONE.get(pair.state, ""):
        yield from _gist(pair.either, style)
    for one in pair.differences:
        if one.topic not in {"interaction", "order"}:
            yield from _difference(one, looks)
    yield from _ignored(pair.ignored, SAYS)


def call_line(pair: Pair, looks: Looks) -> Line:
    """Return the line over what differs in an interaction."""
    interaction = pair.either.interaction
    url = interaction.request.url or "(no URL)"
    style = _LONE.get(pair.state, "")
    pieces = [
        Piece(f"#{interaction.index} ", style or "title"),
        Piece(f"{interaction.request.method or '(no method)'} ", "method"),
        Piece(url if looks.show_secrets else masked_url(url)),
    ]
    status = interaction.response.status
    if style:
        words = "(no status)" if status is None else status
        pieces.append(Piece(f"  {words}  {pair.state}", style))
    elif pair.old and pair.old.interaction.index != interaction.index:
        word = "moved from" if pair.is_moved else "was"
        pieces.append(Piece(f"  {word} #{pair.old.interaction.index}", "dim"))
    return Line(tuple(pieces), lead=_LEADS[style], hang=SAYS)


def _gist(reading: Reading, style: str) -> Iterator[Line]:
    """Yield what an interaction is about that only one side has: the last question, the answer."""
    try:
        asked = reading.prompt.messages[-1:] if reading.prompt else []
        answered = reading.answer.messages[:1] if reading.answer else []
    except CassetteError:
        return
    for message in (*asked, *answered):
        told = [_said(part) for part in message.parts if part.kind != "reasoning"]
        if words := _short(" ".join(filter(None, told))):
            yield Line((Piece(f"{message.role}: {words}", style),), SAYS, _LEADS[style])
    if reading.error is not None:
        yield Line((Piece(f"error: {failure(reading.error)}", style),), SAYS, _LEADS[style])


def _said(part: Part) -> str:
    if part.kind not in CALLS:
        return part.text
    return told_side({"name": part.name, "arguments": part.arguments})


def _ignored(found: Sequence[Ignored], indent: int) -> Iterator[Line]:
    """Yield noise: its name, and what of it there is."""
    for name, ones in groupby(sorted(found, key=lambda one: one.name), key=lambda one: one.name):
        shown = [
            one.what
            if one.old is ABSENT and one.new is ABSENT
            else f"{one.what} {_short(one.old)} → {_short(one.new)}"
            for one in ones
        ]
        for at, words in enumerate(shown):
            lead = f"ignored {name}: " if at == 0 else " " * len(f"ignored {name}: ")
            yield line(Piece(lead + words, "dim"), indent=indent)


def _difference(one: Difference, looks: Looks) -> Iterator[Line]:
    title = title_of(one)
    if one.what and one.what in {*map(told_side, one.sides)} and ABSENT in one.sides:
        style = "added" if one.old is ABSENT else "removed"
        yield line(Piece(f"{title}: ", "role"), Piece(style, style), indent=SAYS)
        return
    is_text = isinstance(one.old, str) and isinstance(one.new, str)
    if is_text and (one.topic in _PROSE or not _are_short(one)):
        yield line(Piece(title, "role"), indent=SAYS)
        yield from word_lines(str(one.old), str(one.new), looks)
    elif _are_short(one):
        yield line(Piece(f"{title}: ", "role"), *_arrow(one), indent=SAYS)
    else:
        yield line(Piece(title, "role"), indent=SAYS)
        for side, style in ((one.old, "removed"), (one.new, "added")):
            if side is not ABSENT:
                yield from _block(side, style, looks)


def title_of(one: Difference) -> str:
    """Return what differs, in words."""
    return one.what if one.what.startswith(one.topic) else f"{one.topic} {one.what}".rstrip()


def _are_short(one: Difference) -> bool:
    return all(len(words) <= _SHORT and "\n" not in words for words in map(told_side, one.sides))


def told_side(side: Side) -> str:
    """Return a value in a row; a call of a tool as it looks in code."""
    if side is ABSENT:
        return "(none)"
    if isinstance(side, dict) and side.keys() == {"name", "arguments"}:
        given = side["arguments"]
        if isinstance(given, dict):
            inside = ", ".join(f"{key}={compact(value)}" for key, value in given.items())
            return f"{side['name']}({inside})"
    return side if isinstance(side, str) else compact(side)


def _quoted(side: Side) -> str:
    return compact(side) if isinstance(side, str) else told_side(side)


def _short(side: Side) -> str:
    words = " ".join(told_side(side).split())
    return words if len(words) <= _SHORT else f"{words[:_KEPT]}…"


def _arrow(one: Difference) -> Iterator[Piece]:
    old, new = _quoted(one.old), _quoted(one.new)
    yield Piece(old, "dim" if one.old is ABSENT else "removed")
    yield Piece(" → ", "dim")
    yield Piece(new, "dim" if one.new is ABSENT else "added")


def _block(side: Json, style: str, looks: Looks) -> Iterator[Line]:
    """Yield what one side has and the other has not, row by row."""
    is_plain = isinstance(side, str) or len(told_side(side)) <= 2 * _SHORT
    rows = (told_side(side) if is_plain else pretty(side)).split("\n")
    shown = rows if looks.full else rows[:_MOST_ROWS]
    for row in shown:
        yield Line((Piece(_cut(row, looks), style),), 2 * SAYS, _LEADS[style])
    if len(rows) > len(shown):
        yield _more(len(rows) - len(shown), "more line", 2 * SAYS)


def _cut(text: str, looks: Looks, most: int = 10 * _KEPT) -> str:
    return text if looks.full or len(text) <= most else f"{text[:most]}…"


def _more(number: int, noun: str, indent: int) -> Line:
    return line(Piece(f"… {count(number, noun)}; --full shows all", "dim"), indent=indent)


def word_lines(old: str, new: str, looks: Looks) -> Iterator[Line]:
    """Yield two texts as one, word by word: rows that changed, with the one before and after."""
    rows = _rows(old, new, looks)
    changed = [at for at, row in enumerate(rows) if any(piece.style for piece in row)]
    near = sorted({at + by for at in changed for by in (-1, 0, 1)} & set(range(len(rows))))
    shown = range(len(rows)) if looks.full and near else near[:_MOST_ROWS]
    for before, at in pairwise([-1, *shown]):
        if at > before + 1:
            yield _GAP
        yield Line(_near(rows[at], looks), 2 * SAYS)
    if len(near) > len(shown):
        yield _more(len(near) - len(shown), "more line", 2 * SAYS)
    elif shown and shown[-1] < len(rows) - 1:
        yield _GAP


def _near(row: Sequence[Piece], looks: Looks) -> tuple[Piece, ...]:
    """Return a row with what has not changed cut where it is long, farthest from the changes."""
    if not any(piece.style for piece in row):
        return tuple(piece._replace(text=_cut(piece.text, looks, 2 * _KEPT)) for piece in row)
    last = len(row) - 1
    shown = row if looks.full else row[:_MOST_PIECES]
    near = tuple(
        piece if piece.style else piece._replace(text=_elided(piece.text, at, last, looks))
        for at, piece in enumerate(shown)
    )
    more = Piece(f"… {count(len(row) - len(shown), 'more piece')}; --full shows all", "dim")
    return (*near, more) if len(row) > len(shown) else near


def _rows(old: str, new: str, looks: Looks) -> list[list[Piece]]:
    """Return two texts as rows of what is in both, in the one and in the other."""
    rows: list[list[Piece]] = [[]]
    for kind, text in word_diff(old, new):
        *whole, last = text.split("\n")
        end = "" if kind == "same" else "↵"
        for words in whole:
            rows[-1] += _pieces(words, kind, looks, end)
            rows.append([])
        rows[-1] += _pieces(last, kind, looks)
    return rows


def _pieces(text: str, kind: str, looks: Looks, end: str = "") -> list[Piece]:
    shown = (text if kind == "same" else _cut(text, looks)) + end
    return [_marked(shown, kind, looks)] if shown else []


def _marked(text: str, kind: str, looks: Looks) -> Piece:
    if kind == "same":
        return Piece(text)
    if not looks.marked:
        return Piece(text, kind)
    return Piece(f"[-{text}-]" if kind == "removed" else f"{{+{text}+}}", kind)


def _elided(text: str, at: int, last: int, looks: Looks) -> str:
    """Return an unchanged stretch of a row, as far as it is near to what stands beside it."""
    if looks.full or len(text) <= 3 * _KEPT:
        return text
    head = text[:_KEPT].rpartition(" ")[0] if at else ""
    tail = text[-_KEPT:].partition(" ")[2] if at < last else ""
    return f"{head} … {tail}"


def summary_line(summary: Summary) -> Line:
    """Return how many files got which verdict, what differs first."""
    listed: dict[bool, list[str]] = {True: [], False: []}
    for verdict, number in sorted(summary.verdicts.items(), reverse=True):
        listed[verdict >= summary.level.least].append(f"{number} {verdict.word}")
    total = sum(
        number for verdict, number in summary.verdicts.items() if verdict >= summary.level.least
    )
    verb = "differs" if total == 1 else "differ"
    words = f"{count(total, 'cassette')} {verb}: {', '.join(listed[True])}"
    parts = [words if total else "nothing differs"]
    if listed[False]:
        parts.append(f"not shown: {', '.join(listed[False])}")
    return line(Piece("; ".join(parts), "title"))
