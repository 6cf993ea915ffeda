"""Speed, beside what one would use otherwise: `python tests/benchmarks/speed.py`.

Every figure is of whole processes, all in one run: the median of several, or a single one of what
takes long and of what else does the job; what counts are the ratios.
`× load` is how far a command is from `yaml.CSafeLoader` merely loading the same files. The last
rows want a folder of cassettes, and detect-secrets if it is to be compared with.
"""

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from multiprocessing import Process
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "cli"), str(ROOT)]

from tests.benchmarks.big_cassette import COPIES, SAMPLE, write_big, write_repeated  # noqa: E402
from tests.benchmarks.measure import (  # noqa: E402 - both need the path
    CASSETTE,
    MB,
    Beside,
    Measured,
    head,
    loading,
    measured,
    once,
    python,
    row,
    title,
)

_CHANGED = 350
"""How many cassettes a large re-recording changes."""
_LARGE = MB
_GROWTH = (1, 4, 16, 64)
"""The sizes of files as multiples of the smallest: time and memory are to grow as these do."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="how they grow, and no more")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT / "cli")
    compileall.compile_dir(str(ROOT / "cli"), quiet=1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.growth:
            growing(folder)
            return
        head()
        small_file(folder, options.runs * 4)
        large_file(folder, options.runs)
        recorded_by_vcrpy(folder, options.runs)
    if options.folder.is_dir() and any(map(is_cassette, files_of(options.folder))):
        many_files(options.folder, options.runs)
        between_revisions(options.folder, options.runs)


def converting(path: Path, runs: int) -> Measured:
    """Run what git runs of the program."""
    return measured([*python("from cassette_cli.textconv import main; main()"), str(path)], runs)


def apart(make: Callable[..., None], *arguments: object) -> None:
    """Make files in another process: what this one ever held counts as memory of its children."""
    process = Process(target=make, args=arguments)
    process.start()
    process.join()


def ours(*arguments: str | Path, runs: int, folder: Path | None = None) -> Measured:
    """Run the program, which may find something."""
    command = [*CASSETTE, *map(str, arguments)]
    return measured(command, runs, finds=True, folder=folder)


def detecting(path: Path, limit: float | None = None) -> Beside:
    """Return the seconds that detect-secrets takes; it scans what is below the current folder."""
    scanner = Path(sys.executable).with_name("detect-secrets")
    folder, name = (path, ".") if path.is_dir() else (path.parent, path.name)
    found = once([str(scanner), "scan", "--all-files", name], folder) if scanner.exists() else 0.0
    return Beside("detect-secrets scan", found, limit)


def small_file(folder: Path, runs: int) -> None:
    """Compare commands on a sample: what they take there is their start."""
    other = folder / "again.yaml"
    text = SAMPLE.read_text(encoding="utf-8")
    other.write_text(text.replace(" the ", " a "), encoding="utf-8")
    title(f"A sample, {SAMPLE.stat().st_size / 1000:.0f} kB")
    floor = measured(python("import ruamel.yaml"), runs).seconds
    loaded = measured(loading(SAMPLE), runs).seconds
    start = [Beside("import ruamel.yaml", floor, limit) for limit in (2, 3)]
    row("textconv", converting(SAMPLE, runs), loaded, start[0])
    row("show", ours("show", SAMPLE, runs=runs), loaded, start[1])
    row("list", ours("list", SAMPLE, runs=runs), loaded)
    row("grep", ours("grep", "-c", "a", SAMPLE, runs=runs), loaded)
    checked = ours("redact", "--check", SAMPLE, runs=runs)
    row("redact --check", checked, loaded, detecting(SAMPLE))
    row("redact --diff", ours("redact", "--diff", SAMPLE, runs=runs), loaded)
    clean = folder / "clean.yaml"
    clean.write_text(text, encoding="utf-8")
    ours("redact", clean, runs=1)
    shown = ours("show", clean, runs=runs)
    checked = ours("redact", "--check", clean, runs=runs)
    row("redact --check, when clean", checked, loaded, Beside("show it", shown.seconds, 3))
    edit = ("rewrite", "--diff", f"{SAMPLE}#0", "--text", "Other words.")
    row("rewrite a text", ours(*edit, runs=runs), loaded, tripping(SAMPLE))
    compared = ours("diff", SAMPLE, other, runs=runs)
    row("diff of two", compared, loaded, by_lines(SAMPLE, other, runs))


def tripping(path: Path, limit: float | None = None) -> Beside:
    """Return the seconds of ruamel.yaml's load and dump, which an edit would take otherwise."""
    load = f"y.load(open({str(path)!r}, encoding='utf-8'))"
    dump = f"y = YAML(); y.dump({load}, open(os.devnull, 'w'))"
    command = python(f"import os; from ruamel.yaml import YAML; {dump}")
    return Beside("round trip", once(command), limit)


def by_lines(path: Path, other: Path, runs: int) -> Beside:
    """Return the seconds of a comparison by lines."""
    command = ["git", "diff", "--no-index", "--stat", str(path), str(other)]
    return Beside("git diff --no-index", measured(command, runs, finds=True).seconds)


def large_file(folder: Path, runs: int) -> None:
    """Compare every command on a large file with loading it, and with what else does its job."""
    path, other = folder / "big.yaml", folder / "again.yaml"
    apart(write_big, path, other)
    size = path.stat().st_size
    title(f"A cassette of {size / MB:.0f} MB")
    loaded = measured(loading(path), runs).seconds
    shown = ours("show", path, runs=runs)
    row("show", shown, loaded, most=1.5, size=size, most_memory=10)
    row("list", ours("list", path, runs=runs), loaded, size=size)
    row("grep", ours("grep", "-c", "river", path, runs=runs), loaded, size=size)
    row("textconv", converting(path, runs), loaded, size=size)
    checked = ours("redact", "--check", path, runs=runs)
    row("redact --check", checked, loaded, detecting(path, 0.1), size=size)
    row("redact --diff", ours("redact", "--diff", path, runs=1), loaded, size=size)
    edited = ours("rewrite", "--diff", f"{path}#1500", "--text", "Other words.", runs=runs)
    trip = tripping(path, 1 / 8)
    row("rewrite a text", edited, loaded, trip, most=4, size=size, most_memory=10)
    both = measured(loading(path, other), runs).seconds
    compared, beside = ours("diff", "--stat", path, other, runs=runs), by_lines(path, other, runs)
    row("diff of two, all else answered", compared, both, beside, most=2, size=size)


def recorded_by_vcrpy(folder: Path, runs: int) -> None:
    """Compare with VCR.py's own loading of a large cassette of its own, before each test."""
    path = folder / "vcrpy.yaml"
    apart(write_repeated, path, ROOT / "samples" / "vcrpy.yaml", 20 * MB)
    size = path.stat().st_size
    title(f"A cassette of VCR.py, {size / MB:.0f} MB")
    loaded = measured(loading(path), runs).seconds
    theirs = python(f"from vcr.cassette import Cassette; Cassette.load(path={str(path)!r})")
    beside = Beside("VCR.py loads it", measured(theirs, runs).seconds)
    for verb in ("show", "list"):
        row(verb, ours(verb, path, runs=runs), loaded, beside, size=size)
    checked = ours("redact", "--check", path, runs=runs)
    row("redact --check", checked, loaded, beside, size=size)


def many_files(folder: Path, runs: int) -> None:
    """Compare with loading all that is YAML in a folder, and with scanning it."""
    files = files_of(folder)
    total = sum(path.stat().st_size for path in files)
    title(f"A folder of {len(files)} files, {total / MB:.0f} MB; loaded are those of YAML")
    texts = [path for path in files if path.suffix in {".yaml", ".yml"}]
    loaded = measured(loading(*texts), runs).seconds
    row("list", ours("list", folder, runs=runs), loaded)
    row("show --json", ours("show", "--json", folder, runs=runs), loaded)
    row("grep", ours("grep", "-c", "a", folder, runs=runs), loaded)
    checked = ours("redact", "--check", folder, runs=runs)
    row("redact --check", checked, loaded, detecting(folder, 1 / 8))


def between_revisions(folder: Path, runs: int) -> None:
    """Compare cassettes between two revisions of a repository that is made of a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        repository = Path(temporary)
        files = fill(repository, folder)
        lines = ["git", "diff", "--stat", "HEAD~1", "HEAD"]
        beside = Beside("git diff", measured(lines, runs, folder=repository).seconds)
        loaded = measured(loading(*files), runs).seconds * 2  # and as much before
        compared = ours("diff", "--stat", "HEAD~1", "HEAD", runs=runs, folder=repository)
    row(f"diff of {len(files)} files between revisions", compared, loaded, beside)


def fill(repository: Path, folder: Path) -> list[Path]:
    """Commit cassettes of a folder, several times over, and then all of them with other words."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    named = [path for path in files_of(folder) if is_cassette(path)]
    copies = [(copy, path) for copy in range(_CHANGED // len(named) + 1) for path in named]
    targets: Sequence[Path] = []
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    for words in (b" a ", b" the "):
        targets = []
        for copy, path in copies[:_CHANGED]:
            target = repository / str(copy) / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(
                path.read_bytes().replace(b" the ", words) + b"\n" * (words == b" a ")
            )
            targets.append(target)
        subprocess.run(["git", "add", "-A"], cwd=repository, check=True)
        subprocess.run([*git, "commit", "-qm", "x"], cwd=repository, check=True)
    return targets


def files_of(folder: Path) -> list[Path]:
    """Return the files below a folder."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def is_cassette(path: Path) -> bool:
    """Say whether a file is a cassette as text, and none that is very large."""
    data = path.read_bytes()
    text = data[:2] != b"\x1f\x8b" and len(data) < _LARGE
    return text and (b"interactions:" in data or b"http_interactions:" in data)


def growing(folder: Path) -> None:
    """Print how time and memory grow with the size of the file, in units of its size."""
    verbs = ("show", "grep", "redact --check", "rewrite", "diff")
    print(f"{'MB':>6}", *(f"{verb:>21}" for verb in verbs))
    for times in _GROWTH:
        path, other = folder / f"{times}.yaml", folder / f"{times}-again.yaml"
        apart(write_big, path, other, COPIES * times // 16)
        size = path.stat().st_size
        took = [
            ours(*command, runs=1)
            for command in (
                ("show", path),
                ("grep", "-c", "river", path),
                ("redact", "--check", path),
                ("rewrite", "--diff", f"{path}#0", "--text", "Other words."),
                ("diff", "--stat", path, other),
            )
        ]
        cells = (f"{one.seconds * MB / size:6.3f} s/MB {one.memory / size:6.1f} ×" for one in took)
        print(f"{size / MB:6.1f}", *(f"{cell:>21}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
