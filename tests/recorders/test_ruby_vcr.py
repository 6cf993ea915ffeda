"""Ruby VCR's own notations."""

import pytest

from cassette_cli.recorders import RECORDERS
from cassette_cli.text.yaml_tree import read_documents

RUBY_VCR = next(recorder for recorder in RECORDERS if recorder.name == "ruby-vcr")


def only(text: str):
    """Return the only interaction of a cassette."""
    (found,) = RUBY_VCR.interactions(read_documents(text)[0])
    return found


def with_body(body: str):
    """Return the response body of a cassette that keeps it so."""
    return only(
        "http_interactions:\n- request: {method: get, uri: 'https://api.example.com/'}\n"
        f"  response:\n    status: {{code: 200}}\n    body: {body}\n"
    ).response.body


@pytest.mark.parametrize(
    ("written", "wanted"), [("get", "GET"), (":post", "POST"), ("PATCH", "PATCH"), ("~", None)]
)
def test_methods_are_upper_case(written, wanted):
    """Ruby writes symbols in lower case; HTTP has one spelling."""
    found = only(
        f"http_interactions:\n- request:\n    method: {written}\n  response: {{status: {{}}}}\n"
    )
    assert found.request.method == wanted


@pytest.mark.parametrize("body", ["~", "", "''", "{encoding: UTF-8, string: ''}", "{}"])
def test_an_empty_body_is_empty(body):
    """In whichever way the file says so."""
    assert with_body(body).is_empty


@pytest.mark.parametrize(
    "body",
    [
        "grüße",
        "{encoding: UTF-8, string: grüße}",
        "{encoding: ASCII-8BIT, string: !binary 'Z3LDvMOfZQ=='}",
        "{encoding: UTF-8, base64_string: 'Z3LDvMOfZQ=='}",
        "{encoding: UTF-8, base64_string: 'Z3LDvMOfZQ==', string: other}",
        "!binary 'Z3LDvMOfZQ=='",
    ],
)
def test_a_body_is_kept_in_many_ways(body):
    """A base64 string wins over a plain one, as it does at replay."""
    assert with_body(body).text == "grüße"


@pytest.mark.parametrize(
    ("writer", "wanted"), [("recorded_with: VCR 6.4.0\n", "6.4.0"), ("", None)]
)
def test_the_version_is_the_writer_s(writer, wanted):
    """The format has no number of its own."""
    tree = read_documents(f"http_interactions: []\n{writer}")[0]
    assert RUBY_VCR.recognises(tree)
    assert RUBY_VCR.version(tree) == wanted
