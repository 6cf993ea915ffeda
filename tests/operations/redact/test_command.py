"""The command as a user runs it: what is written, what is said, how it ends; and no secret told."""

import gzip
import json
import os
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from tests.operations.redact.planting import (
    go_interaction,
    go_vcr,
    interaction,
    key,
    loaded,
    placeholder,
    run,
    vcrpy,
)
from tests.program import ROOT, Ran, cassette

SAMPLES = sorted((ROOT / "samples").glob("*.y*ml"))
KEY = key("of the command")
CLEAN = vcrpy(interaction("nothing in here", "nor here"))
DIRTY = vcrpy(interaction(f"so {KEY}", asked={"x-api-key": run("header", 30)}))
KEPT = go_vcr(go_interaction("yes", f"so {KEY}"))
OF_THE_SAMPLES = [
    "sk-proj-Zx9Qw7Er5Ty3Ui1Op0As8Df6Gh4Jk2Lz", "sk-ant-invented-for-this-sample", "acme-llc",
]  # fmt: skip
MODES = [
    (), ("--check",), ("--diff",), ("--stdout",), ("--json",), ("--check", "--json"),
    ("--diff", "--json"), ("--requests", "all"), ("--requests", "all", "--diff"),
    ("--level", "strict"), ("--level", "headers", "--diff"), ("--style", "tag"),
    ("--style", "hash", "--diff"), ("--only", "account", "--diff"), ("--skip", "secret", "--json"),
    ("--color", "always"),
]  # fmt: skip


def written(folder: Path, name: str, text: str) -> Path:
    """Return the path of a file that now says this."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def redact(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> Ran:
    """Run the command in a folder; it never ends with a traceback."""
    ran = cassette("redact", *arguments, cwd=cwd, stdin=stdin, **environment)
    assert "Traceback" not in ran.err, ran.err
    return ran


def git(*words: str, cwd: Path) -> str:
    """Return what git writes."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for who in ("AUTHOR", "COMMITTER"):
        settings |= {f"GIT_{who}_NAME": "a", f"GIT_{who}_EMAIL": "a@example.com"}
        settings |= {f"GIT_{who}_DATE": "2026-01-02T03:04:05+00:00"}
    done = subprocess.run(
        ["git", *words], cwd=cwd, env=clean | settings, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path):
    """An empty repository."""
    git("init", "-q", "-b", "main", cwd=tmp_path)
    return tmp_path


# No secret is told


@pytest.mark.parametrize("mode", MODES, ids=" ".join)
def test_no_output_holds_a_found_value(mode, tmp_path):
    """Of a name, of the environment, of an own pattern, in base64, cut into fragments; in no mode.

    What was not asked for is not known, and may stand beside what was in a difference.
    """
    for sample in SAMPLES:
        shutil.copy(sample, tmp_path)
    secrets = [KEY, run("env", 20), "wombat-4711", run("name", 30), run("b64", 30), key("cut", 1)]
    cuts = [secrets[5][at : at + 9] for at in range(0, len(secrets[5]), 9)]
    deltas = [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in cuts]
    stream = "".join(f"data: {json.dumps(delta)}\n\n" for delta in deltas)
    body = {"said": f"so {KEY}", "env": secrets[1], "own": f"a {secrets[2]}", "api_key": secrets[3]}
    hidden = b64encode(f"the api_key={secrets[4]} is".encode()).decode()
    written(tmp_path, "z.yaml", vcrpy(interaction(body), interaction(hidden), interaction(stream)))
    ran = redact(
        *mode, "--value-env", "ACME", "--pattern", "own=wombat-[0-9]+", ".",
        cwd=tmp_path, ACME=secrets[1],
    )  # fmt: skip
    assert ran.code in {0, 1}
    shown = ran.out + ran.err
    told = [one for one in [*OF_THE_SAMPLES, *secrets, *cuts[2:-1]] if one in shown]
    if "--stdout" in mode:  # the files themselves, in which what is kept is left
        assert told == OF_THE_SAMPLES[:1]
    else:
        assert "--only" in mode or told == []


@pytest.mark.parametrize("asked", [(), ("--only", "account"), ("--skip", "personal"), ("#0",)])
def test_a_difference_hides_what_stays(asked, tmp_path):
    """What is kept, left out or in another interaction stands beside what goes, in any notation."""
    mail = "jane.roe@acme-corp.com"
    account = run("account", 24)
    hidden = b64encode(f"write to {mail}, or to nobody".encode()).decode()
    first = go_interaction(
        {"organization_id": account}, {"a": f"mail {mail}", "b": hidden, "c": f"so {KEY}"},
        url=f"https://api.acme.test/?api_key={run('query', 24)}&to={mail.replace('@', '%40')}",
    )  # fmt: skip
    second = go_interaction(b64encode(f"it is {KEY}".encode()).decode(), f"so {mail}")
    text = go_vcr(first, second)
    written(tmp_path, "a.yaml", text)
    address = f"a.yaml{asked[0]}" if asked[:1] == ("#0",) else "a.yaml"
    ran = redact("--diff", *asked[: len(asked) // 2 * 2], address, cwd=tmp_path)
    assert "@@" in ran.out
    encoded = [b64encode(one.encode()).decode()[4:-4] for one in (mail, "write to " + mail, KEY)]
    pieces = [mail, mail.replace("@", "%40"), KEY, account, run("query", 24), *encoded]
    assert [one for one in pieces if one in ran.out + ran.err] == []


def test_rules_are_listed():
    """With their kinds and levels, one a line."""
    ran = cassette("redact", "--rules")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ran.code == 0
    assert ["openai-api-key", "secret", "standard"] in [row[:3] for row in rows]
    assert all(row[1] in {"secret", "account", "personal", "technical"} for row in rows)


# In place


def test_files_are_redacted_in_place(tmp_path):
    """The clean one is not even written; a second run finds nothing."""
    dirty, clean = written(tmp_path, "a.yaml", DIRTY), written(tmp_path, "sub/b.yaml", CLEAN)
    before = clean.stat().st_ino, clean.stat().st_mtime_ns
    ran = redact(".", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert dirty.read_text() == DIRTY.replace(KEY, placeholder(KEY)).replace(
        run("header", 30), placeholder(run("header", 30))
    )
    assert (clean.stat().st_ino, clean.stat().st_mtime_ns) == before
    assert "2 values redacted in 1 file" in ran.out
    again = redact(".", cwd=tmp_path)
    assert (again.code, again.out) == (0, "nothing to redact in 2 files\n")


def test_check_writes_nothing_and_tells(tmp_path):
    """With 1 if there is something to do, else with 0."""
    path = written(tmp_path, "a.yaml", DIRTY)
    ran = redact("--check", "a.yaml", cwd=tmp_path)
    assert ran.code == 1
    assert "a.yaml#0:/response/body openai-project-key (48 characters) → REDACTED" in ran.out
    assert "2 values to redact in 1 file" in ran.out
    assert path.read_text() == DIRTY
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]
    written(tmp_path, "a.yaml", CLEAN)
    ran = redact("--check", "a.yaml", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "nothing to redact in 1 file\n")


def test_what_is_kept_ends_with_1(tmp_path):
    """A script must not take a file for clean in which a value was left."""
    path = written(tmp_path, "a.yaml", KEPT)
    ran = redact("a.yaml", cwd=tmp_path)
    assert ran.code == 1
    assert "openai-project-key (48 characters) kept: the recorder compares the body" in ran.out
    assert "1 value kept in place for the recorder: --requests all" in ran.out
    assert path.read_text() == KEPT
    ran = redact("--requests", "all", "a.yaml", cwd=tmp_path)
    assert ran.code == 0
    assert KEY not in path.read_text()
    assert "go-vcr" in ran.out.partition("live ones must be redacted the same way")[2]


def test_requests_that_are_compared_get_lines_for_the_recorder(tmp_path):
    """Otherwise the recording is not found again; where nothing compared has changed, none."""
    written(tmp_path, "a.yaml", vcrpy(interaction(uri=f"https://a.test/run?api_key={run(1, 24)}")))
    assert "before_record_request=redactor" in redact(".", cwd=tmp_path).out
    written(tmp_path, "a.yaml", DIRTY)
    assert "before_record" not in redact(".", cwd=tmp_path).out


def test_every_value_that_is_compared_gets_a_line(tmp_path):
    """Also where placeholders are all the same, and with quotes that its language takes."""
    mails = ["jane.roe@acme-corp.com", "john.doe@acme-corp.com"]
    call = go_interaction("yes", f"{mails[0]} and {mails[1]}, '{KEY}' and wo'm\"bat\\s")
    path = written(tmp_path, "a.yaml", go_vcr(call))
    own = ("--pattern", r"own=wo'm.*s")
    for style in ("same-length", "fixed"):
        ran = redact("--requests", "all", "--style", style, "--check", *own, "a.yaml", cwd=tmp_path)
        assert "requests would change" in ran.out
        for name in ("EMAIL", "EMAIL_2", "OPENAI_PROJECT_KEY", "OWN") if style != "fixed" else ():
            (line,) = [row for row in ran.out.splitlines() if f'{{"{name}", ' in row]
            assert json.loads(f"[{line.strip()[1:-2]}]")[0] == name
    ran = redact("--requests", "all", "--style", "fixed", *own, "a.yaml", cwd=tmp_path)
    assert "requests have changed" in ran.out
    assert {"EMAIL", "OWN"} <= {row.split('"')[1] for row in ran.out.splitlines() if '{"' in row}
    assert "wo'm" not in path.read_text()


def test_what_no_setting_takes_out_is_said_to_be_broken(tmp_path):
    """And no option is named that would not help."""
    packed = gzip.compress((f"so {KEY} " + run("noise", 4000)).encode())[:-20]
    call = interaction(packed, answered={"Content-Encoding": "gzip"})
    written(tmp_path, "a.yaml", vcrpy(call))
    ran = redact("a.yaml", cwd=tmp_path)
    assert ran.code == 1
    assert "1 value kept in place, in what is broken" in ran.out
    assert "--requests all" not in ran.out


@pytest.mark.parametrize("mode", ["--diff", "--stdout", ""])
def test_a_report_does_not_stand_in_what_is_printed(mode, tmp_path):
    """In JSON or in words; also of a part of standard input."""
    for address in ("a.yaml", "-#0") if mode else ("-#0",):
        written(tmp_path, "a.yaml", DIRTY)
        options = [mode] if mode else []
        said = redact(*options, "--", address, cwd=tmp_path, stdin=DIRTY.encode())
        told = redact(*options, "--json", "--", address, cwd=tmp_path, stdin=DIRTY.encode())
        assert told.out == said.out != ""
        assert json.loads(told.err)["changed"] is True
        assert "2 values" in said.err


def test_diff_shows_lines_and_no_values(tmp_path):
    """A pager and a review comment may show it."""
    path = written(tmp_path, "a.yaml", DIRTY)
    ran = redact("--diff", "a.yaml", cwd=tmp_path)
    rows = ran.out.splitlines()
    assert rows[:2] == ["--- a/a.yaml", "+++ b/a.yaml"]
    assert f"+      string: so {placeholder(KEY)}" in rows
    assert [row for row in rows if row.startswith("-      string: so ⟦")] != []
    assert KEY not in ran.out + ran.err
    assert "2 values to redact" in ran.err
    assert path.read_text() == DIRTY


def test_stdout_is_the_redacted_file(tmp_path):
    """And nothing else, so that it can be piped; the file stays."""
    path = written(tmp_path, "a.yaml", DIRTY)
    ran = redact("--stdout", "a.yaml", cwd=tmp_path)
    written(tmp_path, "b.yaml", DIRTY)
    redact("b.yaml", cwd=tmp_path)
    assert ran.out == (tmp_path / "b.yaml").read_text()
    assert path.read_text() == DIRTY
    assert "2 values to redact" in ran.err


@pytest.mark.parametrize(
    ("text", "mode", "code"),
    [(DIRTY, (), 0), (CLEAN, (), 0), (KEPT, (), 1), (DIRTY, ("--stdout",), 0)],
)
def test_standard_input_comes_out_redacted(text, mode, code, tmp_path):
    """As a filter does: the file and nothing else; what is to be said goes to stderr."""
    path = written(tmp_path, "a.yaml", text)
    redact("a.yaml", cwd=tmp_path)
    ran = redact(*mode, "-", cwd=tmp_path, stdin=text.encode())
    assert ran.code == code
    assert ran.out == path.read_text()
    assert KEY not in ran.err
    assert ran.err


@pytest.mark.parametrize(("text", "code"), [(DIRTY, 1), (CLEAN, 0), (KEPT, 1)])
def test_standard_input_is_checked(text, code, tmp_path):
    """And called by the name that it is given."""
    ran = redact("--check", "-", "--stdin-name", "x.yaml", cwd=tmp_path, stdin=text.encode())
    assert ran.code == code
    assert ("x.yaml#0:" in ran.out) is (code == 1)
    assert "version: 1" not in ran.out


def test_json_is_one_object_a_file(tmp_path):
    """A line each, with everything that the lines for people say, and fingerprints to allow."""
    for name, text in [("a.yaml", DIRTY), ("b.yaml", CLEAN), ("c.yaml", KEPT)]:
        written(tmp_path, name, text)
    ran = redact("--json", ".", cwd=tmp_path)
    a, b, c = map(json.loads, ran.out.splitlines())
    assert ran.code == 1
    assert [one["path"] for one in (a, b, c)] == ["a.yaml", "b.yaml", "c.yaml"]
    assert [(one["changed"], one["written"]) for one in (a, b, c)] == [
        (True, True), (False, False), (False, False),
    ]  # fmt: skip
    found = next(one for one in a["findings"] if one["rule"] == "openai-project-key")
    assert found | {"fingerprint": ""} == {
        "rule": "openai-project-key", "kind": "secret", "address": "a.yaml#0:/response/body",
        "index": 0, "pointer": "/response/body", "length": 48, "count": 1,
        "placeholder": placeholder(KEY), "kept": None, "fingerprint": "",
        "in_history_since": None,
    }  # fmt: skip
    assert [one["kept"] for one in c["findings"]] == ["the recorder compares the body of requests"]
    written(
        tmp_path, ".cassette.toml", f'[[redact.allow]]\nfingerprint = "{found["fingerprint"]}"\n'
    )
    written(tmp_path, "d.yaml", vcrpy(interaction(f"so {KEY}")))
    assert redact("--check", "d.yaml", cwd=tmp_path).code == 0


def test_placeholders_in_json_are_whole(tmp_path):
    """A program wants to look for them; only people want them short."""
    written(tmp_path, "a.yaml", DIRTY)
    (one,) = map(json.loads, redact("--json", "--check", ".", cwd=tmp_path).out.splitlines())
    assert placeholder(KEY) in {found["placeholder"] for found in one["findings"]}


# What cannot be done


def test_a_read_only_file_is_left(tmp_path):
    """Its owner locked it; the others are done."""
    locked, other = written(tmp_path, "a.yaml", DIRTY), written(tmp_path, "b.yaml", DIRTY)
    locked.chmod(0o444)
    ran = redact(".", cwd=tmp_path)
    assert ran.code == 2
    assert "a.yaml: the file is read-only" in ran.err
    assert locked.read_text() == DIRTY
    assert KEY not in other.read_text()
    assert "2 values redacted in 1 file" in ran.out


@pytest.mark.parametrize(
    "addresses", [("a.yaml", "a.yaml"), (".",), ("a.yaml#0", "l.yaml"), ("l.yaml#0", "a.yaml#1")]
)
def test_a_file_that_is_named_twice_is_redacted_once(addresses, tmp_path):
    """And all that is picked from it; a link to it is another name."""
    path = written(tmp_path, "a.yaml", vcrpy(interaction(f"so {KEY}"), interaction(f"and {KEY}")))
    (tmp_path / "l.yaml").symlink_to("a.yaml")
    ran = redact(*addresses, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "2 values redacted in 1 file" in ran.out
    assert KEY not in path.read_text()


def test_recordings_that_are_not_searched_are_told(tmp_path):
    """Secrets may be in them; other files of a folder are nobody's business."""
    written(tmp_path, "a.yaml", CLEAN)
    written(tmp_path, "README.md", "interactions")
    written(tmp_path, "b.yaml", "name: values\n")
    other = {"http_interactions": [], "recorded_with": "betamax/0.9.0"}
    written(tmp_path, "r/recording.json", json.dumps(other))
    ran = redact(".", cwd=tmp_path)
    assert ran.code == 0
    assert ran.err == "1 recording passed over, of kinds not read yet: betamax 1\n"
    assert ran.out == "nothing to redact in 1 file\n"


def test_what_could_not_be_done_is_not_called_clean(tmp_path):
    """The last line is what people read."""
    written(tmp_path, "a.yaml", "interactions: [\n")
    ran = redact("a.yaml", cwd=tmp_path)
    assert ran.code == 2
    assert ran.out == "1 error, see above; what it is about was left as it was\n"


def test_a_missing_file_stops_no_other(tmp_path):
    """The code is that of the worst."""
    path = written(tmp_path, "a.yaml", DIRTY)
    ran = redact("nowhere.yaml", "a.yaml", cwd=tmp_path)
    assert ran.code == 2
    assert "nowhere.yaml: no such file or folder" in ran.err
    assert KEY not in path.read_text()


def test_a_folder_without_a_cassette(tmp_path):
    """Silence would be taken for a clean bill."""
    written(tmp_path, "notes.txt", "so")
    ran = redact(".", cwd=tmp_path)
    assert ran.code == 2
    assert "there is no cassette here" in ran.err


@pytest.mark.parametrize("text", [f"so: {KEY}", f"so: [{KEY}", "\ufeff{}", ""])
def test_a_file_that_is_no_cassette_is_refused_without_its_content(text, tmp_path):
    """An error message must not tell what could not be read."""
    path = written(tmp_path, "a.yaml", text)
    ran = redact("a.yaml", cwd=tmp_path)
    assert ran.code == 2
    assert KEY not in ran.out + ran.err
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name files or folders"),
        (("--check", "--diff", "."), "three different things"),
        (("--level", "loud", "."), "choose from standard, strict, headers"),
        (("--requests", "none", "."), "choose from credentials, all"),
        (("--style", "nice", "."), "choose from same-length, fixed, tag, hash"),
        (("--only", "openai-api-kee", "."), "did you mean openai-api-key?"),
        (("--pattern", "x", "."), "NAME=REGEX"),
        (("--pattern", "x=(", "."), "--pattern x: not a regular expression"),
        (("--pattern", "x=a*", "."), "--pattern x: it matches the empty string"),
        (("--only", ",", "."), "--only holds an empty string"),
        (("--header", "X-A: b", "."), "--header: not the name of a header"),
        (("--pointer", "response", "."), "--pointer: not a JSON pointer"),
        (("--value-env", "NOT_SET_AT_ALL", "."), "NOT_SET_AT_ALL is not set"),
        (("--value-env", "TOO_SHORT", "."), "TOO_SHORT is too short"),
    ],
)
def test_mistakes_of_use(arguments, words, tmp_path):
    """They are told before anything is read or written."""
    path = written(tmp_path, "a.yaml", DIRTY)
    ran = redact(*arguments, cwd=tmp_path, TOO_SHORT="abc")
    assert ran.code == 2
    assert words in ran.err
    assert path.read_text() == DIRTY


@pytest.mark.parametrize("option", ["--value-env", "--pattern", "--header", "--pointer"])
def test_a_value_in_the_place_of_its_name_is_not_repeated(option, tmp_path):
    """`--value-env $KEY` is soon typed, and what is printed ends in the logs of CI."""
    written(tmp_path, "a.yaml", DIRTY)
    for secret in (f"{KEY} {run('mistaken', 20)}", KEY):
        ran = redact(option, secret, ".", cwd=tmp_path)
        assert ran.code == 2 or option == "--header"  # a key may well be the name of one
        assert KEY not in ran.out + ran.err
    ran = redact("--value-env", f"glpat_{run('mistaken', 20)}", ".", cwd=tmp_path)
    assert "the variable that --value-env names is not set" in ran.err


@pytest.mark.parametrize(
    "setting", ["levl = 'strict'", "level = 'loud'", "skip = ['no-such-rule']"]
)
def test_mistakes_of_the_configuration(setting, tmp_path):
    """They are told by file and line, and nothing is done with half of the settings."""
    path = written(tmp_path, "a.yaml", DIRTY)
    written(tmp_path, ".cassette.toml", f"[redact]\n{setting}\n")
    ran = redact(".", cwd=tmp_path)
    assert ran.code == 2
    assert path.read_text() == DIRTY


# Options


def test_options_and_configuration_together(tmp_path):
    """Lists of the command line are added to those of the project, and words replace them."""
    written(
        tmp_path, "pyproject.toml", '[tool.cassette.redact]\nheaders = ["x-a"]\nstyle = "fixed"\n'
    )
    call = interaction("so", answered={"X-A": "alpha", "X-B": "beta-b", "X-C": "gamma"})
    path = written(tmp_path, "a.yaml", vcrpy(call))
    assert redact("--header", "X-B", "a.yaml", cwd=tmp_path).code == 0
    text = path.read_text()
    assert "alpha" not in text
    assert "beta-b" not in text
    assert "gamma" in text
    assert text.count("- REDACTED\n") == 2
    path.write_text(vcrpy(call))
    redact("--style", "same-length", "a.yaml", cwd=tmp_path)
    assert "- XXXXX\n" in path.read_text()


def test_settings_in_the_way_of_a_path(tmp_path):
    """Paths count from the folder of the configuration, from wherever the command is run."""
    written(tmp_path, ".cassette.toml", '[[redact.paths]]\npath = "sub/**"\nskip = ["secret"]\n')
    (tmp_path / ".git").mkdir()
    other = vcrpy(interaction(f"so {key('of the folder')}"))
    inner, outer = written(tmp_path, "sub/a.yaml", other), written(tmp_path, "a.yaml", DIRTY)
    redact("../a.yaml", "a.yaml", cwd=tmp_path / "sub")
    assert inner.read_text() == other
    assert KEY not in outer.read_text()


@pytest.mark.parametrize("body", [f"so {KEY}", {"said": f"so {KEY}"}, "1 or 11"])
def test_a_whole_body_can_be_pointed_at(body, tmp_path):
    """All that it says goes, be it text or JSON."""
    path = written(tmp_path, "a.yaml", vcrpy(interaction(body)))
    ran = redact("--pointer", "/response/body", "a.yaml", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    (one,) = loaded(path.read_text())
    said = one["response"]["body"]["string"]
    assert KEY not in said
    assert "so " not in said
    assert " or " not in said


def test_only_and_skip(tmp_path):
    """Several at once, with commas or by repetition."""
    call = interaction({"said": f"{KEY} jane.doe@acme.io", "user_id": run("u", 30)})
    written(tmp_path, "a.yaml", vcrpy(call))
    for option in (("--only", "email,account"), ("--only", "email", "--only", "account")):
        ran = redact("--check", "--json", *option, ".", cwd=tmp_path)
        (found,) = map(json.loads, ran.out.splitlines())
        assert {one["kind"] for one in found["findings"]} == {"personal", "account"}


def test_match_on_of_the_project(tmp_path):
    """The recorder's default is not what every project compares."""
    path = written(tmp_path, "a.yaml", KEPT)
    written(tmp_path, ".cassette.toml", 'match_on = ["method", "uri"]\n')
    assert redact(".", cwd=tmp_path).code == 0
    assert KEY not in path.read_text()


def test_picked_interactions(tmp_path):
    """As everywhere: `#1` is that one."""
    path = written(tmp_path, "a.yaml", vcrpy(*(interaction(f"so {key(n)}") for n in range(3))))
    assert redact("a.yaml#1", cwd=tmp_path).code == 0
    assert [key(n) in path.read_text() for n in range(3)] == [True, False, True]


# Files as they are


def test_packed_files_stay_packed(tmp_path):
    """With the header that they had; and nothing is unpacked on the disk."""
    path = tmp_path / "a.yaml.gz"
    path.write_bytes(gzip.compress(DIRTY.encode(), mtime=0))
    head = path.read_bytes()[:10]
    assert redact("--check", ".", cwd=tmp_path).code == 1
    assert redact(".", cwd=tmp_path).code == 0
    assert path.read_bytes()[:10] == head
    text = gzip.decompress(path.read_bytes()).decode()
    assert len(text) == len(DIRTY)
    assert KEY not in text
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml.gz"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_line_ends_stay(mark, end, tmp_path):
    """To the byte."""
    path = tmp_path / "a.yaml"
    text = DIRTY.replace(run("header", 30), "short").replace("x-api-key", "x-acme")
    path.write_bytes((mark + text.replace("\n", end)).encode())
    assert redact(".", cwd=tmp_path).code == 0
    want = mark + text.replace("\n", end).replace(KEY, placeholder(KEY))
    assert path.read_bytes() == want.encode()


def test_mode_and_links_stay(tmp_path):
    """What is replaced is the file that a link leads to."""
    path = written(tmp_path, "real.yaml", DIRTY)
    path.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    assert redact("link.yaml", cwd=tmp_path).code == 0
    assert (tmp_path / "link.yaml").is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert KEY not in path.read_text()


def test_other_hard_links_are_told(tmp_path):
    """They still hold what was there."""
    path = written(tmp_path, "a.yaml", DIRTY)
    os.link(path, tmp_path / "copy")
    ran = redact("a.yaml", cwd=tmp_path)
    assert "its other hard links still hold what was here" in ran.err
    assert KEY not in path.read_text()
    assert KEY in (tmp_path / "copy").read_text()


def test_values_of_one_file_go_from_the_others(tmp_path):
    """Whatever their order."""
    value = run("by its name alone", 30)
    first = written(tmp_path, "a.yaml", vcrpy(interaction(f"so {value}")))
    written(tmp_path, "b.yaml", vcrpy(interaction(asked={"x-api-key": value})))
    assert redact(".", cwd=tmp_path).code == 0
    assert f"so {placeholder(value)}" in first.read_text()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_keep_their_lines_and_their_messages(sample, tmp_path):
    """Nothing moves; what the answer says is what it said, the redacted words aside."""
    shutil.copy(sample, tmp_path)
    redact("--requests", "all", sample.name, cwd=tmp_path)
    old, new = sample.read_text(encoding="utf-8"), (tmp_path / sample.name).read_text("utf-8")
    assert len(old) == len(new)
    assert len(old.splitlines()) == len(new.splitlines())
    before, after = (
        json.loads(cassette("show", "--json", "--show-secrets", str(path)).out)
        for path in (sample, tmp_path / sample.name)
    )
    for one, other in zip(before["interactions"], after["interactions"], strict=True):
        assert one["response"]["messages"] == other["response"]["messages"]
        assert one["response"]["stream"] == other["response"]["stream"]
        assert other["response"]["problems"] == one["response"]["problems"]


def test_the_user_of_the_rate_limit_is_all_that_changes(tmp_path):
    """The `user_id` of OpenRouter's 429 is found, and nothing else is touched."""
    name = "openrouter-tool-call.yaml"
    old = (ROOT / "samples" / name).read_text(encoding="utf-8")
    shutil.copy(ROOT / "samples" / name, tmp_path)
    assert redact(name, cwd=tmp_path).code == 0
    new = (tmp_path / name).read_text(encoding="utf-8")
    differing = [at for at, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    user = old.index('user_id\\":\\"') + len('user_id\\":\\"')
    assert differing
    assert user <= differing[0]
    assert differing[-1] < old.index('\\"', user)


# Git


def test_staged_files_are_redacted_in_the_index_and_the_work_tree(repository):
    """As a hook before a commit needs it; what is not staged is not touched."""
    staged, other = written(repository, "a.yaml", DIRTY), written(repository, "b.yaml", DIRTY)
    written(repository, "notes.txt", f"so {KEY}")
    git("add", "a.yaml", "notes.txt", cwd=repository)
    assert redact("--check", "--staged", cwd=repository).code == 1
    assert git("show", ":a.yaml", cwd=repository) == DIRTY
    ran = redact("--staged", cwd=repository)
    assert ran.code == 0, ran.err
    assert KEY not in git("show", ":a.yaml", cwd=repository)
    assert staged.read_text() == git("show", ":a.yaml", cwd=repository)
    assert other.read_text() == DIRTY
    assert redact("--check", "--staged", cwd=repository).code == 0


def test_a_work_tree_that_differs_is_left(repository):
    """Somebody is at work there."""
    path = written(repository, "a.yaml", DIRTY)
    git("add", "a.yaml", cwd=repository)
    path.write_text(DIRTY + "# more\n")
    ran = redact("--staged", cwd=repository)
    assert ran.code == 0
    assert "the work tree differs and was left" in ran.err
    assert KEY not in git("show", ":a.yaml", cwd=repository)
    assert path.read_text() == DIRTY + "# more\n"


def test_staged_files_can_be_named(repository):
    """As pre-commit does."""
    for name in ("a.yaml", "b.yaml"):
        written(repository, name, DIRTY)
    git("add", "-A", cwd=repository)
    assert redact("--staged", "b.yaml", cwd=repository).code == 0
    assert KEY in git("show", ":a.yaml", cwd=repository)
    assert KEY not in git("show", ":b.yaml", cwd=repository)


@pytest.mark.parametrize("mode", ["--diff", "--stdout"])
def test_staged_files_can_be_looked_at(mode, repository):
    """Nothing is written."""
    written(repository, "a.yaml", DIRTY)
    git("add", "-A", cwd=repository)
    ran = redact("--staged", mode, cwd=repository)
    assert ran.code == 0
    assert placeholder(KEY) in ran.out
    assert KEY not in ran.out + ran.err
    assert git("show", ":a.yaml", cwd=repository) == DIRTY


def test_a_staged_file_that_cannot_be_read_does_not_keep_the_others(repository):
    """It is an error, with its name; clean ones are left as they are."""
    written(repository, "broken.yaml", DIRTY[: len(DIRTY) // 2] + "\n: [")
    written(repository, "clean.yaml", CLEAN)
    written(repository, "dirty.yaml", DIRTY)
    git("add", "-A", cwd=repository)
    ran = redact("--staged", cwd=repository)
    assert ran.code == 2
    assert "broken.yaml" in ran.err
    assert KEY not in git("show", ":dirty.yaml", cwd=repository)
    assert git("show", ":clean.yaml", cwd=repository) == CLEAN


def test_line_ends_that_only_the_work_tree_has_stay_there(repository):
    """Git keeps none of them in what is staged."""
    git("config", "core.autocrlf", "true", cwd=repository)
    path = repository / "a.yaml"
    path.write_bytes(DIRTY.replace("\n", "\r\n").encode())
    git("add", "a.yaml", cwd=repository)
    assert redact("--staged", cwd=repository).code == 0
    clean = git("show", ":a.yaml", cwd=repository)
    assert KEY not in clean
    assert "\r" not in clean
    assert path.read_bytes() == clean.replace("\n", "\r\n").encode()
    assert git("diff", "--stat", cwd=repository) == ""


def test_nothing_staged_is_nothing_to_do(repository):
    """A commit of other files is not held up."""
    written(repository, "a.yaml", DIRTY)
    assert redact("--staged", "--check", cwd=repository).code == 0


def test_staged_outside_of_a_repository(tmp_path):
    """It says what is missing."""
    ran = redact("--staged", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert ran.code == 2
    assert "git" in ran.err


def test_values_in_commits_are_told(repository):
    """To rotate them is all that helps then."""
    path = written(repository, "a.yaml", DIRTY)
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "x", cwd=repository)
    commit = git("rev-parse", "HEAD", cwd=repository)[:10]
    ran = redact("--json", "a.yaml", cwd=repository)
    (one,) = map(json.loads, ran.out.splitlines())
    assert {found["in_history_since"] for found in one["findings"]} == {f"2026-01-02 ({commit})"}
    path.write_text(DIRTY)
    ran = redact("a.yaml", cwd=repository)
    assert ran.out.count(f"in history since 2026-01-02 ({commit}): rotate it") == 2


def test_only_secrets_in_commits_are_to_be_rotated(repository):
    """Nobody can rotate an account or a home."""
    account = vcrpy(interaction("nothing", answered={"OpenAI-Organization": "acme-9f8d7c6b"}))
    path = written(repository, "a.yaml", account)
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "x", cwd=repository)
    ran = redact("--check", path.name, cwd=repository)
    assert "in history since 2026-01-02" in ran.out
    assert "rotate" not in ran.out


def test_short_values_in_a_repository(repository):
    """The user's name in a path is shorter than a key."""
    path = written(repository, "a.yaml", vcrpy(interaction("in /Users/jane/code/acme.py")))
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "x", cwd=repository)
    ran = redact("a.yaml", cwd=repository)
    assert ran.code == 0
    assert "/Users/jane/" not in path.read_text()


def test_a_file_of_a_revision(repository):
    """It can be looked at and printed, and not written."""
    path = written(repository, "a.yaml", DIRTY)
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "x", cwd=repository)
    path.write_text(CLEAN)
    assert redact("--check", "HEAD:a.yaml", cwd=repository).code == 1
    assert placeholder(KEY) in redact("--stdout", "HEAD:a.yaml", cwd=repository).out
    ran = redact("HEAD:a.yaml", cwd=repository)
    assert ran.code == 2
    assert "a file of a git revision cannot be written" in ran.err
    assert path.read_text() == CLEAN
