"""What holds of every command: how it ends, and what it says when it cannot go on."""

import gzip
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.operations.diff.recordings import exchange, recording
from tests.program import ROOT, cassette

from cassette_cli import __version__

SAMPLE = str(ROOT / "samples" / "go-vcr.yaml")
PROGRAM = [sys.executable, "-m", "cassette_cli"]
FULL = Path("/dev/full")


def run(program, **more):
    """Run a program that has the package, and wait for it."""
    settings = os.environ | {"PYTHONPATH": str(ROOT / "cli")}
    return subprocess.run(program, env=settings, stderr=subprocess.PIPE, check=False, **more)


def test_the_version_is_that_of_the_package():
    """As reports of faults quote it."""
    assert cassette("--version") == (f"cassette {__version__}\n", "", 0)


@pytest.mark.parametrize("arguments", [["show", SAMPLE], ["list", SAMPLE], ["cat", SAMPLE]])
@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_said(arguments):
    """In one line, where standard output goes to it."""
    with FULL.open("w") as output:
        ran = run([*PROGRAM, *arguments], stdout=output)
    assert (ran.returncode, ran.stderr) == (
        2, b"error: cannot go on: no space left on device\n",
    )  # fmt: skip


@pytest.mark.parametrize("descriptors", [">&-", "2>&-", ">&- 2>&-"])
def test_standard_streams_that_are_closed_swallow_what_is_said(descriptors):
    """Errors too: how it ended is known by the exit code."""
    for address, code in ((SAMPLE, 0), ("nowhere.yaml", 2)):
        shell = ["sh", "-c", f'exec "$@" {descriptors}', "sh", *PROGRAM, "show", address]
        ran = run(shell, stdout=subprocess.PIPE)
        assert ran.returncode == code
        assert b"Traceback" not in ran.stdout + ran.stderr


def test_a_reader_that_goes_away_ends_it_quietly():
    """`| head` is no error; nor is it one where the last lines are still to be written."""
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (["show", SAMPLE], ["formats"], ["list", SAMPLE]):
        ran = run([*PROGRAM, *arguments], stdout=writing)
        assert (ran.returncode, ran.stderr) == (0, b"")
    os.close(writing)


def test_an_interruption_ends_it_without_a_word():
    """With the code that shells give for it."""

    def heard():  # what runs the tests may have told all its children to be deaf to it
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        [*PROGRAM, "show", "-"], env=os.environ | {"PYTHONPATH": str(ROOT / "cli")},
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heard,  # noqa: PLW1509
    ) as process:  # fmt: skip
        process.stdin.write(b"#" * (1 << 21))  # more than a pipe holds: it reads by now
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (130, b"")


def test_a_file_that_does_not_fit_into_memory_is_said(tmp_path):
    """And not with a traceback."""
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(1 << 40)  # of holes: it takes no place on the disk

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))

    ran = run([*PROGRAM, "show", "large.yaml"], cwd=tmp_path, preexec_fn=limited)
    assert (ran.returncode, ran.stderr) == (
        2, b"error: cannot go on: there is not enough memory\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "--json", "--markdown"], "take one"),
        (["show", "--html", "-", "--markdown"], "take one"),
        (["show", "--json", "--request"], "leave --request and --response out"),
        (["cat", "--request", "--events"], "leave --request out"),
        (["cat", "--text", "--raw"], "take one"),
        (["grep", "x", "--json", "-c"], "leave -c and -l out"),
        (["grep", "x", "--json", "-l"], "leave -c and -l out"),
        (["git", "status", "--driver"], "for install"),
    ],
)
def test_options_that_exclude_each_other_are_refused(arguments, said):
    """With what is to be left out, before anything is read."""
    name, *options = arguments
    ran = cassette(name, *options, *([] if name == "git" else [SAMPLE]))
    words = " ".join(ran.err.replace("│", " ").split())
    assert (ran.code, ran.out) == (2, "")
    assert said in words


@pytest.mark.parametrize(
    "arguments",
    [["show"], ["show", "--json"], ["show", "--markdown"], ["show", "--html", "-"], ["list"],
     ["cat", "--text"], ["grep", "Paris"]],
)  # fmt: skip
def test_a_body_too_large_to_open_does_not_stop_the_rest(arguments, tmp_path):
    """It is told in which file it stands, and the next file is read."""
    large = gzip.compress(bytes(2 << 20))
    for name, body in (("large.json", large), ("small.json", {"city": "Paris"})):
        (tmp_path / name).write_text(recording(exchange("http://a.example/", {}, body)))
    ran = cassette(*arguments, "large.json", "small.json", "--max-body", "1", cwd=tmp_path)
    assert ran.code == 2
    assert "large.json" in ran.err
    assert "--max-body" in ran.err
    assert "small.json" in ran.out or "Paris" in ran.out


@pytest.mark.parametrize("pattern", ["a{99999999999}", "(" * 20_000 + ")" * 20_000])
def test_an_expression_beyond_all_bounds_is_none(pattern):
    """Python has other errors for these."""
    ran = cassette("grep", pattern, SAMPLE)
    assert (ran.out, ran.code) == ("", 2)
    assert "is no regular expression" in ran.err


@pytest.mark.parametrize("command", [["show"], ["diff", SAMPLE]], ids=" ".join)
def test_a_page_takes_the_place_of_pages_alone(tmp_path, command):
    """A path that was left out makes of the recording behind `--html` the page to be written."""
    recorded, page = tmp_path / "a.yaml", tmp_path / "a.html"
    recorded.write_bytes(before := Path(SAMPLE).read_bytes())
    ran = cassette(*command, str(recorded), "--html", str(recorded))
    assert (ran.code, recorded.read_bytes()) == (2, before)
    assert "it is no page" in ran.err
    page.touch()
    for _ in range(2):
        assert cassette(*command, str(recorded), "--html", str(page)).code == 0
