"""What the tests of redaction plant, in what, and how they run it without files."""

import gzip
import html
import json
import random
import re
import string
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from hypothesis import settings
from hypothesis import strategies as st

from cassette_cli.document.configuration import SALT, Configuration, RedactSettings
from cassette_cli.document.files import Cassette, open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.redact.assignments import AssignmentRule
from cassette_cli.operations.redact.finding import Finding, Place
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.placeholder import Placeholders, Shape
from cassette_cli.operations.redact.policy import Policy
from cassette_cli.operations.redact.rule import Rules, packaged_rules
from cassette_cli.operations.redact.run import Outcome, Redaction
from cassette_cli.operations.redact.search import Context, Search
from cassette_cli.operations.redact.settings import Prepared, prepared
from cassette_cli.text.edit import apply

LAW = settings(deadline=None, max_examples=40)
SEEDS = st.integers(0, 2**48)
ALL = Policy(requests="all")
PLACEHOLDERS = Placeholders(SALT)
BASE62 = string.ascii_letters + string.digits
VOCABULARY = [
    "the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "weather", "in", "Paris",
    "model", "stream", "answer", "tool", "call", "limit", "request", "failed", "please", "retry",
    "later", "Größe", "天気", "naïve", "42", "3.14", "v1.2", "(see", "below)",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
SENTENCES = st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=6).map(" ".join)


def run(seed: object, size: int, alphabet: str = BASE62) -> str:
    """Return random characters that follow from a seed."""
    return "".join(random.Random(str(seed)).choices(alphabet, k=size))


def key(seed: object, kind: int = 0) -> str:
    """Return an invented key of a provider."""
    return [
        f"sk-proj-{run(seed, 40)}",
        f"sk-ant-api03-{run(seed, 60)}",
        f"gsk_{run(seed, 52)}",
        f"sk-or-v1-{run(seed, 64, '0123456789abcdef')}",
    ][kind % 4]


KEYS = st.builds(key, SEEDS, st.integers(0, 3))


@cache
def rules() -> Rules:
    """Return the rules that a run asks by default."""
    return Rules(
        [*(rule for rule in packaged_rules() if rule.level == "standard"), AssignmentRule()]
    )


# Texts


class Searched(NamedTuple):
    """What became of a text."""

    text: str
    findings: list[Finding]


def searched(
    text: str,
    name: str = "",
    where: str = "field",
    policy: Policy = ALL,
    place: Place | None = None,
) -> Searched:
    """Return what becomes of a text that stands somewhere under a name."""
    search = Search(rules(), [], PLACEHOLDERS, KnownValues())
    search.begin(policy)
    edits = search.named_text(text, Context(place or Place(), where), name)
    return Searched(apply(text, edits), search.findings)


def placeholder(value: str, shape: Shape = Shape.PLAIN) -> str:
    """Return what stands in place of a value."""
    return PLACEHOLDERS.of(value, value, shape, "")


class Wrapping(NamedTuple):
    """A way in which a text stands inside another one."""

    name: str
    wrap: Callable[[str], str]
    unwrap: Callable[[str], str]
    whole: bool = False
    """Whether nothing else may stand beside it."""


def _sse(text: str) -> str:
    draw = random.Random(text)
    events = []
    while text:
        size = draw.randint(1, 9)
        events.append(json.dumps({"type": "delta", "index": 0, "delta": text[:size]}))
        text = text[size:]
    return "".join(f"event: delta\ndata: {data}\n\n" for data in events)


def _of_sse(text: str) -> str:
    rows = [row.removeprefix("data: ") for row in text.split("\n") if row.startswith("data: ")]
    return "".join(json.loads(row)["delta"] for row in rows)


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _of_escaped(text: str) -> str:
    def meant(row: re.Match[str]) -> str:
        return bytes.fromhex(row.group().replace("\\u", "")).decode("utf-16-be")

    return re.sub(r"(?:\\u[0-9a-fA-F]{4})+", meant, text)


def any_base64(text: str) -> bytes:
    """Return the bytes of base64 in either alphabet, padded or not."""
    letters = text.rstrip("=").replace("-", "+").replace("_", "/")
    return b64decode(letters + "=" * (-len(letters) % 4))


WRAPPINGS = [
    Wrapping("percent", lambda text: quote(text, safe=""), unquote),
    Wrapping("entities", lambda text: "".join(f"&#{ord(one)};" for one in text), html.unescape),
    Wrapping("backslash", _escaped, _of_escaped),
    Wrapping("base64", lambda t: b64encode(t.encode()).decode(), lambda t: any_base64(t).decode()),
    Wrapping(
        "base64url",
        lambda text: urlsafe_b64encode(text.encode()).decode(),
        lambda text: any_base64(text).decode(),
    ),
    Wrapping(
        "gzip",
        lambda text: b64encode(gzip.compress(text.encode(), mtime=0)).decode(),
        lambda text: gzip.decompress(any_base64(text)).decode(),
    ),
    Wrapping("hex", lambda text: text.encode().hex(), lambda text: bytes.fromhex(text).decode()),
    Wrapping(
        "json",
        lambda text: json.dumps({"id": 7, "said": [text]}),
        lambda text: json.loads(text)["said"][0],
        whole=True,
    ),
    Wrapping("sse", _sse, _of_sse, whole=True),
]


# Cassettes


def interaction(  # noqa: PLR0913 - the parts of a call
    response: object = "",
    request: object = "",
    *,
    uri: str = "https://api.acme.test/v1/chat",
    asked: dict[str, str] | None = None,
    answered: dict[str, str] | None = None,
    method: str = "POST",
) -> dict[str, object]:
    """Return an interaction as VCR.py writes it; a body that is no text is written as JSON."""
    bodies = [
        one if isinstance(one, str | bytes) else json.dumps(one) for one in (request, response)
    ]
    return {
        "request": {
            "method": method, "uri": uri, "body": bodies[0],
            "headers": {name: [value] for name, value in (asked or {}).items()},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {name: [value] for name, value in (answered or {}).items()},
            "body": {"string": bodies[1]},
        },
    }  # fmt: skip


def go_interaction(  # noqa: PLR0913 - the parts of a call
    response: object = "",
    request: object = "",
    *,
    url: str = "https://api.acme.test/v1/chat",
    asked: dict[str, str] | None = None,
    answered: dict[str, str] | None = None,
    form: dict[str, str] | None = None,
) -> dict[str, object]:
    """Return an interaction as go-vcr writes it."""
    bodies = [one if isinstance(one, str) else json.dumps(one) for one in (request, response)]
    return {
        "id": 0,
        "request": {
            "proto": "HTTP/1.1", "content_length": len(bodies[0].encode()), "host": "api.acme.test",
            "form": {name: [value] for name, value in (form or {}).items()},
            "body": bodies[0], "url": url, "method": "POST",
            "headers": {name: [value] for name, value in (asked or {}).items()},
        },
        "response": {
            "proto": "HTTP/1.1", "content_length": len(bodies[1].encode()), "body": bodies[1],
            "headers": {name: [value] for name, value in (answered or {}).items()},
            "status": "200 OK", "code": 200, "duration": "1ms",
        },
    }  # fmt: skip


def ruby_interaction(
    response: str = "", request: str = "", *, uri: str = "https://api.acme.test/v1/chat"
) -> dict[str, object]:
    """Return an interaction as Ruby VCR writes it."""
    return {
        "request": {
            "method": "post", "uri": uri, "headers": {"Accept": ["*/*"]},
            "body": {"encoding": "UTF-8", "string": request},
        },
        "response": {
            "status": {"code": 200, "message": "OK"}, "headers": {},
            "body": {"encoding": "UTF-8", "string": response},
        },
        "recorded_at": "Sun, 22 Nov 2026 22:02:23 GMT",
    }  # fmt: skip


def vcrpy(*interactions: dict[str, object]) -> str:
    """Return a cassette of VCR.py in YAML."""
    return dumped({"interactions": list(interactions), "version": 1})


def go_vcr(*interactions: dict[str, object]) -> str:
    """Return a cassette of go-vcr."""
    return "---\n" + dumped({"version": 2, "interactions": list(interactions)})


def ruby_vcr(*interactions: dict[str, object]) -> str:
    """Return a cassette of Ruby VCR."""
    return "---\n" + dumped({"http_interactions": list(interactions), "recorded_with": "VCR 6.2.0"})


def dumped(value: object) -> str:
    """Return a value as PyYAML writes it."""
    import yaml

    return yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False)


def loaded(text: str) -> list[dict[str, dict]]:
    """Return the interactions of a cassette, as PyYAML reads them."""
    import yaml

    whole = yaml.load(text, Loader=yaml.CSafeLoader)
    return whole.get("interactions") or whole["http_interactions"]


def opened(text: str, label: str = "cassette.yaml") -> Cassette:
    """Return the cassette that a text is."""
    cassette = open_cassette(Source(label, Path(label)), text.encode())
    assert cassette is not None
    return cassette


def made_by(redaction: Redaction, *cassettes: Cassette) -> list[Outcome]:
    """Return what a run makes of cassettes."""
    return list(redaction.outcomes(map(redaction.searched, cassettes)))


def outcomes(*texts: str, policy: Policy = ALL, known: KnownValues | None = None) -> list[Outcome]:
    """Return what a run makes of cassettes, each proven; fail where one could not be."""
    known = known or KnownValues()
    search = Search(rules(), [], PLACEHOLDERS, known)
    cassettes = [opened(text, f"{number}.yaml") for number, text in enumerate(texts)]
    made = made_by(Redaction(search, known, lambda _: policy), *cassettes)
    for outcome in made:
        if outcome.error is not None:
            raise outcome.error
    return made


def by_settings(text: str, match_on: tuple[str, ...] | None = None, **given: object) -> Outcome:
    """Return what a run by settings makes of a cassette."""
    ready = settled(match_on, **given)
    (outcome,) = made_by(ready.redaction, opened(text))
    if outcome.error is not None:
        raise outcome.error
    return outcome


def settled(match_on: tuple[str, ...] | None = None, **given: object) -> Prepared:
    """Return a run by settings."""
    redact = RedactSettings()._replace(**given)
    return prepared(Configuration(Path.cwd(), match_on=match_on, redact=redact))


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Return which rules found what, and what was kept."""
    return [(one.rule, one.value, one.kept) for one in outcome.findings]
