"""A retold answer in its body: framings, spellings, and what stands between the events."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.cases import STREAMED, body_of, case_id
from tests.protocols.told import check, content_of, retelling_of, retold, tell, with_content

from cassette_cli.framing import stream_of
from cassette_cli.http.body import Body, Stored
from cassette_cli.protocols import protocol_named

every_stream = pytest.mark.parametrize("case", STREAMED, ids=case_id)


@every_stream
def test_events_that_nothing_is_done_to_make_no_edit(case):
    """Nor do events that were looked at to be changed."""
    body = body_of(case)
    stream = stream_of(body)
    retelling = retelling_of(body, stream)
    for line in retelling.lines:
        retelling.payload(line)
    assert retold(body, stream, retelling) == content_of(body)


@given(st.sampled_from(STREAMED), st.data())
def test_only_the_touched_events_have_other_bytes(case, data):
    """Events change, go and are cloned in any combination, in every framing."""
    body = body_of(case)
    stream = stream_of(body)
    retelling = retelling_of(body, stream)
    chosen = data.draw(st.lists(st.sampled_from(retelling.lines), unique_by=id, max_size=4))
    for line in chosen:
        if not isinstance(line.payload, dict):
            continue
        match data.draw(st.sampled_from(["put", "drop", "clone", "take out"])):
            case "put":
                retelling.put(line, ("added",), {"é": ['"\n\u2028😀</x>', 1.5, None]})
            case "drop" if len(retelling.lines) > 1 and line.like:
                retelling.drop(line)
            case "clone":
                made = {**deepcopy(line.payload), "cloned": True}
                retelling.insert(made, line, after=line)
            case "take out":
                retelling.remove(line, (next(iter(line.payload), "none"),))
    content = content_of(body)
    made = retold(body, stream, retelling)
    check_lines(body, content, stream, retelling, made)


def check_lines(body, content, stream, retelling, made):
    """Fail unless the new content holds the events of a retelling, untouched ones to the byte."""
    new = stream_of(with_content(body, made))
    lines = retelling.lines
    assert len(new.events) == len(lines)
    for line, event in zip(lines, new.events, strict=True):
        before = stream.events[line.like]
        if line.payload == line.original and not line.is_new:
            assert made[event.start : event.end] == content[before.start : before.end]
        else:
            assert json.loads(event.data, strict=False) == line.payload
            assert event.name == before.name
    assert [aside.text for aside in new.asides] == [aside.text for aside in stream.asides]
    assert new.done == stream.done


def gemini(words):
    """Return a chunk of Gemini around words as they are spelled."""
    return f'{{"candidates": [{{"content": {{"parts": [{{"text": {words}}}], "role": "model"}}}}]}}'


def edited(text, new):
    """Return the text of a Gemini stream after its words have become others."""

    def edit(view):
        view["messages"][0]["parts"][0]["text"] = new

    made = tell(Body(Stored("text", text, None)), protocol_named("gemini"), edit)
    check(made)
    return made.new_body.text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_comments_and_fields_stay(newline):
    """And a clone has those of its event."""
    before = (
        ": open\n\nid: 1\nretry: 5\ndata: %s\n\n: keep-alive\n\nevent: x\ndata:%s\n\n: bye\n\n"
    ).replace("\n", newline)
    words = gemini('"Hello"'), gemini('" you"')
    assert edited(before % words, "Hello me") == before % (words[0], gemini('" me"'))
    longer = edited(before % words, "Hello you" + "!" * 90)
    count = longer.count(f"event: x{newline}data:{{")
    assert count > 5
    assert longer.startswith((before % words).partition("event: x")[0])
    assert longer.endswith(f"{newline}: bye{newline}{newline}")
    assert longer.replace(newline, "").isprintable()


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ('"caf\\u00e9"', "cafés 😀", '"caf\\u00e9s \\ud83d\\ude00"'),
        ('"café"', "cafés 😀", '"cafés 😀"'),
        ('"a\\u003cb"', "a<b>c", '"a\\u003cb\\u003ec"'),
        ('"1\\/2"', "1/2/3", '"1\\/2\\/3"'),
        ('"a"', 'a"\n\\\u2028', '"a\\"\\n\\\\\u2028"'),
    ],
)
def test_a_new_text_is_spelled_as_the_stream_spells(before, new, after):
    """Go, PHP and Python each escape what they please."""
    assert edited(f"data: {gemini(before)}\n\n", new) == f"data: {gemini(after)}\n\n"


def test_data_on_several_lines_stays_on_several():
    """Pretty-printed JSON over many `data:` lines is one event."""
    lines = json.dumps(json.loads(gemini('"Hello"')), indent=1).split("\n")
    before = "".join(f"data: {line}\n" for line in lines) + "\n"
    assert edited(before, "Hey") == before.replace("Hello", "Hey")


def test_an_event_that_nothing_ends_is_edited_and_cloned_all_the_same():
    """Recorders lose the last line end."""
    first, last = gemini('"Hel"'), gemini('"lo"')
    before = f"data: {first}\n\ndata: {last}"
    assert edited(before, "Help") == before.replace('"lo"', '"p"')
    longer = edited(before, "Hel" + "x" * 70)
    assert longer.count("\n\ndata: ") > 5
    assert not longer.endswith("\n")


def test_an_event_of_another_name_is_written_anew():
    """With the name where its line stands."""
    text = 'event: a\ndata: {"x": 1}\n\nevent: b\ndata: {"x": 2}\n\n'
    body = Body(Stored("text", text, None))
    stream = stream_of(body)
    retelling = retelling_of(body, stream)
    retelling.line(0).name = "c"
    assert retold(body, stream, retelling) == text.replace("event: a", "event: c")
