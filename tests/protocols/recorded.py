"""The answers of recorded cassettes, where these are at hand, and all edits tried on them."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from tests.protocols.cases import BY_NAME
from tests.protocols.retold_body import RetoldBody, every_edit
from tests.protocols.told import content_of

from cassette_cli.document.files import open_cassette
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import sources
from cassette_cli.errors import CassetteError

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
needs_recordings = pytest.mark.skipif(
    not CORPUS.exists(), reason="the recorded cassettes are not at hand"
)


@cache
def answers():
    """Return the places and readings of all recorded answers."""
    found = []
    for source in sources([str(CORPUS)]):
        try:
            cassette = open_cassette(source)
        except CassetteError:
            continue
        for interaction in cassette.interactions() if cassette else ():
            reading = Reading(interaction)
            if reading.answer is not None:
                found.append((f"{cassette.label}#{interaction.index}", reading))
    return found


def every_edit_tried(names, check):
    """Return how often each edit was told in the answers of some protocols, and what was refused.

    Args:
        names: of the protocols.
        check: fails for an answer told anew that is not as it should be.
    """
    told, refused = Counter(), set()
    for place, reading in answers():
        protocol = reading.answer.protocol
        if protocol not in names:
            continue
        content = content_of(reading.interaction.response.body)
        for name, edit in every_edit(reading.stream).items():
            try:
                made = RetoldBody(BY_NAME[protocol], content, edit)
            except CassetteError as error:
                refused.add((protocol, name, error.message))
                continue
            if made.applies:
                check(made)
                told[protocol, name] += 1
            if name == "nothing":
                assert made.edited == content, place
    return told, refused
