"""The client of the openai SDK, whose server is a playback."""

import httpx2
import openai
from tests.witness.playback import Playback

PLAYBACK = Playback()
CLIENT = openai.OpenAI(
    api_key="none",
    base_url="http://api.invalid",
    http_client=httpx2.Client(transport=PLAYBACK),
    max_retries=0,
)
