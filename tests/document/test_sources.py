"""Addresses: what a user types, and which files it means."""

import io
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.document.sources import Source, positions, sources
from cassette_cli.errors import CassetteError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def labels(*addresses: str) -> list[str]:
    """Return what addresses mean, in words."""
    return [
        f"! {found.message}" if isinstance(found, CassetteError)
        else f"{found.label}#{found.picks}" if found.picks else found.label
        for found in sources(addresses)
    ]  # fmt: skip


def only(address: str, **how):
    """Return the one source that an address means."""
    (found,) = sources([address], **how)
    assert not isinstance(found, CassetteError), found.message
    return found


@pytest.mark.parametrize(
    "name",
    ["a#3", "a#0,2-4", "a#last", "HEAD:a", "-", "a b", "a*[x]?", "#1", "no-extension", "ü#1"],
)
def test_a_path_that_exists_as_typed_wins(here, name):
    """Over every other reading of it: a file may have any name."""
    (here / name).write_text("hello")
    (here / "a").write_text("other")
    found = only(name)
    assert (found.picks, found.revision, found.named) == ("", "", True)
    assert found.read() == b"hello"


def test_a_folder_that_exists_as_typed_wins(here):
    """A folder may be called `x#1` too."""
    (here / "x#1").mkdir()
    (here / "x#1" / "file").write_text("hello")
    assert labels("x#1") == [str(Path("x#1", "file"))]


@pytest.mark.parametrize("picks", ["3", "last", "0,2-4", "0-last", "last,0", "007"])
def test_interactions_are_picked_after_the_mark(here, picks):
    """The last mark counts, so that a file with a mark in its name can be picked from."""
    (here / "a#b").write_text("hello")
    found = only(f"a#b#{picks}")
    assert (found.label, found.picks) == ("a#b", picks)
    assert found.read() == b"hello"


@pytest.mark.parametrize("address", ["a#", "a#x", "a#-1", "a#1-", "a#1,", "a#1,,2", "a#٣"])
def test_what_is_no_pick_is_part_of_the_name(here, address):
    """And then the file of that name is missing, which is said with the name as typed."""
    (here / "a").write_text("hello")
    (error,) = sources([address])
    assert isinstance(error, CassetteError)
    assert (error.message, error.where) == ("no such file or folder", address)


def test_standard_input_can_be_named(monkeypatch, here):
    """`-` is read once, as bytes, under the name that recognition may need."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\xff\x00")))
    assert only("-").label == "-"
    assert only("-#2").picks == "2"
    found = only("-", stdin_name="answer.yaml")
    assert (found.label, found.path) == ("answer.yaml", None)
    assert found.read() == b"\xff\x00"


def test_a_folder_is_searched_in_order(here):
    """Recursively, without what is hidden or installed; each file counts as found, not named."""
    for name in ["b/2.yaml", "b/10.yaml", "a.yaml", "b/c/d.json", ".git/x", "b/.cache/y",
                 "node_modules/z", "b/__pycache__/w", "e"]:  # fmt: skip
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("hello")
    (here / "dangling").symlink_to("nowhere")
    found = list(sources(["."]))
    assert [source.path.as_posix() for source in found] == [
        "a.yaml", "e", "b/10.yaml", "b/2.yaml", "b/c/d.json"
    ]  # fmt: skip
    assert {source.named for source in found} == {False}


def test_a_folder_may_be_named_as_seen_from_here(here):
    """As most are typed; what is found in it keeps that beginning."""
    (here / "a" / "b").mkdir(parents=True)
    (here / "a" / "b" / "x.yaml").touch()
    assert labels("a") == labels("a/") == labels("./a") == ["a/b/x.yaml"]
    assert labels("a/b") == ["a/b/x.yaml"]


def test_a_hidden_folder_that_is_named_is_searched(here):
    """Who names it means it."""
    (here / ".recordings").mkdir()
    (here / ".recordings" / "a.yaml").write_text("hello")
    assert labels(".recordings") == [str(Path(".recordings", "a.yaml"))]


def test_a_folder_that_holds_itself_is_searched_once(here):
    """A link to a folder above is not followed for ever."""
    (here / "a").write_text("hello")
    (here / "loop").symlink_to(".")
    assert labels(".") == ["a"]


def test_nothing_is_picked_from_a_folder(here):
    """Numbers count in one file; the hint says so."""
    (here / "folder").mkdir()
    (error,) = sources(["folder#1"])
    assert error.message == "#1 picks from a file, and this is a folder"
    assert error.hint == "pick interactions of one file"


def test_the_others_are_still_read_after_one_that_is_missing(here):
    """Errors stand in their place among the files."""
    (here / "a").write_text("hello")
    assert labels("nowhere", "a", "a#1", "also/nowhere") == [
        "! no such file or folder", "a", "a#1", "! no such file or folder"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("chta.yaml", "did you mean chat.yaml?"),
        ("folder/stremed.yml", f"did you mean {Path('folder', 'streamed.yml')}?"),
        ("something-else", "check the spelling"),
        ("nowhere/a", "check the spelling of the folder"),
        ("chta.yaml#2", "did you mean chat.yaml?"),
    ],
)
def test_a_hint_names_what_is_close(here, address, hint):
    """Most missing files are misspelt."""
    (here / "folder").mkdir()
    (here / "chat.yaml").write_text("hello")
    (here / "folder" / "streamed.yml").write_text("hello")
    (error,) = sources([address])
    assert error.hint == hint


def test_what_cannot_be_read_is_said(here):
    """A dangling link exists as a name, and its error comes from the system."""
    (here / "dangling").symlink_to("nowhere")
    with pytest.raises(CassetteError, match="cannot read the file: no such file") as caught:
        only("dangling").read()
    assert caught.value.where == "dangling"


@given(st.text(max_size=12))
def test_any_address_means_something_or_is_an_error(address):
    """Also with characters that no file name can hold."""
    for found in sources([address] if address not in {"/", "//"} else []):
        assert isinstance(found, (CassetteError, Source))
        break


def git(*words: str) -> None:
    """Run git with nobody's configuration."""
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    identity |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in identity.items()}
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", *words], check=True, capture_output=True, env=os.environ | identity | clean
    )


@pytest.fixture
def repository(here):
    """A repository whose file has changed since it was committed."""
    git("init", "-q", "-b", "main")
    (here / "sub").mkdir()
    (here / "sub" / "a b#1").write_bytes(b"old\r\n\xff")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("tag", "v1")
    (here / "sub" / "a b#1").write_bytes(b"new")
    return here


@pytest.mark.parametrize("revision", ["HEAD", "v1", "main", "HEAD^{commit}", ""])
def test_a_file_of_a_revision_is_read_as_it_was(repository, revision):
    """Byte for byte, without the line ends being changed."""
    if not revision:
        assert only("sub/a b#1").read() == b"new"
        return
    found = only(f"{revision}:sub/a b#1")
    assert found.label == f"{revision}:sub/a b#1" or found.picks == "1"
    if not found.picks:
        assert found.read() == b"old\r\n\xff"


def test_a_revision_s_path_counts_from_the_top_or_from_here(repository, monkeypatch):
    """As git itself has it, and as one types it in a folder."""
    (repository / "sub" / "plain").write_text("text")
    git("add", ".")
    git("commit", "-q", "-m", "two")
    assert only("HEAD:sub/plain").read() == b"text"
    assert only("HEAD:sub/plain#last").picks == "last"
    monkeypatch.chdir(repository / "sub")
    assert only("HEAD:sub/plain").read() == b"text"
    assert only("HEAD:plain").read() == b"text"


@pytest.mark.parametrize("address", ["HEAD:nowhere", "nosuchrev:sub/plain", "HEAD:sub"])
def test_what_git_has_not_is_said(repository, address):
    """With git's own reason, since it knows best; a folder is no file."""
    with pytest.raises(
        CassetteError, match="no such file or folder, and git has no such"
    ) as caught:
        only(address).read()
    assert caught.value.where == address
    assert "fatal" not in caught.value.message


@pytest.mark.parametrize("address", ["--help:x", "-x:y", "--output=made:x"])
def test_a_revision_is_never_an_option_of_git(repository, address):
    """A name that starts with a dash cannot make git do something else."""
    with pytest.raises(CassetteError):
        only(address).read()
    assert not (repository / "made").exists()


@given(st.integers(1, 30), st.data())
def test_picks_are_positions(count, data):
    """One, several, ranges, and the last: together they are a set of what is there."""
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first, count - 1))
    assert positions(f"{first}", count) == {first}
    assert positions(f"{first}-{last}", count) == set(range(first, last + 1))
    assert positions(f"{first}-last,{first}", count) == set(range(first, count))
    assert positions("last", count) == {count - 1}
    assert positions(f"0-{count - 1}", count) == set(range(count))


def test_without_git_there_are_no_revisions(repository, monkeypatch):
    """And that is said, not that the file is not there."""
    monkeypatch.setenv("PATH", "")
    (source,) = sources(["HEAD:a.yaml"])
    with pytest.raises(CassetteError, match="cannot run git") as caught:
        source.read()
    assert caught.value.where == "HEAD:a.yaml"


@pytest.mark.parametrize(
    ("picks", "count", "words"),
    [
        ("3", 3, "there is no interaction 3 in this file: it has 3, 0 to 2"),
        ("0,5", 3, "there is no interaction 5 in this file: it has 3, 0 to 2"),
        ("1-3", 3, "there is no interaction 1-3 in this file: it has 3, 0 to 2"),
        ("2-1", 3, "2-1 runs backwards: the smaller position comes first"),
        ("last", 0, "there is no interaction last in this file: it has none"),
        ("9" * 5000, 3, f"there is no interaction {'9' * 5000} in this file: it has 3, 0 to 2"),
    ],
    ids=["after", "among-others", "over-the-end", "backwards", "none", "huge"],
)
def test_what_is_not_there_cannot_be_taken(picks, count, words):
    """And what is there is said."""
    with pytest.raises(CassetteError) as caught:
        positions(picks, count)
    assert caught.value.message == words
