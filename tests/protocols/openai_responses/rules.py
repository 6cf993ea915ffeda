"""What OpenAI keeps to in the events of a response, so that an edit must keep to it as well."""

from collections import defaultdict

from cassette_cli.text.json_value import get, mapping, objects, sequence, string

TERMINAL = ("response.completed", "response.incomplete", "response.failed", "response.cancelled")
TEXTS = {
    "output_text": ("text", "content", "content_index"),
    "refusal": ("refusal", "content", "content_index"),
    "reasoning_summary_text": ("text", "summary", "summary_index"),
    "reasoning_text": ("text", "content", "content_index"),
    "function_call_arguments": ("arguments", None, None),
    "custom_tool_call_input": ("input", None, None),
    "mcp_call_arguments": ("arguments", None, None),
    "code_interpreter_call_code": ("code", None, None),
}


def broken_rules(events) -> set[str]:
    """Return the rules that the events of a stream break."""
    payloads = [mapping(event.json) for event in events]
    rules = {
        "numbered on": _is_counted([one["sequence_number"] for one in payloads
                                    if "sequence_number" in one]),
        "named as they are": all(event.name in {"", string(event.json, "type")}
                                 for event in events),
        "never empty": all(one["delta"] for one in payloads if "delta" in one),
        "padded": all(_is_padded(one) for one in payloads if one.get("obfuscation")),
        "items counted on": _is_counted([*dict.fromkeys(_indices(payloads))]),
        "one id for each item": len({*_ids(payloads).values()}) == len(_ids(payloads)),
        "the item's id": all(one["item_id"] == _ids(payloads).get(one.get("output_index"))
                             for one in payloads if one.get("item_id")),
        "told the same everywhere": all(len(said) == 1 for said in _texts(payloads).values()),
        "all items at the end": _ends_whole(payloads),
    }  # fmt: skip
    return {name for name, is_kept in rules.items() if not is_kept}


def _is_counted(numbers) -> bool:
    return numbers == [*range(numbers[0], numbers[0] + len(numbers))] if numbers else True


def _is_padded(payload) -> bool:
    return (len(payload["delta"]) + len(payload["obfuscation"])) % 16 == 0


def _indices(payloads):
    return [one["output_index"] for one in payloads if "output_index" in one]


def _ids(payloads):
    """Return the ids of items by their indices."""
    return {
        one.get("output_index"): one["item"]["id"]
        for one in payloads
        if get(one, "item", "id") and one["type"] == "response.output_item.added"
    }


def _ends_whole(payloads) -> bool:
    count = len({*_indices(payloads)})
    ends = [sequence(one, "response", "output") for one in payloads if one.get("type") in TERMINAL]
    return all(not output or len(output) == count for output in ends)


def _texts(payloads):
    """Return all that is said of each text, by its address."""
    said = defaultdict(set)
    pieces = defaultdict(str)
    for one in payloads:
        kind, index = string(one, "type"), one.get("output_index")
        name, _, step = kind.removeprefix("response.").partition(".")
        if name in TEXTS:
            _add_text(said, pieces, one, (name, step))
        elif kind == "response.output_item.done":
            _add_item(said, index, one["item"])
        elif step == "done" and "part" in one:
            holder = "summary" if "summary_index" in one else "content"
            number = one.get("summary_index", one.get("content_index"))
            said[index, holder, number].add(one["part"].get("text", one["part"].get("refusal")))
        for at, item in enumerate(sequence(one, "response", "output") if kind in TERMINAL else []):
            _add_item(said, at, item)
    for address, text in pieces.items():
        said[address].add(text)
    return said


def _add_text(said, pieces, payload, what):
    name, step = what
    field, holder, sub = TEXTS[name]
    address = (payload.get("output_index"), holder, payload.get(sub, 0) if sub else 0)
    if step == "delta":
        pieces[address] += payload["delta"]
    elif field in payload:
        said[address].add(payload[field])


def _add_item(said, index, item):
    for field in ("arguments", "input", "code"):
        if isinstance(item.get(field), str):
            said[index, None, 0].add(item[field])
    for holder in ("content", "summary"):
        for number, entry in enumerate(objects(item, holder)):
            said[index, holder, number].add(entry.get("text", entry.get("refusal")))
