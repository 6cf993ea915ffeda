"""What an answer says, in the form in which an SDK's reading and ours are compared."""

from cassette_cli.text.json_value import NOT_JSON, parse


def facts_of(view, witness):
    """Return what a view of a response says.

    Args:
        view: `id`, `model`, `messages` and `usage_raw`, as in the JSON view.
        witness: the module that reads the same with an SDK.
    """
    messages = [_of_message(message) for message in view["messages"]]
    return {
        "id": view["id"],
        "model": view["model"],
        "usage": without_nulls(view["usage_raw"]),
        "messages": [joined(one) for one in messages] if witness.JOINED else messages,
    }


def _of_message(view):
    def texts(kind):
        return [part["text"] for part in view["parts"] if part["kind"] == kind]

    def calls(kind):
        called = [part for part in view["parts"] if part["kind"] == kind]
        return [(part["id"], part["name"], part["arguments_raw"]) for part in called]

    return message(
        view["finish_reason_raw"],
        texts("text"),
        texts("reasoning"),
        calls("tool_call"),
        refusals=texts("refusal"),
        server_calls=calls("server_tool_call"),
    )


def message(finish, texts, reasoning, calls, **others):
    """Return the facts of a message: texts that say something, and arguments by value.

    Args:
        finish: the provider's word for why it ended.
        texts: what was said.
        reasoning: what was thought.
        calls: the id, name and arguments of each tool call.
        others: `refusals` and `server_calls`, from witnesses that know them.
    """
    facts = {"finish": finish, "texts": texts, "reasoning": reasoning, "calls": calls, **others}
    for name in {"texts", "reasoning", "refusals"} & facts.keys():
        facts[name] = [text for text in facts[name] if text]
    for name in {"calls", "server_calls"} & facts.keys():
        facts[name] = [(key or None, word, arguments(said)) for key, word, said in facts[name]]
    return facts


def joined(message):
    """Return the facts of a message for an SDK that keeps one text of each kind."""
    kinds = {"texts", "reasoning", "refusals"} & message.keys()
    return {**message, **{kind: "".join(message[kind]) for kind in kinds}}


def arguments(said):
    """Return arguments by value where they are JSON; none at all are an empty object."""
    if not isinstance(said, str):
        return said or {}
    value = parse(said or "{}")
    return said if value is NOT_JSON else value


def without_nulls(value):
    """Return a JSON value without members that are null, which SDKs do not tell from absent."""
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items() if one is not None}
    return value


def read_with(witness, body):
    """Return the facts of a body as an SDK reads it, `None` where it has no final message.

    Args:
        witness: the module that reads with the SDK.
        body: a text, or the bytes of an AWS event stream.
    """
    return witness.read(body if isinstance(body, bytes) else body.encode())


def differences(witness, body, answer, view):
    """Return by name the facts in which an SDK's reading of a body is not ours.

    An SDK may have no message of a stream that is cut off or reports an error; we show what came.

    Args:
        witness: the module that reads with the SDK.
        body: a text, or the bytes of an AWS event stream.
        answer: the body as we read it.
        view: what it is meant to say.
    """
    try:
        theirs = read_with(witness, body)
    except Exception as error:  # noqa: BLE001  # whatever an SDK raises, it has read nothing
        return {"raises": repr(error)}
    if theirs is None:
        return {} if answer.status in {"errored", "truncated"} else {"messages": None}
    ours = facts_of(view, witness)
    for facts in (theirs, ours):
        facts["usage"] = _known(facts["usage"], witness.UNKNOWN_USAGE)
    said, meant = theirs.pop("messages"), ours.pop("messages")
    if len(said) != len(meant):
        return {"messages": (said, meant)}
    return {
        name: (one[name], other[name])
        for one, other in [(theirs, ours), *zip(said, meant, strict=True)]
        for name in one
        if one[name] != other[name]
    }


def _known(usage, unknown):
    """Return the counts without those that an SDK drops."""
    return usage and {name: count for name, count in usage.items() if name not in unknown}
