"""Runs: what is found in one place is looked for in all, in every file of the run."""

import gzip
import json

from hypothesis import given
from hypothesis import strategies as st
from tests.operations.redact.planting import (
    LAW,
    SEEDS,
    SENTENCES,
    WRAPPINGS,
    go_interaction,
    go_vcr,
    interaction,
    key,
    loaded,
    made_by,
    opened,
    outcomes,
    placeholder,
    rules,
    run,
    settled,
    vcrpy,
)

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.redact.known import KnownValues, least
from cassette_cli.operations.redact.placeholder import Placeholders
from cassette_cli.operations.redact.policy import Policy
from cassette_cli.operations.redact.run import Outcome, Redaction
from cassette_cli.operations.redact.search import Search

FOUND = {"x-api-key": run("found by its name alone", 32) + "a1B"}
(VALUE,) = FOUND.values()
OPEN = [wrapping for wrapping in WRAPPINGS if not wrapping.whole]


@LAW
@given(SEEDS, st.sampled_from(WRAPPINGS), SENTENCES, st.booleans())
def test_what_a_header_tells_is_gone_from_bodies(seed, wrapping, words, first):
    """Its shape alone tells nothing; and the file with the header may come later."""
    value = run(seed, 30) + "4cD"
    telling = vcrpy(interaction(asked={"x-api-key": value}))
    other = vcrpy(interaction(wrapping.wrap(f"{words} {value} {words}")))
    texts = [telling, other] if first else [other, telling]
    made = [outcome.text for outcome in outcomes(*texts)]
    body = loaded(made[1 if first else 0])[0]["response"]["body"]["string"]
    assert wrapping.unwrap(body) == f"{words} {placeholder(value)} {words}"
    assert not any(value in one for one in made)


@LAW
@given(st.integers(0, 20), st.integers(8, 35))
def test_a_part_that_counts_is_gone_too(start, size):
    """A log shows the end of a key, or its beginning."""
    part = VALUE[start : start + size]
    call = interaction(f"so {part}.", asked=FOUND)
    (outcome,) = outcomes(vcrpy(call))
    body = loaded(outcome.text)[0]["response"]["body"]["string"]
    if len(part) >= least(VALUE):
        assert body == f"so {placeholder(VALUE)[:14].ljust(len(part), 'X')[: len(part)]}."
    else:
        assert len(body) == len(part) + 4


def test_a_value_has_one_placeholder_in_all_files():
    """Across runs too, as nothing but the value and the salt decides."""
    texts = [vcrpy(interaction(f"so {VALUE}", asked=FOUND)), go_vcr(go_interaction(f"and {VALUE}"))]
    for outcome in outcomes(*texts):
        assert placeholder(VALUE) in outcome.text
    (alone,) = outcomes(texts[0])
    assert placeholder(VALUE) in alone.text


def test_a_word_is_not_carried_over():
    """An organization may be called like something else."""
    call = interaction("the acme of production", answered={"OpenAI-Organization": "production"})
    (outcome,) = outcomes(vcrpy(call))
    body = loaded(outcome.text)[0]["response"]["body"]["string"]
    assert body == "the acme of production"
    assert loaded(outcome.text)[0]["response"]["headers"]["OpenAI-Organization"] != ["production"]


def test_an_account_is_carried_over():
    """It is in the URL of one request and in the body of the next."""
    account = "org-9f8d7c6b5a4e3f2a1b0c9d8e"
    call = interaction(f"so {account}", answered={"OpenAI-Organization": account})
    (outcome,) = outcomes(vcrpy(call))
    assert account not in outcome.text


def test_a_file_that_cannot_be_redacted_stops_no_other():
    """What cannot be packed again is kept and said; what it holds is known all the same."""
    packed = gzip.compress(json.dumps({"api_key": VALUE}).encode(), mtime=0)[:-4]
    broken = interaction(answered={"Content-Encoding": "gzip"})
    broken["response"]["body"]["string"] = packed
    known = KnownValues()
    search = Search(rules(), [], Placeholders("s"), known)
    cassettes = [opened(vcrpy(broken), "a.yaml"), opened(vcrpy(interaction(asked=FOUND)), "b.yaml")]
    first, second = made_by(Redaction(search, known, lambda _: Policy()), *cassettes)
    assert [finding.kept for finding in first.findings] == ["the gzip body is cut off or broken"]
    assert (first.edits, second.error) == ([], None)
    assert VALUE not in second.text


def test_order_of_files_does_not_matter():
    """What is written of a file is the same, whichever came first."""
    texts = [vcrpy(interaction(f"so {VALUE} {key(n)}", asked=FOUND)) for n in range(3)]
    forth = [outcome.text for outcome in outcomes(*texts)]
    back = [outcome.text for outcome in outcomes(*texts[::-1])]
    assert forth == back[::-1]


def test_a_check_finds_what_a_run_would_take():
    """It is quicker, because no places are looked up; but it says the same."""
    texts = [vcrpy(interaction(f"so {VALUE} {key(1)}", asked=FOUND)), vcrpy(interaction("so"))]
    found = []
    for verified in (True, False):
        from cassette_cli.document.configuration import Configuration
        from cassette_cli.operations.redact.settings import prepared

        ready = prepared(Configuration(settled().configuration.root), verified=verified)
        made = made_by(ready.redaction, *map(opened, texts))
        found.append([(one.findings, bool(one.edits)) for one in made])
    assert found[0] == found[1]
    assert [bool(one) for one, _ in found[0]] == [True, False]


def test_a_clean_file_that_was_let_go_is_printed_as_it_is(tmp_path):
    """Of many files, not all stay open."""
    text = vcrpy(interaction("nothing"))
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    cassette = open_cassette(Source(str(path), path))
    assert Outcome(cassette.closed(), [], []).text == text
