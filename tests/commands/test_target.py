"""Where a changed file goes: packed and marked as it was, whole or not at all, by either verb."""

import gzip
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.program import ROOT, cassette

SAMPLE = (ROOT / "samples" / "vcrpy.yaml").read_bytes()
MARK = b"\xef\xbb\xbf"
REWRITE = ("rewrite", "--set", "/response/status=503")
VERBS = [REWRITE, ("redact",)]
EDITED = b"code: 503"


def filtered(*arguments: str, cwd: Path, stdin: bytes = b"") -> bytes:
    """Return the bytes that a run writes to standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "cassette_cli", *arguments], cwd=cwd, input=stdin, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "cli")}, capture_output=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
@pytest.mark.parametrize("mark", [b"", MARK], ids=["", "marked"])
@pytest.mark.parametrize("packed", [False, True], ids=["", "packed"])
def test_what_comes_out_is_what_would_stand_in_the_file(tmp_path, verb, mark, packed):
    """Of standard input, of a file that is printed, and of a pipe that is read once."""
    data = gzip.compress(mark + SAMPLE, mtime=7) if packed else mark + SAMPLE
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(data)
    assert cassette(*verb, "a", cwd=tmp_path).code == 0
    expected = (tmp_path / "a").read_bytes()
    assert expected != data
    assert filtered(*verb, "-", cwd=tmp_path, stdin=data) == expected
    to_stdout = ["-o", "-"] if verb == REWRITE else ["--stdout"]
    assert filtered(*verb, "b", *to_stdout, cwd=tmp_path) == expected
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=[data])
    writer.start()
    assert filtered(*verb, "pipe", *to_stdout, cwd=tmp_path) == expected
    writer.join()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_a_pipe_is_not_replaced(tmp_path, verb):
    """It is no file, and who reads it would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=[SAMPLE])
    writer.start()
    ran = cassette(*verb, "pipe", cwd=tmp_path)
    writer.join()
    assert (ran.code, "pipe: this is a pipe, not a file" in ran.err) == (2, True), ran.err
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("source", ["a.yaml", "a.yaml.gz"])
@pytest.mark.parametrize("output", ["b.yaml", "b.yaml.gz", "b.GZ"])
def test_the_name_says_whether_another_file_is_packed(tmp_path, source, output):
    """Whatever the one was that it is made of; its byte order mark comes along."""
    data = MARK + SAMPLE
    (tmp_path / source).write_bytes(gzip.compress(data) if source.endswith("gz") else data)
    for _ in range(2):  # the second replaces what the first wrote
        assert cassette(*REWRITE, source, "-o", output, cwd=tmp_path).code == 0
    made = (tmp_path / output).read_bytes()
    text = gzip.decompress(made) if output.lower().endswith("gz") else made
    assert text.startswith(MARK)
    assert EDITED in text


def test_standard_input_may_go_to_a_file(tmp_path):
    """What is said of it then is the output."""
    ran = cassette(*REWRITE, "-", "-o", "b.yaml", cwd=tmp_path, stdin=SAMPLE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("-: written to b.yaml")
    assert EDITED in (tmp_path / "b.yaml").read_bytes()


def test_a_copy_without_a_change_is_told(tmp_path):
    """There is nothing to change, and yet a file is written."""
    (tmp_path / "a.yaml").write_bytes(SAMPLE)
    ran = cassette("rewrite", "a.yaml#0", "--set", "/response/status=200", "-o", "b", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "a.yaml: nothing to change, written to b\n")
    assert (tmp_path / "b").read_bytes() == SAMPLE


@pytest.mark.parametrize("name", ["a.yaml", "./a.yaml", "link.yaml"])
def test_another_file_that_is_the_same_is_changed_in_its_place(tmp_path, name):
    """Packed as it was, whatever it is called; without a change it is not even written."""
    path = tmp_path / "a.yaml"
    path.write_bytes(gzip.compress(SAMPLE))
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    before = path.stat().st_ino
    unchanged = ("rewrite", "a.yaml#0", "--set", "/response/status=200")
    assert cassette(*unchanged, "-o", name, cwd=tmp_path).code == 0
    assert path.stat().st_ino == before
    assert cassette(*REWRITE, "a.yaml", "-o", name, cwd=tmp_path).code == 0
    assert EDITED in gzip.decompress(path.read_bytes())
    assert (tmp_path / "link.yaml").is_symlink()


def test_a_file_may_be_called_like_standard_output(tmp_path):
    """A path that exists as typed wins, and is written where it was read."""
    (tmp_path / "-").write_bytes(SAMPLE)
    ran = cassette(*REWRITE, "-", cwd=tmp_path)
    assert (ran.code, ran.out.startswith("-: rewritten")) == (0, True)
    assert EDITED in (tmp_path / "-").read_bytes()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("no/b.yaml", "error: no/b.yaml: cannot write the file: no such file or directory"),
        (".", "error: .: this is a folder, not a file"),
        ("locked", "error: locked: the file is read-only"),
    ],
)
def test_another_file_that_cannot_be_written_is_told(tmp_path, output, said):
    """By its name; nothing is written anywhere."""
    (tmp_path / "a.yaml").write_bytes(SAMPLE)
    (tmp_path / "locked").write_bytes(b"x")
    (tmp_path / "locked").chmod(0o444)
    ran = cassette(*REWRITE, "a.yaml", "-o", output, cwd=tmp_path)
    assert (ran.code, ran.err.startswith(said)) == (2, True), ran.err
    assert (tmp_path / "a.yaml").read_bytes() == SAMPLE
    assert (tmp_path / "locked").read_bytes() == b"x"


@pytest.mark.parametrize(
    "verb",
    [(*REWRITE, "--diff", "--check"), (*REWRITE, "--check", "-o", "b"), ("redact", "--check",
     "--diff"), ("redact", "--diff", "--stdout")],
    ids=" ".join,
)  # fmt: skip
def test_a_file_goes_to_one_place(tmp_path, verb):
    """Which would it be?"""
    (tmp_path / "a.yaml").write_bytes(SAMPLE)
    ran = cassette(*verb, "a.yaml", cwd=tmp_path)
    assert (ran.code, "three different things; take one" in ran.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_other_names_of_a_file_are_told(tmp_path, verb):
    """They still hold what was there: a file is replaced, and not written into."""
    (tmp_path / "a.yaml").write_bytes(SAMPLE)
    (tmp_path / "b.yaml").hardlink_to(tmp_path / "a.yaml")
    ran = cassette(*verb, "a.yaml", cwd=tmp_path)
    assert (ran.code, "its other hard links still hold" in ran.err) == (0, True)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_files_are_changed_though_nobody_reads_of_it(tmp_path, verb):
    """`| head` must not leave half of them as they were, and least of all with 0."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(SAMPLE)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-u", "-m", "cassette_cli", *verb, "."], cwd=tmp_path, stdout=writing,
        env={**os.environ, "PYTHONPATH": str(ROOT / "cli")}, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "b.yaml").read_bytes() == (tmp_path / "a.yaml").read_bytes() != SAMPLE


# Interactions of standard input


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "-#1"), ("show", "-#last", "--json"), ("list", "-#1"), ("cat", "-#1"),
        ("grep", "-F", "Stream", "-#0,1"), ("redact", "-#1"), ("redact", "--check", "-#0-2"),
        ("rewrite", "-#1", "--set", "/response/status=503"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_interactions_of_standard_input_are_addressed(arguments, tmp_path):
    """As those of a file are, though it looks like an option; it need not stand behind `--`."""
    behind = [one for one in arguments if one.startswith("-#")]
    others = [one for one in arguments if not one.startswith("-#")]
    ran = cassette(*arguments, cwd=tmp_path, stdin=SAMPLE)
    assert "No such option" not in ran.err
    assert ran == cassette(*others, "--", *behind, cwd=tmp_path, stdin=SAMPLE)
    assert ran.out


def test_standard_input_is_read_once(tmp_path):
    """However many addresses lead to it, when something is to be written."""
    ran = cassette("rewrite", "-#0", "-#2", "--keep", cwd=tmp_path, stdin=SAMPLE)
    assert (ran.code, ran.out.count("- request:")) == (0, 2), ran.err


def test_a_value_that_looks_like_an_address_stays_one(tmp_path):
    """What an option takes is its own."""
    edit = ("--set", "/request/method=PUT", "--text", "-#1")
    ran = cassette("rewrite", "-#1", *edit, cwd=tmp_path, stdin=SAMPLE)
    assert ran.code == 0, ran.err
    assert "-#1" in cassette("cat", "-", "--text", stdin=ran.out.encode()).out
    ran = cassette("rewrite", "-", "--patch", "-#1", cwd=tmp_path, stdin=SAMPLE)
    assert ran.err == "error: -#1: cannot read the file: no such file or directory\n"


def test_a_patch_and_a_cassette_do_not_both_come_from_standard_input(tmp_path):
    """One of them would be empty."""
    ran = cassette("rewrite", "-#1", "--patch", "-", cwd=tmp_path, stdin=b"[]")
    assert (ran.code, "standard input cannot be both" in ran.err) == (2, True)
