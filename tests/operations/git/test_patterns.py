"""Which patterns name the cassettes of a repository."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.repository import git

from cassette_cli.operations.git.patterns import pattern_of, patterns_for, quoted

STEPS = ["a", "b c", "[x]", "*", "!d", "#e", "ü", '"', "\\", "\udcff", "[attr]f", "tab\t", "-g"]
PATHS = st.lists(st.sampled_from(STEPS), min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(
    st.builds("{}{}".format, PATHS, st.sampled_from([".yaml", ".json", ".yaml.gz"])),
    st.booleans(),
    max_size=6,
)
SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def named(folder, patterns, paths) -> set[str]:
    """Return the paths that git takes patterns to name."""
    rows = "".join(f"{quoted(pattern)} diff=cassette\n" for pattern in patterns)
    (folder / ".gitattributes").write_bytes(os.fsencode(rows))
    data = b"".join(os.fsencode(path) + b"\0" for path in paths)
    answer = git("check-attr", "-z", "--stdin", "diff", data=data).split(b"\0")
    return {
        os.fsdecode(path)
        for path, value in zip(answer[::3], answer[2::3], strict=False)
        if value == b"cassette"
    }


@SLOW
@given(FILES)
def test_every_cassette_is_named_and_what_else_only_beside_one(here, files):
    """Asked of git itself, whatever characters the names have."""
    cassettes = {path for path, is_cassette in files.items() if is_cassette}
    found = named(here, patterns_for(files.items()), files)
    assert cassettes <= found
    folders = {path.rpartition("/")[0] for path in cassettes}
    assert {path.rpartition("/")[0] for path in found - cassettes} <= folders


@SLOW
@given(PATHS, PATHS)
def test_a_path_names_itself_and_what_is_in_it(here, path, other):
    """And nothing else: no character of it is a pattern."""
    inside = f"{path}/x/y"
    assert named(here, [pattern_of(path, is_folder=False)], {path, inside, other}) == {path}
    assert inside in named(here, [pattern_of(path, is_folder=True)], {inside})
    elsewhere = f"z/{path}/x"
    assert named(here, [pattern_of(path, is_folder=True)], {elsewhere}) == set()


@pytest.mark.parametrize(
    ("files", "patterns"),
    [
        (["t/c/a/1.yaml", "t/c/b/2.yaml", "-t/x.yaml"], ["t/c/**/*.yaml"]),
        (
            ["t/c/1.yaml", "t/c/2.json", "-t/x.yaml", "-t/x.json"],
            ["t/c/**/*.json", "t/c/**/*.yaml"],
        ),
        (["t/1.yaml", "-t/x.yaml"], ["t/*.yaml"]),
        (["1.yaml"], ["/*.yaml"]),
        (["t/1.yaml.gz", "-t/x.gz"], ["t/**/*.yaml.gz"]),
        (["-x.yaml"], []),
    ],
)
def test_a_pattern_is_as_wide_as_it_may_be(files, patterns):
    """So that cassettes to come are named too, and files of other kinds are not."""
    known = [(name.removeprefix("-"), not name.startswith("-")) for name in files]
    assert patterns_for(known) == patterns
