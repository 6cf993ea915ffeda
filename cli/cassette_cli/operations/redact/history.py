"""Values that stand in commits: taking them out of the work tree is not enough for those."""

from pathlib import Path

from cassette_cli.document.files import cassette_of, decoded_file
from cassette_cli.document.repository import history
from cassette_cli.errors import CassetteError
from cassette_cli.operations.redact.known import KnownValues
from cassette_cli.operations.redact.placeholder import Placeholders
from cassette_cli.operations.redact.places import Texts
from cassette_cli.operations.redact.policy import Policy
from cassette_cli.operations.redact.rule import Rules
from cassette_cli.operations.redact.run import Outcome
from cassette_cli.operations.redact.search import Search

_MOST_VERSIONS = 20
_SHORTEST = 4


def oldest_commits(outcome: Outcome, path: Path) -> dict[str, str]:
    """Return the values of a file that stand in its past versions, with the oldest of these.

    A version is told by its day and commit. Versions that cannot be read are passed over.
    """
    known = KnownValues()
    for finding in outcome.findings:
        known.add(finding, finding.shape, sure=len(finding.core) >= _SHORTEST)
    found: dict[str, str] = {}
    for past in history(path, _MOST_VERSIONS):
        search = Search(Rules([]), [], Placeholders(""), known, names=False)
        search.begin(Policy(requests="all"))
        try:
            cassette = cassette_of(decoded_file(past.read()), outcome.cassette)
            Texts(cassette, search).edits()
        except CassetteError:
            continue
        for finding in search.findings:
            found[finding.value] = f"{past.date} ({past.commit[:10]})"
    return found
