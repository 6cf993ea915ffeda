"""Pages: what a recording says is text in them, and nothing else."""

import base64
import re
import subprocess
import sys
from hashlib import sha256
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pages.comparison import FILES
from tests.program import ROOT, cassette, unmeasured

from cassette_cli.render.page import Block, File, Kind, Section
from cassette_cli.render.template import filled
from cassette_cli.render.visible import visible

NOT_ONE_PER_ROW = {"call": 3, "events": 3}
"""Kinds whose rows have more than a name and a value."""


class Outline(HTMLParser):
    """A page as its tags and as the texts between them, without the stylesheet."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(re.sub(r"<style>.*?</style>", "", page, count=1, flags=re.DOTALL))
        self.close()

    @property
    def text(self):
        """All texts."""
        return " ".join(self.texts)

    def handle_starttag(self, tag, attrs):
        """Keep a tag with its attributes."""
        self.tags.append((tag, attrs))

    def handle_endtag(self, tag):
        """Keep the end of a tag."""
        self.tags.append((f"/{tag}", []))

    def handle_data(self, data):
        """Keep a text."""
        self.texts.append(data)


def page(files):
    """Return the page of some files."""
    return "".join(filled("show.html", files=files))


def everything(text):
    """Return a file in which a text stands wherever one can stand."""
    blocks = [
        Block(kind, text, text, text, text, ((text,) * NOT_ONE_PER_ROW.get(kind, 2),))
        for kind in get_args(Kind)
        if kind != "message"
    ]
    blocks.append(Block("call", text, text, text))
    blocks.append(Block("earlier", text, blocks=tuple(blocks)))
    blocks.append(Block("message", text, "role", blocks=tuple(blocks)))
    section = Section(0, text, text, text, "ok", [text], text, text, blocks)
    return File(text, text, 1, [section], blocks)


def lines_of_x(text):
    """Return a text of as many lines, of nothing but a harmless letter."""
    return re.sub(r"[^\n]+", "x", text)


@given(st.text(min_size=1, max_size=40) | st.text("<>&\"'/= \n{}%#!-xon", min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_what_a_recording_says_is_text(text):
    """The tags of a page follow from what there is to show, never from the words of it."""
    made = Outline(page([everything(text)]))
    harmless = Outline(page([everything(lines_of_x(text))]))
    assert made.tags == harmless.tags
    shown = "\n".join(visible(row.removesuffix("\r")) for row in text.split("\n"))
    assert made.text.count(shown) >= 3 * len(get_args(Kind))


WAYS = [
    [], ["--full", "--headers", "--tools"], ["--view", "http"], ["--events"], ["--view", "raw"],
    ["--request"], ["--response"],
]  # fmt: skip


@pytest.mark.parametrize("options", WAYS, ids=" ".join)
def test_a_page_says_what_the_terminal_says(options, tmp_path):
    """All the same words, in the same order; what the page folds may come in between."""
    asked = ["show", "samples", *options]
    assert cassette(*asked, "--html", str(tmp_path / "page.html")) == ("", "", 0)
    said = iter(re.findall(r"\w+", Outline((tmp_path / "page.html").read_text("utf-8")).text))
    told = re.findall(r"\w+", cassette(*asked).out)
    assert len(told) > 200
    assert [word for word in told if word not in said] == []


def test_a_cassette_that_cannot_be_read_does_not_keep_the_others_from_the_page(tmp_path):
    """The exit code says that one is missing."""
    (tmp_path / "broken.yaml").write_text("{")
    made = tmp_path / "page.html"
    sample = "samples/go-vcr.yaml"
    ran = cassette("show", str(tmp_path / "broken.yaml"), sample, "--html", str(made))
    assert ran.code == 2
    assert "broken.yaml" in ran.err
    assert sample in Outline(made.read_text("utf-8")).text


def test_a_page_that_cannot_be_written_is_an_error(tmp_path):
    """With the reason, and no traceback."""
    made = tmp_path / "nowhere" / "page.html"
    ran = cassette("show", "samples/go-vcr.yaml", "--html", str(made))
    assert ran.code == 2
    assert "cannot write the page: no such file or directory" in ran.err


def test_the_policy_of_a_page_lets_in_its_own_stylesheet_only():
    """Named by its hash; everything else is refused by the browser too."""
    made = page([everything("x")])
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', made)[1]
    style = re.search(r"<style>(.*)</style>", made, re.DOTALL)[1]
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "url(" not in style
    assert "@import" not in style


def test_a_comparison_is_told_in_full():
    """Verdicts, changes with what is absent, both conversations, and words that came and went."""
    made = "".join(filled("diff.html", files=FILES, summary="1 differs"))
    assert "<del>sunny</del><ins>raining</ins> in Zürich.</div>" in made
    text = " ".join(Outline(made).text.split())
    assert "cassette verdict what changed tests/weather.yaml tools 1 tool call, 1 text" in text
    assert "setting top_p absent 0.9 setting seed 7 absent" in text
    assert 'old assistant → weather (city="Bern") call_1 new assistant → weather (' in text
    assert "not in the old recording" in text
    assert made.count("<details") == 1  # a file of which no part is shown has nothing to fold


def test_only_pages_need_the_template_library():
    """It would cost every other command a part of its start."""
    program = (
        "import sys\n"
        "from cassette_cli.__main__ import main\n"
        "sys.argv = ['cassette', 'show', 'samples/go-vcr.yaml']\n"
        "try:\n    main()\nfinally:\n    sys.stderr.write(str('jinja2' in sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=unmeasured(), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert "go-vcr" in ran.stdout
    assert ran.stderr == "False"
