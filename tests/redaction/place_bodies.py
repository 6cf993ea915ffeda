"""Places in bodies that are one document: JSON, forms, parts, XML, HTML, text; in any coding."""

import html
import json
import random
import urllib.parse
from base64 import b64encode

from tests.redaction.carriers import (
    CODINGS,
    WRAPPINGS,
    document,
    escaped,
    member,
    prose,
    said,
    settings,
    slashes,
)
from tests.redaction.characters import base64, name, run
from tests.redaction.exchange import Exchange
from tests.redaction.place import (
    ANY,
    GO,
    VCRPY,
    YAML,
    Place,
    alone,
    has_member,
    in_line,
    in_query,
    in_text,
)
from tests.redaction.plant import FIELD, Plant

CHAT = "https://api.openai.com/v1/chat/completions"
TOOL = {"role": "tool", "tool_call_id": "call_1"}


def requested(content: str, rng: random.Random) -> Exchange:
    """Return a call that says something."""
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": content}]
    body = json.dumps({"model": "gpt-4o", "messages": messages}, ensure_ascii=rng.random() < 0.5)
    return Exchange(CHAT, body.encode(), b'{"id":"chatcmpl-x","choices":[]}')


def answered(content: object, rng: random.Random) -> Exchange:
    """Return a call whose answer holds a value some way down."""
    shell = rng.choice(
        [lambda inner: {"id": "x", "choices": [{"index": 0, "message": {"content": inner}}]},
         lambda inner: {"output": [{"content": [{"type": "text", "text": inner}]}], "ok": True},
         lambda inner: {"a": {"b": [{"c": {"d": [0, [inner]]}}]}, "n": 1.5e-7}]
    )  # fmt: skip
    spaced = rng.choice([(", ", ": "), (",", ":")])
    body = json.dumps(shell(content), separators=spaced, ensure_ascii=rng.random() < 0.5)
    return Exchange(CHAT, b'{"model":"gpt-4o","messages":[]}', body.encode())


def either(content: str, rng: random.Random) -> list[Exchange]:
    """Return a call with a text in the request or in the answer."""
    return [rng.choice([requested, answered])(content, rng)]


def request_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into what is asked."""
    return [requested(prose(plant, rng), rng)]


def answer_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into what is answered, some way down."""
    return [answered(prose(plant, rng), rng)]


def answer_member(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant's value under a telling name."""
    return [answered(member(plant), rng)]


def request_member(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant's value under a telling name into a request."""
    body = json.dumps({"model": "gpt-4o", "metadata": member(plant)}, indent=rng.choice([None, 2]))
    return [Exchange(CHAT, body.encode(), b'{"ok":true}')]


def url_in_answer(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a link that the answer gives."""
    query = urllib.parse.urlencode({"page": 2, plant.field: plant.value})
    link = plant.value if plant.url else f"https://api.{name(rng, 3)}.net/v1/export?{query}"
    return [answered({"download_url": link, "expires": 900}, rng)]


def json_key(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant where a name stands."""
    return [answered({"usage_by_key": {plant.value: {"requests": 3}}}, rng)]


def text_parts(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into one of many parts of a message."""
    parts = [{"type": "text", "text": "first"}, {"type": "text", "text": prose(plant, rng)}]
    body = json.dumps({"messages": [{"role": "user", "content": [*parts, parts[0]]}]})
    return [Exchange("https://api.anthropic.com/v1/messages", body.encode(), b'{"type":"message"}')]


def tool_arguments(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the arguments of a tool: JSON that is a string of JSON."""
    function = {"name": "save", "arguments": document(plant, rng)}
    return [answered({"tool_calls": [{"id": "call_1", "function": function}]}, rng)]


def tool_result(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into what a tool gave back, which is JSON in a string."""
    body = json.dumps({"messages": [{**TOOL, "content": document(plant, rng)}]})
    return [Exchange(CHAT, body.encode(), b'{"ok":true}')]


def twice_within(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into JSON within JSON within JSON."""
    return either(json.dumps({"payload": document(plant, rng), "n": 1}), rng)


def unicode_escaped(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a string of which many characters are written by number."""
    body = f'{{"choices":[{{"message":{{"content":{escaped(prose(plant, rng), rng)}}}}}]}}'
    return [Exchange(CHAT, b'{"model":"m"}', body.encode())]


def slashes_escaped(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a string with a backslash before every slash."""
    text = prose(plant, rng)
    body = f'{{"content":{slashes(text)},"url":"https:\\/\\/a.invalid\\/b"}}'
    return [Exchange(CHAT, b'{"model":"m"}', body.encode())]


def form(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a form; go-vcr keeps a second copy."""
    fields = {"grant_type": "client_credentials", plant.field: plant.value, "scope": "a b"}
    body = urllib.parse.urlencode(fields).encode()
    url, kind = "https://login.invalid/oauth/token", "application/x-www-form-urlencoded"
    copy = {key: [value] for key, value in fields.items()}
    return [Exchange(url, body, b'{"ok":true}', sent_kind=kind, form=copy)]


def form_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the text of a message that is sent as a form."""
    fields = {"To": "whoever", "Body": prose(plant, rng)}
    url, kind = "https://api.invalid/Messages", "application/x-www-form-urlencoded"
    copy = {key: [value] for key, value in fields.items()}
    body = urllib.parse.urlencode(fields).encode()
    return [Exchange(url, body, b'{"ok":true}', sent_kind=kind, form=copy)]


def multipart(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into one of the parts of an upload."""
    border = run("h", 32, rng)
    parts = [
        ('name="purpose"', "user_data"),
        (f'name="{plant.field}"', plant.value),
        ('name="file"; filename="notes.txt"\r\nContent-Type: text/plain', prose(plant, rng)),
    ]
    if plant.shape == FIELD or not has_member(plant):
        del parts[1 if plant.shape != FIELD else 2]
    lines = [f"--{border}\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n"
             for head, text in parts]  # fmt: skip
    body = "".join(lines) + f"--{border}--\r\n"
    kind = f"multipart/form-data; boundary={border}"
    url = "https://api.openai.com/v1/files"
    return [Exchange(url, body.encode(), b'{"id":"file-x"}', sent_kind=kind)]


def page(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a page of the web."""
    text = html.escape(prose(plant, rng))
    body = f"<!doctype html><html><body><h1>Page</h1>\n<pre>{text}</pre></body></html>\n"
    return [Exchange("https://a.invalid/x", b"", body.encode(), method="GET", kind="text/html")]


def plain_text(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into words without any markup."""
    text = f"{prose(plant, rng)} and that is all there is to say about it for the time being"
    return [Exchange("https://a.invalid/x", text.encode(), text.encode(), sent_kind="text/plain",
                     kind="text/plain")]  # fmt: skip


def environment(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a file of settings."""
    line = said(plant) if plant.shape != "alone" else f"{plant.field.upper()}={plant.value}"
    body = f"# settings\nDEBUG=1\n{line}\nPORT=8080\n"
    return [Exchange("https://a.invalid/.env", b"", body.encode(), method="GET",
                     kind="text/plain")]  # fmt: skip


def sts_answer(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into XML, as AWS answers."""
    names = {"aws-access-key": "AccessKeyId", "aws-temporary-key": "AccessKeyId", "arn": "Arn",
             "aws-secret": "SecretAccessKey", "aws-session-token": "SessionToken",
             "aws-account": "Account"}  # fmt: skip
    tag = names.get(plant.type, "Message")
    text = html.escape(plant.value if tag != "Message" else said(plant))
    body = (
        '<?xml version="1.0"?>\n<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"\n  <AssumeRoleResult><Credentials>\n    <{tag}>{text}</{tag}>\n  </Credentials>"
        "</AssumeRoleResult>\n</AssumeRoleResponse>\n"
    )
    return [Exchange("https://sts.amazonaws.com/", b"", body.encode(), kind="text/xml")]


def docker_auth(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the settings of Docker: a name and a password in base64."""
    pair = base64(f"{name(rng, 3)}:{plant.value}")
    return [answered(json.dumps({"auths": {"ghcr.io": {"auth": pair}}}), rng)]


def wrapping(kind: str) -> Place:
    """Return the place that wraps a plant in an encoding, inside a string of JSON."""
    group, wrap = WRAPPINGS[kind]

    def build(plant: Plant, rng: random.Random) -> list[Exchange]:
        text = prose(plant, rng) if kind in {"percent", "html-entities"} else ""
        inner = text or rng.choice([prose, document])(plant, rng)
        if kind in {"percent-twice", "backslash-x"}:
            inner = said(plant)
        return either(wrap(inner, rng), rng)

    return Place(f"wrapped: {kind}", group, build, ANY, in_text)


def coding(kind: str) -> Place:
    """Return the place inside a compressed answer."""

    def build(plant: Plant, rng: random.Random) -> list[Exchange]:
        body = json.dumps({"padding": "word " * rng.randint(2, 40), "data": settings(plant, rng)})
        encoded = CODINGS[kind](body.encode(), rng)
        return [Exchange(CHAT, b'{"model":"gpt-4o"}', encoded, encoding=kind)]

    return Place(f"coding: {kind}", "compressed", build, YAML)


def list_of_bytes(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a file that the answer holds in base64 over many lines."""
    file = f"# notes\n{prose(plant, rng)}\n" * 2
    return [answered({"encoding": "base64", "content": b64encode(file.encode()).decode()}, rng)]


BODIES = (
    Place("request: text", "plain", request_text, ANY, in_text),
    Place("answer: text", "plain", answer_text, ANY, in_text),
    Place("answer: member", "plain", answer_member, ANY, has_member),
    Place("request: member", "plain", request_member, ANY, has_member),
    Place("answer: link", "plain", url_in_answer, ANY, in_query),
    Place("answer: JSON key", "keys and comments", json_key, ANY, alone),
    Place("request: one of many parts", "plain", text_parts, ANY, in_text),
    Place("tool: arguments", "JSON in JSON", tool_arguments),
    Place("tool: result", "JSON in JSON", tool_result),
    Place("JSON in JSON in JSON", "JSON in JSON", twice_within),
    Place(r"\u escapes", "escapes", unicode_escaped, ANY, in_text),
    Place(r"\/ escapes", "escapes", slashes_escaped, ANY, in_text),
    Place("form: member", "form", form, ANY, lambda p: has_member(p) and p.one_line),
    Place("form: text", "form", form_text, ANY, in_text),
    Place("form: go-vcr's copy", "form", form, GO, lambda p: has_member(p) and p.one_line),
    Place("multipart", "form", multipart, ANY, lambda p: in_text(p) or has_member(p)),
    Place("HTML page", "XML and HTML", page, ANY, in_text),
    Place("XML of AWS", "XML and HTML", sts_answer, ANY,
          lambda p: in_line(p) or p.type == "aws-account"),
    Place("plain text", "YAML styles", plain_text, VCRPY, in_text),
    Place("file of settings", "YAML styles", environment, YAML, in_line),
    Place("literal block", "YAML styles", plain_text, ("vcrpy-literal", "ruby"), in_text),
    Place("folded block", "YAML styles", plain_text, ("vcrpy-folded",), in_text),
    Place("double quotes", "YAML styles", request_text, ("vcrpy-double",), in_text),
    Place("Docker's auth", "base64", docker_auth, ANY,
          lambda p: p.group == "secret" and p.one_line and p.provider),
    Place("file in base64", "base64", list_of_bytes, ANY, in_text),
    *(wrapping(kind) for kind in WRAPPINGS),
    *(coding(kind) for kind in CODINGS),
)  # fmt: skip
