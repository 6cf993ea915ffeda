"""What the libraries ask their emitters for."""

from math import inf, nan

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import TEXTS

from cassette_cli.text.yaml_spelling import go_yaml, psych, pyyaml, pyyaml_literal
from cassette_cli.text.yaml_writer import Binary, Spelling

STYLES = {
    # text: PyYAML, Psych, go-yaml
    "": ("'", "'", '"'),
    "word": ("", "", ""),
    "369": ("'", "'", '"'),
    "0": ("'", "'", '"'),
    "1.5": ("'", "'", '"'),
    "1e3": ("'", "'", '"'),
    "true": ("'", "'", '"'),
    "yes": ("'", "'", '"'),
    "y": ("", '"', '"'),
    "null": ("'", "'", '"'),
    "~": ("'", '"', '"'),
    "2026-11-22": ("'", "'", '"'),
    "12:30:45": ("'", "'", '"'),
    "*/*": ("", '"', ""),
    '{"a": 1}': ("", "", ""),
    "<html>": ("", '"', ""),
    ":symbol": ("", '"', ""),
    "0x1F": ("'", "'", '"'),
    "089": ("", "'", '"'),
    "1,000": ("", "'", ""),
    "two\nlines": ("", "|", "|"),
    "one line\n": ("", "", "|"),
    "one line\n\n": ("", '"', "|"),
    "\n": ("", '"', "|"),
    "Sun, 22 Nov 2026 22:03:16 GMT": ("", "", ""),
}


@pytest.mark.parametrize("text", STYLES)
def test_styles(text):
    """A plain style is turned into quotes by the emitter where the characters want it."""
    asked = tuple(spelling(text).style for spelling in (pyyaml, psych, go_yaml))
    assert asked == STYLES[text]
    assert pyyaml_literal(text).style == ("|" if "\n" in text else STYLES[text][0])


@given(TEXTS)
def test_pyyaml_asks_for_quotes_where_pyyaml_does(text):
    """Or where we would not read a string."""
    dumper = yaml.SafeDumper("")
    resolved = dumper.resolve(yaml.ScalarNode, text, (True, False))
    if resolved not in {"tag:yaml.org,2002:str", "tag:yaml.org,2002:yaml"}:  # `*` is never plain
        assert pyyaml(text).style == "'"


OTHERS = {
    "null": (None, "null", "", "null"),
    "true": (True, "true", "true", "true"),
    "int": (200, "200", "200", "200"),
    "float": (0.5, "0.5", "0.5", "0.5"),
    "large": (1e300, "1.0e+300", "1.0e+300", "1.0e+300"),
    "infinite": (-inf, "-.inf", "-.inf", "-.inf"),
    "no number": (nan, ".nan", ".nan", ".nan"),
}


@pytest.mark.parametrize(("value", "py", "ruby", "go"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_string(value, py, ruby, go):
    """It is plain, and in a form that every reader takes for what it is."""
    assert [spelling(value) for spelling in (pyyaml, psych, go_yaml)] == [
        Spelling(py), Spelling(ruby), Spelling(go)]  # fmt: skip


@given(st.binary(max_size=300))
def test_bytes_are_base64_under_a_tag(data):
    """PyYAML writes what it reads; lines are 76, none, or 70 long."""
    text, style, tag = pyyaml(Binary(data))
    assert (style, tag) == ("|", "!!binary")
    assert yaml.safe_load(f"{tag} '{text}'") == data
    assert psych(Binary(data)) == Spelling(text.replace("\n", ""), "|", "!binary")
    lines = go_yaml(Binary(data)).text.split("\n")
    assert "".join(lines) == text.replace("\n", "")
    assert all(len(line) == 70 for line in lines[:-2])
