"""Careful ways into JSON values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.errors import CassetteError
from cassette_cli.text import json_value
from cassette_cli.text.json_value import (
    NOT_JSON,
    NotJson,
    compact,
    copied,
    dumped,
    get,
    integer,
    mapping,
    number,
    objects,
    parse,
    parse_object,
    sequence,
    string,
    too_deep,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=3), inside),
    max_leaves=15,
)
PATHS = st.lists(st.one_of(st.text(max_size=3), st.integers(-5, 5)), max_size=4)


@given(JSON)
def test_parsing_is_the_reverse_of_writing(value):
    """Whatever the value, on one line or on many."""
    assert parse(compact(value)) == value
    assert parse(json.dumps(value, indent=1)) == value
    assert "\n" not in compact(value)


@given(st.text())
def test_any_text_is_parsed(text):
    """What is no JSON is a value of its own, since null is JSON too."""
    found = parse(text)
    assert found is NOT_JSON or json.dumps(found)
    assert isinstance(parse_object(text), dict)


@pytest.mark.parametrize("text", ["", "nul", "{", "[1,]", "[" * 100_000, '{"a":' * 100_000])
def test_what_cannot_be_read_is_not_json(text):
    """Nesting deeper than the interpreter can follow counts as that."""
    assert parse(text) is NOT_JSON
    assert parse_object(text) == {}


def test_numbers_too_long_to_read_are_not_json():
    """Python refuses to convert more than some thousands of digits, which takes for ever."""
    assert parse("9" * 10_000) is NOT_JSON


@given(JSON, PATHS)
def test_no_path_fails(value, path):
    """Whatever stands there, there is an answer of the promised type."""
    get(value, *path)
    assert isinstance(string(value, *path), str)
    assert isinstance(mapping(value, *path), dict)
    assert isinstance(sequence(value, *path), list)
    assert all(isinstance(item, dict) for item in objects(value, *path))
    found = number(value, *path)
    assert found is None or (isinstance(found, (int, float)) and not isinstance(found, bool))
    whole = integer(value, *path)
    assert whole is None or type(whole) is int


def test_a_path_leads_to_what_is_there():
    """Keys into objects, positions into arrays, also from their end."""
    value = {"a": [{"b": "x", "n": 3.0, "t": True}, 2], "": 0}
    assert get(value, "a", 0, "b") == "x"
    assert get(value, "a", -1) == 2
    assert get(value, "a", 2) is None
    assert get(value, "") == 0
    assert get(value) is value
    assert string(value, "a", 1) == ""
    assert objects(value, "a") == [value["a"][0]]
    assert integer(value, "a", 0, "n") == 3
    assert integer({"n": 2.5}, "n") is None
    assert number(value, "a", 0, "t") is None
    assert get(NOT_JSON) is None


def test_infinite_numbers_are_no_whole_ones():
    """Python's reader lets them through, and a recording may hold them."""
    assert integer(parse("[Infinity, NaN]"), 0) is None
    assert integer(parse("[Infinity, NaN]"), 1) is None


@given(JSON)
def test_a_copy_is_equal_and_shares_nothing(value):
    """Also where one part of the value was another part of it."""
    made = copied({"a": value, "b": value})
    assert made == {"a": value, "b": value}
    assert not isinstance(value, dict | list) or made["a"] is not made["b"] is not value


@given(JSON, st.sampled_from([None, 2]))
def test_what_is_written_is_always_json(value, indent):
    """Numbers that JSON does not have become text, the rest is what it was."""
    assert json.loads(dumped([value, float("inf")], indent=indent)) == [value, "inf"]


def test_what_cannot_be_written_is_an_error():
    """A value may come in deeper than it can go out; that is said, not thrown."""
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(CassetteError, match="nested too deep") as caught:
        dumped(value)
    assert str(caught.value) == str(too_deep())
    assert isinstance(NOT_JSON, NotJson)


def test_every_public_name_is_tried_here():
    """A new way into a value needs its laws too."""
    public = {name for name, what in vars(json_value).items() if callable(what)}
    ours = {name for name in public if getattr(json_value, name).__module__ == json_value.__name__}
    assert {name for name in ours if not name.startswith("_")} <= set(globals())
