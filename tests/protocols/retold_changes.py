"""Whatever may be wanted of an answer: edits drawn at random, and bodies made of a few events."""

import json

import pytest
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of
from tests.protocols.cases import BY_NAME, CASES, stream, written
from tests.protocols.retold_body import RetoldBody, every_edit, new_call

from cassette_cli.errors import CassetteError
from cassette_cli.text.edit import apply

SAID = {"kind": "text", "text": "Let me look that up for you, it will not take long at all."}
THOUGHT = {"kind": "reasoning", "text": "First I look, then I see."}
DECLINED = {"kind": "refusal", "text": "That I will not say."}
CALL = new_call()
REASONS = ["stop", "length", "tool_calls", "content_filter", "odd"]


def cases_of(*names):
    """Return the cases of some protocols."""
    return [case for case in CASES if case.parent.name in names]


def content_of(case):
    """Return the body of a case as it is stored."""
    found = written(case)
    return found if stream(case) else found.strip()


def retold(protocol, content, *edits):
    """Return a body told anew after some edits, which reads as it should."""

    def edit(view, answer):
        for one in edits:
            one(view, answer)

    made = RetoldBody(BY_NAME[protocol], content, edit)
    made.check()
    return made


def refusal(protocol, content, edit):
    """Return why an edit is refused."""
    with pytest.raises(CassetteError) as caught:
        RetoldBody(BY_NAME[protocol], content, edit)
    return caught.value.message


def tell(protocol, content, edit, refusals):
    """Return a body told anew, `None` where the edit is refused with one of the known reasons."""
    try:
        return RetoldBody(BY_NAME[protocol], content, edit)
    except CassetteError as error:
        if not any(words in error.message for words in refusals):
            raise
        return None


def check_every_edit(case, refusals, rules):
    """Fail unless the edits that are wanted most are told, or refused with a known reason."""
    protocol, content = case.parent.name, content_of(case)
    told = 0
    for name, edit in every_edit(stream(case)).items():
        made = tell(protocol, content, edit, refusals)
        if made is None or not made.applies:
            continue
        made.check()
        rules(made)
        told += 1
        if name == "nothing":
            assert made.edited == content
    assert told


def sse(*payloads):
    """Return a stream of server-sent events; those with a type carry it as their name."""
    return "".join(
        (f"event: {payload['type']}\n" if "type" in payload else "")
        + f"data: {json.dumps(payload)}\n\n"
        for payload in payloads
    )


def payloads(made):
    """Return the JSON of the events that an answer is told in."""
    return [event.json for event in made.again.events]


def put(key, value, part=0, message=0):
    """Return an edit of a field of a part."""

    def edit(view, answer):
        view["messages"][message]["parts"][part][key] = value

    return edit


def arguments(raw, part=0, message=0):
    """Return an edit of the arguments of a call."""

    def edit(view, answer):
        call = view["messages"][message]["parts"][part]
        call.update(arguments_raw=raw, arguments=json.loads(raw))

    return edit


def finish(reason, message=0):
    """Return an edit of the reason of finishing."""
    return lambda view, answer: view["messages"][message].update(finish_reason_raw=reason)


def add(part, at, message=0):
    """Return an edit that adds a part at a position."""
    return lambda view, answer: view["messages"][message]["parts"].insert(at, dict(part))


def remove(*parts, message=0):
    """Return an edit that takes parts out."""

    def edit(view, answer):
        for part in sorted(parts, reverse=True):
            del view["messages"][message]["parts"][part]

    return edit


@st.composite
def changes_of(draw, view, comes=(SAID, THOUGHT, DECLINED, CALL), reasons=REASONS, *, once=False):
    """Draw edits of everything in a view, in place: texts, calls, parts, facts.

    Args:
        draw: draws.
        view: the view.
        comes: the parts that may come.
        reasons: the reasons of finishing that may come.
        once: whether a message has one text, one refusal and one piece of reasoning at most.
    """
    for message in view["messages"]:
        parts = []
        for part in message["parts"]:
            parts += draw(st.sampled_from([[], [], [], *([one] for one in comes)]))
            fate = draw(st.sampled_from(["stays", "stays", "changes", "changes", "goes"]))
            if fate != "goes":
                parts.append(draw(changed_part(part)) if fate == "changes" else part)
        message["parts"] = parts + draw(st.sampled_from([[], [], *([one] for one in comes)]))
        if once:
            message["parts"] = [*one_of_each(message["parts"], comes)]
        number_calls(message["parts"])
        if message["finish_reason_raw"]:
            message["finish_reason_raw"] = draw(
                st.sampled_from([message["finish_reason_raw"], *reasons])
            )
    if view["model"]:
        view["model"] = draw(st.sampled_from([view["model"], "another-model"]))


def one_of_each(parts, comes):
    """Yield parts without new texts of a kind that there is."""
    kept = [part["kind"] for part in parts if part not in comes]
    for part in parts:
        if part not in comes:
            yield part
        elif part["kind"] not in kept or part == CALL:
            kept.append(part["kind"])
            yield part


def number_calls(parts):
    """Give new calls ids of their own."""
    for at, part in enumerate(parts):
        if part.get("id") == "call_new_1":
            parts[at] = {**part, "id": f"call_new_{at}"}


@st.composite
def changed_part(draw, part):
    """Draw a part of the same kind with another text, other arguments or another name."""
    if part["kind"] in {"text", "reasoning", "refusal"} and part["text"]:
        text = part["text"]
        new = st.one_of(TEXTS, edits_of(text).map(lambda e: apply(text, e)))
        return {**part, "text": draw(new)}
    if part["kind"] == "tool_call" and part["arguments_raw"] is not None and not part.get("raw"):
        value = draw(st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers()), max_size=3))
        raw = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return {**part, "arguments": value, "arguments_raw": raw}
    return part
