"""An answer while its events come in."""

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.chat.draft import Draft, PartDraft
from cassette_cli.chat.message import Failure, Part, Site

PIECES = st.lists(st.text(max_size=5), max_size=6)


@given(PIECES)
def test_a_text_is_its_pieces_in_order_and_knows_their_places(pieces):
    """Rewriting a streamed text starts from the places of its pieces."""
    draft = PartDraft("text")
    for event, piece in enumerate(pieces):
        draft.grow("text", piece, event, ("delta", "text"))
    part = draft.finished()
    assert part.text == "".join(pieces)
    assert part.sites.get("text", []) == [
        Site(event, ("delta", "text")) for event in range(len(pieces))
    ]


@given(PIECES, st.text())
def test_a_whole_text_replaces_its_pieces(pieces, whole):
    """What a provider says at the end is what it means."""
    draft = PartDraft("tool_call")
    for event, piece in enumerate(pieces):
        draft.grow("arguments_raw", piece, event, ("delta",))
    draft.put("arguments_raw", whole, 9, ("item",))
    draft.copied("arguments_raw", 10, ("copy",))
    part = draft.finished()
    assert part.arguments_raw == whole
    assert part.sites == {"arguments_raw": [Site(9, ("item",))]}
    assert part.copies == {"arguments_raw": [Site(10, ("copy",))]}


@given(PIECES, PIECES)
def test_a_part_that_becomes_another_forgets_what_grew(before, after):
    """A text whose next piece is a picture: what comes then grows from nothing."""
    draft = PartDraft("text")
    for event, piece in enumerate(before):
        draft.grow("text", piece, event, ())
    draft.become(Part("unknown", name="image_file"))
    for event, piece in enumerate(after):
        draft.grow("text", piece, event, ())
    part = draft.finished()
    assert (part.kind, part.text) == ("unknown", "".join(after))
    assert part.sites.get("text", []) == [Site(event, ()) for event in range(len(after))]


def test_what_never_came_is_not_the_same_as_what_came_empty():
    """Empty arguments were sent; missing ones may be in an event that the recording lacks."""
    draft = PartDraft("tool_call")
    assert draft.so_far("arguments_raw") is None
    assert draft.part.arguments_raw is None
    draft.grow("arguments_raw", "", 0, ())
    assert draft.so_far("arguments_raw") == ""
    assert draft.finished().arguments_raw == ""


def test_messages_come_in_the_order_of_their_indices():
    """Choices of one answer are told interleaved, and the second may speak first."""
    draft = Draft("p")
    for index in (1, 0, 1):
        draft.message(index).part("text", "text").grow("text", str(index), 0, ())
    assert [(m.index, m.parts[0].text) for m in draft.finished("complete").messages] == [
        (0, "0"),
        (1, "11"),
    ]


def test_a_key_that_is_opened_again_means_the_new_part():
    """Providers reuse an index for the next call."""
    message = Draft("p").message()
    message.open("call", "tool_call").grow("arguments_raw", "1", 0, ())
    message.open("call", "tool_call").grow("arguments_raw", "2", 1, ())
    message.part("call", "tool_call").grow("arguments_raw", "3", 2, ())
    assert [part.arguments_raw for part in message.finished().parts] == ["1", "23"]


def test_a_part_that_says_nothing_is_left_out():
    """Chunks with empty content are no text; a signature, or being withheld, says something."""
    message = Draft("p").message()
    message.add("text").grow("text", "", 0, ())
    message.add("reasoning").part.signature = "s"
    message.add("reasoning").part.encrypted = True
    message.add("tool_call")
    assert [part.kind for part in message.finished().parts] == [
        "reasoning",
        "reasoning",
        "tool_call",
    ]


def test_a_message_without_a_role_is_the_assistants():
    """Several gateways never say it."""
    assert Draft("p").message().finished().role == "assistant"


def test_an_error_decides_the_status():
    """Whatever else came, an answer with an error in it is not complete."""
    draft = Draft("p")
    draft.error = Failure(None, None, "oops")
    assert draft.finished("complete").status == "errored"


def test_a_problem_is_noted_once():
    """The same oddity in a thousand events is one line for the reader."""
    draft = Draft("p")
    for words in ("odd", "odder", "odd"):
        draft.problem(words)
    assert draft.finished("complete").problems == ["odd", "odder"]
