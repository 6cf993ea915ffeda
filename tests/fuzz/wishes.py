"""Patches and options for `rewrite` that nobody in their right mind would give."""

import json
import os
import random
import tempfile
from pathlib import Path

from tests.fuzz.mutation import VALUES, mutated_bytes, mutated_json, mutated_tree
from tests.fuzz.program import Program

_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test", "Add", "")
_STEPS = (
    "-", "0", "1", "-1", "00", "99", "", "~", "~2", "~1", "a/b", "interactions", "request",
    "response", "messages", "parts", "headers", "body", "index", "id", "é", "\ud800", "\x1b[31m",
)  # fmt: skip
_WITH = [
    [], [], [], ["--follow"], ["--strict"], ["--renumber"], ["--errors"],
    ["--follow", "--renumber"], ["--check"], ["--diff"], ["-o", "-"],
]  # fmt: skip
_READ_ONLY = {"--check", "--diff", "-o"}
_SELECTORS = ("#0", "#last", "#0,1-3", "#1", "#3-1", "#-1", "#99", "#x", "#", "#0,", "#all", "#1-")


def odd_patches(program: Program, view: dict, rng: random.Random) -> None:
    """Try a damaged patch: a real one between two recordings, or operations at drawn places."""
    for _ in range(3):
        patch = _real(program) if rng.random() < 0.4 else _drawn(view, rng)
        data = json.dumps(mutated_json(patch, rng) if rng.random() < 0.6 else patch).encode()
        if rng.random() < 0.3:
            data = mutated_bytes(data, program.data, rng)
        Path("patch").write_bytes(data)
        _rewritten(program, ["cassette", "--patch", "patch"], rng, data.decode("utf-8", "replace"))


def odd_options(program: Program, view: dict, rng: random.Random) -> None:
    """Try pointers, values and selections of any kind, as options."""
    places = _pointers(view)
    for _ in range(3):
        pointer, value = rng.choice(places), rng.choice(VALUES)
        if rng.random() < 0.3:
            pointer = _broken(pointer, rng)
        word = value if isinstance(value, str) and rng.random() < 0.5 else json.dumps(value)
        word = word.encode("utf-8", "replace").decode()
        wish = rng.choice(
            [
                ["--set", f"{pointer}={word}"], ["--set", f"{pointer}={word}"],
                ["--delete", pointer], ["--text", word], ["--tool-args", word], ["--drop"],
                ["--keep"], ["--drop", "--errors"], ["--renumber"],
            ]
        )  # fmt: skip
        # No command line can hold these.
        wish = [one.replace("\0", "").encode("utf-8", "replace").decode() for one in wish]
        _rewritten(program, [f"cassette{rng.choice(('', '', *_SELECTORS))}", *wish], rng)
    for command in (["show"], ["list"], ["cat"], ["redact", "--check"]):
        program.run(*command, f"cassette{rng.choice(_SELECTORS)}")


def odd_documents(program: Program, rng: random.Random) -> None:
    """Try what a person may leave in an editor."""
    kept = tempfile.tempdir, os.environ.get("VISUAL")
    tempfile.tempdir = str(Path.cwd())  # where what is refused is kept
    try:
        os.environ["VISUAL"] = "sh -c 'cp \"$0\" document'"
        program.run("rewrite", "--edit", "cassette")
        program.hold(program.now() == program.data, "nothing is edited, and something is changed")
        document = Path("document").read_bytes() if Path("document").exists() else b""
        os.environ["VISUAL"] = "cp document"
        for _ in range(2):
            edited = mutated_tree(document, rng) if rng.random() < 0.7 else document
            if edited == document or rng.random() < 0.1:
                edited = mutated_bytes(document, program.data, rng)
            Path("document").write_bytes(edited)
            _rewritten(program, ["cassette", "--edit"], rng, edited.decode("utf-8", "replace"))
    finally:
        tempfile.tempdir = kept[0]
        os.environ.pop("VISUAL")
        os.environ.update({"VISUAL": kept[1]} if kept[1] else {})


def _rewritten(program: Program, words: list[str], rng: random.Random, patch: str = "") -> None:
    """Rewrite the file, and see that what was written is one that can be rewritten again."""
    further = rng.choice(_WITH)
    ran = program.run("rewrite", *words, *further)
    program.doing += f" {patch[:500]}"
    now = program.now()
    is_kept = ran.code != 0 or bool(_READ_ONLY.intersection(further))
    program.hold(not is_kept or now == program.data, f"written, though {ran.code}: {ran.err}")
    if now != program.data:
        doing = program.doing
        view = program.view()
        program.doing = doing
        program.hold(view is not None, "what was written cannot be read")
        again = json.dumps(
            [{"op": "replace", "path": "/interactions", "value": view["interactions"]}]
        )
        Path("patch").write_text(again)
        program.run("rewrite", "cassette", "--patch", "patch", may=(0,))
        program.hold(program.now() == now, f"after {doing}: nothing is asked, yet written")
        program.put(program.data)


def _real(program: Program) -> object:
    ran = program.run("diff", "cassette", "original", "--patch", "--show-secrets")
    return json.loads(ran.out) if ran.code != 2 else []


def _drawn(view: dict, rng: random.Random) -> list[dict]:
    places = _pointers(view)
    made = []
    for _ in range(rng.choice((1, 1, 2, 4))):
        one = {"op": rng.choice(_OPERATIONS[: -2 if rng.random() < 0.9 else None])}
        for key in ("path", "from"):
            pointer = rng.choice(places)
            one[key] = _broken(pointer, rng) if rng.random() < 0.2 else pointer
        made.append({**one, "value": rng.choice(VALUES)})
    return made


def _broken(pointer: str, rng: random.Random) -> str:
    steps = pointer.split("/")
    at = rng.randrange(len(steps))
    steps[at : at + rng.choice((0, 1))] = [rng.choice(_STEPS)]
    return "/".join(steps)


def _pointers(value: object, path: str = "") -> list[str]:
    """Return the pointers of a view, those near its top more often."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in items:
        step = f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"
        found += [step] * (5 if step.count("/") < 5 else 1)
        if isinstance(inner, dict | list):
            found += _pointers(inner, step)
    return found or [""]
