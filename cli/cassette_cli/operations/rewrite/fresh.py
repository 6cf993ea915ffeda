"""An interaction that is new, written as the recorder of the file would have."""

from collections.abc import Sequence

from cassette_cli.document.files import Cassette
from cassette_cli.operations.rewrite.composing import composed_stream
from cassette_cli.operations.rewrite.interaction import given_bytes
from cassette_cli.recorders.base import Fresh, Halves, put_headers
from cassette_cli.text.json_value import Json, compact, get, mapping, string
from cassette_cli.text.yaml_writer import Binary


def fresh_natives(
    cassette: Cassette, wanted: dict[str, Json], natives: Sequence[list[Json]]
) -> list[Json]:
    """Return the values of the nodes of a new interaction.

    Args:
        cassette: the file that it is for.
        wanted: its view; what is missing is as usual.
        natives: the values of the interactions that the file has.

    Raises:
        CassetteError: the view is not enough, or the recorder cannot keep it.
    """
    fields = cassette.recorder.fields
    like = fields.halves(natives[0]) if natives else None
    made = fields.fresh(Fresh(cassette.recorder.version(cassette.tree), like))
    halves = fields.halves(made)
    for side, names in (("request", ("method", "url")), ("response", ("status",)), ("", _TIMES)):
        for name in names:
            value = get(wanted, *filter(None, (side, name)))
            if value is not None and name in fields.put:
                fields.put[name](halves, value)
    for side in ("request", "response"):
        put_headers(getattr(halves, side), {}, mapping(wanted, side, "headers"))
        body = _body_of(wanted, side)
        if body is not None:
            fields.put[f"{side}_body"](halves, body)
            _put_length(halves, side, body)
    return made


def _body_of(wanted: dict[str, Json], side: str) -> str | Binary | None:
    """Return a new body; that of a stream is made of its messages."""
    body = get(wanted, side, "body")
    if body is None and side == "response" and get(wanted, side, "stream"):
        content = composed_stream(mapping(wanted, side))
        return content if isinstance(content, str) else Binary(content)
    if body is None:
        return None
    if string(wanted, side, "body_kind") == "base64" and isinstance(body, str):
        return Binary(given_bytes(body, f"/{side}/body"))
    return body if isinstance(body, str) else compact(body)


_TIMES = ("duration_ms", "recorded_at")


def _put_length(halves: Halves, side: str, body: str | Binary) -> None:
    """Declare the length of a body where this recorder does."""
    half: dict[str, Json] = getattr(halves, side)
    if "content_length" in half:
        data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body.data
        half["content_length"] = len(data)
