"""Saving files: whole or not at all, and never over what somebody else wrote meanwhile.

The new bytes are written beside the file, forced to the disk and renamed over it. So whatever ends
a run, and wherever, under the name lies the old file or the new one. A run that is killed outright
may leave its temporary file (`.cassette-….tmp`, private until it is complete) in the folder.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cassette_cli.document.files import BOM, decoded_file
from cassette_cli.errors import CassetteError
from cassette_cli.http.codings import GZIP, decompress

_STEP = 1 << 20
"""How many bytes are compared at once."""
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Identity(NamedTuple):
    """What tells without reading that a file is still the same one, and as it was."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    mode: int


class Original(NamedTuple):
    """What a file was when it was read."""

    path: Path
    """As it was given; it may be a symbolic link."""
    data: bytes
    identity: Identity
    """Of the file itself, not of a link to it."""
    links: int
    """How many names (hard links) the file has; after saving, the others keep what it was."""


def read_original(path: Path) -> Original:
    """Return what a file is now: what a later `save` compares with.

    Raises:
        CassetteError: it cannot be read, is no regular file, or changed meanwhile.
    """
    with _explained("cannot read the file", path), _opened(path) as held:
        before = os.fstat(held)
        data = _contents(held)
        if _identity(os.fstat(held)) != _identity(before):
            raise _changed("the file changed while it was read", path)
    return Original(path, data, _identity(before), before.st_nlink)


def encoded_file(original: bytes, text: str, *, packed: bool | None = None) -> bytes:
    """Return the bytes of a file that held `original` and shall say `text`.

    The opposite of `decoded_file`, which must have read `original`: its byte order mark and its
    packing are put back. An unchanged text gives the identical bytes.

    Args:
        original: the bytes that were; of those that are not packed, their beginning is enough.
        text: the new text.
        packed: whether the new bytes are gzip; `None` for as the original is.

    Raises:
        CassetteError: the text has half a character, which UTF-8 cannot write.
    """
    was_packed = original.startswith(GZIP)
    opened = decompress(original, "gzip")[0] if was_packed else original
    mark = BOM if opened.startswith(BOM.encode()) else ""
    try:
        data = (mark + text).encode()
    except UnicodeEncodeError as error:
        code = ord(error.object[error.start])
        raise CassetteError(f"the new text has half a character: U+{code:04X}") from error
    if not (was_packed if packed is None else packed):
        return data
    if not was_packed:
        import gzip  # cassettes are seldom packed

        return gzip.compress(data, mtime=0)  # no time in it: equal texts are equal files
    from cassette_cli.http.recoding import recompressed

    return recompressed(original, "gzip", data)


def save(original: Original, data: bytes) -> None:
    """Replace a file by new bytes, with the mode that it had, unless it changed since it was read.

    Of a symbolic link the file that it leads to is replaced. Of several hard links only this name:
    writing into the file itself could not be atomic, and who links files (caches, snapshots,
    backups) counts on writers that replace, as git, editors and `sed -i` do.

    Raises:
        CassetteError: it changed, is read-only, is being saved by another run, or could not be
            written; it is then as it was.
    """
    path = original.path
    with _explained("cannot replace the file", path):
        target = Path(os.path.realpath(path, strict=True))
        with _opened(target) as held:
            _refuse_second_writer(held, path)
            _refuse_read_only(target, path)

            def still_as_read() -> None:
                found = _identity(os.fstat(held)), _identity(target.stat())
                if found != (original.identity,) * 2 or not _holds(held, original.data):
                    raise _changed("the file changed since it was read", path)

            _put_in_place(target, data, target, still_as_read)


def save_text(path: Path, before: str, after: str) -> Original:
    """Replace the text of a file, which must still say `before`; return what it was.

    Raises:
        CassetteError: as `save`; or it says something else by now.
    """
    original = read_original(path)
    if decoded_file(original.data) != before:
        raise _changed("the file changed since it was read", path)
    save(original, encoded_file(original.data, after))
    return original


def write_new(path: Path, data: bytes) -> None:
    """Write a file that need not exist; one that does is replaced, and keeps its mode.

    Whether it may be replaced is for the caller to know. A symbolic link stays one.

    Raises:
        CassetteError: it is read-only or no regular file, or could not be written; what was there
            is then as it was.
    """
    with _explained("cannot write the file", path):
        target = Path(os.path.realpath(path))
        like = None
        with suppress(FileNotFoundError):
            # Not of `target`: what `/dev/stdout` leads to may be a name that no file has.
            _refuse_irregular(path.stat(), path)
            _refuse_read_only(target, path)
            like = target
        _put_in_place(target, data, like, lambda: None)


@contextmanager
def _explained(what: str, path: Path) -> Iterator[None]:
    """Say of what the system refuses what could not be done, and where."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = ""
        if isinstance(error, PermissionError) and what != "cannot read the file":
            hint = "its folder must be writable: a file is replaced as a whole"
        raise CassetteError(f"{what}: {reason}", str(path), hint) from error


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open a regular file for reading; of a pipe that nobody fills, no wait."""
    held = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        _refuse_irregular(os.fstat(held), path)
        yield held
    finally:
        os.close(held)


def _contents(held: int) -> bytes:
    os.lseek(held, 0, os.SEEK_SET)
    with os.fdopen(held, "rb", closefd=False) as file:
        return file.read()


def _holds(held: int, data: bytes) -> bool:
    """Say whether a file holds these bytes, without taking a second copy of them."""
    os.lseek(held, 0, os.SEEK_SET)
    with os.fdopen(held, "rb", closefd=False) as file:
        # One step past the end too, where the file must end as well.
        steps = range(0, len(data) + _STEP, _STEP)
        return all(file.read(_STEP) == data[at : at + _STEP] for at in steps)


def _identity(found: os.stat_result) -> Identity:
    return Identity(
        found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, mode=found.st_mode
    )


def _changed(message: str, path: Path) -> CassetteError:
    return CassetteError(message, str(path), "nothing was written: run the command again")


def _refuse_irregular(found: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise CassetteError(f"this is {kind}, not a file", str(path), "give the path of a file")


def _refuse_read_only(target: Path, path: Path) -> None:
    """Refuse what its owner locked, though the folder would allow it to be replaced."""
    # The mode too, since to the superuser every file is accessible.
    locked = not target.stat().st_mode & _ANY_WRITE
    if locked or not os.access(target, os.W_OK):
        hint = "make it writable: chmod u+w" if locked else ""  # else another's, or a whole disk
        raise CassetteError("the file is read-only", str(path), hint)


def _refuse_second_writer(held: int, path: Path) -> None:
    """Keep the file to this run until it is closed: of two runs one saves, the other is told."""
    import fcntl

    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise _changed("another process is writing the file", path) from error
    except OSError:  # some network file systems have no such locks
        return


def _put_in_place(
    target: Path, data: bytes, like: Path | None, confirm: Callable[[], None]
) -> None:
    """Write a file beside the target and rename it, if `confirm` still lets it."""
    # Not made from the target's name, which may already be as long as a name can be.
    temporary = target.with_name(f".cassette-{os.urandom(8).hex()}.tmp")
    try:
        _write(temporary, data, like)
        confirm()
        temporary.replace(target)
    except BaseException:  # an interruption too, even between opening and knowing that it is open
        with suppress(OSError):
            temporary.unlink()
        raise
    _settle(target.parent)


def _write(temporary: Path, data: bytes, like: Path | None) -> None:
    new = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(new, left) :]
        if like is None:
            os.fchmod(new, 0o666 & ~_umask())
        else:
            _keep_attributes(new, like)
        os.fsync(new)
    finally:
        os.close(new)


def _keep_attributes(new: int, like: Path) -> None:
    """Give an open file the owner, mode, access list and user attributes of another, as permitted.

    Labels of the system (`security.*`, `trusted.*`) are not copied: they are its own to give.
    """
    before = like.stat()
    with suppress(OSError):  # allowed to a member of the group
        os.fchown(new, -1, before.st_gid)
    with suppress(OSError):  # allowed to the superuser
        os.fchown(new, before.st_uid, -1)
    now, mode = os.fstat(new), stat.S_IMODE(before.st_mode)
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        mode &= 0o777  # a set-id bit would speak of another owner
    if now.st_gid != before.st_gid:
        mode &= ~0o070 | (mode & 0o007) << 3  # another group may what all may
    os.fchmod(new, mode)
    if mode == stat.S_IMODE(before.st_mode):
        _copy_extended_attributes(new, like)


def _copy_extended_attributes(new: int, like: Path) -> None:
    if not hasattr(os, "listxattr"):  # macOS: they are not kept
        return
    with suppress(OSError):
        for name in os.listxattr(like):
            if name.startswith(("user.", "system.posix_acl_")):
                os.setxattr(new, name, os.getxattr(like, name))


def _umask() -> int:
    """Return which permissions new files are not given; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _settle(folder: Path) -> None:
    """Force a renaming to the disk, where that can be done; it cannot be undone any more."""
    with suppress(OSError):
        held = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)
