"""Edits of many kinds on every answer of recorded cassettes, where these are at hand."""

from collections import Counter
from functools import partial

import pytest
from tests.protocols import edits
from tests.protocols.cases import BY_NAME
from tests.protocols.recorded import answers, needs_recordings
from tests.protocols.told import check, tell

from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.answer import retelling_of
from cassette_cli.text.json_value import string

KINDS = {**edits.TEXTS, **edits.CALLS, **edits.FACTS, **edits.PARTS}
ACROSS = "a word across two fragments"
NEVER_REFUSED = {*edits.TEXTS, ACROSS}
TOLD = [name for name, protocol in BY_NAME.items() if protocol.telling is not None]


def edits_of(reading):
    """Yield the edits that are tried on an answer, by their names."""
    yield from KINDS.items()
    parts = [part for message in reading.answer.messages for part in message.parts]
    text = next((part for part in parts if part.kind == "text" and part.text), None)
    if text is not None and len(text.sites.get("text", ())) > 1:
        yield ACROSS, partial(edits.replace_around, at=fragment_end(reading, text))


def fragment_end(reading, part):
    """Return where a fragment in the middle of a text ends."""
    lines = retelling_of(reading).lines
    sites = part.sites["text"]
    lengths = [len(string(lines[site.event].payload, *site.path)) for site in sites]
    return sum(lengths[: len(lengths) // 2])


def tried(name):
    """Return how often each kind of edit was told and refused in a protocol, and what failed."""
    told, refused, failed = Counter(), Counter(), {}
    for place, reading in answers():
        if reading.answer.protocol != name:
            continue
        body = reading.interaction.response.body
        for kind, edit in edits_of(reading):
            try:
                made = tell(body, BY_NAME[name], edit)
                if made is not None:
                    check(made)
                    told[kind] += 1
            except CassetteError as error:
                refused[kind, error.message] += 1
            except AssertionError as error:
                failed[f"{place}: {kind}"] = str(error)[:400]
    return told, refused, failed


@needs_recordings
@pytest.mark.parametrize("name", BY_NAME)
def test_every_edit_of_a_recorded_answer_comes_about_or_is_refused(name, record_property):
    """The new body reads as wanted, and every event that is not touched is as it was."""
    if name not in TOLD:
        pytest.skip("edited answers are not told in this protocol")
    told, refused, failed = tried(name)
    record_property("told", dict(told))
    record_property("refused", {f"{kind}: {words}": n for (kind, words), n in refused.items()})
    assert failed == {}
    assert [kind for kind, _ in refused if kind in NEVER_REFUSED] == []
