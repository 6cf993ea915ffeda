"""Listing cassettes."""

from tests.program import ROOT

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.list import summary, totals


def of(name):
    """Return the summary of a sample."""
    path = ROOT / "samples" / name
    cassette = open_cassette(Source(name, path))
    assert cassette is not None
    return summary(cassette)


def test_a_line_sums_up_the_recording():
    """The seed: two answers, a failure, a call, what it took."""
    found = of("openrouter-tool-call.yaml")
    assert (found.interactions, found.streams, found.tool_calls) == (3, 2, 1)
    assert (found.input_tokens, found.output_tokens) == (95 + 148, 36 + 8)
    assert abs(found.cost - (0.000294 + 0.0001088)) < 1e-12
    assert dict(found.statuses) == {200: 2, 429: 1}
    assert dict(found.flags) == {"error": 1}


def test_totals_are_the_sums_of_the_lines():
    """What is not counted in any of them stays unknown."""
    one, other = of("openrouter-tool-call.yaml"), of("go-vcr.yaml")
    whole = totals([one, other])
    assert whole.interactions == one.interactions + other.interactions
    assert whole.size == one.size + other.size
    assert whole.input_tokens == one.input_tokens + other.input_tokens
    assert whole.statuses == one.statuses + other.statuses
    assert totals([]).input_tokens is None
