"""Steps of JSON pointers: names of members, and back.

Source: RFC 6901, sections 3 and 4.
"""


def step_of(name: str) -> str:
    """Return the name of a member as a step of a pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def name_of(step: str) -> str:
    """Return the name of a member that a step of a pointer is."""
    return step.replace("~1", "/").replace("~0", "~")
