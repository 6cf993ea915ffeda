"""The HTTP client that is given to an SDK: whatever it asks, a recorded body is the answer."""

import httpx2

SSE = "text/event-stream"
AWS = "application/vnd.amazon.eventstream"


class Playback(httpx2.BaseTransport):
    """A transport that reaches no network.

    Set `body` before an SDK is to read it, and `media_type` where that is no stream of server-sent
    events.
    """

    body = b""
    media_type = SSE

    def handle_request(self, request):
        """Answer any request."""
        headers = {"content-type": self.media_type}
        return httpx2.Response(200, headers=headers, content=self.body)
