"""How a rewriting reads: what changed, what it brings with it, and the diff of the file."""

from collections.abc import Iterator, Sequence

from cassette_cli.document.masking import masked_headers, masked_url
from cassette_cli.operations.rewrite.run import Outcome
from cassette_cli.render.line import Line, Piece, line
from cassette_cli.render.unified_diff import diff_line
from cassette_cli.text.unified_diff import unified_diff

_SHORTEST_SECRET = 4


def outcome_lines(
    outcome: Outcome, effects: Sequence[str], *, written: bool, to: str = ""
) -> Iterator[Line]:
    """Yield what became of a file.

    Args:
        outcome: what became of it.
        effects: what it does to replay.
        written: whether it was written.
        to: where, if that is not the file itself.
    """
    label = Piece(outcome.cassette.label, "path")
    if not outcome.edits:
        yield line(label, f": nothing to change, written to {to}" if to else ": nothing to change")
        return
    rows = list(unified_diff(outcome.cassette.text, outcome.edits, ""))[2:]
    added, gone = (sum(row.startswith(sign) for row in rows) for sign in "+-")
    done = (f"written to {to}" if to else "rewritten") if written else "would change"
    yield line(label, f": {done} ", Piece(f"+{added}", "ok"), " ", Piece(f"-{gone}", "bad"))
    for words in (*outcome.notes, *effects):
        yield line(Piece("note: ", "warn"), words, indent=2)


def diff_lines(outcome: Outcome, *, show_secrets: bool = False) -> Iterator[Line]:
    """Yield the unified diff of the file, its credentials masked."""
    secrets = {} if show_secrets else dict(_secrets(outcome))

    def shown(row: str) -> str:
        for value, mark in secrets.items():
            row = row.replace(value, mark)
        return row

    cassette = outcome.cassette
    for row in unified_diff(cassette.text, outcome.edits, cassette.label):
        yield diff_line(shown(row))


def _secrets(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield the credentials of headers and URLs, and what is printed in their place."""
    for interaction in outcome.cassette.recorder.interactions(outcome.cassette.tree):
        for headers in (interaction.request.headers, interaction.response.headers):
            for header, masked in zip(headers, masked_headers(headers), strict=True):
                if header.value != masked.value and len(header.value) >= _SHORTEST_SECRET:
                    yield header.value, masked.value
        url = interaction.request.url
        if url is not None and (masked_one := masked_url(url)) != url:
            yield url, masked_one
