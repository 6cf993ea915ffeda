"""Values: what of a named value is secret, for every text that may stand there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS
from tests.operations.redact.planting import KEYS, LAW, SEEDS, SENTENCES, placeholder, run

from cassette_cli.operations.redact import values

PARTS = [
    values.whole, values.behind_scheme, values.credential, values.password, values.account_header,
    values.account, values.organization, values.addresses, values.machine, values.cookie,
    values.anything,
]  # fmt: skip
VOCABULARY_OF_CODE = ["request", "token", "header", "value", "client", "items", "count", "server"]
OF_SECRETS = [values.whole, values.behind_scheme, values.credential, values.password, values.cookie]


@LAW
@given(st.sampled_from(PARTS), st.one_of(TEXTS, st.text(max_size=40)))
def test_parts_lie_within_the_value_and_apart(parts, value):
    """Whatever stands there: the spans are edited, so they must be sound."""
    end = 0
    for span in parts(value):
        assert end <= span.start < span.end <= len(value)
        end = span.end


@LAW
@given(st.sampled_from(PARTS), KEYS)
def test_nothing_of_a_placeholder_goes(parts, value):
    """A second run finds nothing."""
    assert parts(placeholder(value)) == []


@LAW
@given(st.sampled_from(OF_SECRETS), KEYS, st.sampled_from(["", " ", "  "]))
def test_a_key_goes_whole_and_the_blanks_stay(parts, value, blank):
    """No character of it is left at its ends."""
    ((start, end),) = parts(f"{blank}{value}{blank}")
    assert (start, end) == (len(blank), len(blank) + len(value))


@LAW
@given(SENTENCES)
def test_a_sentence_is_no_credential(words):
    """The field `secret` of a story stays."""
    assert values.credential(words) == []
    assert values.account(words) == []


@LAW
@given(SEEDS, st.sampled_from(["Bearer", "bearer", "Basic", "Token", "ApiKey", "Digest"]))
def test_the_scheme_of_authorization_stays(seed, scheme):
    """Clients and servers look at it first."""
    value = f"{scheme} {run(seed, 30)}"
    assert [value[start:end] for start, end in values.behind_scheme(value)] == [run(seed, 30)]


@LAW
@given(st.lists(st.sampled_from(VOCABULARY_OF_CODE), min_size=2, max_size=6), st.sampled_from("_."))
def test_names_of_programs_are_no_credentials(words, joint):
    """In snake or camel case, with acronyms before, members of one another."""
    for name in (joint.join(words), "".join(words[:1] + [w.capitalize() for w in words[1:]])):
        assert values.credential(name) == []
        assert values.credential(f"NS{name[:1].upper()}{name[1:]}") == []


@pytest.mark.parametrize("value", ["a" * 64 + "!", "Ab" * 64 + "!", "ab-" * 64 + "!", "A_" * 64])
def test_long_words_are_told_at_once(value):
    """No expression tries each way of cutting them, which would take for ever."""
    for parts in PARTS:
        assert all(span.end <= len(value) for span in parts(value))


@pytest.mark.parametrize(
    ("parts", "value", "secret"),
    [
        (values.password, "hunter2", ["hunter2"]),
        (values.password, "correct horse", []),
        (values.password, "Tr0ub4dor&3 x", ["Tr0ub4dor&3 x"]),
        (values.password, "password", []),
        (values.credential, "Zx9Qw7Er5Ty3", ["Zx9Qw7Er5Ty3"]),
        (values.credential, "read-only", []),
        (values.credential, "./keys/dev.pem", []),
        (values.credential, "$OPENAI_API_KEY", []),
        (values.account, "org-9f8d7c6b5a4e3f2a1b0c9d8e", ["org-9f8d7c6b5a4e3f2a1b0c9d8e"]),
        (values.account, "48219375", []),
        (values.account, "4821937501", ["4821937501"]),
        (values.account, "user-28gund7", ["user-28gund7"]),
        (values.account, "moonshotai", []),
        (values.organization, "acme-research-labs", ["acme-research-labs"]),
        (values.organization, "Acme Inc", []),
        (values.addresses, "91.7.14.73:443", ["91.7.14.73"]),
        (values.addresses, "127.0.0.1, ::1", []),
        (values.machine, "Linux build-7 6.1.0-18-amd64", ["build-7"]),
        (values.machine, "Janes-MacBook-Pro.local", ["Janes-MacBook-Pro.local"]),
        (values.machine, "runner-1", []),
        (values.machine, "False", []),
        (values.machine, "server_hostname", []),
        (values.credential, "pk_live_" + run(1, 24), []),
        (values.whole, "pub" + run(1, 32, "0123456789abcdef"), []),
        (values.credential, "HMAccessoryProfile", []),
        (values.credential, "ExtendedKeyUsageOID.CLIENT_AUTH", []),
        (values.credential, "1:4.13+dfsg1-1+deb12u1", []),
        (values.credential, "kQzXvBnRwTyPmLsJdHgF", ["kQzXvBnRwTyPmLsJdHgF"]),
        (values.cookie, "9f8d7c6b5a4e3f2a", ["9f8d7c6b5a4e3f2a"]),
        (values.cookie, "light-mode", []),
        (values.whole, "true", []),
        (values.whole, "12", []),
        (values.whole, "a1b2c3", ["a1b2c3"]),
        (values.account_header, "acme", ["acme"]),
    ],
)
def test_examples(parts, value, secret):
    """What each kind of name takes, and a near miss."""
    assert [value[start:end] for start, end in parts(value)] == secret


@pytest.mark.parametrize("word", ["a", "aB", "a-", "aaB_", "A", "x@y.", "a@"])
@pytest.mark.parametrize("end", ["!", "\x00", "%D", "="])
def test_a_long_word_is_read_once(word, end):
    """Base64 of zeros and rows of letters are long; nothing is tried again from each letter."""
    text = word * 2_000 + end
    assert values.looks_random(text) in {True, False}
    assert values.is_meant(text) in {True, False}


@pytest.mark.parametrize(
    "text", ["next_page", "camelCaseName", "some-words here", "a.b/c:d", "Title", "word12", "aBc"]
)
def test_plain_words_are_not_random(text):
    """However they are joined."""
    assert not values.looks_random(text)


@pytest.mark.parametrize("value", ["quiet-otter-284713", "gen-lang-client-0284713965"])
def test_names_of_projects_with_a_number_are_accounts(value):
    """Google makes them."""
    assert values.account(value) == [(0, len(value))]


@pytest.mark.parametrize("value", ["user-12345", "my-project", "step-2024", "eu-west-1"])
def test_other_words_with_a_number_are_not(value):
    """They are counters, dates and regions."""
    assert values.account(value) == []


@pytest.mark.parametrize("size", [40, 88])
def test_a_key_in_base64_may_begin_like_a_path(size):
    """One of 64 does."""
    value = "/Xq7Zk+2mPv9Lw4Tn8Rb3Yc6Hd1Gs5Jf0KaQeWoU" * 3
    value = value[:40] if size == 40 else value[:86] + "=="
    assert values.credential(value) == [(0, size)]
    assert values.credential("/usr/local/lib/Python3/site/packages") == []
