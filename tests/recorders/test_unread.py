"""Known kinds that are not read yet: a refusal names them, so that a user knows whose it is."""

import pytest

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.errors import UnreadFormat
from cassette_cli.recorders import RECORDERS, unread
from cassette_cli.text.yaml_tree import read_documents

# One tiny document for every kind, cut down to what tells it; JSON is YAML here.
KINDS = {
    "PollyJS": """
        {"log": {"_recordingName": "demo", "creator": {"name": "Polly.JS"}, "entries": []}}""",
    "a HAR exporter": """
        {"log": {"version": "1.2", "creator": {"name": "browser"}, "entries": []}}""",
    "R vcr": """
        http_interactions:
        - request: {method: get, uri: 'https://api.example.com/'}
          response: {status: {status_code: '200', message: OK}, body: {string: hi}}
          recorded_at: 2026-11-22 22:08:57 GMT
          recorded_with: vcr/1.2.0, webmockr/0.8.2""",
    "betamax": """
        {"http_interactions": [{"request": {"method": "GET", "uri": "https://api.example.com/"},
        "response": {"status": {"code": 200, "message": "OK"}}}],
        "recorded_with": "betamax/0.9.0"}""",
    "rVCR": """
        {"http_interactions": [{"request": {"method": "get", "uri": "https://api.example.com/"},
        "response": {"status": {"code": 200, "message": "OK"}}}], "recorded_with": "rVCR 0.2.1"}""",
    "an unknown member of the Ruby VCR family": """
        {"http_interactions": [], "recorded_with": "somebody/1.0"}""",
    "Ruby VCR 1.x": """
        - !ruby/struct:VCR::HTTPInteraction
          request: !ruby/struct:VCR::Request {method: get, uri: 'http://api.example.com:80/'}
          response: !ruby/struct:VCR::Response {body: hi}""",
    "VCR.py before 1.0 (`python -m vcr.migration` converts it)": """
        - request: !!python/object:vcr.request.Request
            {body: null, headers: {}, host: api.example.com, method: GET, path: /, port: 80}
          response: {body: {string: hi}, headers: {}, status: {code: 200, message: OK}}""",
    "pydantic-ai for xAI's gRPC": """
        {"version": 1, "interactions": [{"request_sample": {}, "response_sample": {}}]}""",
    "pydantic-ai for WebSockets": """
        {"interactions": [{"kind": "message", "direction": "send", "data": "hi"}]}""",
    "cassetter": """
        version: 1
        interactions:
        - request: {method: GET, uri: 'https://api.example.com/', body: {type: text, content: hi}}
          response: {status: 200, headers: {}, body: {type: text, content: hi}}""",
    "ReqCassette": """
        {"version": "1.0", "interactions": [{"request": {"method": "GET", "body_type": "text",
        "uri": "https://api.example.com/"}, "response": {"status": 200, "body_type": "json"}}]}""",
    "nock": """
        [{"scope": "https://api.example.com:443", "method": "GET", "path": "/", "status": 200}]""",
    "EasyVCR": """
        [{"Request": {"Uri": "https://api.example.com/"}, "Response": {"Status": {}}}]""",
    "php-vcr": """
        -
            request: {method: GET, url: 'https://api.example.com/', headers: {Accept: a}}
            response: {status: {code: 200, message: OK}, body: hi}
            index: 0""",
    "the Anthropic SDK's inline snapshots": """
        [{"request": {"method": "POST", "url": "https://api.anthropic.com/v1/messages",
        "headers": {}, "body": {}}, "response": {"status_code": 200, "body": {}}}]""",
    "ExVCR": """
        [{"request": {"body": "", "headers": {"Accept": "a"}, "method": "get", "options": [],
        "request_body": "", "url": "https://api.example.com/"},
        "response": {"binary": false, "body": "hi", "status_code": 200, "type": "ok"}}]""",
    "httpmock": """
        when: {method: GET, path: /}
        then: {status: 200, body: hi}""",
    "req_llm": """
        {"captured_at": "2026-01-01", "request": {"method": "POST", "url": "https://api.example.com/"},
        "response": {"status": 200}}""",
    "llama-stack": """
        {"test_id": "t", "request": {"method": "POST"}, "response": {"body": {"__type__": "x"}}}""",
    "the Azure SDK test proxy": """
        {"Entries": [{"RequestUri": "https://api.example.com/"}], "Variables": {}}""",
    "Hoverfly": """
        {"data": {"pairs": []}, "meta": {"schemaVersion": "v5"}}""",
    "the Datadog test agent": """
        {"request": {"method": "POST", "url": "https://api.example.com/", "body": "hi"},
        "response": {"status": {"code": 200}, "headers": {}, "body": "hi"}}""",
    "WireMock": """
        {"mappings": [{"request": {"urlPath": "/v1/messages"}, "response": {"status": 200}}]}""",
}  # fmt: skip
HEADS = {
    "httprr": "httprr trace v1\n25 20\nGET / HTTP/1.1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "mitmproxy": "49:8:response;0:~7:version;2:21#4:type;4:http;4:mode;0:~}",
    "cassetter": (
        'version = 1\n\n[[interactions]]\nrecorded_at = "2026-01-01"\n\n'
        '[interactions.request]\nmethod = "GET"\n'
    ),
}  # fmt: skip


def tree_of(kind: str):
    """Return the tree of a kind's document."""
    return read_documents(KINDS[kind])[0]


def test_every_kind_has_a_document():
    """A kind that nobody tries is a kind that nobody refuses."""
    assert set(KINDS) == {name for name, _ in unread._KINDS}
    assert set(HEADS) == {name for name, _ in unread._HEADS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_recorder_that_is_read_claims_no_look_alike(kind):
    """They live in the same folders, and share half their keys."""
    assert [recorder.name for recorder in RECORDERS if recorder.recognises(tree_of(kind))] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [*KINDS.items(), *HEADS.items()],
    ids=[*KINDS, *(f"{name}-text" for name in HEADS)],
)
def test_a_refusal_names_the_kind(name, text, tmp_path):
    """Also with Windows line ends, and with a byte order mark before it."""
    path = tmp_path / "recording"
    for data in (
        text.encode(),
        text.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + text.encode(),
    ):
        path.write_bytes(data)
        with pytest.raises(UnreadFormat) as caught:
            open_cassette(Source("recording", path))
        assert caught.value.message == (
            f"this is a recording by {name}, a kind that is not read yet"
        )
        assert caught.value.where == "recording"
        assert "cassette formats" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [*KINDS.items(), *HEADS.items()],
    ids=[*KINDS, *(f"{name}-text" for name in HEADS)],
)
def test_a_folder_is_told_of_what_it_holds_of_each_kind(name, text, tmp_path):
    """A scan of a folder that passes over recordings without a word would call them clean."""
    path = tmp_path / "recording"
    path.write_text(text)
    with pytest.raises(UnreadFormat) as error:
        open_cassette(Source("recording", path, named=False))
    assert error.value.kind == name


@pytest.mark.parametrize(
    "text",
    [
        "request: a\nresponse: {{ .Values.response }}\n", '{"request": 1, "response": [}',
        "request: a\nresponse: b\n", "def request(): pass\nresponse: int = 1\n",
        "when: x\nthen: [\n",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_nobodys_business(text, tmp_path):
    """Templates, programs and settings speak of requests too, and need not be YAML."""
    path = tmp_path / "file"
    path.write_text(text)
    assert open_cassette(Source("file", path, named=False)) is None
