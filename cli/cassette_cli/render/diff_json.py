"""A comparison as JSON (`cassette-diff/1`), for programs."""

from cassette_cli.document.masking import masked_url
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.report import (
    ABSENT,
    Difference,
    FileDiff,
    Ignored,
    Pair,
    Side,
    Summary,
)
from cassette_cli.text.json_value import Json

SCHEMA = "cassette-diff/1"


def report_view(summary: Summary, files: list[Json]) -> dict[str, Json]:
    """Return the report: how many files have which verdict, and the files, worst first."""
    return {
        "schema": SCHEMA,
        "level": summary.level.value,
        "differs": summary.differs,
        "verdicts": {
            verdict.word: number for verdict, number in sorted(summary.verdicts.items())[::-1]
        },
        "files": files,
    }


def file_view(file: FileDiff, *, show_secrets: bool) -> dict[str, Json]:
    """Return a file: what became of it, its verdict, and its interactions that differ."""
    return {
        "path": file.path,
        "old_path": file.old_path or (file.path if file.is_in_old else None),
        "state": file.state,
        "verdict": file.verdict.word,
        "error": _error(file.error) if file.error is not None else None,
        "interactions": [
            _pair(pair, show_secrets=show_secrets)
            for pair in file.pairs
            if pair.differences or pair.ignored
        ],
        "ignored": [_ignored(one) for one in file.ignored],
    }


def _error(error: CassetteError) -> dict[str, Json]:
    return {"message": error.message, "where": error.where}


def _pair(pair: Pair, *, show_secrets: bool) -> dict[str, Json]:
    request = pair.either.interaction.request
    url = request.url
    return {
        "old": pair.old.interaction.index if pair.old else None,
        "new": pair.new.interaction.index if pair.new else None,
        "state": pair.state,
        "verdict": pair.verdict.word,
        "method": request.method,
        "url": url if show_secrets or url is None else masked_url(url),
        "differences": [_difference(one) for one in pair.differences],
        "ignored": [_ignored(one) for one in pair.ignored],
    }


def _difference(one: Difference) -> dict[str, Json]:
    return {
        "verdict": one.verdict.word,
        "topic": one.topic,
        "what": one.what,
        "pointer": one.pointer,
        **_sides(one.old, one.new),
    }


def _ignored(one: Ignored) -> dict[str, Json]:
    return {"name": one.name, "what": one.what, **_sides(one.old, one.new)}


def _sides(old: Side, new: Side) -> dict[str, Json]:
    """Return both sides; what a side does not have is no member."""
    sides = (("old", old), ("new", new))
    return {name: side for name, side in sides if side is not ABSENT}
