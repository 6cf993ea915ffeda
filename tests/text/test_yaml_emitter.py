"""The emitter of one scalar: as libyaml writes it, to the character."""

import io

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.text.yaml_characters import BREAK
from cassette_cli.text.yaml_emitter import UNFOLDED, Position, Settings, emitted

PLACES = {
    "member": (["a", "key"], Position(7, 4, 2)),
    "deep member": (["a", "b", "c", "key"], Position(11, 8, 6)),
    "key": (["a"], Position(2, 4, 2, "key")),
    "flow": (["a", []], Position(4, 4, 0, "flow")),
    "item": (["key", [[]]], Position(2, 2, 0)),
}
"""The way to a scalar in a document of libyaml's, and its position there."""
FRAMES = {
    "member": ("a:\n  key:", "\n"),
    "deep member": ("a:\n  b:\n    c:\n      key:", "\n"),
    "key": ("a:\n  ", ": x\n"),
    "flow": ("a: [", "]\n"),
    "item": ("key:\n-", "\n"),
}


def by_libyaml(place: str, text: str, style: str, how: Settings) -> str:
    """Return the document that libyaml writes."""
    stream = io.StringIO()
    emitter = yaml.CDumper(stream, width=how.width, allow_unicode=how.unicode)
    scalar = yaml.ScalarEvent(None, None, (True, True), text, style=style)
    name = lambda word: yaml.ScalarEvent(None, None, (True, True), word)  # noqa: E731
    start = lambda: yaml.MappingStartEvent(None, None, True, flow_style=False)  # noqa: E731
    way = PLACES[place][0]
    names = [step for step in way if isinstance(step, str)]
    inside = [event for step in names for event in (start(), name(step))]
    if place == "key":
        inside += [start(), scalar, name("x"), yaml.MappingEndEvent()]
    elif len(names) < len(way):
        begin = yaml.SequenceStartEvent(None, None, True, flow_style=place == "flow")
        inside += [begin, scalar, yaml.SequenceEndEvent()]
    else:
        inside.append(scalar)
    ends = [yaml.MappingEndEvent() for _ in names]
    for event in [yaml.StreamStartEvent(), yaml.DocumentStartEvent(), *inside, *ends,
                  yaml.DocumentEndEvent(), yaml.StreamEndEvent()]:  # fmt: skip
        emitter.emit(event)
    emitter.dispose()
    return stream.getvalue()


@pytest.mark.parametrize("place", PLACES)
@given(
    text=TEXTS,
    style=st.sampled_from(["", "'", '"', "|"]),
    how=st.builds(
        Settings,
        st.sampled_from([20, 80, 120, UNFOLDED - 1]),
        st.booleans(),
        tabs=st.just(False),
    ),
)
@settings(max_examples=250, deadline=None)
def test_it_writes_what_libyaml_writes(place, text, style, how):
    """In every style and place, under every width, with and without characters beyond ASCII."""
    if place == "key":
        assume(len(text.encode()) <= 100 and not set(text) & set(BREAK))
    if style == "|":
        assume(not text.endswith(("\u2028", "\u2029")))  # libyaml forgets the line break
    before, after = FRAMES[place]
    written = emitted(text, style, PLACES[place][1], how)
    blank = " " if written and before.endswith((":", "-")) else ""
    peer = by_libyaml(place, text, style, how)
    ours = before + blank + written + after
    assert peer.removesuffix("...\n") == ours.removesuffix("...\n")


WRITTEN = {
    "tab in a block": ("a\tb\nc\n", "|", Settings(80, True, tabs=True), "|\n  a\tb\n  c"),
    "tab in no block": ("a\tb\nc\n", "|", Settings(80, True), '"a\\tb\\nc\\n"'),
    "keeps its breaks": ("a\n\n", "|", Settings(80, True), "|+\n  a\n"),
    "begins with a blank": ("  a\nb", "|", Settings(80, True), "|2-\n    a\n  b"),
    "astral": ("ï😀", "", Settings(80, True), '"ï\\U0001F600"'),
    "folds": ("aa bb cc dd", "'", Settings(9, True), "'aa bb\n  cc dd'"),
    "folds at a pair": ("aa bb  cc dd", '"', Settings(9, True), '"aa bb\n  \\ cc dd"'),
}


@pytest.mark.parametrize(("text", "style", "how", "written"), WRITTEN.values(), ids=WRITTEN)
def test_it_writes(text, style, how, written):
    """What go-yaml does differently, and what is easy to see."""
    assert emitted(text, style, Position(5, 2, 0), how) == written
