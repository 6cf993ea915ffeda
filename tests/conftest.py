"""What all tests share: comparing a result with the one kept in a file, and accepting it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest


def pytest_addoption(parser):
    """Add `--accept`, which writes what is made over what was expected, for a person to judge."""
    parser.addoption("--accept", action="store_true", help="rewrite the expected results")


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
