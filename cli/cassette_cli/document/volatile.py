"""What differs from one recording to the next, whatever was asked: names of headers and fields."""

from functools import cache
from typing import Literal, NamedTuple

from cassette_cli.document.masking import is_credential

Direction = Literal["request", "response"]

_BOTH = (
    # How the connection is kept, and in which coding and how long a body comes.
    "connection", "keep-alive", "content-length", "content-encoding", "transfer-encoding",
    "upgrade", "via", "priority", "pragma", "te", "trailer", "alt-used",
    # Ids and times of this one call, and what watches it.
    "date", "*request-id", "*requestid", "*trace-id", "*span-id", "*correlation-id",
    "*transaction-id", "*call-id", "*generation-id", "*session-id", "traceparent", "tracestate",
    "baggage", "sentry-trace", "x-b3-*", "x-datadog-*", "x-newrelic-*", "newrelic",
    "x-cloud-trace-context", "x-amz-date", "x-amz-content-sha256", "x-ms-date",
    # Whose account it is.
    "openai-organization", "openai-project", "anthropic-organization-id",
)  # fmt: skip

_ASKED = (
    # Who asks, by which version of which library on which machine.
    "user-agent", "host", "x-stainless-*", "x-fern-*", "x-goog-api-client", "x-amz-user-agent",
    "x-ms-useragent", "sec-*",
    # What the library takes as an answer: it follows from asking for a stream or not.
    "accept", "accept-encoding", "accept-language", "accept-charset",
    # Which attempt it is.
    "amz-sdk-*", "x-retry-count", "idempotency-key", "x-idempotency-key", "*invocation-id",
)  # fmt: skip
"""What a library adds by itself. Nothing stands here that says what the code asks for."""

_ANSWERED = (
    # Who served it, where, from which cache.
    "server", "age", "source-age", "etag", "expires", "last-modified", "vary", "cache-control",
    "x-cache*", "x-served-by", "x-powered-by", "x-timer", "x-runtime*", "x-accel-*", "x-vercel-*",
    "x-kong-*", "x-envoy-*", "x-amz-*", "x-amzn-*", "x-ms-*", "x-google-*", "x-groq-region",
    "x-inference-*", "x-litellm-*", "x-openai-proxy-*", "cf-*", "*-ray", "apim-*", "azureml-*",
    "akamai-*", "openai-version", "x-client-ip", "accept-*", "skip-error-remapping",
    # How long it took, what it cost, and how much more may be asked for.
    "server-timing", "*-ms", "*-time", "*latency*", "*duration*", "*rate-limit*", "*ratelimit*",
    "*-limit", "*-remaining", "*-reset", "*-estimate", "*-spend", "retry-after*",
    "x-should-retry", "traceresponse",
    # What tells a browser how to behave.
    "alt-svc", "alternate-protocol", "report-to", "reporting-endpoints", "nel", "p3p",
    "strict-transport-security", "content-security-policy*", "referrer-policy",
    "permissions-policy", "cross-origin-*", "access-control-*", "timing-allow-origin",
    "x-content-type-options", "x-xss-protection", "x-frame-options", "x-robots-tag",
    "x-permitted-cross-domain-policies", "x-ua-compatible", "x-download-options",
)  # fmt: skip

FIELDS = {
    "ids": r"(?!(?:model|voice)_?[iI])(?:(?:.*[_\-.])?u?u?ids?|.*[a-z](?:Id|Ids|ID)|nonce|etag)",
    "timestamps": r"created|.*_at|.*At|.*[Tt]ime|.*_time|timestamp|date|.*_?(?:duration|latency).*"
    r"|.*(?:_ms|Ms|_seconds)",
    "fingerprints": r"system_fingerprint|service_?tier|.*region.*|provider|backend|x_groq",
    "padding": r"obfuscation|p|padding",
    "signatures": r".*[Ss]ignature|encrypted.*|redacted.*|.*cursor.*|.*logprobs.*",
    "tokens": r".*[Tt]okens?|.*[Tt]oken_?[Cc]ount|.*usage.*|.*cost.*|.*billed_units.*",
    "chunks": r"sequence_number|index|.*_index|partial.*",
}
"""Patterns of the whole names of fields of bodies, by what they are called as noise."""
ABOUT_TOKENS = r"(?i)usage|metadata\.metrics|amazon-bedrock-invocationMetrics|x_groq"
"""What stands in the way to a field that counts tokens: names with dots between."""

_NAMES = {"request": (*_BOTH, *_ASKED), "response": (*_BOTH, *_ANSWERED)}


class _Names(NamedTuple):
    """Names by where the star of each stands; one pattern of them all takes long to compile."""

    whole: frozenset[str]
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    pieces: tuple[str, ...]


@cache
def _names(direction: Direction) -> _Names:
    names = _NAMES[direction]
    inside = [name for name in names if name.startswith("*") and name.endswith("*")]
    return _Names(
        frozenset(name for name in names if "*" not in name),
        tuple(name[:-1] for name in names if name.endswith("*") and name not in inside),
        tuple(name[1:] for name in names if name.startswith("*") and name not in inside),
        tuple(name.strip("*") for name in inside),
    )


def is_volatile(header: str, direction: Direction) -> bool:
    """Say whether a header differs from one recording to the next, or holds a credential.

    Args:
        header: its name, in lower case.
        direction: of what it is a header.
    """
    names = _names(direction)
    return (
        header in names.whole
        or header.startswith(names.heads)
        or header.endswith(names.tails)
        or any(piece in header for piece in names.pieces)
        or is_credential(header)
    )
