"""What git must know to show cassettes: commands in a clone's settings, and attributes of files.

git takes no command from what it clones, so the settings are always those of one clone; attributes
may come along with the files. Its own cache of textconvs is left off: it would keep what recordings
say in notes, where no rewriting of the history finds it, and show it so after an upgrade.

Source: git documentation, `gitattributes` and `git-config`, of git 2.39.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cassette_cli.document.files import may_be_cassette
from cassette_cli.document.git import git
from cassette_cli.document.saving import read_original, save, write_new
from cassette_cli.errors import CassetteError
from cassette_cli.operations.git.attributes import patterns_in, with_patterns, without_patterns
from cassette_cli.operations.git.patterns import pattern_of, patterns_for, quoted

_DRIVER = "cassette"
_TEXTCONV, _COMMAND = f"diff.{_DRIVER}.textconv", f"diff.{_DRIVER}.command"
_SCRIPTS = {_TEXTCONV: "cassette-textconv", _COMMAND: "cassette-diff-driver"}
_INSTEAD = {_TEXTCONV: 'cat "$1"', _COMMAND: '{ diff -u "$2" "$5"; true; }'}
"""What is done where our command is gone: git would end with it."""
_ENDINGS = (".yaml", ".yml", ".json", ".gz")
_LARGEST = 512 * 1024 * 1024
_HINT = "run it inside of a git repository"
_TRIAL = b"""\
interactions:
- request: {method: GET, uri: 'http://localhost/', body: null, headers: {}}
  response: {status: {code: 200, message: OK}, headers: {}, body: {string: ''}}
version: 1
"""


class Setting(NamedTuple):
    """A command that git is told."""

    key: str
    command: str
    """As git has it, `""` for none."""
    is_ours: bool
    """Whether this very installation would write it so."""


class Attributes(NamedTuple):
    """A file that says which files are cassettes."""

    path: Path
    is_shared: bool
    """Whether it is a part of the repository, so that every clone has it."""
    patterns: list[str]
    """Ours, as they are written."""


class State(NamedTuple):
    """How git shows cassettes in a repository."""

    textconv: Setting
    driver: Setting
    works: bool
    """Whether the textconv does what it should."""
    attributes: list[Attributes]
    named: list[str]
    """The cassettes of the work tree that attributes name as such, from its top."""
    others: list[str]
    """The cassettes that they do not name."""

    @property
    def is_complete(self) -> bool:
        """Whether git shows all cassettes, and as this version would."""
        is_named = bool(self.named) or any(one.patterns for one in self.attributes)
        return self.works and is_named and not self.others


def install(named: Sequence[str] = (), *, shared: bool = False, driver: bool = False) -> State:
    """Let git show cassettes, and return how it does now.

    Args:
        named: files, folders, or patterns of attributes; none for what the repository holds.
        shared: whether the attributes are to be a part of the repository.
        driver: whether `git diff` is to ask the external diff, too.

    Raises:
        CassetteError: git refuses, there are no cassettes, or a file cannot be written.
    """
    place = _attributes(shared=shared)
    patterns = [quoted(one) for one in (map(_pattern, named) if named else _found_patterns())]
    commands = {key: _command(key) for key in _SCRIPTS}
    _write(place, with_patterns(_read(place), patterns))
    if not driver:
        _unset(_COMMAND)
    for key in (_TEXTCONV, _COMMAND) if driver else (_TEXTCONV,):
        git("config", "--local", "--replace-all", key, commands[key])
    return state()


def uninstall(*, shared: bool = False) -> State:
    """Take out what was installed, and return how git shows cassettes now.

    Args:
        shared: whether the attributes that are a part of the repository go, too.

    Raises:
        CassetteError: git refuses, or a file cannot be written.
    """
    for place in [_attributes(shared=False), *([_attributes(shared=True)] if shared else ())]:
        _write(place, without_patterns(_read(place)))
    for key in _SCRIPTS:
        _unset(key)
    return state()


def state() -> State:
    """Return how git shows cassettes in the repository of the current folder.

    Raises:
        CassetteError: there is none, or git refuses.
    """
    places = [(_attributes(shared=False), False)]
    with suppress(CassetteError):  # one without a work tree has no others
        places.append((_attributes(shared=True), True))
    attributes = [Attributes(one, shared, patterns_in(_read(one))) for one, shared in places]
    textconv, driver = (_setting(key) for key in _SCRIPTS)
    drivers = _drivers([name for name, is_cassette in _files() if is_cassette])
    cassettes = [name for name, driver in drivers.items() if driver == _DRIVER]
    others = [name for name, driver in drivers.items() if driver != _DRIVER]
    works = textconv.is_ours and _works()
    return State(textconv, driver, works, attributes, cassettes, others)


def _attributes(*, shared: bool) -> Path:
    """Return the file of attributes at the top of the work tree, or that of all its work trees."""
    if shared:
        return _top() / ".gitattributes"
    found = git("rev-parse", "--git-path", "info/attributes", hint=_HINT)
    return Path(os.path.abspath(os.fsdecode(found.removesuffix(b"\n"))))  # noqa: PTH100 - no `..`


def _top() -> Path:
    hint = "run it in the work tree of a git repository"
    return Path(os.fsdecode(git("rev-parse", "--show-toplevel", hint=hint).removesuffix(b"\n")))


def _read(place: Path) -> bytes:
    return read_original(place).data if place.exists() else b""


def _write(place: Path, data: bytes) -> None:
    """Write a file of attributes; one that would be empty is deleted."""
    if place.is_symlink():
        raise CassetteError("git reads no attributes through a link", str(place), "make it a file")
    exists = place.exists()
    if not data:
        place.unlink(missing_ok=True)
    elif not exists:
        place.parent.mkdir(exist_ok=True)
        write_new(place, data)
    elif (original := read_original(place)).data != data:
        save(original, data)


def _pattern(name: str) -> str:
    """Return the pattern of a file or a folder that is there; any other name is one itself."""
    path = Path(name)
    if name and path.exists():
        inside = os.path.relpath(path.resolve(), _top().resolve())
        if inside.startswith(".."):
            raise CassetteError("it is outside of the repository", name)
        return pattern_of(inside, is_folder=path.is_dir())
    if name.startswith("!") or not name.strip():
        raise CassetteError("this is no pattern of attributes", name or "(nothing)")
    return name


def _found_patterns() -> list[str]:
    found = patterns_for(_files())
    if not found:
        hint = "say where they will be: `cassette git install 'tests/cassettes/**'`"
        raise CassetteError("there are no cassettes in this repository yet", hint=hint)
    return found


def _files() -> Iterator[tuple[str, bool]]:
    """Yield the files of the work tree that may be cassettes, from its top, and whether they are.

    Those that are known to git, or could be added; nothing where there is no work tree.
    """
    try:
        top = _top()
    except CassetteError:
        return
    what = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = git(*what, folder=top).split(b"\0")
    for name in dict.fromkeys(os.fsdecode(one) for one in names):
        path = top / name
        if not name.lower().endswith(_ENDINGS) or not path.is_file() or path.is_symlink():
            continue
        with suppress(OSError):
            is_small = path.stat().st_size <= _LARGEST
            yield name, is_small and may_be_cassette(path.read_bytes())


def _drivers(names: Sequence[str]) -> dict[str, str]:
    """Return which driver git takes for files, by all the attributes there are."""
    if not names:
        return {}
    data = b"\0".join(map(os.fsencode, names)) + b"\0"
    answer = git("check-attr", "-z", "--stdin", "diff", data=data, folder=_top()).split(b"\0")
    return dict(zip(map(os.fsdecode, answer[::3]), map(os.fsdecode, answer[2::3]), strict=False))


def _command(key: str) -> str:
    """Return the command for a setting: this installation's script by its whole path.

    git runs it in a shell whose `PATH` may be that of an editor, without the environment that the
    script was installed into. Should it be gone one day, git goes on as if nothing had been set.
    """
    return f'f() {{ {shlex.quote(_script(key))} "$@" || {_INSTEAD[key]}; }}; f'


def _script(key: str) -> str:
    name = _SCRIPTS[key]
    beside = Path(sys.executable).parent / name
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which(name)
    if found is None:
        raise CassetteError(f"cannot find the program {name}", hint="install cassette anew")
    return os.path.abspath(found)  # noqa: PTH100 - `resolve` would leave the environment


def _setting(key: str) -> Setting:
    command = _configured(key)
    try:
        return Setting(key, command, is_ours=command == _command(key))
    except CassetteError:
        return Setting(key, command, is_ours=False)


def _configured(key: str, *where: str) -> str:
    with suppress(CassetteError):
        found = git("config", *where, "--null", "--get", key)
        return found.removesuffix(b"\0").decode("utf-8", "backslashreplace")
    return ""


def _unset(key: str) -> None:
    """Take a command of ours out of the settings of this clone; one of somebody else stays."""
    if _SCRIPTS[key] in _configured(key, "--local"):
        git("config", "--local", "--unset-all", key)


def _works() -> bool:
    """Say whether the script that is set opens a cassette."""
    with tempfile.NamedTemporaryFile() as trial:
        trial.write(_TRIAL)
        trial.flush()
        try:
            command = [_script(_TEXTCONV), trial.name]
            done = subprocess.run(command, capture_output=True, check=False)
        except (OSError, CassetteError):
            return False
    return done.returncode == 0 and done.stdout.startswith(b"recorder: ")
