"""Read and redact cassettes: recorded HTTP traffic with LLM APIs."""

__version__ = "0.1.0"
__all__ = ["Redactor", "redact"]


def __getattr__(name: str) -> object:
    """Return what the package offers to programs; imported when it is asked for."""
    if name in __all__:
        from cassette_cli.operations.redact import live

        offered: object = getattr(live, name)
        return offered
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
