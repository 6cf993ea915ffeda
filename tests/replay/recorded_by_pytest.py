"""A test of somebody's project, as pytest-recording records it: a job comes in, answers go out."""

import json
import sys
from base64 import b64encode

import pytest
from tests.replay.api import Call
from tests.replay.clients import with_httpx


@pytest.mark.vcr
def test_calls():
    """Send the calls, and print what is seen of the answers."""
    job = json.load(sys.stdin)
    seen = with_httpx([Call(**call) for call in job["calls"]], job["base"])
    answers = [(status, b64encode(body).decode()) for status, body in seen]
    sys.stdout.write(f"{json.dumps(answers)}\n")
