"""Pages in a real browser: nothing of a recording runs, everything can be read."""

import json
import os
import shutil
from contextlib import contextmanager
from functools import partial

import pytest
from playwright.sync_api import sync_playwright
from tests.comparing import cassette_of, chat, compared
from tests.hostile import HOSTILE, interaction
from tests.pages.comparison import FILES
from tests.program import ROOT

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.diff.report import Level, Verdict, told_of, worst_first
from cassette_cli.operations.show import turns
from cassette_cli.render import diff_page
from cassette_cli.render.diff import Looks
from cassette_cli.render.message import Wishes
from cassette_cli.render.page import file_of
from cassette_cli.render.template import filled
from cassette_cli.render.visible import visible

SAMPLES = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix != ".svg")
WIDTHS = [360, 390, 1280, 2560]

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "article",
    "div", "h1", "h2", "h3", "h4", "h5", "p", "span", "a", "code", "pre", "strong", "ins", "del",
    "details", "summary", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "open", "scope",
    "aria-label", "aria-hidden", "dir",
}  # fmt: skip

TOUCH = """() => {
    for (const one of document.all)
        for (const kind of ['mouseover', 'focus', 'click', 'load', 'error', 'begin'])
            one.dispatchEvent(new Event(kind))
}"""
"""Sends to every element the events that a person or the browser would send."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return the folder where the browser keeps what it keeps of any page."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def chromium(home):
    """Yield a browser."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # which Chromium refuses to root
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    settings = {"executable_path": program, "args": sandbox, "env": kept | {"HOME": str(home)}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**settings)
        yield browser
        browser.close()


@contextmanager
def opened(browser, path, **settings):
    """Yield a page; afterwards nothing must have been asked for, said, or asked of the user."""
    context = browser.new_context(**settings)
    page = context.new_page()
    seen = []
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("request", lambda request: seen.append(request.url))
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    yield page
    assert seen == [path.as_uri()]
    context.close()


def files_of(path, **wishes):
    """Return a cassette as the page is given it."""
    found = open_cassette(Source(path.name, path))
    return list(file_of(found, turns(found), Wishes(**wishes)))


def written(path, name="show.html", **values):
    """Write a page, and return where it is."""
    path.write_text("".join(filled(name, **values)), encoding="utf-8")
    return path


@pytest.fixture
def samples(tmp_path):
    """Return the page of all samples, with everything on it."""
    wishes = {"full": True, "headers": True, "tools": True}
    files = [file for path in SAMPLES for file in files_of(path, **wishes)]
    return written(tmp_path / "samples.html", files=files)


@pytest.fixture
def comparison(tmp_path):
    """Return the page of a comparison."""
    path = tmp_path / "comparison.html"
    return written(path, "diff.html", files=FILES, summary="1 cassette differs")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return the page of a cassette that tries everything, and one of a megabyte."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [*HOSTILE, "<b>" + "x" * 1_000_000 + "the end"]
    path = folder / "<img src=x onerror=window.__pwned=0>.json"
    path.write_text(
        json.dumps({"version": 1, "interactions": [interaction(text) for text in HOSTILE]})
    )
    large = folder / "large.json"
    long = interaction("long")
    long["response"]["body"]["string"] = json.dumps({
        "object": "chat.completion", "choices": [{"message": {"content": texts[-1]}}],
    })  # fmt: skip
    large.write_text(json.dumps({"version": 1, "interactions": [long]}))
    wishes = {"full": True, "headers": True, "tools": True}
    files = [*files_of(path, **wishes), *files_of(large, **wishes)]
    return written(folder / "page.html", files=files)


def compared_page(path, *files):
    """Write the page of a comparison, and return where it is."""
    shown = partial(diff_page.file_of, looks=Looks(full=True))
    summary, told = worst_first(
        (told_of(file, shown, Verdict.NOISE) for file in files), Level.MESSAGE
    )
    path.write_text("".join(diff_page.page(summary, told)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile_comparison(tmp_path_factory):
    """Return the page of cassettes that try everything: changed, alone, moved, broken."""
    old = [chat(f"{words} was here", asked=words) for words in HOSTILE]
    new = [chat(f"{words} is here", asked=words, call=(words, {words: words})) for words in HOSTILE]
    wild = [interaction(words) for words in HOSTILE]
    wilder = [interaction(f"{words} {words}") for words in reversed(HOSTILE)]
    large = [chat("<b>" + letter * 200_000 + "the end") for letter in "xy"]
    name = HOSTILE[3]
    return compared_page(
        tmp_path_factory.mktemp("compared") / "page.html",
        compared(cassette_of(*old), cassette_of(*new), f"{name}.json", f"{name} before.json"),
        compared(cassette_of(*wild), cassette_of(*wilder), "wild.json"),
        compared(cassette_of(*wild), cassette_of(chat()), "gone.json"),
        compared(None, cassette_of(*wild), "added.json"),
        compared(cassette_of(chat()), f"{{ {name}".encode(), "broken.json"),
        compared(cassette_of(large[0]), cassette_of(large[1]), "large.json"),
    )


def unfold(page):
    """Open everything that folds."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def check_inert(page) -> int:
    """Fail unless nothing runs, nothing is of another kind than ours; return how many links are."""
    unfold(page)
    page.evaluate(TOUCH)
    assert page.evaluate("window.__pwned") is None
    assert set(page.evaluate("[...document.all].map(one => one.localName)")) <= ELEMENTS
    names = page.evaluate("[...document.all].flatMap(one => one.getAttributeNames())")
    assert set(names) <= ATTRIBUTES
    links = page.evaluate("[...document.links].map(one => one.getAttribute('href'))")
    assert all(link.startswith("#file-") for link in links)
    return len(links)


def test_nothing_of_a_hostile_recording_runs(chromium, hostile):
    """Not even in a browser that does not heed the policy; and every word of it can be read."""
    with opened(chromium, hostile, bypass_csp=True) as page:
        check_inert(page)
        text = page.evaluate("document.body.textContent")
        assert [words for words in HOSTILE if text.count(visible(words)) < 15] == []
        assert "xxxthe end" in text


def test_blanks_are_kept(chromium, tmp_path):
    """What is written with two blanks is read so, in texts, code and headers."""
    kept = tmp_path / "blanks.json"
    kept.write_text(json.dumps({"version": 1, "interactions": [interaction("two  blanks")]}))
    path = written(tmp_path / "blanks.html", files=files_of(kept, full=True, headers=True))
    with opened(chromium, path) as page:
        unfold(page)
        places = page.locator("pre, code, .text, dd")
        shown = [text for text in places.all_inner_texts() if "two" in text]
        assert len(shown) >= 10
        assert [text for text in shown if "two  blanks" not in text] == []


def test_nothing_of_a_hostile_comparison_runs(chromium, hostile_comparison):
    """Neither of what was nor of what is, nor of names and errors."""
    with opened(chromium, hostile_comparison, bypass_csp=True) as page:
        assert check_inert(page) == 5
        text = page.evaluate("document.body.textContent")
        assert [words for words in HOSTILE if text.count(visible(words)) < 5] == []
        assert text.count("the end") >= 2


def test_a_file_of_a_comparison_unfolds(chromium, hostile_comparison):
    """By its summary and by the link in the table of verdicts, the worst of which is the first."""
    with opened(chromium, hostile_comparison) as page:
        verdicts = page.locator("nav .verdict").all_inner_texts()
        assert [verdict.lower() for verdict in verdicts][:2] == ["broken", "status"]
        assert page.locator("main details[open]").count() == 0
        page.get_by_role("link", name="added.json").click()
        assert page.locator("main > section > details[open]").count() == 1
        assert page.get_by_text("not in the old recording").first.is_visible()
        summary = page.locator("main > section > details[open] > summary")
        summary.click()
        assert page.locator("main > section > details[open]").count() == 0
        page.emulate_media(media="print")
        assert page.get_by_text("not in the old recording").first.is_visible()


def test_the_browser_would_refuse_a_script(chromium, samples):
    """The policy is a second wall: were a script to get into the page, it would not run."""
    page = chromium.new_page()
    page.goto(samples.as_uri())
    page.evaluate(
        """() => {
            document.addEventListener('securitypolicyviolation', event => {
                document.title = event.effectiveDirective
            })
            const script = document.createElement('script')
            script.textContent = 'window.__pwned = 1'
            document.body.append(script)
        }"""
    )
    page.wait_for_timeout(50)
    assert page.evaluate("window.__pwned") is None
    assert page.title() == "script-src-elem"
    page.close()


def test_what_is_folded_opens(chromium, samples):
    """By its summary, by a link to it, and by itself on paper."""
    with opened(chromium, samples) as page:
        thought = page.get_by_text("The user asks in German; I need the weather").first
        assert not thought.is_visible()
        page.get_by_role("link", name="anthropic-thinking.yaml").click()
        assert page.locator("#file-1").is_visible()
        assert not thought.is_visible()
        summary = page.get_by_text("reasoning 55 characters").first
        summary.click()
        assert thought.is_visible()
        summary.click()
        assert not thought.is_visible()
        page.emulate_media(media="print")
        assert thought.is_visible()


PAGES = ["samples", "comparison", "hostile", "hostile_comparison"]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_window(chromium, name, request):
    """On a telephone nobody scrolls sideways."""
    with opened(chromium, request.getfixturevalue(name)) as page:
        unfold(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width


CONTRASTS = """() => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number)
    const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    const luminance = ([r, g, b]) =>
        0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
    const paper = one => {
        const [r, g, b, alpha = 1] = numbers(getComputedStyle(one).backgroundColor)
        return alpha === 1 ? [r, g, b] : paper(one.parentElement)
    }
    const found = {}
    for (const one of document.querySelectorAll('body *')) {
        if (![...one.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue
        const [high, low] = [luminance(numbers(getComputedStyle(one).color)), luminance(paper(one))]
            .sort((a, b) => b - a)
        found[`${one.localName}.${one.className}`] = (high + 0.05) / (low + 0.05)
    }
    return found
}"""
"""The contrast of each kind of element that holds text, by the formula of WCAG 2.2."""


@pytest.mark.parametrize("name", PAGES)
def test_every_word_stands_out_from_its_paper(chromium, name, request):
    """4.5 to 1, which WCAG asks for at level AA, in both colour schemes."""
    with opened(chromium, request.getfixturevalue(name)) as page:
        unfold(page)
        for scheme, paper in (("light", "rgb(252, 252, 251)"), ("dark", "rgb(19, 21, 23)")):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
            found = page.evaluate(CONTRASTS)
            assert len(found) > 10
            assert {where: ratio for where, ratio in found.items() if ratio < 4.5} == {}


def test_conversations_stand_beside_each_other_where_there_is_room(chromium, comparison):
    """And below each other where there is none."""
    with opened(chromium, comparison) as page:
        page.get_by_role("link").click()
        old, new = (page.get_by_label(side, exact=True).first for side in ("old", "new"))
        for width, beside in ((1280, True), (390, False)):
            page.set_viewport_size({"width": width, "height": 900})
            assert (old.bounding_box()["y"] == new.bounding_box()["y"]) == beside


def test_five_hundred_changed_cassettes_are_a_list_that_opens(chromium, tmp_path):
    """The page is there at once, and the last of them two clicks away."""
    file = compared(cassette_of(chat("one two")), cassette_of(chat("one 2")))
    path = compared_page(tmp_path / "many.html", *[file] * 500)
    with opened(chromium, path) as page:
        assert page.locator("main > section > details").count() == 500
        assert page.locator("main > section > details[open]").count() == 0
        page.locator("nav a").last.click()
        assert page.locator("#file-499 ins").inner_text() == "2"


def test_a_page_of_many_cassettes_is_a_list_that_opens(chromium, tmp_path):
    """Five hundred are folded, and the last of them is two clicks away."""
    files = [file for path in SAMPLES[:5] for file in files_of(path)] * 100
    path = written(tmp_path / "many.html", files=files)
    with opened(chromium, path) as page:
        assert page.locator("main > section > details").count() == len(files) >= 500
        assert page.locator("main > section > details[open]").count() == 0
        page.locator("nav a").last.click()
        assert page.locator("main > section > details[open]").count() == 1
        assert page.locator(f"#file-{len(files)} h3").first.is_visible()


def test_what_the_browser_keeps_is_in_a_folder_of_the_tests(chromium, home):
    """And not among what a person's own browser keeps."""
    chromium.new_context().close()
    assert list(home.iterdir()) != []
