"""What differs between any two recordings and means nothing, by name."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from cassette_cli.document.masking import is_credential
from cassette_cli.document.reading import Reading
from cassette_cli.document.volatile import ABOUT_TOKENS, FIELDS
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.report import Side
from cassette_cli.protocols import protocol_named
from cassette_cli.text.json_value import Json

_STREAMING = frozenset({"stream", "stream_options", "streaming"})
"""What in a request asks for the answer in pieces, and for nothing else."""

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ID_STEP = (
    rf"(?<=/)(?:{_UUID}|(?:[A-Za-z]+[_-])*(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{{16,}})"
    r"(?=[/:]|$)"
)
"""A step of a path that was drawn at random: `thread_abc…`; names of models have shorter words."""
_MOMENT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"


def noise_of_field(name: str, old: Side, new: Side) -> str:
    """Return which kind of noise it is that a field differs, `""` for none that is known."""
    if kind := _kind_of_name(name):
        return kind
    for kind, pattern in (("ids", _UUID), ("timestamps", _MOMENT)):
        if _is_each(pattern, old, new):
            return kind
    return ""


@lru_cache(1_000)
def _kind_of_name(name: str) -> str:
    kinds = ("ids", "timestamps", "fingerprints", "padding", "signatures")
    return next((kind for kind in kinds if re.fullmatch(FIELDS[kind], name)), "")


def noise_of_asked(pointer: str, old: Side, new: Side) -> str:
    """Return which kind of noise it is that a field of a request differs, `""` for none.

    What is asked is what the code says, but for a stream and the ids of what was made earlier.

    Args:
        pointer: of the field, in the body.
        old: what it was.
        new: what it is.
    """
    steps = [step for step in pointer.split("/")[1:] if not step.isdigit()]
    if steps and steps[0] in _STREAMING:
        return "streaming"
    if not steps or not all(isinstance(one, str | int) for one in (old, new)):
        return ""
    kind = noise_of_field(steps[-1], old, new)
    is_known = kind == "ids" or (kind == "timestamps" and _is_each(_MOMENT, old, new))
    return kind if is_known else ""


def _is_each(pattern: str, *values: Side) -> bool:
    return all(isinstance(one, str) and re.fullmatch(pattern, one) for one in values)


def bare_url(reading: Reading) -> str:
    """Return the address of a request without its credentials and without what asks for a stream.

    Ids of what was made earlier are left out of its path; the parameters of the query stand in the
    order of their names. What is no URL is returned as it is.
    """
    url = reading.interaction.request.url or ""
    for streamed, plain in _streamed_urls(reading).items():
        url = url.replace(streamed, plain)
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = sorted(
        pair
        for pair in parts.query.split("&")
        if pair and not is_credential(pair.partition("=")[0])
    )
    host = parts.netloc.rpartition("@")[2]
    path = re.sub(_ID_STEP, "…", parts.path)
    return f"{parts.scheme}://{host}{path}" + ("?" + "&".join(query) if query else "")


def _streamed_urls(reading: Reading) -> Mapping[str, str]:
    try:
        protocol = reading.protocol
    except CassetteError:  # a body cannot be opened, which is told when it is compared
        return {}
    return protocol_named(protocol).streamed_urls if protocol is not None else {}


def bare(value: Json) -> Json:
    """Return a value without the fields that are noise."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: bare(one) for key, one in value.items() if not noise_of_field(key, one, one)}


def noise_of_path(path: str) -> str:
    """Return which kind of noise it is that a field of a body differs, by its way: `usage.total`.

    `""` for a field that comparing looks at itself.
    """
    name = path.rpartition(".")[2]
    if re.search(ABOUT_TOKENS, path):
        return "tokens"
    return next((kind for kind, names in FIELDS.items() if re.fullmatch(names, name)), "")
