"""The recorder formats: one file per way of keeping interactions in a file."""

from collections.abc import Sequence

from cassette_cli.errors import NotACassette, UnreadFormat
from cassette_cli.recorders.base import Recorder
from cassette_cli.recorders.go_vcr import GO_VCR
from cassette_cli.recorders.ruby_vcr import RUBY_VCR
from cassette_cli.recorders.unread import may_be_unread, unread_format, unread_text
from cassette_cli.recorders.vcrpy import VCRPY
from cassette_cli.text.tree import Node

RECORDERS = (VCRPY, GO_VCR, RUBY_VCR)

LOOKS = b"|".join(recorder.looks for recorder in RECORDERS)
"""What a file of some recorder that is read has somewhere."""


_WHAT_IS_READ = "`cassette formats` lists what is read"


def recorder_of(documents: Sequence[Node]) -> Recorder:
    """Return the recorder that wrote a file, given the trees of its documents.

    Raises:
        UnreadFormat: a recording of a kind that is known but not read yet.
        NotACassette: nothing that we know.
    """
    if not documents:
        raise NotACassette("the file is empty", hint="record into it first")
    if len(documents) == 1:
        for recorder in RECORDERS:
            if recorder.recognises(documents[0]):
                return recorder
    _refuse(unread_format(documents))
    raise NotACassette(
        "this is no cassette: no recorder that we know writes such a file", hint=_WHAT_IS_READ
    )


def may_be_refused(data: bytes) -> bool:
    """Say whether a file that nobody named may be a recording of a kind that is not read yet."""
    return may_be_unread(data)


def refuse_unread_text(text: str) -> None:
    """Raise `UnreadFormat` for a text that is a known kind of recording, but no YAML or JSON."""
    _refuse(unread_text(text))


def _refuse(name: str | None) -> None:
    if name is not None:
        raise UnreadFormat(name)
