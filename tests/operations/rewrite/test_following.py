"""Ids of tool calls that change, and the later requests that quote them."""

import json
from copy import deepcopy

import pytest

from cassette_cli.document.files import open_cassette
from cassette_cli.document.json_view import interaction_view
from cassette_cli.document.reading import Reading
from cassette_cli.document.sources import Source
from cassette_cli.operations.rewrite.following import Quote, follow, quotes
from cassette_cli.operations.rewrite.plan import Entry


def calls(*ids):
    """Return an answer with calls of those ids."""
    made = [
        {"id": one, "type": "function", "function": {"name": "f", "arguments": "{}"}} for one in ids
    ]
    choice = {"index": 0, "finish_reason": "tool_calls", "message": {"tool_calls": made}}
    return {"id": "c", "object": "chat.completion", "model": "m", "choices": [choice]}


def results(*ids, **more):
    """Return a request that quotes those ids."""
    return {"messages": [{"role": "tool", "tool_call_id": one} for one in ids], **more}


def file_of(tmp_path, *exchanges):
    """Return the interactions of a file, and their views."""
    path = tmp_path / "c.json"
    head = {"method": "POST", "uri": "https://a.example/v1", "headers": {}}
    answered = {"status": {"code": 200, "message": "OK"}, "headers": {}}
    interactions = [
        {"request": {**head, "body": asked}, "response": {**answered, "body": {"string": said}}}
        for asked, said in ([json.dumps(one) for one in pair] for pair in exchanges)
    ]
    path.write_text(json.dumps({"version": 1, "interactions": interactions}), encoding="utf-8")
    everything = list(open_cassette(Source("c.json", path)).interactions())
    return everything, [interaction_view(Reading(one), show_secrets=True) for one in everything]


def renamed(view, **names):
    """Return a view with the ids of its calls changed."""
    wanted = deepcopy(view)
    for part in wanted["response"]["messages"][0]["parts"]:
        part["id"] = names.get(part["id"], part["id"])
    return wanted


def followed(everything, views, plan):
    """Return what is found, and the bodies of the requests after following."""
    known = {view["index"]: view for view in views}
    found = list(quotes(plan, known, everything))
    follow(plan, found, lambda at: views[at])
    return found, [one.wanted["request"]["body"] if one.wanted else None for one in plan]


@pytest.fixture
def file(tmp_path):
    """Return an answer with two calls, and later requests that quote them."""
    return file_of(
        tmp_path,
        (results("call_a"), calls("call_a", "call_b")),
        (results("call_a", note="call_a is quoted, call_ab is not"), calls("call_ab")),
        (results("call_b", "call_ab"), calls("call_c")),
    )


def test_an_answer_that_keeps_its_ids_is_quoted_by_nobody(file):
    """Nothing is followed, and no request is touched."""
    everything, views = file
    edited = deepcopy(views[0])
    edited["response"]["messages"][0]["parts"][0]["name"] = "g"
    assert followed(everything, views, [Entry(0, edited), Entry(1, {}), Entry(2, {})]) == (
        [],
        [edited["request"]["body"], None, None],
    )


def test_later_requests_are_found_and_only_the_id_itself_is_changed(file):
    """A longer id that begins alike, and a text that names it, are other things."""
    everything, views = file
    plan = [Entry(0, renamed(views[0], call_a="new_a")), Entry(1, {}), Entry(2, {})]
    found, bodies = followed(everything, views, plan)
    assert found == [Quote(1, "call_a", "new_a")]
    assert bodies[1] == results("new_a", note="call_a is quoted, call_ab is not")
    assert bodies[2] is None
    assert bodies[0] == results("call_a"), "what was asked before is not about this answer"
    assert "#1" in found[0].words
    assert "--follow" in found[0].words


def test_ids_that_change_places_are_changed_all_at_once(tmp_path):
    """One after the other, both would become the same."""
    exchanges = (results(), calls("a", "b")), (results("a", "b"), calls("c"))
    views = file_of(tmp_path, *exchanges)[1]
    plan = [Entry(0, {}), Entry(1, {})]
    follow(plan, [Quote(1, "a", "b"), Quote(1, "b", "a")], lambda at: views[at])
    assert plan[1].wanted["request"]["body"] == results("b", "a")
    assert views[1]["request"]["body"] == results("a", "b")


def test_a_request_that_is_edited_already_is_asked_as_it_is_to_be(file):
    """Who has changed the quote too has nothing to follow; the rest of their edit stays."""
    everything, views = file
    told = deepcopy(views[1])
    told["request"]["body"] = results("new_a")
    plan = [Entry(0, renamed(views[0], call_a="new_a")), Entry(1, told), Entry(2, {})]
    assert followed(everything, views, plan)[0] == []
    told["request"]["body"] = results("call_a", x=1)
    plan = [Entry(0, renamed(views[0], call_a="new_a")), Entry(1, told), Entry(2, {})]
    assert followed(everything, views, plan)[1][1] == results("new_a", x=1)


def test_only_what_comes_later_in_the_file_to_be_is_asked(file):
    """Order counts after moving, not before."""
    everything, views = file
    edited = renamed(views[0], call_a="new_a", call_b="new_b")
    found, _ = followed(everything, views, [Entry(1, {}), Entry(0, edited), Entry(2, {})])
    assert found == [Quote(2, "call_b", "new_b")]
    added = {"request": {"body": results("call_a")}}
    found, bodies = followed(everything, views, [Entry(0, edited), Entry(None, added)])
    assert found == [Quote(1, "call_a", "new_a")]
    assert bodies[1] == results("new_a")
