"""Running git, and reading many contents from one process of it."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.repository import git as run

from cassette_cli.document.git import Blobs, by_place, git
from cassette_cli.errors import CassetteError


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(), min_size=1, max_size=3))
def test_contents_are_read_byte_for_byte(here, contents):
    """By their length, whatever is in them; before closing and after."""
    names = [run("hash-object", "-w", "--stdin", data=data).decode().strip() for data in contents]
    blobs = Blobs()
    assert [blobs.read(name) for name in names] == contents
    blobs.close()
    assert [blobs.read(name) for name in names] == contents


def test_what_git_does_not_have_is_nothing(here):
    """And what comes after it is still read."""
    known = run("hash-object", "-w", "--stdin", data=b"1").decode().strip()
    blobs = Blobs()
    assert [blobs.read("0" * 40), blobs.read(known), blobs.read("HEAD")] == [None, b"1", None]
    blobs.close()
    assert blobs.read("0" * 40) is None


def test_git_refuses_in_its_own_words(tmp_path, clean):
    """They say best what is wrong."""
    with pytest.raises(CassetteError, match="git refuses: not a git repository"):
        git("rev-parse", "HEAD", folder=tmp_path)


def test_a_missing_git_is_said(here, monkeypatch):
    """Not every container has it."""
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(CassetteError, match="cannot run git"):
        git("version")


def test_a_place_is_found_without_a_hooks_variables(monkeypatch):
    """They are relative to the folder that the hook runs in, and nothing is fetched unasked."""
    monkeypatch.setenv("GIT_DIR", ".git")
    assert "GIT_DIR" not in by_place()
    assert by_place()["GIT_ALLOW_PROTOCOL"] == ""
