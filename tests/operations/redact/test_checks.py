"""Checks: no key is taken for a placeholder, no placeholder for a key, and checksums are right."""

import random
import string
from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cassette_cli.operations.redact.checks import (
    CHECKS,
    crc32_base62,
    entropy,
    is_placeholder,
    luhn,
)
from cassette_cli.operations.redact.placeholder import Placeholders, Shape

LETTERS = string.ascii_letters + string.digits
ALPHABETS = [
    LETTERS, LETTERS + "-_", LETTERS + "+/", string.ascii_lowercase + string.digits,
    string.ascii_uppercase + "234567", "0123456789abcdef", "0123456789ABCDEF",
]  # fmt: skip
PREFIXES = ["", "sk-", "sk_test_", "key-", "pa-", "ghp_", "hf_", "org-", "user-", "test-", "AKIA"]
SHAPES = {
    Shape.PLAIN: "s3cr3t/Qx7 Lw\n-9vTb2",
    Shape.EMAIL: "jane.doe@acme.io",
    Shape.UUID: "7d9f1c42-8a55-4be1-9c6e-2f0b6a1d3e57",
    Shape.IPV4: "91.7.14.73",
    Shape.IPV6: "2a02:8109:1:2::99",
    Shape.DIGITS: "482193750164",
    Shape.BASE64: "c2VjcmV0IG9mIHRoZSBiZXN0==",
}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**64))
def test_no_random_key_is_a_placeholder(seed):
    """What is taken for a placeholder stays in the file: this mistake would be a leak."""
    draw = random.Random(seed)
    for alphabet in ALPHABETS:
        for size in (16, 20, 32, 48, 64, 160):
            key = draw.choice(PREFIXES) + "".join(draw.choices(alphabet, k=size))
            assert not is_placeholder(key), key


@given(value=st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=80))
def test_our_placeholders_are_placeholders(value):
    """Whatever was replaced: otherwise a second run would replace its replacement."""
    made = Placeholders("salt").of(value, value, Shape.PLAIN, "rule")
    if made.isascii():
        assert is_placeholder(made), made


@pytest.mark.parametrize("shape", list(SHAPES))
def test_placeholders_with_a_grammar_are_placeholders(shape):
    """An address, a number or an account that was made is not found again."""
    made = Placeholders("salt").of(SHAPES[shape], SHAPES[shape], shape, "rule")
    assert made != SHAPES[shape]
    assert is_placeholder(made), made


@pytest.mark.parametrize(
    "text",
    [
        "<OPENAI_API_KEY>", "{{api_key}}", "{token}", "${OPENAI_API_KEY}", "$OPENAI_API_KEY",
        "$token", "%(key)s", "%API_KEY%", "[FILTERED]", "__API_KEY__", "***", "sk-proj-*****abcd",
        "sk-...", "sk-…", "XXXX", "xxxxxxxx", "X", "sk-xxxxxxxxxxxx", "REDACTED",
        "R-E-D_ACTED.12", "FILTERED_X", "[MASKED]", "scrubbed", "CSP-FILTERED", "req_REDACTED",
        "DUMMY_KEY", "fake-api-key-1", "EXAMPLE", "placeholder", "your-api-key-here",
        "YOUR_API_KEY", "my-api-key", "test_api_key", "test_aws_authorization", "sk-test",
        "ACCESS_TOKEN", "X-API-KEY-XXX", "TRACELOOP_API_KEY", "None", "null", "undefined",
        "ollama", "lm-studio", "aaaaaaaa", "000000123456", "123456789012", "111122223333",
        "4242 4242 4242 4242", "abcdefghijklmnop", "sk-1234567890abcdef1234567890abcdef",
        "deadbeefdeadbeefdeadbeef", "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "user@example.com", "jane@sub.example.org",
        "00000000-0000-4000-8000-000000000012", "192.0.2.7", "198.51.100.14", "203.0.113.9",
        "2001:db8::1", "UkVEQUNURUQ=", "os.environ['KEY']", "process.env.KEY", "test-project",
        "password", "changeme", "",
    ],
)  # fmt: skip
def test_placeholders_of_others_are_placeholders(text):
    """They are what a careful person has left: replacing them would only make noise."""
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "jane", "bob", "anna", "otto", "acme-prod-472418", "openai-prod", "hunter2", "S3cr3t!pw",
        "acme-ai", "jane.doe@acme.io", "Janes-MacBook-Pro", "482193750164", "91.7.14.73",
        "fixtures/keys", "testament",
    ],
)  # fmt: skip
def test_names_are_no_placeholders(text):
    """Short and made of letters, but somebody's."""
    assert not is_placeholder(text)


@given(st.text(LETTERS, min_size=30, max_size=30), st.integers(0, 35))
def test_checksum_tells_every_single_mistake(body, place):
    """So that a chance hit in base64 is not taken for a token."""
    token = body + crc32_base62(body)
    assert CHECKS["crc32-base62"](f"ghp_{token}", "")
    other = "A" if token[place] != "A" else "B"
    assert not CHECKS["crc32-base62"](f"ghp_{token[:place]}{other}{token[place + 1 :]}", "")


def test_checksum_is_as_published():
    """An independent value: the check value of CRC-32 is 0xCBF43926, six digits in base 62."""
    number = sum(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".index(digit) * 62**place
        for place, digit in enumerate(reversed(crc32_base62("123456789")))
    )
    assert number == 0xCBF43926
    assert crc32_base62("") == "000000"


@given(st.text(string.digits, min_size=12, max_size=18), st.integers(1, 9))
def test_luhn_tells_every_wrong_digit(digits, more):
    """One in ten numbers passes; the other nine are left."""
    right = [digit for digit in string.digits if luhn(digits + digit)]
    assert len(right) == 1
    assert not luhn(digits + str((int(right[0]) + more) % 10))


@pytest.mark.parametrize(
    ("check", "argument", "holds", "fails"),
    [
        ("card", "", "4000 0566 5566 5556", "4000 0566 5566 5557"),
        ("card", "", "378282246310005", "178282246310005"),
        ("iban", "", "GB82 WEST 1234 5698 7654 32", "GB83 WEST 1234 5698 7654 32"),
        ("entropy", "3.0", "a8Fk2Lx9Qw", "aaaaaaaabb"),
        ("has", "lower+upper+digit", "aB7", "ab7"),
        ("mixed", "", "a8fk2lx9", "secret_name"),
        ("mixed", "", "pQwXzLmKvBnRtY", "SECRET_NAME"),
        ("not", "runner|user\\d*", "jane", "USER1"),
        ("phone", "", "+49 30 901820", "+12 345"),
        ("public-ip", "", "91.7.14.73", "10.1.2.3"),
        ("public-ip", "", "2a02:8109::99", "::1"),
        ("public-ip", "", "91.7.14.73", "120.0.0.0"),
        ("public-ip", "", "91.7.14.73", "999.7.14.73"),
        ("key-block", "40", f"-----BEGIN KEY-----{'ab+' * 20}", "-----BEGIN RSA KEY-----..."),
    ],
)
def test_checks(check, argument, holds, fails):
    """Each lets the true one through and stops a near miss."""
    assert CHECKS[check](holds, argument)
    assert not CHECKS[check](fails, argument)


def encoded(text: str) -> str:
    """Return a text as one part of a token."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_jwt_has_an_algorithm():
    """Any base64 of a JSON object begins as a JWT does."""
    assert CHECKS["jwt"](encoded('{"alg": "none"}') + ".e30.", "")
    for header in ('{"typ": "JWT"}', '["alg"]', '{"alg"', "\xff"):
        assert not CHECKS["jwt"](f"{encoded(header)}.e30.", "")
    assert not CHECKS["jwt"]("eyJ!.e30.", "")


def test_basic_is_a_name_and_a_password():
    """The word `Basic` stands before much else; and a password can be a placeholder."""
    assert CHECKS["basic"](b64encode(b"app:Xk29fLq0").decode(), "")
    assert CHECKS["basic"](b64encode(b"Xk29fLq0:").decode(), "")
    for inner in (b"no colon in it", b"app:REDACTED", b"\xff\xfe:\x00\x01", b"app:<password>"):
        assert not CHECKS["basic"](b64encode(inner).decode(), "")


def test_snowflakes_are_numbers():
    """The first part of a Discord token; base64 of anything else is no such token."""
    assert CHECKS["snowflake"](f"{encoded('118234567890123456')}.x.y", "")
    assert not CHECKS["snowflake"](f"{encoded('eighteen letters..')}.x.y", "")


@given(st.text(min_size=1, max_size=60))
def test_entropy_is_between_none_and_that_of_the_length(text):
    """In bits per character: nothing for one character repeated, at most that of all different."""
    from math import log2

    assert -1e-9 <= entropy(text) <= log2(len(text)) + 1e-9


@given(st.text(max_size=80))
def test_any_text_can_be_asked_about(text):
    """A recording holds anything; a check says yes or no and never raises."""
    assert is_placeholder(text) in {True, False}
    for name in ("jwt", "basic", "snowflake", "mixed", "card", "phone", "public-ip"):
        assert CHECKS[name](text, "") in {True, False}
