"""Whole processes measured, and rows of a table that compare them."""

import os
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CASSETTE = [sys.executable, "-c", "from cassette_cli.__main__ import main; main()"]  # as its script
MB = 1_000_000
_WIDTH = 66


class Measured(NamedTuple):
    """What a command took."""

    seconds: float
    """By the clock on the wall, the median of its runs."""
    memory: int
    """The largest resident set of a run, in bytes."""


def measured(
    command: list[str], runs: int, *, finds: bool = False, folder: Path | None = None
) -> Measured:
    """Run a command and return what it took; its output is thrown away.

    Args:
        command: the program and its arguments.
        runs: how often it is run.
        finds: whether it ends with 1 as it should, as one does that finds something.
        folder: where it is run.

    Raises:
        RuntimeError: it did not end as it should.
    """
    seconds, memory = [], 0
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    here = Path.cwd()
    for _ in range(runs):
        os.chdir(folder or here)
        start = time.perf_counter()
        pid = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
        _, status, usage = os.wait4(pid, 0)
        seconds.append(time.perf_counter() - start)
        os.chdir(here)
        if os.waitstatus_to_exitcode(status) not in ({0, 1} if finds else {0}):
            raise RuntimeError(f"it failed: {' '.join(command)}")
        memory = max(memory, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
    return Measured(statistics.median(seconds), memory)


def python(code: str) -> list[str]:
    """Return a command that runs a line of Python."""
    return [sys.executable, "-c", code]


def loading(*paths: Path) -> list[str]:
    """Return the command that loads YAML files by the fastest loader there is, and does no more."""
    return python(
        "import yaml; [yaml.load(open(p, encoding='utf-8'), yaml.CSafeLoader)"
        f" for p in {[str(path) for path in paths]}]"
    )


def head() -> None:
    """Print the names of the columns."""
    print(f"{'':<{_WIDTH}} {'cassette':>10}  {'beside':>10}  ratio")


def row(what: str, ours: Measured, theirs: float, limit: float | None = None) -> None:
    """Print a comparison.

    Args:
        what: what is compared with what.
        ours: what our command took.
        theirs: the seconds of the other one.
        limit: the largest ratio that is right; `None` for one that nobody asks for.
    """
    ratio = ours.seconds / theirs
    verdict = "TOO SLOW" if limit is not None and ratio > limit else "ok"
    wanted = "" if limit is None else f"  at most {limit:g}  {verdict}"
    print(f"{what:<{_WIDTH}} {ours.seconds:8.3f} s  {theirs:8.3f} s  {ratio:5.2f}{wanted}")


def memory_row(what: str, ours: Measured, size: int, limit: float) -> None:
    """Print what memory a command took, beside the size of its file in bytes."""
    ratio = ours.memory / size
    verdict = "TOO MUCH" if ratio > limit else "ok"
    print(
        f"{f'  memory of {what}':<{_WIDTH}} {ours.memory / MB:7.0f} MB  {size / MB:7.0f} MB "
        f"{ratio:6.2f}  at most {limit:g}  {verdict}"
    )


def rate_row(what: str, seconds: float, limit: float, unit: str = "s") -> None:
    """Print a figure that stands alone, with the largest that is right."""
    verdict = "TOO SLOW" if seconds > limit else "ok"
    print(f"{what:<{_WIDTH}} {seconds:8.3f} {unit:<29}at most {limit:g}  {verdict}")
