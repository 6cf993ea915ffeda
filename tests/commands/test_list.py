"""`cassette list` where a person reads it, and in the order that is asked for."""

import json
import shutil

import pytest
from tests.program import ROOT, cassette, on_terminal

SAMPLES = ("vcrpy.yaml", "go-vcr.yaml", "openrouter-tool-call.yaml", "anthropic-thinking.yaml")


@pytest.fixture
def folder(tmp_path):
    """A folder of cassettes."""
    for name in SAMPLES:
        shutil.copy(ROOT / "samples" / name, tmp_path)
    return tmp_path


def listed(folder, *arguments):
    """Return the names of files in the order in which they are listed."""
    ran = cassette("list", *arguments, cwd=folder)
    assert ran.code == 0
    return [row.partition("\t")[0] for row in ran.out.splitlines()]


def test_lists_are_sorted_by_what_is_asked(folder):
    """As typed without a wish; paths from A to Z, and counts with the largest first."""
    assert listed(folder, *SAMPLES) == [*SAMPLES]
    assert listed(folder, *SAMPLES, "--sort", "path") == sorted(SAMPLES)
    by_size = sorted(SAMPLES, key=lambda name: -(folder / name).stat().st_size)
    assert listed(folder, *SAMPLES, "--sort", "size") == by_size


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ("calls", "interactions"), ("in", "input_tokens"), ("out", "output_tokens"),
        ("cost", "cost"), ("flags", "flags"),
    ],
)  # fmt: skip
def test_lists_are_sorted_by_counts_the_largest_first(folder, order, field):
    """What is not counted comes last; equal ones stay as they were."""

    def count(row):
        found = row[field] or 0
        return sum(found.values()) if isinstance(found, dict) else found

    ran = cassette("list", "--json", *SAMPLES, cwd=folder)
    rows = [json.loads(row) for row in ran.out.splitlines()]
    assert len({count(row) for row in rows}) > 1, "nothing to sort"
    wanted = [row["path"] for row in sorted(rows, key=count, reverse=True)]
    assert listed(folder, *SAMPLES, "--sort", order) == wanted


def test_on_a_terminal_columns_stand_below_their_names(folder):
    """As many as there is room for: the path and what went wrong are the last to go."""
    wide, narrow = (on_terminal("list", ".", cwd=folder, columns=width) for width in (200, 50))
    for ran in (wide, narrow):
        heading, *rows = ran.out.splitlines()
        assert ran.code == 0
        assert heading.split()[0] == "cassette"
        assert len(rows) == len(SAMPLES)
        at = heading.index("status")
        assert all(row[at:].startswith("200") for row in rows)
    assert {"provider", "model", "cost"} <= set(wide.out.splitlines()[0].split())
    assert not {"provider", "model", "cost"} & set(narrow.out.splitlines()[0].split())


def test_where_nothing_is_read_there_is_no_heading(tmp_path):
    """Only what is wrong."""
    ran = on_terminal("list", ".", cwd=tmp_path)
    assert ran.code == 2
    assert "there is no cassette here" in ran.out
    assert "status" not in ran.out
