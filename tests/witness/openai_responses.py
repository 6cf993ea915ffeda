"""What the openai SDK makes of a stream of Responses, through its HTTP client."""

import openai
from tests.witness.facts import message, without_nulls
from tests.witness.openai_client import CLIENT, PLAYBACK

JOINED = False
UNKNOWN_USAGE: set[str] = set()

_LAST = {"response.completed", "response.incomplete", "response.failed"}


def read(body):
    """Return the facts of the response that the SDK ends with, `None` where there is none.

    `get_final_response` knows only what was completed, but its stream gives the last event of any
    other response, too.
    """
    PLAYBACK.body = body
    try:
        with CLIENT.responses.stream(model="any", input="any") as stream:
            last = [event.response for event in stream if event.type in _LAST]
    except openai.APIError:
        return None
    return _facts(last[-1]) if last else None


def _facts(said):
    contents = [part for item in said.output if item.type == "message" for part in item.content]
    reasoning = [item for item in said.output if item.type == "reasoning"]
    stopped = said.incomplete_details
    return {
        "id": said.id,
        "model": said.model,
        "usage": without_nulls(said.usage.to_dict()) if said.usage else None,
        "messages": [
            message(
                stopped.reason if stopped else said.status,
                [part.text for part in contents if part.type == "output_text"],
                [
                    part.text
                    for item in reasoning
                    for part in [*item.summary, *(item.content or [])]
                ],
                [call for item in said.output for call in _calls(item)],
                refusals=[part.refusal for part in contents if part.type == "refusal"],
            )
        ],
    }


def _calls(item):
    match item.type:
        case "function_call":
            yield item.call_id, item.name, item.arguments
        case "custom_tool_call":
            yield item.call_id, item.name, item.input
        case "shell_call":
            yield item.call_id, "shell", without_nulls(item.action.to_dict())
        case "apply_patch_call":
            yield item.call_id, "apply_patch", item.operation.to_dict()
