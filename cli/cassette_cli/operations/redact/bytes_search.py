"""Searching bytes: through content codings, binary frames and charsets to the texts in them."""

from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cassette_cli.framing import frame_view, header_texts, stream_of
from cassette_cli.framing.base import Stream
from cassette_cli.http.body import Body, Stored, decoded
from cassette_cli.http.codings import UnreadableCoding, coding_of, decompress
from cassette_cli.operations.redact.change import Change
from cassette_cli.operations.redact.structure import event_edits
from cassette_cli.text.charset import CharsetView, charset_of
from cassette_cli.text.edit import Edit

if TYPE_CHECKING:
    from cassette_cli.operations.redact.search import Context, Search

_DEEPEST = 8


class Claims(NamedTuple):
    """What is said of bytes: by headers of a body, or by the name of a value."""

    codings: Sequence[str] = ()
    charset: str = ""
    name: str = ""


NO_CLAIMS = Claims()


def bytes_edits(
    search: "Search", data: bytes, context: "Context", claims: Claims = NO_CLAIMS
) -> list[Edit[bytes]]:
    """Return the edits that take out of bytes what must not stay.

    Raises:
        CassetteError: what must change cannot be written back.
    """
    can_be_opened = context.depth < _DEEPEST
    coding = coding_of(data, claims.codings) if can_be_opened else None
    if coding is not None:
        edits = _compressed(search, data, context, (coding, claims))
        if edits is not None:
            return edits
    stream = _frames_in(data)
    if stream is not None:
        return _framed(search, stream, data, context)
    return _decoded(search, data, context, claims)


def _compressed(
    search: "Search", data: bytes, context: "Context", coded: tuple[str, Claims]
) -> list[Edit[bytes]] | None:
    """Return the edits of compressed bytes; `None` where they are not in that coding."""
    from cassette_cli.http.recoding import coded_view  # needed only for such bodies

    coding, claims = coded
    try:
        inner, problem = decompress(data, coding)
    except UnreadableCoding:
        return None
    if not inner:
        return None
    left = [one for one in claims.codings if one != coding]
    found = len(search.findings)
    below = bytes_edits(search, inner, context.decompressed(), claims._replace(codings=left))
    if below and problem:  # what is cut off cannot be packed again
        search.findings[found:] = [
            one._replace(kept=problem, stuck=True) for one in search.findings[found:]
        ]
        return []
    return coded_view(data, coding).rewrap(below) if below else []


def _frames_in(data: bytes) -> Stream | None:
    """Return the AWS event stream that bytes are."""
    if data[:1] != b"\0":
        return None
    stream = stream_of(Body(Stored("base64", b64encode(data).decode("ascii"), None)))
    return stream if stream is not None and stream.framing == "aws-eventstream" else None


def _framed(search: "Search", stream: Stream, data: bytes, context: "Context") -> list[Edit[bytes]]:
    """Return the edits of frames: of what they carry, then of their headers one by one."""
    change = Change(data)
    made = event_edits(search, stream.events, context)
    for event in reversed(stream.events):
        if event.ordinal in made:
            change.make(frame_view(change.text, event).rewrap(made[event.ordinal]))
    while edits := _first_header(search, change.text, context):
        change.make(edits)
    return change.edits


def _first_header(search: "Search", data: bytes, context: "Context") -> list[Edit[bytes]]:
    """Return the edits of the first header of a frame that has to change."""
    for name, view in header_texts(data):
        found = len(search.findings)
        edits = search.named_text(view.inner, context.deeper(), name)
        if edits:
            return view.rewrap(edits)
        del search.findings[found:]
    return []


def _decoded(
    search: "Search", data: bytes, context: "Context", claims: Claims
) -> list[Edit[bytes]]:
    """Return the edits of bytes that are text; in others only what leaves no doubt is found."""
    text = decoded(data, claims.charset)
    if text is None:
        raw = data.decode("latin-1")
        edits = search.exact(raw, context)
        return CharsetView(data, "latin-1", raw).rewrap(edits) if edits else []
    edits = search.named_text(text, context, claims.name)
    if not edits:
        return []
    return CharsetView(data, charset_of(data, text, claims.charset), text).rewrap(edits)
