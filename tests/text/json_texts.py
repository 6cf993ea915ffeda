"""JSON texts made up at random, in the many ways in which the same value is written."""

import json

from hypothesis import strategies as st
from tests.laws import TEXTS

# Names that mean something to whoever joins strings, and some that do not.
NAMES = st.sampled_from(
    [
        "index", "item_id", "output_index", "name", "key", "Key", "value", "Value", "token",
        "logprob", "top_logprobs", "bytes", "text", "delta", "a", "b", "", "a/b~c", "é",
    ]
)  # fmt: skip
BYTES = st.lists(st.integers(0, 255), min_size=1, max_size=4)
SCALARS = st.one_of(
    TEXTS,
    st.sampled_from(["a", "b", "sk-", "0", "item_1"]),
    st.none() | st.booleans() | st.integers(-1, 300) | st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
)


def values(scalars=SCALARS, names=NAMES, *, unique: bool = False):
    """Return a strategy of values as `json_value` has them: an object is a tuple of members."""

    def inside(values):
        members = st.lists(
            st.tuples(names, values), max_size=4, unique_by=(lambda one: one[0]) if unique else None
        )
        return st.lists(values, max_size=4) | members.map(tuple)

    return st.recursive(scalars, inside, max_leaves=12)


@st.composite
def written(draw, values):
    """Draw a value, and draw how it is written: spaced or not, in ASCII or not."""
    value = draw(values)
    blank = draw(st.sampled_from(["", " ", "\n  ", "\t", "\r\n"]))
    return _text(value, blank, ascii_only=draw(st.booleans()))


def _text(value, blank: str, *, ascii_only: bool) -> str:
    def dumped(one) -> str:
        return json.dumps(one, ensure_ascii=ascii_only)

    if isinstance(value, tuple):
        rows = [
            f"{dumped(key)}:{blank}{_text(one, blank, ascii_only=ascii_only)}" for key, one in value
        ]
        return f"{{{blank}{f',{blank}'.join(rows)}{blank}}}"
    if isinstance(value, list):
        rows = [_text(one, blank, ascii_only=ascii_only) for one in value]
        return f"[{blank}{f',{blank}'.join(rows)}{blank}]"
    return dumped(value)


@st.composite
def spelled(draw, meant: str) -> str:
    """Draw a way of writing a JSON string."""
    return '"' + "".join(draw(_spellings(character)) for character in meant) + '"'


def _spellings(character: str):
    units = character.encode("utf-16-be")
    codes = [int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2)]
    ways = [
        "".join(f"\\u{code:04x}" for code in codes),
        "".join(f"\\u{code:04X}" for code in codes),
    ]
    if character == "/":
        ways += ["/", "\\/"]
    elif character.isprintable() and character not in '"\\':
        ways.append(character)
    else:
        ways.append(json.dumps(character)[1:-1])
    return st.sampled_from(ways)


def is_root(value) -> bool:
    """Say whether a value may be a text of its own: a bare number or word is none."""
    return isinstance(value, str | list | tuple)
