"""JSON Patch over the JSON view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.errors import CassetteError
from cassette_cli.operations.rewrite.patch import (
    NOTHING,
    Assignment,
    assignment,
    get_at,
    is_there,
    missing,
    operations_of,
    patch_of,
    patched,
)
from cassette_cli.text.json_value import compact

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x", "a/b", "m~n"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "a/b", "m~n", "", "0", "-"]), inside)
    ),
    max_leaves=8,
)


def pointers(value, above=""):
    """Yield the pointers of everything in a value."""
    yield above, value
    members = value.items() if isinstance(value, dict) else ()
    members = enumerate(value) if isinstance(value, list) else members
    for key, inside in members:
        yield from pointers(inside, f"{above}/{str(key).replace('~', '~0').replace('/', '~1')}")


@given(JSON)
def test_a_pointer_leads_to_what_it_names(document):
    """Slashes and tildes in names are escaped."""
    for pointer, value in pointers(document):
        assert get_at(document, pointer) is value
        assert is_there(document, pointer)
        assert not is_there(document, f"{pointer}/nowhere")
        assert not is_there(document, f"{pointer}/²")


# From RFC 6902, appendix A.
@pytest.mark.parametrize(
    ("document", "operation", "made"),
    [
        ({"foo": "bar"}, {"op": "add", "path": "/baz", "value": "q"}, {"foo": "bar", "baz": "q"}),
        ({"f": ["a", "c"]}, {"op": "add", "path": "/f/1", "value": "b"}, {"f": ["a", "b", "c"]}),
        ({"f": ["a"]}, {"op": "add", "path": "/f/-", "value": ["b"]}, {"f": ["a", ["b"]]}),
        ({"f": None}, {"op": "add", "path": "/f", "value": 1}, {"f": 1}),
        ({"a": 1, "b": 2}, {"op": "remove", "path": "/a"}, {"b": 2}),
        ({"f": ["a", "b", "c"]}, {"op": "remove", "path": "/f/1"}, {"f": ["a", "c"]}),
        ({"a": 1}, {"op": "replace", "path": "/a", "value": None}, {"a": None}),
        (
            {"f": {"bar": 1, "w": 2}, "q": {}},
            {"op": "move", "from": "/f/w", "path": "/q/t"},
            {"f": {"bar": 1}, "q": {"t": 2}},
        ),
        ({"f": [1, 2, 3]}, {"op": "move", "from": "/f/0", "path": "/f/2"}, {"f": [2, 3, 1]}),
        ({"f": [{}]}, {"op": "copy", "from": "/f/0", "path": "/f/-"}, {"f": [{}, {}]}),
        ({"/": 9, "~1": 10}, {"op": "test", "path": "/~01", "value": 10}, {"/": 9, "~1": 10}),
        ({"a": 1}, {"op": "add", "path": "/b", "value": 2, "xyz": 3}, {"a": 1, "b": 2}),
    ],
)
def test_operations_do_what_the_standard_says(document, operation, made):
    """Add, remove, replace, move, copy and test; members that are not known are passed over."""
    assert patched(document, [operation]) == made


DOCUMENT = {"interactions": [{"response": {"status": 200, "headers": {"A": ["x"]}, "body": {}}}]}


@pytest.mark.parametrize(
    ("operation", "words", "where"),
    [
        ({"op": "test", "path": "/interactions", "value": 1}, "0 of the patch tests", None),
        ({"op": "remove", "path": "/interactions/1"}, "0 of the patch leads nowhere", None),
        ({"op": "replace", "path": "/x", "value": 1}, "leads nowhere", None),
        ({"op": "add", "path": "/x/y", "value": 1}, "leads nowhere", None),
        ({"op": "add", "path": "/interactions/5", "value": 1}, "leads nowhere", None),
        ({"op": "copy", "from": "/x", "path": "/interactions/-"}, "leads nowhere", "/x"),
        ({"op": "move", "from": "/x", "path": "/interactions"}, "leads nowhere", "/x"),
        ({"op": "replace", "path": "/interactions/-", "value": 1}, "leads nowhere", None),
        ({"op": "remove", "path": "/interactions/00"}, "leads nowhere", None),
        ({"op": "grow", "path": "/x", "value": "pw"}, "0 of the patch: this has no `op`", None),
        ({"op": [], "path": "/x"}, "0 of the patch: this has no `op`", None),
        ({"op": "add", "path": "/x"}, "0 of the patch: `add` needs its `value`", None),
        ({"op": "add", "value": "pw"}, "0 of the patch: `add` needs its `path`", ""),
        ({"op": "copy", "path": "/x"}, "0 of the patch: `copy` needs its `from`", None),
        ({"op": "add", "path": "x", "value": "pw"}, "0 of the patch: `x` is no pointer", "x"),
        ({"op": "add", "path": "/~2", "value": "pw"}, "`/~2` is no pointer", None),
        ({"op": "add", "path": 7, "value": "pw"}, "this is no pointer", ""),
        ({"op": "move", "from": "/interactions", "path": "/interactions/0"}, "itself", None),
        ({"path": "/x"}, "0 of the patch: this has no `op`", None),
        ({}, "0 of the patch: this has no `op`", ""),
    ],
)
def test_an_operation_that_cannot_be_applied_is_named_by_its_number(operation, words, where):
    """With the pointer that leads nowhere: where it takes from, or where it puts."""
    with pytest.raises(CassetteError, match=words) as caught:
        patched(DOCUMENT, [operation])
    assert caught.value.where == (operation.get("path") if where is None else where)
    assert "pw" not in caught.value.message + caught.value.hint, "a value may be secret"


def test_a_patch_is_applied_whole_or_not_at_all():
    """The document that it is applied to is not touched."""
    before = compact(DOCUMENT)
    with pytest.raises(CassetteError, match="operation 1 of the patch"):
        patched(
            DOCUMENT, [{"op": "remove", "path": "/interactions"}, {"op": "remove", "path": "/x"}]
        )
    assert compact(DOCUMENT) == before


@pytest.mark.parametrize("value", ["⟦masked:012abc⟧", {"a": ["Bearer ⟦masked:012abc⟧"]}])
def test_a_masked_value_is_never_written(value):
    """It would take the place of the real one."""
    with pytest.raises(CassetteError, match="masked value") as caught:
        patched(DOCUMENT, [{"op": "add", "path": "/x", "value": value}])
    assert "--show-secrets" in caught.value.hint


def test_the_name_of_what_is_added_is_never_a_masked_value():
    """As of a header that somebody named by what is shown."""
    with pytest.raises(CassetteError, match="masked value"):
        patched(DOCUMENT, [{"op": "add", "path": "/⟦masked:012abc⟧", "value": 1}])


def test_parts_of_a_document_that_are_one_value_are_edited_apart():
    """The usage of a plain answer is read from its body, but it is another field."""
    usage = {"tokens": 1}
    made = patched({"a": usage, "b": usage}, [{"op": "remove", "path": "/a/tokens"}])
    assert made == {"a": {}, "b": {"tokens": 1}}


@pytest.mark.parametrize("text", ["{}", "[1]", '["x"]', "null"])
def test_what_is_no_patch_is_refused(text):
    """A patch is a list of objects."""
    with pytest.raises(CassetteError, match="no JSON Patch"):
        patch_of(text, "p.json")


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", ":1:1", "a value is expected"),
        ("[\n {", ":2:3", "a key in double quotes is expected"),
        ("[NaN]", ":1:2", "NaN is no number"),
        ("[1, -Infinity]", ":1:5", "-Infinity is no number"),
        ("[1e999]", ":1:2", "1e999 is no number"),
        ("[" * 3000 + "]" * 3000, ":1:1002", "nested deeper"),
    ],
)
def test_what_a_person_gives_as_json_is_json(text, where, words):
    """Stricter than what recorders write; the place is told."""
    with pytest.raises(CassetteError, match=f"not JSON: .*{words}") as caught:
        patch_of(text, "p.json")
    assert caught.value.where == f"p.json{where}"
    if "number" in words:
        with pytest.raises(CassetteError, match=words):
            assignment(f"/a={text}")


def test_a_patch_is_a_list_of_operations():
    """Also one that does nothing."""
    assert patch_of(' [{"op": "remove", "path": "/x"}] ', "p") == [{"op": "remove", "path": "/x"}]
    assert patch_of("[]", "p") == []


# Assignments


@pytest.mark.parametrize(
    ("text", "pointer", "value"),
    [
        ("/a=500", "/a", 500),
        ("/a=true", "/a", True),
        ('/a="500"', "/a", "500"),
        ("/a=some words", "/a", "some words"),
        ("/a=", "/a", ""),
        ("/a=b=c", "/a", "b=c"),
        ('/a={"b": [1]}', "/a", {"b": [1]}),
        ("/=x", "/", "x"),
    ],
)
def test_an_assignment_says_a_pointer_and_a_value(text, pointer, value):
    """What is no JSON is a string."""
    assert assignment(text) == Assignment(pointer, value)


@pytest.mark.parametrize("text", ["", "/a"])
def test_what_assigns_nothing_is_refused(text):
    """With the form that it should have."""
    with pytest.raises(CassetteError, match="does not say what is to be set"):
        assignment(text)


VIEWS = {
    "schema": "cassette/1",
    "interactions": [
        {"request": {"url": "a"}, "response": {"status": 1, "headers": {"A": ["x", "y"]}}},
        {"request": {"url": "b"}, "response": {"status": 2, "headers": {}}},
    ],
}


def operations(pointer, value=5):
    """Return the operations of one assignment."""
    return operations_of(VIEWS, [Assignment(pointer, value)])


def test_a_pointer_is_meant_in_every_interaction_unless_it_names_one():
    """What is there is replaced, what is not is added; an item of a list is replaced."""
    assert operations("/response/status") == [
        {"op": "add", "path": f"/interactions/{at}/response/status", "value": 5} for at in (0, 1)
    ]
    assert operations("/interactions/1/request/url", "c") == [
        {"op": "add", "path": "/interactions/1/request/url", "value": "c"}
    ]
    (one, _) = operations("/response/headers/A/0")
    assert one == {"op": "replace", "path": "/interactions/0/response/headers/A/0", "value": 5}
    (one, _) = operations("/response/headers/A/-")
    assert one == {"op": "add", "path": "/interactions/0/response/headers/A/-", "value": 5}


def test_the_name_of_a_header_may_be_given_in_any_case():
    """It is that header that changes; one of a new name is added as it is given."""
    (one, two) = operations("/response/headers/a")
    assert one["path"] == "/interactions/0/response/headers/A"
    assert two["path"] == "/interactions/1/response/headers/a"
    (one, _) = operations("/response/headers/a/1")
    assert one["path"] == "/interactions/0/response/headers/A/1"
    (one,) = operations("/response/headers/a", NOTHING)
    assert one["path"] == "/interactions/0/response/headers/A"


def test_what_is_taken_out_need_not_be_everywhere_but_somewhere():
    """`--delete` of a header that only some have takes it out of those."""
    assert operations("/response/headers/A", NOTHING) == [
        {"op": "remove", "path": "/interactions/0/response/headers/A"}
    ]
    with pytest.raises(CassetteError, match="nothing at this pointer"):
        operations("/response/headers/B", NOTHING)


def test_positions_are_those_of_the_document_as_it_is():
    """Whatever else is taken out of the same list, and in whatever order."""
    document = {"interactions": [{"a": [*range(12)], "b": 1}]}
    gone = [Assignment(f"/a/{at}", NOTHING) for at in (0, 10, 2, 0)]
    asked = operations_of(document, [gone[0], Assignment("/a/1", "x"), *gone[1:]])
    made = patched(document, asked)
    assert made["interactions"][0]["a"] == ["x", 3, 4, 5, 6, 7, 8, 9, 11]


@pytest.mark.parametrize(
    ("pointer", "words"),
    [("a", "is no pointer"), ("/~", "is no pointer"), ("", "whole interaction"),
     ("/a/01", "nothing at this pointer")],
)  # fmt: skip
def test_what_leads_to_no_field_cannot_be_taken_out(pointer, words):
    """Leading zeros are no positions (RFC 6901)."""
    with pytest.raises(CassetteError, match=words):
        operations_of({"interactions": [{"a": [1, 2]}]}, [Assignment(pointer, NOTHING)])


def test_nothing_is_set_where_there_is_nothing():
    """No neighbour is suggested then."""
    with pytest.raises(CassetteError, match="no interaction to change"):
        operations_of({"interactions": []}, [Assignment("/response/status", 1)])


@pytest.mark.parametrize(
    ("pointer", "hint"),
    [
        ("/response/usage/input_tokens", "set `usage_raw`"),
        ("/response/messages/0/finish_reason", "set `finish_reason_raw`"),
        ("/response/body_kind", "set `body`"),
        ("/index", ""),
        ("/response/error/type", "set `body`"),
        ("/response/problems/-", ""),
    ],
)
def test_what_follows_by_itself_cannot_be_set(pointer, hint):
    """With what to set in its place."""
    with pytest.raises(CassetteError, match="follows by itself") as caught:
        operations(pointer)
    assert caught.value.hint == hint


@pytest.mark.parametrize("pointer", ["/id", "/interactions/1/id", "/id/x"])
def test_the_number_of_an_interaction_cannot_be_set(pointer):
    """It would be given back to it with the next edit; that of an answer can."""
    with pytest.raises(CassetteError, match="numbers its interactions"):
        operations(pointer)
    assert operations("/response/id")


@pytest.mark.parametrize(
    "pointer",
    ["/response/headers/error", "/request/body/usage", "/response/usage_raw/index"],
)
def test_a_name_within_bodies_headers_and_usage_is_the_providers_own(pointer):
    """Whatever it is called."""
    assert operations(pointer)[0]["path"] == f"/interactions/0{pointer}"


@pytest.mark.parametrize(
    ("pointer", "hint"),
    [
        ("/interactions/0/respons/status", "the nearest is /interactions/0/response/status"),
        ("/interactions/0/response/header/A", "the nearest is /interactions/0/response/headers/A"),
        ("/interactions/7/response", "/interactions has /interactions/0 to /interactions/1"),
        ("/interactions/1/response/body", "/interactions/1/response has status, headers"),
        ("/interactions/0/response/headers/A/9", "/interactions/0/response/headers/A has"),
        ("/interactions/0/0", "/interactions/0 has request, response"),
        ("/interactions/0/response/status/x", "/interactions/0/response/status holds no more than"),
        ("/interactions/1/response/headers/A", "/interactions/1/response/headers is empty"),
        ("/qqq", "the document has schema, interactions"),
        ("/interactions/0/request/url/url", "/interactions/0/request/url holds no more than"),
    ],
)
def test_a_pointer_that_leads_nowhere_names_the_nearest_that_does(pointer, hint):
    """Or what there is instead."""
    error = missing(VIEWS, pointer)
    assert error.where == pointer
    assert error.hint.startswith(hint)
    assert missing(VIEWS, pointer, 3).message == "operation 3 of the patch leads nowhere"


def test_the_nearest_keeps_what_follows_even_if_a_step_came_before():
    """The step that leads nowhere is meant by its place, not by its name."""
    document = {"ab": {"abc": {"ab": 1}}}
    assert missing(document, "/ab/ab/ab").hint == "the nearest is /ab/abc/ab"
