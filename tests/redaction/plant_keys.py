"""Keys that are a prefix and random characters, or random characters with a name: a table.

Source: what the providers' pages show of their keys, and for the checksums of GitHub and npm
"Behind GitHub's new authentication token formats" (April 2021). All values are made up on the run.
"""

import random
from collections.abc import Callable

from tests.redaction.characters import base62_crc32, base64, base64url, filled, prefix_of, run, uuid
from tests.redaction.plant import ALONE, NAMED, SECRET, Plant

BEARER = "Authorization: Bearer {}"
API_KEY = "x-api-key: {}"

# Type, template, header, name: a provider's keys, all of which their shape gives away.
SHAPED = (
    ("openai-old", "sk-<a20>T3BlbkFJ<a20>", BEARER, "openai_api_key"),
    ("openai-project", "sk-proj-<w74>T3BlbkFJ<w74>", BEARER, "openai_api_key"),
    ("openai-service", "sk-svcacct-<w74>T3BlbkFJ<w74>", BEARER, "openai_api_key"),
    ("openai-admin", "sk-admin-<w58>T3BlbkFJ<w58>", BEARER, "openai_admin_key"),
    ("anthropic-api", "sk-ant-api03-<w93>AA", API_KEY, "anthropic_api_key"),
    ("anthropic-admin", "sk-ant-admin01-<w93>AA", API_KEY, "anthropic_admin_key"),
    ("anthropic-oauth", "sk-ant-oat01-<w93>AA", BEARER, "claude_code_oauth_token"),
    ("google", "AIza<w35>", "x-goog-api-key: {}", "gemini_api_key"),
    ("groq", "gsk_<a52>", BEARER, "groq_api_key"),
    ("openrouter", "sk-or-v1-<h64>", BEARER, "openrouter_api_key"),
    ("huggingface", "hf_<L34>", BEARER, "hf_token"),
    ("xai", "xai-<a80>", BEARER, "xai_api_key"),
    ("deepseek", "sk-<h32>", BEARER, "deepseek_api_key"),
    ("perplexity", "pplx-<a48>", BEARER, "perplexity_api_key"),
    ("replicate", "r8_<a37>", "Authorization: Token {}", "replicate_api_token"),
    ("fireworks", "fw_<a24>", BEARER, "fireworks_api_key"),
    ("cerebras", "csk-<l48>", BEARER, "cerebras_api_key"),
    ("together-new", "tgp_v1_<w43>", BEARER, "together_api_key"),
    ("nvidia", "nvapi-<w64>", BEARER, "nvidia_api_key"),
    ("langsmith", "lsv2_pt_<h32>_<h10>", API_KEY, "langsmith_api_key"),
    ("tavily", "tvly-dev-<a32>", BEARER, "tavily_api_key"),
    ("elevenlabs", "sk_<h48>", "xi-api-key: {}", "elevenlabs_api_key"),
    ("pinecone", "pcsk_<a5>_<a63>", "Api-Key: {}", "pinecone_api_key"),
    ("aws-access-key", "AKIA<k16>", "", "aws_access_key_id"),
    ("aws-temporary-key", "ASIA<k16>", "", "aws_access_key_id"),
    ("azure-openai", "<a52>JQQJ99B<U1>AC<a5>XJ3w3AAA<U1>ACOG<a4>", "api-key: {}", "azure_api_key"),
    ("gitlab", "glpat-<w20>", "PRIVATE-TOKEN: {}", "gitlab_token"),
    ("slack-bot", "xoxb-<d12>-<d13>-<a24>", BEARER, "slack_bot_token"),
    ("slack-user", "xoxp-<d12>-<d12>-<d13>-<h32>", BEARER, "slack_token"),
    ("slack-app", "xapp-1-A<U10>-<d13>-<h64>", BEARER, "slack_app_token"),
    ("stripe-live", "sk_live_<a99>", BEARER, "stripe_secret_key"),
    ("stripe-restricted", "rk_live_<a24>", BEARER, "stripe_restricted_key"),
    ("stripe-webhook", "whsec_<a32>", "", "stripe_webhook_secret"),
    ("twilio-key", "SK<h32>", "", "twilio_api_key"),
    ("sendgrid", "SG.<w22>.<w43>", BEARER, "sendgrid_api_key"),
    ("sentry-token", "sntryu_<h64>", BEARER, "sentry_auth_token"),
)

# Type, template, header, name: what nothing but the name beside it tells.
CONTEXT_ONLY = (
    ("mistral", "<a32>", BEARER, "mistral_api_key"),
    ("cohere", "<a40>", BEARER, "cohere_api_key"),
    ("together-old", "<h64>", BEARER, "together_api_key"),
    ("azure-openai-old", "<h32>", "api-key: {}", "azure_openai_api_key"),
    ("voyage", "<a43>", BEARER, "voyage_api_key"),
    ("datadog-api", "<h32>", "DD-API-KEY: {}", "dd_api_key"),
    ("datadog-app", "<h40>", "DD-APPLICATION-KEY: {}", "dd_app_key"),
    ("twilio-token", "<h32>", "", "twilio_auth_token"),
    ("aws-secret", "<b40>", "", "aws_secret_access_key"),
    ("azure-storage", "<b86>==", "", "AccountKey"),
    ("cloudflare", "<w40>", "X-Auth-Key: {}", "cloudflare_api_token"),
    ("oauth-client", "<w36>", "", "client_secret"),
    ("oauth-refresh", "<w64>", "", "refresh_token"),
    ("webhook-secret", "<h48>", "X-Webhook-Secret: {}", "webhook_secret"),
    ("own-gateway", "<a28>", "X-Gateway-Auth-Token: {}", "gateway_auth_token"),
)

# Type, prefix, length of the random part before the checksum.
CHECKED = (
    ("github-personal", "ghp_", 30),
    ("github-oauth", "gho_", 30),
    ("github-server", "ghs_", 30),
    ("github-fine", "github_pat_", 53),
    ("npm", "npm_", 30),
)

_NAMINGS = (
    "{upper}={value}", "export {upper}='{value}'", "{lower}: {value}", '{lower} = "{value}"',
    '"{lower}": "{value}"', "--{dashed} {value}", "{upper}:{value}", "{upper} = {value}",
    "{lower}='{value}'", "set {upper}={value}", "ENV {upper} {value}", "{lower} => '{value}'",
    '{{"{lower}":"{value}"}}', "- name: {upper}\n  value: {value}", "{dashed}: '{value}'",
)  # fmt: skip
"""As shells, settings, command lines, Docker, Kubernetes, Ruby and JSON name a value."""


def naming(field: str, value: str, rng: random.Random) -> str:
    """Return a value with its name before it, as settings and command lines write it."""
    if field == "AccountKey":
        return f"AccountName=box;AccountKey={value};EndpointSuffix=core.windows.net"
    return rng.choice(_NAMINGS).format(
        upper=field.upper(), lower=field, dashed=field.replace("_", "-"), value=value
    )


def key(kind: str, value: str, core: str, header: str, field: str) -> Plant:
    """Return a key of a provider, which its shape gives away."""
    name, _, form = header.partition(": ")
    return Plant(
        kind, SECRET, value, core, value, field, name, form.format(value), ALONE, provider=True
    )


def _shaped(row: tuple[str, str, str, str]) -> Callable[[random.Random], Plant]:
    kind, template, header, field = row

    def make(rng: random.Random) -> Plant:
        value = filled(template, rng)
        core = value[len(prefix_of(template)) :]
        return key(kind, value, core, header, field)

    return make


def _context_only(row: tuple[str, str, str, str]) -> Callable[[random.Random], Plant]:
    kind, template, header, field = row
    name, _, form = header.partition(": ")

    def make(rng: random.Random) -> Plant:
        value = filled(template, rng)
        text = naming(field, value, rng)
        return Plant(kind, SECRET, text, value, value, field, name, form.format(value), NAMED)

    return make


def _checked(row: tuple[str, str, int]) -> Callable[[random.Random], Plant]:
    kind, prefix, length = row

    def make(rng: random.Random) -> Plant:
        body = run("a", length, rng)
        middle = f"{run('a', 22, rng)}_" if kind == "github-fine" else ""
        core = middle + body + base62_crc32(body)
        header = "Authorization: token {}" if prefix != "npm_" else BEARER
        return key(kind, prefix + core, core, header, f"{kind.split('-')[0]}_token")

    return make


def _bedrock_key(rng: random.Random) -> Plant:
    inner = f"BedrockAPIKey-{run('l', 4, rng)}-at-{run('d', 12, rng)}:{run('b', 47, rng)}="
    value = f"ABSK{base64(inner)}"
    public = "ABSKQmVkcm9ja0FQSUtleS"
    return key("bedrock-key", value, value[len(public) :], BEARER, "aws_bearer_token_bedrock")


def _pypi(rng: random.Random) -> Plant:
    inner = (
        b"\x02\x01\x08pypi.org\x02\x24" + uuid(rng).encode() + b"\x00\x02\x2a" + rng.randbytes(60)
    )
    value = f"pypi-{base64url(inner)}"
    public = "pypi-AgEIcHlwaS5vcmc"
    return key("pypi", value, value[len(public) :], "", "twine_password")


def _agentops(rng: random.Random) -> Plant:
    """Return a key that looks like any other UUID."""
    value, field = uuid(rng), "agentops_api_key"
    text = naming(field, value, rng)
    return Plant("agentops", SECRET, text, value, value, field, "X-Agentops-Api-Key", value, NAMED)


KEYS: dict[str, Callable[[random.Random], Plant]] = {
    **{row[0]: _shaped(row) for row in SHAPED},
    **{row[0]: _checked(row) for row in CHECKED},
    "bedrock-key": _bedrock_key,
    "pypi": _pypi,
    **{row[0]: _context_only(row) for row in CONTEXT_ONLY},
    "agentops": _agentops,
}
"""Makers of plants, by type."""
