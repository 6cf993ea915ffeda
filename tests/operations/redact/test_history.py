"""Values that stand in commits: cleaning the work tree is not enough for those."""

import gzip

import pytest
from tests.operations.redact.planting import interaction, key, made_by, run, settled, vcrpy
from tests.repository import git

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.redact.history import oldest_commits

VALUE = run("of a header", 30) + "7aB"


def commit(path, data: bytes, day: int) -> str:
    """Commit a file as of a day of January, and return how that commit is told."""
    path.write_bytes(data)
    git("add", "-A")
    git("commit", "-q", "-m", "x", f"--date=2026-01-{day:02}T12:00:00+00:00")
    return f"2026-01-{day:02} ({git('rev-parse', 'HEAD')[:10].decode()})"


def since(path) -> dict[str, str]:
    """Return the values of a file that stand in commits."""
    cassette = open_cassette(Source(str(path), path))
    (outcome,) = made_by(settled().redaction, cassette)
    return oldest_commits(outcome, path)


def test_the_oldest_commit_is_told(here):
    """Since then it may have been copied."""
    path = here / "a.yaml"
    first = commit(path, vcrpy(interaction(f"so {key(1)}")).encode(), 3)
    second = commit(path, vcrpy(interaction(f"so {key(1)}, {key(2)}")).encode(), 4)
    path.write_text(vcrpy(interaction(f"so {key(1)}, {key(2)}, {key(3)}")))
    assert since(path) == {key(1): first, key(2): second}


def test_history_is_searched_through_all_layers(here):
    """It was compressed in a body then, and stands in a header now."""
    path = here / "a.yaml"
    call = interaction(answered={"Content-Encoding": "gzip"})
    call["response"]["body"]["string"] = gzip.compress(f"so {VALUE}".encode(), mtime=0)
    first = commit(path, gzip.compress(vcrpy(call).encode()), 3)
    path.write_text(vcrpy(interaction(asked={"x-api-key": VALUE})))
    assert since(path) == {VALUE: first}


def test_versions_that_are_no_cassettes_are_passed_over(here):
    """A file may have been anything; what is before it counts."""
    path = here / "a.yaml"
    first = commit(path, vcrpy(interaction(f"so {key(1)}")).encode(), 3)
    commit(path, b"\xff\x00 no text", 4)
    commit(path, f"so: {key(1)}".encode(), 5)
    path.write_text(vcrpy(interaction(f"so {key(1)}")))
    assert since(path) == {key(1): first}


@pytest.mark.parametrize("name", ["bob", "jane", "johanna"])
def test_short_values_are_looked_for_without_trouble(here, name):
    """A user's name in a path is shorter than any key; the command says what it can."""
    path = here / "a.yaml"
    first = commit(path, vcrpy(interaction(f"in /Users/{name}/code/acme.py")).encode(), 3)
    assert since(path) in ({name: first}, {})


def test_without_a_repository_there_is_no_history(tmp_path):
    """And without a commit there is none either."""
    path = tmp_path / "a.yaml"
    path.write_text(vcrpy(interaction(f"so {key(1)}")))
    assert since(path) == {}


def test_a_new_file_has_no_history(here):
    """Whatever else was committed."""
    commit(here / "other", key(1).encode(), 3)
    path = here / "a.yaml"
    path.write_text(vcrpy(interaction(f"so {key(1)}")))
    assert since(path) == {}
