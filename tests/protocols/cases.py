"""The cases of the protocols: small bodies made up for one point each.

A case is a folder with `body.sse`, `body.ndjson`, `body.json` (a stream of array elements, or a
plain answer) or `frames.json`, and the answer that is to be read from it. `frames.json` lists the
frames of an AWS event stream in words: `{"event", "payload"}`, `{"exception", "payload"}`,
`{"chunk"}` for what invoke wraps in base64, and `{"cut"}` around a frame of which only the first
half was recorded.

A case of a request is a folder with `request.json` and what is to be read from that.
"""

import json
from base64 import b64encode
from pathlib import Path

from tests.framing import aws_frames

from cassette_cli.framing import stream_of
from cassette_cli.http.body import Body, Stored
from cassette_cli.protocols import PROTOCOLS

DATA = Path(__file__).parent / "data"
CASES = sorted(
    path.parent for name in ("body.*", "frames.json") for path in DATA.glob(f"*/*/{name}")
)
PROMPTS = sorted(path.parent for path in DATA.glob("*/*/request.json"))
BY_NAME = {protocol.name: protocol for protocol in PROTOCOLS}
_TYPES = {".ndjson": "application/x-ndjson"}


def case_id(case):
    """Return how a case is called in the list of tests."""
    return f"{case.parent.name}/{case.name}"


def written(case):
    """Return the body of a case: text, or bytes where it is made of frames."""
    frames = case / "frames.json"
    if frames.exists():
        return b"".join(_frame(item) for item in json.loads(frames.read_text(encoding="utf-8")))
    return _file(case).read_bytes().decode()


def _file(case):
    (path,) = case.glob("body.*")
    return path


def _frame(item):
    match item:
        case {"event": name, "payload": payload}:
            return aws_frames.event(name, payload)
        case {"exception": name, "payload": payload}:
            return aws_frames.exception(name, payload)
        case {"chunk": inner}:
            return aws_frames.chunk(inner)
        case {"cut": inner}:
            whole = _frame(inner)
            return whole[: len(whole) // 2]


def body_of(case, content=None):
    """Return the body of a case, or other content in its place."""
    content = written(case) if content is None else content
    if isinstance(content, bytes):
        return Body(Stored("base64", b64encode(content).decode(), None))
    return Body(Stored("text", content, None), _TYPES.get(_file(case).suffix))


def stream(case):
    """Return the stream of a case, `None` for a plain answer."""
    return stream_of(body_of(case))


STREAMED = [case for case in CASES if stream(case) is not None]
PLAIN = [case for case in CASES if stream(case) is None]


def answer_of(case):
    """Return the answer of a case as its own protocol reads it."""
    protocol = BY_NAME[case.parent.name]
    events = stream(case)
    return protocol.read(body_of(case).json) if events is None else protocol.assemble(events)


def payloads(case):
    """Return the JSON values of a case, event by event; the one of a plain answer."""
    events = stream(case)
    return [body_of(case).json] if events is None else [event.json for event in events.events]


def request_of(case):
    """Return the request of a case."""
    return json.loads((case / "request.json").read_text(encoding="utf-8"))
