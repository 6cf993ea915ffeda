"""The command as a user runs it: what is written, what is said, and that nothing is ever lost."""

import gzip
import json
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from tests.program import ROOT, Ran, cassette

SAMPLE = ROOT / "samples" / "openrouter-tool-call.yaml"
ANSWER = "/response/messages/0/parts/0/text"


@pytest.fixture
def sample(tmp_path) -> Path:
    """Return a copy of the sample."""
    return Path(shutil.copy(SAMPLE, tmp_path / "sample.yaml"))


def rewrite(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> Ran:
    """Run the command in a folder; it never ends with a traceback."""
    ran = cassette("rewrite", *arguments, cwd=cwd, stdin=stdin, **environment)
    assert "Traceback" not in ran.err, ran.err
    return ran


def view(path: Path) -> dict:
    """Return what the program shows of a file."""
    return json.loads(cassette("show", str(path), "--json", "--show-secrets").out)


def changed_lines(path: Path) -> list[tuple[str, str]]:
    """Return the lines of the sample that are others in a file of as many lines."""
    before = SAMPLE.read_text(encoding="utf-8").split("\n")
    after = path.read_text(encoding="utf-8").split("\n")
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


# What must stay


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "/response/status=200"),
        ("--set", "/request/method=POST"),
        ("--errors", "--set", "/response/status=429"),
    ],
)
def test_what_is_so_already_is_not_written(sample, arguments):
    """Not even the time of the file changes."""
    before = sample.stat().st_mtime_ns
    address = "sample.yaml" if "--errors" in arguments else "sample.yaml#0,2"
    ran = rewrite(address, *arguments, cwd=sample.parent)
    assert (ran.code, ran.out) == (0, "sample.yaml: nothing to change\n")
    assert sample.stat().st_mtime_ns == before


@pytest.mark.parametrize("option", ["--diff", "--check"])
def test_looking_writes_nothing(sample, option):
    """A dry run is dry."""
    rewrite("sample.yaml#2", "--text", "else", option, cwd=sample.parent)
    assert sample.read_bytes() == SAMPLE.read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "/respons/status=1"),
        ("--set", "/response/status=none"),
        ("--set", "/response/headers=3"),
        ("--set", "/response/stream/events=4"),
        ("--set", "/response/messages/0/parts/0/kind=code"),
        ("--set", "/request/url=3"),
        ("--set", "/interactions=3"),
        ("--delete", "/response/messages/0"),
        ("--delete", "/nowhere"),
        ("--patch", "missing.json"),
        ("--patch", "sample.yaml"),
        ("--tool-args", "[]"),
        ("--tool-args", "{"),
        ("--text", "one", "--drop"),
        ("--drop", "--keep"),
        ("--diff", "--check", "--text", "one"),
        (),
    ],
)
def test_what_cannot_be_done_changes_nothing(sample, arguments):
    """And says so, with 2."""
    ran = rewrite("sample.yaml#2", *arguments, cwd=sample.parent)
    assert ran.code == 2
    assert "rror: " in ran.err
    assert "verify" not in ran.err
    assert sample.read_bytes() == SAMPLE.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "/respons/status=1"), "sample.yaml#2:/respons/status: there is nothing at"),
        (("--set", "/respons/status=1"), "  hint: the nearest is /response/status\n"),
        (("--set", "/response/stat=1"), "sample.yaml#2:/response/stat: a response has no `stat`"),
        (("--set", "/response/stat=1"), "  hint: the nearest is /response/status\n"),
        (("--set", "/reply=1"), "sample.yaml#2:/reply: an interaction has no `reply`"),
        (("--set", "status=1"), "a pointer starts with `/`"),
        (("--delete", "/response"), "sample.yaml#2:/response: an interaction needs its `response`"),
        (("--delete", "/response/status"), "sample.yaml#2:/response/status: the status must be"),
        (("--delete", "/request/url"), "sample.yaml#2:/request/url: the url must be a text"),
        (("--delete", "/response/messages"), "sample.yaml#2:/response: a whole message cannot be"),
    ],
)
def test_an_error_names_the_interaction_and_the_place(sample, arguments, said):
    """As an address does, with the nearest place that there is."""
    ran = rewrite("sample.yaml#2", *arguments, cwd=sample.parent)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert sample.read_bytes() == SAMPLE.read_bytes()


def test_the_place_of_a_text_is_told_where_there_are_several(tmp_path):
    """And to name the interaction only where that helps."""
    shutil.copy(ROOT / "samples" / "anthropic-thinking.yaml", tmp_path / "a.yaml")
    patch = [{"op": "add", "path": "/interactions/0/response/messages/0/parts/-",
              "value": {"kind": "text", "text": "more"}}]  # fmt: skip
    rewrite("a.yaml", "--patch", "-", cwd=tmp_path, stdin=json.dumps(patch).encode())
    for address, helps in (("a.yaml", True), ("a.yaml#0", False)):
        ran = rewrite(address, "--text", "x", cwd=tmp_path)
        assert (ran.code, "FILE#1" in ran.err) == (2, helps)
        assert "--set /interactions/0/response/messages/0/parts/1/text=…" in ran.err


def test_a_masked_value_is_not_written(tmp_path):
    """A patch made from what is shown cannot destroy a credential."""
    path = Path(shutil.copy(ROOT / "samples" / "vcrpy.yaml", tmp_path / "v.yaml"))
    shown = json.loads(cassette("show", str(path), "--json").out)
    headers = shown["interactions"][0]["request"]["headers"]
    patch = [{"op": "replace", "path": "/interactions/0/request/headers", "value": headers}]
    ran = rewrite("v.yaml", "--patch", "-", cwd=tmp_path, stdin=json.dumps(patch).encode())
    assert ran.code == 2
    assert "masked" in ran.err
    assert path.read_bytes() == (ROOT / "samples" / "vcrpy.yaml").read_bytes()


# What changes


def test_an_answer_is_edited_in_one_line(sample):
    """The stream of the sample is one line of its file."""
    ran = rewrite("sample.yaml#2", "--text", 'It is "42".\n☃', cwd=sample.parent)
    assert (ran.code, ran.out) == (0, "sample.yaml: rewritten +1 -1\n")
    assert len(changed_lines(sample)) == 1
    parts = view(sample)["interactions"][2]["response"]["messages"][0]["parts"]
    assert parts == [{"kind": "text", "text": 'It is "42".\n☃'}]


def test_arguments_without_a_word_are_no_arguments(sample):
    """They are given, and refused for what they are."""
    ran = rewrite("sample.yaml#0", "--tool-args", "", cwd=sample.parent)
    assert (ran.code, ran.err.startswith("error: --tool-args: ")) == (2, True)


def test_a_tool_is_called_otherwise(sample):
    """The arguments are the stream's fragments."""
    rewrite("sample.yaml#0", "--tool-args", '{"a": 15, "b": 28}', cwd=sample.parent)
    call = view(sample)["interactions"][0]["response"]["messages"][0]["parts"][-1]
    assert call["arguments"] == {"a": 15, "b": 28}
    assert call["arguments_raw"] == '{"a": 15, "b": 28}'


def test_a_pointer_is_meant_in_each_addressed_interaction(sample):
    """As an address means them."""
    rewrite("sample.yaml#0,2", "--set", "/response/status=500", cwd=sample.parent)
    statuses = [one["response"]["status"] for one in view(sample)["interactions"]]
    assert statuses == [500, 429, 500]


def test_two_addresses_of_one_file_are_one_edit(sample):
    """Or the second would count interactions that the first has moved."""
    rewrite("sample.yaml#0", "sample.yaml#1", "--drop", cwd=sample.parent)
    (left,) = view(sample)["interactions"]
    assert left["response"]["messages"][0]["parts"][0]["text"] == "15 + 27 = 42"


def test_what_is_said_of_a_url_names_no_password(sample):
    """Like everything that is printed."""
    url = "https://openrouter.ai/"
    written = sample.read_text(encoding="utf-8")
    sample.write_text(written.replace(url, "https://bob:hunter22@openrouter.ai/"), "utf-8")
    ran = rewrite("sample.yaml", "--drop", "--errors", cwd=sample.parent)
    assert "calls of POST https://⟦masked:" in ran.out
    assert "hunter22" not in ran.out + ran.err


def test_failed_interactions_go(sample):
    """What a retry left behind; the numbers of the others follow."""
    ran = rewrite("sample.yaml", "--drop", "--errors", cwd=sample.parent)
    assert "told apart by their order" in ran.out
    assert [one["id"] for one in view(sample)["interactions"]] == ["0", "1"]
    assert [one["response"]["status"] for one in view(sample)["interactions"]] == [200, 200]


def test_only_some_are_kept(sample):
    """The opposite."""
    rewrite("sample.yaml#last", "--keep", cwd=sample.parent)
    assert len(view(sample)["interactions"]) == 1


def test_a_patch_speaks_of_what_is_shown(sample):
    """`show` of the same address is the document of the patch."""
    patch = [{"op": "replace", "path": f"/interactions/0{ANSWER}", "value": "new"}]
    (sample.parent / "p.json").write_text(json.dumps(patch), encoding="utf-8")
    rewrite("sample.yaml#2", "--patch", "p.json", cwd=sample.parent)
    assert view(sample)["interactions"][2]["response"]["messages"][0]["parts"][0]["text"] == "new"


def test_an_interaction_is_copied_and_moved(sample):
    """By operations of JSON Patch; a copy may differ."""
    patch = [
        {"op": "copy", "from": "/interactions/2", "path": "/interactions/0"},
        {"op": "replace", "path": f"/interactions/0{ANSWER}", "value": "first"},
        {"op": "move", "from": "/interactions/2", "path": "/interactions/-"},
    ]
    rewrite("sample.yaml", "--patch", "-", cwd=sample.parent, stdin=json.dumps(patch).encode())
    found = view(sample)["interactions"]
    assert [one["response"]["status"] for one in found] == [200, 200, 200, 429]
    assert found[0]["response"]["messages"][0]["parts"][0]["text"] == "first"
    assert found[2]["response"]["messages"][0]["parts"][0]["text"] == "15 + 27 = 42"


def test_an_id_is_followed_into_later_requests(sample):
    """Where it is quoted; without being asked it is only said."""
    pointer = "/response/messages/0/parts/1/id"
    ran = rewrite("sample.yaml#0", "--set", f"{pointer}=call_7", "--check", cwd=sample.parent)
    assert ran.out.count("--follow") == 2
    rewrite("sample.yaml#0", "--set", f"{pointer}=call_7", "--follow", cwd=sample.parent)
    found = view(sample)["interactions"]
    assert found[0]["response"]["messages"][0]["parts"][1]["id"] == "call_7"
    assert '"add:0"' not in json.dumps([one["request"] for one in found])
    assert found[2]["request"]["body"]["messages"][3]["tool_call_id"] == "call_7"


def test_strictness_refuses_what_goes_stale(tmp_path):
    """A signature belongs to the reasoning that it was made for."""
    path = Path(shutil.copy(ROOT / "samples" / "anthropic-thinking.yaml", tmp_path / "a.yaml"))
    before = path.read_bytes()
    edit = ("a.yaml#0", "--set", "/response/messages/0/parts/0/text=Another thought.")
    assert rewrite(*edit, "--strict", cwd=tmp_path).code == 2
    assert path.read_bytes() == before
    ran = rewrite(*edit, cwd=tmp_path)
    assert (ran.code, "signature" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("pointer", "left"),
    [("/duration_ms", None), ("/request/body", None), ("/response/headers", {})],
)
def test_what_is_taken_out_is_nothing_afterwards(sample, pointer, left):
    """What is absent from a view is null."""
    ran = rewrite("sample.yaml#1", "--delete", pointer, cwd=sample.parent)
    assert (ran.code, "rewritten" in ran.out) == (0, True), ran.err
    found = view(sample)["interactions"][1]
    for step in pointer.split("/")[1:]:
        found = found[step]
    assert found == left


def test_an_answer_that_is_taken_out_with_its_body_follows(sample):
    """A response that is given anew need not say what its body says."""
    new = {"status": 500, "headers": {}, "body": "down"}
    patch = [{"op": "replace", "path": "/interactions/0/response", "value": new}]
    ran = rewrite(
        "sample.yaml#2", "--patch", "-", cwd=sample.parent, stdin=json.dumps(patch).encode()
    )
    assert ran.code == 0, ran.err
    found = view(sample)["interactions"][2]["response"]
    assert {name: found[name] for name in new} == new
    assert found["messages"] == []


@pytest.mark.parametrize("value", ["5", '"5"', "true", '"{}"', "plain", '"{\\"a\\": [1,  2]}"'])
@pytest.mark.parametrize("address", ["go-vcr.yaml#0", "go-vcr.yaml#1", "vcrpy.yaml#1"])
def test_a_body_may_be_a_value_or_the_text_of_one(tmp_path, address, value):
    """What it is called in the view follows from what is written."""
    name = address.partition("#")[0]
    shutil.copy(ROOT / "samples" / name, tmp_path / name)
    ran = rewrite(address, "--set", f"/response/body={value}", cwd=tmp_path)
    assert ran.code == 0, ran.err
    found = cassette("cat", address, cwd=tmp_path).out
    as_text = json.loads(value) if value.startswith('"') else value
    assert found.rstrip("\n") == as_text


@pytest.mark.parametrize(
    ("url", "host"), [("https://b.example/x", "b.example"), ("http://[b", "127.0.0.1:8808")]
)
def test_the_host_follows_from_an_address_that_has_one(tmp_path, url, host):
    """An address may be anything; what is no URL has no host."""
    path = Path(shutil.copy(ROOT / "samples" / "go-vcr.yaml", tmp_path))
    ran = rewrite("go-vcr.yaml#0", "--set", f"/request/url={url}", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert f"host: {host}\n" in path.read_text(encoding="utf-8").partition("- id: 1")[0]


# Where it goes


def test_another_file_is_written(sample):
    """And named; the file itself is left alone."""
    ran = rewrite("sample.yaml#2", "--text", "x", "-o", "new.yaml", cwd=sample.parent)
    assert (ran.code, ran.out) == (0, "sample.yaml: written to new.yaml +1 -1\n")
    assert sample.read_bytes() == SAMPLE.read_bytes()
    assert len(changed_lines(sample.parent / "new.yaml")) == 1


def test_of_two_files_none_is_written_to_one(sample):
    """Which would it hold?"""
    shutil.copy(SAMPLE, sample.parent / "b.yaml")
    ran = rewrite("sample.yaml", "b.yaml", "--renumber", "-o", "new.yaml", cwd=sample.parent)
    assert (ran.code, "-o takes one file" in ran.err) == (2, True)
    assert not (sample.parent / "new.yaml").exists()


def test_standard_output_may_be_named(sample):
    """`-o -` makes no file of that name."""
    edit = ("--set", "/response/status=503")
    ran = rewrite("sample.yaml#1", *edit, "-o", "-", cwd=sample.parent)
    assert not (sample.parent / "-").exists()
    rewrite("sample.yaml#1", *edit, cwd=sample.parent)
    assert ran.out == sample.read_text(encoding="utf-8")


def test_another_file_is_packed_and_marked_as_the_one_it_is_made_of(tmp_path):
    """What is written elsewhere is what would be written here."""
    packed = gzip.compress(b"\xef\xbb\xbf" + SAMPLE.read_bytes(), mtime=7)
    edit = ("--set", "/response/status=503")
    for name in ("a.yaml.gz", "b.yaml.gz"):
        (tmp_path / name).write_bytes(packed)
    rewrite("a.yaml.gz#1", *edit, "-o", "c.yaml.gz", cwd=tmp_path)
    rewrite("b.yaml.gz#1", *edit, cwd=tmp_path)
    assert (tmp_path / "c.yaml.gz").read_bytes() == (tmp_path / "b.yaml.gz").read_bytes()
    assert (tmp_path / "a.yaml.gz").read_bytes() == packed


def test_standard_input_comes_out(sample):
    """With what is said on the other stream."""
    data = SAMPLE.read_bytes()
    ran = rewrite("-", "--set", f"/interactions/2{ANSWER}=x", cwd=sample.parent, stdin=data)
    assert ran.out.count("\n") == data.count(b"\n")
    assert "rewritten" in ran.err


def test_a_packed_file_stays_packed(tmp_path):
    """With its header."""
    path = tmp_path / "s.yaml.gz"
    path.write_bytes(gzip.compress(SAMPLE.read_bytes(), mtime=7))
    rewrite("s.yaml.gz#1", "--set", "/response/status=500", cwd=tmp_path)
    assert path.read_bytes()[4:8] == (7).to_bytes(4, "little")
    assert b"500 Internal Server Error" in gzip.decompress(path.read_bytes())


def test_line_ends_and_marks_stay(tmp_path):
    """A file of Windows is one afterwards."""
    path = tmp_path / "s.yaml"
    text = SAMPLE.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    rewrite("s.yaml#1", "--set", "/response/headers/X-New=yes", cwd=tmp_path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == text.count("\n") + 2


def test_mode_and_links_are_kept(sample):
    """A file is replaced, and yet the same to everybody else."""
    sample.chmod(0o640)
    link = sample.with_name("link.yaml")
    link.symlink_to("sample.yaml")
    rewrite("link.yaml#1", "--set", "/response/status=500", cwd=sample.parent)
    assert link.is_symlink()
    assert stat.S_IMODE(sample.stat().st_mode) == 0o640
    assert len(changed_lines(sample)) == 2


def test_a_read_only_file_is_left(sample):
    """Its owner locked it."""
    sample.chmod(0o444)
    ran = rewrite("sample.yaml#1", "--set", "/response/status=500", cwd=sample.parent)
    assert (ran.code, "read-only" in ran.err) == (2, True)
    assert sample.read_bytes() == SAMPLE.read_bytes()


def test_a_revision_is_not_written(sample):
    """History is not edited."""
    ran = rewrite("HEAD:sample.yaml", "--renumber", cwd=sample.parent)
    assert ran.code == 2


def test_several_files_are_each_all_or_nothing(sample):
    """One that fails does not keep the others from their edit."""
    shutil.copy(ROOT / "samples" / "vcrpy.yaml", sample.parent / "a-first.yaml")
    ran = rewrite("a-first.yaml#0", "sample.yaml#1", "no.yaml", "--set", "/duration_ms=1500",
                  cwd=sample.parent)  # fmt: skip
    assert ran.code == 2
    assert "keeps no duration_ms" in ran.err
    assert "sample.yaml: rewritten" in ran.out
    assert "    duration: 1.5s" in sample.read_text(encoding="utf-8")


def test_a_diff_tells_no_credential(tmp_path):
    """Lines around a change are printed, too."""
    shutil.copy(ROOT / "samples" / "vcrpy.yaml", tmp_path / "v.yaml")
    ran = rewrite("v.yaml", "--set", "/request/headers/authored=1", "--diff", cwd=tmp_path)
    assert "+      authored:" in ran.out
    assert "sk-proj-Zx9" not in ran.out.partition("headers")[2]
    assert "⟦masked:" in ran.out


def test_a_diff_that_tells_credentials_is_a_patch(tmp_path):
    """`--show-secrets` leaves lines around a change as they are in the file."""
    path = Path(shutil.copy(ROOT / "samples" / "vcrpy.yaml", tmp_path / "v.yaml"))
    edit = ("v.yaml#0", "--set", "/request/headers/authored=1")
    ran = rewrite(*edit, "--diff", "--show-secrets", cwd=tmp_path)
    apply = ["git", "apply", "--unsafe-paths", "-"]
    subprocess.run(apply, cwd=tmp_path, input=ran.out.encode(), check=True)
    patched = path.read_bytes()
    shutil.copy(ROOT / "samples" / "vcrpy.yaml", path)
    rewrite(*edit, cwd=tmp_path)
    assert patched == path.read_bytes()


def test_no_temporary_file_is_left(sample):
    """Of saving or of editing."""
    rewrite("sample.yaml#2", "--text", "x", cwd=sample.parent)
    assert [path.name for path in sample.parent.iterdir()] == ["sample.yaml"]
