"""Speed, beside what one would use otherwise: `python tests/benchmarks/speed.py`.

Every figure is the median of several whole processes, all in one run; what counts are the ratios.
What takes very long, such as the round trip of ruamel.yaml, runs once. Rows without a limit say how
far a command is from merely loading the same file. The last rows need a folder of cassettes.
"""

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "cli"), str(ROOT)]

from tests.benchmarks.big_cassette import COPIES, SAMPLE, big_cassette  # noqa: E402 - needs the path
from tests.benchmarks.measure import (  # noqa: E402
    CASSETTE,
    MB,
    head,
    loading,
    measured,
    memory_row,
    python,
    rate_row,
    row,
)

_CHANGED = 350
"""How many cassettes a large re-recording changes."""
_LARGE = MB
_GROWTH = (1, 4, 16, 64)
"""So many times the smallest file: its size, with which time and memory are to grow."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--growth", action="store_true", help="how they grow, and no more")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT / "cli")
    compileall.compile_dir(str(ROOT / "cli"), quiet=1)
    with tempfile.TemporaryDirectory() as temporary:
        if options.growth:
            growing(Path(temporary))
            return
        head()
        start_up(Path(temporary), options.runs * 3)
        large_file(Path(temporary), options.runs)
    if options.folder.is_dir():
        many_files(options.folder, options.runs)
        between_revisions(options.folder, options.runs)


def start_up(folder: Path, runs: int) -> None:
    """Compare commands on a small file with importing the YAML library alone."""
    theirs = measured(python("import ruamel.yaml"), runs).seconds
    facts = python("from cassette_cli.textconv import main; main()")
    row("textconv SAMPLE | import ruamel.yaml", measured([*facts, str(SAMPLE)], runs), theirs, 2)
    shown = measured([*CASSETTE, "show", str(SAMPLE)], runs)
    row("show SAMPLE | import ruamel.yaml", shown, theirs, 3)
    clean = folder / "clean.yaml"
    clean.write_bytes(SAMPLE.read_bytes())
    measured([*CASSETTE, "redact", str(clean)], 1)
    checked = measured([*CASSETTE, "redact", "--check", str(clean)], runs)
    showing = measured([*CASSETTE, "show", str(clean)], runs)
    row("redact --check SAMPLE, when clean | show it", checked, showing.seconds, 3)


def large_file(folder: Path, runs: int) -> None:
    """Compare every command on a large file with loading it, and with what else does its job."""
    path, other = folder / "big.yaml", folder / "again.yaml"
    text = big_cassette()
    path.write_text(text, encoding="utf-8")
    other.write_text(text.replace(" river ", " lake "), encoding="utf-8")
    size = path.stat().st_size
    loaded = measured(loading(path), runs).seconds
    what = f"of {size / MB:.0f} MB | yaml.CSafeLoader loads it"
    shown = measured([*CASSETTE, "show", str(path)], runs)
    row(f"show {what}", shown, loaded, 1.5)
    memory_row("that", shown, size, 10)
    row(f"list {what}", measured([*CASSETTE, "list", str(path)], runs), loaded)
    row(f"grep {what}", measured([*CASSETTE, "grep", "-c", "river", str(path)], runs), loaded)
    redacting(path, loaded, runs)
    rewriting(path, loaded, runs)
    both = measured(loading(path, other), runs).seconds
    compared = measured([*CASSETTE, "diff", "--stat", str(path), str(other)], runs, finds=True)
    row("diff of two such, all else answered | both loaded", compared, both, 2)
    lines = ["git", "diff", "--no-index", "--stat", str(path), str(other)]
    row("  the same | git diff --no-index", compared, measured(lines, runs, finds=True).seconds)


def redacting(path: Path, loaded: float, runs: int) -> None:
    """Look for secrets in a large file, and take them out of a copy."""
    size = path.stat().st_size
    checked = measured([*CASSETTE, "redact", "--check", str(path)], runs, finds=True)
    row("redact --check of it | loaded", checked, loaded)
    rate_row("  a MB of that", checked.seconds * MB / size, 0.2, "s a MB")
    copy = path.with_name("redacted.yaml")
    copy.write_bytes(path.read_bytes())
    row("redact it | loaded", measured([*CASSETTE, "redact", str(copy)], 1), loaded)


def rewriting(path: Path, loaded: float, runs: int) -> None:
    """Compare one edit in a large file with loading it, and with loading and dumping it."""
    edit = [*CASSETTE, "rewrite", "--diff", f"{path}#1500", "--text", "Other words."]
    edited = measured(edit, runs)
    row("rewrite a text of it | loaded", edited, loaded, 4)
    memory_row("that", edited, path.stat().st_size, 10)
    trip = (
        f"y = YAML(); y.dump(y.load(open({str(path)!r}, encoding='utf-8')), open(os.devnull, 'w'))"
    )
    dumped = measured(python(f"import os; from ruamel.yaml import YAML; {trip}"), 1)
    row("  the same | ruamel.yaml loads and dumps it", edited, dumped.seconds, 1 / 8)


def many_files(folder: Path, runs: int) -> None:
    """List and check a folder, beside scanning it by detect-secrets, if that is installed."""
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    listed = measured([*CASSETTE, "list", str(folder)], runs, finds=True)
    rate_row(
        f"list {total / MB:.1f} MB of cassettes, a MB", listed.seconds * MB / total, 0.1, "s a MB"
    )
    scanner = Path(sys.executable).with_name("detect-secrets")
    if not scanner.exists():
        print("redact --check of a folder: install detect-secrets to compare with it")
        return
    ours = measured([*CASSETTE, "redact", "--check", str(folder)], runs, finds=True)
    theirs = measured([str(scanner), "scan", "--all-files", "."], 1, finds=True, folder=folder)
    row("redact --check of the folder | detect-secrets scan", ours, theirs.seconds, 0.1)


def between_revisions(folder: Path, runs: int) -> None:
    """Compare cassettes between two revisions of a repository that is made of a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        repository = Path(temporary)
        number = fill(repository, folder)
        compare = [*CASSETTE, "diff", "--stat", "HEAD~1", "HEAD"]
        took = measured(compare, runs, finds=True, folder=repository)
    rate_row(f"diff of {number} cassettes between revisions", took.seconds, 10)


def fill(repository: Path, folder: Path) -> int:
    """Commit cassettes of a folder, several times over, and then all of them with other words."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    named = [path for path in sorted(folder.rglob("*")) if path.is_file() and is_cassette(path)]
    copies = [(copy, path) for copy in range(_CHANGED // len(named) + 1) for path in named]
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    for words in (b" a ", b" the "):
        for copy, path in copies[:_CHANGED]:
            target = repository / str(copy) / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(
                path.read_bytes().replace(b" the ", words) + b"\n" * (words == b" a ")
            )
        subprocess.run(["git", "add", "-A"], cwd=repository, check=True)
        subprocess.run([*git, "commit", "-qm", "x"], cwd=repository, check=True)
    return len(copies[:_CHANGED])


def is_cassette(path: Path) -> bool:
    """Say whether a file is a cassette as text, and none that is very large."""
    data = path.read_bytes()
    text = data[:2] != b"\x1f\x8b" and len(data) < _LARGE
    return text and (b"interactions:" in data or b"http_interactions:" in data)


def growing(folder: Path) -> None:
    """Print how time and memory grow with the size of the file, in units of its size."""
    print(f"{'MB':>6}", *(f"{verb:>22}" for verb in ("show", "redact --check", "rewrite", "diff")))
    for times in _GROWTH:
        path, other = folder / f"{times}.yaml", folder / f"{times}-again.yaml"
        text = big_cassette(COPIES * times // 16)
        path.write_text(text, encoding="utf-8")
        other.write_text(text.replace(" river ", " lake "), encoding="utf-8")
        size = path.stat().st_size
        took = [
            measured([*CASSETTE, *command], 1, finds=True)
            for command in (
                ["show", str(path)],
                ["redact", "--check", str(path)],
                ["rewrite", "--diff", f"{path}#0", "--text", "Other words."],
                ["diff", "--stat", str(path), str(other)],
            )
        ]
        cells = (f"{one.seconds * MB / size:6.3f} s/MB {one.memory / size:6.1f} ×" for one in took)
        print(f"{size / MB:6.1f}", *(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main()
