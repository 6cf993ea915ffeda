"""How the libraries of the recorders ask their emitters for a scalar: its text, style and tag.

A string is left plain where the library that writes it, PyYAML and we all take it for a string.

Source: PyYAML 6.0, yaml/representer.py and resolver.py; Psych 4.0 and 5.1,
lib/psych/visitors/yaml_tree.rb and scalar_scanner.rb; go-yaml v3, encode.go and resolve.go.
"""

import re
from base64 import b64encode, encodebytes

from cassette_cli.text.tree import Leaf
from cassette_cli.text.value import scalar_value
from cassette_cli.text.yaml_writer import Binary, Spelling, Value


def pyyaml(value: Value) -> Spelling:
    """Return what PyYAML's safe representer asks for: quotes around all that needs them."""
    match value:
        case Binary(data=data):
            return Spelling(encodebytes(data).decode(), "|", "!!binary")
        case str():
            return Spelling(value, "'" if _is_no_string(value) else "")
    return Spelling(_scalar(value))


def pyyaml_literal(value: Value) -> Spelling:
    """Return what a representer for readable texts asks for: a block for several lines."""
    if isinstance(value, str) and "\n" in value:
        return Spelling(value, "|")
    return pyyaml(value)


def psych(value: Value) -> Spelling:
    """Return what Psych asks for."""
    match value:
        case Binary(data=data):
            return Spelling(b64encode(data).decode(), "|", "!binary")
        case None:
            return Spelling("")
        case str():
            return Spelling(value, _psych_style(value))
    return Spelling(_scalar(value))


_INNER_BREAK = re.compile(r"\n(?!\n?\Z)")
_UNUSUAL = re.compile(r'^\W[^"]*$', re.MULTILINE)
_RUBY_WORD = re.compile(r"(?:null|yes|true|on|no|false|off|~)\Z", re.IGNORECASE)
_RUBY_OTHER = re.compile(
    r"""-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?
          (?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?
    |\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)
    |[-+]?\.inf|\.nan|:.+
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(?:\.[0-9_]*)?
    |(?:[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?)
    |[-+]?0[bB][01_,]+|[-+]?0[0-7_,]+|[-+]?(?:0|[1-9][0-9_,]*)|[-+]?0[xX][0-9a-fA-F_,]+
    |0[0-7]*[89].*""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def _psych_style(text: str) -> str:
    if _INNER_BREAK.search(text):
        return "|"
    if text in {"y", "Y", "n", "N"} or _UNUSUAL.search(text):
        return '"'
    is_other = _RUBY_WORD.match(text) or _RUBY_OTHER.fullmatch(text)
    return "'" if is_other or _is_no_string(text) else ""


def go_yaml(value: Value) -> Spelling:
    """Return what go-yaml asks for."""
    match value:
        case Binary(data=data):
            return Spelling(_wrapped(b64encode(data).decode(), _GO_LINE), "|", "!!binary")
        case str() if "\n" in value:
            return Spelling(value, "|")
        case str():
            is_other = _GO_WORD.fullmatch(value) or _GO_OTHER.fullmatch(value.replace("_", ""))
            return Spelling(value, '"' if is_other or _is_no_string(value) else "")
    return Spelling(_scalar(value))


_GO_LINE = 70
_GO_WORD = re.compile(
    r"|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|on|On|ON"
    r"|n|N|no|No|NO|off|Off|OFF|<<|\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF)"
)
_GO_OTHER = re.compile(
    r"[-+]?(?:0x[0-9a-fA-F]+|0b[01]+|0o?[0-7]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:(?:[Tt ])[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?)?"
)


def _wrapped(text: str, width: int) -> str:
    if len(text) < width:
        return text
    return "".join(text[at : at + width] + "\n" for at in range(0, len(text), width))


_RESOLVED = re.compile(
    r"""(?:|~|null|Null|NULL|<<|=|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE
    |on|On|ON|off|Off|OFF
    |[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    |[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+
    |[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+
    |[0-9]{4}-[0-9]{2}-[0-9]{2}
    |[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}
       (?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)""",
    re.VERBOSE,
)


def _is_no_string(text: str) -> bool:
    """Say whether PyYAML or we take a plain text for something else than a string."""
    return _RESOLVED.fullmatch(text) is not None or not isinstance(
        scalar_value(Leaf(text, "", "", 0, 0)), str
    )


def _scalar(value: Value) -> str:
    """Return what is no string as it is written plain, in YAML 1.1 and 1.2."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, float):
        return str(value)
    text = repr(value).lower()
    if "n" in text:
        return text.replace("inf", ".inf").replace("nan", ".nan")
    return text.replace("e", ".0e") if "." not in text else text
