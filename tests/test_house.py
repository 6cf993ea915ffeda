"""Rules about the code base itself, so that they need no reviewer."""

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

from cassette_cli.text import yaml_tree

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "cli" / "cassette_cli"
TOP_LEVEL = {"pyproject.toml", "cli", "tests", "samples", "README.md"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 45

# What is longer than it should be, and how long it is at most. These lists only shrink: an entry
# that is no longer needed fails.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS = {
    "commands/diff.py:diff": 72,
    "commands/grep.py:grep": 60,
    "commands/redact.py:redact": 60,
    "commands/show.py:show": 57,
}
"""The options of a command are its parameters, one after the other."""

NOT_FORMATS = {"__init__.py", "base.py", "unread.py"}


@cache
def modules() -> dict[str, ast.Module]:
    """Return the parsed modules of the package by their paths."""
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    }


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Return the functions of a module, methods and inner ones too."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def name_of_call(node: ast.Call) -> str:
    """Return what is called, as it is written."""
    return ast.unparse(node.func)


def test_every_module_says_what_it_is_for():
    """In one sentence, on its first line; a folder too."""
    assert len(modules()) > 40
    docstrings = {name: ast.get_docstring(tree) or "" for name, tree in modules().items()}
    assert [name for name, words in docstrings.items() if not words] == []
    assert [name for name, words in docstrings.items() if len(words.splitlines()[0]) > 99] == []


def test_no_file_is_long():
    """A file of more than one idea is two files."""
    lines = {name: (SOURCE / name).read_text("utf-8").count("\n") for name in modules()}
    check_lengths(lines, LONGEST_FILE, LONG_FILES)


def test_no_function_is_long():
    """What does not fit on a screen cannot be seen at once."""
    found = {
        f"{name}:{function.name}": function.end_lineno - function.lineno + 1
        for name, tree in modules().items()
        for function in functions(tree)
    }
    check_lengths(found, LONGEST_FUNCTION, LONG_FUNCTIONS)


def check_lengths(found: dict[str, int], limit: int, exceptions: dict[str, int]) -> None:
    """Fail for what is too long, and for an exception that is not needed any more."""
    long = {name: count for name, count in found.items() if count > limit}
    assert {name: n for name, n in long.items() if n > exceptions.get(name, limit)} == {}
    assert [name for name in exceptions if name not in long] == []


def test_the_source_root_is_no_package():
    """Nothing called `cli` can be imported from an installation."""
    assert not (ROOT / "cli" / "__init__.py").exists()
    assert [path.name for path in (ROOT / "cli").iterdir() if path.name != "__pycache__"] == [
        "cassette_cli"
    ]


@pytest.mark.parametrize("shelf", ["recorders", "framing", "protocols"])
def test_a_format_says_where_it_is_defined(shelf):
    """So that whoever doubts a line can look it up: document or file, and version."""
    formats = {
        name.split("/")[1]: ast.get_docstring(tree) or ""
        for name, tree in modules().items()
        if name.startswith(f"{shelf}/")
        and (name.count("/") == 1 or name.endswith("/__init__.py"))
        and (name.count("/") > 1 or Path(name).name not in NOT_FORMATS)
    }
    assert len(formats) >= 3
    assert [name for name, words in formats.items() if "Source:" not in words] == []


def test_the_yaml_parser_is_the_one_in_c():
    """A plain install of ruamel.yaml silently has only the other one, which is 40 times slower."""
    import _ruamel_yaml

    assert yaml_tree.CParser is _ruamel_yaml.CParser
    assert _ruamel_yaml.__file__.endswith((".so", ".pyd"))


def test_nothing_of_a_cassette_is_ever_executed():
    """A recording is untrusted: no evaluation, no pickles, no construction of tagged objects."""
    forbidden = {
        "eval", "exec", "compile", "__import__", "yaml.load", "yaml.unsafe_load", "yaml.full_load",
        "os.system", "os.popen", "marshal.loads", "pickle.load", "pickle.loads",
    }  # fmt: skip
    calls = {
        f"{name}: {name_of_call(node)}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of_call(node) in forbidden
    }
    assert calls == set()


def test_no_dangerous_library_is_imported():
    """Nor a library that opens the network: there is nothing to fetch."""
    forbidden = {
        "pickle", "marshal", "shelve", "yaml", "socket", "http.client", "http.server",
        "urllib.request", "ssl",
    }  # fmt: skip
    imported = {
        (name, module)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        for module in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
        if module in forbidden or module.partition(".")[0] in forbidden
    }  # fmt: skip
    assert imported == set()


def test_no_shell_is_run():
    """A file name in an argument list is a word; in a shell it is a program."""
    found = [
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "shell" and ast.unparse(keyword.value) != "False"
    ]
    assert found == []


def tracked() -> list[str]:
    """Return the files that git knows."""
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("this is no git repository")
    return done.stdout.splitlines()


def test_the_top_level_is_closed():
    """Whoever opens the repository sees five things, dotfiles aside."""
    top = {name.partition("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_no_generated_file_is_kept():
    """What a tool makes again has no place in the history."""
    assert [name for name in tracked() if "__pycache__" in name or name.endswith(".pyc")] == []


def test_every_source_file_has_a_test_file():
    """With the same path, so that nobody has to search; a folder of formats may share one."""
    missing = [
        name
        for name in modules()
        if name.partition("/")[0] in {"text", "http", "recorders", "framing", "document"}
        and Path(name).name not in {"__init__.py", "base.py", "span.py"}
        and not (ROOT / "tests" / name).with_name(f"test_{Path(name).name}").exists()
    ]
    assert missing == sorted(TESTED_ELSEWHERE)


# Source files whose tests are in the file of the module that puts them together.
TESTED_ELSEWHERE = {
    "framing/json_array.py",
    "framing/ndjson.py",
    "text/yaml_block.py",
    "text/yaml_characters.py",
    "text/yaml_flow.py",
}
