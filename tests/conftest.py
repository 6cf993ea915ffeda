"""What all tests share: comparing a result with the one kept in a file, and accepting it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.leftovers import left, shared
from tests.repository import git


def pytest_addoption(parser):
    """Add `--accept`, which writes what is made over what was expected, for a person to judge."""
    parser.addoption("--accept", action="store_true", help="rewrite the expected results")


@pytest.fixture(autouse=True)
def nothing_left():
    """Fail a test that changes what the tests after it find; it comes first, and so looks last."""
    before = shared()
    yield
    found = left(before)
    assert not found, f"it leaves changed: {', '.join(found)}"


@pytest.fixture
def expect(request) -> Callable[[Path, object], None]:
    """Return a function that compares a JSON value with the one in a file."""

    def compare(path: Path, made: object) -> None:
        if request.config.getoption("--accept"):
            text = json.dumps(made, indent=2, ensure_ascii=False)
            path.write_text(f"{text}\n", encoding="utf-8")
        assert path.exists(), f"no {path.name} yet: run pytest --accept, and look at what it wrote"
        assert made == json.loads(path.read_text(encoding="utf-8"))

    return compare


@pytest.fixture
def clean(monkeypatch):
    """Let git read nobody's configuration, know no hook's variables, and make commits alike."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.com")
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-01-02T03:04:05+00:00")


@pytest.fixture
def here(tmp_path, monkeypatch, clean):
    """Return a repository without commits, to be in."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main")
    return folder
