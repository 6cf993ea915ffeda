"""A comparison as a page: what a file shows beside what it showed before."""

import re
from collections import Counter

import pytest
from tests.comparing import cassette_of, chat, compared
from tests.hostile import HOSTILE, interaction

from cassette_cli.operations.diff.report import Level, Summary, Verdict
from cassette_cli.render.diff import Looks
from cassette_cli.render.diff_page import file_of, page

SHORT = Looks()


def texts(blocks):
    """Return what blocks say, those inside of them too."""
    own = [
        (block.kind, block.text or "".join(text for _, text in block.rows))
        for block in blocks
        if block.kind in {"text", "words", "note", "call"}
    ]
    return own + [one for block in blocks for one in texts(block.blocks)]


def only_part(old, new, looks=SHORT, **how):
    """Return the one interaction that differs between two cassettes, as the page has it."""
    (part,) = file_of(compared(cassette_of(*old), cassette_of(*new), **how), looks).parts
    return part


def test_both_conversations_stand_side_by_side():
    """What is the same is counted; the new answer says which words have changed."""
    part = only_part([chat("one two three")], [chat("one 2 three")])
    assert part.changes == []
    same, answers = part.pairs
    assert [texts(side) for side in same] == [[("note", "… 1 message as before")]] * 2
    assert texts(answers[0]) == [("words", "one two three\n")]
    assert texts(answers[1]) == [("words", "one 2 three\n")]
    assert ("removed", "two") in answers[0][0].blocks[0].rows
    assert ("added", "2") in answers[1][0].blocks[0].rows


def test_a_text_of_blanks_alone_stands_beside_words():
    """It is shown as none, and so there is no place for changed words."""
    for old, new in (("words", "\n"), ("\n", "words")):
        part = only_part([chat(old)], [chat(new)])
        shown = [text for side in part.pairs[-1] for _, text in texts(side)]
        assert any("words" in text for text in shown)


def test_what_is_no_conversation_is_a_row():
    """With what was there and what is there; `None` for what a side does not have."""
    part = only_part([chat(seed=1, call=("f", {"a": 1}))], [chat(top_k=2, call=("f", {"a": 2}))])
    assert sorted(tuple(one) for one in part.changes) == [
        ("argument f /a", "1", "2"), ("setting seed", "1", None), ("setting top_k", None, "2"),
    ]  # fmt: skip


@pytest.mark.parametrize(("level", "is_told"), [("message", False), ("http", True)])
def test_words_are_a_row_where_no_conversation_tells_them(level, is_told):
    """Comparing field by field, the fields are what is asked for."""
    part = only_part([chat("one")], [chat("two")], level=Level(level))
    assert bool(part.changes) == is_told


def test_what_only_one_recording_has_stands_alone():
    """On its side, and nothing on the other."""
    part = only_part([chat()], [chat(), chat("sure", asked="more?")])
    assert part.title.startswith("+ #1 POST")
    ((old, new),) = part.pairs
    assert old == []
    assert texts(new) == [("text", "more?"), ("text", "sure")]


def test_what_is_no_conversation_and_stands_alone_is_a_title():
    """Neither recording is said not to have it."""
    speech = {
        "request": {"method": "POST", "uri": "https://api.example.com/v1/audio", "body": "hi"},
        "response": {"status": {"code": 200}, "headers": {}, "body": {"string": "sound"}},
    }
    part = only_part([chat()], [chat(), speech])
    assert part.title.endswith("added")
    assert part.pairs == part.changes == []


def test_noise_is_rows_where_it_is_asked_for():
    """With its name, so that it can be told from what matters."""
    part = only_part([chat()], [chat() | {"recorded_at": "2026-01-02T03:04:05"}], with_ignored=True)
    ((where, old, new),) = part.changes
    assert where.startswith("ignored timestamps: ")
    assert old is None or old == "null"
    assert "2026" in new


def test_an_error_instead_of_an_answer_is_told_beside_it():
    """The answer on one side; status and error in rows."""
    part = only_part([chat("fine")], [chat("no", status=500)])
    assert [one.title for one in part.changes] == ["status", "error"]
    assert part.pairs[-1][0][0].kind == "message"
    assert part.pairs[-1][1] == []


def test_long_values_are_cut_unless_all_is_asked_for():
    """A page of five hundred files has to open."""
    old, new = ([chat(call=("f", {"a": letter * 9_000}))] for letter in "ab")
    assert len(only_part(old, new).changes[0].old) == 2_001
    assert len(only_part(old, new, Looks(full=True)).changes[0].old) == 9_000


def test_a_file_that_cannot_be_read_is_a_row_of_the_table():
    """With the reason; there is nothing to link to."""
    file = file_of(compared(cassette_of(chat()), b"{"), SHORT)
    assert (file.verdict, file.parts) == ("broken", [])
    assert file.counts.endswith(" a.json:1:2")
    text = "".join(page(Summary(Level.MESSAGE, Counter({Verdict.BROKEN: 1})), [file]))
    assert "<details" not in text
    assert "#file-" not in text


URL = "https://user:hunter2@api.example.com/v1/chat/completions?api_key=s3cr3tvalue&v=1"


def test_credentials_of_addresses_are_masked():
    """In titles and in rows, unless they are asked for."""
    for old, new in ([chat("a", url=URL)], [chat("b", url=URL)]), ([chat()], [chat(url=URL)]):
        for show_secrets in (False, True):
            file = compared(cassette_of(*old), cassette_of(*new), show_secrets=show_secrets)
            told = file_of(file, Looks(show_secrets=show_secrets))
            text = "".join(page(Summary(Level.MESSAGE, Counter({Verdict.PROSE: 1})), [told]))
            assert ("hunter2" in text) == ("s3cr3tvalue" in text) == show_secrets


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_recording_adds_no_tag(words):
    """The page has the tags of a harmless one."""
    made, harmless = (
        "".join(page(Summary(Level.MESSAGE, Counter({Verdict.PROSE: 1})), [file_of(file, SHORT)]))
        for file in (
            compared(cassette_of(interaction("x")), cassette_of(interaction(text)), text)
            for text in (words, "y")
        )
    )
    assert tags(made) == tags(harmless)


def tags(text):
    """Return the names of the tags of a page."""
    return Counter(re.findall(r"<(/?\w+)", text.partition("</style>")[2]))
