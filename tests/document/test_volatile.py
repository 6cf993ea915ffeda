"""Headers that say nothing of what was asked and answered, and those that do."""

import pytest

from cassette_cli.document.volatile import is_volatile


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
