"""A comparison as lines: every change is told, and nothing in them steers a terminal."""

import io
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.comparing import cassette_of, chat, compared
from tests.hostile import HOSTILE, interaction
from tests.laws import TEXTS

from cassette_cli.operations.diff.report import (
    ABSENT,
    Difference,
    FileDiff,
    Level,
    Summary,
    Verdict,
)
from cassette_cli.render.diff import (
    Looks,
    call_line,
    file_lines,
    stat_line,
    summary_line,
    told_side,
    word_lines,
)
from cassette_cli.render.output import Colour, print_lines
from cassette_cli.render.visible import UNSAFE, visible

FULL = Looks(full=True)
REMOVED = re.compile(r"\[-(.*?)-\]")
ADDED = re.compile(r"\{\+(.*?)\+\}")
PLAIN = st.text("ab cd\n", max_size=60)
"""Texts without what marks changes."""
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def printed(lines, colour=Colour.NEVER):
    """Return what is printed."""
    out = io.StringIO()
    print_lines(lines, colour, to=out)
    return out.getvalue()


def told(old, new, looks=FULL, **how):
    """Return the lines that tell of two cassettes, as a pipe gets them."""
    return printed(file_lines(compared(cassette_of(*old), cassette_of(*new), **how), looks))


@given(st.text("ab cd", max_size=60), st.text("ab cd", max_size=60))
def test_both_texts_can_be_read_from_their_difference(old, new):
    """Without what is marked as new it is the old one, and the other way round."""
    rows = [one.text for one in word_lines(old, new, FULL)]
    text = rows[0] if rows else old
    assert len(rows) == (old != new)
    assert REMOVED.sub(r"\1", ADDED.sub("", text)) == old
    assert ADDED.sub(r"\1", REMOVED.sub("", text)) == new


@given(PLAIN, PLAIN)
def test_no_change_is_without_its_brackets(old, new):
    """What is marked is as much as is gone and new; the ends of lines, too."""
    text = "".join(one.text for one in word_lines(old, new, FULL))
    gone, come = ("".join(found.findall(text)) for found in (REMOVED, ADDED))
    counts = [Counter(side.replace("\n", "↵")) for side in (old, new)]
    assert Counter(come) - Counter(gone) == counts[1] - counts[0]
    assert Counter(gone) - Counter(come) == counts[0] - counts[1]


@given(TEXTS, TEXTS)
def test_where_colours_tell_changes_nothing_is_put_between(old, new):
    """The words are those of both texts alone."""
    text = "".join(one.text for one in word_lines(old, new, Looks(full=True, marked=False)))
    assert set(text) <= {*old, *new, "↵", "…"}


@given(TEXTS, TEXTS)
def test_what_is_not_shown_is_said(old, new):
    """A row of a text is there, or stands for it a mark that something is left out."""
    rows = [one.text for one in word_lines(old, new, Looks())]
    assert bool(rows) == (old != new)
    assert len(rows) <= 2 * 24 + 1


def test_of_a_long_text_rows_around_the_changes_are_shown():
    """Of the rows that nobody has touched one on each side, cut; the rest with `--full`."""
    old = "\n".join(f"row {at} " + "word " * 60 for at in range(200))
    new = old.replace("row 50 ", "Row 50 ").replace("row 150 ", "Row 150 ")
    rows = [one.text for one in word_lines(old, new, Looks())]
    assert [row for row in rows if row == "…"] == ["…"] * 3
    assert sum("row" in row for row in rows) == 6
    assert all(len(row) < 200 for row in rows)
    changed = "\n".join(f"{at}" for at in range(200))
    *_, last = word_lines(changed, "", Looks())
    assert last.text == "… 176 more lines; --full shows all"
    assert len(list(word_lines(changed, "", FULL))) == 200


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["setting", "text", "error"]), TEXTS, ANYTHING, ANYTHING)),
    st.booleans(),
)
def test_no_line_steers_a_terminal(differences, is_marked):
    """Whatever a recording holds: no control character, no override of the direction of text."""
    file = compared(cassette_of(chat("old")), cassette_of(chat("new")), "\x1b[31m\u202e\n.json")
    file.pairs[0].differences += [
        Difference(Verdict.REQUEST, topic, what, "", old, new)
        for topic, what, old, new in differences
    ]
    text = printed(file_lines(file, Looks(marked=is_marked)))
    assert not re.search(UNSAFE, text.replace("\n", ""))
    coloured = printed(file_lines(file, Looks(marked=False)), Colour.ALWAYS)
    assert not re.search(UNSAFE, re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace("\n", ""))


@pytest.mark.parametrize("level", [Level.HTTP, Level.MESSAGE, Level.BEHAVIOUR])
@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_recording_is_told_literally(words, level):
    """On either side, alone or beside another, and with its noise."""
    for old, new in ([interaction(words)], [chat()]), ([chat()], [interaction(words)]), (
        [interaction("x")], [interaction(words)]
    ):  # fmt: skip
        text = told(old, new, level=level, with_ignored=True)
        assert not re.search(UNSAFE, text.replace("\n", ""))
        assert visible(words.split("&")[0])[:20] in text or "⟦masked:" in text


def test_a_row_of_many_changes_is_cut():
    """It may be the one line of a body of five megabytes."""
    old, new = (" ".join(f"{word} {at} same word" for at in range(999)) for word in ("a", "b"))
    (row,) = word_lines(old, new, Looks())
    assert row.text.endswith(" more pieces; --full shows all")
    assert row.text.count("[-a-]{+b+}") == 20
    (row,) = word_lines(old, new, FULL)
    assert row.text.count("[-a-]{+b+}") == 999


def test_each_kind_of_change_has_a_line_of_its_own():
    """What changed, from what, to what."""
    old = [chat("one two", asked="q", call=("f", {"a": 1, "long": "x" * 80}), seed=1, stop="s")]
    new = [
        chat("one 2", asked="Q", call=("f", {"a": 2, "long": "y" * 80}), seed=2, finish="length")
    ]
    text = told(old, new)
    assert "setting seed: 1 → 2\n" in text
    assert 'setting stop: "s" → (none)\n' in text
    assert "message 0 (user) text\n        [-q-]{+Q+}\n" in text
    assert "    text\n        one [-two-]{+2+}\n" in text
    assert "argument f /a: 1 → 2\n" in text
    assert f"argument f /long\n        [-{'x' * 80}-]{{+{'y' * 80}+}}\n" in text
    assert 'finish reason: "stop" → "length"\n' in text


def test_a_tool_that_is_offered_anew_is_not_named_twice():
    """Its name is all that there is to say."""
    tools = [{"type": "function", "function": {"name": "look", "parameters": {}}}]
    assert "    tool offered look: added\n" in told([chat()], [chat(tools=tools)])
    assert "    tool offered look: removed\n" in told([chat(tools=tools)], [chat()])


def test_what_only_one_side_has_is_told_with_its_gist():
    """And signed, so that it is seen without colours."""
    text = told([chat(asked="first")], [chat(asked="first"), chat("sure", asked="more?")])
    assert "+ #1 POST https://api.example.com/v1/chat/completions  200  added\n" in text
    assert "    + user: more?\n    + assistant: sure\n" in text
    assert "- #1 POST" in told([chat(), chat(asked="more?")], [chat()])


def test_what_moved_and_what_was_retried_is_said():
    """Not as gone here and new there."""
    one, two, three = (chat(word, asked=f"question {word}") for word in ("one", "two", "three"))
    assert "moved from #2" in told([one, two, three], [three, one, two])
    failed = chat("no", asked="question one", status=429)
    assert "429  retried\n" in told([one], [failed, one])
    assert "429  retry gone\n" in told([failed, one], [one])


URL = "https://user:hunter2@api.example.com/v1/chat/completions?api_key=s3cr3tvalue&v=1"


def test_credentials_of_addresses_are_masked():
    """In the line of the interaction, changed or alone, unless they are asked for."""
    for old, new in ([chat("a", url=URL)], [chat("b", url=URL)]), ([], [chat(url=URL)]):
        text = told(old, new)
        assert "hunter2" not in text
        assert "s3cr3tvalue" not in text
        assert text.count("⟦masked:") == 2
        shown = told(old, new, Looks(show_secrets=True), show_secrets=True)
        assert URL in shown
        assert "⟦masked:" not in shown


def test_a_file_on_one_side_only_and_one_that_cannot_be_read():
    """The first says what it holds; the second why, and where."""
    added = compared(None, cassette_of(chat()), "new.json")
    assert printed([stat_line(added)]) == "request new.json  added  1 interaction\n"
    broken = compared(cassette_of(chat()), b"{")
    assert printed([stat_line(broken)]) == "broken  a.json  cannot be read\n"
    text = printed(file_lines(broken, Looks()))
    assert text.startswith("broken  a.json\n  ")
    assert "a.json:1" in text


def test_of_a_file_on_one_side_only_the_first_interactions_are_told():
    """Nobody has to compare them with anything."""
    many = [chat(asked=f"question {at}") for at in range(20)]
    file = compared(None, cassette_of(*many))
    text = printed(file_lines(file, Looks()))
    assert text.count("\n+ #") == 6
    assert text.endswith("\n  … 14 more interactions; --full shows all\n")
    assert printed(file_lines(file, FULL)).count("\n+ #") == 20
    assert told(many[:1], many, Looks()).count("\n+ #") == 19


def test_a_line_of_figures_counts_what_differs():
    """Most of it first."""
    old = cassette_of(chat("a", seed=1, top_k=1), chat(asked="x"))
    new = cassette_of(chat("b", seed=2, top_k=2))
    file = compared(old, new, "new.json", "old.json")
    assert stat_line(file).text.endswith("old.json → new.json  setting ×2, text, removed")


@given(st.dictionaries(st.sampled_from(Verdict), st.integers(1, 9)), st.sampled_from(Level))
def test_the_summary_counts_every_file_once(verdicts, level):
    """What differs at the level first; the rest is not kept secret."""
    text = summary_line(Summary(level, Counter(verdicts))).text
    listed = re.findall(r"(\d+) (\w+)(?=[,;]|$)", text)
    assert {word: int(number) for number, word in listed} == {
        verdict.word: number for verdict, number in verdicts.items()
    }
    differing = {v: n for v, n in verdicts.items() if v >= level.least}
    total = sum(differing.values())
    start = f"{total} cassette{'s' * (total != 1)} differ{'s' * (total == 1)}: "
    assert text.startswith(start if total else "nothing differs")


def test_a_call_is_told_as_code_and_a_value_as_json():
    """Short, in one row."""
    assert told_side({"name": "f", "arguments": {"a": 1, "b": "x"}}) == 'f(a=1, b="x")'
    assert told_side({"name": "f", "arguments": "no JSON"}) == '{"name":"f","arguments":"no JSON"}'
    assert told_side(ABSENT) == "(none)"
    assert told_side("words") == "words"


def test_an_interaction_without_address_or_method_has_a_line():
    """A recording may lack anything."""
    file = compared(cassette_of(chat()), cassette_of(chat(), {"request": {}, "response": {}}))
    text = call_line(file.pairs[1], Looks()).text
    assert text == "+ #1 (no method) (no URL)  (no status)  added"


def test_a_file_of_which_nothing_differs_is_a_line():
    """With what it is worth."""
    assert printed(file_lines(FileDiff("x", "", True, True), Looks())) == "same    x\n"
