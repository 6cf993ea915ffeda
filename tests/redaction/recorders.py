"""Cassettes as the recorders write them: VCR.py, go-vcr and Ruby VCR, in their own layouts.

Source: VCR.py 9.4 `serializers/yamlserializer.py` and `jsonserializer.py`; go-vcr 1, 2, 3.2 and 4
`cassette.go`; Ruby VCR 6 `structs.rb` with Psych 4. Each is one emitter of YAML with settings.
"""

import json
import random
import re
import textwrap
from base64 import b64decode
from collections.abc import Callable
from typing import NamedTuple

import yaml

from tests.redaction.characters import base64
from tests.redaction.exchange import Exchange, Headers, Value
from tests.redaction.go_yaml import WIDE, document


class Styled(str):
    """A text with the style in which it is to be written, if YAML allows that."""

    __slots__ = ("style",)

    def __new__(cls, text: str, style: str) -> "Styled":
        """Return the text, remembering the style."""
        made = super().__new__(cls, text)
        made.style = style
        return made


class Tagged(NamedTuple):
    """Bytes as one of the recorders writes them."""

    tag: str
    text: str
    style: str


class _Dumper(yaml.CSafeDumper):
    """Writes as libyaml does: go-vcr 1, VCR.py and Ruby VCR."""

    def ignore_aliases(self, _data: object) -> bool:
        """Write everything out."""
        return True


def _styled(dumper: yaml.Dumper, text: Styled) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=text.style or None)


def _tagged(dumper: yaml.Dumper, value: Tagged) -> yaml.Node:
    return dumper.represent_scalar(value.tag, value.text, style=value.style)


_Dumper.add_representer(Styled, _styled)
_Dumper.add_representer(Tagged, _tagged)


def _text(data: bytes) -> str | None:
    """Return bytes as the text that a recorder would make of them."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _lists(headers: Headers, value: Callable[[Value], object]) -> dict[str, list[object]]:
    grouped: dict[str, list[object]] = {}
    for key, item in headers:
        grouped.setdefault(key, []).append(value(item))
    return grouped


def _vcrpy(style: str) -> Callable[[list[Exchange]], str]:
    def body(data: bytes) -> object:
        text = _text(data)
        # libyaml folds lines that begin with a blank, though a reader then keeps the break.
        odd = style == ">" and text is not None and "\n " in text
        return data if text is None else Styled(text, '"' if odd else style)

    def request(exchange: Exchange) -> dict[str, object]:
        sent = exchange.request_headers()
        made = {"body": body(exchange.body) if exchange.body else None,
                "headers": _lists(sent, lambda value: value),
                "method": exchange.method, "uri": exchange.url}  # fmt: skip
        if exchange.tree is not None:
            del made["body"]
            made["parsed_body"] = exchange.tree
        return made

    def response(exchange: Exchange) -> dict[str, object]:
        return {"body": {"string": body(exchange.answer)},
                "headers": _lists(exchange.response_headers(), lambda value: value),
                "status": {"code": exchange.status, "message": "OK"}}  # fmt: skip

    def write(exchanges: list[Exchange]) -> str:
        items = [{"request": request(e), "response": response(e)} for e in exchanges]
        return yaml.dump({"interactions": items, "version": 1}, Dumper=_Dumper, width=80)

    return write


def _vcrpy_json(exchanges: list[Exchange]) -> str:
    """Return what VCR.py writes as JSON; it cannot hold bytes."""
    plain = yaml.safe_load(_vcrpy("")(exchanges))
    return json.dumps(plain, indent=4) + "\n"


def _go_scalar(text: str) -> object:
    """Return a text as go-yaml quotes it: numbers in double quotes, lines as a block."""
    if "\n" in text:
        return Styled(text, "|")
    return Styled(text, '"') if re.fullmatch(r"[\d.]+|true|false|null|", text) else text


def _go_body(data: bytes) -> object:
    text = _text(data)
    if text is None:
        return Tagged("tag:yaml.org,2002:binary", textwrap.fill(base64(data), 70) + "\n", "|")
    return _go_scalar(text)


class Go(NamedTuple):
    """How one version of go-vcr writes."""

    file_version: int
    width: int | None
    """At which it folds; `None` for the layout of go-yaml 3."""
    full: bool
    """Whether it writes empty members too."""


_PROTO = {"proto": "HTTP/1.1", "proto_major": 1, "proto_minor": 1}


def _go(how: Go) -> Callable[[list[Exchange]], str]:
    new = how.file_version == 2

    def headers(of: Headers) -> dict[str, list[object]]:
        named = [(key.title(), value) for key, value in of]
        return _lists(named, lambda v: _go_scalar(v if isinstance(v, str) else v.decode()))

    def request(exchange: Exchange) -> dict[str, object]:
        sent = exchange.request_headers()
        form = {key: [_go_scalar(v) for v in of] for key, of in exchange.form.items()}
        empty = {"transfer_encoding": [], "trailer": {}} if how.full else {}
        host = dict(sent)["host"]
        head = {**_PROTO, "content_length": len(exchange.body), **empty, "host": host}
        late = {"remote_addr": Styled("", '"'), "request_uri": Styled("", '"')} if how.full else {}
        return {
            **(head if new else {}),
            **(late if new else {}),
            "body": _go_body(exchange.body),
            **({"form": form} if form or how.full else {}),
            "headers": headers(sent),
            "url": exchange.url,
            "method": exchange.method,
        }

    def response(exchange: Exchange) -> dict[str, object]:
        got = headers(exchange.response_headers())
        head = {**_PROTO, "content_length": len(exchange.answer)}
        duration = "1.964844ms" if new else Styled("", '"')
        return {
            **(head if new else {}),
            "body": _go_body(exchange.answer),
            "headers": got,
            "status": f"{exchange.status} OK",
            "code": exchange.status,
            "duration": duration,
        }

    def write(exchanges: list[Exchange]) -> str:
        items = [
            {**({"id": n} if new else {}), "request": request(e), "response": response(e)}
            for n, e in enumerate(exchanges)
        ]
        whole = {"version": how.file_version, "interactions": items}
        if how.width is None:
            return document(_plain(whole))
        return yaml.dump(
            whole, Dumper=_Dumper, width=how.width, sort_keys=False, allow_unicode=True,
            explicit_start=True,
        )  # fmt: skip

    return write


def _plain(value: object) -> object:
    """Return a value whose texts have no style of their own."""
    if isinstance(value, Tagged):
        return b64decode(value.text)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Styled) else value


def _ruby(form: str) -> Callable[[list[Exchange]], str]:
    def body(data: bytes) -> dict[str, object]:
        text = _text(data)
        whole = base64(data)
        if form == "ruby-base64" or (text is None and form == "ruby"):
            wrapped = "".join(f"{line}\n" for line in textwrap.wrap(whole, 60))
            name = "UTF-8" if text is not None else "ASCII-8BIT"
            style = "|" if wrapped else "'"
            return {"encoding": name, "base64_string": Styled(wrapped, style)}
        if data and (text is None or form == "ruby-binary"):
            return {"encoding": "ASCII-8BIT", "string": Tagged("!binary", whole, "|")}
        return {"encoding": "UTF-8", "string": Styled(text or "", "|" if "\n" in text else "")}

    def write(exchanges: list[Exchange]) -> str:
        items = [
            {"request": {"method": e.method.lower(), "uri": e.url, "body": body(e.body),
                         "headers": _lists(e.request_headers(), _go_text)},
             "response": {"status": {"code": e.status, "message": "OK"},
                          "headers": _lists(e.response_headers(), _go_text),
                          "body": body(e.answer)},
             "recorded_at": "Sun, 22 Nov 2026 22:02:23 GMT"}
            for e in exchanges
        ]  # fmt: skip
        return yaml.dump(
            {"http_interactions": items, "recorded_with": "VCR 6.4.0"}, Dumper=_Dumper, width=80,
            sort_keys=False, allow_unicode=True, explicit_start=True,
        )  # fmt: skip

    return write


def _go_text(value: Value) -> str:
    return value if isinstance(value, str) else value.decode()


RECORDERS: dict[str, Callable[[list[Exchange]], str]] = {
    "vcrpy": _vcrpy(""),
    "vcrpy-double": _vcrpy('"'),
    "vcrpy-literal": _vcrpy("|"),
    "vcrpy-folded": _vcrpy(">"),
    "vcrpy-json": _vcrpy_json,
    "go-vcr-1": _go(Go(1, 80, full=True)),
    "go-vcr-2": _go(Go(1, None, full=True)),
    "go-vcr-3": _go(Go(2, None, full=True)),
    "go-vcr-4": _go(Go(2, None, full=False)),
    "go-vcr-charm": _go(Go(2, WIDE, full=False)),
    "ruby": _ruby("ruby"),
    "ruby-base64": _ruby("ruby-base64"),
    "ruby-binary": _ruby("ruby-binary"),
}
"""What writes a cassette, by recorder and variant."""


def write(recorder: str, exchanges: list[Exchange], rng: random.Random) -> bytes:
    """Return the bytes of a cassette; comments stand above their interactions."""
    text = RECORDERS[recorder](exchanges)
    if any(exchange.comment for exchange in exchanges):
        text = _commented(text, exchanges, rng)
    return text.encode()


def _commented(text: str, exchanges: list[Exchange], rng: random.Random) -> str:
    """Return a cassette with the comments of its interactions in lines, or behind a member."""
    starts = [match.start() for match in re.finditer(r"(?m)^ *- (?:id: \d+|request:)$", text)]
    assert len(starts) == len(exchanges)
    for start, exchange in reversed(list(zip(starts, exchanges, strict=True))):
        if not exchange.comment:
            continue
        if rng.random() < 0.5:
            text = f"{text[:start]}# {exchange.comment}\n{text[start:]}"
        else:
            end = text.index("\n", start)
            text = f"{text[:end]} # {exchange.comment}{text[end:]}"
    return text


def suffix(recorder: str) -> str:
    """Return how the recorder's files end."""
    if recorder == "vcrpy-json":
        return ".json"
    return ".yml" if recorder.startswith("ruby") else ".yaml"
