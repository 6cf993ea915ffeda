"""Texts that are lists of named values: queries and forms, cookies, multipart bodies and XML.

Source: WHATWG URL, section 5 (`application/x-www-form-urlencoded`), RFC 6265, RFC 7578, XML 1.0.
They are found by what they look like, in any text, because recordings hold them in odd places.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote_plus

from cassette_cli.text.entities import entity_layer
from cassette_cli.text.layer import Inner
from cassette_cli.text.percent import form_layer, percent_layer
from cassette_cli.text.span import Span
from cassette_cli.text.view import VERBATIM, Mapped, Nested, View

Decode = Callable[[str], Iterable[Inner[str, str]]]

_PARAMETER = re.compile(
    r"(?:^|(?<=[?&;#]))(?:amp;)?(?P<name>[\w.\-~%\[\]$]{1,100})=(?P<value>[^&#\s\"'<>]*)"
)
_FIELD = re.compile(r"(?:^|(?<=&))(?P<name>[^=&\s]{1,100})=(?P<value>[^&\s]*)")
_FORM = re.compile(r"[\w.\-~%\[\]+$]{1,100}=[^&\s]*(?:&[\w.\-~%\[\]+$]{1,100}=[^&\s]*)*\s*")
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^/?#\s]*(?=/)")
_SEGMENT = re.compile(r"[^/\s]{8,}")
_COOKIE = re.compile(r"(?:^|(?<=;)|(?<=; ))(?P<name>[^=;\s]{1,100})=(?P<value>[^;]*)")
_ELEMENT = re.compile(r"<(?P<name>[A-Za-z_][\w:.\-]{0,80})(?:\s[^<>]*)?>(?P<value>[^<>]{4,})</")
_BOUNDARY = re.compile(r"--(?P<boundary>[\w'()+,./:=? -]{1,70})\r?\n")
_PART_NAME = re.compile(r"(?i)content-disposition:[^\r\n]{0,300}?[ ;]name=\"?(?P<name>[^\";\r\n]+)")


def query_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the parameters of the URLs in a text, decoded."""
    if "=" in text and ("?" in text or "&" in text or "#" in text):
        yield from _values(text, _PARAMETER, percent_layer)


def path_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the segments of the path of a text that is a URL as a whole, decoded."""
    if (found := _URL.match(text)) is not None:
        for segment in _SEGMENT.finditer(text, found.end(), _end_of_path(text, found.end())):
            yield _inner(text, Span(*segment.span()), "", percent_layer(segment.group()))


def _end_of_path(text: str, start: int) -> int:
    ends = [at for mark in "?#" if (at := text.find(mark, start)) >= 0]
    return min(ends, default=len(text))


def form_body_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the fields of a text that is a form of several fields as a whole, decoded."""
    if "=" in text and "&" in text and _FORM.fullmatch(text):
        yield from _values(text, _FIELD, form_layer)


def cookie_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the cookies of a `Cookie` header."""
    yield from _values(text, _COOKIE, percent_layer)


def set_cookie_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the cookie of a `Set-Cookie` header, without its attributes."""
    end = text.find(";")
    yield from _values(text if end < 0 else text[:end], _COOKIE, percent_layer)


def xml_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the texts of the elements of an XML or HTML text that hold nothing else."""
    if "</" in text:
        yield from _values(text, _ELEMENT, entity_layer)


def table_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the cells of tables whose first row names them: CSV, TSV and tables of Markdown."""
    if "\n" not in text:
        return
    names: list[str] = []
    mark = ""
    for row in _ROW.finditer(text):
        cells = _cells(row.group(), mark) if names else []
        if len(cells) != len(names) or not names:
            mark = next((one for one in _MARKS if one in row.group()), "")
            heads = _cells(row.group(), mark) if mark else []
            names = [row.group()[slice(*cell)] for cell in heads]
            names = names if len(names) > 1 and all(map(_HEAD.fullmatch, names)) else []
            continue
        for name, (start, end) in zip(names, cells, strict=True):
            span = Span(row.start() + start, row.start() + end)
            if start < end:
                yield _inner(text, span, name, ())


_MARKS = ",;\t|"
_ROW = re.compile(r"[^\r\n]+")
_HEAD = re.compile(r"[A-Za-z][\w .-]{0,40}")


def _cells(row: str, mark: str) -> list[tuple[int, int]]:
    """Return where the cells of a row are, quotes and blanks around them aside."""
    cells: list[tuple[int, int]] = []
    start = 0
    for cell in row.split(mark):
        bare = cell.strip(" \"'`")
        at = start + cell.index(bare)
        cells.append((at, at + len(bare)))
        start += len(cell) + 1
    return cells


def multipart_layer(text: str) -> Iterator[Inner[str, str]]:
    """Yield the parts of a multipart body; each with its name."""
    found = _BOUNDARY.match(text)
    if found is None or f"--{found['boundary']}--" not in text:
        return
    start = found.end()
    for mark in re.finditer(rf"\r?\n--{re.escape(found['boundary'])}(?:--)?(?:\r?\n|$)", text):
        head = re.compile(r"\r?\n\r?\n").search(text, start, mark.start())
        if head is not None:
            name = _PART_NAME.search(text, start, head.end())
            span = Span(head.end(), mark.start())
            yield _inner(text, span, name["name"] if name else "", ())
        start = mark.end()


def _values(text: str, pattern: re.Pattern[str], decode: Decode) -> Iterator[Inner[str, str]]:
    for found in pattern.finditer(text):
        if found["value"]:
            value = found["value"]
            name = unquote_plus(found["name"])
            yield _inner(text, Span(*found.span("value")), name, decode(value))


def _inner(text: str, span: Span, name: str, decoded: Iterable[Inner[str, str]]) -> Inner[str, str]:
    """Return a stretch of a text, decoded where it can be."""
    inside = next(iter(decoded), None)

    def view() -> View[str, str]:
        outer = Mapped(text, span, VERBATIM)
        return outer if inside is None else Nested(outer, inside.open())

    content = text[span.start : span.end] if inside is None else inside.content
    return Inner(content, view, name)
