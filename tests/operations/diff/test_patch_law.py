"""The patch that `diff` makes of two files, applied to the one, gives the view of the other."""

from collections import Counter

import pytest
from tests.document.test_corpus import CORPUS
from tests.operations.diff.labels import LABELS
from tests.operations.diff.recordings import opened
from tests.operations.drawn import MAY_REFUSE, PAIRS, drawn, writable

from cassette_cli.document.files import cassette_of
from cassette_cli.document.json_view import cassette_view
from cassette_cli.errors import CassetteError
from cassette_cli.operations.diff.patch import patch_between
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.run import Wishes, rewritten

_REFUSED = {"an error in mid-stream", "whole again"}
"""They give a reason of finishing to a stream that has none, or take it away."""


def patched(old, new):
    """Return the view of the first of two cassettes with the patch between them."""
    patch = patch_between(old, new, show_secrets=True)
    outcome = rewritten(old, Asked(patch).plan, Wishes())
    return cassette_view(cassette_of(outcome.text, old), show_secrets=True)


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real cassettes is not there: ../shared/corpus"
)
def test_the_patch_between_two_files_makes_the_one_of_the_other():
    """Of at least nine in ten pairs; of the others it is said why not, and nothing is written."""
    refused: Counter[str] = Counter()
    done = 0
    for (old, _), (new, after) in drawn():
        try:
            found = patched(old, new)
        except CassetteError as error:
            refused[error.message] += 1
            continue
        done += 1
        assert writable(found) == writable(after), (old.label, new.label)
    assert done + refused.total() >= PAIRS
    assert [words for words in refused if "verify" in words] == []
    assert refused.total() <= MAY_REFUSE * (done + refused.total()), refused


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.name)
def test_the_patch_makes_each_labelled_change(label):
    """But two, which are refused in words."""
    try:
        old, new = opened(label.text), opened(label.change(label.text))
    except CassetteError:
        pytest.skip("one of the sides is no cassette")
    if label.name in _REFUSED:
        with pytest.raises(CassetteError, match="no reason of finishing"):
            patched(old, new)
        return
    found = patched(old, new)
    assert writable(found) == writable(cassette_view(new, show_secrets=True))


def test_bytes_that_become_text_in_base64_are_another_body():
    """Both are shown alike, and only as a whole interaction it is said which it is."""
    sides = [
        opened(
            "interactions:\n- request: {method: GET, uri: 'http://a.example/', headers: {}, "
            f"body: ''}}\n  response: {{status: {{code: 200}}, headers: {{}}, body: {{string: "
            f"{body}}}}}\nversion: 1\n"
        )
        for body in ("!!binary /wAB", "/wAC")
    ]
    old, new = sides
    assert patched(old, new)["interactions"] == cassette_view(new)["interactions"]


def test_between_a_file_and_itself_is_no_patch():
    """Whatever it holds."""
    for label in LABELS:
        cassette = opened(label.text)
        assert patch_between(cassette, cassette) == []
