"""JSON to tree, with the place of every value.

Source: RFC 8259; as Python's own reader does, control characters inside strings, `NaN` and
`Infinity` are let through, because recorders write them.
"""

import re
from functools import cached_property
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # missing in typeshed

from cassette_cli.errors import CassetteError
from cassette_cli.text.json_style import PLAIN, Style, escaped, escapes_of, rare
from cassette_cli.text.lines import place
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.view import VERBATIM, Mapped, Notation, Run

DEEPEST = 1000
"""How many levels of nesting are read; deeper is an attack or an accident."""

_BLANK = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|NaN|-?Infinity")


def read_json(text: str) -> Node:
    """Return the tree of a JSON text.

    Strings are leaves of style `"`, everything else that is no array or object one of style `""`.

    Raises:
        CassetteError: the text is no JSON, or is nested too deep; placed at `:line:column`.
    """
    return _Reader(text).read()


class _Open:
    """An array or object whose end has not come yet."""

    def __init__(self, start: int, *, is_object: bool) -> None:
        self.start = start
        self.is_object = is_object
        self.children: list[Node] = []

    def close(self, end: int) -> Node:
        if not self.is_object:
            return Array(tuple(self.children), "", self.start, end)
        pairs = iter(self.children)
        return Object(tuple(zip(pairs, pairs, strict=True)), "", self.start, end)

    def wants_key(self) -> bool:
        return self.is_object and len(self.children) % 2 == 0


class _Reader:
    """One reading of one text; keeps its own stack, so that depth is a count."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._stack: list[_Open] = []

    def read(self) -> Node:
        self._skip_blank()
        while True:
            done = self._value()
            while done is not None:
                if not self._stack:
                    return self._root(done)
                done = self._after(done)

    def _root(self, node: Node) -> Node:
        self._skip_blank()
        if self._at < len(self._text):
            raise self._error("there is text after the end of the value")
        return node

    def _value(self) -> Node | None:
        """Read a scalar or open a collection; `None` where a collection was opened."""
        text, start = self._text, self._at
        first = text[start : start + 1]
        if first == '"':
            return self._string()
        if first and first in "[{":
            return self._open(first)
        word = _WORD.match(text, start)
        if word is None:
            raise self._error("a value is expected here")
        self._at = word.end()
        return Leaf(word.group(), "", "", start, self._at)

    def _string(self) -> Leaf:
        start = self._at
        try:
            value, self._at = scanstring(self._text, start + 1, False)
        except JSONDecodeError as error:
            self._at = min(error.pos, len(self._text))
            raise self._error(error.msg.lower()) from error
        return Leaf(value, "", '"', start, self._at)

    def _open(self, bracket: str) -> Node | None:
        opened = _Open(self._at, is_object=bracket == "{")
        self._at += 1
        self._skip_blank()
        if self._text[self._at : self._at + 1] == ("}" if opened.is_object else "]"):
            self._at += 1
            return opened.close(self._at)
        self._stack.append(opened)
        if len(self._stack) > DEEPEST:
            raise self._error(f"nested deeper than {DEEPEST} levels")
        self._expect_key(opened)
        return None

    def _after(self, node: Node) -> Node | None:
        """Put a finished value where it belongs; return the collection if that is finished too."""
        current = self._stack[-1]
        current.children.append(node)
        self._skip_blank()
        mark = self._text[self._at : self._at + 1]
        if current.is_object and len(current.children) % 2:
            self._expect(":", mark)
            return None
        if mark == ("}" if current.is_object else "]"):
            self._at += 1
            return self._stack.pop().close(self._at)
        self._expect(",", mark)
        self._expect_key(current)
        return None

    def _expect(self, wanted: str, mark: str) -> None:
        if mark != wanted:
            raise self._error(f"`{wanted}` is expected here")
        self._at += 1
        self._skip_blank()

    def _expect_key(self, current: _Open) -> None:
        if current.wants_key() and self._text[self._at : self._at + 1] != '"':
            raise self._error("a key in double quotes is expected here")

    def _skip_blank(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        assert blank is not None
        self._at = blank.end()

    def _error(self, words: str) -> CassetteError:
        return CassetteError(f"not JSON: {words}", place(self._text, self._at))


_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)


def scalar_view(text: str, node: Leaf, style: Style | None = None) -> Mapped:
    """Return the view of a JSON scalar; a string keeps the way of escaping that it has.

    Edits of a number or word are written as they are: that they make JSON is the caller's care.

    Args:
        text: that of the whole.
        node: the scalar.
        style: how a string is escaped that does not show it. With one, characters are escaped only
            where the style says so; without, as in the whole text, and those that take the place of
            others keep their width.
    """
    if not node.style:
        return Mapped(text, node.span, VERBATIM)
    escape = _Escaper(text, node.span, style)
    notation = Notation(_read_string, escape, lambda new: f'"{escape(new)}"')
    if style is None:
        notation = notation._replace(respell=respelled)
    return Mapped(text, node.span, notation)


def _read_string(piece: str) -> tuple[str, list[Run]] | None:
    try:
        value, end = scanstring(piece, 1, False)
    except ValueError:
        return None
    if end != len(piece) or piece[:1] != '"':
        return None
    runs: list[Run] = []
    inner, outer = 0, 1
    for escape in _ESCAPE.finditer(piece, 1, end - 1):
        length = escape.start() - outer
        if length:
            runs.append(Run(Span(inner, inner + length), Span(outer, outer + length), True))
        inner, outer = inner + length, escape.end()
        runs.append(Run(Span(inner, inner + 1), Span(*escape.span()), False))
        inner += 1
    if outer < end - 1:
        runs.append(Run(Span(inner, inner + end - 1 - outer), Span(outer, end - 1), True))
    return value, runs


def respelled(spelled: str, meant: str) -> str | None:
    r"""Return another character as a `\u` escape as long as `spelled`, if there is one."""
    units = meant.encode("utf-16-be", "surrogatepass")
    if not spelled.startswith("\\u") or len(spelled) != 3 * len(units):
        return None
    case = "X" if spelled[2:] != spelled[2:].lower() else "x"
    codes = [units[at] << 8 | units[at + 1] for at in range(0, len(units), 2)]
    return "".join(f"\\u{code:04{case}}" for code in codes)


class _Escaper:
    """Escapes a text as a given JSON string is escaped, or else as a style or the whole says."""

    def __init__(self, text: str, span: Span, style: Style | None) -> None:
        self._text = text
        self._piece = text[span.start : span.end]
        self._style = style

    def __call__(self, text: str) -> str:
        rare = self._rare_in_ascii if text.isascii() else self._rare_beyond
        return rare.sub(lambda found: escaped(found[0]), text)

    @cached_property
    def _rare_in_ascii(self) -> re.Pattern[str]:
        """What is escaped in a text for which the whole need not be read."""
        return self._rare(self._style or PLAIN)

    @cached_property
    def _rare_beyond(self) -> re.Pattern[str]:
        return self._rare(escapes_of(self._text) if self._style is None else self._style)

    def _rare(self, style: Style) -> re.Pattern[str]:
        escapes = rare(escapes_of(self._piece, style))
        return re.compile(rf'["\\\x00-\x1f{escapes}]')
