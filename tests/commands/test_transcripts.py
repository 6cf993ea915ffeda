"""Commands with the whole output that a user sees.

A transcript holds commands after `$ ` and below each its output; a line `[2]` gives an exit code
that is not 0, and lines of standard error start with `! `. `pytest --accept` writes them anew.
"""

import shlex
from pathlib import Path

import pytest
from tests.program import cassette

TRANSCRIPTS = sorted(Path(__file__).parent.glob("transcripts/*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_says_what_the_transcript_says(path, request):
    """Output is a contract: scripts read it, and people learn it."""
    written = path.read_text(encoding="utf-8")
    said = "\n".join(replayed(written))
    if request.config.getoption("--accept"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def replayed(transcript: str):
    """Yield the transcript with the output that its commands have now."""
    for line in transcript.split("\n"):
        if line.startswith("# "):
            yield line
        if line.startswith("$ "):
            yield line
            program, *arguments = shlex.split(line.removeprefix("$ "))
            assert program == "cassette"
            ran = cassette(*arguments)
            yield from ran.out.removesuffix("\n").split("\n") if ran.out else []
            yield from (f"! {row}" for row in ran.err.removesuffix("\n").split("\n") if ran.err)
            yield from [f"[{ran.code}]"] if ran.code else []
            yield ""


def test_every_command_has_a_transcript():
    """A command that no transcript shows is a command nobody has looked at."""
    from cassette_cli.commands.app import COMMANDS

    shown = "".join(path.read_text(encoding="utf-8") for path in TRANSCRIPTS)
    assert [name for name in COMMANDS if f"$ cassette {name} " not in f"{shown} "] == []
