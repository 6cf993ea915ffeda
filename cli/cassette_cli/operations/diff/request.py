"""What differs between two requests: where they go, what they ask, and what was said before."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence

from cassette_cli.chat.identity import message_key, said_by, speaker
from cassette_cli.chat.message import Message, Prompt, Tool
from cassette_cli.document.masking import MARK, is_credential, masked_url, masked_value
from cassette_cli.document.reading import Reading
from cassette_cli.document.volatile import Direction, is_volatile
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Headers
from cassette_cli.operations.diff.answer import part_differences
from cassette_cli.operations.diff.noise import (
    bare_url,
    noise_of_asked,
    noise_of_field,
)
from cassette_cli.operations.diff.report import ABSENT, Difference, Ignored, Side, Verdict, sides
from cassette_cli.operations.diff.values import value_differences
from cassette_cli.text.alignment import gaps, shared_blocks
from cassette_cli.text.json_value import NOT_JSON, Json
from cassette_cli.text.pointer import step_of

_BOUNDARY = r"boundary=\"?([^\";]+)"


class Quotes:
    """What the answers of both recordings were so far, which later requests quote.

    A request that quotes another answer differs because of that, and is no news. One that quotes
    what both recordings answered, or does not do so any more, is.
    """

    def __init__(self) -> None:
        self._old: set[Hashable] = set()
        self._new: set[Hashable] = set()
        self._explained = 0

    def add(self, old: Iterable[Hashable], new: Iterable[Hashable]) -> None:
        """Take in what was said in the answers of an interaction."""
        self._old.update(old)
        self._new.update(new)

    def explain(self, old: Message | None, new: Message | None) -> bool:
        """Say whether two messages differ because each quotes an answer of its own recording.

        Programs quote an answer whole, or only its calls; one of its messages may become two.
        """
        before, after = (said_by(one) if one else frozenset[Hashable]() for one in (old, new))
        said = before | after
        if not said or not (before <= self._old and after <= self._new):
            return False
        found = bool(before and after) or not (said <= self._old and said <= self._new)
        self._explained += found
        return found

    def told(self) -> Iterator[Ignored]:
        """Yield that messages were explained since this was last asked."""
        if self._explained:
            yield Ignored("quotes", f"of other answers: {self._explained}")
        self._explained = 0


def request_differences(
    old: Reading, new: Reading, quotes: Quotes, *, show_secrets: bool
) -> Iterator[Difference]:
    """Yield what differs between two requests, beyond noise."""
    yield from line_differences(old, new, show_secrets=show_secrets)
    before, after = (reading.interaction.request for reading in (old, new))
    yield from header_differences("request", before.headers, after.headers, Verdict.REQUEST)
    if old.prompt is not None and new.prompt is not None:
        yield from _asked(old.prompt, new.prompt)
        yield from _tools(old.prompt.tools, new.prompt.tools)
        yield from _conversation(old.prompt.messages, new.prompt.messages, quotes)
    else:
        yield from body_differences(
            "request", content(before.body), content(after.body), Verdict.REQUEST
        )


def line_differences(old: Reading, new: Reading, *, show_secrets: bool) -> Iterator[Difference]:
    """Yield that the method or the address differs."""
    before, after = (reading.interaction.request for reading in (old, new))
    if before.method != after.method:
        yield Difference(
            Verdict.REQUEST, "method", "", "/request/method", before.method, after.method
        )
    if bare_url(old) != bare_url(new):
        shown = (lambda url: url) if show_secrets else masked_url
        both = sides(shown, before.url, after.url)
        yield Difference(Verdict.REQUEST, "url", "", "/request/url", *both)


def header_differences(
    side: Direction, old: Headers, new: Headers, verdict: Verdict
) -> Iterator[Difference]:
    """Yield headers that differ; those that always do are left out.

    Of credentials it is told that one comes or goes, be it for a placeholder.
    """
    before, after = (headers.grouped(lower=True) for headers in (old, new))
    names = {header.name.lower(): header.name for header in (*old, *new)}
    for lower, name in names.items():
        values = _header(name, before.get(lower)), _header(name, after.get(lower))
        is_told = is_credential(lower) and _is_secret(values[0]) != _is_secret(values[1])
        if is_told or (values[0] != values[1] and not is_volatile(lower, side)):
            pointer = f"/{side}/headers/{step_of(name)}"
            yield Difference(verdict, "header", name, pointer, *values)


def _is_secret(side: Side) -> bool:
    return isinstance(side, str) and bool(MARK.search(side))


def _header(name: str, values: Sequence[str] | None) -> Side:
    """Return a header's values in one, without the boundary that a form has made up."""
    if values is None:
        return ABSENT
    return ", ".join(masked_value(name, re.sub(_BOUNDARY, "boundary=…", one)) for one in values)


def body_differences(
    side: Direction, old: Json, new: Json, verdict: Verdict
) -> Iterator[Difference]:
    """Yield what differs between what two bodies hold that are no conversation."""
    noise = noise_of_asked if side == "request" else _noise_of_answered
    for pointer, one, other in value_differences(old, new):
        if not noise(pointer, one, other):
            yield Difference(verdict, "body", pointer, f"/{side}/body{pointer}", one, other)


def _noise_of_answered(pointer: str, old: Side, new: Side) -> str:
    return noise_of_field(pointer.rpartition("/")[2], old, new)


def content(body: Body) -> Json:
    """Return what a body holds: a JSON value, a text, or how many bytes of what kind."""
    if body.is_empty:
        return None
    if body.json is not NOT_JSON:
        return body.json
    text = body.text
    if text is None:
        from hashlib import sha256

        return f"{len(body.data):,} bytes, sha256 {sha256(body.data).hexdigest()[:12]}"
    is_form = body.media_type.name.startswith("multipart/") and text.startswith("--")
    return text.replace(text.split("\r\n", 1)[0], "--…") if is_form else text


def _asked(old: Prompt, new: Prompt) -> Iterator[Difference]:
    """Yield that another model is asked, or with other settings."""
    if old.model != new.model:
        yield Difference(Verdict.REQUEST, "model", "", "/request/body/model", old.model, new.model)
    for pointer, one, other in value_differences(old.settings, new.settings):
        if not noise_of_asked(pointer, one, other):
            yield Difference(
                Verdict.REQUEST, "setting", pointer[1:], f"/request/body{pointer}", one, other
            )


def _tools(old: Sequence[Tool], new: Sequence[Tool]) -> Iterator[Difference]:
    """Yield what differs between the tools on offer, which are paired by name."""
    before, after = ({tool.name: tool for tool in tools} for tools in (old, new))
    here = "/request/body/tools"
    for name in [*after, *(name for name in before if name not in after)]:
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            both = sides(lambda tool: tool.name, one, other)
            yield Difference(Verdict.REQUEST, "tool offered", name, here, *both)
            continue
        if one.description != other.description:
            yield Difference(
                Verdict.REQUEST, "tool offered", f"{name} description", here,
                one.description, other.description,
            )  # fmt: skip
        for pointer, was, now in value_differences(one.parameters, other.parameters):
            yield Difference(
                Verdict.REQUEST, "tool offered", f"{name} {pointer}", here, was, now,
            )  # fmt: skip


def _conversation(
    old: Sequence[Message], new: Sequence[Message], quotes: Quotes
) -> Iterator[Difference]:
    """Yield what differs between two conversations; messages are paired as they are alike."""
    blocks = shared_blocks([message_key(one) for one in old], [message_key(one) for one in new])
    for gone, come in gaps(blocks, len(old), len(new)):
        for one, other, at in _side_by_side(old[slice(*gone)], new[slice(*come)]):
            if not quotes.explain(one, other):
                yield from _message(one, other, (come if other else gone).start + at)


def _side_by_side(
    old: Sequence[Message], new: Sequence[Message]
) -> Iterator[tuple[Message | None, Message | None, int]]:
    """Yield messages of the same speakers together, in order; and where, of the new ones if any."""
    blocks = shared_blocks([speaker(one) for one in old], [speaker(one) for one in new])
    at = to = 0
    for block in (*blocks, (len(old), len(new), 0)):
        yield from ((old[place], None, place) for place in range(at, block[0]))
        yield from ((None, new[place], place) for place in range(to, block[1]))
        at, to = block[0] + block[2], block[1] + block[2]
        yield from zip(old[block[0] : at], new[block[1] : to], range(block[1], to), strict=True)


def _message(old: Message | None, new: Message | None, at: int) -> Iterator[Difference]:
    """Yield what differs between two messages that were said before, in the place of one."""
    message = new or old
    assert message is not None
    where = f"message {at} ({message.role})"
    here = "/request/body"
    if old is None or new is None:
        yield Difference(Verdict.REQUEST, "message", where, here, *sides(_summary, old, new))
        return
    for one in part_differences(old.parts, new.parts, here):
        if one.topic != "reasoning":
            # What the code says is no wording; what its tools gave back it may never say again.
            yield one._replace(
                verdict=Verdict.REQUEST,
                topic="message",
                what=" ".join(filter(None, (where, one.topic, one.what))),
                pointer=here,
                is_wording=one.topic == "tool result",
            )


def _summary(message: Message) -> Json:
    from cassette_cli.document.json_view import message_view

    return message_view(message)["parts"]
