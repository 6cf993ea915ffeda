"""Comparisons of recordings that are made in memory."""

import json
from pathlib import Path
from typing import NamedTuple

from cassette_cli.document.sources import Source
from cassette_cli.operations.diff.compare import FilePair, compare_files
from cassette_cli.operations.diff.interaction import Wishes
from cassette_cli.operations.diff.report import FileDiff, Level


class Held(NamedTuple):
    """A file of which only the bytes are there."""

    source: Source
    data: bytes

    def read(self) -> bytes:
        """Return the bytes."""
        return self.data


def cassette_of(*interactions):
    """Return a VCR.py cassette in JSON."""
    return json.dumps({"version": 1, "interactions": interactions}).encode()


def compared(old, new, path="a.json", old_path="", level=Level.MESSAGE, **wishes) -> FileDiff:
    """Return what differs between two files, each given as its bytes, or `None` where it is not."""
    sides = (
        None if data is None else Held(Source(name, Path("x")), data)
        for name, data in ((old_path or path, old), (path, new))
    )
    found = compare_files(FilePair(path, *sides, old_path), Wishes(level, **wishes))
    assert found is not None
    return found


def chat(  # noqa: PLR0913 - one parameter a thing that may differ
    text="hi",
    *,
    asked="hello",
    status=200,
    url="https://api.example.com/v1/chat/completions",
    headers=(),
    call=None,
    finish="stop",
    **settings,
):
    """Return an interaction: a question, and an answer or a failure."""
    message = {"role": "assistant", "content": text}
    if call is not None:
        name, given = call
        function = {"name": name, "arguments": json.dumps(given)}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    answer = {
        "object": "chat.completion",
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    body = answer if status == 200 else {"error": {"type": "failed", "message": text}}
    request = {"model": "m", "messages": [{"role": "user", "content": asked}], **settings}
    return {
        "request": {
            "method": "POST",
            "uri": url,
            "headers": {name: [value] for name, value in dict(headers).items()},
            "body": json.dumps(request),
        },
        "response": {
            "status": {"code": status, "message": ""},
            "headers": {"content-type": ["application/json"]},
            "body": {"string": json.dumps(body)},
        },
    }
