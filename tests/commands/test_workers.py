"""Files are many: all cores work on them, and nobody sees that but by the clock."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.program import ROOT, Ran, cassette

from cassette_cli.commands.workers import in_order
from cassette_cli.errors import CassetteError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1,
    reason="processes are forked on Linux, where there is more than one core",
)

SAMPLES = [*sorted((ROOT / "samples").glob("*.y*ml"))]
COPIES = 4
AT_ONCE = (
    "from cassette_cli.commands import workers; workers.PATIENCE = 0;"
    "from cassette_cli.__main__ import main; main()"
)
"""The program that asks others to help from its second file on."""


def beside(item):
    """Return an item and the process that has it."""
    return item, os.getpid()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder of many cassettes, and of what is none, is unread, or is broken."""
    folder = tmp_path_factory.mktemp("many")
    for number, path in itertools.product(range(COPIES), SAMPLES):
        target = folder / str(number) / path.name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
        with target.open("a", encoding="utf-8") as file:
            file.write(f"# {number} sk-ant-api03-{number:02}Zx9Qw8Er7Ty6Ui5Op4As3Df2Gh1Jk0\n")
    (folder / "notes.txt").write_text("interactions", encoding="utf-8")
    (folder / "1" / "a.yaml").write_text("interactions: [\nversion: 1\n", encoding="utf-8")
    (folder / "2" / "a.har").write_text('{"log": {"creator": {"name": "x"}, "entries": []}}')
    (folder / "3" / "a.yaml").write_bytes(b"interactions: \xff\nversion: 1\n")
    return folder


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers()))
def test_order_is_kept(items):
    """Whoever makes it."""
    assert list(in_order(str, str, items, patience=0)) == list(map(str, items))


def test_work_is_begun_alone_and_shared():
    """What was made by others has come from them."""
    made = list(in_order(beside, beside, range(100), patience=0))
    assert [item for item, _ in made] == [*range(100)]
    assert made[0][1] == os.getpid()
    assert os.getpid() not in {process for _, process in made[1:]}


def test_little_work_is_not_shared():
    """To start others would take longer."""
    made = in_order(beside, beside, range(9), patience=3_600)
    assert {process for _, process in made} == {os.getpid()}


def test_items_are_asked_for_a_few_ahead():
    """They may be large, and without end."""
    asked = itertools.count()
    made = in_order(str, str, asked, patience=0)
    assert list(itertools.islice(made, 50)) == [*map(str, range(50))]
    made.close()
    assert next(asked) < 150


def test_an_error_of_the_work_is_raised_here():
    """As if it had been made here."""
    with pytest.raises(ZeroDivisionError):
        list(
            in_order(
                lambda item: 1 / (item - 20), lambda item: 1 / (item - 20), range(40), patience=0
            )
        )


def test_a_process_that_is_killed():
    """The system does so where memory runs out."""

    def work(item):
        if item == 20:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    with pytest.raises(CassetteError, match="was killed"):
        list(in_order(str, work, range(40), patience=0))


FULL = """
import os, threading
from cassette_cli.commands.workers import in_order

def after(count, real, error):
    def start(*arguments):
        nonlocal count
        count -= 1
        if count < 0:
            raise error
        return real(*arguments)
    return start

if {what!r} == "processes":
    os.fork = after({count}, os.fork, BlockingIOError(11, "Resource temporarily unavailable"))
else:
    threading.Thread.start = after({count}, threading.Thread.start, RuntimeError("can't start"))
print(*in_order(str, str, range(6), patience=0))
"""


@pytest.mark.parametrize(("what", "count"), [("processes", 0), ("processes", 1), ("threads", 0)])
def test_where_there_are_no_more_it_works_alone(what, count):
    """Also where some could be started: these are waited for by nobody."""
    done = subprocess.run(
        [sys.executable, "-c", FULL.format(what=what, count=count)],
        cwd=ROOT / "cli", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 1 2 3 4 5\n", "")


def on_all_cores(*arguments: str, cwd: Path) -> Ran:
    """Return what the program says where others help it."""
    return cassette(*arguments, cwd=cwd, program=("-c", AT_ONCE))


def on_one_core(*arguments: str, cwd: Path) -> Ran:
    """Return what the program says where there is one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return cassette(*arguments, cwd=cwd)
    finally:
        os.sched_setaffinity(0, cores)


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--totals"], ["list", "--json", "--sort", "out"], ["show"], ["show", "--json"],
        ["show", "--markdown"], ["show", "--html", "-"], ["show", "--view", "raw"],
        ["grep", "model"], ["grep", "-c", "a"], ["grep", "--json", "-F", "weather"],
        ["cat", "--text"],
        ["redact", "--check"], ["redact", "--check", "--json"], ["redact", "--diff"],
        ["redact", "--stdout"], ["redact", "--check", "--level", "strict", "--requests", "all"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_all_cores_say_what_one_says(folder, arguments):
    """To the byte, errors and exit code included."""
    ran = on_all_cores(*arguments, ".", cwd=folder)
    assert ran == on_one_core(*arguments, ".", cwd=folder)
    assert ran.out


def test_all_cores_write_what_one_writes(folder, tmp_path):
    """And leave alone what that leaves alone."""
    for name in ("one", "all"):
        shutil.copytree(folder, tmp_path / name / "in")
    ran = on_all_cores("redact", "in", cwd=tmp_path / "all")
    assert ran == on_one_core("redact", "in", cwd=tmp_path / "one")
    files = {path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*")}
    assert files == {path.relative_to(tmp_path / "all") for path in (tmp_path / "all").rglob("*")}
    for path in files:
        one, same = tmp_path / "one" / path, tmp_path / "all" / path
        assert one.is_dir() or one.read_bytes() == same.read_bytes()


def test_a_pipe_among_many_files_is_read_once(folder):
    """Another process would take what this one wants to see again."""
    script = f"{sys.executable} -m cassette_cli redact --stdout . <(cat {SAMPLES[-1]})"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT / "cli")},
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    last = cassette("redact", "--stdout", str(SAMPLES[-1]), cwd=folder).out
    assert done.stdout.decode().endswith(last)


@pytest.mark.parametrize(
    "arguments", [[], ["--stat"], ["--json"], ["--markdown"], ["--html", "-"]], ids=" ".join
)
def test_all_cores_compare_as_one_does(folder, tmp_path, arguments):
    """Two folders in which all files differ, one is gone and one is broken."""
    for path in folder.rglob("*.y*ml"):
        other = tmp_path / path.relative_to(folder)
        other.parent.mkdir(exist_ok=True)
        other.write_bytes(path.read_bytes().replace(b"weather", b"forecast"))
    (tmp_path / "3" / SAMPLES[0].name).unlink()
    sides = (str(folder), str(tmp_path))
    ran = on_all_cores("diff", *arguments, *sides, cwd=folder)
    assert ran == on_one_core("diff", *arguments, *sides, cwd=folder)
    assert "weather" in ran.out or "--stat" in arguments


def shared_run(folder, before: str = "") -> subprocess.Popen[bytes]:
    """Return a run that has others help it, and has not said all yet; as a shell starts it."""
    command = [sys.executable, "-c", "from cassette_cli.__main__ import main; main()"]
    addresses = [str(folder / "0")] * 200  # in which nothing is broken
    run = subprocess.Popen(
        ["sh", "-c", f'{before} exec "$@"', "sh", *command, "show", *addresses],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert run.stdout is not None
    while len(children(run.pid)) < 2:
        assert run.stdout.read(1000)
    return run


def test_interruption_ends_all_without_a_word(folder):
    """From the keyboard it reaches every process."""
    run = shared_run(folder)
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert (run.returncode, errors) == (130, b"")
    assert_none_goes_on(run.pid)


def test_interruption_that_is_ignored_is_ignored_by_all(folder):
    """As in the background of a script, whose foreground is interrupted."""
    run = shared_run(folder, before="trap '' INT;")
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert (run.returncode, errors) == (0, b"")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_others_end_with_a_run_that_is_killed(folder, how):
    """They would wait for its items for ever, and keep open what it writes to."""
    run = shared_run(folder)
    run.send_signal(how)
    run.communicate(timeout=60)
    assert run.returncode == -how
    assert_none_goes_on(run.pid)


def assert_none_goes_on(group: int) -> None:
    """Fail if processes of a group do not end."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("some of its processes go on")


def children(process: int) -> list[str]:
    """Return the processes that a process has started."""
    return Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()


def test_reader_that_has_gone_ends_it(folder):
    """As `head` goes."""
    command = f"{sys.executable} -c 'from cassette_cli.__main__ import main; main()' show"
    script = f"{command} {' '.join([str(folder / '0')] * 100)} | head -3; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert done.stdout.endswith(b"\n0\n")
    assert done.stderr == b""
