"""What tellings of all protocols have in common."""

from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.chat.message import Message, Part, Site
from cassette_cli.chat.retelling import ANY, Retelling
from cassette_cli.chat.telling import (
    Change,
    Facts,
    Telling,
    moved,
    moved_bytes,
    moved_range,
    padding,
    put_fact,
    put_text,
)
from cassette_cli.errors import CassetteError

PIECES = st.lists(st.text(max_size=6), min_size=1, max_size=6)
LOOSE = Telling(Facts(), is_fragment=lambda payload: payload.get("kind") == "delta")
STRICT = LOOSE._replace(keeps_empty=False)


def told(pieces, new, telling=LOOSE, kind="delta"):
    """Return a retelling in which a text of pieces has become another."""
    retelling = Retelling(("", {"kind": kind, "at": at, "x": x}) for at, x in enumerate(pieces))
    part = Part("text", "".join(pieces))
    part.sites["text"] = [Site(at, ("x",)) for at in range(len(pieces))]
    put_text(retelling, telling, change(part, new))
    return retelling


def change(part, new, field="text"):
    """Return the change of a text of a part."""
    return Change(Message(0, "assistant", [part]), part, field, getattr(part, field) or "", new)


def texts(retelling):
    """Return the pieces that the events hold."""
    return [line.payload["x"] for line in retelling.lines]


@given(PIECES, st.text(max_size=200), st.sampled_from([LOOSE, STRICT]), st.sampled_from("de"))
def test_the_events_hold_the_new_text(pieces, new, telling, kind):
    """Whether events may be cloned and be empty, or not."""
    retelling = told(pieces, new, telling, "delta" if kind == "d" else "whole")
    assert "".join(texts(retelling)) == new


@given(PIECES, st.text(max_size=200))
def test_new_events_are_clones_that_follow_theirs(pieces, new):
    """The same but for the piece: identity, model and time of the stream stay true."""
    lines = told(pieces, new).lines
    assert [line.payload["at"] for line in lines] == sorted(line.payload["at"] for line in lines)
    for line in lines:
        assert line.like == line.payload["at"]
        assert line.is_new == (line.original is None)
    assert [line.like for line in lines if not line.is_new] == list(range(len(pieces)))


@given(PIECES, st.text(max_size=200))
def test_an_event_that_is_more_than_a_fragment_is_never_cloned_or_dropped(pieces, new):
    """It may carry the usage, or the reason of finishing."""
    lines = told(pieces, new, STRICT, "whole").lines
    assert [line.payload["at"] for line in lines] == list(range(len(pieces)))


@given(PIECES, st.text(max_size=60))
def test_no_event_becomes_empty_where_the_protocol_never_sends_that(pieces, new):
    """One that nothing is left of goes."""
    for line in told(pieces, new, STRICT).lines:
        assert line.payload["x"] or not line.is_changed


def test_copies_follow_where_they_said_the_same():
    """One that said something else is not a copy of what is changed."""
    events = [{"x": "old"}, {"whole": "old"}, {"whole": "other"}]
    retelling = Retelling(("", event) for event in events)
    part = Part("text", "old")
    part.sites["text"] = [Site(0, ("x",))]
    part.copies["text"] = [Site(1, ("whole",)), Site(2, ("whole",))]
    put_text(retelling, LOOSE, change(part, "new"))
    assert [line.payload for line in retelling.lines] == [
        {"x": "new"},
        {"whole": "new"},
        {"whole": "other"},
    ]


def call(value, **kept):
    """Return a retelling of one call whose arguments are a JSON value, and its part."""
    retelling = Retelling([("", {"args": value, **kept})])
    part = Part("tool_call", arguments_raw="{}")
    part.sites["arguments_raw"] = [Site(0, ("args",))]
    return retelling, part


def test_arguments_that_are_an_object_stay_one():
    """Providers that send them so never send anything else."""
    retelling, part = call({"a": 1})
    put_text(retelling, LOOSE, change(part, '{"b": [2]}', "arguments_raw"))
    assert retelling.line(0).payload == {"args": {"b": [2]}}


@pytest.mark.parametrize("new", ["", "[1]", "null", '"x"', "{"])
def test_arguments_that_would_be_no_object_are_refused(new):
    """With nothing written."""
    retelling, part = call({"a": 1})
    with pytest.raises(CassetteError, match="must stay one"):
        put_text(retelling, LOOSE, change(part, new, "arguments_raw"))
    assert retelling.line(0).payload == {"args": {"a": 1}}


def test_an_id_however_long_is_never_cut():
    """Only texts and arguments come in as many pieces as they like."""
    retelling = Retelling([("", {"kind": "delta", "id": "a"})])
    part = Part("tool_call", id="a")
    part.sites["id"] = [Site(0, ("id",))]
    put_text(retelling, LOOSE, change(part, "b" * 900, "id"))
    assert [line.payload["id"] for line in retelling.lines] == ["b" * 900]


def test_a_text_that_is_written_nowhere_is_refused():
    """Such as the output of a tool that ran at the provider."""
    with pytest.raises(CassetteError, match="the text of this code is written nowhere by itself"):
        put_text(Retelling([]), LOOSE, change(Part("code", "x"), "y"))


def test_a_fact_is_put_wherever_the_old_one_stands_and_nowhere_else():
    """`1` is not `true`, and the fact of another message is not this one's."""
    items = [{"index": 0, "f": "stop"}, {"index": 1, "f": "stop"}, {"f": None}]
    retelling = Retelling([("", {"items": items, "id": 1}), ("", {"id": True})])
    assert put_fact(retelling, [("items", ANY, "f")], "stop", "length", 1) == 1
    assert put_fact(retelling, [("id",)], 1, 2) == 1
    assert put_fact(retelling, [("nowhere",)], 1, 2) == 0
    assert retelling.line(0).payload == {
        "items": [{"index": 0, "f": "stop"}, {"index": 1, "f": "length"}, {"f": None}],
        "id": 2,
    }
    assert not retelling.line(1).is_changed


def alike(one, other):
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@given(st.text("abé😀", max_size=8), st.text("abé😀", max_size=8), st.data())
def test_a_range_moves_with_its_text(old, new, data):
    """As far as it lies in what both texts begin or end with; else the change meets it."""
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(old))] * 2)))
    head = alike(old, new)
    tail = alike(old[head:][::-1], new[head:][::-1])
    place = moved(start, end, old, new)
    if end <= head:
        assert place == (start, end)
    elif start >= len(old) - tail:
        assert place == (start + len(new) - len(old), end + len(new) - len(old))
    else:
        assert place is None
    in_bytes = moved_bytes(len(old[:start].encode()), len(old[:end].encode()), old, new)
    assert (in_bytes is None) == (place is None)
    if place is not None:
        assert new[slice(*place)] == old[start:end]
        assert new.encode()[slice(*in_bytes)] == old[start:end].encode()


def test_an_object_with_a_range_is_moved_and_says_its_start_only_if_it_must():
    """Some leave out a start that is 0."""
    part = Part("text", "one two")
    longer = change(part, "» one two")
    names = ("s", "e")
    assert moved_range({"s": 4, "e": 7, "x": 1}, longer, names) == {"s": 6, "e": 9, "x": 1}
    assert moved_range({"e": 3}, longer, names) == {"e": 5, "s": 2}
    assert moved_range({"e": 5, "s": 2}, longer, names, moved_bytes) == {"e": 8, "s": 5}
    assert moved_range({"s": 0, "e": 3}, change(part, "1 two"), names) is None
    assert moved_range({"e": 3}, change(part, "one 2"), names) == {"e": 3}
    assert moved_range({"e": None}, longer, names) == {"e": None}
    assert moved_range({"url": "x"}, longer) == {"url": "x"}


def test_bytes_of_a_lone_surrogate_are_counted_too():
    """A recording may hold half a character; it does not stop the edit of another."""
    assert moved_bytes(3, 4, "\ud800a", "\ud800ba") == (4, 5)


@given(st.text(max_size=5), st.integers(0, 50))
def test_padding_is_as_long_as_asked(before, length):
    """And of the characters that the stream pads with."""
    made = padding(before, length)
    assert len(made) == length
    assert set(made) <= (set(before) or set(made))
