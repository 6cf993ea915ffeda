"""What comes down the wire, at random.

Half of it is built from the protocol's own words, by putting something else into an event or a
request that it knows; else the search would not get past the first test of a key.
"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protocols.cases import (
    BY_NAME,
    CASES,
    PROMPTS,
    STREAMED,
    body_of,
    case_id,
    payloads,
    request_of,
    stream,
    written,
)

from cassette_cli.document.json_view import message_view
from cassette_cli.framing import stream_of
from cassette_cli.framing.base import Event, Stream
from cassette_cli.protocols import PROTOCOLS
from cassette_cli.text.json_value import NOT_JSON, parse

every_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda found: found.name)

JUNK = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 3, 2.5, 10**30, 1e999, "", "x", "text", "0", "\ud800", [],
        {}, [None], [[]], [{}], {"": None}, {"type": None}, {"text": {}}, {"type": []},
        [1, "a", {"text": "b"}],
    ]
)  # fmt: skip
JSON = st.recursive(
    JUNK,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside),
    max_leaves=6,
)


def paths_in(value, path=()):
    """Yield the ways to everything in a JSON value."""
    yield path
    members = value.items() if isinstance(value, dict) else []
    members = enumerate(value) if isinstance(value, list) else members
    for key, inside in members:
        yield from paths_in(inside, (*path, key))


def changed(value, path, new):
    """Return a JSON value with something else at a path."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


@st.composite
def spoiled(draw, values):
    """Draw one of the values with something else somewhere in it."""
    value = draw(st.sampled_from(values))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(list(paths_in(value))))
        value = changed(value, path, draw(JSON))
    return value


def spoken(name):
    """Return what the cases of a protocol say: values, each with the name of its event."""
    said = []
    for case in (case for case in CASES if case.parent.name == name):
        events = stream(case)
        names = [""] if events is None else [event.name for event in events.events]
        said += [pair for pair in zip(names, payloads(case), strict=True) if pair[1] is not None]
    return said


def text_of(value):
    """Return a value as the data of an event."""
    return value if isinstance(value, str) else json.dumps(value)


SPOKEN = {protocol.name: spoken(protocol.name) for protocol in PROTOCOLS}


@every_protocol
@given(data=st.data())
def test_any_stream_is_read(protocol, data):
    """Whatever comes down the wire, there is an answer; what is odd is a problem in it."""
    values = [value for _, value in SPOKEN[protocol.name]]
    names = sorted({name for name, _ in SPOKEN[protocol.name]} | {"", "error", "done"})
    one = st.tuples(st.sampled_from(names), spoiled(values) | JSON | st.text())
    drawn = data.draw(st.lists(one, max_size=6))
    events = [
        Event(ordinal, name, text_of(value), ordinal, ordinal + 1)
        for ordinal, (name, value) in enumerate(drawn)
    ]
    found = Stream("sse", events, done=data.draw(st.booleans()), closed=data.draw(st.booleans()))
    for event in events:
        assert protocol.streams(event) in {True, False}
    answer = protocol.assemble(found)
    json.dumps([message_view(message) for message in answer.messages])


@every_protocol
@given(data=st.data())
def test_any_plain_answer_is_read(protocol, data):
    """A gateway may answer with anything under any key."""
    payload = data.draw(spoiled([value for _, value in SPOKEN[protocol.name]]) | JSON)
    if isinstance(payload, dict):
        assert protocol.answers(payload) in {True, False}
        answer = protocol.read(payload)
        json.dumps([message_view(message) for message in answer.messages])


@every_protocol
@given(data=st.data())
def test_any_request_is_read(protocol, data):
    """A request may be one that the provider refused."""
    requests = [request_of(case) for case in PROMPTS if case.parent.name == protocol.name]
    request = data.draw(spoiled(requests) | JSON)
    if isinstance(request, dict):
        prompt = protocol.prompt(request)
        json.dumps([message_view(message) for message in prompt.messages])


LEVELS = {"lists": "[]", "texts": '{"text":}', "contents": '{"content":}'}
DEPTH = 700


@every_protocol
@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_values_nested_deeper_than_python_recurses_are_read(protocol, level):
    """A recording is untrusted; what the JSON reader lets through must not end in a traceback."""
    middle = level.index(":") + 1 if ":" in level else 1
    deep = level[:middle] * DEPTH + '"x"' + level[middle:] * DEPTH
    requests = [("", request_of(case)) for case in PROMPTS if case.parent.name == protocol.name]
    places = {
        (name, tuple(0 if isinstance(step, int) else step for step in path)): (path, value)
        for name, value in [*SPOKEN[protocol.name], *requests]
        for path in paths_in(value)
        if path
    }
    assert parse(deep) is not NOT_JSON
    for (name, _), (path, value) in places.items():
        text = json.dumps(changed(value, path, "@deep")).replace('"@deep"', deep)
        payload = parse(text)
        protocol.assemble(Stream("sse", [Event(0, name, text, 0, 1)]))
        protocol.read(payload)
        protocol.prompt(payload)


@pytest.mark.parametrize("case", STREAMED, ids=case_id)
@given(data=st.data())
@settings(max_examples=20)
def test_a_stream_cut_anywhere_is_read(case, data):
    """A recorder that is stopped does not wait for the end of an event."""
    content = written(case)
    cut = stream_of(body_of(case, content[: data.draw(st.integers(1, len(content)))]))
    if cut is not None:
        BY_NAME[case.parent.name].assemble(cut)
