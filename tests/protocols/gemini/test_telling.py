"""Edited answers of Gemini, chunk by chunk."""

import json

import pytest
from tests.protocols.cases import BY_NAME, DATA, body_of
from tests.protocols.told import check, tell

from cassette_cli.errors import CassetteError
from cassette_cli.http.body import Body, Stored

GEMINI = BY_NAME["gemini"]
END = {"finishReason": "STOP"}


def chunk(*parts, index=None, **more):
    """Return a chunk of one candidate."""
    candidate = {"content": {"parts": list(parts), "role": "model"}, **more}
    return {"candidates": [candidate if index is None else {**candidate, "index": index}]}


def text(words, **more):
    """Return a part that is a text."""
    return {"text": words, **more}


def call(name, args=None, **more):
    """Return a part that is a call."""
    return {"functionCall": {"name": name, "args": args or {}, **more}}


def body(*chunks):
    """Return a stream of chunks."""
    return Body(Stored("text", "".join(f"data: {json.dumps(one)}\n\n" for one in chunks), None))


def told(chunks, edit):
    """Return the chunks of a stream after an edit, everything that must hold checked."""
    made = tell(body(*chunks), GEMINI, edit)
    check(made)
    return made.payloads


def parts_told(chunks, change):
    """Return the parts of each chunk after a change of the list of parts."""
    made = told(chunks, lambda view: change(view["messages"][0]["parts"]))
    return [one["candidates"][0].get("content", {}).get("parts") for one in made]


def put(number=0, **changed):
    """Return a change of one part."""
    return lambda parts: parts[number].update(changed)


def case(name):
    """Return the body of a case."""
    return body_of(DATA / "gemini" / name)


# Texts


def test_a_text_stays_in_its_chunks():
    """The one that nothing is left of stays, empty: Gemini sends such."""
    chunks = [chunk(text("Hel")), chunk(text("lo "), index=0), chunk(text("you"), **END)]
    assert parts_told(chunks, put(text="Hey you")) == [[text("He")], [text("y ")], [text("you")]]
    assert parts_told(chunks, put(text="")) == [[text("")], [text("")], [text("")]]


def test_a_long_text_comes_in_more_chunks_like_its_own():
    """A chunk that is more than a piece of text is never doubled."""
    first, last = chunk(text("Hel"), index=0), chunk(text("lo"), **END)
    long = "Hel" + "-" * 300 + "lo"
    made = told([first, last], lambda view: view["messages"][0]["parts"][0].update(text=long))
    assert len(made) > 20
    for one in made[:-1]:
        assert {**one, "candidates": [chunk(text(""), index=0)["candidates"][0]]} == chunk(
            text(""), index=0
        )
    assert made[-1] == last
    made = told([last], lambda view: view["messages"][0]["parts"][0].update(text=long))
    assert made == [chunk(text(long), **END)]


def test_a_signature_stays_beside_its_text_and_can_be_changed():
    """A text with one is a part of its own; so is one that carries nothing else."""
    signed, carrier = text("One", thoughtSignature="s1"), text("", thoughtSignature="s2")
    chunks = [chunk(signed), chunk(text("Two")), chunk(carrier, **END)]
    assert parts_told(chunks, put(0, text="Eins")) == [
        [text("Eins", thoughtSignature="s1")],
        [text("Two")],
        [carrier],
    ]
    assert parts_told(chunks, put(2, signature="s3"))[2] == [text("", thoughtSignature="s3")]
    assert parts_told(chunks, lambda parts: parts.pop(1)) == [[signed], [], [carrier]]
    assert parts_told(chunks, lambda parts: parts.pop(2)) == [[signed], [text("Two")], []]


def test_reasoning_that_no_longer_fits_its_signature_is_said():
    """Nobody but the provider can sign it again."""
    thought = text("Hm", thought=True, thoughtSignature="s")
    made = tell(body(chunk(thought, **END)), GEMINI, lambda view: edit_first(view, text="Hmm"))
    assert made.retelling.notes == ["the signature of the reasoning no longer belongs to its text"]


def edit_first(view, **changed):
    """Change the first part of the first message."""
    view["messages"][0]["parts"][0].update(changed)


# Calls


def test_a_call_is_edited_where_it_stands():
    """An id comes where there was none, arguments too."""
    bare = {"functionCall": {"name": "now"}}
    made = parts_told([chunk(bare, **END)], put(name="then", id="c1", arguments={"a": [1]}))
    assert made == [[{"functionCall": {"name": "then", "args": {"a": [1]}, "id": "c1"}}]]
    with pytest.raises(CassetteError, match="must stay one"):
        parts_told([chunk(bare, **END)], put(arguments_raw="[1]"))


def test_a_call_that_came_argument_by_argument_keeps_them():
    """Its name can be changed, and it goes whole."""
    whole = case("arguments-in-pieces")

    def renamed(view):
        edit_first(view, name="other")

    with pytest.raises(CassetteError, match="argument by argument"):
        tell(whole, GEMINI, lambda view: edit_first(view, arguments={"x": 1}))
    with pytest.raises(CassetteError, match="argument by argument"):
        tell(whole, GEMINI, renamed)
    made = tell(whole, GEMINI, lambda view: view["messages"][0]["parts"].pop(0))
    check(made)
    assert "functionCall" not in made.new_body.text


# Parts that come and go


A, B, C = call("a"), call("b"), call("c")
NEW = {"kind": "tool_call", "id": None, "name": "new", "arguments": {"q": 1}}
MADE = call("new", {"q": 1})


@pytest.mark.parametrize(
    ("at", "made"),
    [
        (0, [[MADE, text("x"), A], [B], []]),
        (1, [[text("x"), MADE, A], [B], []]),
        (2, [[text("x"), A, MADE], [B], []]),
        (3, [[text("x"), A], [B, MADE], []]),
    ],
)
def test_a_part_is_added_beside_the_one_that_it_follows(at, made):
    """In its chunk; the first one before the one that it precedes."""
    chunks = [chunk(text("x"), A), chunk(B), chunk(**END)]
    assert parts_told(chunks, lambda parts: parts.insert(at, dict(NEW))) == made


def test_several_parts_are_added_in_their_order():
    """Also where all others go."""
    more = [{**NEW, "name": name} for name in "cde"]
    made = [call(name, {"q": 1}) for name in "cde"]
    chunks = [chunk(A), chunk(**END)]
    assert parts_told(chunks, lambda parts: parts.extend(more)) == [[A, *made], []]
    chunks = [chunk(text("x")), chunk(**END)]
    assert parts_told(chunks, lambda parts: parts.__setitem__(slice(0, 1), more)) == [[], made]


def test_a_part_is_added_behind_what_is_left_of_those_before():
    """Where the one that it follows goes at the same time, it does not jump to the front."""
    chunks = [chunk(text("x"), A), chunk(**END)]
    thought = {"kind": "reasoning", "text": "hm"}
    assert parts_told(chunks, lambda parts: parts.__setitem__(1, thought)) == [
        [text("x"), text("hm", thought=True)],
        [],
    ]


def test_a_part_is_added_to_an_answer_without_any():
    """To its last chunk."""
    chunks = [chunk(), {"candidates": [{"finishReason": "STOP"}]}]
    assert parts_told(chunks, lambda parts: parts.append(dict(NEW)))[1] == [MADE]


def test_a_part_that_moves_is_the_same_elsewhere():
    """With its signature, and its arguments as they are."""
    signed = {**call("a", {"x": 1.0}), "thoughtSignature": "s"}
    chunks = [chunk(signed, text("t")), chunk(B, **END)]
    assert parts_told(chunks, lambda parts: parts.append(parts.pop(0))) == [
        [text("t")],
        [B, signed],
    ]


def test_a_part_goes_from_every_chunk_that_has_a_piece_of_it():
    """Whatever else those carry stays."""
    chunks = [chunk(A, text("Hel")), chunk(text("lo")), chunk(text(""), B, **END)]
    assert parts_told(chunks, lambda parts: parts.pop(1)) == [[A], [], [B]]


def test_a_long_text_and_a_new_part_come_at_once():
    """The new part follows the last piece, also of those that are new."""
    chunks = [chunk(text("Hel")), chunk(text("lo")), chunk(**END)]

    def change(parts):
        parts[0]["text"] = "Hel" + "x" * 200 + "lo"
        parts.append(dict(NEW))

    *pieces, last, end = parts_told(chunks, change)
    assert all(len(piece) == 1 for piece in pieces)
    assert (last, end) == ([text("lo"), MADE], [])


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda parts: parts.pop(1), "text"),
        (lambda parts: parts.insert(0, {"kind": "text", "text": "a"}), "text"),
        (lambda parts: parts.append({"kind": "reasoning", "text": "a"}), "reasoning"),
        (lambda parts: parts.__delitem__(slice(3, 4)), "text"),
    ],
)
def test_parts_that_would_be_read_as_one_are_refused(change, kind):
    """Whether one comes beside another, or what stood between two goes."""
    parts = [text("a"), A, text("b"), B, text("c"), text("d", thought=True)]
    with pytest.raises(CassetteError, match=f"two {kind} parts beside each other are one"):
        parts_told([chunk(*parts, **END)], change)


def test_parts_that_a_signature_keeps_apart_are_told():
    """And so are texts of which one says nothing any more."""
    parts = [text("a"), A, text("b", thoughtSignature="s")]
    assert parts_told([chunk(*parts, **END)], lambda parts: parts.pop(1)) == [[parts[0], parts[2]]]

    def change(parts):
        parts[0]["text"] = ""
        del parts[1]

    assert parts_told([chunk(text("a"), A, text("b"), **END)], change) == [[text(""), text("b")]]


@pytest.mark.parametrize("part", [{"kind": "image"}, {"kind": "tool_call"}])
def test_a_part_that_gemini_does_not_send_is_refused(part):
    """Or one that lacks what it needs."""
    with pytest.raises(CassetteError, match="cannot be added to an answer of Gemini"):
        parts_told([chunk(A, **END)], lambda parts: parts.append(part))


# Candidates


def test_an_edit_is_that_of_one_candidate():
    """In whatever order they come."""
    made = tell(
        case("candidates-interleaved"),
        GEMINI,
        lambda view: view["messages"][1].update(
            finish_reason_raw="MAX_TOKENS",
            parts=[*view["messages"][1]["parts"], dict(NEW)],
        ),
    )
    check(made)
    first, second = made.payloads
    assert first == made.retelling.line(0).original
    changed, same = second["candidates"]
    assert changed["finishReason"] == "MAX_TOKENS"
    assert changed["content"]["parts"] == [text("!"), MADE]
    assert same == made.retelling.line(1).original["candidates"][1]


# Facts


def test_a_stop_in_between_is_another_one():
    """Only the last reason counts, with those before it that repeat it in every chunk."""
    chunks = [
        chunk(A, finishReason="MAX_TOKENS"),
        chunk(text("x")),
        chunk(**END),
        chunk(text("y"), **END),
    ]
    made = told(chunks, lambda view: view["messages"][0].update(finish_reason_raw="SAFETY"))
    assert [one["candidates"][0].get("finishReason") for one in made] == [
        "MAX_TOKENS",
        None,
        "SAFETY",
        "SAFETY",
    ]


def test_a_block_reason_is_a_reason():
    """Of a prompt that got no answer."""
    made = tell(
        case("prompt-blocked"),
        GEMINI,
        lambda view: view["messages"][0].update(finish_reason_raw="OTHER"),
    )
    check(made)
    assert made.payloads[0]["promptFeedback"]["blockReason"] == "OTHER"


def usage(**counts):
    """Return an edit of the usage."""
    return lambda view: view["usage_raw"].update(counts)


def test_an_output_that_the_last_usage_borrows_stays_borrowed():
    """Unless it is what changes."""
    borrowed = case("usage-forgets-the-output")
    made = tell(borrowed, GEMINI, usage(totalTokenCount=60))
    check(made)
    assert made.payloads[0] == made.retelling.line(0).original
    assert made.payloads[1]["usageMetadata"] == {
        "promptTokenCount": 10, "toolUsePromptTokenCount": 40, "totalTokenCount": 60,
    }  # fmt: skip
    made = tell(borrowed, GEMINI, usage(candidatesTokenCount=9))
    check(made)
    assert made.payloads[1]["usageMetadata"]["candidatesTokenCount"] == 9
    with pytest.raises(CassetteError, match="an earlier chunk gives a candidatesTokenCount"):
        tell(borrowed, GEMINI, lambda view: view["usage_raw"].pop("candidatesTokenCount") and None)


def test_a_wrapped_answer_is_edited_inside_its_wrapper():
    """Code Assist wraps each chunk once more."""

    def edit(view):
        view |= {"id": "r2", "model": "gemini-y"}
        view["usage_raw"]["totalTokenCount"] = 23
        view["messages"][0]["parts"][0]["text"] = "Help"
        view["messages"][0]["parts"].append(dict(NEW))
        view["messages"][0] |= {"finish_reason_raw": "MAX_TOKENS", "role": "tool"}

    made = tell(case("code-assist-wrapper"), GEMINI, edit)
    check(made)
    first, last = made.payloads
    assert first == {
        "response": {
            "candidates": [{"content": {"parts": [text("Hel")], "role": "tool"}}],
            "modelVersion": "gemini-y",
            "responseId": "r2",
        },
        "traceId": "x",
    }
    assert last["response"]["candidates"] == [
        {"content": {"parts": [text("p"), MADE], "role": "tool"}, "finishReason": "MAX_TOKENS"}
    ]
    assert last["response"]["usageMetadata"]["totalTokenCount"] == 23


def test_elements_of_an_array_come_between_the_others():
    """Pretty-printed, as they are; with what stands between two."""

    def edit(view):
        view["messages"][0]["parts"][0]["text"] = "Hel" + "x" * 90 + "lo"

    made = tell(case("json-array"), GEMINI, edit)
    check(made)
    assert len(json.loads(made.new_body.text)) == len(made.payloads) > 10
    parts = made.new_body.text.split('\n}\n,\r\n{\n  "candidates": [\n')
    assert len(parts) == len(made.payloads)


def test_a_plain_answer_is_edited_in_place():
    """With the bytes around the edit as they were."""
    plain = case("plain-text")
    made = tell(plain, GEMINI, lambda view: view["messages"][0]["parts"][1].update(text="Hey"))
    check(made)
    assert made.new_body.text == plain.text.replace('"Hello"', '"Hey"')


def test_an_event_that_is_no_json_stays():
    """Beside edited ones, and when parts come and go."""
    whole = Body(
        Stored("text", body(chunk(text("a")), chunk(A, **END)).text + "data: oops\n\n", None)
    )
    made = tell(whole, GEMINI, lambda view: view["messages"][0]["parts"].pop())
    assert made.new_body.text.endswith("data: oops\n\n")


# Grounding and citations


WORDS = "Der Himmel ist blau. Ja."


def grounded(new, *segments):
    """Return the segments of supports after the text has become another, and what is said."""
    supports = [{"segment": one, "groundingChunkIndices": [0]} for one in segments]
    metadata = {"groundingChunks": [{"web": {"uri": "u"}}], "groundingSupports": supports}
    chunks = [chunk(text(WORDS[:9])), chunk(text(WORDS[9:]), groundingMetadata=metadata, **END)]
    made = tell(body(*chunks), GEMINI, lambda view: edit_first(view, text=new))
    check(made)
    kept = made.payloads[-1]["candidates"][0]["groundingMetadata"]["groundingSupports"]
    assert all(one["groundingChunkIndices"] == [0] for one in kept)
    return [one["segment"] for one in kept], made.retelling.notes


def segment(start, end, words):
    """Return a segment; one that starts with the text leaves its start out."""
    return {**({"startIndex": start} if start else {}), "endIndex": end, "text": words}


SKY, YES = segment(0, 20, "Der Himmel ist blau."), segment(21, 24, "Ja.")


@pytest.mark.parametrize(
    ("new", "made"),
    [
        ("Der Himmel ist blau. Ja!", [SKY, segment(21, 24, "Ja!")]),
        (
            "Der Himmel ist grün. Ja.",
            [segment(0, 21, "Der Himmel ist grün."), segment(22, 25, "Ja.")],
        ),
        (
            "Oh: Der Himmel ist blau. Ja.",
            [segment(4, 24, "Der Himmel ist blau."), segment(25, 28, "Ja.")],
        ),
        ("Der Himmel ist blau. Aber 😀 Ja.", [SKY, segment(31, 34, "Ja.")]),
    ],
)
def test_segments_follow_in_bytes(new, made):
    """One that holds the change grows with it; a start that was left out as 0 appears."""
    assert grounded(new, SKY, YES) == (made, [])


@pytest.mark.parametrize("new", ["", "Der Himmel ist rot? Nein.", "Ja."])
def test_a_segment_that_a_change_cuts_or_empties_goes(new):
    """And that is said."""
    segments, notes = grounded(new, SKY, YES)
    assert notes == ["grounding of changed text is dropped"]
    assert all(one["text"] in new for one in segments)
    assert len(segments) < 2


def test_a_segment_that_says_something_else_is_left():
    """It is of another text than it seems, or was wrong before."""
    odd = [segment(0, 3, "xyz"), segment(0, 900, "x"), {"text": "no end"}, {}]
    assert grounded("Ja.", *odd) == (odd, [])


@pytest.mark.parametrize("name", ["citationSources", "citations"])
def test_citations_follow_or_go(name):
    """Also counted in bytes; AI Studio and Vertex call them differently."""
    cited = [{"uri": "u", "endIndex": 3}, {"startIndex": 11, "endIndex": 14}, {"uri": "v"}]
    chunks = [chunk(text(WORDS), citationMetadata={name: cited}, **END)]

    def after(new):
        made = tell(body(*chunks), GEMINI, lambda view: edit_first(view, text=new))
        check(made)
        return made.payloads[0]["candidates"][0]["citationMetadata"][name], made.retelling.notes

    assert after("é " + WORDS) == (
        [
            {"uri": "u", "endIndex": 6, "startIndex": 3},
            {"startIndex": 14, "endIndex": 17},
            cited[2],
        ],
        [],
    )
    assert after(WORDS.replace("ist", "war")) == (
        [cited[0], cited[2]],
        ["a citation of changed text is dropped"],
    )
