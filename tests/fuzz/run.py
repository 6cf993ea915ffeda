"""Damages recordings and runs everything on them: `python tests/fuzz/run.py --seconds 60`.

A case is damaged bytes of a file, a changed tree of its YAML, or damaged bodies in a recording made
anew; it follows from the seed and its number. The laws are in `checks.py`. Cases run in batches,
each in a process of its own with 1 GiB of memory, and each run of the program may take 5 s. Some
cases are tried in a repository of git too, in the hooks of VCR.py, or under damaged patches. What
breaks a law is printed with a folder from which `--again FOLDER` repeats it; the exit code is 1.

Mutations, and not a search guided by coverage (atheris): that slows every run down and wants
byte-sized input, where one case here runs the program seven times over on some 10 kB; and what
breaks is repeated from two numbers.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "cli"), str(ROOT)]

from tests.fuzz.cases import case_of, read_case  # noqa: E402 - needs the path
from tests.fuzz.checks import Checks  # noqa: E402
from tests.fuzz.program import limit_memory  # noqa: E402
from tests.fuzz.seeds import bodies, files  # noqa: E402

_BATCH = 20
_WAIT = 120
"""Seconds after which a process that says nothing is stuck where no signal reaches it."""


class Finding(NamedTuple):
    """A law that does not hold."""

    seed: int
    number: int
    doing: str
    kind: str
    """What tells it from others: the error and where it was raised."""
    words: str


def tried(seed: int, number: int) -> tuple[str, int, Finding | None]:
    """Return the kind of a case, how often the program was run on it, and what broke."""
    case = case_of(seed, number)
    checks = Checks(case)
    try:
        checks.check()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return (
            case.kind,
            checks.runs,
            Finding(seed, number, checks.doing, _kind(error, checks.doing), _words(error)),
        )
    return case.kind, checks.runs, None


def _words(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-6))[-4_000:]


def _kind(error: BaseException, doing: str) -> str:
    frame = [
        one for one in traceback.extract_tb(error.__traceback__) if "cassette_cli" in one.filename
    ]
    place = (
        f"{Path(frame[-1].filename).name}:{frame[-1].lineno}"
        if frame
        else " ".join(doing.split()[:2])
    )
    return f"{type(error).__name__} {place} {str(error).partition(chr(10))[0][:60]}"


def _batch(seed: int, first: int, pipe: Connection, folder: str) -> None:
    """Try some cases in a folder, in a process of its own, and tell of each."""
    limit_memory()
    os.chdir(folder)
    for number in range(first, first + _BATCH):
        pipe.send(tried(seed, number))


def batch(seed: int, first: int, kinds: Counter[str]) -> tuple[int, int, list[Finding]]:
    """Return how many cases were tried and how often the program was run, and what broke.

    Args:
        seed: the seed.
        first: the number of the first case.
        kinds: where the cases are counted by their kinds.
    """
    with tempfile.TemporaryDirectory() as folder:  # which a process that is killed would leave
        return _batch_in(folder, seed, first, kinds)


def _batch_in(
    folder: str, seed: int, first: int, kinds: Counter[str]
) -> tuple[int, int, list[Finding]]:
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=_batch, args=(seed, first, there, folder)
    )
    process.start()
    there.close()
    runs, findings = 0, []
    for number in range(first, first + _BATCH):
        try:
            if not here.poll(_WAIT):
                process.kill()
                raise EOFError
            kind, count, finding = here.recv()
        except EOFError:
            process.join()
            words = f"the process ended, or was stuck: {process.exitcode}"
            findings.append(Finding(seed, number, "?", words, words))
            return number - first + 1, runs, findings
        kinds[kind] += 1
        runs += count
        findings += [finding] if finding else []
    process.join()
    return _BATCH, runs, findings


def again(folder: Path) -> int:
    """Try a case that was written down with all commands; return the exit code."""
    case = read_case(folder)
    limit_memory()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        for everything in (False, True):
            checks = Checks(case, everything=everything)
            try:
                checks.check()
            except BaseException:  # noqa: BLE001 - what stops a run is a finding too
                print(f"{checks.doing}\n{traceback.format_exc()}")
                return 1
            finally:
                os.chdir(scratch)
        os.chdir("/")
    print("nothing breaks")
    return 0


def main() -> int:
    """Try cases until the time is over; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, help="cases follow from it; drawn if not given")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--again", type=Path, metavar="FOLDER", help="repeat one finding")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir(), "cassette-fuzz"))
    options = parser.parse_args()
    if options.again:
        return again(options.again)
    seed = random.randrange(10**6) if options.seed is None else options.seed
    print(f"seed {seed}: {len(files())} files, {len(bodies())} bodies", flush=True)
    known: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    cases = runs = 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        done, count, findings = batch(seed, options.first + cases, kinds)
        cases, runs = cases + done, runs + count
        for one in findings:
            known[one.kind] += 1
            if known[one.kind] == 1:
                _tell(one, options.out / f"{one.seed}-{one.number}")
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    print(f"seed {seed}: {cases} cases ({counts}), {runs} runs of the program")
    found = [f"{count} × {kind}" for kind, count in known.most_common()]
    print("\n".join([f"{len(known)} findings:", *found]) if found else "nothing breaks")
    return 1 if known else 0


def _tell(one: Finding, folder: Path) -> None:
    case_of(one.seed, one.number).write(folder)
    (folder / "finding.json").write_text(json.dumps(one._asdict(), indent=2))
    print(f"--- {one.kind}\n{one.doing}\n{one.words}\n{folder}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
