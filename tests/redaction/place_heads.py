"""Places outside bodies: headers, URLs, comments, keys of mappings; and the same value twice."""

import json
import random
import urllib.parse

from tests.redaction.carriers import prose, said, settings
from tests.redaction.characters import base64, name
from tests.redaction.exchange import Exchange
from tests.redaction.fragments import cut
from tests.redaction.place import (
    ANY,
    GO,
    VCRPY,
    YAML,
    Place,
    alone,
    has_member,
    in_header,
    in_line,
    in_query,
)
from tests.redaction.place_bodies import CHAT, answered, requested
from tests.redaction.plant import FIELD, NAMED, Plant
from tests.redaction.streams_openai import asked, chat

OF_ANSWERS = {"Set-Cookie", "X-Goog-Upload-URL", "OpenAI-Organization", "OpenAI-Project",
              "Anthropic-Organization-Id", "Anthropic-Workspace-Id"}  # fmt: skip
ASKED = b'{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}'
SAID = b'{"id":"chatcmpl-x","object":"chat.completion","choices":[]}'


def call() -> Exchange:
    """Return a call that says nothing of interest."""
    return Exchange(CHAT, ASKED, SAID)


def natural_header(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into its own header."""
    exchange = call()
    letters = plant.header.lower() if rng.random() < 0.5 else plant.header
    side = exchange.got if plant.header in OF_ANSWERS else exchange.sent
    side.append((letters, plant.header_value))
    return [exchange]


def unknown_request_header(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a header that no list knows."""
    exchange = call()
    exchange.sent.append(("x-forwarded-context", f"v=1; {said(plant)}"))
    return [exchange]


def unknown_answer_header(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a header of an answer, between other words."""
    exchange = call()
    exchange.got += [("x-debug", f"cache=miss; {said(plant)}"), ("vary", "accept")]
    return [exchange]


def location(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into where an answer sends the client."""
    exchange, query = call(), urllib.parse.urlencode({"a": 1, plant.field: plant.value})
    link = plant.value if plant.url else f"https://b.{name(rng, 3)}.net/next?{query}"
    exchange.status = 302
    exchange.got.append(("location", link))
    return [exchange]


def binary_header(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a header that VCR.py got as bytes and writes as base64."""
    exchange = call()
    exchange.sent.append((plant.header, plant.header_value.encode()))
    return [exchange]


def url_query(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the query of the request's URL, or let it be that URL."""
    exchange = call()
    query = urllib.parse.urlencode({"alt": "sse", plant.field: plant.value})
    exchange.url = plant.value if plant.url else f"https://api.{name(rng, 3)}.net/v1/run?{query}"
    return [exchange]


def url_path(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into the path of the request's URL, percent-encoded."""
    exchange = call()
    segment = urllib.parse.quote(plant.value, safe="")
    exchange.url = f"https://api.{name(rng, 3)}.net/v1/items/{segment}/invoke"
    return [exchange]


def comment(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a comment of the file."""
    exchange = call()
    exchange.comment = f"recorded with {said(plant)} on Sunday"
    return [exchange]


def mapping_key(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant where a name stands, in a body kept as a tree of YAML."""
    exchange = call()
    exchange.tree = {"model": "gpt-4o", "usage_by_key": {plant.value: {"requests": 3}}}
    return [exchange]


def tree(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into a body kept as a tree of YAML."""
    exchange = call()
    exchange.tree = {"model": "gpt-4o", "messages": [{"role": "user"}], **settings(plant, rng)}
    return [exchange]


def bare(plant: Plant) -> str:
    """Return a value without its scheme: what stays when somebody quotes it."""
    return plant.core if plant.value.startswith(("Bearer ", "Basic ")) else plant.value


def known_from_header(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant into its header, and its mere value into another body, in some encoding."""
    value = bare(plant)
    text = f"I think {value} was what you used before"
    stream = [{"content": part} for part in cut(text, value, rng)]
    elsewhere = rng.choice(
        [lambda: answered(text, rng), lambda: requested(text, rng),
         lambda: answered({"seen": [value, 1]}, rng),
         lambda: answered(base64(text), rng),
         lambda: answered(json.dumps({"q": text}), rng),
         lambda: asked(CHAT, chat(stream, rng))]
    )()  # fmt: skip
    both = [natural_header(plant, rng)[0], elsewhere]
    return both if rng.random() < 0.5 else both[::-1]


def known_from_member(plant: Plant, rng: random.Random) -> list[Exchange]:
    """Put a plant under a telling name, and its mere value into another body."""
    first = answered({"config": {plant.field: plant.value}}, rng)
    return [first, answered(prose(plant._replace(text=plant.value), rng), rng)]


def quotable(plant: Plant) -> bool:
    """Say whether a header tells of a value that alone tells nothing."""
    return in_header(plant) and plant.shape in {NAMED, FIELD} and not plant.header.endswith(
        ("Cookie", "User-Agent")
    ) and plant.type != "basic"  # fmt: skip


HEADS = (
    Place("header", "headers", natural_header, ANY, in_header),
    Place("header of credentials", "headers", natural_header, ANY,
          lambda p: in_header(p) and p.group == "secret"),
    Place("request: unknown header", "headers", unknown_request_header, ANY,
          lambda p: in_line(p) and "okie" not in p.type and p.text.isascii()),
    Place("answer: unknown header", "headers", unknown_answer_header, ANY,
          lambda p: in_line(p) and "cookie" not in p.type),
    Place("location", "headers", location, ANY, in_query),
    Place("header in !!binary", "headers", binary_header, VCRPY, in_header),
    Place("URL: query", "URL", url_query, ANY, in_query),
    Place("URL: query, go-vcr", "URL", url_query, GO, in_query),
    Place("URL: path", "URL", url_path, ANY, lambda p: alone(p) and not p.url),
    Place("YAML comment", "keys and comments", comment, YAML, in_line),
    Place("YAML key", "keys and comments", mapping_key, ("vcrpy",), alone),
    Place("YAML tree", "YAML styles", tree, ("vcrpy",)),
    Place("propagation: header", "propagation", known_from_header, ANY, quotable),
    Place("propagation: header, other file", "propagation", known_from_header, ANY, quotable),
    Place("propagation: member", "propagation", known_from_member, ANY,
          lambda p: p.shape in {NAMED, FIELD} and has_member(p) and p.type != "password"),
)  # fmt: skip
