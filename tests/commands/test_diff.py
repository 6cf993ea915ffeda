"""`cassette diff`: exit codes, outputs, and what they never hold."""

import json
import re
import subprocess
import sys

import pytest
from tests.comparing import cassette_of, chat
from tests.hostile import HOSTILE, interaction
from tests.program import ROOT, cassette
from tests.repository import git, write

from cassette_cli.render.visible import UNSAFE

URL = "https://user:hunter2@api.example.com/v1/chat/completions?api_key=s3cr3tvalue&v=1"
OUTPUTS = [
    [], ["--stat"], ["--name-only"], ["--json"], ["--markdown"], ["--html", "page.html"],
    ["--patch"], ["--color", "always"], ["--full", "--show-ignored"],
]  # fmt: skip
OLD = cassette_of(chat("one two three"))
NOISE = cassette_of(chat("one two three") | {"recorded_at": "2026-01-02T03:04:05"})


def run(tmp_path, old, new, *options, **how):
    """Return what is said of two files; of a page, what is in it."""
    write(tmp_path / "old.json", old)
    write(tmp_path / "new.json", new)
    ran = cassette("diff", "old.json", "new.json", *options, cwd=tmp_path, **how)
    if "--html" in options:
        assert ran.out == ""
        ran = ran._replace(out=(tmp_path / "page.html").read_text("utf-8"))
    return ran


@pytest.mark.parametrize("options", OUTPUTS, ids=" ".join)
def test_every_output_has_the_same_exit_codes(tmp_path, options):
    """0 for nothing, 1 for something, 2 for what could not be done."""
    assert run(tmp_path, OLD, OLD, *options).code == 0
    assert run(tmp_path, OLD, cassette_of(chat("one")), *options).code == 1
    ran = cassette("diff", "old.json", "gone.json", *options, cwd=tmp_path)
    assert (ran.out, ran.code) == ("", 2)
    assert "gone.json: no such file or folder" in ran.err


@pytest.mark.parametrize("options", OUTPUTS[:6], ids=" ".join)
def test_noise_is_no_difference_and_a_broken_file_is_one(tmp_path, options):
    """Unless bytes are compared."""
    assert run(tmp_path, OLD, NOISE, *options).code == 0
    assert run(tmp_path, OLD, NOISE, *options, "--level", "bytes").code == 1
    assert run(tmp_path, OLD, b"{", *options).code == 1
    assert run(tmp_path, b"[", b"{", *options).code == 2


@pytest.mark.parametrize("options", OUTPUTS, ids=" ".join)
def test_no_output_holds_a_credential_of_an_address_or_a_header(tmp_path, options):
    """Changed, moved or alone; and all do that can, if it is asked for."""
    headers = {"Authorization": "Bearer hunter2", "X-Origin": URL, "Cookie": "s3cr3tvalue=1"}
    old, new = cassette_of(chat()), cassette_of(chat("x", url=URL, headers=headers), chat(url=URL))
    ran = run(tmp_path, old, new, *options)
    assert "hunter2" not in ran.out
    assert "s3cr3tvalue" not in ran.out
    if options in (["--stat"], ["--name-only"]):
        return
    assert "masked:" in ran.out
    shown = run(tmp_path, old, new, *options, "--show-secrets")
    assert "hunter2" in shown.out


@pytest.mark.parametrize("options", OUTPUTS, ids=" ".join)
def test_a_hostile_recording_steers_no_terminal(tmp_path, options):
    """Whatever is in it, its name and its errors, wherever they go."""
    old = cassette_of(*(interaction(words) for words in HOSTILE))
    new = cassette_of(*(interaction(f"{words}!") for words in reversed(HOSTILE)))
    for other in (new, b"\x1b[31m\xe2\x80\xae{"):
        ran = run(tmp_path, old, other, *options)
        assert "Traceback" not in ran.err
        for text in (ran.out, ran.err):
            assert not re.search(UNSAFE, re.sub(r"\x1b\[[0-9;]*m|\n", "", text))


def test_brackets_tell_changes_where_no_colour_does(tmp_path):
    """In a pipe, with NO_COLOR, and always in Markdown, also where CI forces colours."""
    new = cassette_of(chat("one 2 three"))
    told = "one [-two-]{+2+} three"
    assert told in run(tmp_path, OLD, new).out
    assert told in run(tmp_path, OLD, new, NO_COLOR="1", FORCE_COLOR="1").out
    assert told in run(tmp_path, OLD, new, "--markdown", FORCE_COLOR="1").out
    coloured = run(tmp_path, OLD, new, FORCE_COLOR="1").out
    assert "one \x1b[9;31mtwo\x1b[0m\x1b[32m2\x1b[0m three" in coloured
    assert coloured == run(tmp_path, OLD, new, "--color", "always", NO_COLOR="1").out
    page = run(tmp_path, OLD, new, "--html", "page.html").out
    assert "one <del>two</del> three" in page


def test_short_outputs_are_a_line_a_file_worst_first(here):
    """Of all that differ, and of no other."""
    for name, data in {"a.json": OLD, "b.json": OLD, "c.json": OLD}.items():
        write(here / name, data)
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    write(here / "a.json", NOISE)
    write(here / "b.json", cassette_of(chat("other")))
    write(here / "c.json", cassette_of(chat("one two three", finish="length")))
    assert cassette("diff", "--name-only", cwd=here) == ("c.json\nb.json\n", "", 1)
    summary = "2 cassettes differ: 1 stop, 1 prose; not shown: 1 noise\n"
    rows = "stop    c.json  finish reason\nprose   b.json  text\n"
    assert cassette("diff", "--stat", cwd=here) == (rows + summary, "", 1)
    assert cassette("diff", "--name-only", "--level", "behaviour", cwd=here).out == "c.json\n"
    ran = cassette("diff", "--name-only", "--ignore", "finish-reason", cwd=here)
    assert ran.out == "b.json\n"
    ran = cassette("diff", "--name-only", "--show-ignored", cwd=here)
    assert ran.out == "c.json\nb.json\na.json\n"
    report = json.loads(cassette("diff", "--json", cwd=here).out)
    assert report["verdicts"] == {"stop": 1, "prose": 1, "noise": 1}
    assert [file["path"] for file in report["files"]] == ["c.json", "b.json"]


def test_a_patch_makes_the_new_cassette_of_the_old_one(tmp_path):
    """As `rewrite` takes it."""
    new = cassette_of(chat("one 2 three", seed=1, status=200), chat(asked="more"))
    (tmp_path / "patch.json").write_text(run(tmp_path, OLD, new, "--patch").out)
    ran = cassette("rewrite", "old.json", "--patch", "patch.json", cwd=tmp_path)
    assert (ran.err, ran.code) == ("", 0)
    assert run(tmp_path, (tmp_path / "old.json").read_bytes(), new, "--patch").out == "[]\n"


@pytest.mark.parametrize("count", [0, 2])
def test_a_patch_is_of_one_cassette(tmp_path, count):
    """Of several there is none, and of none that is on both sides neither."""
    for side in ("old", "new"):
        for at in range(count):
            write(tmp_path / side / f"{at}.json", cassette_of(chat(f"{side} {at}")))
    write(tmp_path / "old" / "only-old.json", cassette_of(chat(asked="what only the old one has")))
    write(tmp_path / "new" / "README", b"no cassette")
    ran = cassette("diff", "old", "new", "--patch", cwd=tmp_path)
    assert (ran.out, ran.code) == ("", 2)
    assert f"a patch is of one cassette on two sides, and here are {count}" in ran.err


def test_a_patch_of_what_cannot_be_read_is_an_error(tmp_path):
    """With the place."""
    ran = run(tmp_path, OLD, b"{", "--patch")
    assert (ran.out, ran.code) == ("", 2)
    assert "new.json:1" in ran.err


def test_a_patch_of_a_folder_passes_over_what_is_no_cassette(tmp_path):
    """As every comparison of folders does."""
    for side, text in (("old", "one"), ("new", "two")):
        write(tmp_path / side / "a.json", cassette_of(chat(text)))
        write(tmp_path / side / "notes.yaml", f"text: {text}\n".encode())
    ran = cassette("diff", "old", "new", "--patch", cwd=tmp_path)
    assert (ran.err, ran.code) == ("", 1)
    assert {step["value"] for step in json.loads(ran.out)} == {"two"}


def test_outputs_exclude_each_other(tmp_path):
    """Nobody guesses which one was meant."""
    for options in (["--json", "--patch"], ["--stat", "--name-only", "--markdown"]):
        ran = run(tmp_path, OLD, OLD, *options)
        assert (ran.out, ran.code) == ("", 2)
        assert "are different outputs; take one" in ran.err


def test_a_comment_keeps_the_budget_that_is_given(tmp_path):
    """A thousand characters are the fewest."""
    new = cassette_of(*(chat(f"answer {at}", asked=f"question {at}") for at in range(99)))
    for budget in (1_000, 5_000):
        ran = run(tmp_path, OLD, new, "--markdown", "--budget", str(budget))
        assert budget / 2 < len(ran.out) <= budget
        assert "more line" in ran.out
    assert run(tmp_path, OLD, new, "--markdown", "--budget", "999").code == 2


def test_a_page_that_cannot_be_written_is_an_error(tmp_path):
    """With the reason."""
    write(tmp_path / "old.json", OLD)
    ran = cassette("diff", "old.json", "old.json", "--html", "no/page.html", cwd=tmp_path)
    assert (ran.out, ran.code) == ("", 2)
    assert "cannot write the page: no such file or directory" in ran.err


def test_one_file_that_cannot_be_read_does_not_keep_the_others_from_being_compared(tmp_path):
    """It is said on the way, and by the exit code."""
    for side, text in (("old", b"["), ("new", b"{")):
        write(tmp_path / side / "a.json", text + b'"interactions": ')
        write(tmp_path / side / "b.json", cassette_of(chat(text.decode())))
    ran = cassette("diff", "old", "new", "--name-only", cwd=tmp_path)
    assert (ran.out, ran.code) == ("b.json\n", 2)
    assert "new/a.json:1:" in ran.err  # which of the two, and where in it


@pytest.mark.parametrize("options", OUTPUTS[:5], ids=" ".join)
def test_a_closed_pipe_ends_quietly(tmp_path, options):
    """`| head -1` is no error."""
    write(tmp_path / "old.json", cassette_of(*(chat("x" * 999, asked=f"{at}") for at in range(99))))
    write(tmp_path / "new.json", cassette_of(*(chat("y" * 999, asked=f"{at}") for at in range(99))))
    program = [sys.executable, "-m", "cassette_cli", "diff", "old.json", "new.json", *options]
    environment = {"PYTHONPATH": str(ROOT / "cli")}
    with subprocess.Popen(
        program, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
