"""Print how many calls each recorder answers from what we edited: `python -m tests.replay.table`.

Of the calls that are answered, how many answers have changed, and how many were meant to.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.replay.recorders import RECORDERS, Recorder
from tests.replay.scenario import LEAKING, record, redact, rewrite


def row(recorder: Recorder, folder: Path) -> list[str]:
    """Return the cells of a recorder."""
    if missing := recorder.missing():
        return [recorder.name, f"not there: {missing}", "", "", ""]
    recorded = record(recorder, folder / recorder.file)
    kept = folder / "edited"
    kept.mkdir()

    def cell(changed: int, meant: int, calls: int) -> str:
        return f"{calls} of {calls}, {changed} changed of {meant} meant"

    calls = len(recorder.calls)
    cells = [recorder.name, f"{len(recorded.shown)} of {calls}"]
    cells.append(cell(len(recorded.replay(recorded.copy(kept))), 0, calls))
    copy = recorded.copy(kept)
    redact(copy)
    cells.append(
        cell(len(recorded.replay(copy)), len(LEAKING.intersection(recorded.names())), calls)
    )
    changed = meant = 0
    for turn in (0, 1):
        copy = recorded.copy(kept)
        wanted = rewrite(recorded, copy, turn)
        found = recorded.replay(copy)
        changed, meant = changed + len(found.keys() & wanted), meant + len(wanted)
        assert found.keys() <= wanted
    return [*cells, cell(changed, meant, 2 * calls)]


def main() -> None:
    """Print the table."""
    print("| recorder | loads | replays | after redact | after rewrite |")
    print("| --- | --- | --- | --- | --- |")
    for recorder in RECORDERS:
        with TemporaryDirectory() as folder:
            print(f"| {' | '.join(row(recorder, Path(folder)))} |", flush=True)


if __name__ == "__main__":
    main()
