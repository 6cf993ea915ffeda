"""The shelf of recorders: every kind of file is read by exactly one of them.

A folder `data/<recorder>/<case>` holds a cassette and what it says. Cases called `recorded-…` are
what the real recorders wrote of one invented conversation; the others are written by hand, after
the recorder's own source, for what that conversation lacks.
"""

from base64 import b64encode
from pathlib import Path

import pytest

from cassette_cli.document.files import decoded_file, open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.errors import NotACassette, UnreadFormat
from cassette_cli.recorders import RECORDERS, recorder_of
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.yaml_tree import read_documents

DATA = Path(__file__).parent / "data"
CASES = sorted(path for path in DATA.glob("*/*/cassette.*"))


def name_of(path: Path) -> str:
    """Return the name of a case."""
    return path.parent.relative_to(DATA).as_posix()


def documents_of(path: Path) -> list:
    """Return the trees of a cassette's documents."""
    text = decoded_file(path.read_bytes())
    return [read_json(text)] if path.suffix == ".json" else read_documents(text)


def body_of(body) -> dict:
    """Return what a body holds, and how it was kept."""
    view = {"form": body.stored.form, "codings": list(body.codings)}
    if body.text is not None:
        view["text"] = body.text
    else:
        view["base64"] = b64encode(body.data).decode()
    return view | {"problems": body.problems} if body.problems else view


def reading_of(path: Path) -> dict:
    """Return everything that a recorder reads of a cassette."""
    cassette = open_cassette(Source("cassette", path))
    return {
        "recorder": cassette.recorder.name,
        "version": cassette.recorder.version(cassette.tree),
        "interactions": [
            {
                "index": interaction.index,
                "id": interaction.id,
                "recorded_at": interaction.recorded_at,
                "duration_ms": interaction.duration_ms,
                "method": interaction.request.method,
                "url": interaction.request.url,
                "request_headers": len(interaction.request.headers),
                "request_body": body_of(interaction.request.body),
                "status": interaction.response.status,
                "reason": interaction.response.reason,
                "response_headers": len(interaction.response.headers),
                "response_body": body_of(interaction.response.body),
            }
            for interaction in cassette.interactions()
        ],
    }


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_reads_what_the_recorder_wrote(path, expect):
    """Nothing that a recorder keeps is lost or made up; `--accept` takes a new reading."""
    found = reading_of(path)
    assert found["recorder"] == path.parent.parent.name
    expect(path.with_name("expected.json"), found)


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_exactly_one_recorder_recognises_a_case(path):
    """Recognition is yes or no: two recorders that say yes would be a matter of luck."""
    documents = documents_of(path)
    assert len(documents) == 1
    yes = [recorder.name for recorder in RECORDERS if recorder.recognises(documents[0])]
    assert yes == [path.parent.parent.name]
    assert recorder_of(documents).name == yes[0]


def test_recordings_of_one_conversation_agree():
    """One invented conversation, recorded by all: in any notation, the answers are the same."""
    answers = {}
    for path in CASES:
        if path.parent.name.startswith("recorded-"):
            found = [one["response_body"] | {"status": one["status"]} for one in _answers(path)]
            answers[name_of(path)] = [
                (body["status"], body.get("text"), body.get("base64")) for body in found
            ]
    json_holds_no_bytes = answers.pop("vcrpy/recorded-httpx-json")
    whole = answers["vcrpy/recorded-httpx"]
    assert len(whole) == 6
    assert [name for name, found in answers.items() if found != whole] == []
    assert [answer for answer in whole if answer in json_holds_no_bytes] == json_holds_no_bytes


def _answers(path: Path) -> list:
    return reading_of(path)["interactions"]


COMPARED = {
    "vcrpy": "method scheme host port path query",
    "go-vcr": "method url proto headers body content_length transfer_encoding host form trailer "
    "remote_addr request_uri",
    "ruby-vcr": "method uri",
}
"""What each compares: VCR.py's `match_on`, Ruby VCR's `match_requests_on`, and for go-vcr the
fields of a request that its version 4 looks at, which leaves out none of them."""


@pytest.mark.parametrize("recorder", RECORDERS, ids=lambda recorder: recorder.name)
def test_what_a_recorder_compares(recorder):
    """What it compares and somebody changes, it does not find any more: its own defaults."""
    assert recorder.compared(read_documents("version: 2\n")[0]) == set(
        COMPARED[recorder.name].split()
    )


@pytest.mark.parametrize("recorder", RECORDERS, ids=lambda recorder: recorder.name)
def test_a_recorder_has_cases(recorder):
    """A recorder of which no cassette is kept here is not finished."""
    own = [path for path in CASES if path.parent.parent.name == recorder.name]
    assert any(path.parent.name.startswith("recorded-") for path in own)


def test_every_folder_is_a_case_of_a_recorder():
    """A case that no test finds, for a name misspelt, would be read by nobody."""
    names = {recorder.name for recorder in RECORDERS}
    assert {path.name for path in DATA.iterdir()} == names
    assert set(DATA.glob("*/*")) == {path.parent for path in CASES}


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_places_are_where_things_are_written(path):
    """A place in the file is what later edits rely on: the URL and each header stand there."""
    cassette = open_cassette(Source("cassette", path))
    for interaction in cassette.interactions():
        request, response = interaction.request, interaction.response
        if request.url_place is not None:
            written = cassette.text[slice(*request.url_place.span)]
            assert request.url in written
        for header in (*request.headers, *response.headers):
            if header.place is not None and not header.place.tag:
                assert header.value == header.place.value


@pytest.mark.parametrize(
    "text",
    [
        "version: 2\njobs:\n  build:\n    docker: [image]\n",
        "version: '3'\nservices: {}\n",
        "interactions: 3\n",
        "interactions: [a, b]\n",
        "interactions:\n- request: {}\n  response: {}\n",
        "- a\n- b\n",
        "just words\n",
        "http_interactions_count: 3\n",
        "requests: []\nresponses: []\n",
    ],
)
def test_other_files_are_no_cassettes(text):
    """A configuration with `version` and `jobs` is not mistaken for a recording."""
    with pytest.raises(NotACassette) as caught:
        recorder_of(read_documents(text))
    assert not isinstance(caught.value, UnreadFormat)
    assert "cassette formats" in caught.value.hint


def test_no_document_is_no_cassette():
    """A file of comments has no document at all."""
    with pytest.raises(NotACassette, match="empty"):
        recorder_of([])
