"""What all tests of a process share, so that each must leave it as it was."""

import os
import signal
import sys
from pathlib import Path

from cassette_cli.http.codings import Limit

_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGALRM,
            signal.SIGPROF]  # fmt: skip
_STEP = "PYTEST_CURRENT_TEST"
"""Names the step of a test too, and so is never as it was."""


def shared() -> dict[str, object]:
    """Return what a test may find changed by another, each by a name."""
    mask = os.umask(0o077)
    os.umask(mask)
    return {
        **{f"${name}": value for name, value in os.environ.items() if name != _STEP},
        "working directory": Path.cwd(),
        "umask": mask,
        "recursion limit": sys.getrecursionlimit(),
        "signal handlers": [*map(signal.getsignal, _SIGNALS)],
        "sys.argv": [*sys.argv],
        "sys.path": [*sys.path],
        "sys.excepthook": sys.excepthook,
        "Limit.bytes": Limit.bytes,
        "open files": sorted(os.listdir("/dev/fd")),  # noqa: PTH208 - for each test, and it is quick
        "child processes": _has_children(),
    }


def left(before: dict[str, object]) -> list[str]:
    """Return the names of what is not as it was; values may be secrets of who runs the tests."""
    now = shared()
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _has_children() -> bool:
    """Say whether a process is running that was started here, or has ended unnoticed."""
    if not hasattr(os, "waitid"):  # on macOS, before Python 3.13
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True
