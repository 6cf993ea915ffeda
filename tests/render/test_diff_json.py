"""A comparison as JSON: complete, valid, harmless on a terminal."""

import json
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.comparing import cassette_of, chat, compared
from tests.hostile import HOSTILE, interaction
from tests.laws import TEXTS

from cassette_cli.operations.diff.report import ABSENT, Level, Summary, Verdict
from cassette_cli.render.diff_json import SCHEMA, file_view, report_view
from cassette_cli.render.json_output import json_text
from cassette_cli.render.visible import UNSAFE

URL = "https://user:hunter2@api.example.com/v1/chat/completions?api_key=s3cr3tvalue&v=1"


def view(old, new, *, show_secrets=False, **how):
    """Return a comparison as a program reads it, and the text of that."""
    file = compared(old, new, show_secrets=show_secrets, **how)
    text = json_text(file_view(file, show_secrets=show_secrets))
    return json.loads(text), text


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_whatever_a_recording_says_is_a_string_in_it(old, new, asked):
    """The very one, and yet no character in it steers a terminal."""
    made, text = view(cassette_of(chat(old, asked=asked)), cassette_of(chat(new, asked=asked)))
    found = [one for pair in made["interactions"] for one in pair["differences"]]
    assert not re.search(UNSAFE, text)
    assert [(one.get("old", ""), one.get("new", "")) for one in found] == [(old, new)] * (
        old != new
    )


@settings(deadline=None)
@given(st.permutations(range(4)), st.permutations(range(4)), st.integers(0, 4), st.booleans())
def test_every_difference_is_in_it(old, new, count, with_ignored):
    """With its verdict, topic, words, pointer and what both sides have; the noise, if asked for."""
    sides = [
        cassette_of(
            *(chat(f"answer {at} {seed}", asked=f"question {at}", seed=seed) for at in side)
        )
        for seed, side in ((1, old[:count]), (2, new))
    ]
    file = compared(*sides, with_ignored=with_ignored)
    made = file_view(file, show_secrets=False)
    pairs = [pair for pair in file.pairs if pair.differences or pair.ignored]
    assert [one["state"] for one in made["interactions"]] == [pair.state for pair in pairs]
    for one, pair in zip(made["interactions"], pairs, strict=True):
        assert (one["old"], one["new"]) == tuple(
            side and side.interaction.index for side in (pair.old, pair.new)
        )
        assert one["verdict"] == pair.verdict.word
        for told, found in zip(one["differences"], pair.differences, strict=True):
            assert told == {
                key: value
                for key, value in found._asdict().items()
                if key != "is_wording" and value is not ABSENT
            } | {"verdict": found.verdict.word}
        assert len(one["ignored"]) == len(pair.ignored)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_recording_is_data(words, level):
    """At every level, and on either side."""
    hostile, plain = cassette_of(interaction(words)), cassette_of(chat())
    for old, new in ((hostile, plain), (plain, hostile), (None, hostile), (hostile, None)):
        _, text = view(old, new, level=level, with_ignored=True)
        assert not re.search(UNSAFE, text)


def test_what_a_side_does_not_have_is_no_member():
    """Null is a value that a recording may hold."""
    made, _ = view(
        cassette_of(chat(call=("f", {"a": None}))), cassette_of(chat(call=("f", {"b": None})))
    )
    (pair,) = made["interactions"]
    assert [
        {key: one[key] for key in ("what", "old", "new") if key in one}
        for one in pair["differences"]
    ] == [{"what": "f /b", "new": None}, {"what": "f /a", "old": None}]


@pytest.mark.parametrize("level", ["http", "message", "behaviour"])
def test_credentials_of_addresses_are_masked(level):
    """Of an interaction, of a difference, of one that is gone; unless they are asked for."""
    with_url, without = cassette_of(chat(url=URL, headers={"x-origin": URL})), cassette_of(chat())
    for old, new in ((with_url, without), (without, with_url), (None, with_url)):
        _, text = view(old, new, level=Level(level), with_ignored=True)
        assert "⟦masked:" in text
        assert "hunter2" not in text
        assert "s3cr3tvalue" not in text
        _, shown = view(old, new, level=Level(level), show_secrets=True)
        assert URL in shown


def test_a_file_says_what_became_of_it():
    """By its state and its names."""
    data, other = cassette_of(chat()), cassette_of(chat("other"))
    states = [
        (made["state"], made["old_path"], made["path"])
        for made, _ in (
            view(None, data), view(data, None), view(data, other),
            view(data, other, path="new.json", old_path="old.json"),
        )
    ]  # fmt: skip
    assert states == [
        ("added", None, "a.json"),
        ("removed", "a.json", "a.json"),
        ("changed", "a.json", "a.json"),
        ("changed", "old.json", "new.json"),
    ]


def test_a_file_that_cannot_be_read_says_why_and_where():
    """And has no interactions."""
    made, _ = view(cassette_of(chat()), b"{\n  x")
    assert made["verdict"] == "broken"
    assert made["interactions"] == []
    assert made["error"]["where"].startswith("a.json:")
    assert made["error"]["message"]


@given(st.dictionaries(st.sampled_from(Verdict), st.integers(1, 9)), st.sampled_from(Level))
def test_the_report_has_the_worst_verdict_first(verdicts, level):
    """And says what the exit code says."""
    summary = Summary(level, Counter(verdicts))
    made = json.loads(json_text(report_view(summary, [])))
    assert list(made) == ["schema", "level", "differs", "verdicts", "files"]
    assert made["schema"] == SCHEMA == "cassette-diff/1"
    assert made["level"] == level
    assert made["differs"] == any(verdict >= level.least for verdict in verdicts)
    assert list(made["verdicts"].items()) == [
        (verdict.word, verdicts[verdict]) for verdict in sorted(verdicts, reverse=True)
    ]
