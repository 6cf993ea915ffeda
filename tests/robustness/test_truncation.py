"""Recordings that end too early: at any byte of a file, and after any event of a stream.

With `EVERY_BYTE=1` in the environment each sample is cut at all its bytes, which takes minutes.
"""

import gzip
import os
from base64 import b64encode
from collections import Counter

import pytest
from tests.operations.rewrite.test_files import own, real
from tests.program import ROOT
from tests.protocols.cases import BY_NAME
from tests.protocols.test_protocols import ENDED
from tests.protocols.told import content_of

from cassette_cli.document.files import open_cassette
from cassette_cli.document.json_view import cassette_view
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.framing import stream_of
from cassette_cli.http.body import Body, Stored
from cassette_cli.operations.show import turns
from cassette_cli.render.json_output import json_text
from cassette_cli.render.show import Wishes, shown

SAMPLES = sorted((ROOT / "samples").glob("*.y*ml"))
_STEP = 1 if os.environ.get("EVERY_BYTE") else 61
"""A prime: cuts fall on all columns."""
_MOST = 40
"""After how many events of one recorded stream it is cut, spread over all."""


def everything_shown(data: bytes) -> int:
    """Show a file in all detail, as words and as JSON.

    Returns:
        How many lines there were; none where it is refused, and -1 where nobody is told why.
    """
    try:
        cassette = open_cassette(Source("cut", None), data)
        lines = list(shown(cassette, turns(cassette), Wishes(full=True, headers=True, events=True)))
        json_text(cassette_view(cassette, show_secrets=False))
    except CassetteError as error:
        return 0 if error.message and error.where.startswith("cut") else -1
    return len(lines)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_file_that_is_cut_off_is_shown_or_refused(path):
    """Whatever is left of it."""
    data = path.read_bytes()
    found = [everything_shown(data[:end]) for end in range(0, len(data) + 1, _STEP)]
    assert min(found) == 0 < max(found)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_packed_file_that_is_cut_off_is_refused(path):
    """Half a file is not shown as if it were whole."""
    data = gzip.compress(path.read_bytes())
    for end in range(1, len(data), _STEP):
        assert everything_shown(data[:end]) == 0
    assert everything_shown(data) > 0


def _cut(body: Body, content: str | bytes) -> Body:
    """Return a body with other content, kept and called as it was."""
    name = body.media_type.name
    if isinstance(content, bytes):
        return Body(Stored("base64", b64encode(content).decode(), None), name)
    return Body(Stored("text", content, None), name)


@pytest.mark.parametrize("files", [own, real], ids=["own", "real"])
def test_a_recorded_stream_is_truncated_until_its_end_came(files):
    """As those that the tests make up; real ones in which gateways have their own ways."""
    tried: Counter[str] = Counter()
    for cassette in files():
        for one in cassette.interactions():
            reading = Reading(one)
            if reading.stream is None or reading.answer is None:
                continue
            tried[reading.answer.protocol] += check_cuts(reading, cassette.label)
    assert tried.total() > 40
    assert files is own or len(tried) > 5


def check_cuts(reading: Reading, label: str) -> int:
    """Cut a stream after its events, and return after how many."""
    name, events = reading.answer.protocol, reading.stream.events
    body = reading.interaction.response.body
    content = content_of(body)
    chosen = events[:: len(events) // _MOST + 1]
    for event in chosen:
        cut = stream_of(_cut(body, content[: event.end]))
        seen = events[: event.ordinal + 1]
        assert len(cut.events) == len(seen), label
        answer = BY_NAME[name].assemble(cut)
        where = f"{label}#{reading.interaction.index} after event {event.ordinal}: {answer.status}"
        if answer.error is not None:
            assert answer.status == "errored", where
        elif ENDED[name](seen) and cut.framing != "json-array":
            assert answer.status in {"complete", "incomplete", "errored"}, where
        else:
            assert answer.status in {"truncated", "errored"}, where
    return len(chosen)
