"""A comparison as Markdown: within its budget, and nothing of a recording is markup."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.comparing import cassette_of, chat, compared
from tests.hostile import HOSTILE, interaction
from tests.laws import TEXTS

from cassette_cli.operations.diff.report import FileDiff, Level, Summary, Verdict
from cassette_cli.render.diff import Looks
from cassette_cli.render.diff_markdown import MARKER, Section, review, section
from cassette_cli.render.visible import visible

LIVE = [
    "@octocat", "#123", "fixes #1", "octo/repo#5", "![x](https://example.invalid/x.png)",
    "[x](https://example.invalid)", "https://example.invalid", "www.example.invalid", "a@b.example",
    "<img src=x>", "<!-- x -->", "</details>", "</summary>", "</code>", "```", "~~~~", "`", "``",
    "|", "\\|", "\\\\|", "\\", "**b**", "_i_", "# h", "- [ ] x", "$x$", "&lt;", "&#64;x", "> q",
    ":tada:", "\n", "\n\n", "\r", "\u2028", "\u202e", "\x1b[31m",
    "6dcb09b5b57875f334f61aebed695e2e4193db5e",
]  # fmt: skip
"""What GitHub, or any reader of Markdown, makes something of."""
WORDS = st.lists(st.sampled_from(LIVE) | TEXTS, max_size=5).map("".join)
NAMES = WORDS.filter(bool)
VERDICTS = st.sampled_from([verdict for verdict in Verdict if verdict >= Verdict.PROSE])
ROWS = st.lists(
    WORDS.map(lambda text: f"+ {visible(text)}") | st.just("! " + "x" * 5_000), max_size=12
)


@st.composite
def sections(draw):
    """Draw what is told of files, of any size."""
    files = draw(st.lists(st.tuples(NAMES, VERDICTS, ROWS), max_size=12))
    made = []
    for name, verdict, rows in files:
        told = section(FileDiff(name, "", True, True, verdict), Looks())
        made.append(told._replace(lines=rows * draw(st.integers(1, 30))))
    return made


def summary_of(count):
    """Return a summary of so many files."""
    return Summary(Level.MESSAGE, Counter({Verdict.PROSE: count}))


def titles(text):
    """Return the titles of what is told in detail."""
    return re.findall(r"<summary>(.*)</summary>", text)


@settings(deadline=None, max_examples=60)
@given(sections(), st.integers(1_000, 70_000))
def test_no_comment_is_longer_than_its_budget_or_silent_about_what_it_left_out(told, budget):
    """A forge refuses the whole comment; and what nobody is told of looks like what is not."""
    text = review(summary_of(len(told)), told, budget)
    assert len(text) <= budget
    rows = [one.row for one in told]
    shown = [row for row in text.splitlines() if row.startswith("| ")][2:]
    assert shown == rows[: len(shown)]
    missing = len(rows) - len(shown)
    assert (f"… and {missing} more cassette" in text) == bool(missing)
    wanted = [one.title for one in told if one.lines]
    here = titles(text)
    assert here == wanted[: len(here)]
    left = len(wanted) - len(here)
    assert (f"Details of {left} cassette" in text) == bool(left)


@given(st.integers(6, 300), st.integers(1_000, 8_000))
def test_a_fold_that_is_cut_says_how_many_lines_it_lacks(count, budget):
    """Together with those that are there, they are all."""
    told = Section("| prose | x | text |", "prose", [f"+ line {at}" for at in range(count)])
    text = review(summary_of(1), [told], budget)
    shown = len(re.findall(r"^\+ line", text, re.MULTILINE))
    more = re.search(r"^  … (\d+) more lines?$", text, re.MULTILINE)
    assert shown + (int(more[1]) if more else 0) == count
    assert shown == count or len(text) > budget - 500


def test_the_default_budget_holds_thousands_of_files():
    """The table is cut as well; it has half of the room at most."""
    told = [Section(f"| prose | `{at}` | text |", str(at), ["+ x"] * 9) for at in range(5_000)]
    text = review(summary_of(5_000), told, 60_000)
    assert 50_000 < len(text) <= 60_000
    assert "… and 3" in text
    assert len(titles(text)) > 100


def page_of(text):
    """Return Markdown as tokens: what stands between the fences and the rows of the table."""
    return MarkdownIt("commonmark").enable("table").parse(text)


KINDS = {
    "text", "text_special", "strong_open", "strong_close", "code_inline", "html_inline",
}  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(NAMES, WORDS, WORDS)
def test_nothing_of_a_recording_is_markup(name, old, new):
    """Whatever it says, the comment has the same build: a table, and a fold with one fence."""
    file = compared(cassette_of(chat(old)), cassette_of(chat(new), chat()), name, f"{name}!")
    plain = compared(cassette_of(chat("x")), cassette_of(chat("y"), chat()), "n", "o")
    made, harmless = (
        page_of(review(summary_of(1), [section(one, Looks())], 60_000)) for one in (file, plain)
    )
    assert [token.type for token in made] == [token.type for token in harmless]
    for token in made:
        kinds = {child.type for child in token.children or ()}
        assert kinds <= KINDS
    html = [token.content for token in made if token.type == "html_block"]
    assert html[0] == f"{MARKER}\n"
    assert re.fullmatch(
        r"<details><summary>\w+ · <code>[^<>]*</code> → <code>[^<>]*</code></summary>\n", html[1]
    )
    assert html[2:] == ["</details>\n"]
    assert [token.info for token in made if token.type == "fence"] == ["diff"]


@pytest.mark.parametrize("name", ["a\\|@octocat", "|", "`|`", "a|![x](y)|#1", "a\\\\|b"])
def test_a_bar_in_a_name_ends_no_cell(name):
    """Nor does a backslash before it, whatever a renderer takes that for: neither is written."""
    row = section(FileDiff(name, "", True, True, Verdict.PROSE), Looks()).row
    assert row.count("|") == 4
    assert "\\" not in row
    tokens = page_of(f"| a | b | c |\n| --- | --- | --- |\n{row}\n")
    cells = [token.children for token in tokens if token.type == "inline"]
    assert "".join(one.content for one in cells[4] if one.type != "html_inline") == name


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_recording_stays_in_its_fence(words):
    """Rows of it are in the fence, each with a sign; outside stand only names and our own words."""
    file = compared(cassette_of(interaction(words)), cassette_of(chat("x"), interaction("z")))
    text = review(summary_of(1), [section(file, Looks())], 60_000)
    inside = re.search(r"^(`{3,})diff\n(.*)^\1$", text, re.MULTILINE | re.DOTALL)
    assert "example.invalid" not in text.replace(inside[2], "")
    assert all(row[:1] in "+-! " for row in inside[2].splitlines())


def test_signs_say_what_is_gone_new_or_changed():
    """For the colours of `diff`; brackets tell changed words, colours or not."""
    old = cassette_of(chat("one two three", call=("f", {"a": 1})), chat(asked="gone"))
    new = cassette_of(chat("one 2 three", call=("f", {"a": 2}), seed=1))
    lines = section(compared(old, new), Looks(marked=False)).lines
    assert "!         one [-two-]{+2+} three" in lines
    assert "!     argument f /a: 1 → 2" in lines
    assert "+     setting seed: (none) → 1" in lines
    assert any(row.startswith("- #1 POST ") for row in lines)


def test_a_file_of_which_nothing_is_told_has_no_fold():
    """At the level of bytes the table says it all."""
    file = compared(cassette_of(chat()), cassette_of(chat("x")), level=Level.BYTES)
    text = review(summary_of(1), [section(file, Looks())], 60_000)
    assert "| noise | `a.json` | changed |" in text
    assert "<details>" not in text
    assert "left out" not in text


def test_where_nothing_differs_there_is_a_line():
    """So that a comment that was there before is replaced by good news."""
    text = review(Summary(Level.MESSAGE, Counter({Verdict.NOISE: 2})), [], 60_000)
    assert text == f"{MARKER}\n**nothing differs; not shown: 2 noise**\n"
