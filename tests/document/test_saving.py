"""Saving files: the old one or the new one, whatever happens."""

import errno
import gzip
import json
import os
import random
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS
from tests.program import ROOT, unmeasured

from cassette_cli.document.files import decoded_file
from cassette_cli.document.saving import (
    Original,
    encoded_file,
    read_original,
    save,
    write_new,
)
from cassette_cli.errors import CassetteError

OLD = b"what it was\n" * 1000
NEW = b"what it shall be\n" * 1000
MARK = b"\xef\xbb\xbf"
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture
def path(tmp_path):
    """Return a file that holds `OLD`."""
    file = tmp_path / "a.yaml"
    file.write_bytes(OLD)
    file.chmod(0o644)
    return file


def names_in(folder: Path | str) -> list[str]:
    """Return what stands in a folder, hidden files too."""
    return sorted(entry.name for entry in Path(folder).iterdir())


def refused(do, *arguments) -> CassetteError:
    """Return the error that a call ends with."""
    with pytest.raises(CassetteError) as caught:
        do(*arguments)
    assert caught.value.message[0].islower()
    assert not caught.value.message.endswith(".")
    return caught.value


def check_untouched(path: Path, data: bytes = OLD) -> None:
    """Fail unless a file holds what it held, and nothing was left beside it."""
    assert path.read_bytes() == data
    assert [entry.name for entry in path.parent.iterdir() if "cassette" in entry.name] == []


def run_script(script: str, *arguments: object) -> list[str]:
    """Run a Python script of the tests in a process of its own, and return the lines it wrote.

    Its coverage is not measured: it may not write where that is kept, or not as much.
    """
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], check=False, timeout=120,
        capture_output=True, env=unmeasured() | {"PYTHONPATH": str(ROOT / "cli")},
    )  # fmt: skip
    assert done.stderr.decode() == ""
    return done.stdout.decode().splitlines()


# What a text becomes on the disk.


@given(TEXTS, st.sampled_from([b"", MARK, MARK + MARK]), st.sampled_from([None, 1, 6, 9]))
def test_an_unchanged_text_gives_the_identical_bytes(text, mark, level):
    """The law of silence, up to the disk."""
    data = mark + text.encode()
    file = data if level is None else gzip.compress(data, level, mtime=level)
    assert encoded_file(file, decoded_file(file)) == file


@given(TEXTS, TEXTS, st.booleans(), st.booleans())
def test_a_new_text_is_read_again_as_it_was_meant(text, new, marked, packed):
    """The law of truth; a mark and a packing stay."""
    data = (MARK if marked else b"") + text.encode()
    new = new.removeprefix("\ufeff")
    file = encoded_file(gzip.compress(data) if packed else data, new)
    opened = gzip.decompress(file) if packed else file
    has_mark = marked or text.startswith("\ufeff")
    assert opened == (MARK if has_mark else b"") + new.encode()


@pytest.mark.parametrize("level", [1, 6, 9])
def test_a_packed_file_is_packed_again_as_it_was(level):
    """With the level that gives the original, and its header: name, time and system."""
    chance = random.Random(3)
    text = " ".join(str(chance.randrange(5000)) for _ in range(20_000))
    plain = gzip.compress(text.encode(), level, mtime=5)
    head = plain[:3] + b"\x08" + plain[4:9] + b"\x07a.yaml\x00"
    new = text.replace("17", "REDACTED")
    assert encoded_file(head + plain[10:], new) == (
        head + gzip.compress(new.encode(), level, mtime=5)[10:]
    )


def test_an_unchanged_packed_file_keeps_what_nobody_writes_again():
    """Several members, and a tail behind them."""
    file = gzip.compress(b"one\n") + gzip.compress(b"two\n", 1) + bytes(5)
    assert encoded_file(file, "one\ntwo\n") == file


def test_half_a_character_is_refused():
    """A surrogate can stand in a command line, but in no file."""
    error = refused(encoded_file, OLD, "a\udc80b")
    assert error.message == "the new text has half a character: U+DC80"


def test_a_broken_packed_file_is_refused():
    """What cannot be read whole cannot be written again whole."""
    refused(encoded_file, gzip.compress(OLD)[:-9], "new")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of real cassettes: ../shared/corpus")
def test_real_cassettes_stay_as_they_are():
    """Every file that is text, packed or not, byte for byte."""
    texts = 0
    for path in CORPUS.rglob("*"):
        if not path.is_file():
            continue
        original = read_original(path)
        try:
            text = decoded_file(original.data)
        except CassetteError:  # bodies that stand beside their recordings
            continue
        assert encoded_file(original.data, text) == path.read_bytes()
        texts += 1
    assert texts > 300


# A save that goes well.


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_what_is_saved_is_what_was_given(old, new):
    """Byte for byte, and nothing else is left in the folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a")
        path.write_bytes(old)
        original = read_original(path)
        assert original.data == old
        save(original, new)
        assert path.read_bytes() == new
        written = Path(folder, "b")
        for data in (old, new):
            write_new(written, data)
            assert written.read_bytes() == data
        assert names_in(folder) == ["a", "b"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664, 0o666, 0o200, 0o6755])
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_mode_is_kept(path, mode, umask):
    """Whatever new files are not given here."""
    path.chmod(mode)
    if not os.access(path, os.R_OK):
        pytest.skip("only the superuser reads this file")
    before = os.umask(umask)
    try:
        save(read_original(path), NEW)
        write_new(path, NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    check_untouched(path, NEW)


def test_the_owner_is_kept(path):
    """The superuser, who cleans up for others, does not take their files away."""
    if os.geteuid() != 0:
        pytest.skip("only the superuser can give files away")
    os.chown(path, 12345, 23456)
    path.chmod(0o4750)
    save(read_original(path), NEW)
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (12345, 23456, 0o4750)


FOREIGN = """
import fcntl, os, sys
from pathlib import Path
from cassette_cli.document.saving import read_original, save
os.chdir(sys.argv[1])
os.setgroups([])
os.setegid(65534)
os.seteuid(65534)
path = Path("a")
save(read_original(path), b"new")
"""


def test_another_owner_gives_nobody_more():
    """A group that could not be kept is not replaced by one that may read the file."""
    if os.geteuid() != 0:
        pytest.skip("only the superuser can become somebody else")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a")
        path.write_bytes(OLD)
        os.chown(path, 12345, 23456)
        path.chmod(0o6666 - 0o040)
        Path(folder).chmod(0o777)
        assert run_script(FOREIGN, folder) == []
        found = path.stat()
        assert (found.st_uid, found.st_gid) == (65534, 65534)
        assert stat.S_IMODE(found.st_mode) == 0o626
        path.chmod(0o666)
        os.chown(path, 12345, 23456)
        path.chmod(0o660)
        os.chown(path, 65534, 23456)
        assert run_script(FOREIGN, folder) == []
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_user_attributes_are_kept(path):
    """Where the system has them; labels of the system are not ours to copy."""
    try:
        os.setxattr(path, "user.origin", b"recorded")
    except (AttributeError, OSError):
        pytest.skip("this file system has no user attributes")
    save(read_original(path), NEW)
    assert os.getxattr(path, "user.origin") == b"recorded"


@pytest.mark.parametrize("write", [lambda path: save(read_original(path), NEW),
                                   lambda path: write_new(path, NEW)])  # fmt: skip
def test_a_symbolic_link_stays_one(tmp_path, write):
    """Through links to links and linked folders, the file at the end is replaced."""
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "file"
    file.write_bytes(OLD)
    (tmp_path / "folder").symlink_to("deep")
    (tmp_path / "first").symlink_to("folder/file")
    (tmp_path / "second").symlink_to(tmp_path / "first")
    write(tmp_path / "second")
    assert (tmp_path / "second").readlink() == tmp_path / "first"
    assert (tmp_path / "first").readlink() == Path("folder/file")
    assert (tmp_path / "folder").is_symlink()
    check_untouched(file, NEW)
    assert names_in(tmp_path) == ["deep", "first", "folder", "second"]


def test_another_name_of_the_file_keeps_what_it_was(path):
    """A hard link in a cache or a snapshot; how many there are is known to whoever saves."""
    other = path.with_name("snapshot")
    other.hardlink_to(path)
    original = read_original(path)
    assert original.links == 2
    save(original, NEW)
    assert path.read_bytes() == NEW
    assert other.read_bytes() == OLD
    assert read_original(path).links == 1


def test_a_name_of_full_length_can_be_saved(tmp_path):
    """The temporary file's name does not grow with it; a relative path works, too."""
    path = Path(os.path.relpath(tmp_path)) / ("n" * 255)
    write_new(path, OLD)
    save(read_original(path), NEW)
    assert path.read_bytes() == NEW


def test_a_new_file_is_as_any_other_program_makes_it(tmp_path):
    """Private only while it is written; `-o` is followed by other people's eyes."""
    before = os.umask(0o027)
    try:
        write_new(tmp_path / "b", NEW)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o640


def test_a_link_to_nothing_is_filled(tmp_path):
    """The file that it leads to is made."""
    (tmp_path / "link").symlink_to("file")
    write_new(tmp_path / "link", NEW)
    assert (tmp_path / "link").readlink() == Path("file")
    assert (tmp_path / "file").read_bytes() == NEW


def test_two_saves_in_a_row(path):
    """What was saved is read again before it is saved again: the first `Original` is used up."""
    first = read_original(path)
    save(first, NEW)
    assert "changed since it was read" in refused(save, first, OLD).message
    save(read_original(path), OLD)
    check_untouched(path)


# What is refused.


def touch(path: Path) -> None:
    """Change nothing but the time."""
    os.utime(path, ns=(1, 1))


def rewrite_quietly(path: Path) -> None:
    """Change bytes, but neither the size nor the times nor the file."""
    found = path.stat()
    with path.open("r+b") as file:
        file.write(b"W")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def replace(path: Path) -> None:
    """Put another file there that looks the same."""
    found = path.stat()
    path.rename(path.with_name("away"))
    path.write_bytes(OLD)
    path.chmod(found.st_mode)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


CHANGES = {
    "touched": touch,
    "rewritten": rewrite_quietly,
    "replaced": replace,
    "made-private": lambda path: path.chmod(0o600),
    "longer": lambda path: path.write_bytes(OLD + b"more"),
    "empty": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_file_that_changed_since_it_was_read_is_refused(path, change):
    """A recorder, an editor or git was here: their work is not undone."""
    original = read_original(path)
    change(path)
    now = path.read_bytes()
    error = refused(save, original, NEW)
    assert error.message == "the file changed since it was read"
    assert error.where == str(path)
    assert error.hint
    check_untouched(path, now)


@pytest.mark.parametrize("length", [3 << 20, (3 << 20) + 1])
@pytest.mark.parametrize("at", [0, (1 << 20) - 1, 1 << 20, (3 << 20) - 1, -1])
def test_every_byte_of_a_large_file_is_compared(path, length, at):
    """One that looks the same but for a byte, wherever that is, is another file."""
    data = bytearray(length)
    path.write_bytes(data)
    original = read_original(path)
    data[at] = 1
    path.write_bytes(data)
    os.utime(path, ns=(original.identity.mtime_ns, original.identity.mtime_ns))
    assert refused(save, original, NEW).message == "the file changed since it was read"
    check_untouched(path, bytes(data))


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_file_that_changes_while_it_is_saved_is_refused(path, change, monkeypatch):
    """The last look is taken when everything else is done."""
    original = read_original(path)
    forced, seen = os.fsync, []

    def meanwhile(held):
        forced(held)
        if not seen:
            change(path)
            seen.append(path.read_bytes())

    monkeypatch.setattr(os, "fsync", meanwhile)
    assert refused(save, original, NEW).message == "the file changed since it was read"
    check_untouched(path, seen[0])


def test_a_file_that_changes_while_it_is_read_is_refused(path, monkeypatch):
    """Half of one version and half of the next is no file that anybody wrote."""
    seek = os.lseek

    def meanwhile(*arguments):
        path.write_bytes(NEW)
        return seek(*arguments)

    monkeypatch.setattr(os, "lseek", meanwhile)
    assert refused(read_original, path).message == "the file changed while it was read"


def test_a_file_that_is_gone_is_not_made_again(path):
    """Somebody deleted it on purpose."""
    original = read_original(path)
    path.unlink()
    assert refused(save, original, NEW).message == (
        "cannot replace the file: no such file or directory"
    )
    assert list(path.parent.iterdir()) == []


def test_a_link_that_leads_elsewhere_now_is_refused(path):
    """The other file was not read."""
    other = path.with_name("other")
    other.write_bytes(OLD)
    link = path.with_name("link")
    link.symlink_to(path)
    original = read_original(link)
    link.unlink()
    link.symlink_to(other)
    assert refused(save, original, NEW).message == "the file changed since it was read"
    check_untouched(other)


def test_a_circle_of_links_is_refused(tmp_path):
    """Whatever the version of Python, with the system's own words."""
    link = tmp_path / "a"
    link.symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for do in (read_original, lambda path: write_new(path, NEW)):
        assert "symbolic links" in refused(do, link).message


IRREGULAR = {
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/null"),
}


@pytest.mark.parametrize(("kind", "make"), IRREGULAR.items(), ids=list(IRREGULAR))
def test_only_files_are_replaced(path, kind, make):
    """`-o /dev/null` by the superuser must not make a file of it; nobody waits for a pipe."""
    original = read_original(path)
    path.unlink()
    make(path)
    for do in (
        lambda: read_original(path),
        lambda: save(original, NEW),
        lambda: write_new(path, NEW),
    ):
        error = refused(do)
        assert error.message == f"this is {kind}, not a file"
        assert error.hint
    assert not path.is_file()
    assert not Path("/dev/null").is_file()
    assert names_in(path.parent) == [path.name]


def test_standard_output_is_no_place_for_a_file(path):
    """A name under which a process has a pipe open leads to no file."""
    reading, writing = os.pipe()
    try:
        assert refused(write_new, Path(f"/dev/fd/{writing}"), NEW).message == (
            "this is a pipe, not a file"
        )
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_a_read_only_file_is_refused(path, mode):
    """By its mode: the folder would allow it, and the superuser may do anything."""
    path.chmod(mode)
    original = read_original(path)
    for do in (lambda: save(original, NEW), lambda: write_new(path, NEW)):
        error = refused(do)
        assert (error.message, error.where) == ("the file is read-only", str(path))
        assert "chmod" in error.hint
    check_untouched(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_read_only_folder_is_refused(path):
    """The file could be written into, but not as a whole."""
    if os.geteuid() == 0:
        pytest.skip("the superuser may write into every folder")
    original = read_original(path)
    path.parent.chmod(0o555)
    try:
        for do in (lambda: save(original, NEW), lambda: write_new(path, NEW)):
            error = refused(do)
            assert "permission denied" in error.message
            assert error.hint == "its folder must be writable: a file is replaced as a whole"
        check_untouched(path)
    finally:
        path.parent.chmod(0o755)


def test_a_missing_folder_is_said(tmp_path):
    """Folders are not made on the way: a misspelled one would stay."""
    assert refused(write_new, tmp_path / "no" / "b", NEW).message == (
        "cannot write the file: no such file or directory"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["open", "write", "fchmod", "fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
def test_a_step_that_fails_leaves_the_old_file(path, step, number, monkeypatch):
    """A full or failing disk, with its reason; also when some steps went well before."""
    original, real = read_original(path), getattr(os, step)

    def fails(*arguments, **keywords):
        if step == "open" and arguments[1] & os.O_CREAT == 0:
            return real(*arguments, **keywords)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, fails)
    error = refused(save, original, NEW)
    assert error.message == f"cannot replace the file: {os.strerror(number).lower()}"
    assert error.where == str(path)
    refused(write_new, path, NEW)
    refused(write_new, path.with_name("b"), NEW)
    assert names_in(path.parent) == [path.name]
    check_untouched(path)


FULL = """
import resource, sys
from pathlib import Path
from cassette_cli.document.saving import read_original, save, write_new
from cassette_cli.errors import CassetteError
path = Path(sys.argv[1])
original = read_original(path)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
for do in (lambda: save(original, bytes(9999)), lambda: write_new(path.parent / "b", bytes(9999))):
    try:
        do()
    except CassetteError as error:
        print(error.message)
save(original, bytes(5000))
"""


def test_a_file_that_does_not_fit_leaves_the_old_one(path):
    """The system takes a part of it, and then no more."""
    assert run_script(FULL, path) == [
        "cannot replace the file: file too large",
        "cannot write the file: file too large",
    ]
    assert path.read_bytes() == bytes(5000)
    assert names_in(path.parent) == [path.name]


# What ends a run in between.

KILLED = """
import json, os, signal, sys
from itertools import count
from pathlib import Path
from cassette_cli.document.saving import read_original, save, write_new
path, verb = Path(sys.argv[1]), sys.argv[2]
old, new = path.read_bytes(), bytes(50_000)
STEPS = ("open", "write", "fchown", "fchmod", "fsync", "replace", "close")

def dying(name, real, steps, last, moment):
    def step(*arguments, **keywords):
        if next(steps) != last:
            return real(*arguments, **keywords)
        os.rename(path.parent / "trace", path.parent / f"died-{name}")
        if moment == "amid" and name == "write":
            real(arguments[0], arguments[1][:100])
        if moment == "after":
            real(*arguments, **keywords)
        os.kill(os.getpid(), signal.SIGKILL)
    return step

def child(last, moment):
    original, steps = read_original(path), count()
    (path.parent / "trace").touch()
    os.umask(0)
    for name in STEPS:
        setattr(os, name, dying(name, getattr(os, name), steps, last, moment))
    save(original, new) if verb == "save" else write_new(path, new)
    os._exit(0)

def outcome(status):
    "Return how a run ended, and clean up behind it."
    found, left, died = path.read_bytes(), [], ""
    for entry in path.parent.iterdir():
        if entry.name.startswith(".cassette-"):
            left.append([oct(entry.stat().st_mode & 0o777), entry.read_bytes() == new])
        if entry.name.startswith("died-"):
            died = entry.name.removeprefix("died-")
        if entry != path:
            entry.unlink()
    path.write_bytes(old)
    path.chmod(0o640)
    words = "old" if found == old else "new" if found == new else "other"
    return {"died": died, "holds": words, "left": left, "whole": status == 0}

def runs(moment):
    for last in count():
        pid = os.fork()
        if not pid:
            child(last, moment)
        result = outcome(os.waitpid(pid, 0)[1])
        yield result
        if result["whole"]:
            return

outcome(0)
for moment in ("before", "amid", "after"):
    for result in runs(moment):
        print(json.dumps({"moment": moment, **result}))
"""


@pytest.mark.parametrize("verb", ["save", "write_new"])
def test_a_killed_run_leaves_the_old_file_or_the_new_one(path, verb):
    """Before, amid and after every call to the system; the new one as soon as it has the name."""
    runs = [json.loads(line) for line in run_script(KILLED, path, verb)]
    assert {run["holds"] for run in runs} == {"old", "new"}
    for moment in ("before", "amid", "after"):
        of_moment = [run for run in runs if run["moment"] == moment]
        died = [run["died"] for run in of_moment]
        assert {"open", "write", "fchmod", "fsync", "replace", "close", ""} <= set(died)
        renamed = died.index("replace") + (moment != "after")
        assert [run["holds"] == "new" for run in of_moment] == [
            at >= renamed for at in range(len(died))
        ]
        assert "fsync" in died[renamed:]  # of the folder
        assert of_moment[-1]["whole"]
    for run in runs:
        assert len(run["left"]) <= (run["holds"] == "old")
        for mode, whole in run["left"]:
            assert mode == "0o600" or (mode == "0o640" and whole)


INTERRUPTED = """
import os, sys
from itertools import count
from pathlib import Path
from cassette_cli.document import saving
path, verb = Path(sys.argv[1]), sys.argv[2]
old, new = path.read_bytes(), bytes(50_000)

def interrupt(last):
    steps = count()
    def trace(frame, event, argument):
        if frame.f_code.co_filename != saving.__file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and next(steps) == last:
            raise KeyboardInterrupt
        return trace
    return trace

for last in count():
    path.unlink()
    path.write_bytes(old)
    original = saving.read_original(path)
    sys.settrace(interrupt(last))
    try:
        saving.save(original, new) if verb == "save" else saving.write_new(path, new)
        ended = True
    except KeyboardInterrupt:
        ended = False
    sys.settrace(None)
    found = path.read_bytes()
    words = "old" if found == old else "new" if found == new else "other"
    print(words, "done" if ended else "interrupted", *os.listdir(path.parent))
    if ended:
        break
"""


@pytest.mark.parametrize("verb", ["save", "write_new"])
def test_an_interrupted_run_leaves_nothing_behind(path, verb):
    """Ctrl-C at any instruction: the old file, then the new one, and never a temporary one."""
    lines = run_script(INTERRUPTED, path, verb)
    assert len(lines) > 300
    assert lines[-1] == f"new done {path.name}"
    assert set(lines[:-1]) == {f"{words} interrupted {path.name}" for words in ("old", "new")}
    assert sorted(lines[:-1], reverse=True) == lines[:-1]


RIVAL = """
import sys
from pathlib import Path
from cassette_cli.document.saving import read_original, save
from cassette_cli.errors import CassetteError
for line in sys.stdin:
    original = read_original(Path(sys.argv[1]))
    print("read", flush=True)
    sys.stdin.readline()
    try:
        save(original, sys.argv[2].encode() * 100_000)
        print("saved", flush=True)
    except CassetteError as error:
        print(error.message, flush=True)
"""


def test_of_several_processes_one_saves_and_the_others_are_told(path):
    """All have read the same file; the work of none is overwritten by one that did not see it."""
    names = ["a", "b", "c"]
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", RIVAL, str(path), name], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT / "cli")},
        )
        for name in names
    ]  # fmt: skip
    try:
        for _ in range(20):
            assert [ask(rival) for rival in rivals] == ["read"] * 3
            for rival in rivals:
                tell(rival)
            said = [rival.stdout.readline().strip() for rival in rivals]
            assert said.count("saved") == 1
            assert set(said) <= {
                "saved", "the file changed since it was read", "another process is writing the file"
            }  # fmt: skip
            check_untouched(path, names[said.index("saved")].encode() * 100_000)
    finally:
        for rival in rivals:
            rival.communicate()
    assert [rival.returncode for rival in rivals] == [0, 0, 0]


def tell(rival: subprocess.Popen[str]) -> None:
    """Let a rival go on."""
    rival.stdin.write("\n")
    rival.stdin.flush()


def ask(rival: subprocess.Popen[str]) -> str:
    """Let a rival go on, and return what it says."""
    tell(rival)
    return rival.stdout.readline().strip()


def test_an_original_tells_what_the_file_was(path):
    """The link's own path, the file's own identity."""
    link = path.with_name("link")
    link.symlink_to(path)
    original = read_original(link)
    assert isinstance(original, Original)
    assert (original.path, original.data) == (link, OLD)
    assert original.identity.inode == path.stat().st_ino
    assert original.identity == read_original(path).identity
