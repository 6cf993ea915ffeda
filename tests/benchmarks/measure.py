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
_WIDTH = 36


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
        finds: whether it may end with 1, as one does that finds something.
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


def once(command: list[str], folder: Path | None = None) -> float:
    """Return the seconds of a command that takes too long to be run several times."""
    return measured(command, 1, finds=True, folder=folder).seconds


def loading(*paths: Path) -> list[str]:
    """Return the command that loads YAML files by the fastest loader there is, and does no more.

    A file that says more than plain values is only read as far as that.
    """
    return python(
        "import yaml\n"
        f"for path in {[str(path) for path in paths]}:\n"
        "    try: yaml.load(open(path, encoding='utf-8'), yaml.CSafeLoader)\n"
        "    except yaml.YAMLError: pass"
    )


class Beside(NamedTuple):
    """What one would use otherwise."""

    name: str
    seconds: float
    """0 where it is not installed."""
    limit: float | None = None
    """The largest ratio that is right; `None` where nobody asks for one."""


def head() -> None:
    """Print the names of the columns."""
    print(f"{'':<{_WIDTH}} {'seconds':>8} {'MB':>6} {'× file':>7} {'× load':>7}  × other")


def title(what: str) -> None:
    """Print what the next rows are about."""
    print(f"\n{what}")


def row(  # noqa: PLR0913 - one parameter a column
    what: str,
    ours: Measured,
    loaded: float,
    beside: Beside | None = None,
    *,
    most: float | None = None,
    size: int = 0,
    most_memory: float | None = None,
) -> None:
    """Print what a command took, and the ratios of that.

    Args:
        what: what was run.
        ours: what it took.
        loaded: the seconds of loading the same files.
        beside: what else does the job.
        most: the largest ratio to loading that is right.
        size: the bytes of the file, if it is large.
        most_memory: how many times the file the memory may be.
    """
    wrong = [ours.seconds > most * loaded] if most is not None else []
    cells = f"{ours.seconds:8.3f} {ours.memory / MB:6.0f}"
    cells += f" {ours.memory / size:7.1f}" if size else f" {'':7}"
    cells += f" {ours.seconds / loaded:7.2f}"
    if beside is not None and beside.seconds:
        ratio = ours.seconds / beside.seconds
        cells += f"  {ratio:.2f} × {beside.name} ({beside.seconds:.3f} s)"
        wrong += [ratio > beside.limit] if beside.limit is not None else []
        cells += f", at most {beside.limit:.3g}" if beside.limit is not None else ""
    if most_memory is not None:
        wrong.append(ours.memory > most_memory * size)
    verdict = "" if not wrong else "  TOO MUCH" if any(wrong) else "  ok"
    print(f"  {what:<{_WIDTH - 2}} {cells}{verdict}", flush=True)
