"""Editing a body where it stands: through its charset, codings and base64 to the file's text."""

from base64 import b64encode
from collections.abc import Sequence

from cassette_cli.document.files import Cassette, scalar_view
from cassette_cli.document.trees import Trees
from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body
from cassette_cli.http.codings import decompress
from cassette_cli.text.base64_text import base64_view
from cassette_cli.text.charset import CharsetView, charset_of
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf
from cassette_cli.text.view import Joined, Mapped, View


def text_edits(trees: Trees, body: Body, edits: Sequence[Edit[str]]) -> list[Edit[str]]:
    """Return the edits of the file that make edits of the text of a body.

    A scalar that cannot hold them is written anew, as the recorder's library writes one.

    Raises:
        CassetteError: the body is kept in a way that is not written, or cannot hold the text.
    """
    if not edits:
        return []
    text, cassette, node = body.text, trees.cassette, body.stored.node
    assert text is not None, "only a text has edits"
    if body.stored.form == "text":
        view = stored_view(cassette, body)
        made = view.rewrap(edits)
        is_anew = isinstance(view, Mapped) and [edit.span for edit in made] == [view.span]
        if is_anew and isinstance(node, Leaf):
            return trees.edits(node, apply(text, edits))
        return made
    if any("\0" in new for _, new in edits):
        raise CassetteError("this body is kept as bytes: with U+0000 it would be no text any more")
    charset = charset_of(body.data, text, body.media_type.charset)
    return bytes_edits(cassette, body, CharsetView(body.data, charset, text).rewrap(edits))


def bytes_edits(cassette: Cassette, body: Body, edits: Sequence[Edit[bytes]]) -> list[Edit[str]]:
    """Return the edits of the file that make edits of the bytes of a body, all codings opened.

    Raises:
        CassetteError: the body is kept in a way that is not written, or is broken.
    """
    if not edits:
        return []
    if body.stored.form != "base64":
        raise CassetteError("this body is kept as text, so that it cannot hold other bytes")
    from cassette_cli.http.recoding import coded_view  # needed only for such bodies

    views: list[View[bytes, bytes]] = []
    data = body.raw
    for coding in body.codings:
        views.append(coded_view(data, coding))
        data = decompress(data, coding)[0]
    made = list(edits)
    for view in reversed(views):
        made = view.rewrap(made)
    written = stored_view(cassette, body)
    try:
        inner = base64_view(written.inner)
    except ValueError as error:
        raise CassetteError("the base64 of this body is broken") from error
    return written.rewrap(inner.rewrap(made))


def whole_edits(
    cassette: Cassette, body: Body, data: bytes, *, coded: bool
) -> list[Edit[str]] | None:
    """Return the edits of the file that give a body kept as base64 other bytes as a whole.

    Args:
        cassette: the file.
        body: the body.
        data: the bytes that it is to have.
        coded: whether they are to be in the codings that it has.

    Returns:
        The edits; `None` for a body that is not kept so.
    """
    if body.stored.form != "base64" or not isinstance(body.stored.node, Leaf):
        return None
    if coded and body.codings:
        return bytes_edits(cassette, body, [Edit(Span(0, len(body.data)), data)])
    written = stored_view(cassette, body)
    new = b64encode(data).decode("ascii")
    try:
        return written.rewrap(
            base64_view(written.inner).rewrap([Edit(Span(0, len(body.raw)), data)])
        )
    except ValueError:
        return written.rewrap([Edit(Span(0, len(written.inner)), new)])


def stored_view(cassette: Cassette, body: Body) -> View[str, str]:
    """Return the view of a body as the file keeps it: text, or base64.

    Raises:
        CassetteError: it is kept as something else than a text, or several of them.
    """
    node = body.stored.node
    if isinstance(node, Leaf):
        return scalar_view(cassette.text, node)
    if isinstance(node, Array) and body.stored.form == "text":
        leaves = [item for item in node.items if isinstance(item, Leaf)]
        if len(leaves) == len(node.items):
            return Joined([scalar_view(cassette.text, leaf) for leaf in leaves])
    raise CassetteError("this body is kept inside an object of Python, which is not written")
