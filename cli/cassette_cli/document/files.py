"""Opening cassettes: from bytes to a tree and the recorder that wrote it."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from cassette_cli.document.sources import Source, positions, sources
from cassette_cli.errors import CassetteError, NotACassette, UnreadFormat
from cassette_cli.http.codings import GZIP, UnreadableCoding, decompress
from cassette_cli.http.interaction import Interaction
from cassette_cli.recorders import (
    LOOKS,
    RECORDERS,
    may_be_refused,
    recorder_of,
    refuse_unread_text,
)
from cassette_cli.recorders.base import Recorder
from cassette_cli.text.tree import Leaf, Node
from cassette_cli.text.view import View
from cassette_cli.text.yaml_tree import read_documents

_MOST_LOOKED_AT = 1_000
BOM = "\ufeff"
_MARK = BOM.encode()

_ENOUGH = 1 << 20
"""How many bytes of a packed file tell what it is."""


_NOTHING = Leaf("", "", "", 0, 0)


class Cassette(NamedTuple):
    """One opened cassette file."""

    label: str
    """How messages and output call it."""
    text: str
    """The whole file, decoded; without its byte order mark."""
    size: int
    """How many bytes it has on the disk."""
    tree: Node
    recorder: Recorder
    picked: frozenset[int] | None
    """Which interactions are meant; `None` for all."""
    source: Source | None = None
    """Where it was read from."""
    wrapping: bytes = b""
    """What around the text a new one is to have too: its byte order mark, or all of a packed file.

    `encoded_file` takes it for the bytes that it is made from.
    """
    digest: bytes = b""
    """Of the text, once that was let go: what is read again has to be the same."""

    @property
    def is_closed(self) -> bool:
        """Whether its text and tree were let go."""
        return self.tree is _NOTHING

    def closed(self) -> "Cassette":
        """Return the same without its text and tree, which take room, if it can be read again."""
        if self.source is None or self.source.is_read_once:
            return self
        return self._replace(text="", tree=_NOTHING, wrapping=b"", digest=self._digest())

    def reopened(self) -> "Cassette":
        """Return a closed one opened again.

        Raises:
            CassetteError: it cannot be read any more, or is not what it was.
        """
        assert self.source is not None
        found = open_cassette(self.source._replace(named=True))
        assert found is not None, "a named source is a cassette, or an error"
        if found._digest() != self.digest:
            hint = "nothing was written: run the command again"
            raise CassetteError("the file changed since it was read", self.label, hint)
        return found

    def _digest(self) -> bytes:
        from hashlib import blake2b

        return self.digest or blake2b(self.text.encode()).digest()

    def __reduce__(self) -> tuple[object, ...]:
        """Return what it is to another process, which may read it again."""
        assert self.source is not None
        return _closed, (self.source, self.size, self.recorder.name, self.picked, self._digest())

    def interactions(self) -> Iterator[Interaction]:
        """Yield the interactions that are meant, each made when it is asked for."""
        for interaction in self.recorder.interactions(self.tree):
            if self.picked is None or interaction.index in self.picked:
                yield interaction


def _closed(
    source: Source, size: int, recorder: str, picked: frozenset[int] | None, digest: bytes
) -> Cassette:
    """Return a cassette that another process has opened."""
    (named,) = (one for one in RECORDERS if one.name == recorder)
    return Cassette(source.label, "", size, _NOTHING, named, picked, source, digest=digest)


def open_cassette(source: Source, data: bytes | None = None) -> Cassette | None:
    """Return the cassette that a source holds; `None` for a file of a folder that is none.

    Args:
        source: where it stands.
        data: its bytes, if they have been read already.

    Raises:
        UnreadFormat: it is a recording of a kind that is known but not read yet.
        CassetteError: it cannot be read, it was named and is no cassette, or an interaction that
            was picked is not there.
    """
    if data is None:
        data = source.read()
    size = len(data)
    if not source.named and not may_be_cassette(data):
        _refuse_if_unread(source, data)
        return None
    try:
        text = decoded_file(data)
        tree, recorder = _recognised(text)
        picked = _picked(source.picks, tree, recorder)
    except NotACassette as error:
        if source.named:
            raise error.at(source.label) from error
        return None
    except CassetteError as error:
        raise error.at(source.label) from error
    wrapping = data if data.startswith(GZIP) else data[: len(_MARK)] * data.startswith(_MARK)
    return Cassette(source.label, text, size, tree, recorder, picked, source, wrapping)


def _refuse_if_unread(source: Source, data: bytes) -> None:
    """Raise `UnreadFormat` for a recording of a kind that is known; whatever else it may be."""
    if not may_be_refused(data):
        return
    try:
        _recognised(decoded_file(data))
    except UnreadFormat as error:
        raise error.at(source.label) from error
    except CassetteError:
        return


def cassette_of(text: str, like: Cassette) -> Cassette:
    """Return the cassette of a text that was made from that of another one.

    Raises:
        CassetteError: it cannot be read.
    """
    tree, recorder = _recognised(text)
    return like._replace(text=text, tree=tree, recorder=recorder)


def scalar_view(text: str, leaf: Leaf) -> View[str, str]:
    """Return the view of a scalar in the text of a file, be that YAML or JSON."""
    if is_json(text):
        from cassette_cli.text.json_tree import scalar_view as json_view

        return json_view(text, leaf)
    from cassette_cli.text.yaml_scalar import scalar_view as yaml_view

    return yaml_view(text, leaf)


def is_json(text: str) -> bool:
    """Say whether the text of a file is JSON, and not YAML in block style."""
    return text.lstrip()[:1] in {"{", "["}


def _picked(picks: str, tree: Node, recorder: Recorder) -> frozenset[int] | None:
    count = sum(1 for _ in recorder.interactions(tree)) if picks else 0
    return positions(picks, count) if picks else None


def unread_kinds(addresses: Sequence[str]) -> Counter[str]:
    """Return who wrote the recordings in folders that hold nothing we read, and how many each."""
    found: Counter[str] = Counter()
    for source in islice(sources(addresses), _MOST_LOOKED_AT):
        try:
            if isinstance(source, Source):
                open_cassette(source._replace(named=True))
        except UnreadFormat as error:
            found[error.kind] += 1
        except CassetteError:
            continue
    return found


def may_be_cassette(data: bytes) -> bool:
    """Say whether it is worth parsing a file that nobody named."""
    if data.startswith(GZIP):
        try:
            data = zlib.decompressobj(31).decompress(data, _ENOUGH)
        except zlib.error:
            return False
    return re.search(LOOKS, data.removeprefix(_MARK)) is not None


def decoded_file(data: bytes) -> str:
    """Return the text of a file: unpacked where it is gzip, without a byte order mark.

    Raises:
        CassetteError: it is no UTF-8; placed at the byte.
    """
    if data.startswith(GZIP):
        data = _unpacked(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        row = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(row.decode("utf-8", "replace")) + 1
        raise CassetteError(
            f"not UTF-8: byte 0x{data[error.start]:02x} cannot stand here", f":{line}:{column}"
        ) from error
    return text.removeprefix(BOM)


def _unpacked(data: bytes) -> bytes:
    try:
        opened, problem = decompress(data, "gzip")
    except UnreadableCoding:
        problem = "it starts like gzip, but is none"
    if problem:
        raise CassetteError(f"cannot unpack the file: {problem}", hint="is it whole?")
    return opened


def _recognised(text: str) -> tuple[Node, Recorder]:
    if not text or text.isspace():  # `strip` would copy the text of a whole file
        raise NotACassette("the file is empty", hint="record into it first")
    refuse_unread_text(text)
    documents = _json(text) if is_json(text) else read_documents(text)
    recorder = recorder_of(documents)
    return documents[0], recorder


def _json(text: str) -> list[Node]:
    from cassette_cli.text.json_tree import read_json  # most cassettes are YAML

    return [read_json(text)]
