"""The YAML files that recorders wrote: those of the project, and the corpus where it is there."""

from functools import cache
from pathlib import Path

from cassette_cli.document.files import decoded_file
from cassette_cli.errors import CassetteError
from cassette_cli.text.tree import Node
from cassette_cli.text.yaml_library import GO_YAML, PSYCH, PYYAML, Library
from cassette_cli.text.yaml_tree import read_documents

RECORDED = Path(__file__).parents[1] / "recorders" / "data"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
NO_CORPUS = "the corpus of real cassettes is not there: ../shared/corpus"
KINDS: dict[str, Library] = {
    "vcrpy-yaml": PYYAML,
    "vcrpy-yaml-parsed_body": PYYAML,
    "langchain-vcrpy-yaml+gz": PYYAML,
    "govcr-v1": GO_YAML,
    "govcr-v2": GO_YAML,
    "rubyvcr-yaml": PSYCH,
}
"""The folders of the corpus, and who writes such files."""
OWN = {"vcrpy": PYYAML, "go-vcr": GO_YAML, "ruby-vcr": PSYCH}


@cache
def corpus_files(kind: str) -> list[tuple[str, str, Node]]:
    """Return the name, text and tree of the files of one folder of the corpus that are YAML."""
    found = []
    for path in sorted(path for path in (CORPUS / kind).rglob("*") if path.is_file()):
        try:
            text = decoded_file(path.read_bytes())
            found.append((path.name, text, read_documents(text)[0]))
        except CassetteError:
            continue
    return found


def own_files() -> list[tuple[str, str, Node, Library]]:
    """Return the name, text, tree and library of what the real recorders wrote for the project."""
    found = []
    for recorder, library in OWN.items():
        for path in sorted((RECORDED / recorder).glob("recorded-*/cassette.y*ml")):
            text = decoded_file(path.read_bytes())
            found.append((path.parent.name, text, read_documents(text)[0], library))
    return found
