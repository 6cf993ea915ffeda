"""Untrusted text made harmless: what would steer a terminal becomes a mark that can be seen."""

import re

UNSAFE = (
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\uffa0\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Controls but the tab, bidirectional overrides, separators, what is invisible, half pairs."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Those of the unsafe that Unicode takes for printable."""

_PICTURES = 0x2400
"""Where Unicode keeps pictures of the control characters, in their order."""


def visible(text: str) -> str:
    """Return a line with every character that has no honest picture shown as a mark."""
    if text.isprintable() and _BLANK_LETTERS.isdisjoint(text):  # most lines, without the pattern
        return text
    return re.sub(UNSAFE, _mark, text)


def _mark(found: re.Match[str]) -> str:
    character = found.group()
    if character < " ":
        return chr(_PICTURES + ord(character))
    return "␡" if character == "\x7f" else f"‹U+{ord(character):04X}›"
