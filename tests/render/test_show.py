"""What is said in a recording is said by every writer: as lines, as a page, and as facts."""

import gzip
import json

import pytest
from tests.operations.diff.recordings import exchange, opened, recording, recut
from tests.protocols.cases import CASES, STREAMED, answer_of, case_id, written

from cassette_cli.document.reading import Reading
from cassette_cli.errors import CassetteError
from cassette_cli.http.codings import Limit
from cassette_cli.operations.show import turns
from cassette_cli.render.page import file_of
from cassette_cli.render.plain_facts import facts
from cassette_cli.render.show import Wishes, shown

URL = "https://a.example/"
FULL = Wishes(full=True, headers=True, tools=True)
EVENTS = Wishes(events=True)


def rows(text, wishes=FULL):
    """Return what `show` prints of a recording."""
    cassette = opened(text)
    return [one.text for one in shown(cassette, turns(cassette), wishes)]


def page(text, wishes=FULL):
    """Return all words of the page of a recording, in one text."""
    cassette = opened(text)
    return repr(list(file_of(cassette, turns(cassette), wishes)))


def facts_of(text):
    """Return the facts of a recording."""
    return list(facts(opened(text)))


def answering(body, asked=None, **more):
    """Return the recording of one answer."""
    return recording(exchange(URL, {} if asked is None else asked, body, **more))


def said(answer):
    """Yield the lines of texts and the names of tools that an answer consists of."""
    for message in answer.messages:
        for part in message.parts:
            if part.kind in {"text", "reasoning", "refusal"}:
                yield from filter(str.strip, part.text.rstrip("\n").splitlines())
            if part.kind in {"tool_call", "server_tool_call"} and part.name:
                yield part.name


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_no_writer_leaves_out_what_an_answer_says(case):
    """Of every protocol, in full: its words line by line, and what it calls."""
    text = answering(written(case))
    reading = Reading(next(iter(opened(text).interactions())))
    if reading.answer is None:
        pytest.skip("its protocol is told by the address")
    assert [*said(reading.answer)] == [*said(answer_of(case))]
    shown_rows, told, words = rows(text), page(text), "\n".join(facts_of(text))
    for line in said(reading.answer):
        assert any(line.split("\r")[0].strip() in row for row in shown_rows)
        assert repr(line)[1:-1] in told or json.dumps(line, ensure_ascii=False)[1:-1] in told
        assert line.rstrip() in words
    error = reading.answer.error
    if error is not None and error.message:
        assert any(error.message.split("\n")[0] in row for row in shown_rows)


@pytest.mark.parametrize("case", STREAMED, ids=case_id)
def test_facts_of_a_stream_are_the_same_in_other_pieces(case):
    """They are what git compares: how a text was cut would be news with every recording."""
    content = written(case)
    if isinstance(content, bytes) or "data:" not in content or case.name == "audio":
        pytest.skip("only texts of server-sent events are cut otherwise here")
    assert facts_of(answering(recut(content))) == facts_of(answering(content))


def test_a_stream_of_no_protocol_is_shown_by_its_events():
    """A few of many, unless all are asked for; comments among them are no events."""
    frames = [f'event: tick\ndata: {{"at":{at}}}\n\n' for at in range(100)]
    text = answering(": hello\n\n" + "".join(frames))
    few, full, events = (
        "\n".join(rows(text, wishes)) for wishes in (Wishes(), Wishes(full=True), EVENTS)
    )
    assert '{"at":0}' in few
    assert '{"at":99}' not in few
    assert "more" in few
    for found in (full, events):
        assert all(f'{{"at":{at}}}' in found for at in range(100))
    assert "  event tick\n    at: 99" in "\n".join(facts_of(text))


@pytest.mark.parametrize(
    ("body", "line"),
    [("Hello\nthere", "    Hello"), ({"a": [1]}, "    a: [1]"), ("[1, {}]", "    []: 1"),
     (b"\xff" * 9, "    [9 bytes, checksum eb201890]"), ("", None)],
)  # fmt: skip
def test_a_body_that_is_no_conversation_is_told_by_what_it_holds(body, line):
    """Text, the leaves of a value, or a number of bytes with a checksum."""
    found = facts_of(answering(body))
    heads = [at for at, row in enumerate(found) if row == "  response body"]
    if line is None:
        assert heads == []
    else:
        assert found[heads[0] + 1] == line


def test_one_body_that_cannot_be_opened_does_not_hide_the_rest(monkeypatch):
    """It is told in its place by each writer, and as an error at the end."""
    monkeypatch.setattr(Limit, "bytes", 1_000)
    large = gzip.compress(b" " * 2_000)
    text = recording(exchange(URL, {}, large), exchange(URL, {}, "the rest"))
    for write in (shown, file_of):
        cassette = opened(text)
        found = list(until_refused(write(cassette, turns(cassette), Wishes())))
        assert "the rest" in "".join(found)
        assert "larger than" in "".join(found)
        assert found[-1] == "refused at #0"


def until_refused(lines):
    """Yield lines in words; last of all where it was that something could not be opened."""
    try:
        yield from map(repr, lines)
    except CassetteError as error:
        yield f"refused at {error.where}"


def test_a_file_without_interactions_says_so():
    """And not nothing."""
    assert rows(recording())[-1] == "no interactions"
    assert "no interactions" in page(recording())


def test_http_is_shown_with_bodies_and_headers_and_no_conversation():
    """The half that is asked for, or both."""
    text = answering({"a": "answered"}, {"b": "asked"}, **{"X-One": ["1"]})
    for wishes, halves in ((Wishes(http=True), "ra"), (Wishes(http=True, request=False), "a"),
                           (Wishes(http=True, response=False), "r")):  # fmt: skip
        for found in ("\n".join(rows(text, wishes)), page(text, wishes)):
            assert ("asked" in found.replace("answered", "")) is ("r" in halves)
            assert ("answered" in found) is ("a" in halves)
            assert ("X-One" in found) is ("a" in halves)
