"""Answers edited in the bodies that they stand in, and the edits that every protocol must tell."""

import json
import re
from copy import deepcopy

from tests.protocols.told import body_of, response_view, retelling_of, retold

from cassette_cli.framing import stream_of
from cassette_cli.operations.rewrite.answer import retell
from cassette_cli.text.json_value import compact, get

FOLLOWING = {"arguments", "raw", "annotations"}
TEXTS = {"text", "reasoning", "refusal"}
ODD = 'say "no"\n\tto C:\\new — 😀👍🏽 \u2028 </script>'


class RetoldBody:
    """An answer edited in its body: text, or the bytes of an AWS event stream.

    Args:
        protocol: the protocol.
        content: the body.
        edit: changes the view in place, given that and the answer as it was read.
    """

    def __init__(self, protocol, content, edit):
        self.protocol, self.content = protocol, content
        body = body_of(content)
        self.stream = stream_of(body)
        self.before = protocol.assemble(self.stream) if self.stream else protocol.read(body.json)
        self.wanted = deepcopy(response_view(self.before))
        self.applies = edit(self.wanted, self.before) is not False
        self.retelling = retelling_of(body, self.stream)
        retell(self.retelling, protocol, self.before, self.wanted)
        self.edited = retold(body, self.stream, self.retelling)
        again = stream_of(body_of(self.edited))
        self.again = again
        self.answer = protocol.assemble(again) if again else protocol.read(json.loads(self.edited))

    def check(self):
        """Fail unless it reads as it was meant, and what was not meant is as it was."""
        values = {*kept_as_values(self.answer, self.again)}
        assert said(response_view(self.answer), values) == said(self.wanted, values)
        assert kinds_of(self.answer.problems) <= kinds_of(self.before.problems)
        reasons = {message["finish_reason_raw"] for message in self.wanted["messages"]}
        failed = {"errored"} if reasons & {"failed", "cancelled", "expired"} else set()
        assert self.answer.status in {self.before.status, "incomplete", "complete"} | failed
        if self.stream is None:
            return
        assert kinds_of(self.again.problems) == kinds_of(self.stream.problems)
        at = 0
        for line in self.retelling.lines:
            if not line.is_new and line.payload == line.original:
                event = self.stream.events[line.like]
                frame = self.content[event.start : event.end]
                assert frame in self.edited[at:]
                at = self.edited.index(frame, at) + len(frame)


def kinds_of(problems):
    """Return what is odd by its first words, without the numbers of blocks and the like."""
    return {re.sub(r"\d+", "", " ".join(words.split()[:2])) for words in problems}


def kept_as_values(answer, stream):
    """Yield arguments that are kept as JSON values, and so have no spelling of their own."""
    pieces = pieces_of(stream)
    for message in answer.messages:
        for part in message.parts:
            found = pieces(part, "arguments_raw") if stream else []
            if part.sites.get("arguments_raw") and not all(isinstance(one, str) for one in found):
                yield compact(part.arguments)


def said(view, values=()):
    """Return what a view says, without what follows from the rest and parts that say nothing."""
    messages = [
        {
            "role": message["role"],
            "finish_reason_raw": message["finish_reason_raw"],
            "parts": [said_of(part, values) for part in message["parts"] if says_something(part)],
        }
        for message in view["messages"]
    ]
    return {**view, "messages": messages}


def says_something(part):
    """Say whether a part is none of the texts that say nothing."""
    return part["kind"] not in TEXTS or any(
        part.get(key) for key in ("text", "signature", "encrypted")
    )


def said_of(part, values=()):
    """Return what a part says."""
    found = {key: value for key, value in part.items() if value and key not in FOLLOWING}
    if part["kind"] == "reasoning":
        found.pop("id", None)
    if part.get("arguments") and compact(part["arguments"]) in values:
        found["arguments_raw"] = part["arguments"]
    return found


def edits_of_texts(pieces_of):
    """Return edits of the longest text of an answer, by name.

    Args:
        pieces_of: gives the pieces in which a part's text comes.
    """

    def on_text(change):
        def edit(view, answer):
            found = longest(answer)
            if found is None:
                return False
            number, at, part = found
            target = view["messages"][number]["parts"][at]
            target["text"] = change(part.text, pieces_of(part))
            return True

        return edit

    return {
        "a word": on_text(lambda text, _: replaced(text, len(text) // 2, "word")),
        "a word over a cut": on_text(over_cut),
        "longer": on_text(lambda text, _: text + " and then some more of it"),
        "2,000 more": on_text(lambda text, _: text[:3] + "lorem ipsum " * 167 + text[3:]),
        "shorter": on_text(lambda text, _: text[: max(len(text) // 3, 1)]),
        "empty": on_text(lambda text, _: ""),
        "odd signs": on_text(lambda text, _: replaced(text, len(text) // 3, ODD)),
    }


def longest(answer):
    """Return where the longest text is, and that part."""
    found = [
        (number, at, part)
        for number, message in enumerate(answer.messages)
        for at, part in enumerate(message.parts)
        if part.kind in {"text", "reasoning"} and part.text and part.sites.get("text")
    ]
    return max(found, key=lambda one: len(one[2].text), default=None)


def replaced(text, at, new):
    """Return a text with another word near a place."""
    words = [*re.finditer(r"\w+", text)] or [*re.finditer(r"(?s).+", text)]
    word = min(words, key=lambda found: abs(found.start() - at))
    return text[: word.start()] + new + text[word.end() :]


def over_cut(text, pieces):
    """Return a text with another word over the cut of two of its pieces."""
    cut = len(pieces[0]) if len(pieces) > 1 else len(text) // 2
    return text[: max(cut - 2, 0)] + "STRADDLED" + text[cut + 2 :]


def change_argument(view, answer):
    """Change one argument of the first call."""
    for message in view["messages"]:
        for part in message["parts"]:
            if part["kind"] in {"tool_call", "server_tool_call"}:
                arguments = part["arguments"] if isinstance(part["arguments"], dict) else {}
                key = next(iter(arguments), "added")
                part["arguments_raw"] = json.dumps(
                    {**arguments, key: f"changed, {ODD}"}, ensure_ascii=False, separators=(",", ":")
                )
                part["arguments"] = json.loads(part["arguments_raw"])
                return True
    return False


def no_arguments(view, answer):
    """Take all arguments from the first call."""
    for message in view["messages"]:
        for part in message["parts"]:
            if part["kind"] == "tool_call" and part["arguments_raw"] != "{}":
                part.update(arguments_raw="{}", arguments={})
                return True
    return False


def new_call(name="look_up", arguments='{"query":"a rather long question, and more"}'):
    """Return the view of a call."""
    return {
        "kind": "tool_call",
        "id": "call_new_1",
        "name": name,
        "arguments": json.loads(arguments),
        "arguments_raw": arguments,
    }


def adding(part, where):
    """Return an edit that adds a part at a place given by the number of parts."""

    def edit(view, answer):
        if not view["messages"]:
            return False
        parts = view["messages"][-1]["parts"]
        parts.insert(where(len(parts)), deepcopy(part))
        return True

    return edit


def remove_part(number):
    """Return an edit that takes a part out."""

    def edit(view, answer):
        if not view["messages"] or not view["messages"][-1]["parts"]:
            return False
        del view["messages"][-1]["parts"][number]
        return True

    return edit


def change_name_and_id(view, answer):
    """Give the first call another name and id."""
    for message in view["messages"]:
        for part in message["parts"]:
            if part["kind"] == "tool_call" and part["id"]:
                part.update(name="renamed", id="call_renamed")
                return True
    return False


def change_finish(view, answer):
    """Give another reason of finishing."""
    for message in view["messages"][-1:]:
        if message["finish_reason_raw"]:
            message["finish_reason_raw"] = "another_reason"
            return True
    return False


def change_usage(view, answer):
    """Change the counts, nested ones too."""
    if not view["usage_raw"]:
        return False
    view["usage_raw"] = changed_counts(view["usage_raw"])
    return True


def changed_counts(value):
    """Return counts that are all others."""
    if isinstance(value, dict):
        return {key: changed_counts(one) for key, one in value.items()}
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return value + 7


def changed(key):
    """Return an edit of a fact."""

    def edit(view, answer):
        if not view[key]:
            return False
        view[key] = f"another-{key}"
        return True

    return edit


SAID = {"kind": "text", "text": "Let me look that up for you, it will not take long at all. " * 3}
THOUGHT = {"kind": "reasoning", "text": "First I look. " * 9, "signature": "bmV3"}
LAST, FIRST = (lambda count: count), (lambda count: 0)
MIDDLE = lambda count: count // 2  # noqa: E731  # it stands beside the others
EDITS_OF_PARTS = {
    "change an argument": change_argument,
    "no arguments": no_arguments,
    "name and id of a call": change_name_and_id,
    "add a call last": adding(new_call(), LAST),
    "add a call first": adding(new_call(), FIRST),
    "add a call without arguments": adding(new_call(arguments="{}"), LAST),
    "add a text first": adding(SAID, FIRST),
    "add a text within": adding(SAID, MIDDLE),
    "add a thought": adding(THOUGHT, FIRST),
    "remove the last part": remove_part(-1),
    "remove the first part": remove_part(0),
}
EDITS_OF_FACTS = {
    "finish reason": change_finish,
    "usage": change_usage,
    "id": changed("id"),
    "model": changed("model"),
    "nothing": lambda view, answer: True,
}


def pieces_of(stream):
    """Return what gives the pieces of a part's text in a stream."""
    values = [event.json for event in stream.events] if stream else []

    def pieces(part, field="text"):
        sites = part.sites.get(field, [])
        return [get(values[site.event], *site.path) for site in sites] if values else [part.text]

    return pieces


def every_edit(stream):
    """Return all edits by name."""
    return {**edits_of_texts(pieces_of(stream)), **EDITS_OF_PARTS, **EDITS_OF_FACTS}
