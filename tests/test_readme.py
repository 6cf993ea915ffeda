"""The README: every command in it runs, and every table in it is true."""

import re
import shlex
import shutil
import subprocess
import sys

import pytest

from cassette_cli.commands.app import COMMANDS
from cassette_cli.framing import FRAMINGS
from cassette_cli.protocols import PROTOCOLS
from cassette_cli.recorders import RECORDERS
from tests.program import ROOT, cassette

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ (.*)\n((?:.*\n)*?)```", README)
SHELL = re.findall(r"```sh\n(.*)\n```", README)


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_a_command_prints_what_is_shown_below_it(command, shown):
    """An example that does not work is worse than none; a last line `…` leaves the rest out."""
    program, *arguments = shlex.split(command)
    assert program == "cassette"
    ran = cassette(*arguments)
    finds = "--check" in arguments or arguments[0] == "diff"  # and so ends with 1
    assert ran.code == int(finds)
    assert ran.err == "" or "--diff" in arguments
    if shown.endswith("…\n"):
        assert ran.out.startswith(shown.removesuffix("…\n"))
    else:
        assert ran.out == shown


def test_two_commands_do_all_the_setting_up():
    """One shows the sample, the other runs the tests; there is no third."""
    first, second = SHELL
    assert first.endswith("cassette show samples/openrouter-tool-call.yaml")
    assert second.endswith("pytest -q -n auto")


def test_the_first_command_works_in_a_fresh_checkout(tmp_path):
    """What a new user types first, in a copy of what git knows."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: there is no telling what belongs to it")
    for name in listed.stdout.splitlines():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, target)
    command = SHELL[0].replace("python3 ", f"{sys.executable} ", 1)
    ran = subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if "No matching distribution" in ran.stderr or "NewConnectionError" in ran.stderr:
        pytest.skip("no package index can be reached, so nothing can be installed")
    assert ran.returncode == 0, ran.stderr
    assert "→ add(a=15, b=27)" in ran.stdout
    assert "95 in / 36 out tokens · $0.000294" in ran.stdout


def test_the_table_of_recorders_is_the_registry():
    """The table is what people believe is read."""
    rows = re.findall(r"^\| (.+?) \| `(.+?)` \| (.+?) \|$", README, re.MULTILINE)
    assert rows == [(r.title, r.name, r.reads) for r in RECORDERS]


def test_the_table_of_protocols_is_the_registry():
    """The same, for what is understood."""
    rows = re.findall(r"^\| ([^|`]+) \| `([^|`]+)` \|$", README, re.MULTILINE)
    assert rows == [(protocol.title, protocol.name) for protocol in PROTOCOLS]


def test_every_framing_and_command_is_named():
    """What exists is said."""
    assert [f.name for f in FRAMINGS if f"(`{f.name}`)" not in README] == []
    assert [name for name in COMMANDS if f"`cassette {name}" not in README] == []


def test_the_drawing_names_the_folders():
    """What "How it works" lists are the folders of the package, and no others."""
    listed = re.findall(r"^\| `([a-z]+)/` \|", README, re.MULTILINE)
    package = ROOT / "cli" / "cassette_cli"
    assert sorted(listed) == sorted(path.parent.name for path in package.glob("*/__init__.py"))
