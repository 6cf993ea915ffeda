"""Read cassettes: recorded HTTP traffic with LLM APIs."""

__version__ = "0.1.0"
