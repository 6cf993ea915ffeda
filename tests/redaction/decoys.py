"""What looks like a secret and is none: it must stay as it is, to the character."""

import json
import random
import struct
from typing import NamedTuple

from tests.redaction.characters import base62_crc32, base64, base64url, run, uuid

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00@\x00\x00\x00@\x08\x06\x00\x00\x00"


class Decoy(NamedTuple):
    """A text that must stay."""

    kind: str
    text: str


# Kind, name of the member, template: ids that later requests depend on.
IDS = (
    ("response-id", "id", "chatcmpl-<a29>"),
    ("response-id", "id", "resp_<h50>"),
    ("response-id", "id", "msg_01<a22>"),
    ("response-id", "id", "msg_bdrk_01<a22>"),
    ("response-id", "responseId", "<w22>"),
    ("response-id", "id", "gen-<d10>-<a20>"),
    ("tool-call-id", "tool_call_id", "call_<a24>"),
    ("tool-call-id", "call_id", "call_<a24>"),
    ("tool-call-id", "id", "fc_<h50>"),
    ("tool-call-id", "tool_use_id", "toolu_01<a22>"),
    ("tool-call-id", "toolUseId", "tooluse_<w22>"),
    ("tool-call-id", "id", "srvtoolu_01<a22>"),
    ("tool-call-id", "id", "<a9>"),
    ("reasoning-id", "id", "rs_<h50>"),
    ("file-id", "file_id", "file-<a22>"),
    ("file-id", "file_id", "file_01<a22>"),
    ("file-id", "name", "files/<l12>"),
    ("file-id", "container_id", "cntr_<h48>"),
    ("thread-id", "thread_id", "thread_<a24>"),
    ("thread-id", "run_id", "run_<a24>"),
    ("thread-id", "assistant_id", "asst_<a24>"),
    ("thread-id", "vector_store_id", "vs_<h32>"),
    ("thread-id", "batch_id", "batch_<h32>"),
    ("thread-id", "conversation_id", "conv_<h50>"),
    ("fingerprint", "system_fingerprint", "fp_<h10>"),
    ("hash", "commit", "<h40>"),
    ("hash", "sha256", "<h64>"),
    ("hash", "digest", "sha256:<h64>"),
    ("hash", "etag", "<h32>"),
    ("hash", "md5", "<h32>"),
    ("integrity", "integrity", "sha512-<b86>=="),
    ("cursor", "next_page_token", "<b60>"),
    ("cursor", "nextPageToken", "<w44>"),
    ("cursor", "after", "<b40>"),
    ("trace", "trace_id", "<h32>"),
)

PLACEHOLDERS = (
    "<OPENAI_API_KEY>", "<ANTHROPIC_API_KEY>", "FILTERED_AUTHORIZATION", "REDACTED", "[REDACTED]",
    "[FILTERED]", "**********", "test_api_key", "DUMMY_API_KEY", "X-API-KEY-XXX",
    "sk-REDACTED", "sk-proj-****************************abcd", "sk-...", "sk-xxxxxxxxxxxxxxxxxxxx",
    "your-api-key-here", "YOUR_API_KEY", "${OPENAI_API_KEY}", "$OPENAI_API_KEY", "{{api_key}}",
    "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "noreply@anthropic.com",
    "user@example.com", "arn:aws:iam::123456789012:role/example", "org_REDACTED", "AUTH-XXX",
    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip

PROSE = (
    "The api key is read from the environment.",
    "Set your OpenAI key (it starts with `sk-...`) before the first call.",
    "def login(user: str, password: str) -> Token:",
    "password: str",
    "api_key: str | None = None",
    'client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])',
    'api_key = os.getenv("ANTHROPIC_API_KEY")',
    "const token = await getToken(request);",
    "token = tokenizer.encode(text)",
    "Pass the header `Authorization: Bearer $OPENAI_API_KEY`.",
    "curl -H 'x-api-key: $ANTHROPIC_API_KEY' https://api.anthropic.com/v1/messages",
    "Authorization: Bearer <token>",
    "The secret of a good soup is patience; the password was forgotten long ago.",
    "Incorrect API key provided. You can find your API key at the provider's page.",
    "The session key is derived from the shared secret by HKDF.",
    "aws_secret_access_key = <your secret access key>",
    "npm i @anthropic-ai/sdk@0.30.1 and pip install scikit-learn",
    "git clone git@github.com:openai/openai-python.git",
    "Each token costs $0.000002; max_tokens=4096, stop_token: <|endoftext|>",
    "Tokens: 1234567890 input, 987654321 output, request 20261122220222",
    "PASSWORD_MIN_LENGTH = 12",
    "The basic idea, bearer of good news, is to rest.",
    "const ghp_prefix = 'ghp_'; const akia = /AKIA[0-9A-Z]{16}/;",
    "-----BEGIN CERTIFICATE REQUEST-----",
    "/usr/local/lib/python3.13/site-packages/openai/_client.py",
    "C:\\Windows\\System32\\drivers\\etc\\hosts",
)


def near_misses(rng: random.Random) -> list[Decoy]:
    """Return what has the shape of a key, but not its checksum, alphabet or place."""
    body = run("a", 30, rng)
    wrong = base62_crc32(body + "x")
    media = base64(PNG + rng.randbytes(240))
    at = 4 * rng.randint(12, 60)
    inside = rng.choice([f"AKIA{run('k', 16, rng)}", f"AIza{run('a', 35, rng)}"])
    within = media[:at] + inside + media[at + len(inside) :]
    card = run("d", 15, rng)
    return [
        Decoy("bad-checksum", f"ghp_{body}{wrong}"),
        Decoy("bad-checksum", f"npm_{body}{wrong}"),
        Decoy("key-inside-media", within + "=" * (-len(within) % 4)),
        Decoy("bad-luhn", card + str((_luhn(card) + 1 + rng.randrange(9)) % 10)),
        Decoy("bad-alphabet", f"AKIA{run('d', 15, rng)}1"),
        Decoy("short", f"sk-{run('c', 6, rng)}-{run('c', 4, rng)}"),
        Decoy("short", f"hf_{run('c', 8, rng)}"),
    ]


def _luhn(digits: str) -> int:
    """Return the digit that would make a number pass the check of Luhn."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return -total % 10


def opaque(rng: random.Random) -> dict[str, Decoy]:
    """Return what must survive byte for byte, by the name of its member."""
    floats = [rng.uniform(-0.1, 0.1) for _ in range(48)]
    return {
        "signature": Decoy("signature", base64(b"\x12\xab\x04" + rng.randbytes(180))),
        "thoughtSignature": Decoy("signature", base64(b"\x0a\xc2\x01" + rng.randbytes(150))),
        "encrypted_content": Decoy(
            "encrypted", f"gAAAAAB{base64url(rng.randbytes(160), padded=True)}"
        ),
        "redactedContent": Decoy("encrypted", base64(rng.randbytes(120))),
        "b64_json": Decoy("media", base64(PNG + rng.randbytes(300))),
        "embedding": Decoy("embedding", base64(struct.pack("<48f", *floats))),
        "obfuscation": Decoy("padding", run("a", 12, rng)),
        "image_url": Decoy(
            "media", f"data:image/png;base64,{base64(PNG + rng.randbytes(rng.choice([90, 200])))}"
        ),
    }


def schema(rng: random.Random) -> Decoy:
    """Return the description of a tool whose parameters have telling names."""
    words = ["password", "token", "api_key", "secret", "access_token", "client_secret"]
    properties = {
        word: {"type": "string", "description": f"The {word} of the user"}
        for word in rng.sample(words, 3)
    }
    whole = {"type": "object", "properties": properties, "required": list(properties)}
    return Decoy("schema", json.dumps(whole))


def headers(rng: random.Random) -> list[tuple[str, str]]:
    """Return headers of a response that are to be kept."""
    return [
        ("x-ratelimit-limit-tokens", "30000000"),
        ("x-ratelimit-remaining-tokens", str(rng.randint(1_000_000, 29_999_999))),
        ("x-ratelimit-reset-tokens", f"{rng.randint(1, 900)}ms"),
        ("anthropic-ratelimit-tokens-reset", "2026-11-22T22:02:23Z"),
        ("openai-version", "2020-10-01"),
        ("openai-processing-ms", str(rng.randint(100, 9000))),
        ("x-request-id", f"req_{run('h', 32, rng)}"),
        ("cf-ray", f"{run('h', 16, rng)}-FRA"),
        ("etag", f'W/"{run("h", 32, rng)}"'),
        ("alt-svc", 'h3=":443"; ma=86400'),
        ("traceparent", f"00-{run('h', 32, rng)}-{run('h', 16, rng)}-01"),
        ("x-amzn-requestid", uuid(rng)),
    ]


SENT = (
    ("authorization", "Bearer <OPENAI_API_KEY>"),
    ("authorization", "FILTERED_AUTHORIZATION"),
    ("x-api-key", "X-API-KEY-XXX"),
    ("x-api-key", "test_api_key"),
    ("authorization", "REDACTED"),
    ("api-key", "<AZURE_API_KEY>"),
    ("x-goog-api-key", "DUMMY_API_KEY"),
    ("authorization", "Bearer [FILTERED]"),
)
"""Headers of a request that somebody has filtered already."""
