"""Layers: the ways in which texts stand inside a text, each with the way back.

A layer is a function from an outer text to the inner ones that it holds: a JSON text to its
strings, a percent-encoded text to what it means. It yields nothing where there is nothing of its
kind, which it must find out quickly, because every layer is tried on every text.
"""

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from cassette_cli.text.view import View

Outer = TypeVar("Outer", str, bytes)
Content = TypeVar("Content", str, bytes)


class Inner(NamedTuple, Generic[Outer, Content]):
    """A text inside a text."""

    content: Content
    open: Callable[[], View[Outer, Content]]
    """The way back; places are looked up only when something is to be edited. The spans that the
    inner texts of one layer edit do not overlap."""
    name: str = ""
    """The name of the field, parameter or member that holds it, `""` for none."""
    step: str = ""
    """Its step in a JSON pointer, `""` for the same place."""


TextLayer: TypeAlias = Callable[[str], Iterable[Inner[str, str] | Inner[str, bytes]]]
