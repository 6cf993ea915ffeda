"""The recorders, each behind one function: send these calls, and record or replay them."""

import atexit
import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import NamedTuple

import vcr
from tests.replay import clients, sdks
from tests.replay.api import CALLS, Call
from tests.replay.clients import Client, Seen

HERE = Path(__file__).parent


class Job(NamedTuple):
    """What a recorder is to do: record calls into a cassette, or replay them from it."""

    calls: Sequence[Call]
    base: str
    """Where the calls go; when they are replayed, nobody is there any more."""
    cassette: Path
    replay: bool


class Recorder(NamedTuple):
    """A recorder with one of its clients."""

    name: str
    file: str
    """What its cassettes are called."""
    run: Callable[[Job], list[Seen]]
    """Does a job, and fails if a call is not answered."""
    calls: Sequence[Call] = CALLS
    missing: Callable[[], str] = lambda: ""
    """Returns what has to be installed first, and how; nothing if it is."""


def vcrpy(serializer: str, send: Client, job: Job) -> list[Seen]:
    """Send with a client through VCR.py, as it is configured by default."""
    recorder = vcr.VCR(serializer=serializer, record_mode="none" if job.replay else "once")
    with recorder.use_cassette(str(job.cassette)) as cassette:
        seen = send(job.calls, job.base)
    assert cassette.all_played or not job.replay
    return seen


def _pytest_recording(job: Job) -> list[Seen]:
    with TemporaryDirectory() as folder:
        test = Path(folder, "test_it.py")
        shutil.copy(HERE / "recorded_by_pytest.py", test)
        kept = test.parent / "cassettes" / "test_it" / "test_calls.yaml"
        kept.parent.mkdir(parents=True)
        if job.replay:
            shutil.copy(job.cassette, kept)
        mode = ["--record-mode=none", "--block-network"] if job.replay else ["--record-mode=once"]
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider"]
        command += [f"--rootdir={folder}", *mode, str(test)]
        printed = _program(command, job, PYTHONPATH=str(HERE.parents[1]))
        if not job.replay:
            shutil.copy(kept, job.cassette)
        return _seen(printed.splitlines()[0])


def _ruby_vcr(job: Job) -> list[Seen]:
    return _seen(_program(["ruby", "-W0", str(HERE / "ruby_vcr.rb")], job))


def go_vcr(job: Job) -> list[Seen]:
    """Send with net/http through go-vcr."""
    return _seen(_program([_built()], job))


@cache
def _built() -> str:
    """Return the program around go-vcr, which is built once a run, without a network."""
    program = Path(mkdtemp()) / "go_vcr"
    atexit.register(shutil.rmtree, program.parent)
    settings = {"GO111MODULE": "off", "GOPATH": GOPATH, "GOCACHE": str(program.parent / "cache")}
    command = ["go", "build", "-o", str(program), str(HERE / "go_vcr.go")]
    subprocess.run(command, env=os.environ | settings, check=True)
    return str(program)


def _program(command: Sequence[str], job: Job, **environment: str) -> str:
    """Run a program that does a job, and return what it prints."""
    told = job._replace(cassette=str(job.cassette), calls=[call._asdict() for call in job.calls])
    done = subprocess.run(
        command, input=json.dumps(told._asdict()), env=os.environ | environment,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _seen(answers: str) -> list[Seen]:
    return [Seen(status, b64decode(body)) for status, body in json.loads(answers)]


GOPATH = "/usr/share/gocode"
"""Where Debian's packages of Go libraries are."""


def _ruby_is_missing() -> str:
    command = ["ruby", "-e", "require 'vcr'; require 'webmock'"]
    if shutil.which("ruby"):
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0:
            return ""
    return "apt-get install ruby-vcr ruby-webmock"


def go_is_missing() -> str:
    """Return how to install go-vcr, nothing if it is there."""
    library = Path(GOPATH) / "src" / "github.com" / "dnaeon" / "go-vcr"
    found = shutil.which("go") and library.exists()
    return "" if found else "apt-get install golang-go golang-github-dnaeon-go-vcr-dev"


TEXTS = [call for call in CALLS if call.name != "binary"]
"""What VCR.py's files of JSON can hold: no bytes. What is compressed it keeps opened (requests)."""
OPENAI = [call for call in CALLS if call.name not in {"anthropic-sse", "gemini-sse"}]
ANTHROPIC = [call for call in CALLS if call.name in {"anthropic-sse", "limited"}]

RECORDERS = (
    Recorder("vcrpy-httpx", "c.yaml", partial(vcrpy, "yaml", clients.with_httpx)),
    Recorder("vcrpy-requests", "c.yaml", partial(vcrpy, "yaml", clients.with_requests)),
    Recorder("vcrpy-json", "c.json", partial(vcrpy, "json", clients.with_requests), TEXTS),
    Recorder("vcrpy-openai", "c.yaml", partial(vcrpy, "yaml", sdks.with_openai), OPENAI),
    Recorder("vcrpy-anthropic", "c.yaml", partial(vcrpy, "yaml", sdks.with_anthropic), ANTHROPIC),
    Recorder("pytest-recording", "c.yaml", _pytest_recording),
    Recorder("ruby-vcr", "c.yml", _ruby_vcr, missing=_ruby_is_missing),
    Recorder("go-vcr", "c.yaml", go_vcr, missing=go_is_missing),
)  # fmt: skip
