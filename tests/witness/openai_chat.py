"""What the openai SDK makes of a stream of chat completions, through its HTTP client."""

import openai
from openai.lib.streaming.chat import ChatCompletionStreamState
from tests.witness.facts import joined, message, without_nulls
from tests.witness.openai_client import CLIENT, PLAYBACK

JOINED = True
UNKNOWN_USAGE: set[str] = set()


def read(body):
    """Return the facts of the completion that the SDK accumulates, `None` where it has an error.

    The accumulator is that of `chat.completions.stream`, which also passes over every chunk that
    calls itself nothing. Here that is only Azure's, so that chunks which miss the field are read.
    The usage is forgotten when a chunk without one follows, so it is taken from the chunks.
    """
    PLAYBACK.body = body
    state, usage = ChatCompletionStreamState(), None
    try:
        for chunk in CLIENT.chat.completions.create(model="any", messages=[], stream=True):
            if chunk.object != "":
                state.handle_chunk(chunk)
            usage = chunk.usage or usage
    except openai.APIError:
        return None
    said = state.current_completion_snapshot
    return {
        "id": said.id,
        "model": said.model,
        "usage": without_nulls(usage.to_dict()) if usage else None,
        "messages": [_message(choice) for choice in said.choices],
    }


def _message(choice):
    said = choice.message
    extra = said.model_extra or {}
    reasoning = extra.get("reasoning_content") or extra.get("reasoning")
    calls = [
        (call.id, call.function.name, call.function.arguments) for call in said.tool_calls or []
    ]
    return joined(
        message(choice.finish_reason, [said.content], [reasoning], calls, refusals=[said.refusal])
    )
