"""What means nothing by its name, and what looks like it and does not."""

import pytest

from cassette_cli.operations.diff.noise import noise_of_asked, noise_of_field
from cassette_cli.operations.diff.report import ABSENT
from cassette_cli.operations.diff.volatile import is_volatile


@pytest.mark.parametrize("name", [
    "accept", "accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "authorization",
    "connection", "content-length", "cookie", "dd-api-key", "host", "idempotency-key",
    "openai-organization", "traceparent", "user-agent", "x-amz-date", "x-amzn-trace-id",
    "x-api-key", "x-client-request-id", "x-fern-sdk-version", "x-goog-api-client",
    "x-goog-api-key", "x-ms-client-request-id", "x-stainless-retry-count",
    "x-stainless-runtime-version",
])  # fmt: skip
def test_what_a_library_sends_by_itself_is_volatile(name):
    """And credentials, of which there is nothing to say."""
    assert is_volatile(name, "request")


@pytest.mark.parametrize("name", [
    "anthropic-beta", "anthropic-version", "cache-control", "content-type", "http-referer",
    "if-none-match", "mcp-protocol-version", "openai-beta", "prefer", "range", "x-amz-target",
    "x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-performanceconfig-latency",
    "x-filter", "x-goog-user-project", "x-ms-version", "x-title", "x-use-cache",
])  # fmt: skip
def test_what_the_code_asks_for_is_not_volatile(name):
    """Whoever changes it means it."""
    assert not is_volatile(name, "request")


@pytest.mark.parametrize("name", [
    "age", "akamai-internal-account", "alt-svc", "anthropic-ratelimit-tokens-remaining",
    "apim-request-id", "cf-cache-status", "cf-ray", "cmp-upstream-response-duration", "date",
    "etag", "nel", "openai-processing-ms", "pydantic-ai-gateway-price-estimate", "request-id",
    "server", "server-timing", "set-cookie", "source-age", "strict-transport-security",
    "traceresponse", "via", "x-amzn-requestid", "x-cache-hits", "x-debug-trace-id",
    "x-envoy-upstream-service-time", "x-generation-id", "x-kong-upstream-latency",
    "x-litellm-call-id", "x-litellm-version", "x-openai-proxy-wasm", "x-railway-request-id",
    "x-ratelimit-reset-requests", "x-request-id", "x-trial-endpoint-call-remaining",
])  # fmt: skip
def test_what_every_answer_has_of_its_own_is_volatile(name):
    """Ids, times, caches, limits, and what is meant for browsers."""
    assert is_volatile(name, "response")


@pytest.mark.parametrize("name", [
    "content-type", "content-disposition", "grpc-status", "location", "openai-model",
    "www-authenticate", "x-error-message", "x-goog-upload-status", "x-zero-data-retention",
])  # fmt: skip
def test_what_an_answer_says_is_not_volatile(name):
    """It is told at the level of HTTP."""
    assert not is_volatile(name, "response")


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
