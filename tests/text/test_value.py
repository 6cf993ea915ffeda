"""From a tree to the values it stands for: as PyYAML's safe loader has them."""

import datetime
import json
import math

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.text.json_tree import read_json
from cassette_cli.text.value import key_text, python_value
from cassette_cli.text.yaml_tree import read_documents


def values_of(numbers):
    """Return the strategy of values with such numbers."""
    return st.recursive(
        st.none() | st.booleans() | st.integers() | numbers | TEXTS,
        lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3),
        max_leaves=8,
    )


VALUES = values_of(st.floats(allow_nan=False))
JSON_VALUES = values_of(st.floats(allow_nan=False, allow_infinity=False))
WORDS = st.text("0123456789abcdefxoXONFTnulyesIt.+-_:~eE", min_size=1, max_size=6)


@given(VALUES, st.sampled_from([None, "'", '"', "|", ">"]), st.booleans())
def test_means_what_pyyaml_wrote(value, style, flow):
    """A `parsed_body` comes back as the values that replay sees."""
    text = yaml.dump(
        value, Dumper=yaml.CSafeDumper, default_style=style, default_flow_style=flow,
        allow_unicode=True,
    )  # fmt: skip
    (tree,) = read_documents(text)
    if style is None:
        assert python_value(tree) == value


@given(JSON_VALUES)
def test_means_what_json_says(value):
    """The same for a tree read from JSON, where every number is a JSON number."""
    assert python_value(read_json(json.dumps(value))) == value


@given(WORDS)
@example("0o7")
@example("0b")
@example("1e3")
@example("1.e+3")
@example("._")
@example("-.5")
@example("0x_")
@example("010")
@example("08")
@example("1__0")
def test_a_plain_word_means_what_pyyaml_takes_it_for(word):
    """Octal, hexadecimal, yes and no: YAML 1.1 has traps, and replay falls into the same ones."""
    try:
        (tree,) = read_documents(f"[{word}]")
        wanted = yaml.safe_load(f"[{word}]")[0]
    except Exception:  # noqa: BLE001 - a word that is no scalar for one of them says nothing here
        assume(False)
    assume(not isinstance(wanted, (datetime.date, dict)))
    assume(":" not in word)
    found = python_value(tree)[0]
    if isinstance(wanted, str) and isinstance(found, float):
        assert float(word) == found, "JSON's own numbers are read too"
    else:
        assert found == wanted or (math.isnan(found) and math.isnan(wanted))
        assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("'1'", "1"), ('"yes"', "yes"), ("|-\n  1", "1"), ("!!str 1", "1"), ("!!int 1", 1),
        ("!!float 1.5", 1.5), ("2026-01-02", "2026-01-02"), ("1e5", 1e5), ("-0", 0), ("", None),
        ("!!binary aGk=", "aGk="), ("0o17", "0o17"), ("017", 15), ("0x1F", 31), ("1_000", 1000),
        (".inf", float("inf")), ("-.inf", float("-inf")), ("On", True), ("n", "n"), ("1.", 1.0),
        ("!custom yes", "yes"), ("=", "="),
    ],
)  # fmt: skip
def test_a_scalar_stands_for(written, wanted):
    """Quotes and tags make strings; dates stay the text they are, since JSON has none."""
    found = python_value(read_documents(f"a: {written}\n")[0])["a"]
    assert found == wanted
    assert type(found) is type(wanted)


def test_the_last_of_repeated_keys_counts():
    """As for the readers of both notations."""
    assert python_value(read_documents("{a: 1, a: 2}")[0]) == {"a": 2}
    assert python_value(read_json('{"a": 1, "a": 2}')) == {"a": 2}


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("Accept", "Accept"),
        ("? !!python/object/apply:multidict._multidict.istr\n- Accept\n", "Accept"),
        ("? !!python/object/new:multidict._multidict.istr\n  args:\n  - Accept\n", "Accept"),
        ("? !!python/object/new:a.b {args: [Accept], state: {x: 1}}\n", "Accept"),
        ("? []\n", ""),
        ("? {}\n", ""),
    ],
)
def test_a_key_has_a_text(key, wanted):
    """Also a key that Python wrapped in an object of some library."""
    (tree,) = read_documents(f"{key}: value\n")
    assert key_text(tree.members[0][0]) == wanted
