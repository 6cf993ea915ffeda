"""Reading a Content-Type.

Source: RFC 9110, section 8.3.1.
"""

import re
from typing import NamedTuple

_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";,]+)', re.IGNORECASE)


class MediaType(NamedTuple):
    """The parts of a Content-Type that matter here; both lower case, `""` where absent."""

    name: str
    charset: str


def media_type(content_type: str | None) -> MediaType:
    """Return the parts of a Content-Type; empty ones for `None` or nonsense."""
    if not content_type:
        return MediaType("", "")
    charset = _CHARSET.search(content_type)
    name = content_type.partition(";")[0].strip().lower()
    return MediaType(name, charset[1].lower() if charset else "")
