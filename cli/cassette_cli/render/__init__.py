"""Data to words: what a result looks like in a terminal, in a pipe, as Markdown and as JSON."""
