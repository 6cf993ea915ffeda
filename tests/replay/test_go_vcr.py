"""What version 1.2 of go-vcr does with files of version 2, which later versions write.

It looks at no version: fields that it does not know it passes over, and it waits as long as each
answer took. Its newer libraries are not packaged, so that they are not run here.
"""

import json
import shutil

import pytest
from tests.program import ROOT, cassette
from tests.replay.api import call
from tests.replay.recorders import Job, go_is_missing, go_vcr

SAMPLE = ROOT / "samples" / "openrouter-tool-call.yaml"


@pytest.fixture(scope="module", autouse=True)
def _there():
    if missing := go_is_missing():
        pytest.skip(f"go-vcr is not there: {missing}")


def test_a_rewritten_file_of_version_2_replays(tmp_path):
    """One answer says something else, one fails otherwise, and nobody waits for seconds."""
    edited = tmp_path / "c.yaml"
    shutil.copy(SAMPLE, edited)
    puts = [f"--set=/interactions/{at}/duration_ms=1" for at in range(3)]
    puts.append("--set=/interactions/1/response/status=503")
    puts.append("--set=/interactions/2/response/messages/0/parts/0/text=Zweiundvierzig.")
    assert cassette("rewrite", str(edited), *puts).code == 0
    calls = [call("any", "/api/v1/chat/completions")] * 3
    seen = go_vcr(Job(calls, "https://openrouter.ai", edited, replay=True))
    assert [one.status for one in seen] == [200, 503, 200]
    bodies = [
        cassette("cat", f"{path}#{at}").out for path, at in ((SAMPLE, 0), (SAMPLE, 1), (edited, 2))
    ]
    assert [one.body.decode() for one in seen] == bodies
    last = [json.loads(line[6:]) for line in bodies[2].splitlines() if line[:7] == "data: {"]
    pieces = [one["choices"][0]["delta"].get("content") or "" for one in last if one["choices"]]
    assert "".join(pieces) == "Zweiundvierzig."
