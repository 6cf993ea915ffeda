"""The proof, before anything is written: the new file is read again, and nothing else has changed.

A failure here is a fault of this program, but for what an alias ties together: nothing is written.
"""

from collections.abc import Sequence

from cassette_cli.document.files import Cassette
from cassette_cli.errors import CassetteError
from cassette_cli.framing import stream_of
from cassette_cli.framing.base import Stream
from cassette_cli.http.body import Body
from cassette_cli.http.interaction import Interaction
from cassette_cli.operations.redact.finding import Finding
from cassette_cli.text.tree import Array, Leaf, Node, Object


def verify(before: Cassette, after: Cassette, left: Sequence[Finding]) -> None:
    """Compare a file with what it is to become.

    Args:
        before: the file.
        after: what it is to become, read again.
        left: where known values still stand in it, all layers opened.

    Raises:
        CassetteError: a value is left that should have gone, or something else has changed.
    """
    try:
        _compare(before, after, left)
    except CassetteError as error:
        if _has_shared_key(before.tree):
            words = "an alias of YAML lets a key change together with a value"
            hint = "write the value out in its place first"
            raise CassetteError(words, before.label, hint) from error
        raise


def _compare(before: Cassette, after: Cassette, left: Sequence[Finding]) -> None:
    if _shape(before.tree) != _shape(after.tree):
        raise _fault("its structure would change", after)
    pairs = zip(
        before.recorder.interactions(before.tree),
        after.recorder.interactions(after.tree),
        strict=True,
    )
    for old, new in pairs:
        problem = _changed(old, new)
        if problem:
            raise _fault(f"interaction {old.index}: {problem}", after)
    for finding in left:
        if not finding.kept:
            where = f"#{finding.place.index}:{finding.pointer}"
            raise _fault(f"a value found by {finding.rule} would be left at {where}", after)


def _fault(words: str, cassette: Cassette) -> CassetteError:
    return CassetteError(
        f"cannot verify the redacted file: {words}",
        cassette.label,
        "nothing was written; this is a fault of cassette, please report it",
    )


def _has_shared_key(root: Node) -> bool:
    """Say whether an alias makes a key a value elsewhere, too."""
    values: set[int] = set()
    keys: set[int] = set()
    todo: list[Node] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Leaf):
            values.add(node.start)
        elif isinstance(node, Array):
            todo += node.items
        elif isinstance(node, Object):
            keys |= {key.start for key, _ in node.members if isinstance(key, Leaf)}
            todo += [value for _, value in node.members]
    return not keys.isdisjoint(values)


def _shape(root: Node) -> list[object]:
    """Return what of a tree must stay: its collections, and the tags and nulls of its scalars."""
    shape: list[object] = []
    todo: list[Node] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Leaf):
            shape.append(node.tag)
        elif isinstance(node, Array):
            shape.append((len(node.items), node.tag))
            todo += node.items
        elif isinstance(node, Object):
            shape.append((-len(node.members), node.tag))
            todo += [part for member in node.members for part in member]
    return shape


def _changed(old: Interaction, new: Interaction) -> str:
    """Return what has changed that must not, `""` for nothing."""
    if old.response.status != new.response.status:
        return "its status would change"
    headers = [(len(one.request.headers), len(one.response.headers)) for one in (old, new)]
    if headers[0] != headers[1]:
        return "its headers would change"
    request = _changed_body(old.request.body, new.request.body)
    if request:
        return f"the {request} of its request would change"
    response = _changed_body(old.response.body, new.response.body)
    return f"the {response} of its response would change" if response else ""


def _changed_body(old: Body, new: Body) -> str:
    """Return what of a body has changed that must not."""
    if old.stored.text == new.stored.text:
        return ""
    was, now = stream_of(old), stream_of(new)
    facts: dict[str, list[object]] = {
        "events": [len(stream.events) if stream else -1 for stream in (was, now)],
        "problems": [0, _new_problems(was, now)],
        "form": [old.stored.form, new.stored.form],
        "coding": [_coding(old), _coding(new)],
        "grammar": [isinstance(body.json, dict | list) for body in (old, new)],
    }
    return next((what for what, values in facts.items() if values[0] != values[1]), "")


def _new_problems(was: Stream | None, now: Stream | None) -> int:
    """Return how much more is odd about a stream than was.

    Less may be: a frame that changes has right checksums. Their words quote the stream.
    """
    before, after = (len(stream.problems) if stream else 0 for stream in (was, now))
    return max(0, after - before)


def _coding(body: Body) -> tuple[object, ...]:
    """Return the codings of a body, and what is odd about them."""
    codings = tuple(body.codings)
    return (codings, tuple(body.problems) if codings else ())
