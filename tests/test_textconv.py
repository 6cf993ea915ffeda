"""`cassette-textconv`: facts of a cassette, and never a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.textconv import contents, converted
from tests.program import ROOT, unmeasured

SAMPLES = sorted((ROOT / "samples").glob("*.y*ml"))
SAMPLE = ROOT / "samples" / "openrouter-tool-call.yaml"
SCRIPT = ["-m", "cassette_cli.textconv"]


def run(
    *words: str, seed: str = "random", **settings: object
) -> subprocess.CompletedProcess[bytes]:
    """Run Python with the package."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "cli"), "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, check=False, **settings
    )


def replaced(*pairs: tuple[str, str]) -> str:
    """Return the facts of the sample with words of the file replaced."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return converted(text.encode()).decode()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples_are_facts(path, request):
    """What a reviewer reads, looked at."""
    expected = ROOT / "tests" / "facts" / f"{path.stem}.txt"
    found = converted(path.read_bytes())
    if request.config.getoption("--accept"):
        expected.write_bytes(found)
    assert found == expected.read_bytes()


@given(st.binary() | st.binary().map(lambda data: b"interactions:\n- " + data))
def test_any_bytes_are_printed(data):
    """What is no cassette is printed byte for byte."""
    assert converted(data) == data


def test_a_file_cut_anywhere_is_printed():
    """As facts where it is still a cassette, else as it is; all of one of the two."""
    data = SAMPLE.read_bytes()
    whole = converted(data)
    for size in range(0, len(data), 211):
        found = converted(data[:size])
        assert found == data[:size] or found.startswith(b"recorder: ")
    assert converted(data) == whole


@pytest.mark.parametrize(
    "pairs",
    [
        [("duration: 1.30477125s", "duration: 9s")],
        [("add:0", "add:7")],
        [("gen-", "gen-x")],
        [("\\\"completion_tokens\\\":8", "\\\"completion_tokens\\\":9")],
        [("interactions:", "# a comment\ninteractions:")],
    ],
    ids=["duration", "id-of-a-call", "id-of-an-answer", "tokens", "comment"],
)  # fmt: skip
def test_noise_changes_nothing(pairs):
    """What differs in every recording is no fact."""
    assert replaced(*pairs) == converted(SAMPLE.read_bytes()).decode()


@pytest.mark.parametrize(
    ("pair", "fact"),
    [
        (("What is 15 + 27?", "What is 15 + 28?"), "    What is 15 + 28?"),
        (("kimi-k2-0905", "kimi-k3"), "  model: moonshotai/kimi-k3"),
        (("code: 429", "code: 503"), "  status: 503"),
        (("Add two numbers", "Sum up"), "    Sum up"),
        (("api/v1/chat", "api/v2/chat"), "POST https://openrouter.ai/api/v2/chat/completions"),
    ],
)
def test_what_was_said_is_a_fact(pair, fact):
    """Each on a line of its own."""
    assert fact not in converted(SAMPLE.read_bytes()).decode().splitlines()
    assert fact in replaced(pair).splitlines()


def test_no_line_steers_a_terminal_or_holds_a_credential():
    """The text is a stranger's, and git prints it into a terminal."""
    found = replaced(
        ("What is 15", "\\x1b[31m\u202e What is 15"),
        ("Content-Type:\n", "Authorization:\n      - Bearer hunter2\n      X-Origin:\n"
                             "      - https://me:hunter2@a.example\n      Content-Type:\n"),
        ("openrouter.ai/api", "me:hunter2@openrouter.ai/api"),
    )  # fmt: skip
    assert not {"\x1b", "\u202e"} & set(found)
    assert "hunter2" not in found
    assert "https://⟦masked⟧@openrouter.ai/api" in found
    assert "authorization" not in found
    assert "request header x-origin: https://⟦masked⟧@a.example" in found


def test_the_same_bytes_are_the_same_facts_anywhere(tmp_path):
    """Whatever the folder, name, locale, width and seed: git compares what two runs print."""
    elsewhere = tmp_path / "b.txt"
    elsewhere.write_bytes(SAMPLE.read_bytes())
    first = run(*SCRIPT, str(SAMPLE))
    second = run(*SCRIPT, "b.txt", seed="1", cwd=tmp_path)
    assert first.stdout == second.stdout == converted(SAMPLE.read_bytes())
    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (0, b"")


def test_it_starts_without_the_command_line():
    """It is started twice a file: nothing is imported that it does not need."""
    program = (
        "import sys; from cassette_cli.textconv import contents, converted\n"
        f"assert converted(contents({str(SAMPLE)!r})).startswith(b'recorder')\n"
        "heavy = {'typer', 'click', 'rich', 'subprocess', 'difflib', 'tomllib', 'ahocorasick',"
        " 'jsonpatch', 'cassette_cli.operations.rewrite', 'cassette_cli.commands'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], env=unmeasured() | {"PYTHONPATH": str(ROOT / "cli")},
        capture_output=True, check=True,
    )  # fmt: skip
    assert ran.stdout == b"[]\n"


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "nul\0"])
def test_what_is_no_file_is_nothing(tmp_path, kind):
    """A pipe is not waited for."""
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    assert contents(str(path)) == b""
    if "\0" not in kind:
        ran = run(*SCRIPT, str(path))
        assert (ran.returncode, ran.stdout) == (0, b"")
        assert ran.stderr.startswith(b"cassette-textconv: ")


def test_a_reader_that_goes_away_is_no_failure():
    """Nobody waits for the rest."""
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, *SCRIPT, str(SAMPLE)], stdout=writing, stderr=subprocess.PIPE, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT / "cli")},
    )  # fmt: skip
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_wrong_call_says_how_it_is_called():
    """For who tries it by hand."""
    ran = run(*SCRIPT)
    assert (ran.returncode, ran.stderr) == (2, b"usage: cassette-textconv FILE\n")


def test_a_packed_cassette_is_read(tmp_path):
    """Git sees bytes; the textconv what was said."""
    import gzip

    assert converted(gzip.compress(SAMPLE.read_bytes())) == converted(SAMPLE.read_bytes())
    cut = gzip.compress(SAMPLE.read_bytes())[:-40]
    assert converted(cut) == cut


def test_nothing_of_the_file_is_lost_between_pieces(tmp_path):
    """A pipe takes little at once."""
    path = Path(tmp_path / "long")
    path.write_bytes(os.urandom(1 << 20))
    assert run(*SCRIPT, str(path)).stdout == path.read_bytes()
