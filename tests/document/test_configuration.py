"""The project's settings: where they are found, what they say, and what is said of mistakes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.program import unmeasured

from cassette_cli.document.configuration import (
    LEVELS,
    MATCHED,
    REQUESTS,
    STYLES,
    Allow,
    Configuration,
    PathSettings,
    RedactSettings,
    configuration,
    covers,
    parsed,
)
from cassette_cli.errors import CassetteError

ROOT = Path("/root-of-the-project")
TABLE = ("tool", "cassette")
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,9}", fullmatch=True)
STEPS = st.sampled_from(["a", "b", "ab", "a b", "ü", "[a]", ".a"])
PATHS = st.lists(STEPS, min_size=1, max_size=5).map("/".join)
EVERYTHING = """
match-on = ["method", "Url", "raw_body"]

[redact]
level = "strict"
requests = "all"
style = "hash"
salt = "of this project"
only = ["openai-key", "account"]
skip = ["email"]
headers = ["X-Tenant"]
pointers = ["/interactions/*/request/body/user~1id"]
values = ["DEMO_API_KEY"]

[redact.patterns]
ticket = 'TICKET-[0-9]+'
customer_id = "cust_[a-z]+"

[[redact.allow]]
value = "someone@example.com"
reason = "the address of the documentation"

[[redact.allow]]
pattern = ".*"
rule = "email"
path = "docs/**"
pointer = "/interactions/0/response/body"

[[redact.allow]]
fingerprint = "0123456789abcdef"

[[redact.paths]]
path = "old/**"
level = "headers"
requests = "credentials"
only = ["openai-key"]
skip = ["home-path"]
"""


def read(text: str, table: tuple[str, ...] = ()) -> Configuration:
    """Return the settings of a text, which has the table."""
    found = parsed(text, "x.toml", ROOT, table)
    assert found
    return found


def problem(text: str, table: tuple[str, ...] = ()) -> tuple[str, str, str]:
    """Return what is said of a text: where, what, and what to do."""
    with pytest.raises(CassetteError) as caught:
        parsed(text, "x.toml", ROOT, table)
    return caught.value.where, caught.value.message, caught.value.hint


def toml(value: object) -> str:
    """Return a value of strings and arrays as TOML writes it, which is as JSON does."""
    return json.dumps(value, ensure_ascii=False)


REDACT = st.builds(
    RedactSettings,
    level=st.sampled_from(LEVELS),
    requests=st.sampled_from(REQUESTS),
    style=st.sampled_from(STYLES),
    salt=TEXTS,
    only=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
    skip=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
    headers=st.lists(NAMES, max_size=3, unique=True).map(tuple),
    pointers=st.lists(PATHS.map("/{}".format), max_size=3, unique=True).map(tuple),
    patterns=st.dictionaries(NAMES, NAMES, max_size=3),
    values=st.lists(NAMES, max_size=3, unique=True).map(tuple),
    allow=st.lists(
        st.builds(
            Allow, TEXTS, st.just(""), st.just(""), NAMES, PATHS, PATHS.map("/{}".format), TEXTS
        ),
        max_size=3,
        unique=True,
    ).map(tuple),
    paths=st.lists(
        st.builds(
            PathSettings,
            path=PATHS,
            level=st.sampled_from(LEVELS),
            requests=st.sampled_from(REQUESTS),
            only=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
            skip=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
        ),
        max_size=3,
        unique=True,
    ).map(tuple),
)


def written(settings: RedactSettings, prefix: str) -> str:
    """Return settings as a person writes them."""
    tables = {"patterns", "allow", "paths"}
    lines = [f"[{prefix}redact]"]
    lines += [
        f"{key} = {toml(value)}" for key, value in settings._asdict().items() if key not in tables
    ]
    lines += [f"[{prefix}redact.patterns]"]
    lines += [f"{toml(name)} = {toml(source)}" for name, source in settings.patterns.items()]
    for key in ("allow", "paths"):
        for one in getattr(settings, key):
            lines.append(f"[[{prefix}redact.{key}]]")
            lines += [f"{name} = {toml(value)}" for name, value in one._asdict().items() if value]
    return "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(REDACT, st.lists(st.sampled_from(MATCHED), unique=True))
def test_what_is_written_is_read(redact, match_on):
    """In either file, whatever the strings hold; nothing is lost and nothing is added."""
    alone = f"match-on = {toml(match_on)}\n{written(redact, '')}"
    found = read(alone)
    assert found == Configuration(ROOT, "x.toml", tuple(match_on), redact)
    within = f"[tool.cassette]\nmatch_on = {toml(match_on)}\n{written(redact, 'tool.cassette.')}"
    assert read(within, TABLE) == found


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(-9, 9), TEXTS, st.just("")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from([*RedactSettings._fields, *Allow._fields, "match-on"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)


def inline(value: object) -> str:
    """Return any value as TOML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    return toml(value)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["match-on", "redact", "redakt"]), VALUES, min_size=1))
def test_any_value_is_read_or_refused_at_its_line(values):
    """What somebody wrote may be wrong in every way, and each is an error with a place."""
    text = "\n".join(f"{key} = {inline(value)}" for key, value in values.items())
    try:
        refused = None
        found = parsed(text, "x.toml", ROOT)
    except CassetteError as error:
        refused = error
    if refused is None:
        assert found == read(text)
    else:
        lines = [f"x.toml:{number}" for number, _ in enumerate(values, 1)]
        assert refused.where in lines
        assert refused.message


@given(PATHS)
def test_a_path_is_its_own_glob(path):
    """As long as it holds nothing that a glob reads otherwise."""
    assume("[" not in path)
    assert covers(f"/{path}", path)
    assert covers("**", path)
    assert covers(f"**/{path}", f"x/y/{path}")
    assert covers(f"/{path}", f"{path}/inner")
    assert not covers(f"/{path}", f"{path}x")
    assert not covers(f"/x/{path}", path)


def test_nothing_said_is_the_default():
    """Every key may be left out, and so may all."""
    defaults = RedactSettings()
    assert (defaults.level, defaults.requests, defaults.style) == (
        "standard", "credentials", "same-length",
    )  # fmt: skip
    for text in ("", "[redact]", "[redact.patterns]", "redact = {}"):
        assert read(text) == Configuration(ROOT, "x.toml", None, defaults)
    assert parsed("[tool.other]\nlevel = 1", "x.toml", ROOT, TABLE) is None
    assert parsed("tool = 3", "x.toml", ROOT, TABLE) is None


def test_everything_can_be_said():
    """One example of each setting, as a person writes it."""
    assert read(EVERYTHING) == Configuration(
        ROOT,
        "x.toml",
        ("method", "uri", "body"),
        RedactSettings(
            level="strict",
            requests="all",
            style="hash",
            salt="of this project",
            only=("openai-key", "account"),
            skip=("email",),
            headers=("X-Tenant",),
            pointers=("/interactions/*/request/body/user~1id",),
            patterns={"ticket": "TICKET-[0-9]+", "customer_id": "cust_[a-z]+"},
            values=("DEMO_API_KEY",),
            allow=(
                Allow("someone@example.com", reason="the address of the documentation"),
                Allow(
                    pattern=".*",
                    rule="email",
                    path="docs/**",
                    pointer="/interactions/0/response/body",
                ),
                Allow(fingerprint="0123456789abcdef"),
            ),
            paths=(
                PathSettings("old/**", "headers", "credentials", ("openai-key",), ("home-path",)),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("method", "method"), ("uri", "uri"), ("scheme", "scheme"), ("host", "host"),
        ("port", "port"), ("path", "path"), ("query", "query"), ("headers", "headers"),
        ("body", "body"), ("raw_body", "body"),
        ("Method", "method"), ("URL", "uri"), ("Proto", "proto"), ("ProtoMajor", "proto"),
        ("ProtoMinor", "proto"), ("Header", "headers"), ("Headers", "headers"), ("Body", "body"),
        ("ContentLength", "content_length"), ("TransferEncoding", "transfer_encoding"),
        ("Host", "host"), ("Form", "form"), ("Trailer", "trailer"), ("RemoteAddr", "remote_addr"),
        ("RequestURI", "uri"),
        (":method", "method"), ("body_as_json", "body"), ("uri_without_params", "uri"),
        ("content-length", "content_length"),
    ],
)  # fmt: skip
def test_each_recorder_s_names_are_known(name, part):
    """VCR.py's matchers, the fields that go-vcr compares, and Ruby VCR's symbols."""
    assert read(f"match-on = [{toml(name)}]").match_on == (part,)


def test_an_empty_list_of_parts_is_not_silence():
    """A recorder that compares nothing replays after every edit."""
    assert read("match-on = []").match_on == ()
    assert read("").match_on is None


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ("match-onn = []", "x.toml:1", "unknown key 'match-onn'", "did you mean match-on?"),
        ("\n[redact]\nlevle = 1", "x.toml:3", "unknown key 'levle'", "did you mean level?"),
        ("[redcat]\nlevel = 1", "x.toml:1", "unknown key 'redcat'", "did you mean redact?"),
        ("redact.stile = 1", "x.toml:1", "unknown key 'stile'", "did you mean style?"),
        ("zzz = 1", "x.toml:1", "unknown key 'zzz'", "known are match-on, redact"),
        ("redact = 1", "x.toml:1", "redact is a table, not a number or a date", ""),
        ("redact = []", "x.toml:1", "redact is a table, not an array", ""),
        ("[redact]\nlevel = true", "x.toml:2", "level is a string, not a boolean", ""),
        ("[redact]\nsalt = ''", "x.toml:2", "salt holds an empty string", "leave it out"),
        ("[redact]\nlevel = 'strickt'", "x.toml:2", "level: it cannot be 'strickt'",
         "did you mean strict?"),
        ("[redact]\nstyle = 'same_length'", "x.toml:2", "style: it cannot be 'same_length'",
         "did you mean same-length?"),
        ("[redact]\nheaders = 'X-A'", "x.toml:2", "headers is an array, not a string",
         'write it as ["…"]'),
        ("[redact]\nskip = [\n1]", "x.toml:2", "an item of skip is a string, "
         "not a number or a date", ""),
        ("match_on = ['bodyy']", "x.toml:1", "an item of match_on: no recorder compares 'bodyy'",
         "did you mean body?"),
        ("match_on = []\nmatch-on = []", "x.toml:2",
         "match-on is there twice, with a hyphen and without", ""),
        ("[redact]\npointers = ['a/b']", "x.toml:2", "an item of pointers: not a JSON pointer",
         "it starts with /"),
        ("[redact]\npointers = ['/a~2']", "x.toml:2", "an item of pointers: not a JSON pointer",
         "it starts with /"),
        ("[redact]\nheaders = ['X-A: b']", "x.toml:2",
         "an item of headers: not the name of a header", "give its name alone"),
        ("[redact]\nvalues = ['a b']", "x.toml:2", "an item of values: not the name of a variable",
         "name it; no value belongs here"),
        ("[redact.patterns]\na = '['", "x.toml:2",
         "a: not a regular expression: unterminated character set at position 0", ""),
        ("[redact.patterns]\na = 'x*'", "x.toml:2", "a: it matches the empty string",
         "say + instead of *"),
        ("[redact.patterns]\na = 1", "x.toml:2", "a is a string, not a number or a date", ""),
        ("[redact.allow]\nvalue = 'x'", "x.toml:1", "allow is an array, not a table",
         "write its header with [[ and ]]"),
        ("[redact]\nallow = ['x']", "x.toml:2", "an item of allow is a table, not a string", ""),
        ("[[redact.allow]]\nvalue = 'x'\n[[redact.allow]]\nrule = 'x'", "x.toml:3",
         "an allowance has one of value, pattern and fingerprint",
         "for all that a rule finds in some files, put the rule into skip of [[…paths]]"),
        ("[[redact.allow]]\nvalue = 'x'\npattern = 'x'", "x.toml:1",
         "an allowance has one of value, pattern and fingerprint",
         "for all that a rule finds in some files, put the rule into skip of [[…paths]]"),
        ("[[redact.allow]]\nvalue = 'x'\n[[redact.allow]]\nvlaue = 'x'", "x.toml:4",
         "unknown key 'vlaue'", "did you mean value?"),
        ("[redact]\nallow = [\n{value = 'x'}, {vlaue = 'x'}]", "x.toml:2",
         "unknown key 'vlaue'", "did you mean value?"),
        ("[[redact.allow]]\nfingerprint = 'XYZ'", "x.toml:2", "fingerprint: not a fingerprint",
         "it has digits and a to f, lower case"),
        ("[[redact.paths]]\nlevel = 'strict'", "x.toml:1", "settings for paths need a path",
         'write path = "folder/**"'),
        ("[[redact.paths]]\npath = '!a'", "x.toml:2", "path: a glob cannot be negated here",
         "name what is meant"),
        ("a = ?", "x.toml:1:5", "not TOML: invalid value", ""),
        ("[redact]\nlevel = 'a'\nlevel = 'b'\n", "x.toml:3:12",
         "not TOML: cannot overwrite a value", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_placed_and_named(text, where, message, hint):
    """A typing error in a file that decides what leaks must not pass for a setting."""
    assert problem(text) == (where, message, hint)


def test_the_line_is_that_of_the_project_s_table():
    """Other tables of pyproject.toml have keys of the same names."""
    text = '[tool.other]\nlevel = 1\n[tool.cassette.redact]\n"level" = 2\n[tool.more]\nlevel = 3'
    assert problem(text, TABLE)[0] == "x.toml:4"
    assert problem("[tool]\ncassette = 3", TABLE)[:2] == (
        "x.toml:2",
        "cassette is a table, not a number or a date",
    )


def test_a_line_that_is_not_clear_is_not_given():
    """The nearest thing around it is, rather than a wrong line."""
    text = '[redact]\nsalt = """\nlevel = 1\n"""\nlevel = 2'
    assert problem(text)[0] == "x.toml:1"


@pytest.mark.parametrize(
    "text",
    [
        "[redact]\nvalues = ['SECRET+1']",
        "[redact]\nheaders = ['X-Key: SECRET']",
        "[redact]\npointers = ['SECRET']",
        "[redact]\nvalues = 'SECRET'",
        "[redact.patterns]\na = '(?P=SECRET)'",
        "[redact.patterns]\na = '(SECRET'",
        "[redact.patterns]\na = ['SECRET']",
        "[[redact.allow]]\nfingerprint = 'SECRET'",
        "[[redact.allow]]\nvalue = ['SECRET']",
        "[[redact.allow]]\nvalue = 'SECRET'\npattern = 'SECRET'",
        "[[redact.allow]]\nvalue = 'SECRET'\nvalu = 1",
        "[[redact.allow]]\nvalue = 'SECRET",
    ],
)
def test_no_value_is_quoted(text):
    """What is to be redacted or allowed is a secret, and errors end up in logs."""
    assert "SECRET" not in " ".join(problem(text))


def test_an_expression_that_python_warns_of_is_read_quietly():
    """A warning would be shown to people who can do nothing about it."""
    assert read("[redact.patterns]\na = '[[a]b]'").redact.patterns == {"a": "[[a]b]"}


def test_settings_cannot_be_changed():
    """They are shared by all files of a run."""
    for redact in (RedactSettings(), read(EVERYTHING).redact):
        with pytest.raises(TypeError):
            redact.patterns["a"] = "b"


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("*.yaml", ["a.yaml", "x/y/a.yaml", ".yaml"], ["a.yml", "a.yaml.gz", "x/yaml"]),
        ("tests", ["tests/a", "x/tests/a/b", "tests"], ["test/a", "tests2/a"]),
        ("tests/", ["tests/a", "x/tests/a/b"], ["tests", "x/tests"]),
        ("/tests", ["tests/a", "tests"], ["x/tests/a"]),
        ("tests/*.yaml", ["tests/a.yaml"], ["tests/x/a.yaml", "x/tests/a.yaml"]),
        ("tests/**", ["tests/a", "tests/x/a"], ["tests", "x/tests/a"]),
        ("tests/**/*.yaml", ["tests/a.yaml", "tests/x/y/a.yaml"], ["a.yaml", "tests/a.yml"]),
        ("**/old/*", ["old/a", "x/y/old/a", "old/x/a"], ["older/a"]),
        ("a?c/[xy]", ["abc/x", "abc/y/z"], ["ac/x", "abc/z", "a/c/x"]),
        ("A", ["A"], ["a"]),
        ("**", ["a", "a/b"], []),
    ],
)
def test_a_glob_is_read_as_in_gitignore(glob, yes, no):
    """People know those rules, and have such lines at hand."""
    assert [path for path in yes if not covers(glob, path)] == []
    assert [path for path in no if covers(glob, path)] == []


def test_the_nearest_folder_wins(tmp_path, monkeypatch):
    """A part of a project may have its own settings; they are not mixed with those above."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    (tmp_path / ".git").mkdir()
    assert configuration(inner) == Configuration(inner.resolve())
    (tmp_path / "pyproject.toml").write_text("[tool.cassette]\nmatch-on = ['uri']")
    found = configuration(inner)
    assert found.match_on == ("uri",)
    assert (found.root, found.where) == (
        tmp_path.resolve(), str(Path("..", "..", "pyproject.toml")),
    )  # fmt: skip
    (tmp_path / "a" / ".cassette.toml").write_text("[redact]\nsalt = 'x'")
    assert (configuration(inner).match_on, configuration(inner).redact.salt) == (None, "x")
    (inner / "pyproject.toml").write_text("[tool.other]\n# cassette")
    assert configuration(inner).redact.salt == "x"
    (inner / "pyproject.toml").write_text("[tool.cassette]")
    assert configuration(inner).redact == RedactSettings()
    assert configuration(inner / "file.yaml").root == inner.resolve()


def test_in_one_folder_pyproject_wins(tmp_path):
    """As long as it has the table at all."""
    (tmp_path / ".cassette.toml").write_text("[redact]\nsalt = 'own'")
    (tmp_path / "pyproject.toml").write_text("[tool.black]\n")
    assert configuration(tmp_path).redact.salt == "own"
    (tmp_path / "pyproject.toml").write_text("[tool.cassette.redact]\nsalt = 'shared'")
    assert configuration(tmp_path).redact.salt == "shared"


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_the_search_ends_with_the_repository(tmp_path, kind):
    """What lies above belongs to another project; in a second work tree `.git` is a file."""
    (tmp_path / ".cassette.toml").write_text("[redact]\nsalt = 'above'")
    inner = tmp_path / "repository" / "sub"
    inner.mkdir(parents=True)
    assert configuration(inner).redact.salt == "above"
    mark = tmp_path / "repository" / ".git"
    _ = mark.mkdir() if kind == "folder" else mark.write_text("gitdir: elsewhere")
    assert configuration(inner) == Configuration(inner.resolve())
    (tmp_path / "repository" / ".cassette.toml").write_text("[redact]\nsalt = 'top'")
    assert configuration(inner).redact.salt == "top"


def test_a_broken_file_of_others_is_passed_over(tmp_path):
    """A pyproject.toml that does not name this tool is not ours to judge; one that does is."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.other\n")
    assert configuration(tmp_path).where == ""
    (tmp_path / "pyproject.toml").write_text("[tool.cassette\n")
    with pytest.raises(CassetteError, match="not TOML"):
        configuration(tmp_path)


def test_a_file_as_windows_writes_it_is_read(tmp_path):
    """With its line ends and a byte order mark."""
    (tmp_path / ".cassette.toml").write_bytes(b"\xef\xbb\xbf[redact]\r\nsalt = 'x'\r\n")
    assert configuration(tmp_path).redact.salt == "x"


def test_a_file_that_cannot_be_read_is_an_error(tmp_path, monkeypatch):
    """Going on without it would redact by other rules than the project's."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".cassette.toml").write_bytes(b"\xff")
    with pytest.raises(CassetteError, match="cannot read the file: not UTF-8") as caught:
        configuration(tmp_path)
    assert caught.value.where == ".cassette.toml"
    (tmp_path / ".cassette.toml").unlink()
    (tmp_path / ".cassette.toml").mkdir()
    with pytest.raises(CassetteError, match="cannot read the file: Is a directory"):
        configuration(tmp_path)


def test_nothing_to_configure_costs_no_import(tmp_path):
    """Every run looks for settings, and most find none."""
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    code = (
        "import sys; from pathlib import Path\n"
        "from cassette_cli.document.configuration import configuration\n"
        "configuration(Path.cwd())\n"
        "print(*sorted({'tomllib', 'difflib', 'subprocess', 'dataclasses'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env=unmeasured(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == []
