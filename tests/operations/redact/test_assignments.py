"""Assignments in running text: the value behind a telling name goes, whatever the notation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operations.redact.planting import (
    LAW,
    SEEDS,
    SENTENCES,
    VOCABULARY,
    placeholder,
    run,
    searched,
)

NOTATIONS = [
    "{}={}", "{}: {}", '{}="{}"', "{} = '{}'", "export {}={}", '"{}": "{}",', "{} := {}",
    "{} => {}", "`{}`: `{}`", "my {} is {}.", "set {} = {}; go",
]  # fmt: skip
NAMES = ["API_KEY", "apiKey", "api-key", "ACME_TOKEN", "client_secret", "DB_PASSWORD", "auth_token"]


@LAW
@given(SEEDS, st.sampled_from(NOTATIONS), st.sampled_from(NAMES), SENTENCES, SENTENCES)
def test_an_assigned_secret_goes_and_nothing_else(seed, notation, name, before, after):
    """Environment files, code, logs and shell commands stand in prompts and answers."""
    value = run(seed, 24) + "7aB"
    text = f"{before}\n{notation.format(name, value)}\n{after}"
    assert searched(text).text == text.replace(value, placeholder(value))


@LAW
@given(SEEDS, st.sampled_from(["--password", "--api-key", "--token", "-token"]))
def test_options_of_commands(seed, option):
    """With a blank between, or an equals sign."""
    value = run(seed, 20) + "4cD"
    for sign in " =":
        text = f"$ acme login {option}{sign}{value} --region eu"
        assert searched(text).text == text.replace(value, placeholder(value))


@LAW
@given(st.lists(st.sampled_from([*VOCABULARY, *NAMES, "=", ":", "is", "the", "a"]), max_size=12))
def test_words_about_secrets_stay(words):
    """Documentation of an API speaks of keys all the time."""
    text = " ".join(words)
    assert searched(text) == (text, [])


@pytest.mark.parametrize(
    "text",
    [
        "max_tokens=1048576 and next_page_token=Q2hlY2sgdGhlIG5leHQgcGFnZQ0 follow",
        "API_KEY=<your key> python main.py", "export OPENAI_API_KEY=sk-...",
        "api_key=os.environ['OPENAI_API_KEY']", "token: str, password: str = None",
        "The token is invalid or has expired.", "password: must contain 8 characters",
        "api_key = config.get_api_key(name)", "Authorization: Bearer $TOKEN",
        "secret_name = 'prod-database'", "session_id: the id of the session",
    ],
)  # fmt: skip
def test_code_and_documentation_stay(text):
    """What stands behind the name is a type, a call, a variable or a sentence."""
    assert searched(text) == (text, [])
