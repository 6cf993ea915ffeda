"""Kinds of edits of an answer, as changes of its view.

Each returns `False` where the answer has nothing of that kind.
"""

MIDDLE = "CHANGED"
ODD = '"q"\n\\back\u2028😀é</x>&\t\x07'
LONG = "lorem ipsum " * 170


def _first(view, kind):
    """Return the first part of a kind that says something."""
    parts = [part for message in view["messages"] for part in message["parts"]]
    return next(
        (p for p in parts if p["kind"] == kind and (kind == "tool_call" or p["text"])), None
    )


def _text(change, kind="text"):
    """Return an edit of the first text of a kind."""

    def edit(view):
        part = _first(view, kind)
        if part is None:
            return False
        before = part["text"]
        part["text"] = change(before)
        return part["text"] != before

    return edit


def _call(change):
    """Return an edit of the first tool call."""

    def edit(view):
        part = _first(view, "tool_call")
        return False if part is None else change(part)

    return edit


def _argument(part):
    if not isinstance(part["arguments"], dict):
        return False
    part["arguments"] = {**part["arguments"], "added": 'väl"ue'}
    return True


def _id_of_call(part):
    if not part["id"]:
        return False
    part["id"] = "call_renamed"
    return True


def _fact(name):
    def edit(view):
        if not view[name]:
            return False
        view[name] = f"{name}-new"
        return True

    return edit


def _finish(view):
    if not view["messages"] or not view["messages"][0]["finish_reason_raw"]:
        return False
    known = view["messages"][0]["finish_reason_raw"]
    view["messages"][0]["finish_reason_raw"] = "incomplete" if known == "completed" else "length"
    return True


def _usage(view):
    """Add to the first count, however deep it stands."""
    todo = [view["usage_raw"]]
    while todo:
        here = todo.pop(0)
        for key, value in here.items() if isinstance(here, dict) else ():
            if type(value) is int:
                here[key] += 5
                return True
            todo.append(value)
    return False


def _parts(change):
    """Return an edit of the parts of the first message."""

    def edit(view):
        if not view["messages"]:
            return False
        return change(view["messages"][0]["parts"])

    return edit


def _remove_last(parts):
    return bool(parts) and bool(parts.pop())


CALL = {"kind": "tool_call", "id": "call_new_1", "name": "lookup", "arguments": {"q": "x y"}}

TEXTS = {
    "a word in the middle": _text(lambda t: t[: len(t) // 2] + MIDDLE + t[len(t) // 2 + 1 :]),
    "longer": _text(lambda t: t[:3] + LONG + t[3:]),
    "shorter": _text(lambda t: t[:1] + t[-1:]),
    "empty": _text(lambda t: ""),
    "odd characters": _text(lambda t: t[: len(t) // 3] + ODD + t[len(t) // 3 :]),
    "reasoning": _text(lambda t: t[:2] + " hmm " + t[2:], "reasoning"),
}
"""Edits of texts, which no protocol has a reason to refuse."""
CALLS = {
    "an argument": _call(_argument),
    "the name of a call": _call(lambda part: bool(part.update(name="renamed")) or True),
    "the id of a call": _call(_id_of_call),
}
FACTS = {
    "finish reason": _finish,
    "id": _fact("id"),
    "model": _fact("model"),
    "usage": _usage,
}
PARTS = {
    "a call added": _parts(lambda parts: parts.append(dict(CALL)) or True),
    "a text added": _parts(lambda p: p.insert(0, {"kind": "text", "text": "Before all."}) or True),
    "the last part removed": _parts(_remove_last),
}


def replace_around(view, at):
    """Replace what stands around a place of the first text, such as the end of a fragment."""
    part = _first(view, "text")
    part["text"] = part["text"][: max(at - 2, 0)] + "ACROSS" + part["text"][at + 2 :]
