"""What a rewriting does to the replay of a file."""

from collections import Counter
from collections.abc import Iterator

from cassette_cli.document.files import cassette_of
from cassette_cli.document.masking import masked_url
from cassette_cli.document.matching import compared_parts
from cassette_cli.operations.rewrite.run import Outcome


def effects(outcome: Outcome, match_on: tuple[str, ...] | None) -> Iterator[str]:
    """Yield what a person should know before the next run of the tests.

    Args:
        outcome: what became of the file.
        match_on: what the project's recorder compares, `None` for its default.
    """
    recorder, tree = outcome.cassette.recorder, outcome.cassette.tree
    compared = recorder.compared(tree) if match_on is None else frozenset(match_on)
    parts = compared_parts(outcome.changed, compared)
    if parts:
        by = "" if match_on is not None else " by default"
        yield (
            f"{recorder.title} compares the {_listed(parts)} of requests{by}:"
            " the code under test must now send what is recorded"
        )
    if outcome.is_moved and (shared := _shared(outcome)):
        yield (
            f"{shared} are told apart by their order alone:"
            " with one gone, added or moved, the next answer comes in its place"
        )


def _listed(parts: list[str]) -> str:
    words = ["headers" if part == "header" else part for part in parts]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _shared(outcome: Outcome) -> str:
    """Return which requests have the same method and URL as others, `""` for none."""
    before = outcome.cassette
    after = cassette_of(outcome.text, before)
    counts = Counter(
        (one.request.method, one.request.url)
        for cassette in (before, after)
        for one in cassette.recorder.interactions(cassette.tree)
    )
    left = {
        (one.request.method, one.request.url) for one in after.recorder.interactions(after.tree)
    }
    several = [key for key, count in counts.items() if count > 2 and key in left]  # noqa: PLR2004
    if not several:
        return ""
    method, url = several[0]
    path = masked_url(url or "").partition("?")[0]
    return f"calls of {method} {path}" + (" and others" if len(several) > 1 else "")
