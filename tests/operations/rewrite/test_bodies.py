"""What a body can become depends on how it is kept and by which headers it is read."""

import base64
import gzip
import itertools
import json

import pytest
from tests.redaction.exchange import Exchange
from tests.redaction.recorders import RECORDERS

from cassette_cli.document.files import cassette_of, open_cassette
from cassette_cli.document.json_view import cassette_view
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.patch import NOTHING, Assignment
from cassette_cli.operations.rewrite.run import Wishes, rewritten

URL = "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse"
CHUNKS = [
    {"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "index": 0} | end],
     "modelVersion": "m", "responseId": "r"}
    for text, end in (("hel", {}), ("lo", {"finishReason": "STOP"}))
]  # fmt: skip
STREAM = "".join(f"data: {json.dumps(chunk)}\r\n\r\n" for chunk in CHUNKS)
PLAIN = {
    "id": "c", "object": "chat.completion", "model": "m",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"},
                 "finish_reason": "stop"}],
}  # fmt: skip
CALL = {"kind": "tool_call", "id": "i", "name": "n", "arguments": {"a": 1}}
TEXT = "/response/messages/0/parts/0/text"


def opened(folder, body, content_type="application/json", more="", url=URL):
    """Return a cassette of VCR.py with one answer."""
    path = folder / "c.yaml"
    path.write_text(
        f"interactions:\n- request:\n    body: null\n    headers: {{{more}}}\n    method: POST\n"
        f"    uri: {url}\n  response:\n    body:\n      string: {body}\n"
        f"    headers:\n      Content-Type:\n      - {content_type}\n"
        "    status:\n      code: 200\n      message: OK\nversion: 1\n",
        encoding="utf-8",
    )
    return open_cassette(Source("c.yaml", path))


def rewrite(cassette, puts):
    """Return what becomes of a cassette, and the view of its interaction then."""
    outcome = rewritten(cassette, Asked(assignments=puts).plan, Wishes())
    (view,) = cassette_view(cassette_of(outcome.text, cassette), show_secrets=True)["interactions"]
    return outcome, view


def framed_anew(framing):
    """Return a patch that wants another text in another framing."""
    response = "/interactions/0/response"
    return [
        {"op": "replace", "path": f"{response}/stream/framing", "value": framing},
        {"op": "replace", "path": f"/interactions/0{TEXT}", "value": "bye"},
    ]


def test_an_answer_in_another_framing_is_written_in_that(tmp_path):
    """As between two recordings of one protocol, one of them read as an array."""
    cassette = opened(tmp_path, json.dumps(STREAM), "text/event-stream")
    outcome = rewritten(cassette, Asked(framed_anew("json-array")).plan, Wishes())
    (view,) = cassette_view(cassette_of(outcome.text, cassette))["interactions"]
    assert view["response"]["stream"]["framing"] == "json-array"
    assert view["response"]["messages"][0]["parts"] == [{"kind": "text", "text": "bye"}]
    with pytest.raises(CassetteError, match="cannot be made of messages alone"):
        rewritten(cassette, Asked(framed_anew("pigeon")).plan, Wishes())


@pytest.mark.parametrize("value", ["text/plain", "application/json", NOTHING])
@pytest.mark.parametrize("body", [STREAM, json.dumps(PLAIN), "3", "words"])
def test_a_content_type_may_change_how_a_body_is_shown_but_no_byte_of_it(tmp_path, body, value):
    """It is what was asked for."""
    cassette = opened(tmp_path, json.dumps(body), "text/event-stream")
    outcome, view = rewrite(cassette, [Assignment("/response/headers/content-type", value)])
    assert view["response"]["headers"] == ({} if value is NOTHING else {"Content-Type": [value]})
    assert json.dumps(body) in outcome.text


def test_an_answer_that_its_new_content_type_hides_cannot_be_edited(tmp_path):
    """Together they cannot be had; which is not our fault."""
    packed = base64.b64encode(json.dumps(PLAIN | {"model": "mm"}).encode()).decode()
    cassette = opened(tmp_path, f"!!binary {packed}")
    kind = Assignment("/response/headers/Content-Type", "application/json; charset=utf-16")
    outcome, _ = rewrite(cassette, [kind])
    assert packed in outcome.text
    with pytest.raises(CassetteError, match="read as something else") as caught:
        rewrite(cassette, [kind, Assignment(TEXT, "ho")])
    assert caught.value.where.startswith("c.yaml#0:/response/")


def test_a_body_and_what_it_is_to_say_must_agree(tmp_path):
    """They are two faces of the same bytes."""
    cassette = opened(tmp_path, json.dumps(json.dumps(PLAIN)))
    body = json.loads(json.dumps(PLAIN).replace('"hi"', '"ho"'))
    _, view = rewrite(cassette, [Assignment("/response/body", body), Assignment(TEXT, "ho")])
    assert view["response"]["body"] == body
    with pytest.raises(CassetteError, match="disagree") as caught:
        rewrite(cassette, [Assignment("/response/body", body), Assignment(TEXT, "he")])
    assert caught.value.where == "c.yaml#0:/response"


@pytest.mark.parametrize(("text", "words"), [
    ("a\0b", "would be no text any more"), ("a\ud800", "half a character"),
])  # fmt: skip
def test_bytes_that_would_be_no_text_are_not_written_as_one(tmp_path, text, words):
    """They would be read as base64 afterwards; within a string of JSON both are escaped."""
    packed = base64.b64encode(gzip.compress(json.dumps(PLAIN).encode())).decode()
    cassette = opened(tmp_path, f"!!binary {packed}")
    with pytest.raises(CassetteError, match=words):
        rewrite(cassette, [Assignment("/response/body", text)])
    _, view = rewrite(cassette, [Assignment(TEXT, text)])
    assert view["response"]["messages"][0]["parts"][0]["text"] == text


@pytest.mark.parametrize("value", [{"a": 1}, [1], 3, True, "words", '{"a": 1}'])
def test_any_json_can_be_a_body_whatever_its_content_type_says(tmp_path, value):
    """A number is shown as the text that it is, then."""
    cassette = opened(tmp_path, "words of it", "text/plain")
    _, view = rewrite(cassette, [Assignment("/response/body", value)])
    found = view["response"]["body"]
    assert found == value or json.loads(found if isinstance(found, str) else json.dumps(found)) == (
        json.loads(value) if isinstance(value, str) else value
    )


def test_a_header_that_is_kept_as_bytes_takes_any_text_but_base64(tmp_path):
    """Such a text would be taken for the bytes that it stands for."""
    cassette = opened(tmp_path, "x", more="A: [!!binary aMOp]")
    _, view = rewrite(cassette, [Assignment("/request/headers/A/0", "no base64!")])
    assert view["request"]["headers"]["A"] == ["no base64!"]
    with pytest.raises(CassetteError, match="kept as bytes in base64") as caught:
        rewrite(cassette, [Assignment("/request/headers/A", "aGVsbG8=")])
    assert caught.value.where.endswith(":/request/headers/A")


@pytest.mark.parametrize(("before", "after"), [(0, False), (1, True), ("1", 1), (None, [])])
def test_an_edit_that_python_would_call_none_is_made(tmp_path, before, after):
    """`false` is not 0."""
    cassette = opened(tmp_path, json.dumps(json.dumps({"a": before})))
    outcome, view = rewrite(cassette, [Assignment("/response/body/a", after)])
    assert outcome.edits
    assert json.dumps(view["response"]["body"]) == json.dumps({"a": after})


def test_a_first_call_under_an_end_without_one_is_said(tmp_path):
    """Who sets the reason too is told nothing."""
    cassette = opened(tmp_path, json.dumps(json.dumps(PLAIN)))
    added = Assignment("/response/messages/0/parts/-", CALL)
    outcome, _ = rewrite(cassette, [added])
    assert outcome.notes == ["#0: the finish reason is still `stop`, though a tool is called now"]
    reason = Assignment("/response/messages/0/finish_reason_raw", "tool_calls")
    outcome, view = rewrite(cassette, [added, reason])
    assert (outcome.notes, view["response"]["messages"][0]["finish_reason"]) == ([], "tool_call")


# Recordings that are damaged, or written in a way that no recorder does


def test_what_has_no_place_is_refused(tmp_path):
    """An interaction without a request: its response is edited, and of the request it is said."""
    cassette = opened(tmp_path, "hi", "text/plain")
    whole = cassette.text[cassette.text.index("- ") : cassette.text.index("version")]
    damaged = whole.replace("- request:", "- damaged:")
    (tmp_path / "c.yaml").write_text(f"interactions:\n{whole}{damaged}version: 1\n")
    damaged = open_cassette(Source("c.yaml", tmp_path / "c.yaml", picks="1"))
    for puts, pointer in (
        ([Assignment("/response/status", 503)], ""),
        ([Assignment("/response/headers/Content-Type/0", NOTHING)], ""),
        ([Assignment("/request/method", "PUT")], "/request/method"),
        ([Assignment("/request/headers/A", "b")], "/request/headers"),
    ):
        if not pointer:
            assert rewritten(damaged, Asked(assignments=puts).plan, Wishes()).edits
            continue
        with pytest.raises(CassetteError, match="no place for this") as caught:
            rewrite(damaged, puts)
        assert caught.value.where == f"c.yaml#1:{pointer}"


def test_what_an_alias_shares_is_not_changed_for_one_place_alone(tmp_path):
    """The file is right, and so is the program: who made it has to write the value twice."""
    cassette = opened(tmp_path, "hi", "&same text/plain")
    whole = cassette.text[cassette.text.index("- ") : cassette.text.index("version")]
    both = f"interactions:\n{whole}{whole.replace('&same text/plain', '*same')}version: 1\n"
    (tmp_path / "c.yaml").write_text(both)
    cassette = open_cassette(Source("c.yaml", tmp_path / "c.yaml", picks="0"))
    puts = [Assignment("/response/headers/Content-Type/0", "text/html")]
    with pytest.raises(CassetteError, match="an alias of YAML") as caught:
        rewritten(cassette, Asked(assignments=puts).plan, Wishes())
    assert caught.value.where == "c.yaml#1"


def test_a_key_that_stands_twice_is_told(tmp_path):
    """No mapping has it; a reader takes one of them, and which is to change nobody knows."""
    cassette = opened(tmp_path, "hi", "text/plain\n      Content-Type:\n      - text/html")
    with pytest.raises(CassetteError, match="the key Content-Type stands twice") as caught:
        rewrite(cassette, [Assignment("/response/headers/Content-Type/0", "text/css")])
    assert caught.value.where == "c.yaml#0"


def replaced(cassette, **fields):
    """Return the view of a response that is replaced by itself with other fields."""
    (view,) = cassette_view(cassette, show_secrets=True)["interactions"]
    put = Assignment("/response", view["response"] | fields)
    return rewrite(cassette, [put])[1]["response"]


def test_a_text_that_would_be_read_as_bytes_is_refused(tmp_path):
    """Where a body is kept as base64, one with U+0000 is none."""
    cassette = opened(tmp_path, "!!binary /wAB", "text/plain")
    with pytest.raises(CassetteError, match=r"U\+0000") as caught:
        replaced(cassette, body="a\0b", body_kind="text")
    assert caught.value.where == "c.yaml#0:/response/body"


def test_bytes_and_a_text_of_their_base64_are_two_bodies(tmp_path):
    """What is asked says by its kind which of them is meant; one that says none means no other."""
    packed, text = (opened(tmp_path, body, "text/plain") for body in ("!!binary aGkA", "aGkA"))
    for cassette, kind, other in ((packed, "base64", "text"), (text, "text", "base64")):
        for wanted in (kind, other):
            found = replaced(cassette, body_kind=wanted)
            assert (found["body_kind"], found["body"]) == (wanted, "aGkA")
    response = {"status": 500, "body": "aGkA"}
    _, view = rewrite(packed, [Assignment("/response", response)])
    assert (view["response"]["body_kind"], view["response"]["status"]) == ("base64", 500)


GIVEN = [
    ("text", "aGkA"), ("text", "a\0b"), ("text", ""), ("json", {"a": 2}), ("empty", None),
    *(("base64", base64.b64encode(data).decode()) for data in (
        b"hi\0", b"hi", b"\xe9", b"", b"\x8b\0", b'{"a": 1}', gzip.compress(b"x"),
    )),
]  # fmt: skip
KEPT = [b"", b"words", b"hi\0", b"\xe9", b"\x8b\0", gzip.compress(b"words")]


@pytest.mark.parametrize("recorder", RECORDERS)
def test_a_body_becomes_what_is_given_or_is_refused_whatever_it_was(recorder):
    """Bytes or text, under a header that may claim a coding; and it is never our fault."""
    for answer, encoding in itertools.product(KEPT, ("", "gzip", "br")):
        one = Exchange(
            url=URL, body=b"q", answer=answer, encoding=encoding, kind="text/plain; charset=latin-1"
        )
        try:
            data = RECORDERS[recorder]([one]).encode()
        except (TypeError, UnicodeError, AttributeError):
            continue  # this one cannot keep it
        cassette = open_cassette(Source("c", None), data)
        (view,) = cassette_view(cassette, show_secrets=True)["interactions"]
        for (kind, body), is_new in itertools.product(GIVEN, {False, not encoding}):
            response = view["response"] | {"body_kind": kind, "body": body}
            put = (
                {"op": "add", "path": "/interactions/-",
                 "value": {"request": view["request"], "response": response}}
                if is_new
                else {"op": "replace", "path": "/interactions/0/response", "value": response}
            )  # fmt: skip
            try:
                made = rewritten(cassette, Asked([put]).plan, Wishes()).text
            except CassetteError as error:
                if "fault" in error.hint:
                    raise
                continue
            *_, last = cassette_of(made, cassette).interactions()
            if kind == "base64":
                assert last.response.body.data == base64.b64decode(body)
            else:
                content = body if isinstance(body, str | None) else json.dumps(body)
                assert json_or_text(last.response.body.text) == json_or_text(content)


def json_or_text(text):
    """Return the value of a JSON text, or the text."""
    try:
        return json.loads(text or "")
    except ValueError:
        return text or ""
