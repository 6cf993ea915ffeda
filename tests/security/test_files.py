"""Files that are none, files that nobody may read, and files that others change meanwhile."""

import os
import socket
import subprocess
import sys
from contextlib import chdir

import pytest
from tests.program import ROOT, cassette

SAMPLE = (ROOT / "samples" / "vcrpy.yaml").read_bytes()
OTHER = (ROOT / "samples" / "go-vcr.yaml").read_bytes()


@pytest.fixture
def folder(tmp_path):
    """Return a folder with one recording among everything that a folder can hold."""
    (tmp_path / "good.yaml").write_bytes(SAMPLE)
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "folder.yaml" / "up").symlink_to("..")
    (tmp_path / "nowhere.yaml").symlink_to("not-there")
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "empty.yaml").write_bytes(b"")
    # The name of a socket may have about a hundred characters: it is made from where it stands.
    with socket.socket(socket.AF_UNIX) as made, chdir(tmp_path):
        made.bind("socket.yaml")
    return tmp_path


FOLDER = [
    ["show"], ["list"], ["grep", "."], ["cat", "--text"], ["redact", "--check"], ["redact"],
    ["rewrite", "--drop", "--errors", "--check"], ["show", "--html", "page.html"],
    ["diff", "good.yaml"],
]  # fmt: skip


@pytest.mark.parametrize("command", FOLDER, ids=" ".join)
def test_a_folder_is_read_whatever_is_in_it(folder, command):
    """Nothing is waited for, and nothing read without an end; the recording is found."""
    ran = cassette(*command, ".", cwd=folder)
    assert "Traceback" not in ran.err
    assert "good.yaml" in ran.out + ran.err or "page.html" in command or command[0] == "cat"
    assert ran.code != 2 or command[0] == "diff", ran.err


@pytest.mark.parametrize("name", ["folder.yaml", "nowhere.yaml", "circle.yaml", "empty.yaml"])
@pytest.mark.parametrize("command", ["show", "redact", "rewrite"])
def test_what_is_no_file_is_refused_by_name(folder, command, name):
    """And stays what it is."""
    more = ["--drop"] if command == "rewrite" else []
    ran = cassette(command, name, *more, cwd=folder)
    assert (ran.code, name in ran.err) == (2, True), ran
    assert "Traceback" not in ran.err
    assert (folder / "nowhere.yaml").is_symlink()
    assert not (folder / "not-there").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="to the superuser every file is readable")
def test_what_nobody_may_read_is_said(folder):
    """The others are read all the same."""
    (folder / "secret.yaml").write_bytes(SAMPLE)
    (folder / "secret.yaml").chmod(0)
    (folder / "locked").mkdir(mode=0)
    for command in (["show"], ["list"], ["redact", "--check"]):
        ran = cassette(*command, ".", cwd=folder)
        assert ran.code == 2
        assert "secret.yaml: cannot read the file: permission denied" in ran.err
        assert "locked: cannot read the folder: permission denied" in ran.err
        assert "good.yaml" in ran.out
    (folder / "locked").chmod(0o700)


def started(*arguments, cwd):
    """Return a run that has been started."""
    return subprocess.Popen(
        [sys.executable, "-m", "cassette_cli", *arguments], cwd=cwd, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "cli")}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def test_of_runs_that_write_one_file_each_succeeds_or_is_told(tmp_path):
    """And in it stands what one of those wrote that succeeded, whole."""
    path = tmp_path / "c.yaml"
    path.write_bytes(SAMPLE)
    statuses = range(501, 507)
    wished = [("rewrite", "c.yaml", "--set", f"/response/status={one}") for one in statuses]
    runs = [started(*one, cwd=tmp_path) for one in wished]
    ended = [(run.communicate(timeout=120), run.returncode) for run in runs]
    told = [err for (_, err), code in ended if code == 2]
    assert all("changed since" in one or "another process" in one or "while it was read" in one
               for one in told), told  # fmt: skip
    done = {status for status, (_, code) in zip(statuses, ended, strict=True) if code == 0}
    text = path.read_text()
    found = {status for status in statuses if f"code: {status}" in text}
    assert len(found) == 1
    assert found <= done
    assert [one.name for one in tmp_path.iterdir()] == ["c.yaml"]
    assert cassette("show", "c.yaml", cwd=tmp_path).code == 0


@pytest.mark.parametrize("verb", [["show", "--json"], ["redact"]], ids=" ".join)
def test_a_file_that_is_replaced_meanwhile_is_read_as_one_of_the_two(tmp_path, verb):
    """Never half of each; and what is written is made of what stood there."""
    path = tmp_path / "c.yaml"
    possible = {SAMPLE, OTHER}
    for number, data in enumerate((SAMPLE, OTHER)):
        path.write_bytes(data)
        assert cassette("redact", "c.yaml", cwd=tmp_path).code in {0, 1}, number
        possible.add(path.read_bytes())
    for _ in range(4):
        path.write_bytes(SAMPLE)
        run = started(*verb, "c.yaml", cwd=tmp_path)
        turn = 0
        while run.poll() is None:
            (tmp_path / "new").write_bytes((OTHER, SAMPLE)[turn % 2])
            (tmp_path / "new").replace(path)
            turn += 1
        _, err = run.communicate()
        assert turn
        assert "Traceback" not in err
        assert run.returncode in {0, 1} or "changed" in err, err
        assert path.read_bytes() in possible
        assert [one.name for one in tmp_path.iterdir()] == ["c.yaml"]
