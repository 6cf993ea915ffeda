"""How lists read: aligned columns on a terminal, tabs between them in a pipe."""

from collections.abc import Iterator, Sequence

from cassette_cli.operations.list import Summary
from cassette_cli.render.facts import money
from cassette_cli.render.line import Line, Piece
from cassette_cli.text.json_value import Json

COLUMNS = (
    "cassette", "recorder", "calls", "provider", "model", "streams", "status", "tools",
    "in", "out", "cached", "cost", "size", "flags",
)  # fmt: skip
_RIGHT = {"calls", "streams", "tools", "in", "out", "cached", "cost", "size"}
_KIB = 1024


def cells(summary: Summary) -> list[str]:
    """Return the cells of one line, `-` for what there is not."""
    statuses = sorted(summary.statuses.items())
    flags = sorted(summary.flags.items())
    found = (
        summary.label,
        f"{summary.recorder} {summary.version or ''}".rstrip(),
        str(summary.interactions),
        _few(summary.providers),
        _few(summary.models),
        str(summary.streams),
        " ".join(f"{status}×{n}" if n > 1 else str(status) for status, n in statuses),
        str(summary.tool_calls),
        _number(summary.input_tokens),
        _number(summary.output_tokens),
        _number(summary.cached_tokens),
        money(summary.cost) if summary.cost is not None else "",
        size(summary.size),
        " ".join(f"{flag}×{n}" if n > 1 else flag for flag, n in flags),
    )
    return [cell or "-" for cell in found]


def _few(names: list[str]) -> str:
    return names[0] + (f" +{len(names) - 1}" if len(names) > 1 else "") if names else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    if count < _KIB:
        return f"{count} B"
    amount = count / _KIB
    for unit in ("KiB", "MiB"):
        if amount < _KIB:
            return f"{amount:.1f} {unit}"
        amount /= _KIB
    return f"{amount:.1f} GiB"


def tabbed(summaries: Sequence[Summary]) -> Iterator[Line]:
    """Yield lines with tabs between their cells, for other programs."""
    for summary in summaries:
        yield Line((Piece("\t".join(cell.replace("\t", " ") for cell in cells(summary))),))


def aligned(summaries: Sequence[Summary], width: int) -> Iterator[Line]:
    """Yield lines with a heading and aligned columns; columns that say nothing are left out.

    Where the terminal is too narrow, the paths give way first, from their fronts, then columns.
    """
    rows = [list(COLUMNS), *(cells(summary) for summary in summaries)]
    first, *columns = [list(column) for column in zip(*rows, strict=True)]
    columns = [column for column in columns if any(cell not in {"-", "0"} for cell in column[1:])]
    room = max(width // 2, _SHORTEST_PATH)
    for title in _GIVES_WAY:
        if min(_longest(first), room) + _width(columns) <= width:
            break
        columns = [column for column in columns if column[0] != title]
    first = _shortened(first, max(width - _width(columns), _SHORTEST_PATH))
    told = [first, *columns]
    widths, titles = [_longest(column) for column in told], [column[0] for column in told]
    for number, row in enumerate(zip(*told, strict=True)):
        yield _row(row, widths, titles, number)


_GAP = 2
_SHORTEST_PATH = 32
_GIVES_WAY = (
    "cached", "recorder", "streams", "size", "provider", "cost", "tools", "model", "out", "in",
    "flags", "status",
)  # fmt: skip


def _row(row: Sequence[str], widths: list[int], titles: list[str], number: int) -> Line:
    pieces: list[Piece] = []
    for at, (cell, cell_width, title) in enumerate(zip(row, widths, titles, strict=True)):
        padded = cell.rjust(cell_width) if title in _RIGHT else cell.ljust(cell_width)
        pieces.append(
            Piece(padded if at == 0 else f"  {padded}", _style(title, cell, heading=number == 0))
        )
    return Line(tuple(pieces))


def _style(title: str, cell: str, *, heading: bool) -> str:
    if heading or cell == "-":
        return "dim"
    if title == "flags":
        return "bad" if "error" in cell or "truncated" in cell else "warn"
    return {"cassette": "path", "model": "tool"}.get(title, "")


def _width(columns: Sequence[list[str]]) -> int:
    return sum(_longest(column) + _GAP for column in columns)


def _longest(column: list[str]) -> int:
    return max(len(cell) for cell in column)


def _shortened(column: list[str], width: int) -> list[str]:
    return [cell if len(cell) <= width else f"…{cell[-(width - 1) :]}" for cell in column]


def summary_view(summary: Summary) -> dict[str, Json]:
    """Return a line of `list` as JSON; that of the sums has neither path nor recorder."""
    return {
        "path": summary.label if summary.recorder else None,
        "recorder": {"name": summary.recorder, "version": summary.version}
        if summary.recorder
        else None,
        "interactions": summary.interactions,
        "providers": [*summary.providers],
        "models": [*summary.models],
        "protocols": [*summary.protocols],
        "streams": summary.streams,
        "statuses": {str(status): count for status, count in sorted(summary.statuses.items())},
        "tool_calls": summary.tool_calls,
        "input_tokens": summary.input_tokens,
        "output_tokens": summary.output_tokens,
        "cached_tokens": summary.cached_tokens,
        "cost": summary.cost,
        "size": summary.size,
        "flags": {**summary.flags},
    }
