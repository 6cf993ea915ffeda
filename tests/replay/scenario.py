"""A recording and what becomes of it: what is edited through the command line, and replayed."""

import json
import shutil
from pathlib import Path
from typing import NamedTuple

from tests.program import cassette
from tests.replay.api import ANSWERS, serving
from tests.replay.clients import Seen
from tests.replay.recorders import Job, Recorder

TEXT = "/response/messages/0/parts/0/text"
EDITS = {
    "chat-json": (TEXT, "Nein, „43“ – 🦊!"),
    "chat-sse": ("/response/messages/0/parts/1/arguments", {"city": "Zürich, naturally"}),
    "anthropic-sse": (TEXT, "Hier regnet es: 8 °C."),
    "responses-sse": (TEXT, "They are five, \"I\" say,\nand 'you' are not."),
    "gemini-sse": (TEXT, "Es sind 7 \\ 8 🦊."),
    "gzip": (TEXT, "Packed again: ünïcödé."),
    "limited": ("/response/status", 503),
    "binary": ("/response/body", "gIGC/w=="),
    "beyond-ascii": (TEXT, "ASCII alone"),
}
"""For each answer, what of its JSON view is to be what."""
LEAKING = {"chat-sse", "gzip", "limited"}
"""The answers whose bodies give something away."""


class Recorded(NamedTuple):
    """A recording, and what the client saw when it was made."""

    recorder: Recorder
    base: str
    cassette: Path
    seen: list[Seen]
    shown: list[dict]
    """Its interactions as the JSON view has them."""

    def copy(self, folder: Path) -> Path:
        """Return a copy of it, to be edited."""
        return Path(shutil.copy(self.cassette, folder))

    def names(self) -> list[str]:
        """Return what the calls are called."""
        return [call.name for call in self.recorder.calls]

    def replay(self, edited: Path) -> dict[str, Seen]:
        """Send the calls again, and return the answers that are others than they were."""
        calls = self.recorder.calls
        seen = self.recorder.run(Job(calls, self.base, edited, replay=True))
        assert len(seen) == len(calls)
        return {
            call.name: new
            for call, old, new in zip(calls, self.seen, seen, strict=True)
            if old != new
        }


def record(recorder: Recorder, path: Path) -> Recorded:
    """Return what a recorder has recorded of a server that is gone since."""
    with serving(ANSWERS) as base:
        seen = recorder.run(Job(recorder.calls, base, path, replay=False))
    return Recorded(recorder, base, path, seen, view(path))


def view(path: Path) -> list[dict]:
    """Return the interactions of a cassette as they are shown, credentials too."""
    ran = cassette("show", "--json", "--show-secrets", str(path))
    assert ran.code == 0, ran.err
    return json.loads(ran.out)["interactions"]


def redact(path: Path) -> None:
    """Redact a recording in place, of which nothing is to be kept."""
    ran = cassette("redact", str(path))
    assert ran.code == 0, ran.out + ran.err


def rewrite(recorded: Recorded, path: Path, turn: int) -> set[str]:
    """Edit every other answer of a copy of a recording, and return which."""
    meant = {at: name for at, name in enumerate(recorded.names()) if at % 2 == turn}
    puts = []
    for at, name in meant.items():
        pointer, value = EDITS[name]
        puts += ["--set", f"/interactions/{at}{pointer}={json.dumps(value)}"]
    ran = cassette("rewrite", str(path), *puts)
    assert ran.code == 0, ran.err
    return set(meant.values())
