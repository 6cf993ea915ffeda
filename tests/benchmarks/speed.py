"""Speed, beside what one would use otherwise: `python tests/benchmarks/speed.py`.

Every figure is the median of several whole processes, all in one run; what counts are the ratios.
Only the round trip of ruamel.yaml runs once.
Memory is the largest resident set of a process. The last row needs a folder of cassettes.
"""

import argparse
import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "cli"), str(ROOT)]

from tests.benchmarks.big_cassette import SAMPLE, big_cassette  # noqa: E402 - needs the path

CASSETTE = [sys.executable, "-c", "from cassette_cli.__main__ import main; main()"]  # as its script
MB = 1_000_000
_CHANGED = 350
"""How many cassettes a large re-recording changes."""
_LARGE = MB


def seconds(
    command: list[str], runs: int, *, finds: bool = False, folder: Path | None = None
) -> float:
    """Return the median time of a command, its output thrown away; one that finds ends with 1."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=not finds, cwd=folder,
        )  # fmt: skip
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def memory(command: list[str]) -> int:
    """Return the largest resident set of a command, in bytes."""
    pid = os.posix_spawn(
        command[0], command, os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )  # fmt: skip
    usage: resource.struct_rusage = os.wait4(pid, 0)[2]
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def python(code: str) -> list[str]:
    """Return a command that runs a line of Python."""
    return [sys.executable, "-c", code]


def row(what: str, ours: float, theirs: float, limit: float) -> None:
    """Print a comparison."""
    ratio = ours / theirs
    verdict = "ok" if ratio <= limit else "TOO SLOW"
    print(f"{what:<65} {ours:8.3f} s  {theirs:8.3f} s  {ratio:5.2f}  at most {limit:g}  {verdict}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT / "cli")
    compileall.compile_dir(str(ROOT / "cli"), quiet=1)
    print(f"{'':<65} {'cassette':>10}  {'beside':>10}  ratio")
    start_up(options.runs * 3)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "big.yaml")
        path.write_text(big_cassette(), encoding="utf-8")
        large_file(path, options.runs)
        redacting(path, Path(folder), options.runs)
        rewriting(path, options.runs)
        comparing(path, Path(folder), options.runs)
    if options.folder.is_dir():
        many_files(options.folder, options.runs)
        scanning(options.folder, options.runs)
        between_revisions(options.folder, options.runs)


def start_up(runs: int) -> None:
    """Compare printing the sample with importing the YAML library alone."""
    theirs = seconds(python("import ruamel.yaml"), runs)
    facts = python("from cassette_cli.textconv import main; main()")
    ours = seconds([*facts, str(SAMPLE)], runs)
    row("textconv of SAMPLE | beside: import ruamel.yaml", ours, theirs, 2)
    ours = seconds([*CASSETTE, "show", str(SAMPLE)], runs)
    row("show SAMPLE | beside: import ruamel.yaml", ours, theirs, 3)


def large_file(path: Path, runs: int) -> None:
    """Compare showing a large file with loading it."""
    size = path.stat().st_size
    load = python(f"import yaml; yaml.load(open({str(path)!r}), yaml.CSafeLoader)")
    show = [*CASSETTE, "show", str(path)]
    what = f"show {size / MB:.0f} MB | beside: yaml.CSafeLoader loads it"
    row(what, seconds(show, runs), seconds(load, runs), 1.5)
    used = memory(show)
    print(f"memory of that: {used / MB:.0f} MB, {used / size:.1f} × the file (at most 10)")


def many_files(folder: Path, runs: int) -> None:
    """Measure listing a folder."""
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    took = seconds([*CASSETTE, "list", str(folder)], runs)
    rate = total / MB / took
    print(f"list {total / MB:.1f} MB of cassettes: {took:.2f} s, {rate:.1f} MB/s (at least 10)")


def redacting(large: Path, folder: Path, runs: int) -> None:
    """Compare looking for secrets with showing: in a small clean file, and in a large one."""
    clean = folder / "clean.yaml"
    clean.write_bytes(SAMPLE.read_bytes())
    subprocess.run([*CASSETTE, "redact", str(clean)], check=True, stdout=subprocess.DEVNULL)
    check = [*CASSETTE, "redact", "--check"]
    ours, theirs = (
        seconds([*check, str(clean)], runs * 3),
        seconds([*CASSETTE, "show", str(clean)], runs * 3),
    )
    row("redact --check of a clean SAMPLE | beside: show it", ours, theirs, 3)
    took = seconds([*check, str(large)], runs, finds=True)
    size = large.stat().st_size / MB
    row(f"redact --check {size:.0f} MB | beside: a fifth of a second a MB", took, size / 5, 1)


def rewriting(path: Path, runs: int) -> None:
    """Compare one edit in a large file with loading it, and with what else would keep comments."""
    size = path.stat().st_size
    edit = [*CASSETTE, "rewrite", "--diff", f"{path}#1500", "--text", "Other words."]
    load = python(f"import yaml; yaml.load(open({str(path)!r}), yaml.CSafeLoader)")
    round_trip = python(
        "import os; from ruamel.yaml import YAML; yaml = YAML();"
        f"yaml.dump(yaml.load(open({str(path)!r})), open(os.devnull, 'w'))"
    )
    what = f"rewrite a text in {size / MB:.0f} MB | beside: "
    ours = seconds(edit, runs)
    row(f"{what}yaml.CSafeLoader loads it", ours, seconds(load, runs), 4)
    # Once: it takes most of a minute, beside which its spread is small.
    row(f"{what}ruamel.yaml loads and dumps it", ours, seconds(round_trip, 1), 1 / 8)
    used = memory(edit)
    print(f"memory of that: {used / MB:.0f} MB, {used / size:.1f} × the file (at most 10)")


def comparing(path: Path, folder: Path, runs: int) -> None:
    """Compare two large recordings in which every answer has other words; beside: loading both."""
    other = folder / "again.yaml"
    other.write_text(path.read_text(encoding="utf-8").replace(" river ", " lake "), "utf-8")
    size = path.stat().st_size / MB
    load = f"import yaml; [yaml.load(open(p), yaml.CSafeLoader) for p in {[str(path), str(other)]}]"
    compare = [*CASSETTE, "diff", "--stat", str(path), str(other)]
    what = f"diff of two of {size:.0f} MB | beside: yaml.CSafeLoader loads both"
    ours = seconds(compare, runs, finds=True)
    row(what, ours, seconds(python(load), runs), 2)
    print(
        f"memory of that: {memory(compare) / MB:.0f} MB, {memory(compare) / size / MB:.1f} × a file"
    )


def between_revisions(folder: Path, runs: int) -> None:
    """Compare cassettes between two revisions of a repository that is made of a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        repository = Path(temporary)
        number = fill(repository, folder)
        took = seconds([*CASSETTE, "diff", "--stat", "HEAD~1", "HEAD"], runs, finds=True,
                       folder=repository)  # fmt: skip
    print(f"diff of {number} cassettes between revisions: {took:.2f} s (at most 10)")


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


def scanning(folder: Path, runs: int) -> None:
    """Compare checking a folder with scanning it by detect-secrets, if that is installed."""
    scanner = Path(sys.executable).with_name("detect-secrets")
    if not scanner.exists():
        print("redact --check of a folder: install detect-secrets to compare with it")
        return
    ours = seconds([*CASSETTE, "redact", "--check", str(folder)], runs, finds=True)
    theirs = seconds([str(scanner), "scan", "--all-files", "."], 1, finds=True, folder=folder)
    row("redact --check of the folder | beside: detect-secrets scan", ours, theirs, 0.1)


if __name__ == "__main__":
    main()
