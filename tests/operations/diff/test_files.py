"""Which file is which: by path, and then by what was asked in it."""

from hypothesis import given
from hypothesis import strategies as st
from tests.operations.diff.recordings import kept, recording, sample
from tests.operations.diff.test_pairing import call

from cassette_cli.operations.diff.files import file_pairs

GO, PY = sample("go-vcr.yaml"), sample("vcrpy.yaml")
CLAUDE = sample("anthropic-thinking.yaml")


def paired(old, new):
    """Return the paths of the files that are one, on both sides; `""` where there is none."""
    sides = ({path: kept(text, path) for path, text in side.items()} for side in (old, new))
    return [
        ((pair.old_path or pair.path) if pair.old else "", pair.path if pair.new else "")
        for pair in file_pairs(*sides)
    ]


def about(*words, answer="yes"):
    """Return a recording of a question."""
    return recording(call(" ".join(words), answer))


@given(
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from([GO, CLAUDE, "a: b\n", ""])),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from([GO, CLAUDE, "a: b\n", ""])),
)
def test_every_file_is_there_once_on_each_side(old, new):
    """Those of one path are one, whatever is in them."""
    found = paired(old, new)
    assert sorted(path for path, _ in found if path) == sorted(old)
    assert sorted(path for _, path in found if path) == sorted(new)
    assert all((path, path) in found for path in {*old} & {*new})


def test_a_file_under_another_name_is_the_same_file():
    """Though what was answered differs."""
    new = GO.replace("Paris.", "Lyon.")
    assert paired({"a.yaml": GO, "b.yaml": CLAUDE}, {"c.yaml": new, "b.yaml": CLAUDE}) == [
        ("b.yaml", "b.yaml"), ("a.yaml", "c.yaml"),
    ]  # fmt: skip


def test_other_questions_are_another_file():
    """One is gone, and one has come."""
    assert paired({"a.yaml": GO}, {"c.yaml": CLAUDE}) == [("a.yaml", ""), ("", "c.yaml")]


def test_the_likest_are_one():
    """And not the first that is like enough."""
    old = {"a": about("one", "two", "three", "four"), "b": about("one", "two", "three", "five")}
    new = {"c": old["b"], "d": old["a"]}
    assert paired(old, new) == [("b", "c"), ("a", "d")]


def test_identical_files_are_one_before_those_of_one_name():
    """Though the others were asked the same."""
    yes, no = (about("the", "same", answer=answer) for answer in ("yes", "no"))
    old = {"old/a": yes, "old/b": no}
    assert paired(old, {"new/a": no, "new/b": yes}) == [("old/b", "new/a"), ("old/a", "new/b")]
    old = {"old/a": yes, "old/b": yes}
    assert paired(old, {"new/b": yes, "new/a": yes}) == [("old/a", "new/a"), ("old/b", "new/b")]


def test_a_broken_cassette_under_another_name_is_the_same_file():
    """It cannot be read, and has not changed."""
    broken = GO[:-100] + "["
    assert paired({"a": broken}, {"b": broken}) == [("a", "b")]
    assert paired({"a": broken}, {"b": broken + "["}) == [("a", ""), ("", "b")]


def test_of_files_alike_the_one_of_the_same_name_is_it():
    """In another folder."""
    old = {f"old/{name}.yaml": about("the", "same") for name in "abc"}
    new = {f"new/{name}.yaml": about("the", "same", answer="no") for name in "abc"}
    assert paired(old, new) == [(f"old/{name}.yaml", f"new/{name}.yaml") for name in "abc"]


def test_hundreds_of_files_in_a_renamed_folder_are_found():
    """By their names or as they are, since all with all would be too many to compare."""
    old = {f"old/{at}.yaml": about(f"question {at}") for at in range(150)}
    new = {f"new/{at}.yaml": about(f"question {at}", answer="no") for at in range(150)}
    assert sorted(paired(old, new)) == sorted(
        (f"old/{at}.yaml", f"new/{at}.yaml") for at in range(150)
    )
    other = {f"new/{at}.json": old[f"old/{at}.yaml"] for at in range(150)}
    assert sorted(paired(old, other)) == sorted(
        (f"old/{at}.yaml", f"new/{at}.json") for at in range(150)
    )


def test_what_is_no_cassette_is_no_other_file():
    """It is passed over."""
    assert paired({"a": "a: b\n"}, {"b": "a: b\n"}) == [("a", ""), ("", "b")]
