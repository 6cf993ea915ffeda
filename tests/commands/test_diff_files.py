"""What `cassette diff` is asked to compare: files, folders, states of a repository."""

import json
import os
from pathlib import Path

import pytest
from tests.comparing import cassette_of, chat
from tests.program import cassette
from tests.repository import git, write

ONE, TWO, THREE = (cassette_of(chat(word)) for word in ("one", "two", "three"))
BAD = b'{"version": 1, "interactions": [{'
CONFLICT = (
    b"version: 1\n<<<<<<< ours\ninteractions: []\n=======\ninteractions: [1]\n>>>>>>> theirs\n"
)
NO_CASSETTE = b"jobs:\n  test: {}\n"


def commit(**files: bytes | None) -> None:
    """Commit files; an underscore in a name is its dot, and nothing deletes one."""
    put(**files)
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "x")


def put(**files: bytes | None) -> None:
    """Change files of the current folder."""
    for name, data in files.items():
        path = Path(name.replace("_", "."))
        if data is None:
            path.unlink()
        else:
            write(path, data)


def found(*arguments: str, cwd: Path | None = None, code: int = 1) -> list[str]:
    """Return what differs: a line a file, of its verdict, its names and what became of it."""
    ran = cassette("diff", "--json", *arguments, cwd=cwd or Path.cwd())
    assert (ran.err, ran.code) == ("", code)
    return [told(one) for one in json.loads(ran.out)["files"]]


def told(file: dict[str, str]) -> str:
    """Return a file of a report in a line."""
    names = dict.fromkeys(filter(None, (file["old_path"], file["path"])))
    state = () if file["state"] == "changed" else (file["state"],)
    return " ".join((file["verdict"], *names, *state))


def error(*arguments: str, cwd: Path | None = None) -> str:
    """Return what is said of something that cannot be compared."""
    ran = cassette("diff", *arguments, cwd=cwd or Path.cwd())
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    return ran.err


@pytest.fixture
def three(here):
    """A repository with a commit, another answer staged, and another in the work tree."""
    commit(a_json=ONE, same_json=ONE)
    put(a_json=TWO)
    git("add", "-A")
    put(a_json=THREE)
    return here


def words(*arguments: str) -> tuple[str, str]:
    """Return the old and the new answer of the one cassette that differs."""
    report = json.loads(cassette("diff", "--json", *arguments, cwd=Path.cwd()).out)
    (file,) = report["files"]
    (one,) = file["interactions"][0]["differences"]
    return one["old"], one["new"]


def test_states_of_a_repository_are_named_as_for_git(three):
    """HEAD and the work tree, the index, one revision, two, a range."""
    assert words() == words("HEAD") == ("one", "three")
    assert words("--cached") == words("--staged") == words("--cached", "HEAD") == ("one", "two")
    git("commit", "-q", "-m", "second")
    assert words() == ("two", "three")
    assert words("HEAD~") == words("HEAD^") == ("one", "three")
    assert words("HEAD~", "HEAD") == words("HEAD~..HEAD") == words("HEAD~..") == ("one", "two")
    assert words("HEAD", "HEAD~") == ("two", "one")
    assert found("--cached", code=0) == []


def test_three_dots_leave_out_what_the_other_branch_has_done(here):
    """What a pull request changes."""
    commit(a_json=ONE)
    git("checkout", "-q", "-b", "branch")
    commit(a_json=TWO)
    git("checkout", "-q", "main")
    commit(b_json=ONE)
    assert found("main...branch") == ["prose a.json"]
    assert found("main..branch") == ["request b.json removed", "prose a.json"]


def test_paths_stand_after_two_dashes_or_without_them(three):
    """A path that is there is one; what is gone needs the dashes, as for git."""
    put(same_json=TWO)
    every = ["prose a.json", "prose same.json"]
    assert found() == found("--", ".") == every
    assert found("--", "a.json") == found("a.json") == found("HEAD", "a.json") == ["prose a.json"]
    assert found("HEAD", "--", "a.json", "same.json") == found("--", "*.json") == every
    assert found("--", "nowhere.json", code=0) == []
    put(a_json=None)
    assert found("--", "a.json") == ["request a.json removed"]
    assert "a.json: git knows no such revision" in error("a.json")
    assert "put `--` before paths" in error("same.json", "a.json")


def test_two_paths_are_compared_with_each_other_and_not_with_head(three):
    """That is what two files mean everywhere; after `--` they are paths of the repository."""
    assert found("a.json", "same.json") == ["prose a.json same.json"]
    assert found("--", "a.json", "same.json") == ["prose a.json"]


def test_more_than_two_states_are_an_error(three):
    """And so is one beside a range."""
    for revisions in (["HEAD"] * 3, ["HEAD..HEAD", "HEAD"], ["--cached", "HEAD", "HEAD"]):
        assert "two states are compared with each other" in error(*revisions)


def test_options_may_stand_anywhere_before_the_dashes(three):
    """After them a path may begin with anything."""
    put(**{"--stat": ONE})
    git("add", "-N", "--", "--stat")
    ran = cassette("diff", "HEAD", "--name-only", "--", "--stat", cwd=three)
    assert (ran.out, ran.code) == ("--stat\n", 1)


def test_in_a_subfolder_paths_are_named_from_the_top_and_asked_from_here(here):
    """As `git diff --name-only` prints them and reads them."""
    for name in ("a.json", "x/a.json", "x/b.json"):
        write(here / name, ONE)
    commit()
    for name in ("a.json", "x/a.json", "x/b.json"):
        write(here / name, TWO)
    inside = here / "x"
    assert found(cwd=inside) == ["prose a.json", "prose x/a.json", "prose x/b.json"]
    assert found("a.json", cwd=inside) == ["prose x/a.json"]
    assert found("--", ".", cwd=inside) == ["prose x/a.json", "prose x/b.json"]


def test_a_bare_and_a_shallow_repository_have_revisions(here, tmp_path):
    """Nothing is checked out."""
    commit(a_json=ONE)
    commit(a_json=TWO)
    commit(a_json=THREE)
    bare, shallow = tmp_path / "bare", tmp_path / "shallow"
    git("clone", "-q", "--bare", ".", str(bare))
    git("clone", "-q", "--depth=2", here.as_uri(), str(shallow))
    assert found("HEAD~2", "HEAD", cwd=bare) == found("HEAD~", "HEAD", cwd=shallow)
    assert "there is no work tree here" in error(cwd=bare)
    assert "HEAD~2: git knows no such revision" in error("HEAD~2", "HEAD", cwd=shallow)
    assert "run it inside of a git repository" in error(cwd=tmp_path)


def test_a_renamed_cassette_is_found_by_what_is_in_it(here):
    """Though its answers have changed; one that is another is removed and added."""
    commit(a_json=ONE, b_json=cassette_of(chat(asked="something else entirely, and longer")))
    other = cassette_of(chat(asked="nothing of all that was ever asked before in here"))
    commit(a_json=None, b_json=None, c_json=TWO, d_json=other)
    assert found("HEAD~", "HEAD") == [
        "request b.json removed", "request d.json added", "prose a.json c.json renamed",
    ]  # fmt: skip


def test_what_can_no_longer_be_read_is_broken(here):
    """The worst that can happen to a cassette; a file that was broken before is an error."""
    commit(a_json=ONE, b_yaml=NO_CASSETTE, c_json=ONE)
    put(a_json=BAD, b_yaml=NO_CASSETTE + b"x: y\n", c_json=TWO)
    assert found() == ["broken a.json", "prose c.json"]
    commit(a_json=BAD)
    put(a_json=BAD + b" ")
    ran = cassette("diff", cwd=here)
    assert "a.json" in ran.err
    assert (ran.out, ran.code) == ("nothing differs\n", 2)
    put(a_json=ONE)
    assert found() == ["broken a.json"]


def test_marks_of_a_conflict_make_a_cassette_broken(here):
    """Whoever commits them has not looked; while git knows of it, it is an error."""
    commit(a_yaml=b"version: 1\ninteractions: []\n")
    put(a_yaml=CONFLICT)
    assert found() == ["broken a.yaml"]
    git("checkout", "-q", "a.yaml")
    git("checkout", "-q", "-b", "branch")
    commit(a_yaml=ONE)
    git("checkout", "-q", "main")
    commit(a_yaml=TWO)
    with pytest.raises(Exception, match="merge"):
        git("merge", "-q", "branch")
    assert "a merge is not finished" in error()


def test_a_file_that_became_a_folder_or_a_link(here):
    """It is gone, and what is in the folder is new; a link is no cassette, wherever it leads."""
    long = cassette_of(chat(asked="something else entirely, and longer"))
    commit(a_json=ONE, b_json=long)
    put(a_json=None, b_json=None)
    write(here / "a.json" / "inner.json", TWO)
    (here / "b.json").symlink_to("a.json/inner.json")
    assert found() == ["request a.json removed", "request b.json removed"]
    git("add", "-A")
    assert found() == ["request b.json removed", "prose a.json a.json/inner.json renamed"]


def test_addresses_of_revisions_are_compared_with_files(three):
    """As every other command takes them."""
    assert found("HEAD:a.json", "a.json") == ["prose HEAD:a.json a.json"]
    assert found("HEAD:a.json", "HEAD:same.json", code=0) == []
    assert "git has no such blob" in error("HEAD:nowhere.json", "a.json")


def test_folders_are_compared_path_by_path(tmp_path):
    """What is in one of them only is added or removed, unless it is another by its name only."""
    sides = {
        "old": {"same.json": ONE, "a.json": ONE, "sub/b.json": ONE, "c.json": BAD, "n.txt": b"x"},
        "new": {"same.json": ONE, "a.json": TWO, "moved/b.json": TWO, "c.json": ONE},
    }
    for side, files in sides.items():
        for name, data in files.items():
            write(tmp_path / side / name, data)
    wanted = ["broken c.json", "prose a.json", "prose sub/b.json moved/b.json renamed"]
    assert found("old", "new", cwd=tmp_path) == wanted
    assert found(str(tmp_path / "old"), "new/", cwd=tmp_path) == wanted
    assert "a folder cannot be compared with a file" in error("old", "new/a.json", cwd=tmp_path)


@pytest.mark.parametrize("output", [[], ["--json"], ["--name-only"], ["--level", "bytes"]])
def test_two_folders_without_a_cassette_are_an_error(tmp_path, output):
    """Where there is nothing to compare, it is no good news that nothing differs."""
    for side in ("old", "new"):
        (tmp_path / side).mkdir()
    words = "old, new: there is no cassette here"
    assert words in error("old", "new", *output, cwd=tmp_path)
    for side in ("old", "new"):
        write(tmp_path / side / "notes.txt", side.encode())
        write(tmp_path / side / "same.yaml", NO_CASSETTE)
    assert words in error("old", "new", *output, cwd=tmp_path)
    write(tmp_path / "new" / "a.har", json.dumps({"log": {"entries": []}}).encode())
    words = "there are only recordings of kinds not read yet: a HAR exporter 1"
    assert words in error("old", "new", *output, cwd=tmp_path)
    write(tmp_path / "new" / "a.json", ONE)
    assert found("old", "new", cwd=tmp_path) == ["request a.json added"]


def test_standard_input_is_a_side(tmp_path):
    """Called `-`, or as one likes."""
    write(tmp_path / "a.json", ONE)
    ran = cassette("diff", "-", "a.json", "--stat", cwd=tmp_path, stdin=TWO)
    assert (ran.out.splitlines()[0], ran.code) == ("prose   - → a.json  text", 1)
    ran = cassette(
        "diff", "a.json", "-", "--stdin-name", "new.json", "--name-only", cwd=tmp_path, stdin=TWO
    )
    assert (ran.out, ran.code) == ("new.json\n", 1)


def test_picks_take_interactions_out_of_two_files_or_of_one(tmp_path):
    """Compared with each other, wherever they stand."""
    write(tmp_path / "a.json", cassette_of(chat("one"), chat("two"), chat("three")))
    write(tmp_path / "b.json", cassette_of(chat("two"), chat("one")))
    assert found("a.json#0", "b.json#1", cwd=tmp_path, code=0) == []
    assert found("a.json#0", "b.json#0", cwd=tmp_path) == ["prose a.json#0 b.json#0"]
    assert found("a.json#0", "a.json#last", cwd=tmp_path) == ["prose a.json#0 a.json#last"]
    assert "there is no interaction 7" in error("a.json#7", "b.json#0", cwd=tmp_path)


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    """With what is near, and no word of revisions where none was meant."""
    write(tmp_path / "a.json", ONE)
    assert "b.json: no such file or folder" in error("a.json", "b.json", cwd=tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_an_error_and_the_rest_goes_on(tmp_path):
    """The exit code says that something is missing."""
    for side, data in (("old", ONE), ("new", TWO)):
        write(tmp_path / side / "a.json", data)
        write(tmp_path / side / "b.json", data).chmod(0)
    ran = cassette("diff", "old", "new", "--name-only", cwd=tmp_path)
    assert (ran.out, ran.code) == ("a.json\n", 2)
    assert "cannot read the file: permission denied" in ran.err
