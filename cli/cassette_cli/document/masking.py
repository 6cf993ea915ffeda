"""Credentials that are not printed: in headers, and in URLs.

A masked value is a mark that names it without giving it away: equal values have equal marks. The
rewriting of cassettes refuses to write one.
"""

import re
from collections.abc import Iterator

from cassette_cli.http.body import Body, Stored
from cassette_cli.http.interaction import Header, Headers, Interaction
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.value import key_text

# Patterns below are text: `re` compiles each when it is first used, which most runs never do.

MARK = re.compile("⟦masked:[0-9a-f]{6}⟧")

_SECRET = frozenset(
    {
        "authorization", "authentication", "auth", "token", "secret", "cookie", "cookie2", "jwt",
        "password", "passwd", "passphrase", "pwd", "pass", "credential", "credentials", "signature",
        "sig", "bearer", "otp", "assertion", "session", "sessionid", "sessiontoken", "authtoken",
        "accesstoken", "clientsecret", "key", "apikey", "appkey", "hapikey", "userkey", "accesskey",
        "secretkey", "authkey", "subscriptionkey",
    }
)  # fmt: skip
"""Words of a name that say that its value is a credential."""
_SECRET_PAIRS = r"access-key-id|upload-(?:id|url)|access-client-id"
_HARMLESS = (
    r"^access-control-|token-count$|^(?:x-)?ratelimit-"
    r"|(?:^|-)(?:page|next|continuation|sync|resume|start)-token$"
    r"|(?:idempotency|websocket|cache|surrogate|partition|routing|sort|public|tracking)-key$"
)
_BOUNDARY = r"(?<=[a-z0-9])(?=[A-Z])"
_NO_LETTER = r"[^a-z0-9]+"

_USER_INFO = r"(?<=//)[^/?#\s]+(?=@)"
_BOT = r"(?<=/bot)[0-9]{6,}:[\w-]{10,}"
_PARAMETER = r"([?&;#])([^=&;#?]{1,100})=([^&#;]*(?:;(?![^=&;#]{1,100}=)[^&#;]*)*)"
_SECRET_PARAMETERS = {"code"}
_PLACEHOLDER = (
    r"(?i)"
    r"(?:\w+ )?(?:[<\[{*]{0,4}(?:redacted|filtered|masked|removed|x{3,}|\*{3,})[>\]}*]{0,4}"
    r"|[<‹]\w+[>›])"
)
_LONGEST_PLACEHOLDER = 64


def mask(value: str) -> str:
    """Return the mark for a value; a plain placeholder is no secret and stays readable."""
    if len(value) <= _LONGEST_PLACEHOLDER and (not value or re.fullmatch(_PLACEHOLDER, value)):
        return value
    from hashlib import blake2b  # loads a library of its own, which most runs do without

    name = blake2b(
        value.encode("utf-8", "surrogatepass"), digest_size=3, person=b"cassette"
    ).hexdigest()
    return f"⟦masked:{name}⟧"


def is_credential(name: str) -> bool:
    """Say whether a header, a parameter or a field of this name holds a credential."""
    spaced = re.sub(_BOUNDARY, "-", _unquoted(name))
    plain = re.sub(_NO_LETTER, "-", spaced.lower()).strip("-")
    if re.search(_HARMLESS, plain):
        return False
    return not _SECRET.isdisjoint(plain.split("-")) or bool(re.search(_SECRET_PAIRS, plain))


def masked_headers(headers: Headers) -> Headers:
    """Return headers with the values of credential headers masked, and URLs in the others."""
    return Headers(
        Header(header.name, masked_value(header.name, header.value), header.place)
        for header in headers
    )


def masked_value(name: str, value: str) -> str:
    """Return the value of a header as it may be printed."""
    return mask(value) if is_credential(name) else masked_url(value)


def masked_url(url: str) -> str:
    """Return a URL with its user info and the values of its key-like parameters masked."""
    if "//" in url:
        url = re.sub(_USER_INFO, lambda found: mask(found.group()), url)
    if "/bot" in url:
        url = re.sub(_BOT, lambda found: mask(found.group()), url)
    return re.sub(_PARAMETER, _masked_parameter, url) if "=" in url else url


def _masked_parameter(found: re.Match[str]) -> str:
    mark, key, value = found.groups()
    if is_credential(key) or key in _SECRET_PARAMETERS:
        return f"{mark}{key}={mask(value)}"
    plain = _unquoted(value)
    nested = plain != value and masked_url(f"?{plain}" if "://" not in plain else plain)
    return f"{mark}{key}={mask(value)}" if nested and MARK.search(nested) else found.group()


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote  # most names and values need none of it

    return unquote(text)


def masked_source(text: str, interaction: Interaction, *, show_secrets: bool = False) -> str:
    """Return an interaction as it is written in its file, credentials masked in place.

    Bodies are left as they are; everything else is masked by the name it stands under and as a URL.
    """
    parts: list[str] = []
    bodies = [interaction.request.body.stored.node, interaction.response.body.stored.node]
    for node in interaction.nodes:
        start = _start_of_line(text, node.start)
        edits = [
            Edit(Span(span.start - start, span.end - start), new)
            for leaf, shown in _masked_leaves(node, bodies)
            for span, new in _shown_instead(text, leaf, shown)
            if not show_secrets and start <= leaf.start and leaf.end <= node.end
        ]
        parts.append(apply(text[start : node.end], edits))
    return "\n".join(parts)


def _shown_instead(text: str, leaf: Leaf, shown: str) -> list[Edit[str]]:
    """Return the edits that put something else into a scalar, in the notation that it has."""
    from cassette_cli.document.files import scalar_view

    view = scalar_view(text, leaf)
    made = view.rewrap([Edit(Span(0, len(view.inner)), shown)])
    return [
        edit._replace(new=edit.new.replace("\\u27e6", "⟦").replace("\\u27e7", "⟧")) for edit in made
    ]


def _start_of_line(text: str, start: int) -> int:
    """Return where the line of a node starts, if it is the first thing there."""
    line = text.rfind("\n", 0, start) + 1
    return start if text[line:start].strip(" \t-") else line


def _masked_leaves(node: Node, bodies: list[Node | None]) -> Iterator[tuple[Leaf, str]]:
    """Yield the scalars that hold something to mask, each with what to show instead."""
    seen: set[int] = set()
    todo: list[tuple[Node, str]] = [(node, "")]
    while todo:
        found, name = todo.pop()
        if any(found is body for body in bodies):
            continue
        match found:
            case Leaf(value=value):
                value = _decoded(found)
                shown = masked_value(name, value)
                if shown != value and found.start not in seen:
                    seen.add(found.start)
                    yield found, shown
            case Array(items=items):
                todo += [(item, name) for item in items]
            case Object(members=members):
                inner = [(value, key_text(key)) for key, value in members]
                todo += [(value, name if is_credential(name) else key) for value, key in inner]


def _decoded(leaf: Leaf) -> str:
    """Return the text of a scalar, also where it is base64."""
    if not leaf.tag.endswith("binary"):
        return leaf.value
    return Body(Stored("base64", leaf.value, leaf)).text or leaf.value
