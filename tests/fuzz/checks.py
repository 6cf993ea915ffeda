"""What holds of any file: no traceback, hang or fault; and what is written is what was meant."""

import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

from jsonpatch import JsonPatch, JsonPatchException
from jsonpointer import JsonPointerException

from cassette_cli.diff_driver import report
from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.render.plain_facts import facts
from tests.fuzz.around import recording, staging
from tests.fuzz.cases import Case
from tests.fuzz.mutation import VALUES, mutated_json
from tests.fuzz.program import Program, Ran, watched
from tests.fuzz.wishes import odd_documents, odd_options, odd_patches
from tests.operations.drawn import value, writable


class Checks(Program):
    """The laws, tried on one case in the folder where this process is.

    Args:
        case: what is tried.
        everything: whether all commands are run, not a few that are drawn.
    """

    def __init__(self, case: Case, *, everything: bool = False) -> None:
        super().__init__(case.data)
        self._case = case
        self._everything = everything
        self._rng = random.Random(case.choice)

    def check(self) -> None:
        """Try everything.

        Raises:
            Broken: a law does not hold.
            Exception: any other, out of the program.
        """
        self.put(self._case.data)
        Path("original").write_bytes(self._case.original)
        view = self._reading()
        for law in (self._git, self._diffing, self._redacting):
            law()
        if view is not None:
            for edit in (self._identity, self._dropping, self._editing, self._patching):
                edit(view)
        self._further(view)

    def _further(self, view: dict | None) -> None:
        """Try what is rarer, some of it; what is drawn for it moves nothing that is drawn above."""
        laws = [lambda rng: staging(self, self._case.original, rng), lambda _: recording(self)]
        if view is not None:
            laws += [
                lambda rng: odd_patches(self, view, rng),
                lambda rng: odd_options(self, view, rng),
                lambda rng: odd_documents(self, rng),
            ]
        rng = random.Random(f"further:{self._case.choice}")
        for law in laws if self._everything else rng.sample(laws, 1):
            law(rng)
            self.put(self._case.data)

    def _some(self, commands: list[list[str]], count: int) -> list[list[str]]:
        return commands if self._everything else self._rng.sample(commands, count)

    # Reading

    def _reading(self) -> dict | None:
        for command in self._some(READING, 3):
            self.run(*command, "cassette")
        view = self.view()
        self.hold(self.now() == self._case.data, "reading has changed the file")
        return view

    def _git(self) -> None:
        self.doing = "textconv"
        try:
            with watched():
                cassette = open_cassette(Source("", None, named=False), self._case.data)
                list(facts(cassette) if cassette is not None else ())
                self.doing = "diff driver"
                list(report("a", "a", self._case.original, self._case.data))
        except CassetteError:
            pass

    def _diffing(self) -> None:
        for command in self._some(DIFFING, 2):
            there = self.run(*command, "original", "cassette")
        back = self.run(*command, "cassette", "original")
        self.hold(back.code == there.code, f"{there.code}, the other way round {back.code}")
        ran = self.run("diff", "cassette", "cassette", may=(0, 2))
        same = ran.out.startswith(b"nothing differs")
        self.hold(same or ran.code == 2, f"a file differs from itself: {ran.out!r}")

    # Writing

    def _redacting(self) -> None:
        wishes = self._rng.choice(REDACTING)
        self.run("redact", "--check", *wishes, "cassette")
        self.hold(self.now() == self._case.data, "looking has changed the file")
        printed = self.run("redact", "--stdout", *wishes, "cassette")
        ran = self.run("redact", *wishes, "cassette")
        after = self.now()
        self.hold(printed.code == ran.code, f"{ran.code}, and {printed.code} where it is printed")
        self.hold(ran.code == 2 or printed.out == after, "what is printed is not what is written")
        self.hold(ran.code != 2 or after == self._case.data, f"refused, yet written: {ran.err}")
        if ran.code != 2:
            self.run("redact", *wishes, "cassette", may=(0, 1))
            self.hold(self.now() == after, "a second redact changes something")
            self.run("show", "--json", "cassette", may=(0,))
        self.put(self._case.data)

    def _identity(self, view: dict) -> None:
        self._rewrite([{"op": "replace", "path": "/interactions", "value": view["interactions"]}])
        self.hold(self.now() == self._case.data, "nothing is asked, and something is changed")

    def _dropping(self, view: dict) -> None:
        count = len(view["interactions"])
        if count < 2:
            return
        gone = self._rng.randrange(count)
        if self.run("rewrite", f"cassette#{gone}", "--drop", may=(0, 2)).code == 0:
            after = self.view()
            left = [one for one in view["interactions"] if one["index"] != gone]
            self._compare(after, {**view, "interactions": left})
        self.put(self._case.data)

    def _editing(self, view: dict) -> None:
        for _ in range(3):
            made = self._edit(view)
            if made is None:
                continue
            patch, wanted = made
            if self._rewrite(patch).code == 0:
                self._compare(self.view(), wanted, patch[0]["path"])
            self.put(self._case.data)

    def _edit(self, view: dict) -> tuple[list[dict], dict] | None:
        """Return a patch of one place, and the view that it gives."""
        if not view["interactions"]:
            return None
        number = self._rng.randrange(len(view["interactions"]))
        pointers = [p for p in _pointers(view["interactions"][number]) if _is_writable(p)]
        pointer = f"/interactions/{number}{self._rng.choice(pointers)}"
        old = _at(view, pointer)
        value = self._rng.choice(
            [self._rng.choice(VALUES), f"{old} more" if isinstance(old, str) else old]
            + ([mutated_json(old, self._rng)] if isinstance(old, dict | list) else [])
        )
        patch = [{"op": self._rng.choice(("replace", "replace", "add", "remove")), "path": pointer,
                  "value": value}]  # fmt: skip
        try:
            return patch, JsonPatch(patch).apply(view)
        except (JsonPatchException, JsonPointerException, ValueError, TypeError):
            return None

    def _rewrite(self, patch: list[dict]) -> Ran:
        Path("patch").write_text(json.dumps(patch))
        ran = self.run("rewrite", "cassette", "--patch", "patch", may=(0, 2))
        self.doing += f" {json.dumps(patch)[:500]}"
        unchanged = self.now() == self._case.data
        self.hold(ran.code == 0 or unchanged, f"refused, yet written: {ran.err}")
        return ran

    def _patching(self, _view: dict) -> None:
        """Make the original by a patch."""
        if self._rng.random() < 0.5 and not self._everything:
            return
        ran = self.run("diff", "cassette", "original", "--patch", "--show-secrets")
        wanted = self.run("show", "--json", "--show-secrets", "original", may=(0, 2))
        if ran.code == 2 or wanted.code == 2:
            return
        Path("patch").write_bytes(ran.out)
        if self.run("rewrite", "cassette", "--patch", "patch", may=(0, 2)).code == 0:
            self._compare(self.view(), json.loads(wanted.out))
        self.put(self._case.data)

    def _compare(self, found: dict | None, wanted: dict, pointer: str = "") -> None:
        self.hold(found is not None, "what was written cannot be read")
        try:
            expected = writable(_plain(wanted, pointer))
        except (KeyError, TypeError, AttributeError):
            return  # what is wanted has no place for all that can be written: it is as it was
        made = writable(_plain(found, ""))
        for one in (*made, *expected):
            for half in (one["request"], one["response"]):
                half["body"] = _content(half["body"])
            for part in _following(pointer):
                one.pop(part, None)
                one["response"].pop(part, None)
            if _disagrees(wanted):
                one.pop("messages", None)
            if pointer.split("/")[3:5] == ["request", "headers"]:
                one["request"].pop("body")  # they tell how it is read
        self.hold(made == expected, f"not as meant:\n{_first(made, expected)}")


def _plain(view: dict, pointer: str) -> dict:
    """Return a view with what follows: headers are lists of texts, arguments are what was set."""
    view = copy.deepcopy(view)
    for one in view["interactions"]:
        for half in (one["request"], one["response"]):
            if isinstance(half["body"], int | float):
                half["body"] = json.dumps(half["body"])
            half["headers"] = {
                name: [value if isinstance(value, str) else json.dumps(value) for value in
                       (values if isinstance(values, list) else [values])]
                for name, values in (half["headers"] or {}).items()
            }  # fmt: skip
        for part in (part for said in one["response"]["messages"] for part in said["parts"]):
            value = part.get("arguments")
            is_set = "/arguments/" in f"{pointer}/" or not part.get("arguments_raw")
            if value is not None and is_set:
                part["arguments_raw"] = json.dumps(value)
    return view


def _disagrees(view: dict) -> bool:
    """Say whether some arguments are given twice, and once otherwise: the new ones are meant."""
    return any(
        part.get("arguments") is not None
        and value(part.get("arguments_raw") or "") != part["arguments"]
        for one in view["interactions"]
        for said in one["response"]["messages"]
        for part in said["parts"]
    )


def _content(body: object) -> object:
    """Return what a body says; headers tell whether it is shown as JSON or as a text."""
    found = value(body) if isinstance(body, str) else body
    if found is None:  # of null and of nothing alike it is said that there is none
        return ""
    return str(found) if isinstance(found, float) else found


def _following(pointer: str) -> tuple[str, ...]:
    """Return what of an interaction may follow from what was edited."""
    steps = pointer.split("/")[3:]
    if steps[:1] == ["response"]:
        if steps[1:2] in (["messages"], ["id"], ["model"], ["usage_raw"]):
            return ("body",)
        if steps[1:2] in (["body"], ["headers"], []):
            return ("messages", "id", "model", "usage_raw", "body")
    return ()


def _first(made: list, expected: list) -> str:
    for one, other in zip(made, expected, strict=False):
        for key in one:
            if one[key] != other.get(key):
                return f"{key}: {str(one[key])[:600]}\nwanted: {str(other.get(key))[:600]}"
    return f"{len(made)} interactions, wanted {len(expected)}"


def _pointers(value: object, path: str = "") -> Iterator[str]:
    items: object = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        step = f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield step
        yield from _pointers(inner, step)


_DERIVED = {
    "index",
    "id",
    "body_kind",
    "protocol",
    "stream",
    "finish_reason",
    "usage",
    "error",
    "problems",
}


def _is_writable(pointer: str) -> bool:
    steps = pointer.split("/")[1:]
    return steps[0] not in {"index", "id"} and not (
        len(steps) > 1 and steps[1] in _DERIVED - {"id"}
    )


def _at(value: object, pointer: str) -> object:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


READING = [
    ["show", "--no-pager"], ["show", "--full", "--headers", "--tools"], ["show", "--events"],
    ["show", "--view", "http"], ["show", "--view", "raw"], ["show", "--json"],
    ["show", "--markdown"], ["show", "--html", os.devnull],
    ["show", "--html", os.devnull, "--full", "--events"],
    ["list"], ["list", "--json", "--totals"], ["cat"], ["cat", "--text"], ["cat", "--events"],
    ["cat", "--raw"], ["cat", "--request"], ["grep", "a"], ["grep", "-n", "-i", "[a-z]+ "],
    ["grep", "--json", "-F", "1"], ["grep", "-c", "-v", "^$", "--in", "text,tools,reasoning,url"],
]  # fmt: skip
DIFFING = [
    ["diff"], ["diff", "--level", "http"], ["diff", "--level", "behaviour"], ["diff", "--stat"],
    ["diff", "--json"], ["diff", "--patch"], ["diff", "--markdown"], ["diff", "--html", os.devnull],
    ["diff", "--show-ignored", "--full"], ["diff", "--level", "bytes"],
]  # fmt: skip
REDACTING = [
    [], [], ["--level", "strict"], ["--requests", "all"], ["--style", "tag"], ["--style", "hash"],
    ["--level", "strict", "--requests", "all", "--style", "fixed"], ["--pattern", "word=[a-z]{9,}"],
]  # fmt: skip
