"""Official SDKs make of every stream what we make of it, but for the faults that are known."""

import fnmatch

import pytest
from tests.protocols.recorded import CORPUS
from tests.protocols.told import response_view
from tests.witness.facts import differences
from tests.witness.faults import FAULTS, expected_differences
from tests.witness.witnesses import PACKAGES, WARNINGS, made_up, recorded, witness

pytestmark = pytest.mark.filterwarnings(*WARNINGS)

every_protocol = pytest.mark.parametrize("protocol", PACKAGES)


def surprises(protocol, streams):
    """Return how the SDK's readings of streams differ from ours where they are not known to.

    A version that has been mended may read as we do.
    """
    sdk, found = witness(protocol), {}
    for label, body, _, answer in streams:
        differing = differences(sdk, body, answer, response_view(answer))
        if not differing.keys() <= expected_differences(protocol, label):
            found[label] = differing
    return found


@every_protocol
def test_an_sdk_reads_what_the_tests_make_up(protocol):
    """Each of these has something odd, so this is where the SDKs show their faults."""
    assert surprises(protocol, made_up(protocol)) == {}


@every_protocol
def test_an_sdk_reads_what_was_recorded(protocol, record_property):
    """Whoever trusts the transcript would otherwise have to check it against the SDK."""
    streams = recorded(protocol)
    if not streams:
        pytest.skip("no recording of this protocol is at hand")
    record_property("streams", len(streams))
    assert surprises(protocol, streams) == {}


@every_protocol
def test_every_known_fault_is_of_a_stream_that_is_there(protocol):
    """So that the table holds nothing that has been forgotten."""
    labels = [stream.label for stream in [*made_up(protocol), *recorded(protocol)]]
    stale = [
        pattern
        for fault in FAULTS[protocol]
        for pattern in fault.streams
        if (CORPUS.exists() or pattern.startswith(protocol)) and not fnmatch.filter(labels, pattern)
    ]
    assert stale == []
