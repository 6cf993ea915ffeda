"""Assignments in running text: the value behind a telling name goes, whatever the notation."""

import pytest
from hypothesis import example, given
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
@example(["DB_PASSWORD", "=", "Größe"])
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
        "password: typing.Optional[bytes] = None", "self._tokens: dict[str, list[float]]",
        "token: forceAuth._authToken || forceAuth.token,", "inline_token = tokens[0]",
        "hostname = self.server_hostname", "server_hostname=server_hostname,",
        "report-uri https://logs.acme.dev?dd-api-key=pub0d9c4b7e2f6a81350c9e7b4d2f8a6130&dd-x=1",
        "self.check_hostname = False", "r'echo|exit|pwd|true|false|fail)('",
        "'NSPersistentHistoryToken', 'NSPersistentHistoryTransaction',",
        "OID_CLIENT_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH", "passwd\t1:4.13+dfsg1-1+deb12u1\n",
    ],
)  # fmt: skip
def test_code_and_documentation_stay(text):
    """What stands behind the name is a type, a call, a variable or a sentence."""
    assert searched(text) == (text, [])


@LAW
@given(
    SEEDS,
    st.sampled_from(["orgId", "accountId", "tenant_id", "workspaceId", "ORGANIZATION_ID"]),
    st.sampled_from(["'{}': '{}'", "const {} = `{}`;", "--{} {}", "curl -d '{}={}&page=1'"]),
)
def test_an_assigned_account_goes(seed, name, notation):
    """Without a hyphen or underscore in its name, too; the parameter after it stays."""
    value = run(seed, 12) + "q47B"
    text = f"run {notation.format(name, value)} now"
    assert searched(text).text == text.replace(value, placeholder(value))


@pytest.mark.parametrize("name", ["host-name", "host_name", "machineName", "COMPUTER_NAME"])
def test_an_assigned_machine_goes(name):
    """As in the environment of a process."""
    text = f"{name}=jane-thinkpad-q7x and more"
    assert searched(text).text == text.replace(
        "jane-thinkpad-q7x", placeholder("jane-thinkpad-q7x")
    )


@LAW
@given(SEEDS, st.sampled_from(["", "for the staging database ", "of our old account "]))
def test_a_sentence_may_say_what_a_password_is_for(seed, purpose):
    """People write to models as they speak."""
    value = run(seed, 9) + "#7aB"
    for text in (f"the password {purpose}is {value} ok", f"log in with password {value} please"):
        assert searched(text).text == text.replace(value, placeholder(value))


@LAW
@given(SEEDS)
def test_a_key_that_a_name_is_set_to(seed):
    """As an instruction says it."""
    value = run(seed, 24) + "7aB"
    text = f"set COHERE_API_KEY to {value}, then go"
    assert searched(text).text == text.replace(value, placeholder(value))


@pytest.mark.parametrize(
    "text",
    [
        "Reset the password to continue.", "the password for the account is required",
        "the token of the user is invalid", "the key to success is patience", "password to set",
        "use the account for the project", "the machine: a lathe", "dd-api-key=pub0123456789abcdef"
        "fedcba9876543210",
    ],
)  # fmt: skip
def test_sentences_about_passwords_and_accounts_stay(text):
    """Nothing in them is a value."""
    assert searched(text) == (text, [])


@LAW
@given(
    SEEDS, st.sampled_from(["{},\"{}\"\nport,80", "| {} | {} |"]),
    st.sampled_from(["DEEPGRAM_API_KEY", "SECRETACCESSKEY"]),
)  # fmt: skip
def test_a_row_of_a_table_names_its_value(seed, row, name):
    """The name stands in one cell and the value in the next."""
    value = run(seed, 34) + "7aB"
    text = f"name,value\n{row.format(name, value)}\n"
    assert searched(text).text == text.replace(value, placeholder(value))


def test_a_row_of_a_table_names_an_account():
    """As documentation of a deployment has it."""
    text = "| account_id | aq47B-kzr93mmw0v2 |"
    value = "aq47B-kzr93mmw0v2"
    assert searched(text).text == text.replace(value, placeholder(value))


@pytest.mark.parametrize("sign", ["=", ": "])
def test_the_name_of_a_host_may_be_any_word(sign):
    """It looks like a variable, and is none without a dot or an underscore."""
    text = f"hostname{sign}zovobipo"
    assert searched(text).text == text.replace("zovobipo", placeholder("zovobipo"))


@pytest.mark.parametrize("row", ["token=", "key=", "_id", "apikey.=", "token-id", "tokenvalue"])
def test_what_follows_an_endless_row_of_names_goes(row):
    """Rows of them are looked at as far as they may say something, and what comes after is too."""
    value = run(1, 24) + "7aB"
    text = f"{row * (200_000 // len(row))} api_key={value} "
    assert searched(text).text.endswith(f" api_key={placeholder(value)} ")


def test_names_within_a_value_are_tried():
    """A query, a list of settings: until one of them has a value."""
    value = run(2, 24) + "7aB"
    text = "".join(f"key_{n}={n}&" for n in range(40)) + f"api_key={value}"
    assert searched(text).text == text.replace(value, placeholder(value))
