"""What a test leaves behind is told, and so fails it: see `nothing_left` in `conftest.py`."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from cassette_cli.http.codings import Limit
from tests.leftovers import left, shared
from tests.program import ROOT


def _child(undo):
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {})
    undo(os.waitpid, child, 0)


LEAVING = {
    "$CASSETTE_LEFT": lambda undo: (
        os.environ.update(CASSETTE_LEFT="1"), undo(os.environ.pop, "CASSETTE_LEFT")
    ),
    "working directory": lambda undo: (undo(os.chdir, os.getcwd()), os.chdir("/")),  # noqa: PTH109
    "umask": lambda undo: undo(os.umask, os.umask(0o123)),
    "recursion limit": lambda undo: (
        undo(sys.setrecursionlimit, sys.getrecursionlimit()), sys.setrecursionlimit(5_432)
    ),
    "signal handlers": lambda undo: undo(
        signal.signal, signal.SIGPROF, signal.signal(signal.SIGPROF, signal.SIG_IGN)
    ),
    "sys.argv": lambda undo: (sys.argv.append("left"), undo(sys.argv.pop)),
    "sys.path": lambda undo: (sys.path.append("left"), undo(sys.path.pop)),
    "sys.excepthook": lambda undo: (
        undo(setattr, sys, "excepthook", sys.excepthook), setattr(sys, "excepthook", print)
    ),
    "Limit.bytes": lambda undo: (
        undo(setattr, Limit, "bytes", Limit.bytes), setattr(Limit, "bytes", 1)
    ),
    "open files": lambda undo: undo(os.close, os.open(os.devnull, os.O_RDONLY)),
    "child processes": _child,
}  # fmt: skip
if not hasattr(os, "waitid"):
    del LEAVING["child processes"]


@pytest.mark.parametrize("name", LEAVING)
def test_what_is_left_is_told(name):
    """By its name; when it is gone again nothing is told."""
    before = shared()
    with ExitStack() as undone:
        LEAVING[name](undone.callback)
        assert left(before) == [name]
    assert left(before) == []


TESTS = """
import os

def test_leaves():
    os.environ["CASSETTE_LEFT"] = "hunter2"

def test_finds():
    assert os.environ["CASSETTE_LEFT"] == "hunter2"
"""


def test_who_leaves_it_fails(tmp_path):
    """And not who finds it; its value is not told."""
    path = tmp_path / "test_it.py"
    path.write_text(TESTS, encoding="utf-8")
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.conftest", "-c"]
    done = subprocess.run(
        [sys.executable, *command, os.devnull, "--rootdir", str(tmp_path), str(path)],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert "\nERROR test_it.py::test_leaves - " in done.stdout, done.stdout
    assert "it leaves changed: $CASSETTE_LEFT\n" in done.stdout, done.stdout
    assert "\n2 passed, 1 error in " in done.stdout, done.stdout
    assert "hunter2" not in done.stdout
