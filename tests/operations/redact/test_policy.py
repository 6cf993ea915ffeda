"""Policy: what of a request may change by default, what is allowed to stay, and which rules ask."""

import json
import re

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
    ruby_interaction,
    ruby_vcr,
    run,
    told,
    vcrpy,
)

from cassette_cli.document.configuration import Allow, PathSettings
from cassette_cli.operations.redact.policy import Allowed, Policy, matches_pointer

KEY, TOKEN, COOKIE = key("body"), run("token", 30), run("cookie", 30)
ACCOUNT = "org-9f8d7c6b5a4e3f2a1b0c9d8e"
BODY = {"messages": [{"content": f"my key is {KEY}"}], "user_id": ACCOUNT}
ASKED = {"Authorization": f"Bearer {TOKEN}", "Cookie": f"sid={COOKIE}", "OpenAI-Project": ACCOUNT}
URL = f"https://api.acme.test/v1/{ACCOUNT}/chat?api_key={run('query', 24)}&user_id={ACCOUNT}"
STEPS = st.lists(
    st.sampled_from(["interactions", "0", "1", "request", "body", "a", "*"]), min_size=1
)


def kept(outcome) -> set[tuple[str, str]]:
    """Return where something was kept, and of which part of requests."""
    reason = re.compile("the recorder compares the (.*) of requests")
    return {(one.pointer, reason.fullmatch(one.kept)[1]) for one in outcome.findings if one.kept}


def test_vcrpy_compares_the_url_only():
    """So bodies and headers of requests are redacted, and of the URL the credentials."""
    made = by_settings(vcrpy(interaction(request=BODY, uri=URL, asked=ASKED)))
    (one,) = loaded(made.text)
    assert KEY not in one["request"]["body"]
    assert TOKEN not in made.text
    assert COOKIE not in made.text
    assert run("query", 24) not in one["request"]["uri"]
    assert one["request"]["uri"].count(ACCOUNT) == 2
    assert {place for place, _ in kept(made)} == {"/request/url"}


def test_go_vcr_compares_everything():
    """Credentials go in any case; all else of the request stays, and is reported with a reason."""
    made = by_settings(go_vcr(go_interaction(request=BODY, url=URL, asked=ASKED)))
    (one,) = loaded(made.text)
    assert one["request"]["body"].count(KEY) == 1
    assert TOKEN not in made.text
    assert COOKIE not in made.text
    assert run("query", 24) not in one["request"]["url"]
    assert one["request"]["headers"]["OpenAI-Project"] == [ACCOUNT]
    assert {part for _, part in kept(made)} >= {"query", "body", "header"}
    assert {place.split("/")[2] for place, _ in kept(made)} == {"url", "body", "headers"}


def test_what_is_kept_is_counted_once():
    """The summary tells how much is left; one key is one, however many ways lead to it."""
    made = by_settings(go_vcr(go_interaction(request=f"my key is {KEY}, yes")))
    assert told(made) == [("openai-project-key", KEY, "the recorder compares the body of requests")]
    for url in (f"https://api.acme.test/v1?to={KEY}", f"https://api.acme.test/{KEY}/x?user_id=1"):
        made = by_settings(go_vcr(go_interaction(url=url)), match_on=("uri", "query"))
        assert [one.value for one in made.findings] == [KEY]


def test_ruby_vcr_compares_method_and_uri():
    """So bodies are redacted, and what is no credential stays in the URI."""
    made = by_settings(ruby_vcr(ruby_interaction("", f"my key is {KEY}", uri=URL)))
    (one,) = loaded(made.text)
    assert KEY not in made.text
    assert run("query", 24) not in made.text
    assert one["request"]["uri"].count(ACCOUNT) == 2


@pytest.mark.parametrize("make", [vcrpy, go_vcr, ruby_vcr])
def test_all_requests_are_redacted_where_that_is_asked(make):
    """Nothing is kept then, by any recorder."""
    builder = {vcrpy: interaction, go_vcr: go_interaction, ruby_vcr: ruby_interaction}[make]
    made = by_settings(make(builder("", f"my key is {KEY}, {ACCOUNT}")), requests="all")
    assert kept(made) == set()
    assert KEY not in made.text


@pytest.mark.parametrize("make", [vcrpy, go_vcr, ruby_vcr])
def test_responses_are_never_kept(make):
    """No recorder compares them."""
    builder = {vcrpy: interaction, go_vcr: go_interaction, ruby_vcr: ruby_interaction}[make]
    made = by_settings(make(builder(f"your key is {KEY}")))
    assert kept(made) == set()
    assert KEY not in made.text


def test_the_copy_of_a_form_is_treated_as_the_form():
    """Go parses forms into a second field, and its matcher compares both."""
    fields = {"client_secret": run("form", 30), "grant_type": "client_credentials"}
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    call = go_interaction(request=body, form=fields)
    made = by_settings(go_vcr(call))
    assert kept(made) == {("/request/body", "body"), ("/request/form/client_secret/0", "form")}
    assert made.edits == []
    made = by_settings(go_vcr(call), requests="all")
    (one,) = loaded(made.text)
    secret = one["request"]["form"]["client_secret"][0]
    assert secret.startswith("REDACTED")
    assert f"client_secret={secret}" in one["request"]["body"]


@pytest.mark.parametrize(
    ("match_on", "body", "url"),
    [
        (("method", "uri"), False, True),
        (("method", "path"), False, True),
        (("method",), False, False),
        (("body",), True, False),
        (None, True, True),
    ],
)
def test_the_configuration_says_what_is_compared(match_on, body, url):
    """It replaces the default of the recorder, in both directions."""
    call = go_interaction(request=f"my key is {KEY}", url=f"https://api.acme.test/{ACCOUNT}/chat")
    made = by_settings(go_vcr(call), match_on=match_on)
    assert (("/request/body", "body") in kept(made)) is body
    assert (("/request/url", "url") in kept(made)) is url


def test_passwords_in_urls_are_credentials():
    """They go, although the URL is compared."""
    made = by_settings(vcrpy(interaction(uri="https://jane:Xk29fLq0vB@api.acme.test/v1/chat")))
    assert "Xk29fLq0vB" not in made.text
    assert kept(made) == set()


# What may stay


@pytest.mark.parametrize(
    ("entry", "stays"),
    [
        ({"value": KEY}, True),
        ({"value": KEY[:-1]}, False),
        ({"pattern": "sk-proj-.*"}, True),
        ({"pattern": "sk-proj"}, False),
        ({"value": KEY, "rule": "openai-project-key"}, True),
        ({"value": KEY, "rule": "anthropic-api-key"}, False),
        ({"value": KEY, "path": "*.yaml"}, True),
        ({"value": KEY, "path": "other/*.yaml"}, False),
        ({"value": KEY, "pointer": "/response/body"}, True),
        ({"value": KEY, "pointer": "/response/body/said"}, True),
        ({"value": KEY, "pointer": "/interactions/0/response"}, True),
        ({"value": KEY, "pointer": "/interactions/*/response/*/said"}, True),
        ({"value": KEY, "pointer": "/request"}, False),
        ({"value": KEY, "pointer": "/interactions/1"}, False),
    ],
)
def test_what_is_allowed_stays(entry, stays):
    """And is no finding: a check passes then."""
    made = by_settings(vcrpy(interaction({"said": f"so {KEY}"})), allow=(Allow(**entry),))
    assert (KEY in made.text) is stays
    assert (made.findings == []) is stays


def test_a_fingerprint_allows_a_value_without_telling_it():
    """The one that `--json` prints."""
    from tests.operations.redact.planting import PLACEHOLDERS

    text = vcrpy(interaction(f"so {KEY}, and {key('other')}"))
    for size in (16, 8):
        entry = Allow(fingerprint=PLACEHOLDERS.fingerprint(KEY)[:size])
        made = by_settings(text, allow=(entry,))
        assert [value for _, value, _ in told(made)] == [key("other")]


@pytest.mark.parametrize(
    ("glob", "covered"),
    [
        ("open", {"open/a.yaml", "open/b/a.yaml"}),
        ("open/", {"open/a.yaml", "open/b/a.yaml"}),
        ("open/**", {"open/a.yaml", "open/b/a.yaml"}),
        ("open/*.yaml", {"open/a.yaml"}),
        ("open/*/a.yaml", {"open/b/a.yaml"}),
        ("a.yaml", {"open/a.yaml", "open/b/a.yaml", "a.yaml"}),
    ],
)
def test_an_allowance_takes_the_globs_of_the_settings(glob, covered):
    """Those of .gitignore: a folder means all in it, and a star stops at a slash."""
    entry = Allowed(value=KEY, path=glob)
    paths = ["open/a.yaml", "open/b/a.yaml", "a.yaml", "other/c.yaml"]
    policies = [Policy(path=path, allowed=(entry,)) for path in paths]
    assert {one.path for one in policies if one.allows(KEY, "any", "", "")} == covered


@LAW
@given(KEYS, KEYS)
def test_an_allowance_covers_its_value_only(value, other):
    """One accepted key is no licence for the next."""
    allowed = Policy(allowed=(Allowed(value=value), Allowed(pattern=re.compile("user-[0-9]{4}"))))
    assert allowed.allows(value, "rule", "/request", "")
    assert allowed.allows(other, "rule", "/request", "") is (other == value)
    assert not allowed.allows("user-1234567", "rule", "/request", "")


@LAW
@given(STEPS, STEPS)
def test_a_pointer_means_what_is_below_it(steps, more):
    """And nothing beside it."""
    wanted = "/" + "/".join(["interactions", *steps])
    below = "/" + "/".join(["interactions", *steps, *more])
    assert matches_pointer(wanted, wanted)
    assert matches_pointer(below, wanted)
    assert not matches_pointer(wanted, below)


# Which rules ask

MIXED = {"key": KEY, "said": f"{KEY} jane.doe@acme.io", "user_id": ACCOUNT}
RULES_OF_MIXED = {"openai-project-key", "email", "account-field"}


def found(**given_settings) -> set[str]:
    """Return which rules find something in a mixed body."""
    made = by_settings(vcrpy(interaction(MIXED)), **given_settings)
    return {rule for rule, _, _ in told(made)}


def test_rules_and_kinds_can_be_left_out_or_asked_alone():
    """By their names, as they are printed."""
    every = found()
    assert len(every) == 3
    assert {"openai-project-key", "account-field"} < every
    assert found(only=("openai-project-key",)) == {"openai-project-key"}
    assert found(only=("secret",)) == {"openai-project-key"}
    assert found(only=("personal", "account")) == every - {"openai-project-key"}
    assert found(skip=("account", "secret")) == every - {"openai-project-key", "account-field"}


@pytest.mark.parametrize("kind", range(4))
@pytest.mark.parametrize("body", ["so {}", {"a": "{}"}, ["{}", "b", "c"], [{"role": "{}"}]])
def test_a_skipped_rule_is_asked_nowhere(kind, body):
    """Also not where texts that stand beside each other are searched as one."""
    text = vcrpy(interaction(json.loads(json.dumps(body).replace("{}", key("skipped", kind)))))
    (rule,) = {one.rule for one in by_settings(text).findings}
    assert rule not in {one.rule for one in by_settings(text, skip=(rule,)).findings}
    assert by_settings(text, only=("email",)).findings == []
    assert {one.rule for one in by_settings(text, only=(rule,)).findings} == {rule}


@pytest.mark.parametrize("skipped", ["mine", "header", "pointer"])
def test_what_the_project_looks_for_can_be_skipped_too(skipped):
    """For some paths, or for one run."""
    text = vcrpy(interaction({"a": "wombat", "b": "beta"}, answered={"X-Mine": "gamma"}))
    given = {
        "patterns": {"mine": "wombat"},
        "headers": ("x-mine",),
        "pointers": ("/response/body/b",),
    }
    made = by_settings(text, skip=(skipped,), **given)
    assert {one.rule for one in made.findings} == {"mine", "header", "pointer"} - {skipped}


def test_settings_for_paths():
    """A folder of public examples, or of real traffic, has its own."""
    skipping = PathSettings(path="cassette.yaml", skip=("secret",))
    assert "openai-project-key" not in found(paths=(skipping,))
    assert "openai-project-key" in found(paths=(skipping._replace(path="other/**"),))
    strict = PathSettings(path="*.yaml", level="strict")
    text = vcrpy(interaction(answered={"x-request-id": f"req_{TOKEN}"}))
    assert by_settings(text).findings == []
    assert [rule for rule, *_ in told(by_settings(text, paths=(strict,)))] == ["request-id-header"]
    asked = PathSettings(path="*.yaml", requests="all")
    call = go_vcr(go_interaction(request=f"my key is {KEY}"))
    assert kept(by_settings(call)) == {("/request/body", "body")}
    assert kept(by_settings(call, paths=(asked,))) == set()


def test_levels():
    """Strict adds what is more noise than risk; `headers` looks at headers and URLs only."""
    call = interaction(
        MIXED | {"phone": "+49 30 90182017", "seen": "from 91.7.14.73"},
        request=BODY, uri=URL, asked=ASKED, answered={"x-request-id": f"req_{TOKEN}"},
    )  # fmt: skip
    standard = by_settings(vcrpy(call))
    strict = by_settings(vcrpy(call), level="strict")
    assert {"91.7.14.73", f"req_{TOKEN}"} <= {v for _, v, _ in told(strict)} - {
        v for _, v, _ in told(standard)
    }
    headers = by_settings(vcrpy(call), level="headers")
    assert TOKEN not in loaded(headers.text)[0]["request"]["headers"]["Authorization"][0]
    parts = {one.place.part for one in headers.findings}
    assert parts <= {"header", "url"}
    assert loaded(headers.text)[0]["response"]["body"] == loaded(vcrpy(call))[0]["response"]["body"]
