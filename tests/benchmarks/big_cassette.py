"""A go-vcr cassette of any size: copies of a sample, each with words, ids and cuts of its own."""

import json
import random
import re
from pathlib import Path

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.framing import stream_of
from cassette_cli.http.interaction import Interaction

SAMPLE = Path(__file__).parents[2] / "samples" / "openrouter-tool-call.yaml"
COPIES = 1_000
"""How many copies make 22 MB."""

_WORDS = (
    "river", "stone", "cloud", "seven", "tools", "answer", "always", "maybe", "naïve", "quick",
    "brown", "fox", "über", "data",
)  # fmt: skip


def big_cassette(copies: int = COPIES, seed: int = 20261123) -> str:
    """Return the YAML of a cassette with three interactions a copy; a seed gives one text."""
    rng = random.Random(seed)
    head, *items = re.split(r"(?m)^(?=- id: )", SAMPLE.read_text(encoding="utf-8"))
    cassette = open_cassette(Source(str(SAMPLE), SAMPLE))
    assert cassette is not None
    interactions = list(cassette.interactions())
    parts = [head]
    for copy in range(copies):
        for number, (item, interaction) in enumerate(zip(items, interactions, strict=True)):
            parts.append(_copied(item, interaction, copy * len(items) + number, rng))
    return "".join(parts)


def write_big(path: Path, other: Path, copies: int = COPIES) -> None:
    """Write a large cassette, and another in which all answers say something else."""
    text = big_cassette(copies)
    path.write_text(text, encoding="utf-8")
    other.write_text(text.replace(" river ", " lake "), encoding="utf-8")


def write_repeated(path: Path, sample: Path, size: int) -> None:
    """Write a cassette of VCR.py of about that many bytes: the interactions of a sample, often."""
    text = sample.read_text(encoding="utf-8")
    head, *items, end = re.split(r"(?m)^(?=- request:|version:)", text)
    body = "".join(items)
    path.write_text("".join([head, body * (size // len(body)), end]), encoding="utf-8")


def _copied(item: str, interaction: Interaction, number: int, rng: random.Random) -> str:
    """Return an item with its bodies told anew; everything else stays."""
    response = interaction.response.body
    bodies = [_request(interaction.request.body.text or "", rng), _response(response, rng)]
    item = re.sub(r"^- id: \d+", f"- id: {number}", item)
    return re.sub(r"(?m)^    body: .*$", lambda _: f"    body: {_quoted(bodies.pop(0))}", item)


def _quoted(text: str) -> str:
    """Return a text in the double quotes of JSON, which are those of YAML too."""
    return json.dumps(text, ensure_ascii=False)


def _words(length: int, rng: random.Random) -> str:
    """Return words of about a length."""
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append(rng.choice(_WORDS))
    return " ".join(words)


def _request(body: str, rng: random.Random) -> str:
    request = json.loads(body)
    for message in request["messages"]:
        if isinstance(message.get("content"), str) and len(message["content"]) > 4:
            message["content"] = _words(len(message["content"]), rng)
    return json.dumps(request, ensure_ascii=False, separators=(",", ":"))


def _response(body, rng: random.Random) -> str:
    stream = stream_of(body)
    if stream is None:
        return body.text or ""
    identity = f"gen-{rng.randrange(10**9, 10**10)}-{rng.randrange(10**12):012x}"
    chunks = [json.loads(event.data) | {"id": identity} for event in stream.events]
    spoken = [chunk["choices"][0]["delta"] for chunk in chunks if chunk.get("choices")]
    told = [delta for delta in spoken if delta.get("content") and not delta.get("tool_calls")]
    text = _words(sum(len(delta["content"]) for delta in told), rng)
    for delta, piece in zip(told, _cut(text, len(told), rng), strict=True):
        delta["content"] = piece
    lines = [f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in chunks]
    return "".join([*lines, "data: [DONE]\n\n"])


def _cut(text: str, count: int, rng: random.Random) -> list[str]:
    """Return a text cut into pieces at places of its own."""
    cuts = sorted(rng.randrange(len(text) + 1) for _ in range(count - 1))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
