"""What `cassette redact` finds of the planted set: `python tests/redaction/score.py --seeds 2`.

With `--against detect-secrets,redact-secret` those scanners are run on the same files, as they are
and decoded; they must be installed. `--details` lists what went wrong, `--keep FOLDER` the files.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from tests.redaction.generate import Planted  # noqa: E402 - needs the path
from tests.redaction.peers import DECODED, RAW, SCANNERS, Found, installed, searched  # noqa: E402
from tests.redaction.run import Outcome, scored  # noqa: E402


def line(*cells: object) -> None:
    """Print a row of a table in Markdown."""
    sys.stdout.write(f"| {' | '.join(str(cell) for cell in cells)} |\n")


def head(*cells: str) -> None:
    """Print the head of a table."""
    sys.stdout.write("\n")
    line(*cells)
    line(*("---" for _ in cells))


def share(found: int, of: int) -> str:
    """Return a share as percents; all is all."""
    return f"{100 * found / of:.1f} %" if of else "–"


Row = tuple[Planted, bool]
"""A plant, and whether it is gone."""


def recall(title: str, rows: list[Row], by: str, *, only_missed: bool = False) -> None:
    """Print how many plants are gone, by a property of theirs."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for planted, gone in rows:
        groups[str(getattr(planted, by, None) or getattr(planted.plant, by, ""))].append(
            (planted, gone)
        )
    head(title, "plants", "gone", "recall")
    for name, members in sorted(groups.items()):
        gone = sum(gone for _, gone in members)
        if gone < len(members) or not only_missed:
            line(name, len(members), gone, share(gone, len(members)))


def summary(outcomes: list[Outcome], rows: list[Row]) -> None:
    """Print the figures that count."""
    keys = [(planted, gone) for planted, gone in rows if planted.plant.provider]
    decoys = sum(len(case.decoys) for outcome in outcomes for case in outcome.cases)
    touched = sum(len(outcome.all("touched")) for outcome in outcomes)
    head("what", "of", "figure")
    line("plants gone", len(rows), share(sum(gone for _, gone in rows), len(rows)))
    line("whole provider keys gone", len(keys), share(sum(gone for _, gone in keys), len(keys)))
    line("decoys touched", decoys, f"{touched} ({share(touched, decoys)})")
    files = sum(len(outcome.cases) for outcome in outcomes)
    for what, name in (
        ("files that do not parse, or whose counts or lengths are wrong", "broken"),
        ("texts changed where nothing was planted", "changed"),
        ("texts changed beside a plant too", "beside"),
    ):
        line(what, files, sum(len(outcome.all(name)) for outcome in outcomes))
    for what, name in (
        ("files that a second run changes", "unstable"),
        ("files of another size", "resized"),
        ("files without plants that changed", "unclean"),
    ):
        line(what, files, sum(len(getattr(outcome, name)) for outcome in outcomes))


def details(outcomes: Iterable[Outcome], rows: list[Row]) -> None:
    """Print what went wrong, one thing a line."""
    for planted, gone in rows:
        if not gone:
            sys.stdout.write(
                f"left: {planted.plant.type} in {planted.place} ({planted.recorder})\n"
            )
    for outcome in outcomes:
        for name in ("broken", "touched", "changed", "beside"):
            sys.stdout.writelines(f"{name}: {text}\n" for text in outcome.all(name))
        for name in ("unstable", "resized", "unclean"):
            sys.stdout.writelines(f"{name}: {text}\n" for text in getattr(outcome, name))


def table_of_peers(rows: list[Row], results: dict[str, Found]) -> None:
    """Print what each scanner finds, by group of places; one column each."""
    groups = sorted({planted.group for planted, _ in rows})
    ours = {planted.number for planted, gone in rows if gone}
    head("found in", "plants", "cassette", *results)
    for group in [*groups, "all"]:
        members = {p.number for p, _ in rows if group in (p.group, "all")}
        told = (share(len(members & found.numbers), len(members)) for found in results.values())
        line(group, len(members), share(len(members & ours), len(members)), *told)
    for kind in ("secret", "account", "personal"):
        members = {p.number for p, _ in rows if p.plant.group == kind}
        told = (share(len(members & found.numbers), len(members)) for found in results.values())
        line(f"{kind} (type)", len(members), share(len(members & ours), len(members)), *told)
    line("findings in decoys", "", "", *(found.decoys for found in results.values()))
    line("other findings", "", "", *(found.others for found in results.values()))


def against(names: list[str], outcome: Outcome, rows: list[Row]) -> None:
    """Run other scanners on the files of one seed, and print the table."""
    results: dict[str, Found] = {}
    for name in names:
        if not installed(name):
            sys.stderr.write(f"{name} is not installed\n")
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = searched(name, outcome.cases, Path(folder))
        results |= {f"{name}, {kind}": found[kind] for kind in (RAW, DECODED)}
    table_of_peers(rows, results)


def rows_of(outcome: Outcome) -> list[Row]:
    """Return each plant of a seed, and whether it is gone."""
    left = outcome.survivors()
    return [(planted, number not in left) for number, planted in outcome.planted().items()]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the first of the seeds")
    parser.add_argument("--against", default="", help=",".join(SCANNERS))
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    outcomes = []
    for seed in range(options.first, options.first + options.seeds):
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.keep / str(seed) if options.keep else Path(temporary)
            outcomes.append(scored(seed, folder))
        if outcomes[-1].ran.code == 2:
            sys.stderr.write(outcomes[-1].ran.err)
    rows = [row for outcome in outcomes for row in rows_of(outcome)]
    summary(outcomes, rows)
    recall("group of places", rows, "group")
    recall("place (missed)", rows, "place", only_missed=True)
    recall("type (missed)", rows, "type", only_missed=True)
    if options.against:
        against(options.against.split(","), outcomes[0], rows_of(outcomes[0]))
    if options.details:
        details(outcomes, rows)


if __name__ == "__main__":
    main()
