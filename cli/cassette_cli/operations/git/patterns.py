"""Which attributes name the cassettes of a repository: patterns, as few as say it.

Source: git documentation, `gitattributes` and `gitignore` ("Pattern format"), of git 2.39.
"""

import os
import re
from collections.abc import Iterable

_SPECIAL = r"[*?\[\\]"
_PLAIN = r"[^\s\"#!\0-\x20\x7f-\uffff][^\s\0-\x20\x7f-\uffff]*"
"""A pattern that needs no quotes: printable ASCII, and at its start nothing with a meaning."""


def patterns_for(files: Iterable[tuple[str, bool]]) -> list[str]:
    """Return patterns for all cassettes among files, in alphabetical order.

    A pattern is of one kind of names, and takes the widest folder in which all of that kind are
    cassettes: so it is true of those to come. It never takes the whole repository.

    Args:
        files: their paths from the top of the repository, each with whether it is a cassette.
    """
    others: set[tuple[str, str]] = set()
    nearest: set[tuple[str, str]] = set()
    for name, is_cassette in files:
        folders, ending = _folders(name), _ending(name)
        if is_cassette:
            nearest.add((folders[0], ending))
        else:
            others.update((folder, ending) for folder in folders)
    return sorted({_widest(folder, ending, others) for folder, ending in nearest})


def pattern_of(path: str, *, is_folder: bool) -> str:
    """Return the pattern of a file, or of all files in a folder; from the top of the repository."""
    if path in {"", "."}:
        return "**"
    place = re.sub(_SPECIAL, r"\\\g<0>", path)
    if "/" not in place + "/" * is_folder or place.startswith("!"):
        place = f"/{place}"
    return f"{place}/**" if is_folder else place


def quoted(pattern: str) -> str:
    """Return a pattern as it stands in a file of attributes: in the quotes of C where it must."""
    if re.fullmatch(_PLAIN, pattern):
        return pattern
    inside = os.fsencode(pattern.replace("\\", "\\\\").replace('"', '\\"'))
    escaped = re.sub(rb"[^ -~]", lambda found: b"\\%03o" % found[0][0], inside)
    return f'"{escaped.decode("ascii")}"'


def _widest(folder: str, ending: str, others: set[tuple[str, str]]) -> str:
    """Return the pattern of all files that end like those in a folder, in the widest one it may."""
    if not folder:
        return f"/*{ending}"
    alone = [one for one in (folder, *_folders(folder)) if one and (one, ending) not in others]
    if folder not in alone:
        return pattern_of(folder, is_folder=True).removesuffix("**") + f"*{ending}"
    return f"{pattern_of(min(alone, key=len), is_folder=True)}/*{ending}"


def _folders(path: str) -> list[str]:
    """Return the folders that a path is in, the nearest first and the top, `""`, last."""
    steps = path.split("/")[:-1]
    return ["/".join(steps[:count]) for count in range(len(steps), -1, -1)]


def _ending(name: str) -> str:
    """Return the end of a file's name that tells its kind; a packed one has two."""
    found = re.search(
        r"(?:\.[A-Za-z0-9]+)?\.[A-Za-z0-9]+$" if name.endswith(".gz") else r"\.[A-Za-z0-9]+$", name
    )
    return found[0] if found else ""
