"""Declared lengths that were true stay true, and others stay as they are."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operations.redact.planting import (
    KEYS,
    LAW,
    by_settings,
    go_interaction,
    go_vcr,
    interaction,
    key,
    loaded,
    outcomes,
    vcrpy,
)

TEXT = json.dumps({"said": f"so {key(1)}, {key(1)}"})


@pytest.mark.parametrize("style", ["tag", "fixed", "hash"])
def test_the_length_of_a_body_follows_its_size(style):
    """A client that reads as much as is declared reads all of it, and no more."""
    headers = {"Content-Length": str(len(TEXT)), "X-Length": str(len(TEXT))}
    outcome = by_settings(
        vcrpy(interaction(TEXT, TEXT, asked=headers, answered=headers)), style=style
    )
    (made,) = loaded(outcome.text)
    bodies = made["request"]["body"], made["response"]["body"]["string"]
    for side, body in zip(("request", "response"), bodies, strict=True):
        assert len(body) < len(TEXT)
        assert made[side]["headers"]["Content-Length"] == [str(len(body))]
        assert made[side]["headers"]["X-Length"] == [str(len(TEXT))]


def test_both_lengths_of_go_vcr_follow():
    """Its own field too, which its matcher compares."""
    call = go_interaction(TEXT, TEXT, answered={"Content-Length": str(len(TEXT))})
    (made,) = loaded(by_settings(go_vcr(call), style="fixed", requests="all").text)
    for side in ("request", "response"):
        assert made[side]["content_length"] == len(made[side]["body"]) < len(TEXT)
    assert made["response"]["headers"]["Content-Length"] == [str(len(made["response"]["body"]))]


@pytest.mark.parametrize("declared", ["7", "-1", "0", "many", str(len(TEXT) + 1)])
def test_a_length_that_was_wrong_stays(declared):
    """A recorder that decodes bodies and keeps the header: the tool does not repair recordings."""
    text = vcrpy(interaction(TEXT, answered={"Content-Length": declared}))
    (made,) = loaded(by_settings(text, style="fixed").text)
    assert made["response"]["headers"]["Content-Length"] == [declared]
    assert "fixed" not in made["response"]["body"]["string"]


@LAW
@given(KEYS, st.sampled_from(["same-length", "tag"]), st.integers(0, 40))
def test_lengths_of_compressed_bodies_are_true(value, style, more):
    """Packing another text gives another number of bytes."""
    packed = gzip.compress(f"so {value}{'.' * more}".encode(), mtime=0)
    headers = {"Content-Encoding": "gzip", "Content-Length": str(len(packed))}
    call = interaction(answered=headers)
    call["response"]["body"]["string"] = packed
    (made,) = loaded(by_settings(vcrpy(call), style=style).text)
    body = made["response"]["body"]["string"]
    assert value.encode() not in gzip.decompress(body)
    assert made["response"]["headers"]["Content-Length"] == [str(len(body))]


def test_nothing_is_declared_that_was_not():
    """And where the size is the same, no length is touched."""
    text = vcrpy(interaction(TEXT, answered={"Content-Length": str(len(TEXT))}))
    (outcome,) = outcomes(text)
    assert len(outcome.text) == len(text)
    assert f"'{len(TEXT)}'" in outcome.text
    assert "ontent-" not in by_settings(vcrpy(interaction(TEXT)), style="tag").text
