"""Edited answers of OpenAI Responses."""

import json
import re
from collections import Counter
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of
from tests.protocols.cases import BY_NAME, CASES, case_id, stream, written
from tests.protocols.openai_responses.rules import broken_rules
from tests.protocols.retold_body import (
    SAID,
    THOUGHT,
    RetoldBody,
    adding,
    every_edit,
    new_call,
    remove_part,
)

from cassette_cli.document.files import open_cassette
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import apply

NAME = "openai-responses"
OURS = [case for case in CASES if case.parent.name == NAME]
RESPONSES = BY_NAME[NAME]
CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus"
AT_LEAST = 26
REFUSALS = (
    "in the middle of an item", "stands in no item", "one with another part", "was cut off",
    "of this tool_call cannot be edited", "of this code_result cannot be edited",
    "must be a text", "cannot be empty", "cannot be added to a response",
)  # fmt: skip
"""What is said of edits that a response cannot hold."""


def content_of(case):
    """Return the body of a case as it is stored."""
    return written(case) if stream(case) else written(case).strip()


def tell(content, edit):
    """Return a body told anew, `None` where the edit is refused with one of the known reasons."""
    try:
        return RetoldBody(RESPONSES, content, edit)
    except CassetteError as error:
        if not any(words in error.message for words in REFUSALS):
            raise
        return None


def check(made):
    """Fail unless an answer reads as it was meant, and OpenAI could have sent it."""
    made.check()
    if made.stream is not None:
        assert broken_rules(made.again.events) <= broken_rules(made.stream.events)


def retold(content, *edits):
    """Return a body told anew after some edits, which reads as it should."""

    def edit(view, answer):
        for one in edits:
            one(view, answer)

    made = RetoldBody(RESPONSES, content, edit)
    check(made)
    return made


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_an_answer_that_is_not_edited_stays_to_the_byte(case):
    """First of all, nothing happens."""
    made = RetoldBody(RESPONSES, content_of(case), lambda view, answer: None)
    assert made.edited == made.content
    assert made.retelling.notes == []


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_every_edit_of_a_case_is_told_or_refused_with_a_reason(case):
    """The edits that are wanted most, one by one, on every oddity of a stream that was seen."""
    for edit in every_edit(stream(case)).values():
        made = tell(content_of(case), edit)
        if made is not None:
            check(made)


STEPS = [{"kind": "reasoning", "id": "rs_x", "text": f"Step {number}."} for number in (1, 2)]
"""Two parts that are one item."""
NEW = [
    [SAID], [new_call()], [THOUGHT], [{"kind": "reasoning", "text": "Hm."}],
    [{"kind": "refusal", "text": "I cannot help with that."}],
]  # fmt: skip
"""Parts that come."""


@st.composite
def changes_of(draw, view):
    """Draw what a view is to be: texts and calls changed, parts gone and parts that came."""
    for message in view["messages"]:
        parts = []
        for part in message["parts"]:
            parts += deepcopy(draw(st.sampled_from([[], [], [], *NEW])))
            fate = draw(st.sampled_from(["stays", "changes", "changes", "goes"]))
            if fate != "goes":
                parts.append(draw(changed_part(part)) if fate == "changes" else part)
        message["parts"] = parts + deepcopy(draw(st.sampled_from([[], [], *NEW, STEPS])))
        if message["finish_reason_raw"]:
            words = ["completed", "incomplete", "max_output_tokens", "odd"]
            message["finish_reason_raw"] = draw(st.sampled_from(words))


@st.composite
def changed_part(draw, part):
    """Draw a part of the same kind with another text or other arguments."""
    if part["kind"] in {"text", "reasoning", "refusal", "code"}:
        text = part["text"]
        new = st.one_of(TEXTS, edits_of(text).map(lambda edits: apply(text, edits)))
        return {**part, "text": draw(new)}
    if part["kind"] in {"tool_call", "server_tool_call"}:
        value = draw(st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers()), max_size=3))
        raw = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return {**part, "arguments": value, "arguments_raw": raw}
    return part


WHOLE = [case for case in OURS if case.name != "plain-queued"]


@settings(deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_whatever_is_wanted_of_an_answer_is_told(case, data):
    """Texts, calls, parts and reasons, all at once."""

    def edit(view, answer):
        data.draw(changes_of(view))

    made = tell(content_of(case), edit)
    assume(made is not None)
    check(made)


def response(**members):
    """Return a whole response."""
    known = {"id": "resp_1", "object": "response", "status": "in_progress", "model": "gpt-x"}
    return {**known, "output": [], "incomplete_details": None, "usage": None, **members}


def numbered(*payloads, start=0):
    """Return events with their numbers in the sequence."""
    return [{**one, "sequence_number": at} for at, one in enumerate(payloads, start)]


def sse(payloads):
    """Return a stream of events that are named as they are."""
    return "".join(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in payloads)


def event(kind, index=None, **members):
    """Return an event."""
    place = {} if index is None else {"output_index": index}
    return {"type": f"response.{kind}", **place, **members}


def entry(text, **members):
    """Return an entry of a message."""
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text, **members}


def message(item_id, *entries, status="completed"):
    """Return an item that is a message."""
    return {
        "id": item_id, "type": "message", "status": status, "content": [*entries],
        "role": "assistant",
    }  # fmt: skip


def told(index, item_id, *pieces, **members):
    """Return the events of a message of one text."""
    about = {"item_id": item_id, "content_index": 0}
    text = "".join(pieces)
    return [
        event("output_item.added", index, item=message(item_id, status="in_progress")),
        event("content_part.added", index, **about, part=entry("")),
        *(event("output_text.delta", index, **about, delta=piece, logprobs=[],
                obfuscation="x" * (-len(piece) % 16)) for piece in pieces),
        event("output_text.done", index, **about, text=text, logprobs=[]),
        event("content_part.done", index, **about, part=entry(text, **members)),
        event("output_item.done", index, item=message(item_id, entry(text, **members))),
    ]  # fmt: skip


def call(index, item_id, name, *pieces, call_id="call_1"):
    """Return the events of a call."""
    item = {"id": item_id, "type": "function_call", "status": "completed",
            "arguments": "".join(pieces), "call_id": call_id, "name": name}  # fmt: skip
    return [
        event("output_item.added", index, item=item | {"status": "in_progress", "arguments": ""}),
        *(event("function_call_arguments.delta", index, item_id=item_id, delta=piece,
                obfuscation="x" * (-len(piece) % 16)) for piece in pieces),
        event("function_call_arguments.done", index, item_id=item_id, arguments="".join(pieces)),
        event("output_item.done", index, item=item),
    ]  # fmt: skip


def whole(*events, start=0, kind="completed", **members):
    """Return a stream: its start, the events of its items, and its end, which repeats them."""
    output = [one["item"] for one in events if one["type"] == "response.output_item.done"]
    end = {"status": "completed", "output": output, **members}
    return numbered(
        event("created", response=response()),
        *events,
        event(kind, response=response(**end)),
        start=start,
    )


def events_after(edit, before):
    """Return the events that an edit makes of some others, and what is said of it."""
    made = retold(sse(before), edit)
    assert made.edited == sse([one.json for one in made.again.events])
    return [one.json for one in made.again.events], made.retelling.notes


def put(key, value, part=0):
    """Return an edit of a field of a part."""

    def edit(view, answer):
        view["messages"][0]["parts"][part][key] = value

    return edit


def finish(reason):
    """Return an edit of the reason of finishing."""
    return lambda view, answer: view["messages"][0].update(finish_reason_raw=reason)


def last(count):
    """Return the place behind all parts."""
    return count


def test_a_text_follows_in_all_five_places():
    """By the place that they say: another item with the same text stays as it is."""
    before = whole(*told(0, "msg_1", "Hel", "lo"), *told(1, "msg_2", "Hel", "lo"))
    wanted = whole(*told(0, "msg_1", "Hel", "lo"), *told(1, "msg_2", "Hal", "lo"))
    assert events_after(put("text", "Hallo", 1), before) == (wanted, [])


def test_a_delta_that_nothing_is_left_of_goes_and_the_rest_is_counted_on():
    """No delta is ever empty; a stream that was resumed starts with another number."""
    before = whole(*told(0, "msg_1", "Hel", "lo, ", "you"), start=7)
    wanted = whole(*told(0, "msg_1", "Hel", "you"), start=7)
    assert events_after(put("text", "Helyou"), before) == (wanted, [])


def test_a_delta_that_grows_is_padded_anew_and_cut():
    """Sixteen characters at a time, in the characters that pad the others."""
    made, _ = events_after(
        put("text", "Hel" + 30 * "looong " + "lo"), whole(*told(0, "m_1", "Hel", "lo"))
    )
    deltas = [one for one in made if "delta" in one]
    assert len(deltas) > 10
    assert {(len(one["delta"]) + len(one["obfuscation"])) % 16 for one in deltas} == {0}


def test_arguments_that_came_without_a_delta_come_with_one():
    """Before the first event that has them whole."""
    other = call(1, "fc_2", "add", "{}", call_id="call_2")
    wanted = whole(*call(0, "fc_1", "add", "[", "1]"), *other)
    made = events_after(put("arguments_raw", "[1]"), whole(*call(0, "fc_1", "add"), *other))
    assert made == (wanted, [])


def test_the_name_and_id_of_a_call_follow_wherever_its_item_stands():
    """The id of the item is another thing."""
    before = whole(*told(0, "msg_1", "Hi"), *call(1, "fc_1", "add", "{}"))
    wanted = whole(*told(0, "msg_1", "Hi"), *call(1, "fc_1", "sum", "{}", call_id="call_9"))
    made = retold(sse(before), put("name", "sum", 1), put("id", "call_9", 1))
    assert [one.json for one in made.again.events] == wanted


NOTE = {"type": "url_citation", "start_index": 6, "end_index": 9, "url": "https://a.example"}


def cited(text, *notes):
    """Return a stream of one text with citations, each told by an event of its own as well."""
    events = told(0, "msg_1", text, annotations=[*notes])
    about = {"item_id": "msg_1", "content_index": 0}
    added = [
        event("output_text.annotation.added", 0, **about, annotation_index=at, annotation=note)
        for at, note in enumerate(notes)
    ]
    return whole(*events[:3], *added, *events[3:])


def test_citations_move_with_their_text():
    """In the events of their own and in all copies."""
    wanted = cited("Longer you.", NOTE | {"start_index": 7, "end_index": 10})
    assert events_after(put("text", "Longer you."), cited("Hello you.", NOTE)) == (wanted, [])


def test_citations_of_what_changes_go():
    """Their events too, and those behind them are counted anew."""
    first, second = NOTE | {"start_index": 0, "end_index": 5}, NOTE
    made, notes = events_after(put("text", "Howdy you."), cited("Hello you.", first, second))
    assert made == cited("Howdy you.", second)
    assert notes == ["citations of changed text are dropped"]


def test_log_probabilities_of_what_changes_go():
    """They would not add up to the text any more."""
    events = told(0, "msg_1", "Hel", "lo")
    sure = [{"token": "lo", "logprob": -0.1}]
    for one in events[3:5]:
        one["logprobs"] = sure
    made, notes = events_after(put("text", "Hella"), whole(*events))
    assert made == whole(*told(0, "msg_1", "Hel", "la"))
    assert notes == ["log probabilities of changed text are dropped"]


def test_the_event_that_ends_a_response_is_named_for_how_it_ends():
    """And says so in its status; the reason has a place of its own."""
    before = whole(*told(0, "msg_1", "Hi"))
    cut_short = {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}
    stopped = whole(*told(0, "msg_1", "Hi"), kind="incomplete", **cut_short)
    assert events_after(finish("content_filter"), before)[0] == stopped
    assert events_after(finish("completed"), stopped)[0] == before
    made = RetoldBody(RESPONSES, sse(before), finish("failed"))
    assert made.again.events[-1].name == "response.failed"
    assert made.answer.status == "errored"


def test_a_usage_that_was_not_told_comes_to_the_end():
    """The response that starts has none yet."""
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    before = whole(*told(0, "msg_1", "Hi"))
    wanted = whole(*told(0, "msg_1", "Hi"), usage=usage)
    assert events_after(lambda view, answer: view.update(usage_raw=usage), before)[0] == wanted


def test_an_item_that_goes_takes_its_events_along():
    """Those behind it are counted anew, and so is the sequence."""
    said, asked = told(0, "msg_1", "Hi"), call(1, "fc_1", "add", "{}")
    wanted = whole(*call(0, "fc_1", "add", "{}"))
    assert events_after(remove_part(0), whole(*said, *asked)) == (wanted, [])


def test_an_item_that_comes_looks_like_the_others():
    """In the middle, with an id of its own that is alike theirs."""
    said, asked = told(0, "msg_0a1b2c3d4e", "Hi"), call(1, "fc_0a1b2c3d4e", "add", "{}")
    new = {**new_call("add", "[2]"), "arguments": [2]}
    made, _ = events_after(adding(new, lambda count: 1), whole(*said, *asked))
    (item_id,) = {one["item_id"] for one in made if one.get("output_index") == 1 and "delta" in one}
    assert len(item_id) == len("fc_0a1b2c3d4e")
    assert item_id.startswith("fc_")
    pieces = [one["delta"] for one in made if one.get("output_index") == 1 and "delta" in one]
    assert made == whole(
        *said,
        *call(1, item_id, "add", *pieces, call_id="call_new_1"),
        *call(2, "fc_0a1b2c3d4e", "add", "{}"),
    )


def test_the_same_edit_gives_the_same_ids():
    """A recording that is made twice is the same."""
    before = sse(whole(*told(0, "msg_1", "Hi")))
    edits = adding(SAID, last), adding(SAID, last)
    assert retold(before, *edits).edited == retold(before, *edits).edited


def test_an_entry_within_an_item_goes_and_comes_alone():
    """The steps of a reasoning are entries of one item."""
    made = retold(content_of(CASES_BY_NAME["reasoning-summary"]), remove_part(0))
    items = [one.json["item"] for one in made.again.events if one.name.endswith("item.done")]
    assert [one["text"] for one in items[0]["summary"]] == ["Second."]
    step = {"kind": "reasoning", "id": "rs_1", "text": "Between."}
    made = retold(made.edited, adding(step, lambda count: 0))
    made = retold(content_of(CASES_BY_NAME["reasoning-summary"]), adding(step, lambda count: 1))
    items = [one.json["item"] for one in made.again.events if one.name.endswith("item.done")]
    texts = ["First step.", "Between.", "Second."]
    assert [one["text"] for one in items[0]["summary"]] == texts
    subs = [one.json["summary_index"] for one in made.again.events if "summary_index" in one.json]
    assert subs == sorted(subs)


def test_a_list_that_stays_empty_at_the_end_stays_so():
    """One server never repeats the items there."""
    made = retold(content_of(CASES_BY_NAME["completed-without-output"]), adding(SAID, last))
    assert made.again.events[-1].json["response"]["output"] == []


def test_what_repeats_all_texts_follows():
    """Some servers put the convenience of the SDKs into the response itself."""
    output = [message("msg_1", entry("Hi ")), message("msg_2", entry("you"))]
    plain = response(status="completed", output_text="Hi you", output=output)
    made = retold(json.dumps(plain), put("text", "me", 1), adding(SAID, last), remove_part(0))
    assert json.loads(made.edited)["output_text"] == "me" + SAID["text"]


def test_encrypted_content_stays_and_its_text_is_said_to_be_another():
    """It cannot be made anew."""
    made = retold(
        content_of(CASES_BY_NAME["reasoning-encrypted-anew-each-time"]), put("text", "Hm.")
    )
    encrypted = re.compile(r'"encrypted_content": "[^"]*"')
    assert encrypted.findall(made.edited) == encrypted.findall(made.content)
    assert made.retelling.notes == [
        "the encrypted content of the reasoning no longer belongs to its text"
    ]


CASES_BY_NAME = {case.name: case for case in OURS}


def recorded():
    """Yield the recorded answers: the file, and how the answer was read."""
    for path in sorted(CORPUS.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        if b"response" not in data:
            continue
        try:
            cassette = open_cassette(Source(str(path), path))
        except CassetteError:
            continue
        for interaction in cassette.interactions():
            reading = Reading(interaction)
            if reading.answer is not None and reading.protocol == NAME:
                yield path, reading, interaction.response.body.text


@pytest.mark.skipif(not CORPUS.exists(), reason="the recorded cassettes are not at hand")
def test_every_edit_holds_on_every_recorded_answer():
    """What is refused is refused for one reason: an item cannot be cut in two."""
    told, refused = Counter(), set()
    for path, reading, content in recorded():
        for name, edit in every_edit(reading.stream).items():
            try:
                made = RetoldBody(RESPONSES, content, edit)
            except CassetteError as error:
                refused.add((name, error.message))
                continue
            if made.applies:
                check(made)
                told[name] += 1
            if name == "nothing":
                assert made.edited == content, path
    assert told["nothing"] >= AT_LEAST
    words = "a text cannot be added in the middle of an item that is a reasoning"
    assert refused <= {("add a text within", words)}
