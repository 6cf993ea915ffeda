"""From settings to a run: what cannot be meant is refused, with the nearest that could be."""

import pytest
from tests.operations.redact.planting import by_settings, interaction, run, settled, vcrpy

from cassette_cli.document.configuration import PathSettings
from cassette_cli.errors import CassetteError
from cassette_cli.operations.redact.names import NAMED
from cassette_cli.operations.redact.settings import all_rules

VALUE = run("of the environment", 24)


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"only": ("openai-api-kee",)}, "no rule openai-api-kee", "did you mean openai-api-key?"),
        ({"skip": ("secrets",)}, "no rule secrets", "did you mean secret?"),
        ({"paths": (PathSettings("a", only=("qqqq",)),)}, "no rule qqqq", "--rules"),
        ({"patterns": {"mine": "("}}, "the pattern mine is no regular expression", "Python"),
    ],
)
def test_mistakes(given, message, hint):
    """Nothing is looked for in silence with half of the settings."""
    with pytest.raises(CassetteError) as caught:
        settled(**given)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_rules_are_listed_once_each():
    """What is listed can be asked, and what can be asked is listed."""
    ids = [rule for rule, *_ in all_rules()]
    assert len(ids) == len(set(ids)) > 100
    assert {rule.rule for rule in NAMED} < set(ids)
    assert settled(only=tuple(ids)).search is not None
    assert {kind for _, kind, _, _ in all_rules()} == {
        "secret", "account", "personal", "technical",
    }  # fmt: skip
    assert {level for _, _, level, _ in all_rules()} == {"standard", "strict"}


@pytest.mark.parametrize("value", [VALUE, "production", "q7Zx", "abcdef", "open sesame"])
def test_values_of_the_environment(value, monkeypatch):
    """The user says that it is secret: it goes wherever it stands, whatever it looks like."""
    monkeypatch.setenv("ACME_KEY", value)
    made = by_settings(vcrpy(interaction(f"so [{value}] it is")), values=("ACME_KEY",))
    assert value not in made.text
    assert len(made.text) == len(vcrpy(interaction(f"so [{value}] it is")))
    assert [one.rule for one in made.findings] == ["value-of-ACME_KEY"]


@pytest.mark.parametrize("value", [None, "", "x", "abc", "test-key", "fake"])
def test_a_variable_of_the_settings_need_not_say_anything(value, monkeypatch):
    """In CI and at other people's desks the recordings are replayed without the key."""
    monkeypatch.delenv("ACME_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("ACME_KEY", value)
    text = vcrpy(interaction("so x, abc it is, test-key or fake"))
    assert by_settings(text, values=("ACME_KEY",)).text == text


def test_a_salt_of_the_project_changes_the_ids():
    """And nothing else."""
    text = vcrpy(interaction(asked={"x-api-key": VALUE}))
    first, second = (by_settings(text, salt=salt).text for salt in ("a salt", "another"))
    assert first != second
    assert len(first) == len(second)


@pytest.mark.parametrize(
    ("style", "looks"),
    [
        ("same-length", "REDACTED......X{10}$"),
        ("fixed", "REDACTED$"),
        ("tag", "<CREDENTIAL_HEADER_1>$"),
        ("hash", "REDACTED-[0-9A-Z]{12}$"),
    ],
)
def test_styles(style, looks):
    """Twice the same, too."""
    import re

    from tests.operations.redact.planting import loaded

    made = by_settings(vcrpy(interaction(asked={"x-api-key": VALUE})), style=style)
    assert re.match(looks, loaded(made.text)[0]["request"]["headers"]["x-api-key"][0])
    assert by_settings(made.text, style=style).edits == []
