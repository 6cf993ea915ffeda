"""A mutation fuzzer of the whole program."""
