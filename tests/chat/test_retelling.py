"""The events of an answer while it is told anew."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cassette_cli.chat.retelling import ANY, Retelling, matches
from cassette_cli.text.json_value import get

KEYS = st.sampled_from(["a", "b", "index"])
JSON = st.recursive(
    st.none() | st.integers(0, 2) | st.text(max_size=2),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=3),
    max_leaves=8,
)
PATTERNS = st.lists(KEYS | st.just(ANY) | st.integers(0, 2), max_size=4).map(tuple)


def payloads(retelling):
    """Return the JSON of the events as they are to be."""
    return [line.payload for line in retelling.lines]


@given(st.lists(JSON, max_size=4))
def test_what_nothing_is_done_to_is_as_it_was(values):
    """Asking for an event to change it does not change it yet, nor what it was."""
    retelling = Retelling(("", value) for value in deepcopy(values))
    for line in retelling.lines:
        retelling.payload(line)
    assert payloads(retelling) == values
    assert [line.original for line in retelling.lines] == values


def test_an_event_that_is_no_object_is_never_taken_for_changed():
    """A line of a stream that is no JSON has no value that could be written back."""
    retelling = Retelling([("", None), ("", ["x"])])
    for line in retelling.lines:
        retelling.payload(line)["a"] = 1
        retelling.put(line, ("a",), 1)
        retelling.remove(line, (0,))
    assert payloads(retelling) == [None, ["x"]]
    assert not any(line.is_changed for line in retelling.lines)


@given(JSON, PATTERNS)
def test_a_pattern_leads_to_what_stands_at_its_paths(value, pattern):
    """And to everything that it could mean: each step is its own, or any position of a list."""
    found = list(matches(value, pattern))
    for path, inside in found:
        assert get(value, *path) == inside
        assert len(path) == len(pattern)
        assert all(step in {here, ANY} for step, here in zip(pattern, path, strict=True))
    assert len({path for path, _ in found}) == len(found)


def test_items_are_meant_by_the_index_that_they_say():
    """Choices and candidates come in any order; one that says none is the first."""
    items = [{"index": 1, "x": "b"}, {"index": 0, "x": "a"}, {"x": "c"}]
    retelling = Retelling([("", {"items": items})])
    pattern = ("items", ANY, "x")
    assert [value for _, _, value in retelling.places(pattern)] == ["b", "a", "c"]
    assert [value for _, _, value in retelling.places(pattern, 1)] == ["b"]
    assert [path for _, path, _ in retelling.places(pattern, 0)] == [
        ("items", 1, "x"),
        ("items", 2, "x"),
    ]


def test_a_value_is_put_where_it_is_and_the_event_before_it_is_kept():
    """The edits are found by comparing the two."""
    before = {"a": {"b": [1, 2]}, "c": 3}
    retelling = Retelling([("name", before)])
    line = retelling.line(0)
    retelling.put(line, ("a", "b", 1), "x")
    retelling.put(line, ("a", "new"), None)
    retelling.put(line, ("nowhere", "x"), 1)
    retelling.remove(line, ("c",))
    retelling.remove(line, ("c",))
    retelling.remove(line, ("a", "b", 7))
    assert line.payload == {"a": {"b": [1, "x"], "new": None}}
    assert line.original == before == {"a": {"b": [1, 2]}, "c": 3}
    assert line.is_changed


def test_a_note_is_said_once():
    """However many events it is about."""
    retelling = Retelling([])
    retelling.note("x")
    retelling.note("x")
    assert retelling.notes == ["x"]


class Lines(RuleBasedStateMachine):
    """Events that come and go, beside a plain list of the same."""

    @initialize(count=st.integers(1, 4))
    def start(self, count):
        """Start with some events."""
        self.retelling = Retelling(("", {"n": at}) for at in range(count))
        self.every = list(self.retelling.lines)
        self.gone = set()
        self.next = 100

    @rule(data=st.data())
    def drop(self, data):
        """Drop one, be it dropped already."""
        line = data.draw(st.sampled_from(self.every))
        self.retelling.drop(line)
        self.gone.add(id(line))

    @rule(data=st.data())
    def insert(self, data):
        """Insert one behind any other, be that dropped."""
        at = data.draw(st.integers(0, len(self.every)))
        like = data.draw(st.sampled_from(self.every))
        after = self.every[at - 1] if at else None
        made = self.retelling.insert({"n": self.next}, like, after=after)
        self.next += 1
        assert (made.like, made.name, made.original) == (like.like, like.name, None)
        self.every.insert(at, made)

    @invariant()
    def same_order(self):
        """The events are those of the list that are left."""
        if hasattr(self, "every"):
            left = [line for line in self.every if id(line) not in self.gone]
            assert self.retelling.lines == left


test_events_come_and_go = Lines.TestCase
