"""Official SDKs read an edited stream as the message that it was edited to."""

from collections import Counter

import pytest
from tests.protocols.cases import BY_NAME
from tests.protocols.retold_body import RetoldBody, every_edit
from tests.witness.facts import differences, read_with
from tests.witness.faults import expected_differences
from tests.witness.witnesses import PACKAGES, WARNINGS, made_up, recorded, witness

from cassette_cli.errors import CassetteError

pytestmark = pytest.mark.filterwarnings(*WARNINGS)

STEP = 3
"""A kind of edits that has come about once is tried on one in so many streams."""
NEVER_TOLD = {"openai-chat": {"add a thought"}}
"""Kinds that a protocol has no place for: the thought is signed, which no completion is."""


def read_alike(protocol):
    """Return the streams of which an SDK has a message, and the same as we have."""
    return [
        stream
        for stream in [*recorded(protocol), *made_up(protocol)]
        if not expected_differences(protocol, stream.label)
        and read_with(witness(protocol), stream.body) is not None
    ]


def edits_of(protocol, told):
    """Yield streams with the kinds of edits that are tried on each, by name.

    Args:
        protocol: the protocol.
        told: how often each kind has come about so far.
    """
    for number, stream in enumerate(read_alike(protocol)):
        for place, (name, edit) in enumerate(every_edit(stream.stream).items()):
            if not told[name] or (number + place) % STEP == 0:
                yield stream, name, edit


@pytest.mark.parametrize("protocol", PACKAGES)
def test_an_sdk_reads_an_edited_stream_as_it_is_meant(protocol, record_property):
    """An edit that we refuse is none; but no kind of edit is refused everywhere."""
    sdk, told, refused, found = witness(protocol), Counter(), Counter(), {}
    for stream, name, edit in edits_of(protocol, told):
        try:
            made = RetoldBody(BY_NAME[protocol], stream.body, edit)
        except CassetteError:
            refused[name] += 1
            continue
        if made.applies:
            told[name] += 1
            if differing := differences(sdk, made.edited, made.answer, made.wanted):
                found[f"{stream.label}: {name}"] = differing
    record_property("told", told.total())
    record_property("refused", refused.total())
    assert found == {}
    assert refused.keys() - told.keys() == NEVER_TOLD.get(protocol, set())
