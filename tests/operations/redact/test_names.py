"""Names: what they say of their values, and what they do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operations.redact.planting import KEYS, LAW, run, searched

from cassette_cli.operations.redact.names import NAMED, named, normal

VALUE = run("a value", 32)
UUID = "7d9f1c42-8a55-4be1-9c6e-2f0b6a1d3e57"
WORDS = st.lists(st.from_regex("[a-z]{1,8}", fullmatch=True), min_size=1, max_size=4)
SPELLINGS = [
    "-".join, "_".join, ".".join, " ".join,
    lambda words: "-".join(map(str.title, words)),
    lambda words: "_".join(map(str.upper, words)),
    lambda words: words[0] + "".join(map(str.title, words[1:])),
]  # fmt: skip


@LAW
@given(WORDS.filter(lambda words: len(words[0]) > 1), st.sampled_from(SPELLINGS))
def test_a_name_is_its_words(words, spell):
    """`X-Api-Key`, `apiKey` and `API_KEY` say the same."""
    if spell is SPELLINGS[-1] and any(len(word) == 1 for word in words):
        return  # aBC is a, BC
    assert normal(spell(words)) == "-".join(words)


@LAW
@given(st.text(max_size=60), st.sampled_from(["header", "parameter", "cookie", "field"]))
def test_any_name_can_be_asked(name, where):
    """A recording holds anything; the answer is one of the rules that are listed, or none."""
    told = named(name, where)
    assert told is None or told in NAMED


@LAW
@given(KEYS, st.sampled_from(["api_key", "X-Api-Key", "clientSecret", "password", "accessToken"]))
def test_the_value_of_a_telling_name_goes(value, name):
    """Of a field, a parameter and a header."""
    for where in ("field", "parameter", "header"):
        assert value not in searched(value, name, where).text


FOUND = {
    "field": {
        "credential-field": [
            "api_key", "apiKey", "API-KEY", "secret", "client_secret", "access_token", "token",
            "refreshToken", "id_token", "aws_secret_access_key", "AccessKeyId", "authorization",
            "x-api-key", "OPENAI_API_KEY", "session_token", "connectionString", "sas", "jwt",
            "private_key", "upload_id", "webhook", "db_secret", "csrfToken", "github_token",
        ],
        "password-field": ["password", "db_password", "passwd", "passphrase", "pwd", "dbpassword"],
        "account-field": [
            "user_id", "userId", "org_id", "organization_id", "account_id", "accountId", "tenantId",
            "project_number", "workspace_id", "subscription_id", "owned_by", "customer_id",
        ],
        "organization-field": ["organization", "openai-organization"],
        "client-address": ["client_ip", "remoteAddr", "x-forwarded-for", "ip_address"],
        "machine-name-field": ["hostname", "host_name", "nodename", "computerName", "uname"],
        "person-field": ["user", "username", "author", "phone_number"],
    },
    "parameter": {
        "credential-field": ["key", "code"],
        "credential-parameter": [
            "sig", "signature", "X-Amz-Signature", "X-Amz-Credential", "token",
            "X-Goog-Signature", "upload_id", "api_key", "AWSAccessKeyId", "access_token",
        ],
    },
    "header": {
        "authorization-header": ["Authorization", "Proxy-Authorization"],
        "credential-header": [
            "x-api-key", "api-key", "X-Goog-Api-Key", "Ocp-Apim-Subscription-Key",
            "X-Amz-Security-Token", "X-Acme-Token", "X-My-Secret-Thing", "X-Signature",
        ],
        "account-header": [
            "OpenAI-Organization", "openai-project", "anthropic-organization-id", "X-Acme-Account",
            "anthropic-workspace-id", "dg-project-id", "x-oauth-client-id", "X-User-Id",
            "X-CrewAI-Organization-Id", "x-logfire-context", "X-Tenant",
        ],
        "client-address": ["X-Forwarded-For", "X-Real-IP", "x-client-ip", "Forwarded"],
        "machine-name-field": ["X-Hostname", "X-Machine"],
        "request-id-header": [
            "x-request-id", "request-id", "CF-RAY", "apim-request-id", "traceparent",
            "x-ratelimit-remaining-tokens", "anthropic-ratelimit-requests-limit",
        ],
    },
    "cookie": {"cookie": ["session", "__cf_bm", "anything"]},
}  # fmt: skip
LEFT = {
    "field": [
        "max_tokens", "maxTokens", "max_completion_tokens", "prompt_tokens", "total_tokens",
        "next_page_token", "nextPageToken", "page_token", "tokens", "token_count", "tokenCount",
        "usage", "stop_token", "eos_token", "logprobs", "budget_tokens", "token_type",
        "cache_key", "primary_key", "sort_key", "prompt_cache_key", "idempotency_key", "public_key",
        "key", "keys", "name", "id", "model", "signature", "thoughtSignature", "auth_type",
        "requires_auth", "authority", "authors", "user_agent", "user_location", "user_prompt",
        "project_name", "session_status", "cached_tokens", "key_type", "keyboard", "secretary",
        "machine", "TargetMachine", "serverIPAddress",
        "tokenizer", "content", "encrypted_content", "tool_call_id", "response_id", "file_id",
    ],
    "parameter": ["pageToken", "max_tokens", "alt", "api-version", "page_key", "q", "limit"],
    "header": [
        "Content-Type", "Date", "ETag", "Accept", "User-Agent", "Content-Length", "Vary", "Server",
        "Access-Control-Allow-Headers", "WWW-Authenticate", "Sec-WebSocket-Key", "openai-version",
        "X-Stainless-Lang", "Idempotency-Key", "x-amz-date", "Content-Security-Policy",
        "anthropic-version", "openai-processing-ms", "Cookie", "Set-Cookie", "Surrogate-Key",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("where", "rule", "name"),
    [
        (where, rule, name)
        for where in FOUND
        for rule, names in FOUND[where].items()
        for name in names
    ],
)
def test_telling_names(where, rule, name):
    """Each of these was seen in recordings, or is built as one that was."""
    told = named(name, where)
    assert told is not None
    assert told.rule == rule


@pytest.mark.parametrize(
    ("where", "name"), [(where, name) for where, names in LEFT.items() for name in names]
)
def test_names_that_tell_nothing(where, name):
    """Counts, cursors, ids and settings sound like credentials, and replay needs them."""
    assert named(name, where) is None


@pytest.mark.parametrize(
    ("name", "where", "value"),
    [
        ("max_tokens", "field", VALUE),
        ("next_page_token", "field", VALUE),
        ("pageToken", "parameter", VALUE),
        ("signature", "field", VALUE),
        ("encrypted_content", "field", key := f"sk-proj-{VALUE}"),
        ("token", "field", "the"),
        ("token", "field", "Hello"),
        ("token", "field", "2048"),
        ("token", "field", "REDACTED"),
        ("api_key", "field", "<OPENAI_API_KEY>"),
        ("api_key", "field", "https://docs.acme.test/keys"),
        ("secret", "field", "the secret of a good cake is patience"),
        ("password", "field", "must be at least eight characters long"),
        ("password", "field", "true"),
        ("user_id", "field", "12"),
        ("owned_by", "field", "openai"),
        ("owned_by", "field", "system"),
        ("organization", "field", "Acme"),
        ("hostname", "field", "localhost"),
        ("hostname", "field", "api.acme.test"),
        ("client_ip", "field", "127.0.0.1"),
        ("x-request-id", "header", VALUE),
        ("user", "field", "jane"),
    ],
)
def test_values_that_stay(name, where, value):
    """The name alone decides nothing: the value has to be what the name says."""
    assert searched(value, name, where) == (value, [])


@pytest.mark.parametrize(
    ("name", "where", "value", "left"),
    [
        ("Authorization", "header", f"Bearer {VALUE}", "Bearer "),
        ("Authorization", "header", "Bearer short", "Bearer "),
        ("authorization", "field", f"Bearer {VALUE}", "Bearer "),
        (
            "Authorization", "header",
            f"AWS4-HMAC-SHA256 Credential=AKIA{'Q7'*8}/20261122/us-east-1/bedrock/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={'0f1e2d3c' * 8}",
            "SignedHeaders=host;x-amz-date",
        ),
        ("x-api-key", "header", VALUE, ""),
        ("X-Forwarded-For", "header", "91.7.14.73, 91.7.14.74", ", "),
        ("uname", "field", "Darwin Janes-MacBook 24.1.0 arm64", " 24.1.0 arm64"),
        ("user_id", "field", UUID, ""),
        ("owned_by", "field", "user-9f8d7c6b5a4e3f2a1b0c9d8e", ""),
        ("password", "field", "hunter2", ""),
        ("code", "parameter", "abcd1234", ""),
    ],
)  # fmt: skip
def test_what_of_a_value_goes(name, where, value, left):
    """The secret goes, and the words around it stay for the reader and the client."""
    made, findings = searched(value, name, where)
    assert findings
    assert made != value
    assert left in made
    for finding in findings:
        assert finding.value not in made
    assert len(made) == len(value)


@pytest.mark.parametrize("name", ["ACCOUNT_HEADER_1", "CREDENTIAL_HEADER_2", "COOKIE_3"])
def test_a_placeholder_tells_nothing_of_what_it_names(name):
    """An account may be the name of a header; a second run would take out its value."""
    assert named(name, "header") is not None
    assert named(f"<{name}>", "header") is None


def test_strict_names_are_for_strict_runs():
    """Request ids link a recording with an account, but nobody can use them."""
    from cassette_cli.operations.redact.policy import Policy

    strict = Policy(requests="all", level="strict")
    for name, where, value in [
        ("x-request-id", "header", f"req_{VALUE}"),
        ("CF-RAY", "header", "9a1b2c3d4e5f6a7b-FRA"),
        ("username", "field", "jane"),
    ]:
        assert searched(value, name, where).findings == []
        assert searched(value, name, where, strict).text != value


def test_placeholders_keep_the_grammar_of_the_value():
    """A client that reads an account id as a number or a UUID still does."""
    assert re.fullmatch("[0-9]{12}", searched("482193750164", "account_id").text)
    assert searched(UUID, "organization_id").text.startswith("00000000-0000-4000-8000-")
    made = searched("91.7.14.73, 2a02:8109::99", "X-Forwarded-For", "header").text
    assert re.fullmatch(r"[0-9.]{10}, 2001:db8::.{3}", made)
