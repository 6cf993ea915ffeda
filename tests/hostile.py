"""Recordings that try to be more than text, wherever they are shown."""

import json

HOSTILE = [
    "<script>window.__pwned = 1</script>",
    "</script><script>window.__pwned = 2</script>",
    "</style></pre></title></textarea></details><script>window.__pwned = 3</script>",
    "<img src=x onerror=window.__pwned=4>",
    "<svg onload=window.__pwned=5><animate onbegin=window.__pwned=5></svg>",
    '" onmouseover="window.__pwned=6" autofocus onfocus=\'window.__pwned=6\' x="',
    "' onclick='window.__pwned=7' x='",
    "javascript:window.__pwned=8//",
    '<a href="javascript:window.__pwned=9">here</a>',
    "<iframe srcdoc='<script>parent.__pwned=10</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "<link rel=stylesheet href=https://example.invalid/x.css><base href=https://example.invalid/>",
    "<style>@import url(https://example.invalid/x.css)</style>",
    "<form action=https://example.invalid/><button autofocus>go</button></form>",
    "{{ 7 * 7 }}{% raw %}{# gone #}${7*7}<%= 7*7 %>",
    "&lt;b&gt; &#60;script&#62; &amp;amp; <!-- gone --> ]]>",
    "right \u202eto left\u202c and \u2066inside\u2069 out",
    "\x1b]8;;https://example.invalid\x07link\x1b]8;;\x07 \x00 \x7f \x9b31m",
]
"""What would steer a terminal, a page or a browser, were it not text."""


def interaction(words):
    """Return an interaction in which words stand wherever a recording may have some."""
    tool = {"name": words, "description": words, "parameters": {words: words}}
    call = {"name": words, "arguments": json.dumps({words: words, "long": f"{words}\n{words}"})}
    asked = {
        "model": words,
        "user": words,
        "tools": [{"type": "function", "function": tool}],
        "messages": [
            {"role": words, "content": words},
            {"role": "tool", "tool_call_id": words, "content": words},
            {"role": "user", "content": [{"type": words, words: words}]},
        ],
    }
    message = {
        "role": "assistant",
        "content": words,
        "reasoning": words,
        "refusal": words,
        "annotations": [{"url_citation": {"title": words, "url": words}}],
        "tool_calls": [{"id": words, "type": "function", "function": call}],
    }
    answered = {
        "object": "chat.completion",
        "model": words,
        "choices": [{"index": 0, "message": message, "finish_reason": words}],
        "error": {"type": words, "code": words, "message": words, words: f"{words}!"},
    }
    return {
        "request": {
            "method": words,
            "uri": f"https://example.invalid/v1/chat/completions?{words}",
            "headers": {words: [words]},
            "body": json.dumps(asked),
        },
        "response": {
            "status": {"code": 418, "message": words},
            "headers": {"content-type": ["application/json"], words: [words]},
            "body": {"string": json.dumps(answered)},
        },
    }
