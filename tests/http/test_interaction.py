"""The headers of a message."""

from cassette_cli.http.interaction import Header, Headers

HEADERS = Headers(
    [
        Header("Set-Cookie", "a=1", None),
        Header("ETag", "x", None),
        Header("Set-Cookie", "b=2", None),
        Header("etag", "y", None),
    ]
)


def test_the_file_s_spelling_and_order_are_kept():
    """Two spellings of one name are two names of the file."""
    assert HEADERS.grouped() == {"Set-Cookie": ["a=1", "b=2"], "ETag": ["x"], "etag": ["y"]}
    assert list(HEADERS.grouped()) == ["Set-Cookie", "ETag", "etag"]
    assert HEADERS.grouped(lower=True) == {"set-cookie": ["a=1", "b=2"], "etag": ["x", "y"]}


def test_a_header_is_found_whatever_its_case():
    """HTTP does not tell them apart, and recorders write them as they like."""
    assert HEADERS.get("set-cookie") == "a=1"
    assert HEADERS.get("etag") == "x"
    assert HEADERS.get("date") is None


def test_no_headers_are_no_trouble():
    """Many recordings have none."""
    assert Headers().grouped() == {}
    assert Headers().get("date") is None
