"""Nothing steers the terminal: not a recording, nor its name, nor what an error quotes."""

import json
import re

import pytest
from tests.hostile import HOSTILE, interaction
from tests.program import cassette
from tests.repository import git

EVIL = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202e\u2066\r\b\x7f"
"""Sets the title, clears the screen, colours, turns the line round, and goes back in it."""
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NAME = f"{EVIL}.json"
COMMANDS = [
    ["show"], ["show", "--full", "--headers", "--tools", "--events"], ["show", "--view", "http"],
    ["show", "--view", "raw"], ["show", "--json"], ["show", "--markdown"], ["list"],
    ["list", "--json"], ["list", "--totals"], ["grep", ""], ["grep", "-n", "pwned"],
    ["grep", "--json", "."], ["redact", "--check"], ["redact", "--check", "--json"],
    ["redact", "--diff"], ["redact", "--check", "--pattern", "evil=pwned.*"],
    ["rewrite", "--set", "/response/status=503", "--diff"],
    ["rewrite", "--set", f"/response/headers/X={json.dumps(EVIL)}", "--check"],
    ["rewrite", "--set", f"/response/{EVIL}=1"], ["rewrite", "--delete", f"/{EVIL}"],
    ["rewrite", "--patch", EVIL], ["rewrite", "--drop", "--check"], ["redact"],
]  # fmt: skip
FORMS = [
    [], ["--json"], ["--markdown"], ["--level", "http"], ["--stat"], ["--name-only"], ["--patch"],
    ["--show-ignored", "--full"],
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a recording of evil words, under an evil name, and an older one."""
    words = [EVIL, *HOSTILE]
    for name, drop in ((NAME, 0), ("old.json", 2)):
        text = {"version": 1, "interactions": [interaction(one) for one in words[drop:]]}
        (tmp_path / name).write_text(json.dumps(text))
    return tmp_path


def check_harmless(ran, *, coloured=False):
    """Fail for a character in what was printed that a terminal would obey."""
    text = COLOUR.sub("", ran.out + ran.err) if coloured else ran.out + ran.err
    found = STEERS.search(text)
    assert found is None, repr(text[max(0, found.start() - 80) :][:160])
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command)[:40].encode())
def test_no_command_lets_a_recording_steer(folder, command):
    """In a pipe, where a pager or a log may stand."""
    ran = cassette(*command, NAME, cwd=folder)
    assert ran.out + ran.err
    check_harmless(ran)


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_no_diff_lets_a_recording_steer(folder, form):
    """Nor in colour, where escape sequences are our own."""
    check_harmless(cassette("diff", "old.json", NAME, *form, cwd=folder))
    check_harmless(
        cassette("diff", NAME, "old.json", "--color", "always", *form, cwd=folder), coloured=True
    )


@pytest.mark.parametrize("command", [["show"], ["list"], ["grep", "."], ["redact", "--check"]])
def test_colours_are_the_only_escapes(folder, command):
    """Which a terminal is given, and no other."""
    ran = cassette(*command, "--color", "always", NAME, cwd=folder)
    assert ran.out
    check_harmless(ran, coloured=True)


ADDRESSES = {
    "a missing file": (EVIL, ""),
    "a missing revision": (f"{EVIL}:{EVIL}", ""),
    "no YAML": ("broken", f"interactions:\n- {EVIL[:4]} [\n"),
    "no JSON": ("broken", '{"' + EVIL + '": nonsense'),
    "no cassette": ("broken", f"- '{EVIL[-3:]}'\n"),
    "no such interaction": (f"{NAME}#99", ""),
    "a folder of that name": (f"{EVIL}folder", ""),
}


@pytest.mark.parametrize(("address", "text"), ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("command", ["show", "rewrite"])
def test_no_error_lets_a_name_or_a_file_steer(folder, command, address, text):
    """Whatever is wrong with it."""
    (folder / f"{EVIL}folder").mkdir()
    if text:
        (folder / address).write_text(text)
    more = ["--drop"] if command == "rewrite" else []
    ran = cassette(command, address, *more, cwd=folder)
    assert ran.code != 0 or ran.out
    check_harmless(ran)


def test_no_setting_or_pattern_lets_an_error_steer(folder):
    """They are quoted too, where they are wrong."""
    for arguments in (["grep", f"({EVIL}"], ["grep", "x", "--in", EVIL], ["redact", "--only", EVIL],
                      ["redact", "--pattern", EVIL],
                      ["diff", "--ignore", EVIL, "old.json"]):  # fmt: skip
        check_harmless(cassette(*arguments, NAME, cwd=folder))
    (folder / ".cassette.toml").write_text(f"{json.dumps(EVIL)} = 1\n")
    check_harmless(cassette("redact", "--check", NAME, cwd=folder))


def test_no_file_in_the_work_tree_steers(folder, clean, monkeypatch):
    """Where names come from git."""
    monkeypatch.chdir(folder)
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    (folder / "old.json").replace(NAME)
    for command in (["diff"], ["diff", "--json"], ["diff", "--stat"], ["redact", "--staged"],
                    ["diff", "--markdown"], ["git", "status"]):  # fmt: skip
        check_harmless(cassette(*command, cwd=folder))
