"""`cassette cat`: bodies as they are, and what becomes of them on a terminal."""

from tests.operations.diff.recordings import exchange, recording
from tests.program import cassette, on_terminal

HOSTILE = "a\x1b[31mb\rc\nd"


def write(folder, *bodies):
    """Write a cassette of answers with these bodies; return its name."""
    path = folder / "a.json"
    path.write_text(recording(*(exchange("http://a.example/", {}, body) for body in bodies)))
    return path.name


def test_characters_that_steer_a_terminal_are_shown_as_marks(tmp_path):
    """In a pipe they are what they are; an empty body is nothing, and no empty line."""
    name = write(tmp_path, HOSTILE, "", "e\r\n")
    shown = on_terminal("cat", name, cwd=tmp_path)
    assert (shown.out, shown.code) == ("a␛[31mb␍c\nd\ne\n", 0)
    assert cassette("cat", name, cwd=tmp_path).out == f"{HOSTILE}\ne\r\n"


def test_bytes_that_are_no_text_are_not_written_to_a_terminal(tmp_path):
    """They are for a file."""
    name = write(tmp_path, b"\xff\0\xff", "text")
    shown = on_terminal("cat", name, cwd=tmp_path)
    assert shown.code == 2
    assert "3 bytes that are no text" in shown.out
    assert "pipe them into a file" in shown.out
    assert shown.out.endswith("text\n")
