"""What protocols share."""

from base64 import b64encode

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.protocols import PROTOCOLS
from cassette_cli.protocols.base import joined_base64


def test_the_protocols_are_a_sequence():
    """Though each is loaded when it is first looked at."""
    every = list(PROTOCOLS)
    assert len(PROTOCOLS) == len(every) > 10
    assert [PROTOCOLS[at] for at in range(len(every))] == every == PROTOCOLS[:]
    assert PROTOCOLS[-1] is every[-1]


@given(st.lists(st.tuples(st.binary(max_size=9), st.booleans())))
def test_pieces_of_base64_are_joined_by_their_bytes(pieces):
    """Each is a whole, with its padding or without; text glued together would be other sound."""
    told = [b64encode(data).decode().rstrip("=" if is_bare else "") for data, is_bare in pieces]
    assert joined_base64(told) == b64encode(b"".join(data for data, _ in pieces)).decode()


@given(st.binary(max_size=9), st.sampled_from(["é", "AAAAA", None, 7, ["AAAA"]]))
def test_what_is_no_base64_is_no_sound(data, other):
    """The rest still is."""
    whole = b64encode(data).decode()
    assert joined_base64([whole, other]) == joined_base64([other, whole]) == whole
