"""`cassette-textconv FILE`: what git compares instead of a cassette, as its textconv.

git calls it for both sides of every file that it shows. So it starts without the command line's
libraries, and never fails: what cannot be read is printed as it is.
"""

import gc
import os
import stat
import sys
from contextlib import suppress
from typing import NoReturn

USAGE = 2
"""The exit code after a wrong call."""


def main() -> NoReturn:
    """Print the facts of the one file that is named."""
    gc.disable()  # a run is short and leaves hardly a cycle behind
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the file
        sys.stderr.write("usage: cassette-textconv FILE\n")
        sys.exit(USAGE)
    write(converted(contents(sys.argv[1])))
    sys.exit(0)


def contents(path: str) -> bytes:
    """Return the bytes of a file; none, after a word, where there is no such file to read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - a pipe would be waited for
            raise OSError("it is no file")
        with open(path, "rb") as file:  # noqa: PTH123 - to import `pathlib` takes as long as to read
            return file.read()
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"cassette-textconv: {path!a}: {error}\n")
        return b""


def converted(data: bytes) -> bytes:
    """Return the facts of a cassette; of anything else, and on any trouble, the bytes themselves.

    The same for the same bytes, wherever they stand.
    """
    try:
        from cassette_cli.document.files import open_cassette
        from cassette_cli.document.sources import Source
        from cassette_cli.render.plain_facts import facts

        cassette = open_cassette(Source("", None, named=False), data)
        if cassette is None:
            return data
        return "".join(f"{line}\n" for line in facts(cassette)).encode("utf-8")
    except Exception:  # noqa: BLE001 - git would show nothing at all
        return data


def write(data: bytes) -> None:
    """Write to standard output, as far as somebody reads it."""
    left = memoryview(data)
    with suppress(OSError):
        while left:
            left = left[os.write(1, left) :]


if __name__ == "__main__":
    main()
