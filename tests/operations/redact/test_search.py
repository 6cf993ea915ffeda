"""The search: what is planted is gone at every layer, and everything else is as it was."""

import gzip
import hashlib
import json
import random
import re
from base64 import b64decode, b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS
from tests.operations.redact.planting import (
    KEYS,
    LAW,
    SEEDS,
    SENTENCES,
    WORDS,
    WRAPPINGS,
    by_settings,
    interaction,
    key,
    loaded,
    outcomes,
    placeholder,
    run,
    searched,
    told,
    vcrpy,
)

from cassette_cli.operations.redact.finding import Place
from cassette_cli.operations.redact.policy import Policy

NESTINGS = st.lists(st.sampled_from(WRAPPINGS), max_size=3)
WITHOUT_STREAMS = st.lists(st.sampled_from([w for w in WRAPPINGS if w.name != "sse"]), max_size=3)
PNG = b"\x89PNG\r\n\x1a\n"
IN_PLACE = {"percent", "entities", "backslash"}
"""Notations that do not say where they begin: what they hold is no whole if words stand beside."""


@st.composite
def decoys(draw) -> str:
    """Draw what looks like a secret and is none."""
    seed = draw(SEEDS)
    rng = random.Random(seed)
    return draw(
        st.sampled_from(
            [
                str(UUID(int=rng.getrandbits(128), version=4)),
                hashlib.sha256(str(seed).encode()).hexdigest(),
                hashlib.md5(str(seed).encode()).hexdigest(),
                f"chatcmpl-{run(seed, 29)}",
                f"call_{run(seed, 24)}",
                f"msg_01{run(seed, 22)}",
                f"toolu_01{run(seed, 22)}",
                f"file-{run(seed, 22)}",
                f"resp_{rng.randbytes(24).hex()}",
                f"fp_{rng.randbytes(5).hex()}",
                f"gen-1758536687-{run(seed, 20)}",
                f"data:image/png;base64,{b64encode(PNG + rng.randbytes(90)).decode()}",
                b64encode(rng.randbytes(120)).decode(),
                json.dumps([rng.uniform(-1, 1) for _ in range(8)]),
                "sk-proj-" + "*" * 20 + run(seed, 4),
                "<OPENAI_API_KEY>", "REDACTED", "sk-test", "user@example.com", "192.0.2.7",
                "https://docs.acme.test/en/api-keys?lang=en#create", "AKIAIOSFODNN7EXAMPLE",
                "v1.2.3-rc.4+build.5678", "2026-11-22T22:02:23.123456Z", "1730000000",
            ]
        )
    )  # fmt: skip


@LAW
@given(NESTINGS, KEYS, WORDS, WORDS, st.data())
def test_what_is_planted_is_gone_at_every_layer(nesting, value, before, after, data):
    """And every word at every layer is as it was: the layers are written back one by one."""
    text, clean = f"so {before}, {value} {after}", f"so {before}, {placeholder(value)} {after}"
    beside, is_whole = [], False
    for wrapping in nesting:
        is_whole = wrapping.whole or (is_whole and wrapping.name in IN_PLACE)
        words = data.draw(st.tuples(SENTENCES, SENTENCES))
        beside.append(("", "") if is_whole else (f"{words[0]} ", f" {words[1]}"))
        text = beside[-1][0] + wrapping.wrap(text) + beside[-1][1]
    made = searched(text).text
    for wrapping, (start, end) in zip(nesting[::-1], beside[::-1], strict=True):
        assert value not in made
        assert made.startswith(start)
        assert made.endswith(end)
        made = wrapping.unwrap(made[len(start) : len(made) - len(end)])
    assert made == clean


@LAW
@given(NESTINGS, st.lists(decoys(), max_size=3), SENTENCES)
def test_where_there_is_nothing_nothing_changes(nesting, found, words):
    """Ids, hashes, media and placeholders in any layer: no recording replays without them."""
    text = " ".join([words, *found])
    for wrapping in nesting:
        text = wrapping.wrap(text)
    assert searched(text) == (text, [])


@LAW
@given(TEXTS)
def test_any_text_can_be_searched(text):
    """Whatever a recording holds; and what was made of it is not changed again."""
    made = searched(text).text
    assert len(made) == len(text)
    assert searched(made) == (made, [])


PARTS = st.one_of(
    WORDS, KEYS, decoys(), st.builds("api_key={}".format, SEEDS.map(lambda n: run(n, 24)))
)


@LAW
@given(st.lists(st.tuples(PARTS, WITHOUT_STREAMS), max_size=5))
def test_redacting_twice_changes_nothing(parts):
    """Placeholders are known as such, wherever they stand and however they are written."""
    pieces = []
    for text, nesting in parts:
        for wrapping in nesting[:2]:
            text = wrapping.wrap(text)  # noqa: PLW2901 - the same, further in
        pieces.append(text)
    first = searched(" ".join(pieces)).text
    assert searched(first) == (first, [])


@LAW
@given(st.lists(st.tuples(PARTS, NESTINGS), min_size=1, max_size=4))
def test_a_second_run_over_a_file_changes_nothing(parts):
    """With all that a first run learns, and headers and URLs beside the bodies."""
    texts = []
    for text, nesting in parts:
        for wrapping in nesting:
            text = wrapping.wrap(text)  # noqa: PLW2901 - the same, further in
        texts.append(text)
    asked = {"Authorization": f"Bearer {key(texts[0])}", "X-Acme": "1"}
    calls = [interaction(text, request=texts[0], asked=asked) for text in texts]
    (first,) = outcomes(vcrpy(*calls))
    (again,) = outcomes(first.text)
    assert again.edits == []
    assert again.findings == []


@LAW
@given(KEYS, st.sampled_from([w for w in WRAPPINGS if not w.whole]))
def test_one_value_has_one_placeholder_in_every_notation(value, wrapping):
    """So that what a later request repeats is still a repetition."""
    (made,) = outcomes(
        vcrpy(interaction(f"a {value} b", answered={"X-Note": wrapping.wrap(value)}))
    )
    (one,) = loaded(made.text)
    assert one["response"]["body"]["string"] == f"a {placeholder(value)} b"
    assert wrapping.unwrap(one["response"]["headers"]["X-Note"][0]) == placeholder(value)


def test_two_findings_in_one_layer_are_both_written_back():
    """A plan over the characters of the file would see a conflict."""
    first, second = key(1), key(2, 1)
    for wrapping in WRAPPINGS:
        made = searched(wrapping.wrap(f"so {first} and {second}, {first}")).text
        want = f"so {placeholder(first)} and {placeholder(second)}, {placeholder(first)}"
        assert wrapping.unwrap(made) == want, wrapping.name


def test_base64_of_another_length_is_still_base64():
    """Compressed bytes change their number; a decoder that is strict must read the new ones."""
    for seed in range(12):
        beside = run(seed, seed)
        packed = gzip.compress(f"so {key(seed)} {beside}".encode(), mtime=0)
        made = searched(b64encode(packed).decode()).text
        words = gzip.decompress(b64decode(made, validate=True)).decode()
        assert words == f"so {placeholder(key(seed))} {beside}"


@pytest.mark.parametrize("name", ["signature", "thought_signature", "encrypted_content"])
def test_what_providers_want_back_is_not_opened(name):
    """It must survive byte for byte, or the next turn is rejected."""
    text = json.dumps({name: b64encode(f"so {key(3)} is it".encode()).decode()})
    assert searched(text) == (text, [])


def test_a_finding_knows_its_place():
    """By a pointer that leads through JSON within JSON to the string itself."""
    inner = json.dumps({"path": "a", "env": [f"KEY is {key(4)}"]})
    body = json.dumps({"calls": [{"arguments": inner}, {"arguments": "{}"}]})
    ((found),) = searched(body, place=Place(0, "response", "body", "/response/body")).findings
    assert found.pointer.startswith("/response/body/calls/0/arguments")
    assert (found.rule, found.value) == ("openai-project-key", key(4))
    assert not found.core.startswith("sk-")


def test_keys_of_objects_are_searched():
    """A map from keys to their owners."""
    text = json.dumps({key(5): "jane", "n": 1})
    assert json.loads(searched(text).text) == {placeholder(key(5)): "jane", "n": 1}


def test_numbers_of_accounts_stay_numbers():
    """JSON without quotes stays JSON."""
    made = json.loads(searched('{"account_id": 482193750164, "created": 1730000000}').text)
    assert made["created"] == 1730000000
    assert made["account_id"] != 482193750164


def test_own_patterns_headers_and_pointers():
    """What only the project knows; the names beside it stay."""
    text = vcrpy(
        interaction(
            {"ticket": "ACME-4711", "more": "the wombat sleeps", "n": "left"},
            answered={"X-Cluster": "blue"},
        )
    )
    made = by_settings(
        text, patterns={"ticket": r"[A-Z]+-(?P<secret>\d+)"}, headers=("x-cluster",),
        pointers=("/response/body/more",),
    )  # fmt: skip
    assert sorted(told(made)) == [
        ("header", "blue", ""), ("pointer", "the wombat sleeps", ""), ("ticket", "4711", ""),
    ]  # fmt: skip
    (one,) = loaded(made.text)
    assert one["response"]["headers"]["X-Cluster"] == ["XXXX"]
    body = json.loads(one["response"]["body"]["string"])
    assert body["n"] == "left"
    assert re.fullmatch("ACME-1[0-9]{3}", body["ticket"])
    assert re.fullmatch("RED ACTED. ....XX|RED ACTED[A-Z0-9]? [A-Z0-9]+", body["more"])


def test_a_skipped_rule_is_not_asked():
    """Neither by shape nor by name."""
    text = json.dumps({"api_key": run(6, 30)})
    assert searched(text, policy=Policy(skip={"credential-field"})).findings == []
    assert searched(text).findings != []


@LAW
@given(SEEDS, st.sampled_from("+-"), st.sampled_from(["gsk_{}", "AIza{}"]))
def test_the_sign_of_a_diff_is_no_part_of_a_key(seed, sign, form):
    """A line that was added or removed begins with it."""
    value = form.format(run(seed, 52 if form[0] == "g" else 35))
    text = f"@@ -1,2 +1,2 @@\n word\n{sign}{value}\n"
    assert searched(text).text == text.replace(value, placeholder(value))


@LAW
@given(SEEDS)
def test_in_the_middle_of_a_line_a_hyphen_is(seed):
    """There it joins words."""
    text = f"one-gsk_{run(seed, 52)}"
    assert searched(text) == (text, [])
