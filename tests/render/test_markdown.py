"""Conversations as Markdown."""

from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.render.line import line
from cassette_cli.render.markdown import fenced


@given(st.text(), st.lists(st.text(st.sampled_from("`~# @<>\n[](a)"))))
def test_a_recording_cannot_leave_its_fence(title, texts):
    """All lines of a recording stand between an opening fence and the only closing one."""
    rows = list(fenced(title, [line(text) for text in texts]))
    opening = next(
        number for number, row in enumerate(rows) if row.endswith("text") and "```" in row
    )
    fence = rows[opening].removesuffix("text")
    assert set(fence) == {"`"}
    assert rows[-2] == fence
    assert not any(row.strip().startswith(fence) for row in rows[opening + 1 : -2])
    assert rows[0].startswith("### `")
    assert all("\n" not in row for row in rows)
