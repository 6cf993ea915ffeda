"""How git shows cassettes, in words."""

import os
from collections.abc import Iterator

from cassette_cli.operations.git.setup import Setting, State
from cassette_cli.render.line import Line, Piece, line

_MOST = 5


def state_lines(state: State) -> Iterator[Line]:
    """Yield what is set, where, and whether it works."""
    yield _setting("textconv", state.textconv, works=state.works)
    if state.driver.command:
        yield _setting("external diff", state.driver, works=True)
    for one in state.attributes:
        place = f"{os.path.relpath(one.path)}: "
        yield line(Piece(place, "key"), ", ".join(one.patterns) or "nothing")
    count = len(state.named) + len(state.others)
    yield line(Piece("cassettes: ", "key"), f"{len(state.named)} of {count} named by attributes")
    for name in state.others[:_MOST]:
        yield line(Piece("not named ", "warn"), name, indent=2)
    if len(state.others) > _MOST:
        yield line(Piece(f"… {len(state.others) - _MOST} more", "dim"), indent=2)
    if not state.is_complete:
        yield line(Piece("`cassette git install` sets it up in this clone", "dim"))


def _setting(name: str, setting: Setting, *, works: bool) -> Line:
    """Return a line on a command."""
    if not setting.command:
        words, style = "not set in this clone", "warn"
    elif not setting.is_ours:
        words, style = "set to a command of another installation", "warn"
    else:
        words, style = ("works", "ok") if works else ("does not work", "bad")
    tail = Piece(f"  {setting.command}", "dim") if setting.command else Piece("")
    return line(Piece(f"{name}: ", "key"), Piece(words, style), tail)
