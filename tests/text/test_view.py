"""Views on views, and texts in pieces."""

import base64

from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS, edits_of

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.view import VERBATIM, Joined, Mapped, Nested, Opaque


def encoded(outer: str, span: Span) -> Opaque:
    """Open a base64 text inside another."""
    return Opaque(
        span, base64.b64decode(outer[slice(*span)]).decode(),
        lambda text: base64.b64encode(text.encode()).decode(),
    )  # fmt: skip


@given(st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_a_joined_text_is_edited_in_its_pieces(texts, data):
    """Edits over any borders give the edited text, and leave what stands between the pieces."""
    outer = "<" + "><".join(texts) + ">"
    views, at = [], 1
    for text in texts:
        views.append(Mapped(outer, Span(at, at + len(text)), VERBATIM))
        at += len(text) + 2
    joined = Joined(views)
    edits = data.draw(edits_of(joined.inner))
    assert joined.rewrap([]) == []
    wanted = apply(joined.inner, edits)
    made = apply(outer, joined.rewrap(edits))
    assert len(made) == len(wanted) + 2 * len(texts)
    assert made.replace("><", "")[1:-1] == wanted.replace("><", "")


@given(TEXTS, st.data())
def test_a_nested_view_goes_through_both(text, data):
    """An edit inside base64 is one edit of the base64 text, on its own place outside."""
    inner = base64.b64encode(text.encode()).decode()
    outer = f"[{inner}]"
    whole = Mapped(outer, Span(1, len(outer) - 1), VERBATIM)
    view = Nested(whole, encoded(whole.inner, Span(0, len(whole.inner))))
    edits = data.draw(edits_of(text))
    assert view.rewrap([]) == []
    made = apply(outer, view.rewrap(edits))
    assert base64.b64decode(made[1:-1]).decode() == apply(view.inner, edits)


def test_an_edit_over_pieces_goes_to_the_first():
    """A reader of the stream sees the new words where the old ones began."""
    joined = Joined(
        [Mapped("abc|def", Span(0, 3), VERBATIM), Mapped("abc|def", Span(4, 7), VERBATIM)]
    )
    assert apply("abc|def", joined.rewrap([Edit(Span(2, 4), "X")])) == "abX|ef"
