"""Placeholders: as long as what they replace, of the same grammar, and known again as ours."""

import json
import re
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from ipaddress import IPv4Address, IPv6Address, ip_address
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import CHARACTERS
from tests.operations.redact.planting import LAW, SEEDS, key, rules, run

from cassette_cli.operations.redact.placeholder import Placeholders, Shape, Style, is_ours
from cassette_cli.operations.redact.rule import Rule

MADE = Placeholders("a salt for tests")
KEPT = set("/\\\"'<>&")
HEX = "0123456789abcdef"


def encoded(text: str) -> str:
    """Return a text as a segment of a JWT."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@st.composite
def shaped(draw) -> tuple[str, Shape]:
    """Draw a value that has the grammar of its shape."""
    seed, shape = draw(SEEDS), draw(st.sampled_from(list(Shape)))
    size = draw(st.integers(1, 40))
    letters = run(seed, size)
    claims = encoded(f'{{"sub":"{letters}"}}')
    values = {
        Shape.PLAIN: letters,
        Shape.EMAIL: f"{letters}@{run(seed, draw(st.integers(1, 12)))}.io".lower(),
        Shape.UUID: str(UUID(int=draw(st.integers(0, 2**128 - 1)))),
        Shape.IPV4: str(IPv4Address(draw(st.integers(0, 2**32 - 1)))),
        Shape.IPV6: str(IPv6Address(draw(st.integers(0, 2**128 - 1)))),
        Shape.DIGITS: draw(st.from_regex(r"\+?[0-9]{2,5}([ -]?[0-9]{2,4}){1,4}", fullmatch=True)),
        Shape.JWT: ".".join([encoded('{"alg":"HS256"}'), claims, letters]),
        Shape.BASE64: run(seed, size * 4 - 1) + "=",
    }  # fmt: skip
    return values[shape], shape


ANY = st.tuples(st.text(CHARACTERS, min_size=1, max_size=60), st.just(Shape.PLAIN))


@LAW
@given(st.one_of(ANY, shaped()))
def test_a_placeholder_is_as_long_as_what_it_replaces(drawn):
    """In characters and in bytes of UTF-8, so that no line, length or fragment moves."""
    text, shape = drawn
    made = MADE.of(text, text, shape, "rule")
    assert len(made) == len(text)
    assert len(made.encode()) == len(text.encode())


@LAW
@given(st.one_of(ANY, shaped()))
def test_a_placeholder_is_known_as_one_of_ours(drawn):
    """Otherwise a second run would replace it."""
    text, shape = drawn
    made = MADE.of(text, text, shape, "rule")
    if not all(one in KEPT or one.isspace() or one < " " or one == "\x7f" for one in text):
        assert is_ours(made), made


@LAW
@given(st.one_of(ANY, shaped()))
def test_the_same_value_gets_the_same_placeholder(drawn):
    """In every run and on every machine, so that what a later request repeats still fits."""
    text, shape = drawn
    again = Placeholders("a salt for tests").of(text, text, shape, "other-rule")
    assert MADE.of(text, text, shape, "rule") == again


@LAW
@given(st.text(CHARACTERS, min_size=1, max_size=60))
def test_what_notations_escape_keeps_its_place(text):
    """Blanks, quotes, slashes and controls are not of one width everywhere; letters are."""
    made = MADE.of(text, text, Shape.PLAIN, "rule")
    for old, new in zip(text, made, strict=True):
        stays = old in KEPT or old.isspace() or old < " " or old == "\x7f"
        assert (new == old) if stays else (new not in KEPT and not new.isspace())


@pytest.mark.parametrize("shape", list(Shape))
def test_different_values_get_different_placeholders(shape):
    """So that two accounts are still two; where the length allows it, and it is said where not."""
    values = {
        Shape.EMAIL: [f"{run(n, 12)}@acme.io".lower() for n in range(400)],
        Shape.UUID: [str(UUID(int=int(run(n, 32, HEX), 16))) for n in range(400)],
        Shape.IPV6: [
            f"2a02:{run(n, 4, HEX)}::{run(n, 4, HEX)}:{run(n, 4, HEX)}" for n in range(30)
        ],
        Shape.IPV4: ["91.70.140.73", "91.70.140.74"],
        Shape.DIGITS: [run(n, 14, "123456789") for n in range(100)],
        Shape.JWT: [f"{encoded('{}' * 9)}.{encoded('{}' * 20)}.{run(n, 20)}" for n in range(400)],
    }.get(shape, [run(n, 24) for n in range(400)])
    assert len({MADE.of(value, value, shape, "rule") for value in values}) == len(values)
    assert all(map(MADE.are_distinct, values))


def test_short_placeholders_are_the_same_and_that_is_known():
    """Eight characters hold no more than the word."""
    assert MADE.of("acme-llc", "acme-llc", Shape.PLAIN, "rule") == "REDACTED"
    assert MADE.of("acme", "acme", Shape.PLAIN, "rule") == "XXXX"
    assert not MADE.are_distinct("acme-llc")


def test_the_salt_of_a_project_decides():
    """Nobody can try values out on the placeholders of a project whose salt he does not know."""
    value = key(1)
    other = Placeholders("another salt")
    assert MADE.of(value, value, Shape.PLAIN, "r") != other.of(value, value, Shape.PLAIN, "r")
    assert MADE.fingerprint(value) != other.fingerprint(value)


@LAW
@given(shaped())
def test_a_placeholder_keeps_the_grammar(drawn):
    """A client that parses the value parses the placeholder."""
    text, shape = drawn
    made = MADE.of(text, text, shape, "rule")
    if shape is Shape.UUID:
        assert str(UUID(made)) == made
    elif shape is Shape.IPV4:
        assert ip_address(made).version == 4
    elif shape is Shape.DIGITS:
        assert re.sub("[0-9]", "#", made) == re.sub("[0-9]", "#", text)
    elif shape is Shape.BASE64 and len(text) > 10:
        assert len(b64decode(made, validate=True)) == len(b64decode(text, validate=True))
    elif shape is Shape.EMAIL and len(text) > len("@x.test"):
        assert re.fullmatch(r"[a-z0-9]+@(example\.com|x\.example|x\.test)", made)


@LAW
@given(SEEDS, st.integers(0, 80), st.integers(0, 300))
def test_the_segments_of_a_jwt_stay_json(seed, head, body):
    """Clients decode them; a head and a body of the usual sizes have room for it."""
    token = ".".join(
        [
            encoded(json.dumps({"alg": "RS256", "kid": run(seed, head)})),
            encoded(json.dumps({"sub": "user", "iss": run(seed, body)})),
            run(seed, 86),
        ]
    )
    first, second, _ = MADE.of(token, token, Shape.JWT, "rule").split(".")
    for segment in (first, second):
        assert isinstance(json.loads(urlsafe_b64decode(segment + "=" * (-len(segment) % 4))), dict)


@pytest.mark.parametrize("size", range(11, 40))
def test_ipv6_addresses_of_any_length_parse(size):
    """From `2001:db8::1` on there is one of every length, up to eight whole groups."""
    whole = "2a02:8109:1a2b:3c4d:5e6f:7a8b:9cad:bed1"
    text = whole[-size:] if whole[-size] != ":" else f"1{whole[-size + 1 :]}"
    made = MADE.of(text, whole, Shape.IPV6, "rule")
    assert len(made) == len(text)
    assert ip_address(made).version == 6, made


@LAW
@given(shaped())
def test_no_rule_finds_anything_in_a_placeholder(drawn):
    """Neither ours nor another scanner's: it has no vendor's prefix, and says what it is."""
    text, shape = drawn
    made = MADE.of(text, text, shape, "rule")
    for rule, anchors in rules().anchored(made):
        if isinstance(rule, Rule):
            assert list(rule.matches(made, anchors)) == []
    assert not re.search(r"sk-|gsk_|ghp_|AKIA|ASIA|AIza|xox[bp]|hf_|ya29", made)


def test_a_part_of_a_value_has_the_id_of_the_value():
    """What is left of a key in a log is seen to be of the same key."""
    value = key(2)
    whole = MADE.of(value, value, Shape.PLAIN, "rule")
    part = MADE.of(value[10:34], value, Shape.PLAIN, "rule")
    assert part == whole[:14] + "X" * 10


@pytest.mark.parametrize(
    ("style", "pattern"),
    [
        (Style.SAME_LENGTH, r"REDACTED[0-9A-Z]{6}X{34}"),
        (Style.FIXED, r"REDACTED"),
        (Style.TAG, r"<OPENAI_KEY_1>"),
        (Style.HASH, r"REDACTED-[0-9A-Z]{12}"),
    ],
)
def test_styles(style, pattern):
    """Projects whose recorders substitute placeholders want their own; all are known as ours."""
    value = f"sk-proj-{run(3, 40)}"
    made = Placeholders("salt", style).of(value, value, Shape.PLAIN, "openai-key")
    assert re.fullmatch(pattern, made)
    assert is_ours(made)


def test_tags_are_counted_by_rule():
    """A tag is for reading: first key, second key; the same value keeps its number."""
    tags = Placeholders("salt", Style.TAG)
    made = [tags.of(v, v, Shape.PLAIN, rule) for v, rule in zip("abac", "kkkj", strict=True)]
    assert made == ["<K_1>", "<K_2>", "<K_1>", "<J_1>"]


@pytest.mark.parametrize("style", list(Style))
def test_numbers_stay_numbers_in_every_style(style):
    """A field of JSON without quotes would not be JSON any more."""
    made = Placeholders("salt", style).of("482193750164", "482193750164", Shape.DIGITS, "rule")
    assert re.fullmatch("[0-9]{12}", made)
    assert is_ours(made)


@pytest.mark.parametrize(
    "text",
    [
        "sk-proj-Zx9Qw7Er5Ty3Ui1Op0As8Df6Gh4Jk2Lz", "jane.doe@acme.io", "482193750164",
        "7d9f1c42-8a55-4be1-9c6e-2f0b6a1d3e57", "91.7.14.73", "acme-llc", "REDACTEDx", "example",
        "REDACTED and more", "", "MAX",
    ],
)  # fmt: skip
def test_values_are_not_ours(text):
    """What is taken for a placeholder stays in the file."""
    assert not is_ours(text)


def test_half_a_pair_has_a_fingerprint():
    """JSON can say one, and no encoding of files can."""
    assert len(Placeholders("salt").fingerprint("a\ud800b")) == 16
