"""Searching decoded content."""

import json
import re

import pytest
from tests.program import ROOT

from cassette_cli.document.files import open_cassette
from cassette_cli.document.json_view import cassette_view
from cassette_cli.document.sources import Source
from cassette_cli.operations.grep import PLACES, Query, search
from cassette_cli.text.json_value import get

SAMPLES = sorted((ROOT / "samples").glob("*.y*ml"))


def found(path, pattern, *places, invert=False, show_secrets=True):
    """Return what is found in a file."""
    cassette = open_cassette(Source(str(path), path))
    assert cassette is not None
    query = Query(re.compile(pattern), frozenset(places), invert, show_secrets)
    return list(search(cassette, query))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_pointer_leads_to_the_text(path):
    """Every found line stands where its pointer says, in the JSON view."""
    cassette = open_cassette(Source(str(path), path))
    view = cassette_view(cassette, show_secrets=True)
    lines = found(path, ".")
    assert lines
    for line in lines:
        value = view["interactions"][line.interaction]
        *way, last = [
            step.replace("~1", "/").replace("~0", "~") for step in line.pointer.split("/")[1:]
        ]
        for step in way:
            value = get(value, int(step) if isinstance(value, list) else step)
        inside = get(value, int(last) if isinstance(value, list) else last)
        name = way[-1] if "headers" in way else last
        texts = f"{name}: {inside}", str(inside), last, json.dumps(inside)
        assert any(line.line in text for text in texts)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("place", PLACES)
def test_what_does_not_match_is_the_rest(path, place):
    """A line is found with a pattern or with its inverse, never with both, never with none."""
    every, with_e, without = (
        {(f.interaction, f.pointer, f.number, f.line) for f in lines}
        for lines in (
            found(path, "", place), found(path, "e", place), found(path, "e", place, invert=True)
        )
    )  # fmt: skip
    assert with_e | without == every
    assert not with_e & without


def test_what_is_masked_is_not_searched():
    """What is not printed cannot be guessed a letter at a time either; asked for, it is found."""
    path = ROOT / "samples" / "vcrpy.yaml"
    assert found(path, "sk-proj", "headers", show_secrets=False) == []
    assert found(path, "masked:", "headers", show_secrets=False)
    assert found(path, "sk-proj", "headers")


@pytest.mark.parametrize("pattern", ["^second", "first line$", "^third$", "line", "^$", "d"])
def test_a_line_is_found_as_grep_finds_it(pattern, tmp_path):
    """Each line is asked on its own: `^` and `$` are its ends, not those of the whole text."""
    text = "first line\nsecond line\n\nthird"
    path = tmp_path / "cassette.yaml"
    path.write_text(
        json.dumps(
            {
                "version": 1,
                "interactions": [
                    {
                        "request": {
                            "method": "GET",
                            "uri": "http://h/",
                            "body": text,
                            "headers": {},
                        },
                        "response": {
                            "status": {"code": 200},
                            "body": {"string": ""},
                            "headers": {},
                        },
                    }
                ],
            }
        )
    )
    lines = [line.line for line in found(path, pattern, "request")]
    assert lines == [line for line in text.split("\n") if re.search(pattern, line)]


def test_of_an_endless_line_not_all_matches_are_told(tmp_path):
    """Each takes room: of a line of 100 MB they would take 14 GB. The line is found anyway."""
    path = tmp_path / "cassette.yaml"
    line = "x" * 30_000
    request = {"method": "GET", "uri": "http://h/", "body": line, "headers": {}}
    response = {"status": {"code": 200}, "body": {"string": ""}, "headers": {}}
    path.write_text(
        json.dumps({"version": 1, "interactions": [{"request": request, "response": response}]})
    )
    (one,) = found(path, "x", "request")
    assert one.line == line
    assert 1_000 < len(one.spans) < 20_000
    assert one.spans[:2] == ((0, 1), (1, 2))
