"""What we write is what the recorder itself writes when the server answers so: byte for byte."""

import json
import re
import shutil

import pytest
from tests.program import cassette
from tests.replay.api import ANSWERS, CALLS, Answer, call, serving
from tests.replay.recorders import RECORDERS, Job

LONG = "words that go on and on, " * 6
TEXTS = [
    "more words", "12", "1.5", "0x1f", "0o17", "010", "true", "null", "~", "yes", "y", "2026-01-02",
    "", " ", "\t", "  leading", "trailing ", "\ttab first", "tab\tinside", "tab last\t",
    "two\nlines", "two\nlines\n", "end\n\n", "\n", "\nfirst is empty", " indented\nsecond",
    "blank before \nthe end", "\n after", "\r\n ends\r\n", LONG, f"{LONG}\n{LONG}", "x" * 200,
    'it\'s "quoted"', "\\ backslash", "key: value", "key:", "# comment", "a # comment", "- dash",
    "-", "? ask", "{a: b}", "[x]", "a, b", "&anchor", "*alias", "!tag", "%x", "@at", "`tick`",
    "| x", "> x", "---", "...", "--- a", "a\n...\nb", "a\n--- b", "=", "<<", "1e3", "1_000", ".inf",
    "\x1b[0m", "\x7f",
    '{"a": "b\\n", "c": [1, 2, "' + LONG + '"]}', 'data: {"a":1}\n\n' * 3,
    "é", "é\nb", f"é{LONG}", "🦊", "🦊\nb", f"{LONG}🦊 {LONG}", 'data: {"a":"é"}\n\n' * 3,
    "\u2028 is a line", "\x85 is one", "\ufeff is a mark", "\ufeffmark",
]  # fmt: skip
NOTES = ["words", "12", "yes", "a: b", "a #b", "- a", "*/*", 'W/"1"', "it's", "{}", LONG.strip()]
"""Values of a header."""

RECORDER_DIFFERS = {
    # What a plain scalar can hold stays in it: nothing else of the file is to change for a letter.
    "vcrpy-requests": lambda text: text in {"é", "🦊", "1e3"},  # and `1e3` is a number for others
    "vcrpy-json": lambda text: text == "\x7f",  # which is ASCII, but escaped
    # Net::HTTP gives out bytes: what is beyond ASCII is base64, while an edited text stays a text.
    "ruby-vcr": lambda text: not text.isascii() or text in {"\\ backslash", "1e3", "<<"},
    # yaml.v2 leaves plain what other readers take for no string, and escapes all behind a mark.
    "go-vcr": lambda text: text in {"🦊", "=", "<<", "\ufeff is a mark", "\ufeffmark"},
}
"""Which texts a recorder writes in another way, and why."""

WRITERS = [recorder for recorder in RECORDERS if recorder.name in RECORDER_DIFFERS]


@pytest.fixture(scope="module", params=WRITERS, ids=lambda recorder: recorder.name)
def recorder(request):
    """Return a recorder that is there."""
    if missing := request.param.missing():
        pytest.skip(f"{request.param.name} is not there: {missing}")
    return request.param


def timeless(recording: bytes) -> str:
    """Return a recording without its times.

    And without the end of the document, which libyaml marks if anywhere before it a block has kept
    the blank lines at its end.
    """
    return re.sub(r"recorded_at: .*", "recorded_at: …", recording.decode()).removesuffix("...\n")


def test_a_new_text_is_written_as_the_recorder_writes_it(recorder, tmp_path):
    """Bodies and headers: recorded with one text, edited to another, and recorded with that."""
    texts = [text for text in TEXTS if not RECORDER_DIFFERS[recorder.name](text)]
    assert len(texts) > 60
    calls = [call(f"text-{at}", "/v1/texts", input=f"{LONG}é") for at in range(len(texts))]
    kind = "text/plain; charset=utf-8"

    def answers(note: str, body: str) -> Answer:
        return Answer(200, {"Content-Type": kind, "X-Note": note}, (body.encode(),))

    notes = [NOTES[at % len(NOTES)] for at in range(len(texts))]
    puts = [
        {"op": "replace", "path": f"/interactions/{at}/response/{place}", "value": value}
        for at, pair in enumerate(zip(notes, texts, strict=True))
        for place, value in zip(("headers/X-Note/0", "body"), pair, strict=True)
    ]
    edited, wanted = (tmp_path / f"{name}-{recorder.file}" for name in ("edited", "wanted"))
    served = {one.name: answers("first", "some words") for one in calls}
    with serving(served) as base:
        recorder.run(Job(calls, base, edited, replay=False))
        for one, note, text in zip(calls, notes, texts, strict=True):
            served[one.name] = answers(note, text)
        recorder.run(Job(calls, base, wanted, replay=False))
    patch = tmp_path / "patch.json"
    patch.write_text(json.dumps(puts))
    ran = cassette("rewrite", str(edited), "--patch", str(patch))
    assert (ran.code, ran.err) == (0, "")
    assert timeless(edited.read_bytes()) == timeless(wanted.read_bytes())


def test_interactions_come_and_go_as_if_recorded(recorder, tmp_path):
    """One less is the recording without it; one copied is the recording with it."""
    calls = [one for one in CALLS if one.name in {"chat-json", "anthropic-sse"}]
    two, three = (tmp_path / f"{name}-{recorder.file}" for name in ("two", "three"))
    with serving(ANSWERS) as base:
        recorder.run(Job(calls, base, two, replay=False))
        recorder.run(Job([*calls, calls[1]], base, three, replay=False))
    fewer, more = (shutil.copy(path, tmp_path / f"edited-{path.name}") for path in (three, two))
    patch = tmp_path / "patch.json"
    copy = {"op": "copy", "from": "/interactions/1", "path": "/interactions/-"}
    patch.write_text(json.dumps([copy]))
    for edit in ((f"{fewer}#2", "--drop"), (str(more), "--patch", str(patch))):
        assert cassette("rewrite", *edit).code == 0
    assert timeless(fewer.read_bytes()) == timeless(two.read_bytes())
    assert timeless(more.read_bytes()) == timeless(three.read_bytes())
