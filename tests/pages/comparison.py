"""A comparison as the page is given it: two files, with every part that a comparison has."""

from cassette_cli.render.page import Block

OLD = "It is sunny in Zürich."
NEW = "It is raining in Zürich."


def said(role, *blocks):
    """Return a message."""
    return Block("message", role, "role", blocks=blocks)


REWORDED = Block(
    "words",
    rows=(("same", "It is "), ("removed", "sunny"), ("added", "raining"), ("same", " in Zürich.")),
)

FILES = [
    {
        "label": "tests/weather.yaml",
        "verdict": "tools",
        "counts": "1 tool call, 1 text",
        "target": "file-1",
        "parts": [
            {
                "title": "#0 POST https://api.example.com/v1/messages",
                "changes": [
                    {"title": "setting temperature", "old": "0", "new": "0.5"},
                    {"title": "setting top_p", "old": None, "new": "0.9"},
                    {"title": "setting seed", "old": "7", "new": None},
                ],
                "pairs": [
                    (
                        [said("user", Block("text", text="Weather?"))],
                        [said("user", Block("text", text="Weather?"))],
                    ),
                    (
                        [said("assistant", Block("call", "weather", "call_1", 'city="Bern"'))],
                        [said("assistant", Block("call", "weather", "call_1", 'city="Zürich"'))],
                    ),
                    ([said("assistant", Block("text", text=OLD))], [said("assistant", REWORDED)]),
                    ([], [said("user", Block("text", text="Thanks!"))]),
                ],
            }
        ],
    },
    {
        "label": "tests/broken.yaml",
        "verdict": "broken",
        "counts": "a stream is cut off",
        "target": "",
        "parts": [],
    },
]
