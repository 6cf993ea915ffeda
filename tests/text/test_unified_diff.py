"""The diff that shows what would be done: it is one that can be applied."""

import os
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.unified_diff import Hidden, unified_diff

LINES = st.sampled_from(
    ["a", "b", "", " ", "\t", "-", "+", "@@ -1 +1 @@", "\\", "é😀", "a\rb", "a\x0cb"]
)
MOST_FILES = 30
SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Every example runs git, over many files at once."""


@pytest.fixture
def git_apply(tmp_path):
    """Return a function that applies a patch to files, and returns what they then hold."""

    def applied(files: dict[str, str], patch: str) -> dict[str, str]:
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_bytes(text.encode())
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        clean |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        clean |= {"GIT_CEILING_DIRECTORIES": str(tmp_path)}
        done = subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"], cwd=folder, env=clean,
            input=patch.encode(), capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stderr.decode()}\n{patch}"
        return {name: (folder / name).read_bytes().decode() for name in files}

    return applied


@st.composite
def texts(draw):
    """Draw a text of some lines, whose last one may not be ended."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    repeated = draw(st.integers(1, 8))
    lines = draw(st.lists(LINES, min_size=1, max_size=8)) * repeated
    return end.join(lines) + draw(st.sampled_from(["", end]))


@st.composite
def edits_of(draw, text, news):
    """Draw edits of a text, of which each changes something."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(Span(start, end), draw(news)) for start, end in pairs]
    return [edit for edit in edits if text[slice(*edit.span)] != edit.new]


@st.composite
def inside_lines(draw, text):
    """Draw edits that take and put no line ends."""
    words = st.sampled_from(["", "X", "REDACTED", "é"])
    edits = draw(edits_of(text, words))
    return [edit for edit in edits if "\n" not in text[slice(*edit.span)]]


def patch_of(cases) -> tuple[dict[str, str], str]:
    """Return the files of some cases, and the patch that does what their edits do."""
    files = {f"{number}": text for number, (text, _) in enumerate(cases)}
    rows = [
        row
        for number, (text, edits) in enumerate(cases)
        for row in unified_diff(text, edits, str(number))
    ]
    return files, "".join(f"{row}\n" for row in rows)


def check_ends(rows):
    """Fail unless what is said to have no line end is the last line of its side.

    Git is lenient about this, and other programs are not.
    """
    for at, row in enumerate(rows):
        if row.startswith("\\"):
            sign = rows[at - 1][0]
            later = [row[0] for row in rows[at + 1 :]]
            assert sign == " " or " " not in later, rows
            assert sign not in later, rows


def check_patch(git_apply, cases):
    """Fail unless git makes of the texts what the edits make of them."""
    changed = [(text, edits) for text, edits in cases if text and apply(text, edits) != text]
    if changed:
        for text, edits in changed:
            check_ends(list(unified_diff(text, edits, "f")))
        files, patch = patch_of(changed)
        wanted = {f"{number}": apply(*case) for number, case in enumerate(changed)}
        assert git_apply(files, patch) == wanted


@SLOW
@given(data=st.data())
def test_git_applies_it(git_apply, data):
    """To the byte: under either line end, with and without one at the end."""
    cases = data.draw(
        st.lists(texts().flatmap(lambda text: st.tuples(st.just(text), inside_lines(text))),
                 min_size=1, max_size=MOST_FILES)
    )  # fmt: skip
    check_patch(git_apply, cases)


@SLOW
@given(data=st.data())
def test_git_applies_it_where_lines_come_and_go(git_apply, data):
    """Edits take line ends and put them, also the last one."""
    news = st.sampled_from(["", "X", "\n", "X\n", "\nX", "X\nY\nZ", "\n\n"])
    cases = data.draw(
        st.lists(texts().flatmap(lambda text: st.tuples(st.just(text), edits_of(text, news))),
                 min_size=1, max_size=MOST_FILES)
    )  # fmt: skip
    check_patch(git_apply, cases)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a\nb\n", Edit(Span(1, 2), "")),
        ("a\nb\n", Edit(Span(0, 2), "X")),
        ("a\nb\nc\n", Edit(Span(2, 4), "")),
        ("a\nb\nc", Edit(Span(3, 5), "")),
        ("a\nb\n", Edit(Span(4, 4), "c")),
        ("a\nb", Edit(Span(3, 3), "\n")),
        ("a\nb\n", Edit(Span(3, 4), "")),
        ("a\n", Edit(Span(0, 2), "")),
    ],
    ids=["joins", "joins-changed", "takes", "takes-last", "adds", "ends", "unends", "empties"],
)
def test_git_applies_it_at_line_ends(git_apply, text, edit):
    """A line whose end goes is one with the next, which then belongs to the change."""
    check_patch(git_apply, [(text, [edit])])


def test_no_edits_are_no_diff():
    """A file that stays is not named."""
    assert list(unified_diff("a\n", [], "f")) == []


def test_it_reads_like_any_diff():
    """Three lines around, the places of both sides, changes of one neighbourhood together."""
    text = "".join(f"{number}\n" for number in range(1, 31))
    edits = [
        Edit(Span(text.index("\n12") + 1, text.index("\n13")), "new\nnewer"),
        Edit(Span(text.index("\n15") + 1, text.index("\n16")), "X"),
        Edit(Span(text.index("\n29") + 1, text.index("\n30")), "Y"),
    ]
    assert list(unified_diff(text, edits[::-1], "a folder/f.yaml")) == [
        "--- a/a folder/f.yaml", "+++ b/a folder/f.yaml",
        "@@ -9,10 +9,11 @@",
        " 9", " 10", " 11", "-12", "+new", "+newer", " 13", " 14", "-15", "+X", " 16", " 17", " 18",
        "@@ -26,5 +27,5 @@", " 26", " 27", " 28", "-29", "+Y", " 30",
    ]  # fmt: skip


def test_what_goes_is_never_shown():
    """A diff of secrets that shows them would be one more place to leak; also those that stay."""
    text = "x: known sk-invented\ny: known\nz: sk-other\n"
    edits = [Edit(Span(9, 20), "REDACTED"), Edit(Span(33, 41), "REDACTED")]
    hidden = Hidden([Span(3, 8), Span(24, 29)], [Span(3, 8), Span(21, 26)], "⟦…⟧")
    assert list(unified_diff(text, edits, "f", hidden))[2:] == [
        "@@ -1,3 +1,3 @@",
        "-x: ⟦…⟧", "+x: ⟦…⟧ REDACTED", " y: ⟦…⟧", "-z: ⟦…⟧", "+z: REDACTED",
    ]  # fmt: skip


def test_hidden_lines_are_still_lines():
    """So the numbers of the hunks are those of the file."""
    text = "a\nsecret one\nsecret two\nb\n"
    edits = [Edit(Span(9, 16), "XXX\nXXX\nXXX")]
    rows = list(unified_diff(text, edits, "f", Hidden([Span(2, 23)], [], "⟦…⟧")))
    assert rows[2:] == [
        "@@ -1,4 +1,5 @@", " a", "-⟦…⟧", "-⟦…⟧", "+secret XXX", "+XXX", "+XXXret two", " b",
    ]  # fmt: skip


@given(st.text("ab\n", max_size=60), st.data())
def test_nothing_hidden_is_printed(text, data):
    """Wherever it stands, and whatever is edited beside it."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [Span(*pair) for pair in pairwise(cuts)][::2]
    secret = [one for span in spans for one in range(span.start, span.end)]
    before = "".join("S" if at in secret and one != "\n" else one for at, one in enumerate(text))
    edits = [Edit(span, "r\n") for span in spans[::2]]
    after = apply(before, edits)
    stays = [Span(at, at + 1) for at, one in enumerate(after) if one == "S"]
    rows = list(unified_diff(before, edits, "f", Hidden(spans, stays, "⟦⟧")))
    assert not any("S" in row for row in rows)
    plain = list(unified_diff(before, edits, "f"))
    assert [row[:1] for row in rows] == [row[:1] for row in plain]
    assert [row for row in rows if row[0] == "@"] == [row for row in plain if row[0] == "@"]


@pytest.mark.parametrize(
    ("between", "wanted"), [("", "⟦…⟧"), ("12345678", "⟦…⟧"), ("123456789", "⟦…⟧123456789⟦…⟧")]
)
def test_what_stays_between_two_edits_is_shown_where_it_is_long(between, wanted):
    """A character that the placeholder happens to share with the secret is a part of the secret."""
    text = f"a{between}b\n"
    edits = [Edit(Span(0, 1), "X"), Edit(Span(len(text) - 2, len(text) - 1), "X")]
    rows = list(unified_diff(text, edits, "f", Hidden([], [], "⟦…⟧")))
    assert rows[3:] == [f"-{wanted}", f"+X{between}X"]


HUGE = """
from cassette_cli.text.edit import Edit
from cassette_cli.text.span import Span
from cassette_cli.text.unified_diff import unified_diff

text = "some line\\n" * 300_000
edits = [Edit(Span(at, at + 4), "XXXX") for at in range(0, len(text), {step})]
print(sum(1 for _ in unified_diff(text, edits, "f")))
"""


@pytest.mark.parametrize(("step", "least"), [(1_000, 20_000), (10, 600_000)])
def test_it_costs_what_the_edits_cost(step, least):
    """Thousands of hunks, and one of all lines; in a process that can be ended."""
    code = HUGE.format(step=step)
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=30
    )
    assert int(done.stdout) > least
