"""Clients of HTTP: each sends calls, and returns what whoever uses it sees of the answers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import httpx
import requests
from tests.replay.api import Call


class Seen(NamedTuple):
    """An answer, as the client gives it out: decoded, and of an SDK, its own objects as JSON."""

    status: int
    body: bytes


Client: TypeAlias = Callable[[Sequence[Call], str], list[Seen]]


def with_httpx(calls: Sequence[Call], base: str) -> list[Seen]:
    """Send with httpx, and read the streams piece by piece."""
    seen = []
    with httpx.Client(base_url=base) as client:
        for call in calls:
            sent = {"content": call.body.encode(), "headers": call.headers}
            with client.stream("POST", call.path, **sent) as response:
                seen.append(Seen(response.status_code, b"".join(response.iter_bytes())))
    return seen


def with_requests(calls: Sequence[Call], base: str) -> list[Seen]:
    """Send with requests.

    VCR.py records its compressed answers opened, although their header still says gzip, and replays
    them so; we show that as a problem of the recording, and edit it as it is.
    """
    seen = []
    with requests.Session() as session:
        for call in calls:
            response = session.post(base + call.path, call.body.encode(), headers=call.headers)
            seen.append(Seen(response.status_code, response.content))
    return seen
