"""What botocore makes of the frames of a ConverseStream, through its client."""

from botocore.awsrequest import AWSResponse
from botocore.exceptions import EventStreamError
from botocore.session import Session
from tests.witness.facts import message

JOINED = False
UNKNOWN_USAGE = {"serverToolUsage"}

_CLIENT = Session().create_client(
    "bedrock-runtime",
    region_name="us-east-1",
    endpoint_url="http://api.invalid",
    aws_access_key_id="none",
    aws_secret_access_key="none",
)


class _Raw:
    """The body of a response, as botocore reads it."""

    body = b""

    def stream(self):
        """Yield it in one piece."""
        yield self.body


_RAW = _Raw()


def _answer(request, **_):
    headers = {"content-type": "application/vnd.amazon.eventstream"}
    return AWSResponse(request.url, 200, headers, _RAW)


_CLIENT.meta.events.register("before-send", _answer)


def read(body):
    """Return the facts of all events put together, `None` where botocore reports an error.

    It has no final message itself.
    """
    _RAW.body = body
    blocks, last = {}, {}
    try:
        for event in _CLIENT.converse_stream(modelId="any", messages=[])["stream"]:
            ((kind, said),) = event.items()
            if kind in {"contentBlockStart", "contentBlockDelta"}:
                piece = said.get("start") or said.get("delta")
                blocks.setdefault(said["contentBlockIndex"], []).append(piece)
            else:
                last |= said
    except EventStreamError:
        return None
    return {
        "usage": last.get("usage"),
        "messages": [_message([block for _, block in sorted(blocks.items())], last)],
    }


def _message(blocks, last):
    calls = [_call(block) for block in blocks if "toolUseId" in block[0].get("toolUse", {})]
    return message(
        last.get("stopReason"),
        ["".join(piece.get("text", "") for piece in block) for block in blocks],
        [_thought(block) for block in blocks],
        [call for kind, *call in calls if kind is None],
        server_calls=[call for kind, *call in calls if kind is not None],
    )


def _thought(block):
    return "".join(piece.get("reasoningContent", {}).get("text", "") for piece in block)


def _call(block):
    start, *deltas = [piece["toolUse"] for piece in block]
    arguments = "".join(delta["input"] for delta in deltas)
    return start.get("type"), start["toolUseId"], start["name"], arguments
