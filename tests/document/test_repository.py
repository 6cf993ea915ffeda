"""What git holds of a cassette: staged, put back, and past."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.repository import git, write

from cassette_cli.document.repository import (
    history,
    matches_work_tree,
    restage,
    staged,
)
from cassette_cli.errors import CassetteError

SLOW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Every example runs git several times, in the one repository of the test."""
NAMES = ["a b", "two\nlines", "tab\there", "ü", "-x", ":(top)a", "*", "[a]", '"', "a,b", "a\\b"]


pytestmark = pytest.mark.usefixtures("clean")


def commit(path: Path, data: bytes, day: int = 2) -> None:
    """Commit a file as of a day of January."""
    write(path, data)
    git("add", "-A")
    git("commit", "-q", "-m", "x", f"--date=2026-01-{day:02}T12:00:00+00:00")


def past(path: Path, **how) -> list[tuple[str, bytes]]:
    """Return the days and contents of a file's history."""
    return [(version.date, version.read()) for version in history(path, **how)]


@SLOW
@given(st.binary(), st.binary())
def test_what_is_restaged_is_what_is_staged(here, old, new):
    """Byte for byte: no line end is changed, and neither the mode nor the work tree is."""
    write(here / "a", old).chmod(0o755)
    git("add", "a")
    (found,) = staged()
    assert (found.read(), found.mode) == (old, "100755")
    restage(found, new)
    (again,) = staged()
    assert again == found._replace(blob=again.blob)
    assert again.read() == new
    assert (here / "a").read_bytes() == old


@SLOW
@given(st.lists(st.binary(), min_size=1, max_size=4, unique=True))
def test_every_version_is_found_in_the_history(here, contents):
    """Newest first, whatever the bytes: the content is counted, not searched for an end."""
    name = f"{hash(tuple(contents)):x}"
    for number, content in enumerate(contents, 1):
        commit(here / name, content, number)
    days = [f"2026-01-{number:02}" for number in range(1, len(contents) + 1)]
    assert past(here / name) == list(zip(days, contents, strict=True))[::-1]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(here, name):
    """Neither a pattern, nor an option, nor more than one: what is not meant stays as it is."""
    for file in {name, "a", "x"}:
        write(here / file, b"old")
    git("add", "-A")
    (found,) = staged([Path(name)])
    assert (found.path, found.root, found.name) == (Path(name), here, name)
    restage(found, b"new")
    assert {entry.name: entry.read() for entry in staged()} == {
        file: b"new" if file == name else b"old" for file in {name, "a", "x"}
    }
    git("commit", "-q", "-m", "x")
    assert past(here / name) == [("2026-01-02", b"new")]


def test_only_regular_files_that_are_there_are_staged(here):
    """A link's content is a path, a deleted file has none, and what is not staged is not meant."""
    commit(here / "same", b"same")
    for name in ("gone", "moved", "changed", "link"):
        commit(here / name, name.encode())
    git("rm", "-q", "gone")
    git("mv", "moved", "renamed")
    write(here / "changed", b"1")
    write(here / "new", b"2")
    (here / "link").unlink()
    (here / "link").symlink_to("same")
    git("add", "-A")
    write(here / "untracked", b"3")
    write(here / "same", b"not staged")
    assert [entry.name for entry in staged()] == ["changed", "new", "renamed"]


def test_a_link_that_became_a_file_is_staged(here):
    """Its content is as new as that of an added one."""
    (here / "link").symlink_to("target")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    (here / "link").unlink()
    write(here / "link", b"text")
    git("add", "-A")
    assert [entry.read() for entry in staged()] == [b"text"]


def test_the_index_is_read_and_not_the_work_tree(here):
    """What will be committed is what was added, whatever happened to the file since."""
    write(here / "a", b"added")
    git("add", "a")
    write(here / "a", b"edited")
    assert [entry.read() for entry in staged()] == [b"added"]
    (here / "a").unlink()
    assert [entry.read() for entry in staged()] == [b"added"]


@pytest.mark.parametrize("relative", ["true", "false"])
def test_the_whole_index_counts_in_a_folder_too(here, monkeypatch, relative):
    """With paths that lead there from the current folder, whatever the user configured."""
    git("config", "diff.relative", relative)
    for name in ("top", "sub/inner", "sub/deep/er"):
        write(here / name, name.encode())
    git("add", "-A")
    monkeypatch.chdir(here / "sub")
    found = staged()
    assert [str(entry.path) for entry in found] == ["deep/er", "inner", "../top"]
    assert [entry.name for entry in staged([Path("inner"), Path("../top")])] == ["sub/inner", "top"]
    assert [entry.name for entry in staged([here / "sub" / "deep"])] == ["sub/deep/er"]
    restage(found[2], b"new")
    assert git("show", ":top") == b"new"
    assert all(map(matches_work_tree, found))


def test_configuration_does_not_change_the_answers(here):
    """What people set for their own eyes changes how git lists, and not what is found."""
    for setting in (
        "log.showRoot=false", "log.follow=true", "log.showSignature=true", "diff.renames=copies",
        "diff.external=false", "color.ui=always", "core.quotePath=true", "diff.noprefix=true",
    ):  # fmt: skip
        git("config", *setting.split("="))
    commit(here / "a", b"text " * 50)
    write(here / "b", b"text " * 50)
    git("add", "-A")
    assert [entry.name for entry in staged()] == ["b"]
    assert past(here / "a") == [("2026-01-02", b"text " * 50)]
    commit(here / "b", b"text " * 50)
    assert len(past(here / "b")) == 1


@pytest.mark.parametrize(
    ("staged_as", "work_tree", "same"),
    [
        (b"a\n", b"a\n", True),
        (b"a\n", b"b\n", False),
        (b"a\n", b"a\r\n", False),
        (b"a\r\n", b"a\n", False),
        (b"a\n", b"", False),
        (b"a\n", None, False),
    ],
)
def test_an_edited_file_is_not_the_staged_one(here, staged_as, work_tree, same):
    """Nothing that somebody has not staged yet is taken for staged."""
    path = write(here / "a", staged_as)
    git("add", "a")
    path.unlink()
    if work_tree is not None:
        path.write_bytes(work_tree)
    (found,) = staged()
    assert matches_work_tree(found) is same


@pytest.mark.parametrize(
    ("attributes", "work_tree", "blob"),
    [
        ("sub/a text eol=crlf", b"x\r\ny\r\n", b"x\ny\n"),
        ("sub/a filter=rot", b"abc", b"nop"),
        ("sub/a -text", b"x\r\n", b"x\r\n"),
    ],
)
def test_what_git_changes_while_adding_makes_no_difference(
    here, monkeypatch, attributes, work_tree, blob
):
    """Line ends and filters follow the file's own path, also from within a folder."""
    git("config", "filter.rot.clean", "tr a-z n-za-m")
    write(here / ".gitattributes", attributes.encode())
    path = write(here / "sub" / "a", work_tree)
    git("add", "sub/a")
    monkeypatch.chdir(here / "sub")
    (found,) = staged()
    assert (found.read(), matches_work_tree(found)) == (blob, True)
    path.write_bytes(work_tree + b"more")
    assert not matches_work_tree(found)


def test_line_ends_that_were_committed_are_kept(here):
    """With `core.autocrlf`, git leaves a file alone that has them in the index already."""
    commit(here / "a", b"x\r\n")
    git("config", "core.autocrlf", "true")
    write(here / "a", b"y\r\n")
    git("add", "a")
    (found,) = staged()
    assert (found.read(), matches_work_tree(found)) == (b"y\r\n", True)


def test_a_link_in_the_work_tree_is_another_file(here):
    """Writing through it would change a file that nobody staged."""
    write(here / "a", b"text")
    git("add", "a")
    (here / "a").rename(here / "b")
    (here / "a").symlink_to("b")
    (found,) = staged()
    assert not matches_work_tree(found)


def test_a_hook_s_index_is_the_one_that_counts(here, monkeypatch):
    """`git commit FILE` shows its hooks an index made for that commit only."""
    write(here / "a", b"old")
    git("add", "a")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other")
    assert staged() == []
    write(here / "b", b"other")
    git("add", "b")
    (found,) = staged()
    restage(found, b"new")
    assert git("show", ":b") == b"new"
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert [entry.name for entry in staged()] == ["a"]


def test_where_nothing_can_be_staged_it_is_said(tmp_path, monkeypatch):
    """In git's own words, with what to do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(CassetteError, match="git refuses: not a git repository") as caught:
        staged()
    assert caught.value.hint == "run it inside of a git repository"


def test_a_path_outside_of_the_repository_is_refused(here, tmp_path):
    """And not passed over, as if it held nothing."""
    with pytest.raises(CassetteError, match="outside repository"):
        staged([tmp_path / "elsewhere"])


def test_a_locked_index_is_refused(here):
    """Somebody else is writing it; what was to be kept out of the commit is still in it."""
    write(here / "a", b"old")
    git("add", "a")
    (found,) = staged()
    write(here / ".git" / "index.lock", b"")
    with pytest.raises(CassetteError, match="git refuses") as caught:
        restage(found, b"new")
    assert caught.value.where == "a"


def test_without_git_nothing_is_past_and_nothing_can_be_staged(here, monkeypatch):
    """A reader of cassettes needs no git; only what asks for it fails."""
    commit(here / "a", b"old")
    monkeypatch.setenv("PATH", str(here / "nowhere"))
    assert past(here / "a") == []
    with pytest.raises(CassetteError, match="cannot run git"):
        staged()


def test_no_content_is_an_argument(here, monkeypatch):
    """Every user of a machine can list the arguments of a program that runs."""
    write(here / "a", b"old-content")
    git("add", "a")
    monkeypatch.setenv("GIT_TRACE", str(here / "trace"))
    (found,) = staged()
    restage(found, b"new-content")
    assert not matches_work_tree(staged()[0])
    trace = (here / "trace").read_text()
    assert "hash-object" in trace
    assert "-content" not in trace


def test_a_file_without_commits_has_no_past(here, tmp_path):
    """It may be new, the repository may be, or it is in none."""
    write(here / "a", b"x")
    assert past(here / "a") == []
    commit(here / "b", b"y")
    write(here / "c", b"z")
    assert past(here / "c") == []
    assert past(here / "nowhere" / "d") == []
    assert past(here) == []
    assert past(write(tmp_path / "outside", b"z")) == []


def test_the_past_ends_at_the_limit(here):
    """The newest versions are the ones that are looked at."""
    for day in (1, 2, 3):
        commit(here / "a", str(day).encode(), day)
    assert past(here / "a", limit=2) == [("2026-01-03", b"3"), ("2026-01-02", b"2")]


def test_a_version_can_be_read_at_any_time(here):
    """Before, between and after the others, and when no more are wanted."""
    for day in (1, 2, 3):
        commit(here / "a", str(day).encode(), day)
    assert [version.read() for version in list(history(here / "a"))] == [b"3", b"2", b"1"]
    versions = history(here / "a")
    first = next(versions)
    second = next(versions)
    assert (second.read(), first.read(), first.read()) == (b"2", b"3", b"3")
    versions.close()
    assert first.read() == b"3"


def test_a_deleted_file_has_a_past(here):
    """What stood in it is still there for whoever has the repository."""
    commit(here / "a", b"old", 1)
    git("rm", "-q", "a")
    git("commit", "-q", "-m", "x")
    commit(here / "b", b"other", 3)
    assert past(here / "a") == [("2026-01-01", b"old")]


def test_another_file_s_past_is_not_taken_for_this_one_s(here):
    """Recordings are alike, and a value of another file would be said to be of this one."""
    commit(here / "a", b"text\n" * 50, 1)
    commit(here / "b", b"text\n" * 50 + b"more\n", 2)
    assert past(here / "b") == [("2026-01-02", b"text\n" * 50 + b"more\n")]


def test_a_side_branch_counts_also_where_its_merge_dropped_it(here):
    """The commit that held the value is in the history all the same."""
    commit(here / "a", b"one", 1)
    git("checkout", "-q", "-b", "side")
    commit(here / "a", b"side", 2)
    git("checkout", "-q", "main")
    commit(here / "b", b"other", 3)
    git("merge", "-q", "-s", "ours", "-m", "x", "side")
    assert (here / "a").read_bytes() == b"one"
    assert {content for _, content in past(here / "a")} == {b"one", b"side"}


def test_what_only_a_merge_holds_counts(here):
    """A conflict is settled in the merge itself, by hand."""
    commit(here / "a", b"one", 1)
    git("checkout", "-q", "-b", "side")
    commit(here / "a", b"side", 2)
    git("checkout", "-q", "main")
    commit(here / "a", b"main", 3)
    git("merge", "-q", "-s", "ours", "--no-commit", "side")
    commit(here / "a", b"settled", 4)
    assert past(here / "a")[0] == ("2026-01-04", b"settled")
    assert {content for _, content in past(here / "a")} == {b"one", b"side", b"main", b"settled"}


def test_a_shallow_clone_has_the_past_that_it_has(here, tmp_path):
    """Its oldest commit seems to add everything; nothing is fetched to know better."""
    for day in (1, 2, 3):
        commit(here / "a", str(day).encode(), day)
    git("clone", "-q", "--depth=2", here.as_uri(), str(tmp_path / "clone"))
    clone = tmp_path / "clone" / "a"
    assert past(clone) == [("2026-01-03", b"3"), ("2026-01-02", b"2")]


def test_a_clone_without_contents_fetches_none(here, tmp_path):
    """Looking at the past must not open the network, so a content that is not there is empty."""
    for setting in ("allowFilter", "allowAnySHA1InWant"):
        git("config", f"uploadpack.{setting}", "true")
    for day in (1, 2, 3):
        commit(here / "a", str(day).encode(), day)
    git("clone", "-q", "--filter=blob:none", here.as_uri(), str(tmp_path / "clone"))
    clone = tmp_path / "clone" / "a"
    assert past(clone) == [("2026-01-03", b"3"), ("2026-01-02", b""), ("2026-01-01", b"")]
    assert [version.read() for version in list(history(clone))] == [b"3", b"", b""]
    versions = history(clone)
    newest, older = next(versions), next(versions)
    assert (older.read(), newest.read(), older.read(), newest.read()) == (b"", b"3", b"", b"3")


def test_a_second_work_tree_has_the_same_past_and_its_own_index(here, tmp_path, monkeypatch):
    """There, `.git` is a file that points elsewhere."""
    commit(here / "a", b"old", 1)
    other = tmp_path / "other"
    git("worktree", "add", "-q", "-b", "side", str(other))
    write(other / "a", b"new")
    monkeypatch.chdir(other)
    git("add", "a")
    (found,) = staged()
    assert (found.root, found.read(), matches_work_tree(found)) == (other, b"new", True)
    restage(found, b"redacted")
    assert git("show", ":a") == b"redacted"
    assert past(other / "a") == [("2026-01-01", b"old")]
    monkeypatch.chdir(here)
    assert staged() == []


def test_a_file_s_own_repository_has_its_past(here, tmp_path, monkeypatch):
    """Whatever the current folder is, and whatever repository a hook runs in."""
    commit(here / "sub" / "a", b"old", 1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert past(Path("repository", "sub", "a")) == [("2026-01-01", b"old")]
