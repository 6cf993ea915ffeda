"""Credentials that are more than a run of characters: signatures, URLs, armour, cookies, JWTs."""

import json
import random
from collections.abc import Callable

from tests.redaction.characters import base64, base64url, filled, name, run
from tests.redaction.plant import NAMED, SECRET, Plant

DATE = "20261122T220222Z"


def _whole(kind: str, value: str, core: str, field: str, **more: object) -> Plant:
    """Return a credential that can be recognised wherever it stands."""
    return Plant(kind, SECRET, value, core, value, field)._replace(**more)


def session_token(rng: random.Random) -> Plant:
    """Return a token of AWS STS: it begins with the base64 of `!` and `origin`."""
    core = run("b", rng.choice([364, 580, 676]), rng)
    value, field = f"IQoJb3JpZ2luX2Vj{core}==", "aws_session_token"
    return Plant(
        "aws-session-token", SECRET, f"AWS_SESSION_TOKEN={value}", core, value, field,
        "X-Amz-Security-Token", value, NAMED,
    )  # fmt: skip


def sigv4(rng: random.Random) -> Plant:
    """Return what a request to AWS is signed with."""
    access, signature = run("k", 16, rng), run("h", 64, rng)
    value = (
        f"AWS4-HMAC-SHA256 Credential=AKIA{access}/20261122/us-east-1/bedrock/aws4_request, "
        f"SignedHeaders=content-type;host;x-amz-date, Signature={signature}"
    )
    return _whole(
        "sigv4", value, access, "authorization",
        header="Authorization", header_value=value, also=(signature,),
    )  # fmt: skip


def s3_url(rng: random.Random) -> Plant:
    """Return a URL of S3 that whoever has it may use."""
    access, signature = run("k", 16, rng), run("h", 64, rng)
    value = (
        f"https://{name(rng)}-uploads.s3.amazonaws.com/in/{name(rng)}.pdf"
        f"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA{access}%2F20261122%2Fus-east-1"
        f"%2Fs3%2Faws4_request&X-Amz-Date={DATE}&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
        f"&X-Amz-Signature={signature}"
    )
    return _whole("s3-signed-url", value, signature, "upload_url", also=(access,))


def gcs_url(rng: random.Random) -> Plant:
    """Return a URL of Google Cloud Storage that whoever has it may use."""
    signature = run("h", 512, rng)
    value = (
        f"https://storage.googleapis.com/box-{run('l', 6, rng)}/{name(rng)}.mp4"
        f"?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Date={DATE}&X-Goog-Expires=900"
        f"&X-Goog-SignedHeaders=host&X-Goog-Signature={signature}"
    )
    return _whole("gcs-signed-url", value, signature, "download_url")


def azure_sas(rng: random.Random) -> Plant:
    """Return a URL of Azure storage with a shared access signature."""
    signature = f"{run('a', 20, rng)}%2B{run('a', 22, rng)}%3D"
    value = (
        "https://filesapiprod.blob.core.windows.net/img/generated_00.png"
        f"?se=2026-11-23T10%3A41%3A09Z&sig={signature}&ske=2026-11-30T07%3A00%3A00Z&sp=r&spr=https"
        "&sr=b&sv=2024-08-04"
    )
    return _whole("azure-sas", value, signature[:20], "url", also=(signature[23:45],))


def slack_webhook(rng: random.Random) -> Plant:
    """Return a URL that posts to a channel."""
    core = run("a", 24, rng)
    value = f"https://hooks.slack.com/services/T{run('U', 10, rng)}/B{run('U', 10, rng)}/{core}"
    return _whole("slack-webhook", value, core, "webhook_url", provider=True)


def discord_webhook(rng: random.Random) -> Plant:
    """Return a URL that posts to a channel."""
    core = run("w", 68, rng)
    value = f"https://discord.com/api/webhooks/{run('d', 19, rng)}/{core}"
    return _whole("discord-webhook", value, core, "webhook_url", provider=True)


def resumable_upload(rng: random.Random) -> Plant:
    """Return the URL of an upload that has begun: no further key is asked for."""
    core = run("w", 110, rng)
    value = (
        "https://generativelanguage.googleapis.com/upload/v1beta/files"
        f"?upload_id={core}&upload_protocol=resumable"
    )
    return _whole(
        "resumable-upload", value, core, "upload_url",
        header="X-Goog-Upload-URL", header_value=value,
    )  # fmt: skip


def sentry_dsn(rng: random.Random) -> Plant:
    """Return where events are sent to, with the key in it."""
    core = run("h", 32, rng)
    value = f"https://{core}@o{run('d', 6, rng)}.ingest.us.sentry.io/{run('d', 16, rng)}"
    return _whole("sentry-dsn", value, core, "dsn")


def database_url(rng: random.Random) -> Plant:
    """Return the URL of a database with a password."""
    core, scheme = run("a", rng.randint(12, 20), rng), rng.choice(["postgresql", "mysql", "redis"])
    value = f"{scheme}://{name(rng, 3)}:{core}@db.{name(rng, 3)}.net:5432/main"
    return _whole("database-url", value, core, "database_url")


def url_password(rng: random.Random) -> Plant:
    """Return a URL with a user and a password."""
    core = run("a", rng.randint(12, 20), rng)
    value = f"https://{name(rng, 3)}:{core}@packages.{name(rng, 3)}.net/simple/"
    return _whole("url-password", value, core, "index_url")


def pem(label: str, begin: bytes, rng: random.Random) -> Plant:
    """Return a private key in its armour."""
    body = base64(begin + rng.randbytes(rng.choice([188, 320])))
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    value = "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])
    return _whole("", value, lines[1], "private_key", also=(lines[-2],))


def jwt(rng: random.Random) -> Plant:
    """Return a session of somebody, signed."""
    head = base64url(json.dumps({"alg": "HS256", "typ": "JWT"}, separators=(",", ":")))
    claims = {"sub": run("a", 16, rng), "sid": run("h", 24, rng), "exp": 1795384942}
    body, core = base64url(json.dumps(claims, separators=(",", ":"))), run("w", 43, rng)
    value = f"{head}.{body}.{core}"
    return _whole(
        "jwt", value, core, "id_token",
        header="Authorization", header_value=f"Bearer {value}", also=(body,),
    )  # fmt: skip


def bearer(rng: random.Random) -> Plant:
    """Return a token that only the word before it gives away."""
    core = run("w", rng.randint(24, 60), rng)
    value = f"Bearer {core}"
    return Plant(
        "bearer", SECRET, f"Authorization: {value}", core, value, "authorization",
        "Authorization", value, NAMED,
    )  # fmt: skip


def basic(rng: random.Random) -> Plant:
    """Return a user and a password as HTTP sends them."""
    core = run("a", rng.randint(16, 24), rng)
    value = f"Basic {base64(f'{name(rng)}:{core}')}"
    return Plant(
        "basic", SECRET, f"Authorization: {value}", core, value, "authorization",
        "Authorization", value, NAMED,
    )  # fmt: skip


def password(rng: random.Random) -> Plant:
    """Return a password with that word before it."""
    core = run("a", rng.randint(12, 18), rng) + rng.choice(["!7q", "#x4", "$9k", "_Zu"])
    text = rng.choice(["password={}", "password: {}", "PGPASSWORD={}", "passwd='{}'"]).format(core)
    return Plant("password", SECRET, text, core, core, "password", shape=NAMED)


def cookie(template: str, sent_by: str, rng: random.Random) -> Plant:
    """Return a cookie that is as good as a login, or tells one client from all others."""
    value = filled(template, rng)
    core = value.partition("=")[2]
    tail = "; path=/; HttpOnly; Secure" if sent_by == "Set-Cookie" else ""
    text = f"{sent_by}: {value}{tail}"
    return Plant("", SECRET, text, core, text, "cookie", sent_by, value + tail, NAMED)


CREDENTIALS: dict[str, Callable[[random.Random], Plant]] = {
    "aws-session-token": session_token,
    "sigv4": sigv4,
    "s3-signed-url": s3_url,
    "gcs-signed-url": gcs_url,
    "azure-sas": azure_sas,
    "slack-webhook": slack_webhook,
    "discord-webhook": discord_webhook,
    "resumable-upload": resumable_upload,
    "sentry-dsn": sentry_dsn,
    "database-url": database_url,
    "url-password": url_password,
    "pem-rsa": lambda rng: pem("RSA PRIVATE KEY", b"\x30\x82\x02\x5c\x02\x01\x00", rng),
    "pem-pkcs8": lambda rng: pem("PRIVATE KEY", b"\x30\x82\x04\xbe\x02\x01\x00", rng),
    "openssh": lambda rng: pem("OPENSSH PRIVATE KEY", b"openssh-key-v1\x00", rng),
    "jwt": jwt,
    "bearer": bearer,
    "basic": basic,
    "password": password,
    "cookie-cloudflare": lambda rng: cookie(
        "__cf_bm=<w43>-1795384942-1.0.1.1-<w86>", "Set-Cookie", rng
    ),
    "cookie-session": lambda rng: cookie("sessionid=<l32>", "Cookie", rng),
    "cookie-login": lambda rng: cookie("__Secure-session-token=<w64>", "Cookie", rng),
}
"""Makers of plants, by type."""
