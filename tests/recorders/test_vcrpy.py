"""VCR.py's own notations, and those of the serializers that people put in its place."""

import pytest

from cassette_cli.errors import CassetteError
from cassette_cli.recorders import RECORDERS
from cassette_cli.recorders.base import Halves, put_status
from cassette_cli.text.yaml_tree import read_documents

VCRPY = next(recorder for recorder in RECORDERS if recorder.name == "vcrpy")


def interactions(text: str) -> list:
    """Return the interactions of a cassette."""
    return list(VCRPY.interactions(read_documents(text)[0]))


def with_request_body(body: str):
    """Return the request body of a cassette that keeps it so."""
    (found,) = interactions(
        f"interactions:\n- request:\n    uri: https://api.example.com/\n    body: {body}\n"
        "  response: {status: {code: 200}}\n"
    )
    return found.request.body


def test_nothing_of_a_tag_is_constructed():
    """A cassette is untrusted: a tag that names a function of the system is only a word."""
    body = with_request_body("!!python/object/apply:os.system ['exit 3']")
    assert body.text == "exit 3"


@pytest.mark.parametrize(
    ("status", "made"),
    [
        (None, {"code": 404, "message": "Not Found"}),
        ({"code": 200, "message": "OK"}, {"code": 404, "message": "Not Found"}),
        ({"code": 200, "message": "Fine"}, {"code": 404, "message": "Fine"}),
        ({"code": 200}, {"code": 404}),
    ],
)
def test_a_status_is_put_where_there_is_none(status, made):
    """With the phrase that is usual for it, unless there was another."""
    response = {"headers": {}} if status is None else {"headers": {}, "status": status}
    put_status(Halves({}, {}, response), 404)
    assert response["status"] == made


def test_a_status_that_is_no_mapping_is_left():
    """Nothing is written where nobody would look for it."""
    with pytest.raises(CassetteError, match="no place for the code"):
        put_status(Halves({}, {}, {"status": "200 OK"}), 404)


def test_an_unknown_tag_keeps_its_text():
    """A tag that nobody knows does not hide what it is put on."""
    assert with_request_body("!anything 'words'").text == "words"


def test_uneven_lists_of_langchain_lose_nothing():
    """A request whose answer is missing is shown, without an answer."""
    found = interactions(
        "requests:\n- {method: GET, uri: 'https://a.example/'}\n- {method: GET, uri: 'https://b.example/'}\n"
        "responses:\n- {status: {code: 200}, body: {string: hi}}\n"
    )
    assert [(one.request.url, one.response.status) for one in found] == [
        ("https://a.example/", 200),
        ("https://b.example/", None),
    ]
    assert found[1].response.body.is_empty


def test_a_parsed_body_is_the_values_that_replay_sees():
    """Quoted numbers stay strings, and bare ones are numbers, as the project's reader has it."""
    (found,) = interactions(
        "interactions:\n- request:\n    uri: https://api.example.com/\n"
        "    parsed_body: {zip: '02134', n: 1, x: 1.5, yes: true, none: null, at: 2026-01-02}\n"
        "  response: {status: {code: 200}}\n"
    )
    assert found.request.body.json == {
        "zip": "02134", "n": 1, "x": 1.5, "yes": True, "none": None, "at": "2026-01-02"
    }  # fmt: skip


def test_headers_of_one_name_are_several():
    """Two cookies are two headers, each with its own place in the file."""
    (found,) = interactions(
        "interactions:\n- request: {uri: 'https://api.example.com/'}\n"
        "  response:\n    status: {code: 200}\n"
        "    headers: {Set-Cookie: [a=1, b=2], ETag: x, Age: 3, Empty: [], None: ~}\n"
    )
    headers = found.response.headers
    assert [(header.name, header.value) for header in headers] == [
        ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("ETag", "x"), ("Age", "3")
    ]  # fmt: skip
    assert len({header.place.span for header in headers}) == 4
