"""Kinds of edits of an interaction, and of a file: what the tests of rewriting try on all files."""

import base64
import copy

from cassette_cli.document.files import Cassette
from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.plan import Entry
from cassette_cli.operations.rewrite.run import Outcome, Wishes, rewritten
from cassette_cli.text.unified_diff import unified_diff


def escaped(key: str) -> str:
    """Return a key as a step of a pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def text_leaf(value, path=()):
    """Return the way to the first text of a value, and the text."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inside in items:
        if isinstance(inside, str) and inside:
            return (*path, str(key)), inside
        if isinstance(inside, dict | list) and (found := text_leaf(inside, (*path, str(key)))):
            return found
    return None


def status(view):
    """Fail the call."""
    return "replace", "response/status", 503 if view["response"]["status"] != 503 else 500


def added_header(view):
    """Add a header of two values that need quoting."""
    return "add", "response/headers/X-New", ["a: b", '#c "q"']


def asked_header(view):
    """Add a header to the request."""
    return "add", "request/headers/x-new", ["é1"]


def removed_header(view):
    """Take a header out."""
    names = list(view["response"]["headers"])
    return ("remove", f"response/headers/{escaped(names[0])}", None) if names else None


def changed_header(view):
    """Change one of a header's values."""
    names = list(view["response"]["headers"])
    return ("replace", f"response/headers/{escaped(names[0])}/0", "new, value") if names else None


def url(view):
    """Ask with one more parameter."""
    known = view["request"]["url"]
    return "replace", "request/url", known + ("&" if "?" in known else "?") + "x=1"


def method(view):
    """Ask in another way."""
    return "replace", "request/method", "PUT"


def _leaf(view, side):
    body = view[side]["body"]
    found = text_leaf(body) if isinstance(body, dict | list) else None
    if found is None:
        return None
    path, text = found
    return "replace", f"{side}/body/" + "/".join(map(escaped, path)), f'"q"\n☃ {text[:40]}'


def asked_text(view):
    """Change a text in the JSON of the request."""
    return _leaf(view, "request")


def asked_member(view):
    """Ask for more."""
    is_object = isinstance(view["request"]["body"], dict)
    return ("add", "request/body/zz_new", {"a": [1, None, "x"]}) if is_object else None


def asked_less(view):
    """Ask for less."""
    body = view["request"]["body"]
    names = list(body) if isinstance(body, dict) else []
    return ("remove", f"request/body/{escaped(names[0])}", None) if names else None


def asked_nothing(view):
    """Send no body."""
    return "replace", "request/body", None


def answered_text(view):
    """Change a text in the JSON of the response."""
    return _leaf(view, "response")


def answered_page(view):
    """Change the middle of a text that is no JSON."""
    body = view["response"]["body"]
    if view["response"]["body_kind"] != "text":
        return None
    return "replace", "response/body", f"{body[:20]}INSERTED{body[20:]}"


def answered_bytes(view):
    """Change bytes that are no text."""
    if view["response"]["body_kind"] != "base64":
        return None
    data = base64.b64decode(view["response"]["body"])
    made = base64.b64encode(data[:10] + b"\0\xff" + data[10:]).decode()
    return "replace", "response/body", made


IN_PLACE = {
    status: 163, added_header: 160, asked_header: 160, removed_header: 155, changed_header: 155,
    url: 160, method: 160, asked_text: 120, asked_member: 120, asked_less: 120,
    asked_nothing: 120, answered_text: 40, answered_page: 5, answered_bytes: 2,
}  # fmt: skip
"""Kinds of edits, and in how many files of the corpus at least there is something to edit so."""
FEW_LINES = {status, added_header, asked_header, removed_header, changed_header, method}
"""Edits that touch but a few lines, however long the file."""


def edited(cassette: Cassette, kind) -> Outcome | None:
    """Return what becomes of a file; `None` where there is nothing of that kind to edit.

    Headers inside objects of Python are not written, which is said.
    """

    def planner(file, views):
        made = kind(views[0])
        if made is None:
            return Asked().plan(file, views)
        operation, pointer, value = made
        path = f"/interactions/0/{pointer}"
        return Asked([{"op": operation, "path": path, "value": value}]).plan(file, views)

    try:
        outcome = rewritten(cassette, planner, Wishes())
    except CassetteError as error:
        if "is not written" not in error.message:
            raise
        return None
    return outcome if outcome.edits else None


def changed_lines(outcome) -> int:
    """Return how many lines a diff shows as gone or new."""
    rows = list(unified_diff(outcome.cassette.text, outcome.edits, ""))[2:]
    return sum(row[0] in "+-" for row in rows)


def dropped(cassette, views):
    """Take the first interaction out."""
    return [Entry(view["index"], {}) for view in views[1:]]


def moved(cassette, views):
    """Put the first interaction last."""
    return [*dropped(cassette, views), Entry(0, {})]


def copied(cassette, views):
    """Add a copy of the first, with another status."""
    view = copy.deepcopy(views[0])
    view["response"]["status"] = 418
    return [*(Entry(one["index"], {}) for one in views), Entry(0, view)]


def new(cassette, views):
    """Add an interaction that nobody recorded."""
    view = {
        "request": {
            "method": "POST", "url": "https://a.example/v1?x=1",
            "headers": {"Content-Type": ["application/json"]}, "body": {"a": "b ☃"},
        },
        "response": {"status": 201, "headers": {"X": ["y"]}, "body": {"ok": True}},
    }  # fmt: skip
    return [*(Entry(one["index"], {}) for one in views), Entry(None, view)]


AMONG = (dropped, moved, copied, new)
"""What is done to the interactions of a file."""
