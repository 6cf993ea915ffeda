"""What the google-genai SDK makes of a stream of chunks, through its HTTP client."""

import json

from google import genai
from tests.witness.facts import joined, message
from tests.witness.playback import Playback

JOINED = True
UNKNOWN_USAGE = {"serviceTier"}

_PLAYBACK = Playback()
_CLIENT = genai.Client(
    api_key="none",
    vertexai=False,
    http_options=genai.types.HttpOptions(
        base_url="http://api.invalid", client_args={"transport": _PLAYBACK}
    ),
)


def read(body):
    """Return the facts of all chunks put together, `None` where the SDK reports an error.

    It has no final message itself. It always asks for server-sent events, so the elements of a JSON
    array are given to it as such.
    """
    is_array = body.lstrip()[:1] == b"["
    _PLAYBACK.body = _events(json.loads(body)) if is_array else body
    try:
        chunks = list(_CLIENT.models.generate_content_stream(model="any", contents="any"))
    except genai.errors.APIError:
        return None
    usages = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    candidates = {}
    for chunk in chunks:
        for candidate in chunk.candidates or []:
            candidates.setdefault(candidate.index or 0, []).append(candidate)
    return {
        "id": next((chunk.response_id for chunk in chunks if chunk.response_id), None),
        "model": next((chunk.model_version for chunk in chunks if chunk.model_version), None),
        "usage": usages[-1].model_dump(mode="json", by_alias=True, exclude_none=True)
        if usages
        else None,
        "messages": [_message(pieces) for _, pieces in sorted(candidates.items())],
    }


def _events(chunks):
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode()


def _message(pieces):
    contents = [candidate.content for candidate in pieces if candidate.content]
    parts = [part for content in contents for part in content.parts or []]
    reasons = [candidate.finish_reason for candidate in pieces if candidate.finish_reason]
    calls = [part.function_call for part in parts if part.function_call]
    return joined(
        message(
            reasons[-1].value if reasons else None,
            [part.text for part in parts if not part.thought],
            [part.text for part in parts if part.thought],
            [(call.id, call.name, call.args) for call in calls],
        )
    )
