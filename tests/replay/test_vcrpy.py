"""VCR.py's own ways: credentials in URLs, which it compares, and the retries of SDKs."""

import shutil
from functools import partial

import httpx
import pytest
import vcr
from tests.program import cassette
from tests.replay.api import ANSWERS, CALLS, KEY, serving
from tests.replay.recorders import Job, vcrpy
from tests.replay.sdks import with_openai

from cassette_cli import Redactor


def test_a_key_in_the_url_replays_with_the_hooks_that_are_printed(tmp_path):
    """The live request is redacted as the recording was; without the hooks it is not found."""
    (gemini,) = (call for call in CALLS if call.name == "gemini-sse")
    path = tmp_path / "c.yaml"

    def ask(mode: str, **hooks) -> bytes:
        recorder = vcr.VCR(record_mode=mode, **hooks)
        with recorder.use_cassette(str(path)), httpx.Client() as client:
            url = f"{base}{gemini.path}&key={KEY}"
            return client.post(url, content=gemini.body.encode()).content

    with serving(ANSWERS) as base:
        said = ask("once")
    ran = cassette("redact", str(path))
    assert ran.code == 0
    assert "before_record_request=redactor.before_record_request" in ran.out
    assert KEY not in path.read_text()
    with pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException):
        ask("none")
    redactor = Redactor()
    assert said == ask(
        "none",
        before_record_request=redactor.before_record_request,
        before_record_response=redactor.before_record_response,
    )


def test_a_retry_that_is_dropped_is_not_waited_for(tmp_path):
    """The SDK is answered at once with what it got after it had been limited."""
    recorder = partial(vcrpy, "yaml", partial(with_openai, retries=1))
    calls = [call for call in CALLS if call.name in {"limited", "beyond-ascii"}]
    path = tmp_path / "c.yaml"
    with serving(ANSWERS) as base:
        seen = recorder(Job(calls, base, path, replay=False))
    assert [one.status for one in seen] == [200, 200]
    assert path.read_text().count("- request:") == 3
    edited = shutil.copy(path, tmp_path / "edited.yaml")
    assert cassette("rewrite", edited, "--drop", "--errors").code == 0
    assert recorder(Job(calls, base, tmp_path / "edited.yaml", replay=True)) == seen
    assert (tmp_path / "edited.yaml").read_text().count("- request:") == 2
