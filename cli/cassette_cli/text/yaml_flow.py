"""Flow scalars: plain, single-quoted and double-quoted.

Source: YAML 1.1, section 9.1, as libyaml reads it (`yaml_parser_scan_flow_scalar`,
`yaml_parser_scan_plain_scalar`). The three share how a line break folds.
"""

import re

from cassette_cli.text.view import Notation, Run
from cassette_cli.text.yaml_characters import BREAK, BREAKS, UNPRINTABLE, Runs, line_feed

_FOLD = re.compile(rf"[ \t]*(?:(?:\r\n|[{BREAK}])[ \t]*)+")


def _folded(blank: str) -> str:
    """Return what a stretch of blanks around line breaks means."""
    first, *more = [line_feed(found) for found in BREAKS.findall(blank)]
    if first != "\n":
        return first + "".join(more)
    return "".join(more) or " "


def _fold_runs(piece: str, start: int, end: int, into: Runs) -> None:
    """Add the runs of a stretch without escapes."""
    at = start
    for fold in _FOLD.finditer(piece, start, end):
        into.verbatim(piece, at, fold.start())
        into.atom(_folded(fold.group()), *fold.span())
        at = fold.end()
    into.verbatim(piece, at, end)


_PLAIN_START = re.compile(r"-(?![\s,\[\]{}]|$)|[^-?:,\[\]{}#&*!|>'\"%@`\s]")
_PLAIN_END = re.compile(r":(?=\s|$)|(?<=\s)#|[\t\n]")
_FLOW_END = re.compile(r"[:?,\[\]{}]")
_NOT_A_STRING = re.compile(
    r"""(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|=|<<|---.*|\.\.\..*
    |y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF
    |[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])*)
    |[-+]?(?:[0-9][0-9_]*)?(?::[0-5]?[0-9])*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?)?""",
    re.VERBOSE,
)
"""What some reader takes for null, a boolean, a number, a date or a marker when it is plain."""


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Say whether a text can be written plain on one line."""
    return (
        _PLAIN_START.match(text) is not None
        and _PLAIN_END.search(text) is None
        and UNPRINTABLE.search(text) is None
        and not text.endswith(" ")
        and not (in_flow and _FLOW_END.search(text))
    )


def is_plain_string(text: str) -> bool:
    """Say whether a text, written plain on one line anywhere, reads as that string."""
    return _is_plain(text, in_flow=True) and _NOT_A_STRING.fullmatch(text) is None


def _read_plain(piece: str) -> tuple[str, list[Run]]:
    runs = Runs()
    _fold_runs(piece, 0, len(piece), runs)
    return runs.reading()


def plain_notation(piece: str, before: str) -> Notation:
    """Return the notation of a plain scalar that stays what it is: a string, or something else.

    A bracket or comma in it proves that it stands outside of flow collections, where more of them
    are welcome.
    """
    original = _read_plain(piece)[0]
    in_flow = _FLOW_END.search(original) is None
    was_string = _NOT_A_STRING.fullmatch(original) is None
    space = "" if piece or before.isspace() else " "

    def read(edited: str) -> tuple[str, list[Run]] | None:
        reading = _read_plain(edited)
        fits = _is_plain(reading[0], in_flow=in_flow) or edited == piece
        changes_type = was_string and _NOT_A_STRING.fullmatch(reading[0]) is not None
        return reading if fits and not changes_type else None

    def write(text: str) -> str:
        return space + (text if is_plain_string(text) else double_quoted(text))

    return Notation(read, lambda text: text, write)


def _is_quoted(piece: str, quote: str) -> bool:
    return len(piece) > 1 and piece[0] == piece[-1] == quote


_QUOTE = re.compile("''?")


def _read_single(piece: str) -> tuple[str, list[Run]] | None:
    if not _is_quoted(piece, "'"):
        return None
    runs = Runs()
    at = 1
    for quote in _QUOTE.finditer(piece, 1, len(piece) - 1):
        if len(quote.group()) == 1:
            return None
        _fold_runs(piece, at, quote.start(), runs)
        runs.atom("'", *quote.span())
        at = quote.end()
    _fold_runs(piece, at, len(piece) - 1, runs)
    return runs.reading()


def _escape_single(text: str) -> str | None:
    return None if "\n" in text or UNPRINTABLE.search(text) else text.replace("'", "''")


_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f",
    "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}"
    rf"|(?P<fold>(?:\r\n|[{BREAK}])(?:[ \t]|\r\n|[{BREAK}])*)|[^xuU])"
)


def _read_double(piece: str) -> tuple[str, list[Run]] | None:
    if not _is_quoted(piece, '"'):
        return None
    runs = Runs()
    at = 1
    for escape in _ESCAPE.finditer(piece, 1, len(piece) - 1):
        _fold_runs(piece, at, escape.start(), runs)
        meant = _unescaped(escape)
        if meant is None:
            return None
        runs.atom(meant, *escape.span())
        at = escape.end()
    _fold_runs(piece, at, len(piece) - 1, runs)
    return runs.reading()


def _unescaped(escape: re.Match[str]) -> str | None:
    if escape["fold"] is not None:
        return "".join(line_feed(found) for found in BREAKS.findall(escape["fold"])[1:])
    word = escape.group()[1:]
    if len(word) > 1:
        return chr(int(word[1:], 16))
    return _ESCAPES.get(word)


_NAMED = {"\n": "\\n", '"': '\\"', "\\": "\\\\", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_DOUBLE_RARE = re.compile(rf'["\\\n\t]|{UNPRINTABLE.pattern}')


def _escape_double(text: str) -> str:
    return _DOUBLE_RARE.sub(lambda found: _escaped(found.group()), text)


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character <= "\xff":
        return f"\\x{ord(character):02X}"
    return f"\\u{ord(character):04X}" if character <= "\uffff" else f"\\U{ord(character):08X}"


def _respelled(spelled: str, meant: str) -> str | None:
    """Return another character as an escape by number of the same kind."""
    width = len(spelled) - 2
    if spelled[1:2] not in {"x", "u", "U"} or len(meant) != 1 or ord(meant) >= 16**width:
        return None
    digits = "X" if spelled[2:] != spelled[2:].lower() else "x"
    return spelled[:2] + f"{ord(meant):0{width}{digits}}"


def double_quoted(text: str) -> str:
    """Return a text as a double-quoted scalar on one line; any text can be written so."""
    return f'"{_escape_double(text)}"'


SINGLE_QUOTED = Notation(_read_single, _escape_single, double_quoted)
DOUBLE_QUOTED = Notation(_read_double, _escape_double, double_quoted, _respelled)
