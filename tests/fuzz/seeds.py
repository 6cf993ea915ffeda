"""What the fuzzer starts from: recordings, the bodies in them, and those of the tests."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from tests.fuzz.mutation import frames_of
from tests.protocols.cases import CASES, PROMPTS, written

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
_LARGEST = 60_000
"""How many bytes a seed may have: a change in a larger one finds no more, and takes longer."""
_UNREAD = 10
"""How many files may be of kinds that are not read."""


class Seed(NamedTuple):
    """A body with what tells how to read it."""

    url: str
    kind: str
    """Its media type."""
    content: bytes
    """What it holds once it is opened."""
    request: bytes


@cache
def files() -> list[bytes]:
    """Return the files to begin with; real ones where they stand beside the project."""
    own = [
        *(ROOT / "samples").glob("*.y*ml"),
        *(ROOT / "tests" / "recorders" / "data").rglob("cassette.*"),
    ]
    real = CORPUS.rglob("*.*") if CORPUS.is_dir() else ()
    paths = [*sorted(own) * 3, *sorted(path for path in real if path.parent != CORPUS)]
    found = [
        path.read_bytes() for path in paths if path.is_file() and path.stat().st_size <= _LARGEST
    ]
    unread = [data for data in found if not _bodies(data)]
    return [*(data for data in found if _bodies(data)), *unread[:: len(unread) // _UNREAD + 1]]


@cache
def bodies() -> list[Seed]:
    """Return the bodies of those files, and of the cases of protocols."""
    found = [seed for data in files() for seed in _bodies(data)]
    prompt = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]}).encode()
    for case in CASES:
        content = written(case)
        if isinstance(content, bytes):
            found.append(Seed(_URL, "application/vnd.amazon.eventstream", content, prompt))
        else:
            kind = "application/json" if content[:1] in "{[" else "text/event-stream"
            found.append(Seed(_URL, kind, content.encode(), prompt))
    for case in PROMPTS:
        found.append(Seed(_URL, "application/json", b"{}", (case / "request.json").read_bytes()))
    return found


@cache
def rare() -> list[Seed]:
    """Return those bodies that hold several values, but no server-sent events."""
    return [seed for seed in bodies() if frames_of(seed.content) or _is_of_values(seed.content)]


def _is_of_values(content: bytes) -> bool:
    """Say whether a body is lines of JSON, or an array."""
    lines = content.split(b"\n")
    return content[:1] == b"[" or [line[:1] for line in lines[:2]] == [b"{", b"{"]


_URL = "https://llm.example/v1/chat/completions"


@cache
def _bodies(data: bytes) -> list[Seed]:
    try:
        cassette = open_cassette(Source("seed", None), data)
    except CassetteError:
        return []
    found = []
    for one in cassette.interactions() if cassette else ():
        request, response = one.request, one.response
        kind = response.headers.get("content-type") or "application/json"
        content, asked = response.body.data, request.body.data
        if len(content) <= _LARGEST:
            found.append(Seed(request.url or _URL, kind, content, asked))
    return found
