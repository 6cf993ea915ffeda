"""What means nothing by its name, and what looks like it and does not."""

import pytest

from cassette_cli.operations.diff.noise import noise_of_asked, noise_of_field
from cassette_cli.operations.diff.report import ABSENT


@pytest.mark.parametrize(
    ("pointer", "old", "new", "kind"),
    [
        ("/stream", True, ABSENT, "streaming"),
        ("/stream_options/include_usage", True, False, "streaming"),
        ("/file_ids/0", "file-1", "file-2", "ids"),
        ("/previous_response_id", "resp_1", "resp_2", "ids"),
        ("/previous_response_id", ABSENT, "resp_2", ""),
        ("/session/started", "2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z", "timestamps"),
        ("/model_id", "a", "b", ""),
        ("/modelId", "a", "b", ""),
        ("/voice_id", "a", "b", ""),
        ("/service_tier", "auto", "flex", ""),
        ("/top_logprobs", 1, 2, ""),
        ("/p", 0.1, 0.2, ""),
        ("/timeout_ms", 1, 2, ""),
        ("/max_tokens", 1, 2, ""),
        ("/schema/properties/id", ABSENT, {"type": "string"}, ""),
    ],
)
def test_of_what_is_asked_little_is_noise(pointer, old, new, kind):
    """A stream, and ids of what was made earlier, if both have one."""
    assert noise_of_asked(pointer, old, new) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("id", "ids"), ("responseId", "ids"), ("created_at", "timestamps"),
        ("load_duration", "timestamps"), ("system_fingerprint", "fingerprints"),
        ("obfuscation", "padding"), ("thoughtSignature", "signatures"), ("text", ""),
        ("grid", ""), ("valid", ""), ("provided", ""), ("status", ""), ("model", ""),
    ],
)  # fmt: skip
def test_of_what_is_answered_fields_are_noise_by_their_names(name, kind):
    """Whole names, and not their last letters."""
    assert noise_of_field(name, "a", "b") == kind
