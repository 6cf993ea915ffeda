"""Where lines go."""

import io

import pytest

from cassette_cli.render.line import Piece, line
from cassette_cli.render.output import Colour, console_for, is_coloured, print_lines, wrapped


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Return that it is one."""
        return True


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
