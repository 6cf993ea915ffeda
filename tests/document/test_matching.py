"""What recorders compare of requests."""

import pytest

from cassette_cli.document.matching import COMPARED, compared_parts
from cassette_cli.recorders import RECORDERS
from cassette_cli.text.yaml_tree import read_documents

NEWEST = read_documents("version: 2\n")[0]


@pytest.mark.parametrize("recorder", RECORDERS, ids=lambda recorder: recorder.name)
def test_every_recorder_compares_method_and_url(recorder):
    """By default, in whatever words."""
    assert set(compared_parts(["method", "url"], recorder.compared(NEWEST))) == {"method", "url"}


def test_go_vcr_compares_everything():
    """As its version 4 does; the others neither headers nor bodies."""
    found = {
        one.name: compared_parts(["header", "body"], one.compared(NEWEST)) for one in RECORDERS
    }
    assert found == {"go-vcr": ["body", "header"], "vcrpy": [], "ruby-vcr": []}


def test_a_url_is_compared_where_its_query_is():
    """A recorder that compares only that sees a URL change with it."""
    assert compared_parts(["url"], frozenset({"query"})) == ["url"]
    assert compared_parts(["url"], frozenset({"body"})) == []


def test_parts_are_named_once():
    """In the order of the alphabet."""
    everything = frozenset().union(*COMPARED.values())
    assert compared_parts(["url", "body"], everything) == ["body", "url"]
