"""What holds of every comparison: with itself, the other way round, with other pieces."""

import json
from collections import Counter

import pytest
import yaml
from tests.document.test_corpus import CORPUS
from tests.document.test_corpus import opened as real_files
from tests.operations.diff.labels import LABELS
from tests.operations.diff.plain import BODIES, ONLY_TEXT, plain
from tests.operations.diff.recordings import (
    SAMPLES,
    body,
    diff,
    exchange,
    ignored,
    opened,
    recording,
    recut,
    told,
)
from tests.operations.drawn import drawn
from tests.protocols.cases import STREAMED, answer_of, case_id, stream, written

from cassette_cli.document.files import is_json
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.interaction import Wishes
from cassette_cli.operations.diff.report import Level, Verdict

_LARGEST = 120_000
_MIRRORED = {
    "added": "removed", "removed": "added", "retried": "retry gone", "retry gone": "retried",
}  # fmt: skip
COMPARED = (Level.HTTP, Level.MESSAGE, Level.BEHAVIOUR)
REAL = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real cassettes is not there: ../shared/corpus"
)


def real():
    """Return the texts of real cassettes that are not too large, by their names."""
    found = real_files()[0].items()
    return {name: one.text for name, one in found if one is not None and one.size <= _LARGEST}


def own():
    """Return the texts of the samples and of what is labelled."""
    samples = {path.name: path.read_text("utf-8") for path in SAMPLES.glob("*.y*ml")}
    return samples | {label.name: label.text for label in LABELS}


def spelled_anew(text):
    """Return a file that another hand has written: other quotes, indents and ends of lines."""
    if is_json(text):
        return json.dumps(json.loads(text), indent=3)
    root = yaml.compose(text, yaml.CSafeLoader)
    todo, seen = [root], set()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            node.style = '"' if node.style or node.tag.endswith(":str") else None
        else:
            node.flow_style = False
            pairs = (
                node.value if isinstance(node, yaml.MappingNode) else [(one,) for one in node.value]
            )
            todo += [one for pair in pairs for one in pair]
    return yaml.serialize(root, Dumper=yaml.CSafeDumper, width=1_000, indent=5)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("texts", [own, pytest.param(real, marks=REAL)])
def test_a_file_is_the_same_as_itself(texts, level):
    """At every level."""
    for name, text in texts().items():
        found = diff(text, text, Wishes(level, with_ignored=True))
        assert (found.verdict, told(found), ignored(found)) == (Verdict.SAME, [], set()), name


@pytest.mark.parametrize("level", COMPARED)
@pytest.mark.parametrize("texts", [own, pytest.param(real, marks=REAL)])
def test_how_a_file_is_written_means_nothing(texts, level):
    """Every interaction is read and compared, and nothing is found."""
    for name, text in texts().items():
        found = diff(text, spelled_anew(text), Wishes(level, with_ignored=True))
        assert (found.verdict, told(found), ignored(found)) == (
            Verdict.NOISE, [], {"formatting"},
        ), name  # fmt: skip


def facts(found, words):
    """Return how often which state and which topic is told, the states in other words."""
    states = Counter(words.get(pair.state, pair.state) for pair in found.pairs)
    return states, Counter(one.topic for one in told(found))


def check_mirrored(old, new, level):
    """Fail unless the other way round what is gone has come, and the same things differ."""
    there, back = diff(old, new, Wishes(level)), diff(new, old, Wishes(level))
    assert facts(there, _MIRRORED) == facts(back, {})


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.name)
def test_a_labelled_change_taken_back_differs_in_the_same(label):
    """Where both sides can be read."""
    new = label.change(label.text)
    try:
        opened(new)
    except CassetteError:
        pytest.skip("the new side is no cassette")
    check_mirrored(label.text, new, label.level)


@REAL
@pytest.mark.parametrize("level", COMPARED)
def test_two_files_differ_in_the_same_both_ways(level):
    """However little they have to do with each other."""
    for (old, _), (new, _) in drawn():
        check_mirrored(old.text, new.text, level)


@pytest.mark.parametrize("case", STREAMED, ids=case_id)
def test_a_stream_in_other_pieces_says_the_same(case):
    """At every level but that of HTTP."""
    content = written(case)
    if isinstance(content, bytes) or "data:" not in content:
        pytest.skip("only server-sent events are cut otherwise here")
    check_pieces(recording(exchange("https://a.example/", {}, content)), 0)


@REAL
def test_real_streams_in_other_pieces_say_the_same():
    """Of at least forty."""
    cut = 0
    for text in real().values():
        for at, interaction in enumerate(opened(text).interactions()):
            found = interaction.response.body
            if found.stored.form == "text" and "data:" in found.stored.text[:5_000]:
                cut += check_pieces(text, at)
    assert cut >= 40


def check_pieces(text, at) -> bool:
    """Fail unless a stream in other pieces is noise; say whether it could be cut otherwise."""
    before = list(opened(text).interactions())[at].response.body.text
    if recut(before) == before:
        return False
    found = diff(text, body(at, recut)(text))
    assert (found.verdict, told(found)) == (Verdict.NOISE, [])
    is_cut = recut(before).count("data:") != before.count("data:")
    assert ("chunks" in ignored(found)) == is_cut
    return is_cut


def as_plain(case):
    """Return the plain answer to a stream; `None` where it says more than those are made up of."""
    answer = answer_of(case)
    if case.parent.name not in BODIES or answer.status != "complete" or len(answer.messages) != 1:
        return None
    parts = [part for part in answer.messages[0].parts if part.text or part.kind != "text"]
    known = {"text", "reasoning", "tool_call"} if case.parent.name not in ONLY_TEXT else {"text"}
    kinds = [part.kind for part in parts if part.kind != "tool_call"]
    is_simple = all(
        part.kind in known
        and not part.annotations
        and not part.encrypted
        and not (part.arguments_raw and part.arguments is None)
        for part in parts
    )
    return plain(answer) if is_simple and len(kinds) == len(set(kinds)) else None


PLAIN = [case for case in STREAMED if as_plain(case) is not None]


@pytest.mark.parametrize("case", PLAIN, ids=case_id)
def test_a_plain_answer_says_the_same_as_a_stream_of_it(case):
    """In every protocol that answers both ways."""
    old = recording(exchange("https://a.example/", {"stream": True}, written(case)))
    new = recording(exchange("https://a.example/", {}, as_plain(case)))
    found = diff(old, new)
    assert (found.verdict, told(found)) == (Verdict.NOISE, [])
    assert "streaming" in ignored(found) or len(stream(case).events) == 1


def test_plain_answers_are_tried_of_each_protocol():
    """Of each several."""
    count = Counter(case.parent.name for case in PLAIN)
    assert set(count) == set(BODIES)
    assert count.total() >= 80
