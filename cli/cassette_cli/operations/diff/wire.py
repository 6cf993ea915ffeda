"""What differs between two interactions as HTTP, whatever they mean."""

from collections.abc import Iterator

from cassette_cli.document.reading import Reading
from cassette_cli.operations.diff.report import Difference, Verdict
from cassette_cli.operations.diff.request import (
    body_differences,
    content,
    header_differences,
    line_differences,
)
from cassette_cli.text.json_value import Json


def wire_differences(old: Reading, new: Reading, *, show_secrets: bool) -> Iterator[Difference]:
    """Yield what differs on the wire: address, status, headers, bodies field by field."""
    yield from line_differences(old, new, show_secrets=show_secrets)
    yield from status_difference(old, new)
    before, after = old.interaction, new.interaction
    yield from header_differences(
        "request", before.request.headers, after.request.headers, Verdict.REQUEST
    )
    asked = content(before.request.body), content(after.request.body)
    yield from body_differences("request", *asked, Verdict.REQUEST)
    yield from header_differences(
        "response", before.response.headers, after.response.headers, Verdict.PROSE
    )
    yield from body_differences("response", answered(old), answered(new), Verdict.PROSE)


def status_difference(old: Reading, new: Reading) -> Iterator[Difference]:
    """Yield that the status of the response differs."""
    status = old.interaction.response.status, new.interaction.response.status
    if status[0] != status[1]:
        yield Difference(Verdict.STATUS, "status", "", "/response/status", *status)


def answered(reading: Reading) -> Json:
    """Return the body of a response: the data of its events where it is a stream."""
    if reading.stream is None:
        return content(reading.interaction.response.body)
    return [event.data if event.json is None else event.json for event in reading.stream.events]
