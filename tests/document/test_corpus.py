"""Silence on real cassettes: what is opened is changed by nothing, and every scalar is understood.

The recordings are other people's and no part of the project; without them these tests are skipped.
"""

import gzip
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cassette_cli.document.files import BOM, decoded_file, open_cassette
from cassette_cli.document.json_view import interaction_view
from cassette_cli.document.masking import masked_source
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import Source
from cassette_cli.errors import CassetteError, UnreadFormat
from cassette_cli.text import json_tree, yaml_scalar
from cassette_cli.text.edit import apply
from cassette_cli.text.tree import leaves

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
ABOUT = {"CATALOG.csv", "REPOS.csv", "README.md", "expected.jsonl"}
READ = ("vcrpy", "langchain-vcrpy", "govcr", "rubyvcr-yaml", "vcr-empty")
"""The folders of recorders that are read."""
KINDS = {
    "anthropic-inline-snapshot-json": "the Anthropic SDK's inline snapshots",
    "azure-testproxy-json": "the Azure SDK test proxy",
    "betamax-json": "betamax",
    "dd-testagent-json": "the Datadog test agent",
    "easyvcr-json": "EasyVCR",
    "exvcr-json": "ExVCR",
    "har": "a HAR exporter",
    "httpmock-rust-yaml": "httpmock",
    "httprr": "httprr",
    "httprr+gz": "httprr",
    "llamastack-json": "llama-stack",
    "nock-json": "nock",
    "phpvcr-yaml": "php-vcr",
    "pollyjs-har": "PollyJS",
    "pollyjs-har-yaml": "PollyJS",
    "pydantic-ws-yaml": "pydantic-ai for WebSockets",
    "reqllm-json": "req_llm",
    "rubyvcr1-yaml": "Ruby VCR 1.x",
    "rvcr-R-yaml": "R vcr",
    "rvcr-rust-json": "rVCR",
    "wiremock-json": "WireMock",
    "wiremock-yaml": "WireMock",
    "xai-grpc-yaml": "pydantic-ai for xAI's gRPC",
}
"""What a refusal calls the recorder of a folder that is not read."""
NO_RECORDINGS = Counter({"har": 1, "wiremock-json": 3})
"""One file broken on purpose, and bodies that stubs refer to."""

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real cassettes is not there: ../shared/corpus"
)


@cache
def files() -> list[Path]:
    """Return the files of the corpus."""
    return sorted(
        path for path in CORPUS.rglob("*")
        if path.is_file() and path.parent != CORPUS and path.name not in ABOUT
    )  # fmt: skip


@cache
def opened() -> tuple[dict, dict]:
    """Return the cassettes that open, and the refusals of the others, by their paths."""
    cassettes, refusals = {}, {}
    for path in files():
        name = path.relative_to(CORPUS).as_posix()
        try:
            cassettes[name] = open_cassette(Source(name, path))
        except CassetteError as error:
            refusals[name] = error
    return cassettes, refusals


def test_every_file_opens_or_is_refused():
    """With a reason and the file's name; nothing else is ever raised."""
    cassettes, refusals = opened()
    assert len(cassettes) + len(refusals) == len(files()) > 300
    assert None not in cassettes.values()
    for name, error in refusals.items():
        assert error.message
        assert error.where.startswith(name)


def test_recorders_that_are_read_are_opened():
    """A refusal of one of them names a kind that is known; it is never a shrug."""
    _, refusals = opened()
    shrugs = {
        name: error.message
        for name, error in refusals.items()
        if name.startswith(READ) and not isinstance(error, UnreadFormat)
    }
    assert shrugs == {}


def test_unread_kinds_are_refused_by_name():
    """The others are recordings too, and a refusal says whose."""
    cassettes, refusals = opened()
    assert [name for name in cassettes if not name.startswith(READ)] == []
    named = Counter()
    for name, error in refusals.items():
        kind = name.partition("/")[0]
        if isinstance(error, UnreadFormat):
            assert error.message.startswith(f"this is a recording by {KINDS[kind]}, "), name
            named[kind] += 1
    others = Counter(name.partition("/")[0] for name in refusals) - named
    assert others == NO_RECORDINGS


def test_no_edits_give_the_same_bytes():
    """The promise that everything else rests on."""
    for name, cassette in opened()[0].items():
        data = (CORPUS / name).read_bytes()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        mark = BOM if data.startswith(BOM.encode()) else ""
        assert (mark + apply(cassette.text, [])).encode() == data, name


def test_every_view_reads_what_the_parser_reads():
    """Every scalar of every file: if one is misread here, an edit would damage it there."""
    count = 0
    for name, cassette in opened()[0].items():
        is_json = cassette.text.lstrip()[:1] in {"{", "["}
        view_of = json_tree.scalar_view if is_json else yaml_scalar.scalar_view
        for leaf in leaves(cassette.tree):
            view = view_of(cassette.text, leaf)
            assert view.inner == leaf.value, (name, leaf.start)
            assert view.rewrap([]) == [], (name, leaf.start)
            count += 1
    assert count > 20_000


def test_every_interaction_can_be_shown():
    """As JSON and as it is written, whatever it holds; and files are found in folders too."""
    for name, cassette in opened()[0].items():
        again = open_cassette(Source(name, CORPUS / name, named=False))
        assert again is not None, name
        for interaction in cassette.interactions():
            view = interaction_view(Reading(interaction))
            assert view["index"] == interaction.index, name
            assert masked_source(cassette.text, interaction), name


def test_texts_are_what_the_files_hold():
    """Decoding a file twice gives the same; a mark is not part of the text."""
    for name, cassette in opened()[0].items():
        assert decoded_file((CORPUS / name).read_bytes()) == cassette.text
        assert not cassette.text.startswith(BOM)
