"""`cassette git`, in repositories of its own."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.program import ROOT, Ran, cassette
from tests.repository import git, write

SAMPLE = (ROOT / "samples" / "openrouter-tool-call.yaml").read_bytes()
OTHER = SAMPLE.replace(b'\\"42\\"', b'\\"43\\"').replace(b"add:0", b"add:9")
"""The same with another result of the tool, another answer and other ids."""
SEEN = ["-      42", "+      43", "-    15 + 27 = 42", "+    15 + 27 = 43"]
BROKEN = [b"interactions:\n- {", b"\xff\xfe", b"interactions: [" * 2000, b"\0", b""]
BLOCK = b"# cassette: begin"
PATH = Path("tests/cassettes/a b.yaml")


@pytest.fixture
def repository(here):
    """A repository with a cassette, and YAML that is none."""
    write(here / PATH, SAMPLE)
    write(here / "settings.yaml", b"a: 1\n")
    commit()
    return here


def commit() -> None:
    """Commit everything."""
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "x")


def run(*arguments: str) -> Ran:
    """Run `cassette git` in the current folder."""
    return cassette("git", *arguments, cwd=Path.cwd())


def state_of(folder: Path) -> list[bytes]:
    """Return the bytes of all that installing may touch."""
    names = (".git/config", ".git/info/attributes", ".gitattributes")
    return [(folder / name).read_bytes() if (folder / name).exists() else b"" for name in names]


def lines_of_diff(*words: str) -> list[str]:
    """Return the changed lines that git shows."""
    shown = git("--no-pager", *words).decode(errors="replace").splitlines()
    return [row for row in shown if row[:1] in {"+", "-"} and row[:3] not in {"+++", "---"}]


def test_diff_log_and_show_read_like_conversations(repository):
    """Ids have changed, too, and nobody has to see that."""
    assert lines_of_diff("diff") == []
    run("install")
    write(repository / PATH, OTHER)
    assert lines_of_diff("diff") == SEEN
    commit()
    assert lines_of_diff("log", "-p", "-1") == lines_of_diff("show") == SEEN
    shown = git("show").decode()
    assert " @@ POST https://openrouter.ai/api/v1/chat/completions\n" in shown


@pytest.mark.parametrize("where", ["--local", "--repo"])
@pytest.mark.parametrize("before", [b"", b"*.yaml -diff", b"# mine\r\n*.yaml -diff\r\n"])
def test_uninstalling_takes_out_what_was_put_in(repository, where, before):
    """And not a byte else; the settings have no empty section left."""
    if before:
        write(repository / ".git/info/attributes", before)
        write(repository / ".gitattributes", before)
    clean = state_of(repository)
    run("install", where, "--driver")
    installed = state_of(repository)
    assert [now != then for now, then in zip(installed, clean, strict=True)] == [
        True, where == "--local", where == "--repo",
    ]  # fmt: skip
    assert (run("install", where, "--driver").code, state_of(repository)) == (0, installed)
    write(repository / ".git/info/attributes", state_of(repository)[1] + b"x -text\n")
    run("uninstall", where)
    ending = b"\n" if before and not before.endswith(b"\n") and where == "--local" else b""
    assert state_of(repository) == [clean[0], clean[1] + ending + b"x -text\n", clean[2]]


def test_attributes_that_turn_diffs_off_are_overruled(repository):
    """Many projects have such a line; ours comes later."""
    write(repository / ".gitattributes", b"tests/cassettes/** -diff\n")
    run("install", "--repo")
    assert run("status").code == 0
    write(repository / PATH, OTHER)
    assert lines_of_diff("diff", "--", str(PATH)) == SEEN


def test_status_says_what_is_missing(repository):
    """With 1, so that a script can ask."""
    found = run("status")
    assert (found.code, "textconv: not set in this clone" in found.out) == (1, True)
    run("install", "--repo")
    assert run("status").code == 0
    write(repository / "elsewhere/b.yaml", SAMPLE)
    found = run("status")
    assert (found.code, "  not named elsewhere/b.yaml" in found.out) == (1, True)
    git("config", "--unset", "diff.cassette.textconv")  # as in the clone of a colleague
    (repository / "elsewhere/b.yaml").unlink()
    found = run("status")
    assert (found.code, "cassettes: 1 of 1 named" in found.out) == (1, True)


def test_a_command_of_somebody_else_stays(repository):
    """It is said, and uninstalling leaves it alone."""
    git("config", "diff.cassette.textconv", "cat")
    found = run("status")
    assert (found.code, "another installation  cat" in found.out) == (1, True)
    run("uninstall")
    assert git("config", "diff.cassette.textconv") == b"cat\n"


def test_named_files_folders_and_patterns_are_taken(repository, monkeypatch):
    """A path counts from the current folder; what is no path is a pattern as it stands."""
    monkeypatch.chdir(repository / "tests")
    assert run("install", "cassettes", "../settings.yaml", "*.json", "a b/*").code == 0
    rows = (repository / ".git/info/attributes").read_bytes().splitlines()[1:-1]
    assert [row.removesuffix(b" diff=cassette") for row in rows] == [
        b"tests/cassettes/**", b"/settings.yaml", b"*.json", b'"a b/*"',
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["/", "!x", "", ".."])
def test_what_cannot_be_an_attribute_is_refused(repository, name):
    """And nothing is written."""
    clean = state_of(repository)
    assert run("install", name).code == 2
    assert state_of(repository) == clean


def test_without_cassettes_a_pattern_has_to_be_named(here):
    """There is nothing to go by."""
    ran = run("install")
    assert (ran.code, "there are no cassettes" in ran.err) == (2, True)
    assert run("install", "tests/cassettes/**").code == 0


def test_a_linked_work_tree_shares_the_attributes(repository, tmp_path, monkeypatch):
    """They are in the repository proper, not in the file `.git` of the work tree."""
    git("worktree", "add", "-q", str(tmp_path / "linked"))
    monkeypatch.chdir(tmp_path / "linked" / "tests")
    assert run("install").code == 0
    assert BLOCK in (repository / ".git/info/attributes").read_bytes()
    write(tmp_path / "linked" / PATH, OTHER)
    assert lines_of_diff("diff") == SEEN


def test_a_bare_repository_takes_patterns(repository, tmp_path, monkeypatch):
    """Its log can be read, too."""
    git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert run("install").code == 2
    assert run("install", "*.yaml").code == 0
    assert "+  finish: stop" in lines_of_diff("log", "-p")


def test_outside_of_a_repository_is_said(tmp_path, clean, monkeypatch):
    """There is nothing to set up."""
    monkeypatch.chdir(tmp_path)
    for action in ("install", "uninstall", "status"):
        assert run(action).code == 2


def test_attributes_behind_a_link_are_refused(repository):
    """Git would not read them."""
    write(repository / "elsewhere", b"")
    (repository / ".gitattributes").symlink_to("elsewhere")
    assert run("install", "--repo").code == 2
    assert (repository / "elsewhere").read_bytes() == b""


@pytest.mark.parametrize("driver", [[], ["--driver"]])
@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_file_never_breaks_git_diff(repository, data, driver):
    """It is shown as it is, on whichever side it stands."""
    run("install", *driver)
    write(repository / PATH, data)
    write(repository / "settings.yaml", b"a: 2\n")
    assert lines_of_diff("diff", "--", "settings.yaml") == ["-a: 1", "+a: 2"]
    assert lines_of_diff("diff")[:2] == ["-a: 1", "+a: 2"]
    commit()
    write(repository / PATH, SAMPLE)
    assert lines_of_diff("diff")
    assert lines_of_diff("show", "--ext-diff")


@pytest.mark.parametrize("driver", [[], ["--driver"]])
def test_where_the_command_is_gone_git_goes_on(repository, driver):
    """Environments are deleted; repositories stay."""
    run("install", *driver)
    for key in ("textconv", "command")[: 1 + len(driver)]:
        command = git("config", f"diff.cassette.{key}").decode().strip()
        git("config", f"diff.cassette.{key}", command.replace("/cassette-", "/gone/cassette-"))
    write(repository / PATH, OTHER)
    assert any("interactions" not in row and "43" in row for row in lines_of_diff("diff"))
    assert "another installation" in run("status").out


def test_the_command_works_from_any_folder_and_environment(repository, monkeypatch):
    """An editor's git has another `PATH`, and no environment of Python's."""
    run("install")
    write(repository / PATH, OTHER)
    folders = {os.path.dirname(shutil.which(name)) for name in ("git", "sh", "cat")}  # noqa: PTH120
    monkeypatch.setenv("PATH", ":".join(folders))
    monkeypatch.chdir(repository / "tests")
    assert lines_of_diff("diff") == SEEN
    command = git("config", "diff.cassette.textconv").decode()
    assert shlex.split(command)[2] == str(Path(sys.executable).parent / "cassette-textconv")


def test_the_external_diff_is_for_diff_alone(repository):
    """Log and show keep the textconv, with git's own header."""
    run("install", "--driver")
    write(repository / PATH, OTHER)
    assert git("diff").startswith(b"request tests/cassettes/a b.yaml  2 of 3 interactions\n")
    assert lines_of_diff("diff", "--no-ext-diff") == SEEN
    commit()
    assert b"\ndiff --git a/" in git("show")
    run("install")
    write(repository / PATH, SAMPLE)
    assert git("diff").startswith(b"diff --git a/")


def test_the_external_diff_shows_new_gone_and_renamed_files(repository):
    """Git calls it in four ways."""
    run("install", "--driver")
    git("mv", str(PATH), "tests/cassettes/c.yaml")
    write(repository / "tests/cassettes/c.yaml", OTHER)
    git("add", "-A")
    shown = git("diff", "--cached", "-M").decode()
    assert shown.startswith("request tests/cassettes/a b.yaml → tests/cassettes/c.yaml  2 of 3 ")
    shown = git("diff", "--cached", "--no-renames").decode()
    assert "status  tests/cassettes/a b.yaml  removed  3 of 3 interactions\n" in shown
    assert "status  tests/cassettes/c.yaml  added  3 of 3 interactions\n" in shown


def test_the_external_diff_shows_what_it_cannot_read_as_it_is(repository):
    """Line by line, and git goes on."""
    run("install", "--driver")
    write(repository / PATH, b"version: 1\n: [\n")
    assert git("diff").startswith(b"--- a/tests/cassettes/a b.yaml\n+++ b/")


def test_a_file_in_conflict_is_shown(repository):
    """Then git calls with the path alone."""
    git("checkout", "-q", "-b", "branch")
    write(repository / PATH, OTHER)
    commit()
    git("checkout", "-q", "main")
    write(repository / PATH, OTHER.replace(b"43", b"44"))
    commit()
    subprocess.run(["git", "merge", "-q", "branch"], capture_output=True, check=False)
    run("install", "--driver", "*.yaml")
    assert f"* Unmerged path {PATH}\n" in git("diff", "--cached").decode()
