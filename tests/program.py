"""Running the program as a user does."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Ran(NamedTuple):
    """What a run of the program left."""

    out: str
    err: str
    code: int


def cassette(
    *arguments: str,
    cwd: Path = ROOT,
    stdin: bytes = b"",
    program: Sequence[str] = ("-m", "cassette_cli"),
    **environment: str,
) -> Ran:
    """Run the program with arguments, without colour and with a fixed width, and wait for it."""
    settings = {key: value for key, value in os.environ.items() if key not in _DISTURBING}
    settings |= {"COLUMNS": "80", "PYTHONPATH": str(ROOT / "cli"), **environment}
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=cwd, env=settings, input=stdin, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    return Ran(done.stdout.decode(), done.stderr.decode(), done.returncode)


def unmeasured() -> dict[str, str]:
    """Return the environment for a run whose imports count: measuring coverage has its own."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}


_DISTURBING = {"NO_COLOR", "FORCE_COLOR", "PAGER", "CASSETTE_PAGER", "LESS", "COLUMNS"}


def on_terminal(*arguments: str, cwd: Path = ROOT, columns: int = 80, **environment: str) -> Ran:
    """Run the program where a person reads what it writes; errors come between the output."""
    screen, terminal = pty.openpty()
    settings = {key: value for key, value in os.environ.items() if key not in _DISTURBING}
    settings |= {"COLUMNS": f"{columns}", "TERM": "dumb", "PAGER": "cat", "NO_COLOR": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "cassette_cli", *arguments], cwd=cwd, stdin=subprocess.DEVNULL,
        env=settings | {"PYTHONPATH": str(ROOT / "cli"), **environment},
        stdout=terminal, stderr=terminal,
    ) as process:  # fmt: skip
        os.close(terminal)
        written = b"".join(iter(lambda: _read(screen), b""))
    os.close(screen)
    return Ran(written.decode().replace("\r\n", "\n"), "", process.returncode)


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 1 << 16)
    except OSError:  # nobody has the terminal open any more
        return b""
