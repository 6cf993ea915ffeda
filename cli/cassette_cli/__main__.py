"""`python -m cassette_cli`, and the script `cassette`."""

import gc
import sys
from typing import NoReturn

_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line; an interruption while its parts are still loaded is no traceback."""
    gc.disable()  # a run is short and leaves hardly a cycle behind: collecting finds nothing
    try:
        from cassette_cli.commands.app import run
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
