"""Values that are known: no part that counts stays anywhere, and no word is taken for one."""

import random
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.operations.redact.planting import LAW, SEEDS, VOCABULARY, key

from cassette_cli.operations.redact.finding import Finding, Kind, Place
from cassette_cli.operations.redact.known import KnownValues, is_telling, least
from cassette_cli.operations.redact.placeholder import Shape
from cassette_cli.text.edit import Edit, apply


def value(seed: int, size: int) -> str:
    """Return a random value; every eight characters of it are digits and both cases of letters."""
    draw = random.Random(seed)
    shuffled = [
        "".join("".join(draw.sample(alphabet, len(alphabet))) for _ in range(4))
        for alphabet in (string.ascii_lowercase, string.digits, string.ascii_uppercase)
    ]
    return "".join(map("".join, zip(*shuffled, strict=False)))[:size]


def knowing(*values: str, kind: Kind = "secret", sure: bool = False) -> KnownValues:
    """Return known values."""
    known = KnownValues()
    for one in values:
        known.add(Finding("rule", kind, Place(), one, one, Shape.PLAIN, ""), Shape.PLAIN, sure=sure)
    return known


def without(known: KnownValues, text: str) -> str:
    """Return a text with all matches crossed out."""
    return apply(
        text, [Edit(span, "#" * (span.end - span.start)) for span, _ in known.matches(text)]
    )


@st.composite
def pieces(draw, core: str) -> list[str]:
    """Draw windows of a value among words; neighbours may touch."""
    cut = st.tuples(st.integers(0, len(core)), st.integers(0, len(core))).map(sorted)
    window = cut.map(lambda ends: core[ends[0] : ends[1]])
    word = st.sampled_from([*VOCABULARY, " ", '"', "\\n", "=", "é"])
    return draw(st.lists(st.one_of(window, word, st.just(core)), max_size=8))


@LAW
@given(SEEDS, st.integers(16, 78), st.data())
def test_no_window_that_counts_is_left(seed, size, data):
    """Eight characters and two fifths of a key are worth stealing, wherever they were cut."""
    core = value(seed, size)
    known = knowing(core)
    text = "".join(data.draw(pieces(core)))
    left = without(known, text)
    windows = (core[at : at + least(core)] for at in range(len(core) - least(core) + 1))
    assert [window for window in windows if window in left] == []


@LAW
@given(st.lists(st.integers(0, 2**30), min_size=2, max_size=5, unique=True), st.data())
def test_values_do_not_hide_each_other(seeds, data):
    """Several stand in one text, overlapping in whatever way."""
    cores = [value(seed, 40) for seed in seeds]
    known = knowing(*cores)
    drawn = [piece for core in cores for piece in data.draw(pieces(core))]
    text = "".join(data.draw(st.permutations(drawn)))
    left = without(known, text)
    for core in cores:
        assert not any(core[at : at + least(core)] in left for at in range(40 - least(core) + 1))


@LAW
@given(SEEDS, st.lists(st.sampled_from(VOCABULARY)), st.sampled_from([" ", "-", "", "_"]))
def test_words_are_never_matches(seed, words, between):
    """A known value takes nothing from a text that it does not stand in."""
    assert knowing(value(seed, 40), key(seed)).matches(between.join(words)) == []


@LAW
@given(st.lists(st.sampled_from(["horse", "battery", "staple", "correct", "team"]), min_size=2))
def test_a_phrase_is_matched_only_whole(words):
    """A password of words is secret; the words of it are everyone's."""
    phrase = "-".join(words) + "-7x"
    assume(is_telling(phrase, secret=True))
    known = knowing(phrase)
    assert [phrase[s.start : s.end] for s, _ in known.matches(phrase)] == [phrase]
    assert known.matches("-".join(words[:-1])) == []
    assert known.matches(" ".join(words)) == []


@LAW
@given(SEEDS, st.integers(8, 60))
def test_a_whole_value_is_found_as_itself(seed, size):
    """With the place, and what its placeholder is to be made from."""
    core = value(seed, size)
    ((span, found),) = knowing(core).matches(f"so {core} is it")
    assert (span.start, span.end) == (3, 3 + size)
    assert found.value == core


@pytest.mark.parametrize(
    ("core", "secret", "telling"),
    [
        ("Zx9Qw7Er5Ty3", True, True),
        ("acme-prod-eu", False, True),
        ("acme-llc", False, False),
        ("production", False, False),
        ("Production", True, False),
        ("hunter2!x", True, True),
        ("4821937501", False, True),
        ("48219375", True, False),
        ("Zx9Qw7", True, False),
        ("aaaaaaaaaaaa1", True, False),
        ("user", False, False),
        ("2026-11-22", True, False),
    ],
)
def test_what_can_be_told_from_a_word(core, secret, telling):
    """What stands anywhere by chance must not be looked for everywhere."""
    assert is_telling(core, secret=secret) is telling
    assert bool(knowing(core, kind="secret" if secret else "account").matches(core)) is telling


def test_what_the_user_is_sure_of_is_looked_for():
    """A value from the environment is secret whatever it looks like."""
    assert knowing("production", sure=True).matches("in production") != []


def test_short_values_of_the_user_are_found_too():
    """`--value-env` takes four characters; what it takes it must find."""
    assert knowing("q7Zx", sure=True).matches("the pin is q7Zx.") != []


def test_nothing_is_found_where_nothing_is_known():
    """A fresh run knows nothing."""
    assert KnownValues().matches(key(1)) == []
    assert len(KnownValues()) == 0


@pytest.mark.parametrize("sign", ["@", "%40"])
def test_the_domain_of_an_address_is_public(sign):
    """It is the name of a server elsewhere; what stands before it is somebody."""
    core = f"jane.doe47{sign}mail7-acme-works.io"
    known = KnownValues()
    finding = Finding("email", "personal", Place(), core, core, Shape.EMAIL, "")
    known.add(finding, Shape.EMAIL)
    text = "see https://mail7-acme-works.io and cc@mail7-acme-works.io"
    assert without(known, text) == text
    assert without(known, f"to {core}, jane.doe47{sign}mail7-acme") == f"to {'#' * len(core)}, " + (
        "#" * len(f"jane.doe47{sign}mail7-acme")
    )
