"""Edited answers of the OpenAI Assistants API."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of
from tests.protocols.cases import BY_NAME, CASES, case_id, stream, written
from tests.protocols.retold_body import RetoldBody, every_edit

from cassette_cli.document.files import open_cassette
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import apply

NAME = "openai-assistants"
OURS = [case for case in CASES if case.parent.name == NAME]
CASES_BY_NAME = {case.name: case for case in OURS}
ASSISTANTS = BY_NAME[NAME]
CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus"
AT_LEAST = 6
REFUSALS = (
    "parts cannot be added to an answer of this protocol",
    "cannot be taken out of an answer of this protocol",
    "a run ends in one of", "cannot be empty",
)  # fmt: skip
"""What is said of edits that a run cannot hold."""


def content_of(case):
    """Return the body of a case as it is stored."""
    return written(case) if stream(case) else written(case).strip()


def tell(content, edit):
    """Return a body told anew, `None` where the edit is refused with one of the known reasons."""
    try:
        return RetoldBody(ASSISTANTS, content, edit)
    except CassetteError as error:
        if not any(words in error.message for words in REFUSALS):
            raise
        return None


def payloads_after(name, *edits):
    """Return the events that edits make of a case, without its end, and what is said of it."""

    def edit(view, answer):
        for one in edits:
            one(view, answer)

    made = RetoldBody(ASSISTANTS, content_of(CASES_BY_NAME[name]), edit)
    made.check()
    return [(one.name, one.json) for one in made.again.events], made.retelling.notes


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_an_answer_that_is_not_edited_stays_to_the_byte(case):
    """First of all, nothing happens."""
    made = RetoldBody(ASSISTANTS, content_of(case), lambda view, answer: None)
    assert made.edited == made.content


@pytest.mark.parametrize("case", OURS, ids=case_id)
def test_every_edit_of_a_case_is_told_or_refused_with_a_reason(case):
    """Texts and facts are told; parts neither come nor go."""
    for edit in every_edit(stream(case)).values():
        made = tell(content_of(case), edit)
        if made is not None:
            made.check()


@st.composite
def changed_part(draw, part):
    """Draw a part of the same kind with another text or other arguments."""
    if part["kind"] in {"text", "code"}:
        text = part["text"]
        new = st.one_of(TEXTS, edits_of(text).map(lambda edits: apply(text, edits)))
        return {**part, "text": draw(new)}
    if part["kind"] == "tool_call":
        value = draw(st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers()), max_size=3))
        raw = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        name = draw(st.sampled_from([part["name"], "renamed"]))
        return {**part, "arguments": value, "arguments_raw": raw, "name": name, "id": "call_9"}
    return part


@settings(deadline=None)
@given(st.sampled_from(OURS), st.data())
def test_whatever_is_wanted_of_the_texts_is_told(case, data):
    """All texts, calls and code at once; all copies of a call say the same."""

    def edit(view, answer):
        for message in view["messages"]:
            message["parts"] = [data.draw(changed_part(part)) for part in message["parts"]]

    made = tell(content_of(case), edit)
    assume(made is not None)
    made.check()
    if made.again is not None:
        written_calls = [
            {(call["name"], call["arguments"]) for call in whole_calls(one.json)}
            for one in made.again.events
        ]
        assert len(set().union(*written_calls)) <= 1


def whole_calls(payload):
    """Return the functions that a step or run repeats whole."""
    match payload:
        case {"required_action": {"submit_tool_outputs": {"tool_calls": calls}}}:
            return [call["function"] for call in calls]
        case {"step_details": {"tool_calls": calls}}:
            return [call["function"] for call in calls if "function" in call]
    return []


def put(key, value, part=0):
    """Return an edit of a field of a part."""

    def edit(view, answer):
        view["messages"][0]["parts"][part][key] = value

    return edit


def test_a_finished_message_says_what_its_pieces_say():
    """Citations move with the text; a piece that nothing is left of goes."""
    told, notes = payloads_after("text", put("text", "Oh[0]"))
    note = {"type": "file_citation", "text": "[0]", "start_index": 2, "end_index": 5}
    last = [payload for name, payload in told if name == "thread.message.completed"]
    assert last[0]["content"] == [
        {"type": "text", "text": {"value": "Oh[0]", "annotations": [note]}}
    ]
    pieces = [payload["delta"]["content"][0] for name, payload in told if name.endswith("e.delta")]
    assert "".join(piece["text"]["value"] for piece in pieces) == "Oh[0]"
    assert pieces[-1]["text"]["annotations"] == [note]
    assert notes == []


def test_citations_of_what_changes_go():
    """In the pieces and in the finished message."""
    told, notes = payloads_after("text", put("text", "Hello"))
    assert "file_citation" not in json.dumps(told)
    assert notes == ["citations of changed text are dropped"]


def test_a_call_is_the_same_in_its_step_and_in_what_the_run_requires():
    """Name, id and arguments, wherever that id stands."""
    before, _ = payloads_after("call-requires-action")
    told, _ = payloads_after(
        "call-requires-action", put("name", "sum"), put("id", "call_9"),
        put("arguments_raw", '{"a":2}'), put("arguments", {"a": 2}),
    )  # fmt: skip
    swaps = [("add", "sum"), ("call_1", "call_9"), ("1}", "2}")]
    wanted = json.dumps(before)
    for old, new in swaps:
        wanted = wanted.replace(f'"{old}"', f'"{new}"').replace(f':{old}"', f':{new}"')
    assert json.dumps(told) == wanted


def test_a_step_that_was_not_finished_repeats_its_calls_as_well():
    """It is read for nothing, but it says what was called."""
    content = content_of(CASES_BY_NAME["call-requires-action"])
    call = {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": '{"a":1}'}}
    step = {
        "id": "step_1", "object": "thread.run.step", "status": "expired",
        "step_details": {"type": "tool_calls", "tool_calls": [call]},
    }  # fmt: skip
    content += f"event: thread.run.step.expired\ndata: {json.dumps(step)}\n\n"
    made = RetoldBody(ASSISTANTS, content, put("arguments_raw", '{"a":2}'))
    assert whole_calls(made.again.events[-1].json) == [{"name": "add", "arguments": '{"a":2}'}]


def test_code_is_the_same_in_its_finished_step():
    """Its output stays."""
    told, _ = payloads_after("code-interpreter", put("text", "print(2)"))
    (step,) = [payload for name, payload in told if name == "thread.run.step.completed"]
    code = step["step_details"]["tool_calls"][0]["code_interpreter"]
    assert (code["input"], code["outputs"][0]["logs"]) == ("print(2)", "1\n")


def test_the_event_that_ends_a_run_is_named_for_how_it_ends():
    """Where it was not, the name stays."""
    told, _ = payloads_after("text", finish("incomplete"))
    assert runs(told)[-1] == ("thread.run.incomplete", "incomplete")
    told, _ = payloads_after("incomplete-under-the-name-of-completed", finish("requires_action"))
    assert runs(told)[-1] == ("thread.run.completed", "requires_action")


def finish(word):
    """Return an edit of the reason of finishing."""
    return lambda view, answer: view["messages"][0].update(finish_reason_raw=word)


def runs(told):
    """Return how the run stands, event by event, and what the event is called."""
    return [
        (name, run["status"]) for name, run in told if (run or {}).get("object") == "thread.run"
    ]


def test_a_usage_that_was_not_told_comes_to_the_end_of_the_run():
    """The run had none before."""
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    told, _ = payloads_after(
        "call-requires-action", lambda view, answer: view.update(usage_raw=usage)
    )
    usages = [run["usage"] for _, run in told if run.get("object") == "thread.run"]
    assert usages == [None, None, usage]


def recorded():
    """Yield the recorded answers: the file, and how the answer was read."""
    for path in sorted(CORPUS.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        if b"thread" not in data:
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
    """Only parts that come or go are refused, and ends that no run has."""
    told = Counter()
    for path, reading, content in recorded():
        for name, edit in every_edit(reading.stream).items():
            made = tell(content, edit)
            if made is not None and made.applies:
                made.check()
                told[name] += 1
            if name == "nothing":
                assert made.edited == content, path
    assert told["nothing"] >= AT_LEAST
    assert told["a word"] == told["empty"] == told["odd signs"] == told["nothing"]
