"""What is around a file: a repository of git, and a recorder that is running."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vcr.request import Request

from cassette_cli import Redactor
from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.http.interaction import Interaction
from tests.fuzz.program import Program, watched
from tests.repository import git

_DIFFING = [
    ["diff"], ["diff", "--cached"], ["diff", "HEAD"], ["diff", "--json"], ["diff", "--patch"],
    ["diff", "HEAD", "--", "a.yaml"], ["show", "HEAD:a.yaml"], ["list", ":a.yaml"],
    ["diff", "--markdown", "--cached"], ["diff", "HEAD:a.yaml", "a.yaml"],
]  # fmt: skip


def staging(program: Program, original: bytes, rng: random.Random) -> None:
    """Compare with what was committed, and redact what is staged as a file would be."""
    wishes = rng.choice(([], ["--level", "strict"], ["--requests", "all"]))
    with _repository(b"" if original == program.data else original):
        Path("a.yaml").write_bytes(program.data)
        git("add", "a.yaml")
        for command in rng.sample(_DIFFING, 2):
            program.run(*command)
        staged = git("ls-files", "--stage")
        program.run("redact", "--staged", "--check", *wishes)
        program.hold(git("ls-files", "--stage") == staged, "looking has changed the index")
        ran = program.run("redact", "--staged", *wishes)
        index = git("show", ":a.yaml")
        program.hold(ran.code != 2 or index == program.data, f"refused, yet staged: {ran.err}")
        Path("b.yaml").write_bytes(program.data)
        program.run("redact", "--skip-unknown", *wishes, "b.yaml")
        doing = "redact --staged"
        program.hold(index == Path("b.yaml").read_bytes(), f"{doing}: other than as a file")
        if ran.code != 2:
            staged = git("ls-files", "--stage")
            program.run("redact", "--staged", *wishes, may=(0, 1))
            program.hold(git("ls-files", "--stage") == staged, f"a second {doing} changes it")


@contextmanager
def _repository(committed: bytes) -> Iterator[None]:
    """Go to a repository with one commit of a file; it is made once a folder."""
    before = Path.cwd()
    folder = before / "repository"
    if not folder.exists():
        git("init", "--quiet", str(folder))
    os.chdir(folder)
    try:
        Path("a.yaml").write_bytes(committed)
        git("add", "a.yaml")
        git(
            "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "-ma"
        )
        yield
    finally:
        os.chdir(before)


def recording(program: Program) -> None:
    """Give the hooks for VCR.py what the file recorded; what they return is clean to them."""
    program.doing = "hooks"
    try:
        cassette = open_cassette(Source("cassette", None), program.data)
    except CassetteError:
        return
    for one in cassette.interactions() if cassette else ():
        try:
            _hooked(program, one)
        except CassetteError as error:
            program.hold("fault" not in error.hint, str(error))


def _hooked(program: Program, one: Interaction) -> None:
    request = Request(
        one.request.method or "GET", one.request.url or "", one.request.body.raw,
        {header.name: header.value for header in one.request.headers},
    )  # fmt: skip
    response = {
        "status": {"code": one.response.status, "message": ""},
        "headers": one.response.headers.grouped(),
        "body": {"string": one.response.body.raw},
    }
    redactor = Redactor()
    with watched():
        asked = redactor.before_record_request(request)
        answered = redactor.before_record_response(response)
    for hooks in (redactor, Redactor()):
        with watched():
            again = hooks.before_record_request(asked)
        before, after = ((x.uri, x.body, dict(x.headers)) for x in (asked, again))
        program.hold(before == after, f"twice is not once: {before} {after}")
        with watched():
            twice = hooks.before_record_response(answered)
        program.hold(answered == twice, f"twice is not once: {answered} {twice}")
