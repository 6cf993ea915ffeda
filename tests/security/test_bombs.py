"""What is small in a file and would be large, deep or endless when read is refused, or is bounded.

Each bomb is read in a process of its own, which tells how much memory it had at most (address space
is limited, too, so that no other process has to suffer for it). Its limit of processor time
is far above what any of them takes, and there so that one that never ends does not hang the tests.
"""

import subprocess
import sys

import pytest
from tests.program import ROOT
from tests.security.bombs import BOMBS

READ = """
import gc, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from cassette_cli.commands.app import run
codes = []
for command in (["show"], ["grep", "-c", "x"], ["redact", "--check"]):
    sys.argv = ["cassette", *command, "bomb"]
    try:
        run()
    except SystemExit as end:
        codes.append(int(end.code))
    gc.collect()  # as if each were a run of its own
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
assert int(peak.split()[1]) < 1 << 20, peak
sys.stderr.write(f"codes {codes}")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_bounded(tmp_path, name):
    """In memory, 1 GiB, and in time; what is refused is refused in words."""
    made = BOMBS[name]()
    (tmp_path / "bomb").write_bytes(made if isinstance(made, bytes) else made.encode())
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=tmp_path, env={"PYTHONPATH": str(ROOT / "cli")},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, timeout=300,
    )  # fmt: skip
    words = done.stderr.decode()
    assert done.returncode == 0, words[-2000:]
    assert "Traceback" not in words
    codes = words.rpartition("codes ")[2]
    assert codes in {"[0, 0, 0]", "[0, 0, 1]", "[0, 1, 0]", "[0, 1, 1]", "[2, 2, 2]"}, words
