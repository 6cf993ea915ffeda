"""What differs between commits, the index and the work tree, as `git diff` has it."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.repository import git, write

from cassette_cli.document.revisions import Change, changes
from cassette_cli.errors import CassetteError

NAMES = ["a b", "two\nlines", "tab\there", "ü", "-x", ":(top)a", "*", '"', "a\\b", "\udcff\udcfe"]


def found(*revisions: str, cached: bool = False, paths: tuple[str, ...] = ()) -> list[tuple]:
    """Return what differs: paths with both contents; the words of errors in their place."""
    with changes(revisions, cached=cached, paths=paths) as listed:
        return [
            (one.where, one.message) if isinstance(one, CassetteError)
            else (one.path, one.old and one.old.read(), one.new and one.new.read())
            for one in listed
        ]  # fmt: skip


def commit(**files: bytes | None) -> None:
    """Commit files of the current folder; those that are nothing are deleted."""
    for name, data in files.items():
        if data is None:
            Path(name).unlink()
        else:
            write(Path(name), data)
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "x")


@pytest.fixture
def three(here):
    """A repository with a commit, other things staged, and others again in the work tree."""
    commit(same=b"s", a=b"1", gone=b"g")
    write(here / "a", b"2")
    git("add", "a")
    write(here / "a", b"3")
    write(here / "untracked", b"u")
    (here / "gone").unlink()
    return here


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(*[st.dictionaries(st.sampled_from("abc"), st.binary(max_size=3))] * 2)
def test_both_sides_are_what_was_committed(here, old, new):
    """Two states of a folder: what is in one only, or not the same in both, with its bytes."""
    for state in (old, new):
        for name in "abc":
            (here / name).unlink(missing_ok=True)
        commit(**state)
    wanted = [
        (name, old.get(name), new.get(name)) for name in "abc" if old.get(name) != new.get(name)
    ]
    assert found("HEAD~", "HEAD") == found("HEAD~..") == found("HEAD~") == wanted
    assert found("HEAD", "HEAD~") == [(name, after, before) for name, before, after in wanted]


def test_no_revision_compares_the_last_commit_with_the_work_tree(three):
    """Whether staged or not; a file that git does not know is no difference."""
    assert found() == found("HEAD") == [("a", b"1", b"3"), ("gone", b"g", None)]


def test_cached_compares_with_what_is_staged(three):
    """That is what will be committed."""
    assert found(cached=True) == [("a", b"1", b"2")]
    commit(a=b"2")
    assert found("HEAD~", cached=True) == [("a", b"1", b"2"), ("gone", b"g", None),
                                           ("untracked", None, b"u")]  # fmt: skip


def test_three_dots_are_what_a_branch_has_changed(here):
    """Since it left the other; not what happened to the other meanwhile."""
    commit(a=b"1")
    git("checkout", "-q", "-b", "branch")
    commit(b=b"branch")
    git("checkout", "-q", "main")
    commit(a=b"main")
    assert found("main...branch") == found("...branch") == [("b", None, b"branch")]
    assert found("main..branch") == [("a", b"main", b"1"), ("b", None, b"branch")]


def test_a_folder_of_a_revision_is_compared_as_a_tree(here):
    """As git does; the paths count from there."""
    write(here / "x/a", b"1")
    write(here / "y/a", b"2")
    commit()
    assert found("HEAD:x", "HEAD:y") == [("a", b"1", b"2")]


def test_where_nothing_is_committed_yet_everything_is_new(here):
    """A first commit is reviewed too."""
    write(here / "a", b"1")
    git("add", "a")
    assert found() == found(cached=True) == [("a", None, b"1")]


def test_what_will_be_added_is_new_in_the_work_tree_only(here):
    """`git add -N` puts a name into the index, and no content."""
    commit()
    write(here / "a", b"1")
    git("add", "-N", "a")
    assert (found(), found(cached=True)) == ([("a", None, b"1")], [])


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_name(here, name):
    """Not an option, not a pattern, not two lines."""
    commit(other=b"")
    commit(**{name: b"1"})
    assert found("HEAD~", "HEAD") == [(name, None, b"1")]
    write(here / name, b"2")
    assert found() == [(name, b"1", b"2")]


def test_a_folder_may_be_named_like_an_option(here, monkeypatch):
    """It is never an argument."""
    write(here / "-c" / "a", b"1")
    commit()
    write(here / "-c" / "a", b"2")
    monkeypatch.chdir(here / "-c")
    assert found() == found(paths=("a",)) == [("-c/a", b"1", b"2")]


def test_in_a_subfolder_paths_count_from_the_top_and_pathspecs_from_there(here, monkeypatch):
    """So prints `git diff --name-only`, and so reads it its arguments."""
    for name in ("a", "x/a", "x/b"):
        write(here / name, b"1")
    commit()
    for name in ("a", "x/a", "x/b"):
        write(here / name, b"2")
    monkeypatch.chdir(here / "x")
    shown = git("diff", "--name-only").decode().splitlines()
    assert [path for path, _, _ in found()] == shown == ["a", "x/a", "x/b"]
    assert [path for path, _, _ in found(paths=("a",))] == ["x/a"]
    assert [path for path, _, _ in found(paths=(".", ":(exclude)b"))] == ["x/a"]


def test_a_source_reads_the_same_again(here, monkeypatch):
    """What was let go is opened anew, from a subfolder too, after the context has ended."""
    write(here / "x/a", b"1")
    commit()
    write(here / "x/a", b"2")
    git("add", "-A")
    write(here / "x/a", b"3")
    monkeypatch.chdir(here / "x")
    for cached in (False, True):
        with changes(cached=cached) as listed:
            (change,) = listed
        assert isinstance(change, Change)
        assert change.old is not None
        assert change.new is not None
        assert change.old.source.read() == change.old.read() == b"1"
        assert change.new.source.read() == change.new.read() == (b"2" if cached else b"3")


def test_links_and_repositories_are_no_files(here):
    """A link's content is a path; a file that became a link is gone."""
    commit(a=b"1", b=b"2")
    (here / "b").unlink()
    (here / "b").symlink_to("a")
    (here / "link").symlink_to("a")
    git("add", "-A")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    assert found(cached=True) == [("b", b"2", None)]


def test_a_file_in_conflict_is_said_to_be(here):
    """Half of its text is markers: whatever else were said of it would be wrong."""
    commit(a=b"1", b=b"1")
    git("checkout", "-q", "-b", "branch")
    commit(a=b"2")
    git("checkout", "-q", "main")
    commit(a=b"3")
    assert subprocess.run(["git", "merge", "-q", "branch"], capture_output=True, check=False)
    write(here / "b", b"2")
    conflict = ("a", "it is in conflict: a merge is not finished")
    assert found() == [conflict, ("b", b"1", b"2")]
    assert found(cached=True) == [conflict]


def test_a_bare_repository_has_commits_and_no_work_tree(here, tmp_path, monkeypatch):
    """As on a server."""
    commit(a=b"1")
    commit(a=b"2")
    git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert found("HEAD~", "HEAD") == [("a", b"1", b"2")]
    with pytest.raises(CassetteError, match="no work tree"):
        found("HEAD")


def test_a_shallow_clone_knows_what_it_has(here, tmp_path, monkeypatch):
    """As in most runs of continuous integration."""
    for data in (b"1", b"2", b"3"):
        commit(a=data)
    git("clone", "-q", "--depth=2", here.as_uri(), str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert found("HEAD~", "HEAD") == [("a", b"2", b"3")]
    with pytest.raises(CassetteError, match="no such revision"):
        found("HEAD~2")


@pytest.mark.parametrize("revision", ["nothing", "", "HEAD~9", "-p", "--output=x", "HEAD..nothing"])
def test_an_unknown_revision_is_an_error(three, revision):
    """And never an option: nothing is written."""
    with pytest.raises(CassetteError, match="no such revision"):
        found(revision)
    assert not (three / "x").exists()


@pytest.mark.parametrize(
    ("revisions", "cached"), [(("HEAD",) * 3, False), (("HEAD..", "HEAD"), False), (("..",), True)]
)
def test_more_than_two_states_are_an_error(three, revisions, cached):
    """The index is one of them."""
    with pytest.raises(CassetteError, match="two states"):
        found(*revisions, cached=cached)


def test_branches_without_a_common_commit_have_no_three_dots(three):
    """As in a clone that is too shallow."""
    git("checkout", "-q", "--orphan", "other")
    git("commit", "-q", "-m", "x")
    with pytest.raises(CassetteError, match="git refuses"):
        found("main...other")


def test_outside_of_a_repository_is_said(tmp_path, clean, monkeypatch):
    """There `git diff` would compare files instead."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CassetteError, match="not a git repository"):
        found()


def test_a_hooks_variables_are_respected(three, tmp_path, monkeypatch):
    """`git commit FILE` has an index of its own for its hooks."""
    other = tmp_path / "index"
    monkeypatch.setenv("GIT_INDEX_FILE", str(other))
    git("read-tree", "HEAD")
    assert found(cached=True) == []


def test_nothing_that_the_repository_configures_is_run(three, tmp_path):
    """Looking at a difference runs nobody's programs."""
    trap = write(tmp_path / "trap", b'#!/bin/sh\ntouch "$0-ran"\ncat "$1"\n')
    trap.chmod(0o755)
    hook = write(three / ".git/hooks/post-index-change", trap.read_bytes())
    hook.chmod(0o755)
    write(three / ".gitattributes", b"* diff=trap\n")
    for key in ("diff.external", "diff.trap.command", "diff.trap.textconv", "core.fsmonitor"):
        git("config", key, str(trap))
    os.utime(three / "same", (1, 1))
    assert found()
    assert found("HEAD", cached=True)
    assert list(tmp_path.glob("**/*-ran")) == []


def test_content_that_was_not_fetched_is_an_error(here):
    """The list of what differs is there, and the file cannot be read."""
    commit(a=b"1")
    commit(a=b"2")
    blob = git("rev-parse", "HEAD~:a").decode().strip()
    (here / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(CassetteError, match="does not have its content") as raised:
        found("HEAD~", "HEAD")
    assert raised.value.where == "HEAD~:a"
