"""The proof before anything is written: what is left, or was changed besides, is refused."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operations.redact.planting import (
    ALL,
    KEYS,
    LAW,
    PLACEHOLDERS,
    SEEDS,
    SENTENCES,
    WRAPPINGS,
    go_interaction,
    go_vcr,
    interaction,
    key,
    opened,
    outcomes,
    placeholder,
    vcrpy,
)

from cassette_cli.document.files import Cassette
from cassette_cli.errors import CassetteError
from cassette_cli.operations.redact.finding import Finding, Place
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.placeholder import Shape
from cassette_cli.operations.redact.places import Texts
from cassette_cli.operations.redact.policy import Policy
from cassette_cli.operations.redact.rule import Rules
from cassette_cli.operations.redact.search import Search
from cassette_cli.operations.redact.verification import verify

KEY = key("left")
STREAM = "".join(f'data: {{"delta": "{word}"}}\n\n' for word in ("so ", KEY, " is it"))


def left(cassette: Cassette, value: str, policy: Policy = ALL) -> list[Finding]:
    """Return where a value still stands in a file, as a run looks for it."""
    known = KnownValues()
    known.add(Finding("rule", "secret", Place(), value, value, Shape.PLAIN, ""), Shape.PLAIN)
    search = Search(Rules([]), [], PLACEHOLDERS, known, names=False)
    search.begin(policy)
    Texts(cassette, search).edits()
    return search.findings


def refused(before: str, after: str) -> CassetteError:
    """Return the error with which a file is refused; it tells no secret."""
    with pytest.raises(CassetteError) as caught:
        verify(opened(before), opened(after), left(opened(after), KEY, Policy()))
    error = caught.value
    assert KEY not in f"{error.message} {error.where} {error.hint}"
    assert error.message.startswith("cannot verify the redacted file: ")
    return error


def test_a_true_redaction_is_proven():
    """Of a stream, a plain body, a compressed one."""
    call = interaction(STREAM, f"so {KEY}", answered={"X": KEY})
    before = vcrpy(call)
    after = opened(before.replace(KEY, placeholder(KEY)))
    verify(opened(before), after, left(after, KEY))


@LAW
@given(st.sampled_from(WRAPPINGS), KEYS, SENTENCES)
def test_a_value_that_is_left_is_refused(wrapping, value, words):
    """In whatever layer: nothing is written then."""
    cassette = opened(vcrpy(interaction(wrapping.wrap(f"{words} {value} {words}"))))
    with pytest.raises(
        CassetteError, match="a value found by rule would be left at #0:/response/bo"
    ):
        verify(cassette, cassette, left(cassette, value))


@LAW
@given(SEEDS, st.integers(0, 15))
def test_a_part_of_a_value_that_is_left_is_refused(seed, start):
    """Two fifths of it are worth stealing."""
    value = key(seed)
    after = opened(vcrpy(interaction(f"so {placeholder(value)} and {value[start : start + 30]}")))
    before = opened(vcrpy(interaction(f"so {value} and {value[start : start + 30]}")))
    with pytest.raises(CassetteError, match="would be left"):
        verify(before, after, left(after, value))


def test_what_is_kept_may_be_left_in_its_place_only():
    """What the recorder compares is listed in the report; anywhere else it is a leak."""
    policy = Policy(compared=frozenset({"body"}))
    asked = vcrpy(interaction(request=f"so {KEY}"))
    verify(opened(asked), opened(asked), left(opened(asked), KEY, policy))
    both = opened(vcrpy(interaction(request=f"so {KEY}", answered={"X": f"so {KEY}"})))
    with pytest.raises(CassetteError, match="at #0:/response/headers/X/0"):
        verify(both, both, left(both, KEY, policy))


def test_a_value_that_is_kept_passes_a_whole_run():
    """What go-vcr compares stays by default, and the run is proven all the same."""
    text = go_vcr(go_interaction(f"so {KEY}", f"so {KEY}"))
    policy = Policy(compared=frozenset({"body"}))
    (outcome,) = outcomes(text, policy=policy)
    assert outcome.text.count(KEY) == 1
    assert outcome.edits


def test_what_is_odd_about_a_stream_may_quote_what_goes():
    """Its words are others then, and yet it is the same."""
    (outcome,) = outcomes(vcrpy(interaction(f"{STREAM}{KEY}: x\n\n")))
    assert outcome.error is None
    assert KEY not in outcome.text


TAMPERED = {
    "an event more": (STREAM, STREAM.replace(KEY, "X") + 'data: {"delta": "."}\n\n', "events"),
    "an event less": (STREAM, STREAM.replace(f'data: {{"delta": "{KEY}"}}\n\n', ""), "events"),
    "no stream any more": (STREAM, "data" + STREAM.replace(KEY, "X").replace(":", ""), "events"),
    "no JSON any more": ('{"a": "b", "c": 1}', '{"a": "b", "c": 01}', "grammar"),
    "broken compression": (
        gzip.compress(b"so it is, so it is", mtime=0), gzip.compress(b"so", mtime=0)[:-6], "coding",
    ),
    "no compression": (gzip.compress(b"so it is", mtime=0), b"so it is", "coding"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what"), TAMPERED.values(), ids=TAMPERED.keys())
def test_a_body_that_is_broken_is_refused(old, new, what):
    """It would not replay."""
    calls = [interaction(), interaction()]
    for call, body in zip(calls, (old, new), strict=True):
        call["response"]["body"]["string"] = body
    error = refused(vcrpy(calls[0]), vcrpy(calls[1]))
    assert f"interaction 0: the {what} of its response would change" in error.message


def test_a_file_of_another_structure_is_refused():
    """A member, an item or a tag more or less; a status."""
    before = vcrpy(interaction("so", answered={"X": "a", "Y": "b"}))
    for old, new in [
        ("      Y:\n", "      Y:\n      - c\n"),
        ("version: 1", "version: 1\nmore: 1"),
        ("string: so", "string: !!binary c28="),
        ("code: 200", "code: 201"),
        ("      string: so", "      XXXXXX: so"),
        ("    headers:\n      X:", "    XXXXXXX:\n      X:"),
    ]:
        refused(before, before.replace(old, new))


def test_a_key_that_an_alias_makes_a_value_is_told():
    """The one cannot go without the other, which is not our fault."""
    named = interaction("so", answered={"openai-organization": "standin"})
    text = vcrpy(interaction("hi", asked={"a": "b"}), named)
    text = text.replace("request:", "&a request:", 1).replace("standin", "*a")
    with pytest.raises(CassetteError, match="an alias of YAML lets a key change") as caught:
        verify(opened(text), opened(text.replace("&a request", "&a gone")), [])
    assert "fault" not in caught.value.hint
