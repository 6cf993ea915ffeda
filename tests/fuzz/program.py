"""Running the program in this process, with limits, in the folder where this process is."""

import json
import re
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from cassette_cli.commands.app import run

SECONDS = 5
"""Of one run, on the processor."""
MEMORY = 1 << 30
_UNSAFE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no terminal and no page may get: controls, escapes, and what turns the direction."""
_AS_IS = {"cat", "raw", "--stdout", "-"}
"""Words of commands that print what a file holds, as it is."""
_AGAIN = "this is a fault of cassette"


class Broken(AssertionError):
    """A law does not hold."""


class Hang(BaseException):
    """A run takes too long; no `Exception`, so that nothing takes it for one."""


class Ran(NamedTuple):
    """What a run left."""

    out: bytes
    err: str
    code: int


def limit_memory() -> None:
    """Let this process and its children have no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@contextmanager
def watched() -> Iterator[None]:
    """Raise `Hang` in what takes too long."""

    def stop(*_: object) -> NoReturn:
        raise Hang(f"more than {SECONDS} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Program:
    """The program, run on a file called `cassette`.

    Args:
        data: what that file holds to begin with.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.doing = ""
        """What is done at the moment, or was when something broke."""
        self.runs = 0

    def run(self, *arguments: str, may: tuple[int, ...] = (0, 1, 2)) -> Ran:
        """Run the program in this process."""
        self.doing = f"cassette {' '.join(arguments)}"
        self.runs += 1
        kept = sys.argv, sys.stdout, sys.stderr, sys.excepthook
        depth = sys.getrecursionlimit()
        code: object = None
        # Files, and not buffers: a program may ask standard output for its number.
        with Path("out").open("w") as out, Path("err").open("w") as err:
            sys.argv, sys.stdout, sys.stderr = ["cassette", *arguments], out, err
            try:
                with watched():
                    run()
            except SystemExit as end:
                code = end.code
            finally:
                sys.argv, sys.stdout, sys.stderr, sys.excepthook = kept
                sys.setrecursionlimit(depth)  # which git's commands do not raise
        ran = Ran(Path("out").read_bytes(), Path("err").read_text("utf-8"), int(code or 0))
        self.hold(ran.code in may, f"exit code {ran.code}: {ran.err}")
        self._hold_what_it_says(ran, arguments)
        return ran

    def _hold_what_it_says(self, ran: Ran, arguments: tuple[str, ...]) -> None:
        self.hold(_AGAIN not in ran.err and "Traceback" not in ran.err, ran.err)
        self.hold(not _UNSAFE.search(ran.err), f"unsafe: {ran.err!r}")
        if not _AS_IS.intersection(arguments):
            unsafe = _UNSAFE.search(ran.out.decode())
            self.hold(not unsafe, f"unsafe: {unsafe}")
        told = ran.err.startswith(("error: ", "Usage: "))
        self.hold(ran.code != 2 or told, f"no reason: {ran.err}")

    def hold(self, law: bool, words: str) -> None:
        """Say that something is broken unless a law holds."""
        if not law:
            raise Broken(words)

    def put(self, data: bytes) -> None:
        """Write the file."""
        Path("cassette").write_bytes(data)

    def now(self) -> bytes:
        """Read the file."""
        return Path("cassette").read_bytes()

    def view(self) -> dict | None:
        """Return the JSON view of the file, nothing masked; `None` where it cannot be read."""
        ran = self.run("show", "--json", "--show-secrets", "cassette", may=(0, 2))
        return json.loads(ran.out) if ran.code == 0 else None
