"""Running the program as a user does."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Ran(NamedTuple):
    """What a run of the program left."""

    out: str
    err: str
    code: int


def cassette(*arguments: str, cwd: Path = ROOT, stdin: bytes = b"", **environment: str) -> Ran:
    """Run the program with arguments, without colour and with a fixed width, and wait for it."""
    settings = {key: value for key, value in os.environ.items() if key not in _DISTURBING}
    settings |= {"COLUMNS": "80", "PYTHONPATH": str(ROOT / "cli"), **environment}
    done = subprocess.run(
        [sys.executable, "-m", "cassette_cli", *arguments],
        cwd=cwd, env=settings, input=stdin, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    return Ran(done.stdout.decode(), done.stderr.decode(), done.returncode)


def unmeasured() -> dict[str, str]:
    """Return the environment for a run whose imports count: measuring coverage has its own."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}


_DISTURBING = {"NO_COLOR", "FORCE_COLOR", "PAGER", "CASSETTE_PAGER", "LESS", "COLUMNS"}
