"""What differs between any two recordings and means nothing, by name."""

import re
from urllib.parse import urlsplit

from cassette_cli.document.masking import is_credential
from cassette_cli.document.reading import Reading
from cassette_cli.operations.diff.report import Side
from cassette_cli.protocols import protocol_named
from cassette_cli.text.json_value import Json

STREAMING = frozenset({"stream", "stream_options", "streaming"})
"""What in a request asks for the answer in pieces, and for nothing else."""

_VOLATILE = (
    r"(?i)date|age|expires|etag|last-modified|server|via|vary|connection|keep-alive|host|nel"
    r"|alt-svc|report-to|reporting-endpoints|server-timing|retry-after|strict-transport-security"
    r"|user-agent|accept|accept-encoding|accept-language|content-length|content-encoding"
    r"|transfer-encoding|traceparent|tracestate|baggage|sentry-trace|priority|x-retry-count"
    r"|x-robots-tag|content-security-policy|referrer-policy|permissions-policy|pragma|cache-control"
    r"|x-(?:stainless|envoy|goog-api-client|google|amz|amzn|ms|cache|served-by|timer|cloud-trace"
    r"|vercel|kong|runtime|powered-by|content-type-options|xss-protection|frame-options|b3|ray"
    r"|datadog|newrelic|correlation|trace|groq-region|inference|accel|should-retry)(?:-.*)?"
    r"|cross-origin-.*|access-control-.*|cf-.*|amz-sdk-.*|apim-.*|azureml-.*|skip-error-remapping"
    r"|(?:.*-)?(?:request|trace|span|ray|correlation|transaction|call|generation)-?id"
    r"|.*rate-?limit.*|.*(?:processing|response|upstream|latency|duration).*(?:-ms|-time|latency)"
    r"|(?:x-)?idempotency-key|openai-(?:organization|project|version)|anthropic-organization-id"
)

_FIELDS = {
    "ids": r"(?:.*[_\-.])?u?u?ids?|.*[a-z](?:Id|Ids|ID)|request-?id|nonce|etag",
    "timestamps": r"created|.*_at|.*At|.*[Tt]ime|.*_time|timestamp|date|.*_?(?:duration|latency).*"
    r"|.*(?:_ms|Ms|_seconds)",
    "fingerprints": r"system_fingerprint|service_?tier|.*region.*|provider|backend|x_groq",
    "padding": r"obfuscation|p|padding",
    "signatures": r".*[Ss]ignature|encrypted.*|redacted.*|.*cursor.*|.*logprobs.*",
    "tokens": r".*[Tt]okens?|.*[Tt]oken_?[Cc]ount|.*usage.*|.*cost.*|.*billed_units.*",
    "chunks": r"sequence_number|index|.*_index|partial.*",
}
_ABOUT_TOKENS = r"(?i)usage|metadata\.metrics|amazon-bedrock-invocationMetrics|x_groq"
NAMES = (
    *_FIELDS, "comments", "headers", "credentials", "streaming", "quotes", "fields", "formatting",
)  # fmt: skip
"""The kinds of noise."""
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_MOMENT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"


def is_volatile(header: str) -> bool:
    """Say whether a header differs from one recording to the next, or holds a credential."""
    return bool(re.fullmatch(_VOLATILE, header)) or is_credential(header)


def noise_of_field(name: str, old: Side, new: Side) -> str:
    """Return which kind of noise it is that a field differs, `""` for none that is known."""
    for kind in ("ids", "timestamps", "fingerprints", "padding", "signatures"):
        if re.fullmatch(_FIELDS[kind], name):
            return kind
    for kind, pattern in (("ids", _UUID), ("timestamps", _MOMENT)):
        if all(isinstance(one, str) and re.fullmatch(pattern, one) for one in (old, new)):
            return kind
    return ""


def bare_url(reading: Reading) -> str:
    """Return the address of a request without its credentials and without what asks for a stream.

    The parameters of the query stand in the order of their names.
    """
    url = reading.interaction.request.url or ""
    if reading.protocol is not None:
        for streamed, plain in protocol_named(reading.protocol).streamed_urls.items():
            url = url.replace(streamed, plain)
    parts = urlsplit(url)
    query = sorted(
        pair
        for pair in parts.query.split("&")
        if pair and not is_credential(pair.partition("=")[0])
    )
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" + ("?" + "&".join(query) if query else "")


def bare(value: Json) -> Json:
    """Return a value without the fields that are noise."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: bare(one) for key, one in value.items() if not noise_of_field(key, one, one)}


def kind_of_field(path: str) -> str:
    """Return which kind of noise it is that a field of a body differs, by its way: `usage.total`.

    `""` for a field that comparing looks at itself.
    """
    name = path.rpartition(".")[2]
    if re.search(_ABOUT_TOKENS, path):
        return "tokens"
    return next((kind for kind, names in _FIELDS.items() if re.fullmatch(names, name)), "")
