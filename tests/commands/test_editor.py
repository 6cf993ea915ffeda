"""The view in a person's editor: what fits is taken, what does not comes again, nothing is lost."""

import json
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.program import ROOT, Ran, cassette, unmeasured

SAMPLE = ROOT / "samples" / "openrouter-tool-call.yaml"
MISSPELT = "text = text.replace('status: 429', 'statuss: 429')"
JUNK = "import os; text += f'j{os.getpid()}: [\\n'"


@pytest.fixture(autouse=True)
def _temporary(tmp_path):
    """Have temporary files come here; were the folder missing, Python took the system's."""
    (tmp_path / "tmp").mkdir()


@pytest.fixture
def sample(tmp_path) -> Path:
    """Return a copy of the sample."""
    return Path(shutil.copy(SAMPLE, tmp_path / "sample.yaml"))


def view(path: Path) -> dict:
    """Return what the program shows of a file."""
    return json.loads(cassette("show", str(path), "--json", "--show-secrets").out)


def rewrite(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> Ran:
    """Run the command in a folder, without a terminal; it never ends with a traceback."""
    settings = {"VISUAL": "", "TMPDIR": str(cwd / "tmp"), **environment}
    ran = cassette("rewrite", *arguments, cwd=cwd, stdin=stdin, **settings)
    assert "Traceback" not in ran.err, ran.err
    return ran


def on_terminal(*addresses: str, cwd: Path, **environment: str) -> Ran:
    """Edit cassettes where a person sits at the keyboard."""
    keyboard, terminal = pty.openpty()
    settings = {**os.environ, "PYTHONPATH": str(ROOT / "cli"), "TMPDIR": str(cwd / "tmp")}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cassette_cli", "rewrite", *addresses, "--edit"],
            cwd=cwd, env=settings | {"VISUAL": ""} | environment, stdin=terminal,
            capture_output=True, check=False, timeout=120,
        )  # fmt: skip
    finally:
        os.close(keyboard)
        os.close(terminal)
    ran = Ran(done.stdout.decode(), done.stderr.decode(), done.returncode)
    assert "Traceback" not in ran.err.replace("AssertionError", ""), ran.err
    return ran


def kept(ran: Ran) -> Path:
    """Return the file in which an error says that the edits are kept."""
    found = re.search(r"what you edited is kept in (\S+)", ran.err)
    assert found is not None, ran.err
    return Path(found[1])


def left_in(folder: Path) -> list[str]:
    """Return what stands among the temporary files."""
    return [path.name for path in (folder / "tmp").iterdir()]


def editor(folder: Path, script: str) -> str:
    """Return the command of an editor that runs a line of Python on its text."""
    path = folder / "editor.py"
    path.write_text(
        "import sys\npath = sys.argv[1]\ntext = open(path, encoding='utf-8').read()\n"
        f"{script}\nopen(path, 'w', encoding='utf-8').write(text)\n",
        encoding="utf-8",
    )
    return f"{sys.executable} {path}"


def test_a_person_edits_the_view(sample):
    """As YAML, in the editor of their choice."""
    script = "text = text.replace('text: 15 + 27 = 42', 'text: forty-two')"
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=editor(sample.parent, script))
    assert (ran.code, ran.out) == (0, "sample.yaml: rewritten +1 -1\n")
    parts = view(sample)["interactions"][2]["response"]["messages"][0]["parts"]
    assert parts[0]["text"] == "forty-two"


def test_what_is_not_edited_stays(sample):
    """Leaving the editor is giving up, and no fault."""
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR="true")
    assert (ran.code, ran.out) == (0, "sample.yaml: nothing to change\n")


def test_an_edit_that_does_not_fit_is_opened_again(sample):
    """With the error on top; leaving it so gives up."""
    script = (
        "assert text.count('# error') == ('statuss' in text)\n"
        "text = text.replace('status: 429', 'statuss: 429')"
    )
    ran = on_terminal("sample.yaml", cwd=sample.parent, EDITOR=editor(sample.parent, script))
    assert (ran.code, "`statuss`" in ran.err) == (2, True)
    assert sample.read_bytes() == SAMPLE.read_bytes()


def test_the_editor_is_told_what_to_do(sample):
    """On top, in a comment that is not taken for an edit."""
    script = "assert text.startswith('# Edit what'); text = text.replace('status: 200', '', 0)"
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=editor(sample.parent, script))
    assert (ran.code, ran.out) == (0, "sample.yaml: nothing to change\n")


def test_what_is_no_yaml_is_shown_at_its_line(sample):
    """Of what is then in the editor; afterwards, of what was edited."""
    script = (
        "lines = text.split('\\n')\n"
        "bad = [at for at, line in enumerate(lines, 1) if line.endswith(': [')]\n"
        "assert not bad or f'view.yaml:{bad[0]}:' in lines[0], lines[0]\n"
        "text = text.replace('status: 429', 'sta: tus: [')"
    )
    ran = on_terminal("sample.yaml", cwd=sample.parent, EDITOR=editor(sample.parent, script))
    assert ran.code == 2
    assert ran.err.startswith("error: sample.yaml as edited:")
    assert "not YAML" in ran.err
    assert "formats" not in ran.err


def test_only_failed_interactions_are_edited(sample):
    """With --errors the others are not in the editor, and stay."""
    script = (
        "assert text.count('status:') == text.count('index: 1') == 1\n"
        "text = text.replace('status: 429', 'status: 503')"
    )
    command = editor(sample.parent, script.replace("text.count('status:')", "text.count('url:')"))
    ran = rewrite("sample.yaml", "--edit", "--errors", cwd=sample.parent, EDITOR=command)
    assert ran.code == 0, ran.err
    assert [one["response"]["status"] for one in view(sample)["interactions"]] == [200, 503, 200]


def test_interactions_with_credentials_move_in_the_editor(tmp_path):
    """Their marks are what they stand for, wherever they come to stand."""
    path = Path(shutil.copy(ROOT / "samples" / "vcrpy.yaml", tmp_path / "v.yaml"))
    before = [one["request"]["headers"] for one in view(path)["interactions"]]
    script = (
        "head, first, *others = text.split('\\n  - index: ')\n"
        "text = '\\n  - index: '.join([head, *others, first])"
    )
    ran = rewrite("v.yaml", "--edit", cwd=tmp_path, EDITOR=editor(tmp_path, script))
    assert ran.code == 0, ran.err
    after = [one["request"]["headers"] for one in view(path)["interactions"]]
    assert after == before[1:] + before[:1]


@pytest.mark.parametrize(
    ("old", "new"), [("⟦masked:", "x⟦masked:"), ("accept:", "'⟦masked:012abc⟧':")]
)
def test_a_mark_that_was_edited_is_refused(tmp_path, old, new):
    """Nobody knows what it would stand for; nor is one a name."""
    shutil.copy(ROOT / "samples" / "vcrpy.yaml", tmp_path / "v.yaml")
    script = f"text = text.replace({old!r}, {new!r}, 1)"
    ran = rewrite("v.yaml#0", "--edit", cwd=tmp_path, EDITOR=editor(tmp_path, script))
    assert (ran.code, "masked value" in ran.err) == (2, True)
    assert kept(ran).is_relative_to(tmp_path)


def test_credentials_are_not_written_for_the_editor(tmp_path):
    """Its file is private, and holds marks in their place, which go back to what they stand for."""
    path = Path(shutil.copy(ROOT / "samples" / "vcrpy.yaml", tmp_path / "v.yaml"))
    seen = tmp_path / "seen"
    script = (
        f"import os; open({str(seen)!r}, 'w').write(text + oct(os.stat(path).st_mode))\n"
        "text = text.replace('status: 200', 'status: 201', 1)"
    )
    ran = rewrite("v.yaml#0", "--edit", cwd=tmp_path, EDITOR=editor(tmp_path, script))
    assert ran.code == 0, ran.err
    assert "⟦masked:" in seen.read_text(encoding="utf-8")
    assert seen.read_text(encoding="utf-8").endswith("600")
    assert "⟦masked:" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "the editor `false` failed, so nothing was changed"),
        ("no-such-editor", "cannot run the editor `no-such-editor`"),
        ("'", "cannot run the editor `'`"),
        ("/", "cannot run the editor `/`"),
        ("  ", "cannot run the editor `  `"),
        ("rm", "the editor left nothing in the file"),
        ("truncate -s 0", "the editor left nothing in the file"),
    ],
)
def test_an_editor_that_fails_is_told(sample, command, said):
    """And nothing is changed, nor is there anything to keep."""
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=command)
    assert (ran.code, ran.err.startswith(f"error: sample.yaml: {said}")) == (2, True), ran.err
    assert sample.read_bytes() == SAMPLE.read_bytes()
    assert left_in(sample.parent) == []


def test_an_editor_may_have_arguments(sample):
    """As `code --wait` has; what it prints does not stand in a file that goes to the output."""
    script = "print('hello'); text = text.replace('status: 429', 'status: 503')"
    command = f"env A='b c' {editor(sample.parent, script)}"
    ran = rewrite("sample.yaml", "--edit", "-o", "-", cwd=sample.parent, EDITOR=command)
    assert ran.code == 0, ran.err
    assert ran.out == SAMPLE.read_text(encoding="utf-8").replace(
        "status: 429 Too Many Requests\n    code: 429",
        "status: 503 Service Unavailable\n    code: 503",
    )
    assert "hello" in ran.err


# When nothing comes of it


def test_without_a_terminal_an_edit_that_does_not_fit_is_kept(sample):
    """Nobody is there to read the error; the file is private, and is the whole view as edited."""
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=editor(sample.parent, JUNK))
    assert ran.code == 2
    assert "not YAML" in ran.err
    path = kept(ran)
    assert re.search(r"\nj[0-9]+: \[\n\Z", path.read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8").startswith("schema: ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.parent.parent == sample.parent / "tmp"
    assert sample.read_bytes() == SAMPLE.read_bytes()


def test_an_edit_that_is_given_up_is_kept(sample):
    """A person may come back to it, and finds the line that the error tells."""
    script = "text = text.replace('status: 429', 'sta: tus: [')"
    ran = on_terminal("sample.yaml", cwd=sample.parent, EDITOR=editor(sample.parent, script))
    place = re.match(r"error: sample.yaml as edited:(\d+):", ran.err)
    assert (ran.code, place is not None) == (2, True), ran.err
    rows = kept(ran).read_text(encoding="utf-8").split("\n")
    assert rows[int(place[1]) - 1] == "      sta: tus: ["


def test_an_edit_of_an_editor_that_then_fails_is_kept(sample):
    """It was saved before."""
    command = f"sh -c '{editor(sample.parent, MISSPELT)} $0; exit 1'"
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=command)
    assert (ran.code, "failed, so nothing was changed" in ran.err) == (2, True)
    assert "statuss: 429" in kept(ran).read_text(encoding="utf-8")


def test_an_edit_that_is_no_utf_8_is_kept(sample):
    """Byte by byte, and the error tells the place."""
    command = f'{sys.executable} -c \'import sys; open(sys.argv[1], "ab").write(b"\\xff\\n")\''
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=command)
    assert (ran.code, "not UTF-8: byte 0xff cannot stand here" in ran.err) == (2, True)
    assert kept(ran).read_bytes().endswith(b"\n\xff\n")


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (
            "os.utime('sample.yaml', (1, 1)); open('sample.yaml', 'a').write('#\\n')",
            "changed since",
        ),
        ("os.unlink('sample.yaml')", "cannot read the file: no such file"),
        ("os.chmod('sample.yaml', 0o444)", "the file is read-only"),
    ],
)
def test_an_edit_that_cannot_be_saved_is_kept(sample, meanwhile, said):
    """It fits, so there is no use in opening it again."""
    script = f"import os; {meanwhile}; text = text.replace('status: 429', 'status: 503')"
    ran = on_terminal("sample.yaml", cwd=sample.parent, EDITOR=editor(sample.parent, script))
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert "status: 503" in kept(ran).read_text(encoding="utf-8")


def test_an_interruption_is_the_editors(sample):
    """Who presses Ctrl-C in it does not mean to lose what was saved."""
    script = (
        "import os, signal; os.kill(os.getppid(), signal.SIGINT)\n"
        "text = text.replace('status: 429', 'status: 503')"
    )
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=editor(sample.parent, script))
    assert (ran.code, "rewritten" in ran.out) == (0, True), ran.err


def test_nothing_is_kept_of_what_was_taken(sample):
    """Nor of what was not edited."""
    script = "text = text.replace('status: 429', 'status: 503')"
    for command in ("true", editor(sample.parent, script)):
        ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=command)
        assert ran.code == 0, ran.err
    assert left_in(sample.parent) == []


def test_nothing_is_kept_where_there_is_no_room_for_it(sample):
    """The editor is not started."""
    edit = f"{sys.executable} -m cassette_cli rewrite sample.yaml --edit"
    settings = {"PYTHONPATH": str(ROOT / "cli"), "TMPDIR": str(sample.parent / "tmp")}
    done = subprocess.run(
        ["sh", "-c", f"ulimit -f 1; exec {edit}"], cwd=sample.parent,
        env={**unmeasured(), **settings, "VISUAL": "touch started"}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "error: cannot go on: file too large\n")
    assert not (sample.parent / "started").exists()
    assert left_in(sample.parent) == []


@pytest.mark.parametrize(
    "change", ["text = '\ufeff' + text", "text = text.replace('\\n', '\\r\\n')"]
)
def test_marks_and_line_ends_of_an_editor_are_no_edits(sample, change):
    """Editors of Windows put them there."""
    command = editor(sample.parent, change)
    ran = rewrite("sample.yaml", "--edit", cwd=sample.parent, EDITOR=command)
    assert (ran.code, ran.out) == (0, "sample.yaml: nothing to change\n"), ran.err


def test_a_cassette_without_interactions_can_be_opened(tmp_path):
    """There is little to edit in it."""
    (tmp_path / "v.yaml").write_text("interactions: []\nversion: 1\n", encoding="utf-8")
    ran = rewrite("v.yaml", "--edit", cwd=tmp_path, EDITOR="true")
    assert (ran.code, ran.out) == (0, "v.yaml: nothing to change\n")


def test_only_addressed_interactions_are_edited(sample):
    """The others are not in the editor."""
    script = (
        "assert text.count('\\n  - index: ') == 1\n"
        "text = text.replace('status: 429', 'status: 503')"
    )
    command = editor(sample.parent, script)
    ran = rewrite("sample.yaml#1", "--edit", cwd=sample.parent, EDITOR=command)
    assert ran.code == 0, ran.err
    assert [one["response"]["status"] for one in view(sample)["interactions"]] == [200, 503, 200]
