"""What holds for every protocol that edited answers are told in."""

from contextlib import suppress
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS
from tests.protocols import edits
from tests.protocols.cases import BY_NAME, CASES, answer_of, body_of, case_id
from tests.protocols.test_any_input import changed, paths_in
from tests.protocols.told import check, tell

from cassette_cli.errors import CassetteError

TOLD = [case for case in CASES if BY_NAME[case.parent.name].telling is not None]
every_case = pytest.mark.parametrize("case", TOLD, ids=case_id)
KINDS = {**edits.TEXTS, **edits.CALLS, **edits.FACTS, **edits.PARTS}


def told(case, edit):
    """Return a case after an edit, everything that must hold checked."""
    made = tell(body_of(case), BY_NAME[case.parent.name], edit)
    if made is not None:
        check(made)
    return made


@every_case
def test_an_answer_that_nobody_edits_keeps_every_byte(case):
    """The law of all laws."""
    made = told(case, lambda view: None)
    assert made.new_body.raw == made.body.raw
    assert made.retelling.notes == []


@pytest.mark.parametrize("kind", edits.TEXTS)
@every_case
def test_every_text_can_be_edited(case, kind):
    """To whatever it is to be; only the touched events change."""
    told(case, edits.TEXTS[kind])


@pytest.mark.parametrize("kind", {**edits.CALLS, **edits.FACTS, **edits.PARTS})
@every_case
def test_every_edit_comes_about_or_is_refused(case, kind):
    """Never is something else written, and never does it end in a crash."""
    with suppress(CassetteError):
        told(case, KINDS[kind])


def texts_of(case):
    """Return how many parts of a case have a text that stands somewhere."""
    return sum(
        bool(part.sites.get("text")) for one in answer_of(case).messages for part in one.parts
    )


WITH_TEXTS = [case for case in TOLD if texts_of(case)]


@settings(deadline=None)
@given(st.sampled_from(WITH_TEXTS), st.data())
def test_all_texts_of_an_answer_can_be_edited_at_once(case, data):
    """Wherever their changes are."""
    places = [
        (at, number)
        for at, message in enumerate(answer_of(case).messages)
        for number, part in enumerate(message.parts)
        if part.sites.get("text")
    ]

    def edit(view):
        for at, number in places:
            part = view["messages"][at]["parts"][number]
            text = part["text"]
            cut = [data.draw(st.integers(0, len(text))) for _ in range(2)]
            part["text"] = text[: min(cut)] + data.draw(TEXTS) + text[max(cut) :]

    told(case, edit)


NEW_PARTS = st.sampled_from(
    [
        {"kind": "text", "text": "New words."},
        {"kind": "reasoning", "text": "Let me see."},
        {"kind": "text", "text": "Signed.", "signature": "c2ln"},
        {"kind": "tool_call", "id": "call_9", "name": "lookup", "arguments": {"q": [1, "é"]}},
        {"kind": "tool_call", "id": None, "name": "now", "arguments": {}, "arguments_raw": None},
        {"kind": "refusal", "text": "No."},
    ]
)


JUNK = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 2.5, 10**30, "", "x", "text", "0", "\ud800", [], {}, [None],
        [[]], [{}], {"type": None}, {"a": 1.0}, [1, "a", {"text": "b"}], '{"a": 1}', "[]",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(TOLD), st.data())
def test_anything_anywhere_in_a_view_comes_about_or_is_refused(case, data):
    """Whatever a patch puts there, it is no crash and never said to be our fault."""

    def edit(view):
        path = data.draw(st.sampled_from([path for path in paths_in(view) if path]))
        view |= changed(deepcopy(view), path, deepcopy(data.draw(JUNK)))

    with suppress(CassetteError):
        told(case, edit)


@st.composite
def parts_of(draw, parts):
    """Draw what becomes of some parts: they go, move and change, and others come."""
    if draw(st.booleans()):
        parts = draw(st.permutations(parts))[: draw(st.integers(0, len(parts)))]
    for part in parts:
        if part["kind"] in {"text", "reasoning"} and draw(st.booleans()):
            part["text"] = draw(TEXTS | st.just("x" * 900))
    for _ in range(draw(st.integers(0, 2))):
        parts.insert(draw(st.integers(0, len(parts))), deepcopy(draw(NEW_PARTS)))
    return parts


@settings(deadline=None)
@given(st.sampled_from(TOLD), st.data())
def test_parts_that_come_go_and_move_do_so_or_are_refused(case, data):
    """In any combination, with texts and facts that change at the same time."""

    def edit(view):
        for message in view["messages"]:
            message["parts"] = data.draw(parts_of(message["parts"]))
        if data.draw(st.booleans()):
            edits.FACTS["finish reason"](view)

    with suppress(CassetteError):
        told(case, edit)
