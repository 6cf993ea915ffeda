"""The fuzzer finds what is broken, repeats it, and finds nothing in what is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cassette_cli.commands import app
from cassette_cli.errors import CassetteError
from tests.fuzz.cases import Case, case_of, read_case
from tests.fuzz.checks import Checks
from tests.fuzz.program import Broken
from tests.program import ROOT

SAMPLE = (ROOT / "samples" / "vcrpy.yaml").read_bytes()


def test_a_case_follows_from_its_numbers(tmp_path):
    """And is the same when it is read again."""
    assert case_of(1, 2) == case_of(1, 2)
    assert len({case_of(1, number) for number in range(20)}) == 20
    case_of(1, 2).write(tmp_path)
    assert read_case(tmp_path) == case_of(1, 2)


def test_all_laws_hold_of_a_sample(tmp_path, monkeypatch):
    """With all commands."""
    monkeypatch.chdir(tmp_path)
    checks = Checks(Case(SAMPLE, SAMPLE, 0), everything=True)
    checks.check()
    assert checks.runs > 40


@pytest.mark.parametrize(
    ("error", "found"),
    [(KeyError("x"), KeyError), (CassetteError("this is a fault of cassette"), Broken)],
)
def test_what_is_broken_is_found(tmp_path, monkeypatch, error, found):
    """A traceback, and a failure that the program owns up to."""

    def broken(*_):
        raise error

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "app_for", broken)
    with pytest.raises(found):
        Checks(Case(SAMPLE, SAMPLE, 0)).check()


def test_a_run_that_fails_leaves_no_file_open(tmp_path, monkeypatch):
    """Thousands of them are made in one process."""
    monkeypatch.chdir(tmp_path)
    Path("cassette").write_bytes(SAMPLE)
    before = len(list(Path("/dev/fd").iterdir()))
    ran = Checks(Case(SAMPLE, SAMPLE, 0)).run("rewrite", "cassette", "--patch", "nowhere")
    assert (ran.code, len(list(Path("/dev/fd").iterdir()))) == (2, before)


def test_it_ends_by_itself_and_a_case_can_be_repeated(tmp_path):
    """As the command that people type."""
    case_of(1, 0).write(tmp_path / "one")
    for arguments in (("--seconds", "1", "--seed", "1"), ("--again", str(tmp_path / "one"))):
        done = subprocess.run(
            [sys.executable, "tests/fuzz/run.py", *arguments, "--out", str(tmp_path)],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "nothing breaks" in done.stdout


KILLED = """
import os, signal
from collections import Counter
from tests.fuzz import run
run.tried = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
print(run.batch(1, 0, Counter()))
"""


def test_a_process_that_is_killed_is_a_finding_and_leaves_no_file(tmp_path):
    """As one is that is stuck."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED], env=os.environ | {"TMPDIR": str(tmp_path)},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert "the process ended, or was stuck: -9" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []
