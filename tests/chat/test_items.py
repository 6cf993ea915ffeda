"""Items that come and go in a list whose positions keep their meaning."""

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.chat.items import add_item, append_item, is_removed, remove_item, settle_items
from cassette_cli.chat.retelling import Retelling


@given(st.lists(st.sampled_from(["stays", "goes", "has one before", "has two before"])), st.data())
def test_a_list_is_what_came_and_stayed(fates, data):
    """Whatever the order in which it is edited."""
    items = [{"n": at} for at in range(len(fates))]
    retelling = Retelling([("", {"list": items})], is_plain=True)
    line = retelling.line(0)
    for at in data.draw(st.permutations(range(len(fates)))):
        if fates[at] == "goes":
            remove_item(retelling, line, ("list", at))
            assert is_removed(line, ("list", at))
        for number in range({"has one before": 1, "has two before": 2}.get(fates[at], 0)):
            add_item(retelling, line, ("list", at), {"before": at, "number": number})
    append_item(retelling, line, ("list",), {"last": True})
    settle_items(retelling, line, ("list",))
    wanted = []
    for at, fate in enumerate(fates):
        count = {"has one before": 1, "has two before": 2}.get(fate, 0)
        wanted += [{"before": at, "number": number} for number in range(count)]
        wanted += [items[at]] if fate != "goes" else []
    assert line.payload == {"list": [*wanted, {"last": True}]}
    assert line.original == {"list": [{"n": at} for at in range(len(fates))]}


def test_a_list_within_a_list_is_an_item():
    """What nobody edited is not taken apart."""
    retelling = Retelling([("", {"list": [[1], 2]})], is_plain=True)
    settle_items(retelling, retelling.line(0), ("list",))
    assert retelling.lines[0].payload == {"list": [[1], 2]}
    assert not retelling.lines[0].is_changed
