"""Places: every scalar of a file is searched, whatever its style and wherever it stands."""

import json

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.operations.redact.planting import (
    KEYS,
    LAW,
    SENTENCES,
    by_settings,
    dumped,
    go_interaction,
    go_vcr,
    interaction,
    key,
    loaded,
    outcomes,
    placeholder,
    ruby_interaction,
    ruby_vcr,
    run,
    told,
    vcrpy,
)

KEY = key("a key of this file")
STYLES = ["", "'", '"', "|", ">"]
SECRET = run("a secret", 32)


def scalar(text: str, style: str, width: int) -> str:
    """Return a text as PyYAML writes it in a style."""
    return yaml.dump(text, Dumper=yaml.CSafeDumper, default_style=style or None, width=width)


@LAW
@given(KEYS, SENTENCES, st.sampled_from(STYLES), st.integers(20, 90), st.booleans())
def test_scalars_of_every_style(value, words, style, width, lines):
    """Folded, quoted, literal: the value goes, and every other character of the file stays."""
    said = f"{words}\n {words} {value}\n" if lines else f"{words} {value} {words}"
    call = interaction("HERE")
    whole = {"interactions": [call], "version": 1}
    text = dumped(whole).replace("string: HERE", "string: " + _indented(scalar(said, style, width)))
    assume(loaded(text)[0]["response"]["body"]["string"] == said)  # PyYAML folds some lines wrongly
    (outcome,) = outcomes(text)
    assert outcome.text == text.replace(value, placeholder(value))
    made = loaded(outcome.text)[0]["response"]["body"]["string"]
    assert made == said.replace(value, placeholder(value))


def _indented(text: str) -> str:
    first, *rest = text.removesuffix("...\n").rstrip("\n").split("\n")
    return "\n".join([first, *(f"        {row}" if row else row for row in rest)])


PLANTED = {
    "a header": interaction(answered={"X-Acme": f"so {KEY}"}),
    "a cookie that is set": interaction(answered={"Set-Cookie": f"sid={KEY}; Path=/; HttpOnly"}),
    "a cookie that is sent": interaction(asked={"Cookie": f"a=1; sid={KEY}; b=2"}),
    "the path of the URL": interaction(uri=f"https://api.acme.test/hooks/{KEY}/run"),
    "the query of the URL": interaction(uri=f"https://api.acme.test/run?n=1&x={KEY}&m=2"),
    "the fragment of the URL": interaction(uri=f"https://api.acme.test/run#access_token={KEY}"),
    "userinfo": interaction(uri=f"https://jane:{KEY}@api.acme.test/run"),
    "a form": interaction(request=f"a=1&client_secret={KEY}&b=2"),
    "a percent-encoded form": interaction(request=f"a=1&x=%22so%20{KEY}%22&b=2"),
    "a part of a multipart body": interaction(
        request=f'--xyz\r\nContent-Disposition: form-data; name="k"\r\n\r\n{KEY}\r\n--xyz--\r\n'
    ),
    "an element": interaction(f"<r><n>1</n><Key>so {KEY}</Key></r>"),
    "JSON in JSON in JSON": interaction({"a": json.dumps({"b": json.dumps({"c": KEY})})}),
    "the reason of a status": interaction() | {
        "response": interaction()["response"] | {"status": {"code": 200, "message": f"so {KEY}"}}
    },
    "a field that nobody knows": interaction() | {"note": {"more": [1, f"so {KEY}"]}},
}  # fmt: skip


@pytest.mark.parametrize("call", PLANTED.values(), ids=PLANTED.keys())
def test_places_of_an_interaction(call):
    """A key may stand in any of them; all else of the file stays."""
    text = vcrpy(call)
    (outcome,) = outcomes(text)
    assert outcome.text == text.replace(KEY, placeholder(KEY))
    assert {one.place.index for one in outcome.findings} == {0}


def test_places_outside_of_interactions():
    """A file may hold more than its recorder reads."""
    text = vcrpy(interaction()) + f"recorded_with: so {KEY}\nlast: [{KEY}]\n"
    (outcome,) = outcomes(text)
    assert outcome.text == text.replace(KEY, placeholder(KEY))
    assert {one.place.index for one in outcome.findings} == {-1}
    assert {one.pointer for one in outcome.findings} == {"/recorded_with", "/last/0"}


def test_keys_and_comments():
    """No parser's values hold them, and a commit does."""
    text = f"# recorded with {KEY}\n" + vcrpy(interaction()) + f"{KEY}: 1  # again {KEY}\n"
    (outcome,) = outcomes(text)
    assert outcome.text == text.replace(KEY, placeholder(KEY))


def test_an_alias_is_edited_once():
    """Two places of the tree are one of the file."""
    text = (
        "interactions:\n- request: &r\n    method: GET\n    uri: https://a.test/\n    body: null\n"
        f"    headers:\n      Authorization: &h [Bearer {SECRET}]\n"
        "  response:\n    status: {code: 200, message: OK}\n    headers: {X: *h}\n"
        "    body: {string: ''}\n- request: *r\n  response:\n"
        "    status: {code: 200, message: OK}\n    headers: {}\n    body: {string: ''}\n"
        "version: 1\n"
    )
    (outcome,) = outcomes(text)
    assert outcome.text == text.replace(SECRET, placeholder(SECRET))


def test_json_cassettes():
    """The same places in another notation."""
    value = {
        "version": 1,
        "interactions": [interaction({"said": f"so {KEY}"}, answered={"X": KEY})],
    }
    text = json.dumps(value, indent=1)
    (outcome,) = outcomes(text)
    assert KEY not in outcome.text
    assert len(outcome.text) == len(text)
    assert json.loads(outcome.text)["interactions"][0]["response"]["headers"]["X"] == [
        placeholder(KEY)
    ]


def test_several_values_of_a_header_have_places_of_their_own():
    """So that an allowance means one of them."""
    call = interaction(answered={"Set-Cookie": f"a={SECRET}"})
    call["response"]["headers"]["Set-Cookie"].append(f"b={SECRET[::-1]}")
    (outcome,) = outcomes(vcrpy(call))
    assert [one.pointer for one in outcome.findings] == [
        "/response/headers/Set-Cookie/0", "/response/headers/Set-Cookie/1",
    ]  # fmt: skip


def test_attributes_of_cookies_stay():
    """Clients read them; and so the names."""
    call = interaction(
        answered={"Set-Cookie": f"sid={SECRET}; Path=/abcdefgh; Expires=Wed, 21 Oct"}
    )
    (outcome,) = outcomes(vcrpy(call))
    assert f"sid={placeholder(SECRET)}; Path=/abcdefgh; Expires=Wed, 21 Oct" in outcome.text


def test_only_picked_interactions_are_changed():
    """`PATH#1` means that one."""
    from tests.operations.redact.planting import made_by, opened, settled

    cassette = opened(vcrpy(*(interaction(f"so {key(n)}") for n in range(3))))
    (outcome,) = made_by(settled().redaction, cassette._replace(picked=frozenset({1})))
    assert [key(n) in outcome.text for n in range(3)] == [True, False, True]


def test_binary_scalars():
    """A session token was found in public cassettes as a binary header."""
    call = interaction(answered={})
    call["response"]["headers"]["X-Amz-Security-Token"] = [b"\xff" + SECRET.encode()]
    call["request"]["headers"]["X-Api-Key"] = [SECRET.encode()]
    (outcome,) = outcomes(vcrpy(call))
    made = loaded(outcome.text)[0]
    assert made["request"]["headers"]["X-Api-Key"] == [placeholder(SECRET).encode()]


@pytest.mark.parametrize(
    ("side", "name", "cookies"),
    [("asked", "Cookie", "a=1; sid={}; b=2"), ("answered", "Set-Cookie", "sid={}; Path=/")],
)
def test_cookies_that_are_bytes(side, name, cookies):
    """Each value is still taken for itself: what is not the key stays."""
    call = interaction(**{side: {name: cookies.format(KEY)}})
    half = call["request" if side == "asked" else "response"]
    half["headers"][name] = [b"\xff" + cookies.format(KEY).encode()]
    (outcome,) = outcomes(vcrpy(call))
    made = loaded(outcome.text)[0]["request" if side == "asked" else "response"]["headers"][name]
    assert made == [b"\xff" + cookies.format(placeholder(KEY)).encode()]
    assert {one.where for one in outcome.findings} == {"cookie"}


def test_broken_base64_is_searched_as_text_and_said():
    """It cannot be opened, but it might hold something."""
    text = vcrpy(interaction("HERE")).replace("string: HERE", f'string: !!binary "so {KEY} %"')
    (outcome,) = outcomes(text)
    assert outcome.text == text.replace(KEY, placeholder(KEY))
    assert len(outcome.problems) == 1
    assert KEY not in outcome.problems[0]


@pytest.mark.parametrize(
    ("make", "builder"), [(go_vcr, go_interaction), (ruby_vcr, ruby_interaction)]
)
def test_other_recorders(make, builder):
    """The same, wherever they keep it."""
    text = make(builder(f"so {KEY}", f"and {KEY}"))
    (outcome,) = outcomes(text)
    assert outcome.text == text.replace(KEY, placeholder(KEY))
    assert {one.pointer for one in outcome.findings} == {"/response/body", "/request/body"}


def test_numbers_without_quotes_stay_numbers():
    """A field that held one still does, in YAML as in JSON."""
    text = vcrpy(
        interaction() | {"account_id": 482193750164}, interaction({"account_id": 4821937501})
    )
    assert "account_id: 482193750164" in text
    (outcome,) = outcomes(text)
    first, second = loaded(outcome.text)
    assert 10**11 < first["account_id"] < 10**12
    assert first["account_id"] != 482193750164
    assert isinstance(json.loads(second["response"]["body"]["string"])["account_id"], int)


def test_ids_of_this_and_that_stay():
    """What later requests depend on: files, threads, responses and calls of tools."""
    body = {
        "id": f"resp_{run(1, 48, '0123456789abcdef')}", "file_id": f"file-{run(2, 22)}",
        "thread_id": f"thread_{run(3, 24)}", "call_id": f"call_{run(4, 24)}",
        "vector_store_id": f"vs_{run(5, 24)}", "batch": f"batch_{run(6, 24)}",
        "system_fingerprint": f"fp_{run(7, 10, '0123456789abcdef')}", "signature": run(8, 200),
        "encrypted_content": f"gAAAAA{run(9, 200)}", "thoughtSignature": run(10, 120),
        "embedding": [0.0123, -0.5], "previous_response_id": f"resp_{run(11, 48, '0123456789')}",
        "nextPageToken": run(12, 40), "etag": f'"{run(13, 32)}"', "usage": {"total_tokens": 12345},
        "logprobs": [{"token": "sk-", "bytes": [115, 107, 45], "logprob": -1.5}],
        "item_id": f"msg_{run(14, 48, '0123456789abcdef')}", "container_id": f"cntr_{run(15, 32)}",
    }  # fmt: skip
    made = by_settings(vcrpy(interaction(body)), requests="all")
    assert told(made) == []
    assert made.edits == []
