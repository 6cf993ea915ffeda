"""Where lines go."""

import io
import os
import subprocess
import sys

import pytest
from tests.operations.diff.recordings import exchange, recording
from tests.program import ROOT, cassette, on_terminal

from cassette_cli.render.line import Piece, line
from cassette_cli.render.output import Colour, console_for, is_coloured, print_lines, wrapped


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Return that it is one."""
        return True


SAMPLE = str(ROOT / "samples" / "go-vcr.yaml")
LINES = [line(Piece("red", "bad"), " [bold]x[/] \x1b[31m", indent=2), line("plain")]


def test_a_pipe_gets_plain_lines():
    """No colour, no wrapping, nothing read as markup."""
    out = io.StringIO()
    print_lines([line("word " * 100), *LINES], Colour.AUTO, to=out)
    assert out.getvalue() == f"{'word ' * 99}word\n  red [bold]x[/] ␛[31m\nplain\n"


def test_a_pipe_that_asks_for_colour_gets_it_unwrapped():
    """`--color always` is for pagers; lines stay lines."""
    out = io.StringIO()
    print_lines([*LINES, line("word " * 100)], Colour.ALWAYS, to=out)
    assert "\x1b[1;31mred\x1b[0m [bold]x[/] ␛[31m" in out.getvalue()
    assert out.getvalue().count("\n") == 3


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_terminal_wraps_under_the_indent(width):
    """A long text stays in its column."""
    console = console_for(io.StringIO(), coloured=False, width=width)
    rows = [row.plain for row in wrapped(line("some words " * 20, indent=8), console)]
    assert len(rows) > 1
    assert all(row.startswith(" " * 8) and len(row) <= max(width, 28) for row in rows)


def test_the_flag_wins_over_the_environment(monkeypatch):
    """NO_COLOR wins over FORCE_COLOR, and --color over both."""
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert is_coloured(Colour.AUTO, Terminal())
    assert not is_coloured(Colour.AUTO, io.StringIO())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert is_coloured(Colour.AUTO, io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_coloured(Colour.AUTO, Terminal())
    assert is_coloured(Colour.ALWAYS, io.StringIO())
    assert not is_coloured(Colour.NEVER, Terminal())


def pager(folder, script):
    """Return the command of a pager that runs a line of a shell, its arguments among them."""
    path = folder / "my pager"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"'{path}' one 'two three'"


def test_a_person_reads_in_their_own_pager(tmp_path):
    """With its arguments; that of cassettes wins over the general one."""
    shown = on_terminal("show", SAMPLE, PAGER=pager(tmp_path, 'echo "$2|$LESS|$LV"; cat'))
    bare = on_terminal("show", SAMPLE, "--no-pager", PAGER="false")
    first, _, rest = shown.out.partition("\n")
    assert first == "two three|FRX|-c"
    assert (rest, shown.code) == (bare.out, 0)
    for setting in ({"CASSETTE_PAGER": ""}, {"CASSETTE_PAGER": "cat"}, {"CASSETTE_PAGER": "'"},
                    {"CASSETTE_PAGER": "/nowhere/at-all"}):  # fmt: skip
        assert on_terminal("show", SAMPLE, PAGER="false", **setting) == bare


def test_a_pager_that_is_left_early_ends_it_quietly(tmp_path):
    """Whoever has read enough need not hear of the rest; nor is it a failure in a pipe."""
    large = tmp_path / "large.json"
    one = exchange("http://a.example/", {}, "word " * 300)
    large.write_text(recording(*[one] * 99))
    shown = on_terminal("show", str(large), "--full", PAGER=pager(tmp_path, "head -1"))
    assert (shown.code, shown.out.count("\n")) == (0, 1)
    command = f"'{sys.executable}' -m cassette_cli show {large} --full --color always"
    script = f"{{ {command}; echo $? >{tmp_path}/code; }} | head -1"
    settings = os.environ | {"PYTHONPATH": str(ROOT / "cli")}
    subprocess.run(["sh", "-c", script], env=settings, stdout=subprocess.PIPE, check=True)
    assert (tmp_path / "code").read_text() == "0\n"


def test_a_bar_shows_how_far_it_is_and_leaves_nothing(tmp_path):
    """Where many files are read on a terminal, and never in a pipe."""
    for number in range(40):
        (tmp_path / f"{number}.json").write_text(recording(exchange("http://a.example/", {}, "a")))
    shown = on_terminal("list", ".", "--color", "always", cwd=tmp_path, TERM="xterm")
    plain = on_terminal("list", ".", cwd=tmp_path)
    piped = cassette("list", ".", cwd=tmp_path)
    assert shown.code == plain.code == piped.code == 0
    assert "reading" in shown.out
    assert "reading" not in plain.out + piped.out + piped.err
    assert plain.out.startswith("cassette ")
    assert [len(ran.out.split(".json")) for ran in (shown, plain, piped)] == [41, 41, 41]
