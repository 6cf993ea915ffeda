"""The texts of a cassette file: every scalar, with what it is, and the edits that go back to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cassette_cli.document.files import Cassette, is_json, scalar_view
from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.http.fields import cookie_layer, query_layer, set_cookie_layer
from cassette_cli.http.interaction import Header, Headers, Interaction
from cassette_cli.operations.redact.bytes_search import Claims, bytes_edits
from cassette_cli.operations.redact.finding import Place, Side
from cassette_cli.operations.redact.search import Context, Search
from cassette_cli.text.base64_text import base64_view
from cassette_cli.text.charset import CharsetView
from cassette_cli.text.edit import Edit
from cassette_cli.text.pointer import step_of
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.value import key_text
from cassette_cli.text.view import Joined, Nested, View

_COOKIES = frozenset({"cookie", "set-cookie", "cookie2", "set-cookie2"})
_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]{6,}", re.MULTILINE)


class _Scalar(NamedTuple):
    """What is known of a scalar before its text is searched."""

    place: Place
    name: str = ""
    where: str = "field"
    body: Body | None = None


class Texts:
    """The texts of a cassette, searched one by one.

    Args:
        cassette: the file.
        search: what searches them.
        located: whether the edits are wanted, and not only that there are some.
    """

    def __init__(self, cassette: Cassette, search: Search, *, located: bool = True) -> None:
        self._located = located
        self._cassette = cassette
        self._search = search
        self._done: set[int] = set()
        """Where scalars start that were searched; aliases are one scalar in several places."""
        self._is_json = is_json(cassette.text)
        self.problems: list[str] = []

    def edits(self) -> list[Edit[str]]:
        """Return the edits of the file that take out what must not stay."""
        edits: list[Edit[str]] = []
        owned: set[int] = set()
        for interaction in self._cassette.recorder.interactions(self._cassette.tree):
            owned.update(id(node) for node in interaction.nodes)
            picked = self._cassette.picked
            if picked is None or interaction.index in picked:
                edits += self._of_interaction(interaction)
        if self._cassette.picked is None:
            for leaf, spot, name in _scalars(self._cassette.tree, owned):
                place = Place(pointer=_pointer(spot.path if spot is not None else ()))
                edits += self._of_scalar(leaf, _Scalar(place, name))
            edits += self._of_comments()
        return edits

    def _of_interaction(self, interaction: Interaction) -> Iterator[Edit[str]]:
        known = self._known_scalars(interaction)
        asked = {inner.name for inner in query_layer(interaction.request.url or "")}
        for place, leaves in _chunked(interaction):
            yield from self._of_chunks(place, leaves)
        for number, node in enumerate(interaction.nodes):
            alone = "response" if number else "request" if len(interaction.nodes) > 1 else ""
            for leaf, spot, name in _scalars(node, set()):
                scalar = known.get(leaf.start)
                if scalar is None:
                    if self._search.is_done_with(leaf.value, name, "field"):
                        continue
                    path = spot.path if spot is not None else ()
                    scalar = _other_scalar(interaction.index, path, name, alone)
                if scalar.place.field == "form":
                    scalar = _form_field(scalar, asked)
                yield from self._of_scalar(leaf, scalar)

    def _known_scalars(self, interaction: Interaction) -> dict[int, _Scalar]:
        """Return what the scalars of an interaction are whose meaning is known, by their starts."""
        index, request, response = interaction.index, interaction.request, interaction.response
        found: dict[int, _Scalar] = {}
        if request.url_place is not None:
            place = Place(index, "request", "url", "/request/url", "url")
            found[request.url_place.start] = _Scalar(place)
        sides: tuple[tuple[Side, Headers, Body], ...] = (
            ("request", request.headers, request.body),
            ("response", response.headers, response.body),
        )
        for side, headers, body in sides:
            counts: dict[str, int] = {}
            for header in headers:
                number = counts.get(header.name, 0)
                counts[header.name] = number + 1
                if header.place is not None and self._is_open(header):
                    pointer = f"/{side}/headers{_pointer((header.name, str(number)))}"
                    place = Place(index, side, "header", pointer, "header")
                    found[header.place.start] = _Scalar(place, header.name, "header")
            node = body.stored.node
            if isinstance(node, Leaf) and body.stored.form in {"text", "base64"}:
                place = Place(index, side, "body", f"/{side}/body", "body")
                found[node.start] = _Scalar(place, body=body)
        return found

    def _is_open(self, header: Header) -> bool:
        """Say whether a header has to be looked at."""
        return header.name.lower() in _COOKIES or not self._search.is_done_with(
            header.value, header.name, "header"
        )

    def _of_scalar(self, leaf: Leaf, scalar: _Scalar) -> list[Edit[str]]:
        if leaf.start in self._done or not leaf.value:
            return []
        if self._search.policy.level == "headers" and scalar.place.part != "header":
            return []
        self._done.add(leaf.start)
        try:
            edits = self._searched(leaf, scalar)
            if edits and not self._located:
                return [Edit(leaf.span, "")]
            return self._view(leaf).rewrap(edits) if edits else []
        except CassetteError as error:
            pointer = f"/interactions/{scalar.place.index}{scalar.place.pointer}"
            raise error.at(f"{pointer}{error.where}") from error

    def _searched(self, leaf: Leaf, scalar: _Scalar) -> list[Edit[str]]:
        """Return the edits of what a scalar means."""
        place, name, where, body = scalar
        text = leaf.value
        encoded = body.stored.form == "base64" if body else leaf.tag.endswith("binary")
        if encoded:
            return self._of_base64(text, scalar)
        if where == "header" and name.lower() in _COOKIES:
            return self._of_cookies(text, name, place)
        return self._search.named_text(text, Context(place, where), name)

    def _of_base64(self, text: str, scalar: _Scalar) -> list[Edit[str]]:
        place, name, where, body = scalar
        try:
            view = base64_view(text)
        except ValueError:
            self.problems.append(f"the base64 at {place.pointer} is broken; it is searched as text")
            return self._search.named_text(text, Context(place, where), name)
        if where == "header" and name.lower() in _COOKIES:
            raw = view.inner.decode("latin-1")
            below = self._of_cookies(raw, name, place)
            return Nested(view, CharsetView(view.inner, "latin-1", raw)).rewrap(below)
        claims = Claims(name=name)
        if body is not None:
            claims = Claims(body.claims, body.media_type.charset)
        edits = bytes_edits(self._search, view.inner, Context(place, where), claims)
        return view.rewrap(edits) if edits else []

    def _of_cookies(self, text: str, name: str, place: Place) -> list[Edit[str]]:
        layer = set_cookie_layer if name.lower().startswith("set-") else cookie_layer
        edits: list[Edit[str]] = []
        for inner in layer(text):
            below = self._search.named_text(inner.content, Context(place, "cookie", 1), inner.name)
            edits += inner.open().rewrap(below) if below else []
        return edits

    def _of_chunks(self, place: Place, leaves: Sequence[Leaf]) -> list[Edit[str]]:
        """Return the edits of a body that is kept in pieces, joined."""
        self._done.update(leaf.start for leaf in leaves)
        joined = Joined([self._view(leaf) for leaf in leaves])
        edits = self._search.named_text(joined.inner, Context(place))
        return joined.rewrap(edits) if edits else []

    def _view(self, leaf: Leaf) -> View[str, str]:
        return scalar_view(self._cassette.text, leaf)

    def _of_comments(self) -> Iterator[Edit[str]]:
        """Yield the edits of what stands between the scalars: in YAML that may be comments."""
        text = self._cassette.text
        headers_only = self._search.policy.level == "headers"
        if self._is_json or headers_only or "#" not in text:
            return
        spans = sorted({leaf.span for leaf, *_ in _scalars(self._cassette.tree, set())})
        end = 0
        for span in [*spans, Span(len(text), len(text))]:
            for found in _COMMENT.finditer(text, end, max(span.start, end)):
                below = self._search.named_text(found.group(), Context(Place(pointer="/#")))
                start = found.start()
                yield from (Edit(Span(s + start, e + start), new) for (s, e), new in below)
            end = max(end, span.end)


class _Spot(NamedTuple):
    """A step on the way to a scalar, linked to the one before."""

    above: "_Spot | None"
    step: str | int
    """The key of a member, or the position of an item."""

    @property
    def path(self) -> tuple[str, ...]:
        """All steps from the top."""
        return (*(self.above.path if self.above is not None else ()), str(self.step))

    @property
    def name(self) -> str:
        """The key of the member that holds the scalar, directly or in a list."""
        spot: _Spot | None = self
        while spot is not None and isinstance(spot.step, int):
            spot = spot.above
        return str(spot.step) if spot is not None else ""


def _scalars(root: Node, without: set[int]) -> Iterator[tuple[Leaf, _Spot | None, str]]:
    """Yield every scalar below a node, keys too, with its spot and its name, `""` for a key.

    Args:
        root: the node.
        without: the identities of nodes that are left out.
    """
    todo: list[tuple[Node, _Spot | None]] = [(root, None)]
    while todo:
        node, spot = todo.pop()
        if isinstance(node, Leaf):
            yield node, spot, spot.name if spot is not None else ""
        elif id(node) in without:
            continue
        elif isinstance(node, Array):
            todo += [(item, _Spot(spot, at)) for at, item in enumerate(node.items)][::-1]
        elif isinstance(node, Object):
            for key, value in reversed(node.members):
                if isinstance(key, Leaf):
                    yield key, None, ""
                else:
                    todo.append((key, spot))
                todo.append((value, _Spot(spot, key_text(key))))


def _pointer(path: tuple[str, ...]) -> str:
    return "".join("/" + step_of(step) for step in path)


def _other_scalar(index: int, path: tuple[str, ...], name: str, alone: str) -> _Scalar:
    """Return what a scalar is that is no header, URL or body: it goes by the name of its key."""
    side: Side = ""
    for step in (alone, *path[:1]):
        if step in {"request", "response"}:
            side = "request" if step == "request" else "response"
    inside = path[1:] if path[:1] == (side,) else path
    field = inside[0].lower() if side == "request" and inside else ""
    pointer = _pointer(path) if path[:1] == (side,) or not side else f"/{side}{_pointer(path)}"
    return _Scalar(Place(index, side, "other", pointer, field), name)


def _form_field(scalar: _Scalar, asked: set[str]) -> _Scalar:
    """Return a field of a form that Go has parsed; it repeats the parameters of the URL."""
    field = "form-query" if scalar.name in asked else "form"
    return scalar._replace(place=replace(scalar.place, field=field), where="parameter")


def _chunked(interaction: Interaction) -> Iterator[tuple[Place, list[Leaf]]]:
    """Yield the bodies that are kept as several texts."""
    sides: tuple[tuple[Side, Body], ...] = (
        ("request", interaction.request.body),
        ("response", interaction.response.body),
    )
    for side, body in sides:
        node = body.stored.node
        if isinstance(node, Array) and body.stored.form == "text":
            leaves = [item for item in node.items if isinstance(item, Leaf)]
            if len(leaves) == len(node.items) > 1:
                yield Place(interaction.index, side, "body", f"/{side}/body", "body"), leaves
