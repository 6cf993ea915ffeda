"""What the anthropic SDK makes of a stream of messages, through its HTTP client."""

import anthropic
import httpx2
from tests.witness.facts import message, without_nulls
from tests.witness.playback import AWS, SSE, Playback

JOINED = False
UNKNOWN_USAGE: set[str] = set()

_SERVER_CALLS = {"server_tool_use", "mcp_tool_use"}
_PLAYBACK = Playback()
_OPTIONS = {
    "api_key": "none",
    "base_url": "http://api.invalid",
    "http_client": httpx2.Client(transport=_PLAYBACK),
    "max_retries": 0,
}
_CLIENT = anthropic.Anthropic(**_OPTIONS)
_BEDROCK = anthropic.AnthropicBedrock(**_OPTIONS, aws_region="any")


def read(body):
    """Return the facts of the message that the SDK accumulates, `None` where it reports an error.

    The streams of its beta API are those that know all kinds of blocks. Frames of an AWS event
    stream are read by its client for Bedrock.
    """
    is_frames = body[:1] == b"\0"
    _PLAYBACK.body, _PLAYBACK.media_type = body, AWS if is_frames else SSE
    messages = (_BEDROCK if is_frames else _CLIENT).beta.messages
    try:
        with messages.stream(model="any", max_tokens=1, messages=[]) as stream:
            said = stream.get_final_message()
    except anthropic.APIError:
        return None
    blocks = said.content
    return {
        "id": said.id,
        "model": said.model,
        "usage": without_nulls(said.usage.to_dict()),
        "messages": [
            message(
                said.stop_reason,
                [block.text for block in blocks if block.type == "text"],
                [block.thinking for block in blocks if block.type == "thinking"],
                [_call(block) for block in blocks if block.type == "tool_use"],
                server_calls=[_call(block) for block in blocks if block.type in _SERVER_CALLS],
            )
        ],
    }


def _call(block):
    return block.id, block.name, block.input
