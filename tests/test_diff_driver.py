"""`cassette-diff-driver`: what git's external diff prints, called as git calls it."""

import os
import subprocess
import sys

import pytest

from cassette_cli.diff_driver import report
from tests.comparing import cassette_of, chat
from tests.program import ROOT

OLD, NEW = cassette_of(chat("one")), cassette_of(chat("two"))


def call(*words, cwd):
    """Return what the program writes, and how it ends."""
    done = subprocess.run(
        [sys.executable, "-m", "cassette_cli.diff_driver", *map(str, words)], cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT / "cli")}, capture_output=True, check=False,
    )  # fmt: skip
    return done.stdout.decode(), done.stderr.decode(), done.returncode


@pytest.mark.parametrize("words", [[], ["a", "b"], ["a"] * 6, ["a"] * 8, ["a"] * 10])
def test_a_wrong_call_says_how_it_is_called(words, tmp_path):
    """Git makes none; whoever tries it by hand does."""
    out, err, code = call(*words, cwd=tmp_path)
    assert (out, code) == ("", 2)
    assert err.startswith("usage: cassette-diff-driver PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE")


def test_it_is_called_in_three_ways(tmp_path):
    """For a conflict, for a change, and for a file under a new name; a name steers nothing."""
    for name, data in (("old", OLD), ("new", NEW)):
        (tmp_path / name).write_bytes(data)
    sides = ["old", "0", "100644", "new", "1", "100644"]
    assert call("a\x1b.json", cwd=tmp_path) == ("* Unmerged path a␛.json\n", "", 0)
    changed, _, code = call("a.json", *sides, cwd=tmp_path)
    assert code == 0
    assert changed.startswith("prose  ")
    assert "a.json" in changed
    renamed, _, code = call("a.json", *sides, "b.json", "similarity index 90%", cwd=tmp_path)
    assert code == 0
    assert "a.json → b.json" in renamed


@pytest.mark.parametrize("broken", [b"interactions:\n- {", b"\xff\xfe", b"a: 1\n", b"", None])
def test_what_cannot_be_compared_is_shown_line_by_line(broken):
    """As git would; what is on one side only comes from nowhere."""
    rows = [list(report("a.json", "a.json", *sides)) for sides in ((OLD, broken), (broken, OLD))]
    if broken is None:
        assert ["removed" in rows[0][0], "added" in rows[1][0]] == [True, True]
    else:
        assert [row[:2] for row in rows] == [["--- a/a.json", "+++ b/a.json"]] * 2
    both = list(report("a.json", "b.json", b"a\n", None))
    assert both == ["--- a/a.json", "+++ /dev/null", "@@ -1 +0,0 @@", "-a"]
