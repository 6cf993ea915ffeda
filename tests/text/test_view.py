"""Views on views, and texts in pieces."""

import base64
import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.laws import TEXTS, check_view, edits_of
from tests.text.json_texts import spelled

from cassette_cli.framing.sse import data_view, read_sse
from cassette_cli.text import json_tree, yaml_scalar
from cassette_cli.text.backslash import backslash_layer
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.entities import entity_layer
from cassette_cli.text.json_tree import read_json
from cassette_cli.text.percent import percent_layer
from cassette_cli.text.span import Span
from cassette_cli.text.tree import find
from cassette_cli.text.view import VERBATIM, Joined, Mapped, Nested, Notation, Opaque, Run, shares
from cassette_cli.text.yaml_tree import read_documents

WORD = string.ascii_letters + string.digits
MIXED = st.text(st.sampled_from(WORD + "é你😀"), min_size=1, max_size=12)


def encoded(outer: str, span: Span) -> Opaque:
    """Open a base64 text inside another."""
    return Opaque(
        span, base64.b64decode(outer[slice(*span)]).decode(),
        lambda text: base64.b64encode(text.encode()).decode(),
    )  # fmt: skip


@given(st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_a_joined_text_is_edited_in_its_pieces(texts, data):
    """Edits over any borders give the edited text, and leave what stands between the pieces."""
    border = "\ue000"  # of private use: in no text
    outer = border + border.join(texts) + border
    views, at = [], 1
    for text in texts:
        views.append(Mapped(outer, Span(at, at + len(text)), VERBATIM))
        at += len(text) + 1
    joined = Joined(views)
    edits = data.draw(edits_of(joined.inner))
    assert joined.rewrap([]) == []
    wanted = apply(joined.inner, edits)
    assume(border not in wanted)
    made = apply(outer, joined.rewrap(edits))
    assert made.count(border) == len(texts) + 1
    assert made.replace(border, "") == wanted


@given(TEXTS, st.data())
def test_a_nested_view_goes_through_both(text, data):
    """An edit inside base64 is one edit of the base64 text, on its own place outside."""
    inner = base64.b64encode(text.encode()).decode()
    outer = f"[{inner}]"
    whole = Mapped(outer, Span(1, len(outer) - 1), VERBATIM)
    view = Nested(whole, encoded(whole.inner, Span(0, len(whole.inner))))
    edits = data.draw(edits_of(text))
    assert view.rewrap([]) == []
    made = apply(outer, view.rewrap(edits))
    assert base64.b64decode(made[1:-1]).decode() == apply(view.inner, edits)


def test_an_edit_over_pieces_goes_to_the_first():
    """A reader of the stream sees the new words where the old ones began."""
    joined = Joined(
        [Mapped("abc|def", Span(0, 3), VERBATIM), Mapped("abc|def", Span(4, 7), VERBATIM)]
    )
    assert apply("abc|def", joined.rewrap([Edit(Span(2, 4), "X")])) == "abX|ef"


# Edits that keep the length


@st.composite
def letters_for(draw, text: str, start: int = 0) -> list[Edit[str]]:
    """Draw edits that put letters and digits in the place of others, one by one or in a row."""
    new = "".join(draw(st.sampled_from(WORD)) if one in WORD else one for one in text)
    if draw(st.booleans()):
        low, high = sorted(draw(st.lists(st.integers(start, len(text)), min_size=2, max_size=2)))
        return [Edit(Span(low, high), new[low:high])]
    wanted = [at for at in range(start, len(text)) if text[at] in WORD and draw(st.booleans())]
    return [Edit(Span(at, at + 1), new[at]) for at in wanted]


def check_in_place(outer: str, open_view, edits) -> None:
    """Fail unless an edited text is as long as it was, line by line, and keeps the two laws."""
    edited = check_view(outer, open_view, edits)
    assert [len(line) for line in edited.split("\n")] == [len(line) for line in outer.split("\n")]


def open_scalar(document: str):
    """Open the scalar of a YAML document, after checking what follows it."""
    root = read_documents(document)[0]
    assert find(root, "after").value == "z"
    return yaml_scalar.scalar_view(document, find(root, "key"))


def yaml_double(character: str):
    """Return the ways of writing a character in double quotes, one of them on the next line."""
    code = ord(character)
    ways = [character, f"\\\n    {character}", f"\\U{code:08x}", f"\\U{code:08X}"]
    ways += [f"\\u{code:04x}", f"\\u{code:04X}"] if code <= 0xFFFF else []
    ways += [f"\\x{code:02x}", f"\\x{code:02X}"] if code <= 0xFF else []
    return st.sampled_from(ways)


AROUND = {
    "plain": "{}",
    "single": "'{}'",
    "double": '"{}"',
    "folded": ">-\n    {}",
    "literal": "|\n    {}",
}


@st.composite
def scalars(draw, style: str) -> str:
    """Draw a scalar of some words, the first of which says that it is a string."""
    words = ["word", *draw(st.lists(MIXED, max_size=6))]
    if style == "double":
        words[1:] = ["".join(draw(yaml_double(one)) for one in word) for word in words[1:]]
    if style == "single":
        words[1:] = [draw(st.sampled_from([word, f"''{word}''"])) for word in words[1:]]
    text = words[0]
    for word in words[1:]:
        text += draw(st.sampled_from([" ", "\n    "])) + word
    return AROUND[style].format(text)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("style", AROUND)
@given(data=st.data())
@settings(deadline=None)
def test_yaml_keeps_its_length(style, end, data):
    """Escapes keep their width and folds their place, whatever the style of the scalar."""
    document = f"key: {data.draw(scalars(style))}\nafter: z\n".replace("\n", end)
    edits = data.draw(letters_for(open_scalar(document).inner, start=len("word")))
    check_in_place(document, open_scalar, edits)


@given(st.text(st.sampled_from(WORD + '/é你😀"\\\n'), max_size=16), st.data())
def test_json_keeps_its_length(meant, data):
    """A letter that is written as an escape is replaced by an escape, a surrogate pair stays."""
    document = f'{{"before": 1, "key": {data.draw(spelled(meant))}}}'

    def open_key(document):
        root = read_json(document)
        assert find(root, "before").value == "1"
        return json_tree.scalar_view(document, find(root, "key"))

    assert open_key(document).inner == meant
    check_in_place(document, open_key, data.draw(letters_for(meant)))


@given(st.lists(MIXED, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]), st.data())
def test_an_event_keeps_its_length(lines, end, data):
    """Its data stays on as many lines, each as long as it was."""
    rows = [f"{data.draw(st.sampled_from(['data: ', 'data:']))}{line}" for line in lines]
    body = end.join(["event: a", *rows, ": note", "", "data: b", "", ""])

    def open_data(body):
        first, second = read_sse(body).events
        assert second.data == "b"
        return data_view(body, first)

    assert open_data(body).inner == "\n".join(lines)
    check_in_place(body, open_data, data.draw(letters_for("\n".join(lines))))


@given(st.lists(MIXED, min_size=1, max_size=5), st.data())
def test_joined_pieces_keep_their_lengths(texts, data):
    """A key over forty fragments is replaced fragment by fragment."""
    document = "[" + ", ".join(data.draw(spelled(text)) for text in texts) + "]"

    def open_all(document):
        items = read_json(document).items
        return Joined([json_tree.scalar_view(document, item) for item in items])

    edits = data.draw(letters_for("".join(texts)))
    check_in_place(document, open_all, edits)
    edited = apply(document, open_all(document).rewrap(edits))
    assert [len(item.value) for item in read_json(edited).items] == [len(text) for text in texts]


@given(MIXED, st.data())
def test_json_in_yaml_keeps_its_length(meant, data):
    """A view in a view hands on what kept its length."""
    inner = f'{{"key": {data.draw(spelled(meant))}}}'
    quoted = inner.replace("\\", "\\\\").replace('"', '\\"')
    document = f'key: "{quoted}"\nafter: z\n'

    def open_key(document):
        scalar = open_scalar(document)
        leaf = find(read_json(scalar.inner), "key")
        return Nested(scalar, json_tree.scalar_view(scalar.inner, leaf))

    assert open_key(document).inner == meant
    check_in_place(document, open_key, data.draw(letters_for(meant)))


@pytest.mark.parametrize(
    ("written", "edit", "wanted"),
    [
        (r'"\u0073k"', Edit(Span(0, 2), "XY"), r'"\u0058Y"'),
        (r'"\U0000006b"', Edit(Span(0, 1), "Z"), r'"\U0000005a"'),
        (r'"\x4B"', Edit(Span(0, 1), "k"), r'"\x6B"'),
        (r'"\x6b"', Edit(Span(0, 1), "é"), r'"\xe9"'),
        (r'"\x6b"', Edit(Span(0, 1), "你"), '"你"'),
        (r'"\n\tk"', Edit(Span(2, 3), "X"), r'"\n\tX"'),
        (r'"\nk"', Edit(Span(0, 2), "XY"), '"XY"'),
        (r'"a\nk"', Edit(Span(0, 3), "b\nX"), r'"b\nX"'),
        (r'"ab"', Edit(Span(0, 2), 'X"'), r'"X\""'),
    ],
)
def test_how_yaml_writes_what_keeps_the_length(written, edit, wanted):
    """In the kind and the case of the escape that was there; otherwise as it would write it."""
    around = "key: {}\nafter: z\n"
    assert check_view(around.format(written), open_scalar, [edit]) == around.format(wanted)


@pytest.mark.parametrize(
    ("written", "edit", "wanted"),
    [
        (r'"\u0073k"', Edit(Span(0, 2), "XY"), r'"\u0058Y"'),
        (r'"\u004B"', Edit(Span(0, 1), "k"), r'"\u006B"'),
        (r'"\u006b"', Edit(Span(0, 1), "Z"), r'"\u005a"'),
        (r'"\ud83d\ude00k"', Edit(Span(0, 2), "😀X"), r'"\ud83d\ude00X"'),
        (r'"\ud83d\ude00"', Edit(Span(0, 1), "😁"), r'"\ud83d\ude01"'),
        (r'"\uD83D\uDE00"', Edit(Span(0, 1), "😺"), r'"\uD83D\uDE3A"'),
        (r'"\ud83d\ude00"', Edit(Span(0, 1), "X"), '"X"'),
        (r'"a\/b"', Edit(Span(0, 3), "X/Y"), r'"X\/Y"'),
        (r'"\\k"', Edit(Span(0, 2), "\\X"), r'"\\X"'),
    ],
)
def test_how_json_writes_what_keeps_the_length(written, edit, wanted):
    """In the case of the escape that was there, and two of them for two."""

    def open_root(document):
        return json_tree.scalar_view(document, read_json(document))

    assert check_view(written, open_root, [edit]) == wanted


def test_what_stays_the_same_is_not_written_again():
    """An edit that puts what is there already is none, also where that is an escape."""
    document = r'"\u0073k-\/x"'
    view = json_tree.scalar_view(document, read_json(document))
    assert view.rewrap([Edit(Span(0, 5), "sk-/x")]) == []
    assert view.rewrap([Edit(Span(0, 5), "sk-/y")]) == [Edit(Span(11, 12), "y")]


@pytest.mark.parametrize(
    ("layer", "outer", "changed"),
    [
        (entity_layer, "&lt;&abc", [2, 4]),
        (entity_layer, "&fjlig;&lt;", [0, 1]),
        (percent_layer, "%41%4", [1, 2]),
        (percent_layer, "%41+%4b", [0, 2]),
        (backslash_layer, "\\n\\u12", [1, 3]),
    ],
)
def test_two_edits_of_one_atom(layer, outer, changed):
    """What is read as one whole may be several characters, each with an edit of its own."""
    (inner,) = layer(outer)
    edits = [Edit(Span(at, at + 1), "X") for at in changed]
    edited = apply(outer, inner.open().rewrap(edits))
    wanted = apply(inner.content, edits)
    assert next((one.content for one in layer(edited)), edited) == wanted


def test_a_notation_that_cannot_respell_still_takes_any_edit():
    """Width is kept where it can be; truth always."""

    def read(piece):
        spans = [Span(at, at + 2) for at in range(0, len(piece), 2)]
        runs = [Run(Span(n, n + 1), span, False) for n, span in enumerate(spans)]
        return piece[::2], runs

    def doubled(text):
        return "".join(2 * one for one in text)

    edits = [Edit(Span(1, 2), "X")]
    for respell in (lambda spelled, meant: None, lambda spelled, meant: "??"):
        view = Mapped("aabb", Span(0, 4), Notation(read, doubled, doubled, respell))
        assert apply("aabb", view.rewrap(edits)) == "aaXX"
    assert Notation(read, doubled, doubled).respell("aa", "b") is None


# Shares of an edit


@given(st.lists(TEXTS, min_size=1, max_size=5), st.data())
def test_shares_do_what_the_edits_do(texts, data):
    """Whatever the edits, the pieces together are the edited text."""
    edits = data.draw(edits_of("".join(texts)))
    shared = shares(edits, [len(text) for text in texts])
    pieces = [apply(text, mine) for text, mine in zip(texts, shared, strict=True)]
    assert "".join(pieces) == apply("".join(texts), edits)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.data())
def test_shares_of_edits_that_keep_the_length_keep_it(texts, data):
    """Every piece stays as long as it was, also empty ones."""
    whole = "".join(texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), min_size=2, max_size=6)))
    edits = [
        Edit(Span(start, end), "X" * (end - start))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    for text, mine in zip(texts, shares(edits, [len(text) for text in texts]), strict=True):
        assert len(apply(text, mine)) == len(text)


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (Edit(Span(1, 5), "WXYZ"), ["aWX", "Y", "Zf"]),
        (Edit(Span(1, 5), "X"), ["aX", "", "f"]),
        (Edit(Span(1, 5), "UVWXYZ"), ["aUVWXYZ", "", "f"]),
        (Edit(Span(3, 3), "X"), ["abcX", "d", "ef"]),
        (Edit(Span(0, 0), "X"), ["Xabc", "d", "ef"]),
        (Edit(Span(6, 6), "X"), ["abc", "d", "efX"]),
        (Edit(Span(3, 4), "X"), ["abc", "X", "ef"]),
        (Edit(Span(3, 4), ""), ["abc", "", "ef"]),
    ],
)
def test_who_gets_what_of_an_edit(edit, wanted):
    """What keeps the length is cut at the borders; anything else goes where it starts."""
    texts = ["abc", "d", "ef"]
    shared = shares([edit], [len(text) for text in texts])
    assert [apply(text, mine) for text, mine in zip(texts, shared, strict=True)] == wanted
