"""One word for why a model stopped."""

import pytest

from cassette_cli.chat.finish_reason import finish_reason

# The rows of the map, each with the words that providers use.
WORDS = {
    "stop": [
        "stop", "end_turn", "stop_sequence", "STOP", "COMPLETE", "STOP_SEQUENCE", "eos_token",
        "completed", "FINISH", "FINISHED",
    ],
    "length": [
        "length", "max_tokens", "MAX_TOKENS", "model_length", "max_output_tokens",
        "model_context_window_exceeded",
    ],
    "tool_call": ["tool_calls", "function_call", "tool_use", "TOOL_CALL", "requires_action"],
    "content_filter": [
        "content_filter", "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        "IMAGE_SAFETY", "guardrail_intervened", "content_filtered", "refusal",
    ],
    "error": [
        "error", "ERROR", "ERROR_TOXIC", "TIMEOUT", "failed", "MALFORMED_FUNCTION_CALL",
        "tool_use_failed",
    ],
    "pause": ["pause_turn", "compaction"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "word"), [(raw, word) for word, words in WORDS.items() for raw in words]
)
def test_every_word_of_a_provider_has_its_normal_word(raw, word):
    """A comparison between two providers is made by the normal words."""
    assert finish_reason(raw) == word


@pytest.mark.parametrize("raw", ["7", "fake_reason", "Stopped early"])
def test_an_unknown_word_stays_as_it_is(raw):
    """Vertex may send numbers, tests send anything; guessing would hide it."""
    assert finish_reason(raw) == raw


@pytest.mark.parametrize("raw", [None, ""])
def test_no_word_stays_none(raw):
    """A stream that was cut off gives no reason."""
    assert finish_reason(raw) is None
