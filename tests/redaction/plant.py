"""What is planted: a fake secret, the part of it that must not survive, and where it belongs."""

from typing import NamedTuple

SECRET, ACCOUNT, PERSONAL = "secret", "account", "personal"

ALONE, NAMED, FIELD = "alone", "named", "field"
"""Whether a value is known by its shape, by a name beside it, or only as a member or header."""


class Plant(NamedTuple):
    """A fake secret."""

    type: str
    group: str
    text: str
    """As it stands in free text: with a telling name where the value alone tells nothing."""
    core: str
    """What must not survive; public prefixes, hosts and domains are no part of it."""
    value: str
    """The value alone."""
    field: str
    """The name of a member, parameter or variable that says what it is."""
    header: str = ""
    """The header in which it travels, if it does."""
    header_value: str = ""
    shape: str = ALONE
    provider: bool = False
    """Whether this is a whole key that a provider issues with a prefix or infix of its own."""
    also: tuple[str, ...] = ()
    """Further parts that must not survive."""

    @property
    def cores(self) -> tuple[str, ...]:
        """All that must not survive."""
        return (self.core, *self.also)

    @property
    def one_line(self) -> bool:
        """Whether it can stand in a header or a URL."""
        return "\n" not in self.text

    @property
    def host(self) -> str:
        """The host of a URL: it may tell whose storage it is, and stands in a header too."""
        return self.value.partition("://")[2].partition("/")[0] if self.url else ""

    @property
    def url(self) -> bool:
        """Whether it is a URL as a whole."""
        return self.value.startswith("https://")


def window(core: str) -> int:
    """Return how long a rest must be to count: eight characters and 40 % of the whole."""
    return min(len(core), max(8, -(-len(core) * 2 // 5)))
