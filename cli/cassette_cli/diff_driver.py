"""`cassette-diff-driver`: shows how a cassette has changed, as git's external diff.

git calls it with `PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE`, and two arguments more
(the new path, and words on how alike they are) for a renamed file; with the path alone for one that
is in conflict. It never fails, since git would end with it.

Source: git documentation, `gitattributes`, "Defining an external diff driver", and `git`,
`GIT_EXTERNAL_DIFF`; of git 2.39.
"""

import gc
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from cassette_cli.render.visible import visible
from cassette_cli.textconv import USAGE, contents, write

if TYPE_CHECKING:
    from cassette_cli.document.sources import Source


def main() -> NoReturn:
    """Print what has changed."""
    gc.disable()
    match sys.argv[1:]:
        case [path]:
            lines = iter([f"* Unmerged path {_readable(path)}"])
        case [path, old, _, _, new, _, _, *renamed] if len(renamed) in {0, 2}:
            lines = _lines(path, renamed[0] if renamed else path, _side(old), _side(new))
        case _:
            words = "PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE"
            sys.stderr.write(f"usage: cassette-diff-driver {words}\n")
            sys.exit(USAGE)
    write("".join(f"{visible(line)}\n" for line in lines).encode("utf-8"))
    sys.exit(0)


def _lines(old_path: str, new_path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    """Yield the report; on any trouble, how the text of the file has changed."""
    try:
        return iter(list(report(old_path, new_path, old, new)))
    except Exception:  # noqa: BLE001 - git would end
        return _unified(old_path, new_path, old, new)


def report(old_path: str, new_path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    """Yield the lines that show how a file has changed, what is noise left out.

    Args:
        old_path: where it was.
        new_path: where it is.
        old: what it held; `None` where there was none.
        new: what it holds; `None` where there is none any more.
    """
    from cassette_cli.document.sources import Source
    from cassette_cli.operations.diff.compare import FilePair, compare_files
    from cassette_cli.operations.diff.interaction import Wishes
    from cassette_cli.operations.diff.report import Verdict
    from cassette_cli.render.diff import Looks, file_lines

    before, after = (
        _Version(Source(_readable(path), None, named=False), data) if data is not None else None
        for path, data in ((old_path, old), (new_path, new))
    )
    renamed = _readable(old_path) if old_path != new_path else ""
    pair = FilePair(_readable(new_path), before, after, renamed, is_renamed=bool(renamed))
    found = compare_files(pair, Wishes())
    if found is None or found.verdict is Verdict.BROKEN:
        return _unified(old_path, new_path, old, new)
    return (f"{' ' * one.indent}{one.text}".rstrip() for one in file_lines(found, Looks()))


class _Version(NamedTuple):
    """A file that git has put somewhere."""

    source: "Source"
    data: bytes

    def read(self) -> bytes:
        return self.data


def _unified(old_path: str, new_path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    from difflib import unified_diff

    before, after = (
        (data or b"").decode("utf-8", "backslashreplace").splitlines() for data in (old, new)
    )
    names = (
        os.devnull if data is None else f"{lead}/{_readable(path)}"
        for lead, path, data in (("a", old_path, old), ("b", new_path, new))
    )
    return unified_diff(before, after, next(names), next(names), lineterm="")


def _side(path: str) -> bytes | None:
    return None if path == os.devnull else contents(path)


def _readable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


if __name__ == "__main__":
    main()
