"""go-vcr's own notations."""

import pytest

from cassette_cli.recorders import RECORDERS
from cassette_cli.recorders.go_vcr import milliseconds
from cassette_cli.text.yaml_tree import read_documents

GO_VCR = next(recorder for recorder in RECORDERS if recorder.name == "go-vcr")


def only(text: str):
    """Return the only interaction of a cassette."""
    (found,) = GO_VCR.interactions(read_documents(text)[0])
    return found


def test_the_version_of_the_file_says_what_is_compared():
    """Versions 1 and 2 of the library write 1, and compare as little as they ever did."""
    compared = [GO_VCR.compared(read_documents(f"version: {n}\n")[0]) for n in (1, 2)]
    assert compared[0] == {"method", "url"}
    assert compared[1] > {"method", "url", "headers", "body"}


@pytest.mark.parametrize(
    "duration", [None, "", "fast", "1.5", "-1s", "1s nonsense", "1m2", "s", "9" * 400 + "h"]
)
def test_nonsense_is_no_duration(duration):
    """A file may hold anything; a wrong time is worse than none."""
    assert milliseconds(duration) is None


def test_a_text_of_many_digits_is_looked_at_once():
    """From each of them on, it would take half an hour."""
    assert milliseconds("9" * 300_000) is None


@pytest.mark.parametrize(
    ("duration", "wanted"),
    [
        ("1.329810959s", 1329.810959), ("350.25µs", 0.35025), ("350.25μs", 0.35025),
        ("350.25us", 0.35025), ("12ms", 12), ("15ns", 0.000015), ("1m2.5s", 62_500),
        ("1h0m0.5s", 3_600_500), ("0s", 0), (".5s", 500), ("1.s", 1000),
    ],
)  # fmt: skip
def test_durations_are_milliseconds(duration, wanted):
    """Go writes the largest unit that fits, and strings of them."""
    assert milliseconds(duration) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(
    ("code", "status", "wanted"),
    [
        ("200", "200 OK", (200, "OK")),
        ("418", "418 I'm a teapot", (418, "I'm a teapot")),
        ("204", '"204"', (204, None)),
        ("0", "503 Service Unavailable", (0, "Service Unavailable")),
        ("many", "200 OK", (None, "OK")),
        ("", "404 Not Found", (404, "Not Found")),
    ],
)
def test_status_and_reason(code, status, wanted):
    """The file keeps the code twice; the number counts, and the words after it."""
    found = only(
        "version: 2\ninteractions:\n- request: {url: 'https://api.example.com/'}\n"
        f"  response: {{code: {code}, status: {status}}}\n"
    ).response
    assert (found.status, found.reason) == wanted


def test_what_is_missing_is_none():
    """A value is never guessed, so a reader of the view knows what the file does not say."""
    found = only("version: 1\ninteractions:\n- request: {url: ~}\n  response: {code: 200}\n")
    assert (found.id, found.recorded_at, found.duration_ms) == (None, None, None)
    assert (found.request.method, found.request.url, found.response.reason) == (None, None, None)
    assert found.request.headers == found.response.headers == ()
    assert found.request.body.is_empty
    assert found.response.body.is_empty
