"""An answer while its events come in.

A draft takes whatever comes and never fails: what is odd becomes a problem of the answer.
"""

from collections.abc import Hashable, Sequence

from cassette_cli.chat.finish_reason import finish_reason
from cassette_cli.chat.message import (
    Answer,
    Failure,
    Kind,
    Message,
    Part,
    Path,
    Site,
    Status,
    Usage,
)
from cassette_cli.http.problems import Problems
from cassette_cli.text.json_value import Json

Field = str
"""The name of a text of a part: `text`, `arguments_raw`, `name`, `id` …"""


class PartDraft:
    """A part that grows piece by piece."""

    __slots__ = ("_pieces", "part")

    def __init__(self, kind: Kind) -> None:
        self.part = Part(kind)
        self._pieces: dict[Field, list[str]] = {}

    def grow(self, name: Field, piece: str, event: int, path: Path) -> None:
        """Add a piece to a text, and remember where it is written."""
        if name in self._pieces:
            self._pieces[name].append(piece)
            self.part.sites[name].append(Site(event, path))
        else:
            self._pieces[name] = [piece]
            self.part.sites[name] = [Site(event, path)]

    def put(self, name: Field, whole: str, event: int, path: Path) -> None:
        """Set a text that comes whole; it replaces what grew before, and its copies."""
        self._pieces[name] = [whole]
        self.part.copies.pop(name, None)
        self.part.sites[name] = [Site(event, path)]

    def copied(self, name: Field, event: int, path: Path) -> None:
        """Remember a place that repeats a text whole."""
        self.part.copies.setdefault(name, []).append(Site(event, path))

    def become(self, part: Part) -> None:
        """Be another part from now on; what grew before is not of it."""
        self.part = part
        self._pieces = {}

    def so_far(self, name: Field) -> str | None:
        """Return what a text has come to, `None` if nothing of it came."""
        pieces = self._pieces.get(name)
        return None if pieces is None else "".join(pieces)

    def finished(self) -> Part:
        """Return the part with its texts put together."""
        for name in self._pieces:
            setattr(self.part, name, self.so_far(name))
        return self.part


class MessageDraft:
    """A message whose parts are found by keys of the protocol's own choice."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.role: str | None = None
        self.finish: str | None = None
        """The provider's word for why it ended."""
        self.normal_finish: str | None = None
        """The normal word, where the provider's does not say it all."""
        self.parts: list[PartDraft] = []
        self.runs = 0
        """How many stretches were closed; what comes after one is another part."""
        self._by_key: dict[Hashable, PartDraft] = {}

    def part(self, key: Hashable, kind: Kind) -> PartDraft:
        """Return the part under a key, a new one the first time."""
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = self.add(kind)
        return found

    def known(self, key: Hashable) -> PartDraft | None:
        """Return the part under a key, if there is one."""
        return self._by_key.get(key)

    def open(self, key: Hashable, kind: Kind) -> PartDraft:
        """Return a new part, which the key means from now on."""
        self._by_key[key] = self.add(kind)
        return self._by_key[key]

    def alias(self, key: Hashable, part: PartDraft) -> None:
        """Let another key mean a part too."""
        self._by_key[key] = part

    def close(self, key: Hashable) -> None:
        """Forget a key, so that the next piece under it starts a new part; count the runs ended."""
        if self._by_key.pop(key, None) is not None:
            self.runs += 1

    def add(self, kind: Kind) -> PartDraft:
        """Return a new part that no key means."""
        self.parts.append(PartDraft(kind))
        return self.parts[-1]

    def finished(self) -> Message:
        """Return the message; its parts in the order they were opened, empty texts left out."""
        parts = [draft.finished() for draft in self.parts]
        return Message(
            self.index,
            self.role or "assistant",
            [part for part in parts if _says_something(part)],
            self.normal_finish or finish_reason(self.finish),
            self.finish,
        )


def _says_something(part: Part) -> bool:
    if part.kind not in {"text", "reasoning", "refusal"}:
        return True
    return bool(part.text or part.signature or part.encrypted or part.annotations)


class Draft:
    """An answer that grows event by event."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        self.id: str | None = None
        self.model: str | None = None
        self.usage: Usage | None = None
        self.usage_raw: Json = None
        self.error: Failure | None = None
        self._problems = Problems()
        self._messages: dict[int, MessageDraft] = {}

    def message(self, index: int = 0) -> MessageDraft:
        """Return the message of an index, a new one the first time."""
        found = self._messages.get(index)
        if found is None:
            found = self._messages[index] = MessageDraft(index)
        return found

    @property
    def messages(self) -> Sequence[MessageDraft]:
        """The messages in the order of their indices."""
        return [self._messages[index] for index in sorted(self._messages)]

    def problem(self, words: str) -> None:
        """Note something odd, once."""
        self._problems.add(words)

    def finished(self, status: Status) -> Answer:
        """Return the answer; an error that came in the stream decides its status."""
        return Answer(
            self.protocol,
            "errored" if self.error is not None else status,
            self.id,
            self.model,
            [draft.finished() for draft in self.messages],
            usage=self.usage,
            usage_raw=self.usage_raw,
            error=self.error,
            problems=self._problems,
        )
