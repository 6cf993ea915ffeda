"""Repositories that tests make."""

import subprocess
from pathlib import Path


def git(*words: str, data: bytes = b"") -> bytes:
    """Return what git writes."""
    return subprocess.run(["git", *words], check=True, capture_output=True, input=data).stdout


def write(path: Path, data: bytes) -> Path:
    """Return the path of a file that now holds these bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
