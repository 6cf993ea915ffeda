"""Changes of values, drawn at random: what somebody may want a file to say instead."""

import copy
import random

from hypothesis import strategies as st
from tests.text.test_yaml_writer import SCALARS, TREES

TEXTS = SCALARS.filter(lambda value: isinstance(value, str))
NAMES = st.sampled_from(["new", "x y", "éa", "Content-Type", "200", "null", "<<x"])


@st.composite
def changed(draw, value):
    """Draw what a value becomes; most of what it holds stays."""
    what = draw(st.integers(0, 9))
    if isinstance(value, dict | list) and what == 0:
        return draw(TREES)
    if isinstance(value, dict | list):
        inside = _changed_members if isinstance(value, dict) else _changed_items
        return draw(inside(value, what))
    if isinstance(value, str) and what < 6:
        start = draw(st.integers(0, len(value)))
        end = draw(st.integers(start, len(value)))
        return value[:start] + draw(TEXTS) + value[end:]
    return draw(SCALARS)


@st.composite
def _changed_members(draw, value, what):
    items = [(key, draw(changed(inner)) if draw(st.integers(0, 2)) == 0 else inner)
             for key, inner in value.items()]  # fmt: skip
    if what in {1, 2} and items:
        del items[draw(st.integers(0, len(items) - 1))]
    if what in {2, 3, 4}:
        items.insert(draw(st.integers(0, len(items))), (draw(NAMES), draw(TREES)))
    return dict(draw(st.permutations(items)) if what in {4, 5} else items)


@st.composite
def _changed_items(draw, value, what):
    items = [draw(changed(inner)) if draw(st.integers(0, 2)) == 0 else inner for inner in value]
    if what in {1, 2} and items:
        del items[draw(st.integers(0, len(items) - 1))]
    if what in {2, 3, 4}:
        items.insert(draw(st.integers(0, len(items))), draw(TREES))
    return draw(st.permutations(items)) if what in {4, 5} else items


PIECES = ["", "x", "a: b", "two\nlines\n", "é 你好 😀", "'q\"uo\\te'", "\u2028", " lead", " trail ",
          "#c", "a" * 200, "word " * 40, "\t"]  # fmt: skip
OTHERS = [None, True, 5, 1.5, "text", "two\nlines", {}, [], {"a": ["b"]}, ["x"]]
ADDED = ["v", 3, None, ["a"], {"k": ["v", {"z": "multi\nline"}]}, "m\nn\n"]


def steps_in(value, path=()):
    """Yield the paths to all that a value holds."""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, step)
            yield from steps_in(inner, (*path, step))


def one_change(value, rng: random.Random):
    """Return a value with one change somewhere, its path, and its kind."""
    value = copy.deepcopy(value)
    path = rng.choice(list(steps_in(value)))
    inside = value
    for step in path[:-1]:
        inside = inside[step]
    kind = rng.choice(["value", "remove", "add", "order"])
    items = list(inside.items()) if isinstance(inside, dict) else list(inside)
    at = path[-1] if isinstance(inside, list) else list(inside).index(path[-1])
    if kind == "value":
        inside[path[-1]] = _other(inside[path[-1]], rng)
        return value, path, kind
    if kind == "remove":
        del items[at]
    elif kind == "add":
        new = rng.choice(ADDED)
        items.insert(at, new if isinstance(inside, list) else ("X-New", new))
    else:
        rng.shuffle(items)
    inside.clear()
    inside.update(items) if isinstance(inside, dict) else inside.extend(items)
    return value, path, kind


def _other(value, rng: random.Random):
    """Return a text with a piece of it changed, or another kind of value."""
    if not isinstance(value, str):
        return rng.choice(OTHERS)
    start = rng.randint(0, len(value))
    end = rng.randint(start, min(len(value), start + rng.choice([0, 3, 2_000])))
    return value[:start] + rng.choice(PIECES) + value[end:]
