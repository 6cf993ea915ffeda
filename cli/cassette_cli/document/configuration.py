"""The project's settings: `[tool.cassette]` of its pyproject.toml, or its .cassette.toml.

Globs are those of .gitignore, without negation, and count from the folder of the file; pointers
are RFC 6901 over the JSON view, and a step `*` is any one step. Keys may be written with hyphens.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from cassette_cli.errors import CassetteError

Level = Literal["standard", "strict", "headers"]
Requests = Literal["credentials", "all"]
Style = Literal["same-length", "fixed", "tag", "hash"]
LEVELS: tuple[Level, ...] = ("standard", "strict", "headers")
REQUESTS: tuple[Requests, ...] = ("credentials", "all")
STYLES: tuple[Style, ...] = ("same-length", "fixed", "tag", "hash")
SALT = "cassette"
"""Public on purpose: without a salt of its own, every project gives a value one placeholder."""

MATCHED = (
    "method", "scheme", "host", "port", "path", "query", "uri", "headers", "body", "form", "proto",
    "content_length", "transfer_encoding", "trailer", "remote_addr",
)  # fmt: skip
"""The parts of a request that VCR.py, go-vcr and Ruby VCR compare; `uri` is a whole URL."""
_MATCHED_TOO = {
    "url": "uri", "request_uri": "uri", "uri_without_param": "uri", "uri_without_params": "uri",
    "header": "headers", "raw_body": "body", "body_as_json": "body", "proto_major": "proto",
    "proto_minor": "proto",
}  # fmt: skip
"""What else they call them. A URL without some parameters is taken for a whole one."""

_Path = tuple[str | int, ...]
_Reader = Callable[["_Place", object], object]
"""What makes a setting of a TOML value."""
_KINDS = {str: "a string", list: "an array", dict: "a table", bool: "a boolean"}
_Check = Callable[[str], str]
"""What makes a setting of a string; it quotes none, as a secret may stand where its name does."""


class Allow(NamedTuple):
    """A found value that stays: one of the first three says which, the others where and why."""

    value: str = ""
    pattern: str = ""
    fingerprint: str = ""
    """Lower-case hexadecimal digits, made of the value and the salt."""
    rule: str = ""
    path: str = ""
    pointer: str = ""
    reason: str = ""


class PathSettings(NamedTuple):
    """What holds for the files of a glob: `skip` is added to, and the others replace, if given."""

    path: str = ""
    level: Level | None = None
    requests: Requests | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


class RedactSettings(NamedTuple):
    """What to redact, and how."""

    level: Level = "standard"
    requests: Requests = "credentials"
    style: Style = "same-length"
    salt: str = SALT
    only: tuple[str, ...] = ()
    """Rules or kinds of rules; whether there are such, is not known here. Empty for all."""
    skip: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    """Names of further headers whose values are redacted."""
    pointers: tuple[str, ...] = ()
    """Places that are redacted whatever stands there."""
    patterns: Mapping[str, str] = MappingProxyType({})
    """Regular expressions by the names of their rules."""
    values: tuple[str, ...] = ()
    """Names of environment variables that hold values to redact; never the values."""
    allow: tuple[Allow, ...] = ()
    paths: tuple[PathSettings, ...] = ()


class Configuration(NamedTuple):
    """The settings of a project."""

    root: Path
    """The folder of the file that they are from; where there is none, where it was looked for."""
    where: str = ""
    """That file, as messages call it."""
    match_on: tuple[str, ...] | None = None
    """What the project's recorder compares, of `MATCHED`; `None` where the project is silent."""
    redact: RedactSettings = RedactSettings()


def configuration(start: Path) -> Configuration:
    """Return the settings of the nearest folder that has some, from one upwards; else the defaults.

    The search ends with the folder that holds `.git`. In one folder, pyproject.toml wins.

    Raises:
        CassetteError: they cannot be read, or say something that is not understood.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        for name, table in (("pyproject.toml", ("tool", "cassette")), (".cassette.toml", ())):
            found = _read(folder / name, table)
            if found:
                return found
        if (folder / ".git").exists():
            break
    return Configuration(start)


def _read(path: Path, table: tuple[str, ...]) -> Configuration | None:
    where = os.path.relpath(path)
    try:
        text = path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = str(getattr(error, "strerror", "") or "not UTF-8")
        raise CassetteError(f"cannot read the file: {reason}", where) from error
    if table and "cassette" not in text:  # most projects: nothing needs to be parsed
        return None
    return parsed(text, where, path.parent, table)


def parsed(text: str, where: str, root: Path, table: tuple[str, ...] = ()) -> Configuration | None:
    """Return the settings that a table of a TOML text holds; `None` where there is no such table.

    Raises:
        CassetteError: it says something that is not understood; placed at its line where that is
            clear. No value is quoted in it that may be a secret.
    """
    import tomllib  # most runs have nothing to configure

    try:
        entries: object = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        words, _, place = str(error).partition(" (at ")
        at = "".join(f":{number}" for number in re.findall("[0-9]+", place))
        raise CassetteError(f"not TOML: {words[:1].lower()}{words[1:]}", f"{where}{at}") from error
    for step in table:
        if not isinstance(entries, dict) or step not in entries:
            return None
        entries = entries[step]
    settings = _settings(_Place(text, where, table), entries, _TOP, Configuration._field_defaults)
    return Configuration._make((root, where, *settings))


def covers(glob: str, path: str) -> bool:
    """Say whether a glob as in .gitignore means a path; both with `/`, from the same folder.

    Without a `/` inside it means a file or folder of that name anywhere; a folder means all in it.
    """
    steps = glob.rstrip("/").split("/")
    if len(steps) == 1:
        steps = ["**", *steps]
    if glob.endswith("/"):
        steps.append("**")
    return _cover([step for step in steps if step], path.split("/"))


def _cover(steps: Sequence[str], names: Sequence[str]) -> bool:
    from fnmatch import fnmatchcase

    if not steps:
        return True
    if steps[0] == "**" and steps[1:]:
        return any(_cover(steps[1:], names[start:]) for start in range(len(names)))
    return bool(names) and fnmatchcase(names[0], steps[0]) and _cover(steps[1:], names[1:])


class _Place(NamedTuple):
    """A place in a TOML text: its keys from the outside, and positions in arrays of tables."""

    text: str
    where: str
    path: _Path

    @property
    def name(self) -> str:
        """What messages call it."""
        key = next(step for step in reversed(self.path) if isinstance(step, str))
        return key if self.path[-1] == key else f"an item of {key}"

    def under(self, step: str | int) -> "_Place":
        """Return a place within."""
        return self._replace(path=(*self.path, step))

    def error(self, message: str, hint: str = "") -> CassetteError:
        """Return an error at its line, or at the nearest around it where that is clear."""
        lines = list(_lines(self.text))
        for length in range(len(self.path), 0, -1):
            found = [line for path, line in lines if path == self.path[:length]]
            if len(found) == 1:
                return CassetteError(message, f"{self.where}:{found[0]}", hint)
        return CassetteError(message, self.where, hint)

    def wrong(self, wanted: str, value: object, hint: str = "") -> CassetteError:
        """Return the error about a value of another kind than the wanted one."""
        found = _KINDS.get(type(value), "a number or a date")
        return self.error(f"{self.name} is {wanted}, not {found}", hint)


def _lines(text: str) -> Iterator[tuple[_Path, int]]:
    """Yield the keys and headers of a TOML text with their lines, as far as lines tell them."""
    table: _Path = ()
    seen: dict[_Path, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[(\[?)([^\[\]]+)\]\]?\s*(?:#|$)", line):
            table = _steps(header[2])
            if header[1]:
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
            yield table, number
        elif key := re.match(r"\s*([\w.\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=", line):
            yield (*table, *_steps(key[1])), number


def _steps(dotted: str) -> _Path:
    return tuple(step.strip(" \t\"'") for step in dotted.split("."))


def _settings(
    place: _Place, value: object, readers: Mapping[str, _Reader], defaults: Mapping[str, object]
) -> Iterator[object]:
    """Return the settings of a table in the order of their readers."""
    given: dict[str, object] = {}
    for key, item in _items(place, value):
        name, at = key.replace("-", "_"), place.under(key)
        if name not in readers:
            raise at.error(f"unknown key {key!r}", _nearest(name, readers))
        if name in given:
            raise at.error(f"{key} is there twice, with a hyphen and without")
        given[name] = readers[name](at, item)
    return (given.get(name, defaults[name]) for name in readers)


def _items(place: _Place, value: object) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise place.wrong("a table", value)
    return value.items()


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    names = [name.replace("_", "-") for name in known]
    close = get_close_matches(word.lower().replace("_", "-"), names, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


def _string(check: _Check = str) -> _Reader:
    def read(place: _Place, value: object) -> str:
        if not isinstance(value, str):
            raise place.wrong("a string", value)
        if not value:
            raise place.error(f"{place.name} holds an empty string", "leave it out")
        try:
            return check(value)
        except CassetteError as error:
            raise place.error(f"{place.name}: {error.message}", error.hint) from error

    return read


def _strings(check: _Check = str) -> _Reader:
    return _array(_string(check), 'write it as ["…"]')


def _array(reader: _Reader, hint: str) -> _Reader:
    def read(place: _Place, value: object) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise place.wrong("an array", value, hint)
        items = (reader(place.under(at), item) for at, item in enumerate(value))
        return tuple(dict.fromkeys(items))

    return read


def _word(words: tuple[str, ...]) -> _Reader:
    def check(value: str) -> str:
        if value not in words:
            raise CassetteError(f"it cannot be {value!r}", hint=_nearest(value, words))
        return value

    return _string(check)


def _patterns(place: _Place, value: object) -> Mapping[str, object]:
    read = _string(_finding)
    made = {name: read(place.under(name), one) for name, one in _items(place, value)}
    return MappingProxyType(made)


def _allow(place: _Place, value: object) -> Allow:
    made = Allow._make(_settings(place, value, _ALLOW, Allow._field_defaults))
    if sum(map(bool, made[:3])) != 1:
        hint = "for all that a rule finds in some files, put the rule into skip of [[…paths]]"
        raise place.error("an allowance has one of value, pattern and fingerprint", hint)
    return made


def _path_settings(place: _Place, value: object) -> PathSettings:
    made = PathSettings._make(_settings(place, value, _PATHS, PathSettings._field_defaults))
    if not made.path:
        raise place.error("settings for paths need a path", 'write path = "folder/**"')
    return made


def _redact(place: _Place, value: object) -> RedactSettings:
    settings = _settings(place, value, _REDACT, RedactSettings._field_defaults)
    return RedactSettings._make(settings)


def _matched(name: str) -> str:
    plain = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name.lstrip(":")).lower().replace("-", "_")
    part = _MATCHED_TOO.get(plain, plain)
    if part not in MATCHED:
        raise CassetteError(f"no recorder compares {name!r}", hint=_nearest(plain, MATCHED))
    return part


def _expression(source: str) -> str:
    import warnings

    try:
        with warnings.catch_warnings(action="ignore"):  # a later Python may read it differently
            re.compile(source)
    except (re.error, OverflowError, RecursionError) as error:
        words = re.sub(" '.*'", "", str(error))
        raise CassetteError(f"not a regular expression: {words}") from error
    return source


def _finding(source: str) -> str:
    if re.fullmatch(_expression(source), ""):
        raise CassetteError("it matches the empty string", hint="say + instead of *")
    return source


def _shaped(shape: str, message: str, hint: str) -> _Check:
    def check(text: str) -> str:
        if not re.fullmatch(shape, text, re.ASCII):
            raise CassetteError(message, hint=hint)
        return text

    return check


_GLOB = _string(_shaped(r"(?s)[^!].*", "a glob cannot be negated here", "name what is meant"))
_POINTER = _shaped(r"(?:/(?:[^~/]|~[01])*)+", "not a JSON pointer", "it starts with /")
_HEADER = _shaped(r"[\w!#$%&'*+.^`|~-]+", "not the name of a header", "give its name alone")
_VARIABLE = _shaped(r"[A-Za-z_]\w*", "not the name of a variable", "name it; no value belongs here")
_DIGITS = _shaped(r"[0-9a-f]{6,128}", "not a fingerprint", "it has digits and a to f, lower case")

_HEAD = "write its header with [[ and ]]"
# The keys of each table, in the order of the fields that they become.
_ALLOW = {
    "value": _string(), "pattern": _string(_expression), "fingerprint": _string(_DIGITS),
    "rule": _string(), "path": _GLOB, "pointer": _string(_POINTER), "reason": _string(),
}  # fmt: skip
_PATHS = {
    "path": _GLOB, "level": _word(LEVELS), "requests": _word(REQUESTS),
    "only": _strings(), "skip": _strings(),
}  # fmt: skip
_REDACT = {
    "level": _word(LEVELS), "requests": _word(REQUESTS), "style": _word(STYLES),
    "salt": _string(), "only": _strings(), "skip": _strings(), "headers": _strings(_HEADER),
    "pointers": _strings(_POINTER), "patterns": _patterns, "values": _strings(_VARIABLE),
    "allow": _array(_allow, _HEAD), "paths": _array(_path_settings, _HEAD),
}  # fmt: skip
_TOP = {"match_on": _strings(_matched), "redact": _redact}


def option(name: str, word: str, value: object) -> object:
    """Return a setting of `redact` as an option gives it; it is checked like one of a file.

    Args:
        name: of the setting.
        word: the option, as messages call it.
        value: what it gives, as TOML would.

    Raises:
        CassetteError: it says something that is not understood; no value is quoted.
    """
    return _REDACT[name](_Place("", "", (word,)), value)
