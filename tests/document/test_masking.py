"""What is masked in everything printed, and what must stay readable."""

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.document.files import open_cassette
from cassette_cli.document.masking import (
    MARK,
    is_credential,
    mask,
    masked_headers,
    masked_source,
    masked_url,
    masked_value,
)
from cassette_cli.document.sources import Source
from cassette_cli.http.interaction import Header, Headers
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.yaml_tree import read_documents

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*.y*ml"))
CASES = sorted((ROOT / "tests" / "recorders" / "data").glob("*/*/cassette.*"))
SECRET = "demo-4711-secret"


@pytest.mark.parametrize(
    "name",
    [
        "Content-Type", "Accept", "User-Agent", "Date", "X-Request-Id", "OpenAI-Organization",
        "x-ratelimit-remaining-tokens", "x-ratelimit-limit-tokens", "x-ratelimit-reset-tokens",
        "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-input-tokens-limit",
        "X-Amzn-Bedrock-Input-Token-Count", "x-amzn-bedrock-output-token-count",
        "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers", "Idempotency-Key",
        "WWW-Authenticate", "ETag", "Keep-Alive", "Content-Length", "Sec-Fetch-Site", "X-Monkey",
        "X-Author", "X-Tokenizer", "Sunset", "",
    ],
)  # fmt: skip
def test_other_headers_stay_readable(name):
    """Limits and counts of tokens are what people look for, and no credentials."""
    assert not is_credential(name)
    assert masked_value(name, SECRET) == SECRET


@pytest.mark.parametrize(
    "name",
    [
        "Authorization", "authorization", "PROXY-AUTHORIZATION", "Cookie", "Set-Cookie",
        "X-Api-Key", "api-key", "apikey", "x-goog-api-key", "X-Amz-Security-Token",
        "Ocp-Apim-Subscription-Key", "X-Auth-Token", "x-csrf-token", "X-Access-Key",
        "CF-Access-Client-Secret", "X-Vault-Token", "x-signature", "session-id", "X-Password",
        "api_key", "X-Goog-Upload-URL",
    ],
)  # fmt: skip
def test_credential_headers_are_masked(name):
    """Whatever their case and whichever provider's name for it."""
    assert is_credential(name)
    assert MARK.fullmatch(masked_value(name, SECRET))


@pytest.mark.parametrize(
    "value",
    [
        "", "REDACTED", "**REDACTED**", "[FILTERED]", "<redacted>", "{masked}", "xxx", "XXXXXXXX",
        "***", "********", "Bearer REDACTED", "Bearer [REDACTED]", "Bearer ***", "removed",
        "<OPENAI_API_KEY>", "Bearer <OPENAI_API_KEY>",
    ],
)  # fmt: skip
def test_placeholders_stay_readable(value):
    """What somebody has put in a secret's place is none, and says that the recording is clean."""
    assert masked_value("Authorization", value) == value


@given(st.text(min_size=1), st.text(min_size=1))
def test_equal_values_have_equal_marks(one, other):
    """So that a reader sees which calls used the same key, and learns nothing of it."""
    if mask(one) != one:
        assert MARK.fullmatch(mask(one))
        assert mask(one) == mask(one)
        assert (mask(one) == mask(other)) == (one == other)


@given(st.text(st.characters(exclude_categories=[])))
def test_anything_can_be_masked(value):
    """Lone surrogates too, which a JSON escape can spell."""
    assert mask(value) == value or MARK.fullmatch(mask(value))
    masked_url(value)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1/messages",
        "https://api.example.com/v1?model=demo&limit=20&after=abc",
        "https://api.example.com/v1?keyword=a&monkey=b&tokens=5&max_tokens=7&sort_keys=1",
        "https://api.example.com/v1?api-version=2024-10-21&alt=sse",
        "https://api.example.com/@user/x?mail=a@b.example",
        "https://api.example.com:8443/v1#fragment",
        "http://[::1]:8080/v1",
        "https://api.example.com/v1?key=REDACTED&token=<TOKEN>",
        "not a url", "",
    ],
)  # fmt: skip
def test_other_urls_stay_as_they_are(url):
    """A key-like word inside another word is no key."""
    assert masked_url(url) == url


@pytest.mark.parametrize(
    "before",
    [
        "https://api.example.com/v1?key=", "https://api.example.com/v1?alt=sse&key=",
        "https://api.example.com/v1?api_key=", "https://api.example.com/v1?apiKey=",
        "https://api.example.com/v1?API-KEY=", "https://api.example.com/v1?access_token=",
        "https://api.example.com/v1?client_secret=", "https://api.example.com/v1?sig=",
        "https://api.example.com/v1?X-Amz-Signature=", "https://api.example.com/v1?X-Amz-Credential=",
        "https://api.example.com/v1?X-Amz-Security-Token=", "https://api.example.com/v1?password=",
        "https://api.example.com/v1?subscription-key=", "https://api.example.com/v1?upload_id=",
        "https://api.example.com/cb?code=", "https://api.example.com/cb#access_token=",
        "https://api.example.com/v1?AWSAccessKeyId=", "https://api.example.com/v1?accessToken=",
        "https://api.example.com/v1?clientSecret=", "https://api.example.com/v1?a=b;key=",
        "wss://api.example.com/v1?key=", "/v1/models?key=",
    ],
)  # fmt: skip
def test_key_like_parameters_are_masked(before):
    """And nothing else of the URL: what follows stays."""
    for after in ("", "&alt=sse", "#top"):
        url = masked_url(before + SECRET + after)
        assert url == before + mask(SECRET) + after


@pytest.mark.parametrize("user", ["user:demo-4711", "demo-4711", "user:de%3Amo", ":x"])
def test_user_info_is_masked(user):
    """Name and password together, before the host."""
    assert masked_url(f"https://{user}@api.example.com:8443/v1?limit=2") == (
        f"https://{mask(user)}@api.example.com:8443/v1?limit=2"
    )


@given(st.integers(100_000, 10**12), st.from_regex(r"[A-Za-z0-9_-]{10,40}", fullmatch=True))
def test_the_token_of_a_bot_in_the_path_is_masked(number, secret):
    """Telegram has it there; the method behind it stays."""
    shown = masked_url(f"https://api.telegram.org/bot{number}:{secret}/getMe")
    assert shown == f"https://api.telegram.org/bot{mask(f'{number}:{secret}')}/getMe"
    assert masked_url("https://a.example/bots/1/bot") == "https://a.example/bots/1/bot"


def test_a_url_in_a_header_is_masked_as_one():
    """A redirect carries the key of the request along."""
    url = f"https://api.example.com/v1?key={SECRET}"
    assert masked_value("Location", url) == f"https://api.example.com/v1?key={mask(SECRET)}"
    assert masked_value("Location", f"/v2?key={SECRET}") == f"/v2?key={mask(SECRET)}"
    headers = Headers([Header("Location", url, None), Header("X-Api-Key", SECRET, None)])
    assert SECRET not in str(masked_headers(headers))
    assert [header.name for header in masked_headers(headers)] == ["Location", "X-Api-Key"]


@pytest.mark.parametrize("path", SAMPLES + CASES, ids=lambda path: path.parent.name + path.name)
def test_the_source_of_an_interaction_shows_no_credential(path):
    """The raw view is the file's own text, with nothing but the credentials replaced."""
    cassette = open_cassette(Source("cassette", path))
    for interaction in cassette.interactions():
        shown = masked_source(cassette.text, interaction)
        request, response = interaction.request, interaction.response
        said = f"{request.body.stored.text}{response.body.stored.text}"
        for header in (*request.headers, *response.headers):
            if is_credential(header.name) and mask(header.value) != header.value:
                assert mask(header.value) in shown
                assert header.value not in shown or header.value in said
        if request.url and masked_url(request.url) != request.url:
            assert request.url not in shown
        if not MARK.search(shown):
            assert all(row in cassette.text for row in shown.split("\n"))


SOURCES = {
    "vcrpy": f"""
interactions:
- request:
    body: null
    headers:
      Authorization: [Bearer {SECRET}]
      X-Api-Key: {SECRET}
      Cookie: !!binary ZGVtby00NzExLXNlY3JldA==
    method: GET
    uri: https://user:{SECRET}@api.example.com/v1?key={SECRET}
  response:
    body: {{string: hi}}
    headers:
      Location: ['https://api.example.com/v1?key={SECRET}']
      Set-Cookie:
      - "a={SECRET}; \\
        path=/"
    status: {{code: 302, message: Found}}
""",
    "vcrpy-aiohttp": f"""
interactions:
- request:
    body: null
    headers:
      ? !!python/object/new:multidict._multidict.istr
        args: [Authorization]
      : !!python/tuple [!!python/object/new:multidict._multidict.istr {{args: [Bearer {SECRET}]}}]
    method: GET
    uri: https://api.example.com/v1?key={SECRET}
  response:
    body: {{string: hi}}
    headers: {{}}
    status: {{code: 200, message: OK}}
    url: https://api.example.com/v1?key={SECRET}
""",
    "go-vcr": f"""
version: 2
interactions:
- id: 0
  request:
    host: api.example.com
    request_uri: /v1?key={SECRET}
    headers: {{}}
    url: https://api.example.com/v1?key={SECRET}
    method: GET
  response:
    body: hi
    headers:
      Location: ['/v2?key={SECRET}']
    code: 200
""",
    "ruby-vcr": f"""
http_interactions:
- request:
    method: get
    uri: https://api.example.com/v1?key={SECRET}
    headers:
      Authorization: |
        Bearer {SECRET}
  response:
    status: {{code: 200, message: OK}}
    headers: {{}}
    body: {{encoding: UTF-8, string: hi}}
""",
    "json": f"""
{{"interactions": [{{"request": {{"method": "GET", "uri": "https://a.example/?key={SECRET}",
"body": null, "headers": {{"Authorization": ["Bearer {SECRET}"]}}}}, "response": {{"headers": {{}},
"body": {{"string": "hi"}}, "status": {{"code": 200, "message": "OK"}}}}}}]}}
""",
}  # fmt: skip


@pytest.mark.parametrize("kind", SOURCES)
def test_no_notation_hides_a_credential_from_masking(kind, tmp_path):
    """Quoted, folded, in base64, wrapped in an object, or written a second time elsewhere."""
    path = tmp_path / "a"
    path.write_text(SOURCES[kind])
    cassette = open_cassette(Source("a", path))
    for interaction in cassette.interactions():
        shown = masked_source(cassette.text, interaction)
        assert [line for line in shown.splitlines() if SECRET in line] == []
        assert "ZGVtby00NzEx" not in shown
        assert MARK.search(shown)


def test_nothing_but_credentials_is_replaced(tmp_path):
    """What stands around them is the file, character for character."""
    path = tmp_path / "a"
    path.write_text(
        "interactions:\n- request:\n    uri: 'https://a.example/?key=abcd&x=1'  # why\n"
        "    headers: {'X-Api-Key': [ \"k1\",  k2 ]}\n  response: {status: {code: 200}}\n"
    )
    cassette = open_cassette(Source("a", path))
    (interaction,) = cassette.interactions()
    shown = masked_source(cassette.text, interaction)
    assert MARK.sub("@", shown) == (
        "- request:\n    uri: 'https://a.example/?key=@&x=1'  # why\n"
        '    headers: {\'X-Api-Key\': [ "@",  "@" ]}\n  response: {status: {code: 200}}\n'
    )


@pytest.mark.parametrize("path", SAMPLES + CASES, ids=lambda path: path.parent.name + path.name)
def test_the_source_with_its_masks_is_still_a_document(path):
    """Quotes, block scalars and lines stay what they are around what is masked."""
    cassette = open_cassette(Source("cassette", path))
    for interaction in cassette.interactions():
        shown = masked_source(cassette.text, interaction)
        is_json = cassette.text.lstrip()[:1] in {"{", "["}
        read_json(shown) if is_json else read_documents(dedent(shown))
