"""How lists read."""

import pytest

from cassette_cli.operations.list import Summary
from cassette_cli.render.list import COLUMNS, aligned, size, tabbed

ROWS = [
    Summary("a/very/long/way/to/a/cassette/of/somebody/with/many/folders/one.yaml", "go-vcr", "2",
            3,
            ["openai"], ["gpt-4o-mini-2024-07-18"], ["openai-chat"], 2, input_tokens=10, size=2048),
    Summary("short.yaml", "vcrpy", "1", 1, models=["m"], cost=0.5),
]  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 100, 160, 250])
def test_rows_fit_the_terminal(width):
    """No row wraps, at any width people have, and the cassette stays recognisable."""
    lines = [line.text for line in aligned(ROWS, width)]
    assert all(len(line) <= width for line in lines)
    assert lines[0].startswith("cassette")
    assert "one.yaml" in lines[1]
    column = lines[0].index("calls") + len("calls")
    assert [line[:column].rsplit(maxsplit=1)[1] for line in lines[1:]] == ["3", "1"]


def test_a_pipe_gets_every_column():
    """The number of columns never depends on the data, nor on a tab in a path."""
    rows = [line.text for line in tabbed([*ROWS, Summary("tab\there.yaml")])]
    assert {row.count("\t") for row in rows} == {len(COLUMNS) - 1}


def test_sizes_read_as_people_say_them():
    """Powers of 1024, as file managers count."""
    assert [size(n) for n in (0, 1023, 1024, 1536, 5 * 2**20, 3 * 2**30)] == [
        "0 B", "1023 B", "1.0 KiB", "1.5 KiB", "5.0 MiB", "3.0 GiB"]  # fmt: skip
